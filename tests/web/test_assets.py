"""Pages of deliveries: what is to come, the sheet that keeps what was typed, one delivery with its act, complaints."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import asset_scene as scene
from tests.field.scene import JPEG
from tests.worlds import world
from winay.core.clock import now
from winay.delivery.asset_models import Complaint, Delivery
from winay.delivery.services.assets import reverse_delivery
from winay.documents.models import Document

pytestmark = pytest.mark.django_db
GARDEN, STOVE, TODAY = scene.GARDEN, scene.STOVE, people.today().isoformat()
WHO = {
    "receiver": "otra", "receiver_name": "Saturnina Quispe Lapa", "receiver_kin": "not_related", "receiver_sex": "F",
    "witness1": "Eusebia Ñahui", "witness1-role": "prosecutor", "witness2": "Fortunato Sulca",
    "witness2-role": "treasurer",
}  # fmt: skip


planned = world(scene.planned)


@pytest.fixture
def of(planned: scene.Planned, client: Client) -> scene.Planned:
    people.log_in(client, planned.ana.person)
    return planned


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def hub(of: scene.Planned) -> str:
    return f"/nucleos/{of.made.nucleus.public_id}/entregas/"


def sheet(of: scene.Planned, number: int = 0, item: str = GARDEN) -> str:
    return f"{hub(of)}{of.made.cycles[number].public_id}/{item}/"


def test_a_refused_sheet_keeps_what_was_typed_and_its_photograph(client: Client, of: scene.Planned) -> None:
    assert "Le toca 100" in text(client, sheet(of))
    wrong = {"on": TODAY, "l0-counted": "80,5", **WHO, "witness2": "EUSEBIA NAHUI"}
    answer = client.post(sheet(of), {**wrong, "photo": SimpleUploadedFile("foto.jpg", JPEG)})
    body = answer.content.decode()
    assert answer.status_code == 422 and "la misma persona" in body
    assert 'value="80,5"' in body and "Saturnina Quispe Lapa" in body and "La foto que envió se guardó" in body
    token = body.split('name="kept_photo" value="')[1].split('"')[0]
    done = client.post(sheet(of), {**wrong, "witness2": "Fortunato Sulca", "kept_photo": token})
    made = Delivery.objects.get()
    assert done.status_code == 302 and done["Location"] == f"/entregas/{made.public_id}/"
    assert client.get(f"/entregas/{made.public_id}/foto/").content == JPEG
    stolen = client.post(sheet(of, 1), {**wrong, "witness2": "Fortunato Sulca", "kept_photo": made.photo_sha256})
    assert stolen.status_code == 422 and Delivery.objects.count() == 1


def test_a_sheet_says_what_it_does_not_understand(client: Client, of: scene.Planned) -> None:
    answer = client.post(sheet(of), {"on": "ayer", "l0-counted": "mucho", "l1-cure": "pronto"})
    body = answer.content.decode()
    assert answer.status_code == 422 and not Delivery.objects.exists()
    for words in ("«ayer» no es un día", "«mucho» no es una cantidad", "«pronto» no es un día", "Falta quién recibió"):
        assert words in body


def test_a_short_weight_is_complained_of_cured_and_opened_again(client: Client, of: scene.Planned) -> None:
    day = of.on + 20 * scene.DAY
    told = {
        "on": day.isoformat(), "l0-counted": "80", "l0-complaint": "Faltan 20 gramos de semilla",
        "l0-cure": (day + 30 * scene.DAY).isoformat(), **WHO,
    }  # fmt: skip
    assert client.post(sheet(of), told).status_code == 302
    first = Delivery.objects.get()
    body = text(client, f"/entregas/{first.public_id}/")
    assert "Faltan 20 gramos" in body and "se remedia hasta" in body
    assert "venció hace" in text(client, f"{hub(of)}reclamos/")
    complaint = Complaint.objects.get()
    cure = f"/reclamos-de-entrega/{complaint.public_id}/"
    later = (day + 5 * scene.DAY).isoformat()
    end = {"how": "brought", "on": later, "note": "El proveedor trajo la bolsa que faltaba"}
    assert "Escoja la entrega" in client.post(f"{cure}cerrar/", end).content.decode()
    client.post(sheet(of), {"on": later, "l0-counted": "20", **WHO})
    rest = Delivery.objects.exclude(pk=first.pk).get()
    assert client.post(f"{cure}cerrar/", {**end, "brought": str(rest.public_id)}).status_code == 302
    assert "No hay reclamos" in text(client, f"{hub(of)}reclamos/")
    assert "llegó lo que faltaba" in text(client, f"{hub(of)}reclamos/?ver=todos")
    assert client.post(f"{cure}abrir/", {"why": scene.WHY}).status_code == 302
    assert "Faltan 20 gramos" in text(client, f"{hub(of)}reclamos/")


def test_the_act_is_issued_and_revoked_with_its_delivery(client: Client, of: scene.Planned) -> None:
    made = scene.delivered(of)
    page = f"/entregas/{made.public_id}/"
    assert "Emitir el acta" in text(client, page)
    assert client.post(f"{page}acta/").status_code == 302
    document = Document.objects.get()
    assert document.number in text(client, page)
    assert client.get(f"/documentos/{document.public_id}.pdf").content.startswith(b"%PDF")
    assert client.post(f"{page}retirar/", {"why": scene.WHY}).status_code == 302
    assert "anulada" in text(client, page) and "Retirada por" in text(client, page)
    again = client.post(f"{page}acta/")
    assert again.status_code == 422 and "ya se retiró" in again.content.decode()


def test_lists_ask_the_same_however_many_rows(client: Client, of: scene.Planned) -> None:
    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def counts() -> list[int]:
        return [asked(hub(of)), asked(f"{hub(of)}por-entregar/"), asked(f"{hub(of)}reclamos/")]

    short = {"l0": {"counted": 80_000, "complaint": "Faltan 20 gramos de semilla", "cure_by": of.on + 90 * scene.DAY}}
    scene.delivered(of, lines=scene.lines(of.home(), **short))
    client.get(hub(of))
    few = counts()
    for number in (1, 2):
        scene.delivered(of, number, lines=scene.lines(of.home(number), **short))
    assert few == counts() == [25, 12, 8]
    assert "Lo pedido y lo que llegó" in text(client, hub(of))
    assert "acta en blanco" in text(client, f"{hub(of)}por-entregar/?que={STOVE}")
    assert "Firmas y huellas" in text(client, f"{sheet(of, 0, STOVE)}hoja/")


def test_a_nucleus_without_a_plan_says_what_comes_first(client: Client) -> None:
    made: Any = scene.plans.constituted()
    people.log_in(client, made.ana.person)
    assert "Nada se puede entregar todavía" in text(client, f"/nucleos/{made.nucleus.public_id}/entregas/")


def test_a_delivery_taken_back_stays_in_the_list(client: Client, of: scene.Planned) -> None:
    made = scene.delivered(of)
    reverse_delivery(delivery=made, why=scene.WHY, by=of.ana, at=now())
    assert 'class="taken-back"' in text(client, hub(of))
