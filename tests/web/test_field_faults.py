"""What goes wrong in the field, each until the page on which somebody sees it: nothing is lost, nothing is there twice.
What becomes of the lists themselves is told in `tests/journeys/test_entities.py`."""

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests import people
from tests.field.scene import HEADERS
from tests.field.scene import Phone as Sender
from tests.journeys import lists_scene as scene
from tests.journeys.lists_fixtures import phone_with_lists  # noqa: F401 (a fixture)
from tests.journeys.test_entities import merged
from tests.nuclei import scene as nuclei
from tests.registry.scene import OTHER_HAMLET
from tests.trainers.scene import ago
from tests.trainers.test_caseloads import gives, hires
from tests.worlds import world
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.delivery.visit_models import Visit
from winay.intake.entities.wording import SAID
from winay.intake.forms.services import retire_form
from winay.intake.models import FormVersion, Quarantined, Submission
from winay.intake.terms import SaidState, State
from winay.registry.models import Household
from winay.registry.services.households import move_household
from winay.registry.terms import MoveReason
from winay.trainers.services.contracts import end_contract
from winay.trainers.terms import ContractEnd

pytestmark = pytest.mark.django_db
WHY = scene.WHY


made = world(scene.made)


@pytest.fixture
def desk(made: nuclei.Formed) -> Client:
    return people.log_in(Client(), made.ana.person)


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def page(desk: Client, sent: Submission) -> str:
    return text(desk.get(f"/envios/{sent.public_id}/"))


def visits_page(desk: Client, home: Household) -> str:
    return text(desk.get(f"/hogares/{home.public_id}/visitas/"))


def on_list(desk: Client, query: str) -> list[Submission]:
    return [one["row"] for one in desk.get(f"/envios/?{query}").context["rows"]]


def test_one_form_from_two_devices(phone: scene.Trainer, desk: Client) -> None:
    """A form that was copied to another device and finished on both: what came second stands apart, with its device."""
    instance = f"uuid:{uuid4()}"
    first = phone.send(phone.visit(base=1, instance=instance))
    other = Sender(phone.phone.token, "collect:other")
    for _ in range(2):
        assert other.send(phone.visit(base=1, instance=instance, advice="Podar")).status_code == 409
    assert Visit.objects.count() == Submission.objects.count() == 1
    apart = Quarantined.objects.get()
    listed = text(desk.get("/envios/aparte/"))
    assert f"/envios/aparte/{apart.public_id}/" in listed and apart.device_id == "collect:other"
    assert "Podar" in text(desk.get(f"/envios/aparte/{apart.public_id}/"))
    assert f"/envios/aparte/{apart.public_id}/" in page(desk, first)
    phone.phone.client.get(f"{phone.phone.base}/formList?deviceID=collect:other", headers=HEADERS)
    assert "más de un aparato" in text(desk.get(f"/telefonos/{phone.phone.credential.public_id}/"))


def test_three_changes_without_signal_in_reverse_order(phone: scene.Trainer, desk: Client) -> None:
    run = str(uuid4())
    bodies = [
        phone.visit(days=6 - number, base=1 + number, trunk=1, branch=run, advice=f"Consejo {number}")
        for number in range(3)
    ]
    third = phone.send(bodies[2])
    waits, applied = str(SAID[SaidState.WAITING]), str(SAID[SaidState.APPLIED])
    assert waits in page(desk, third), "it landed; what it says of the list waits, and says so"
    second, first = (phone.send(body) for body in reversed(bodies[:2]))
    for sent in (first, second, third):
        assert applied in page(desk, sent) and waits not in page(desk, sent)
    assert Visit.objects.count() == 3 and "Consejo 2" in visits_page(desk, phone.made.cycles[0].household)


def test_a_form_version_that_was_retired_last_month(phone: scene.Trainer, desk: Client) -> None:
    """Filled in when it was in use, or after: it is read as it was asked, and marked."""
    body = phone.visit(base=1, days=5)
    used = FormVersion.objects.get(form_id=scene.FORM)
    retire_form(form=used, reason="Hay una versión nueva.", by=SYSTEM, at=now())
    FormVersion.objects.filter(pk=used.pk).update(retired_at=now() - 30 * nuclei.DAY)
    assert scene.FORM not in {one["formID"] for one in phone.phone.forms()}
    sent = phone.send(body)
    assert sent.state == State.PROCESSED and Visit.objects.count() == 1
    assert on_list(desk, "flag=retired_version") == [sent]
    assert "versión retirada" in text(desk.get("/envios/?flag=retired_version"))
    assert "versión retirada" in page(desk, sent)


def test_a_trainer_whose_contract_ended_without_signal(phone: scene.Trainer, desk: Client) -> None:
    contract, ana = phone.made.trainer, phone.made.ana  # type: ignore[attr-defined]
    end_contract(contract=contract, why=ContractEnd.NOT_NEEDED, on=ago(3), note=WHY, by=ana, at=now())
    inside, after = phone.send(phone.visit(days=5, base=1)), phone.send(phone.visit(1, days=2, base=1))
    assert "procesado" in page(desk, inside) and [one.visited_on for one in Visit.objects.all()] == [ago(5)]
    assert on_list(desk, "state=review") == [after]
    assert "Por qué está aquí" in page(desk, after) and "contrato" in page(desk, after)
    assert f"/envios/{after.public_id}/" in text(desk.get("/envios/?state=review"))


def test_a_household_that_moved_meanwhile(phone: scene.Trainer, desk: Client) -> None:
    """To another hamlet: the visit is the household's. To another trainer: the desk is told whose it was that day."""
    home, ana = phone.made.cycles[0].household, phone.made.ana
    move_household(
        household=home, place_code=OTHER_HAMLET, on=ago(1), reason=MoveReason.OTHER, note=WHY, by=ana, at=now()
    )
    before = phone.send(phone.visit(days=5, base=1, advice="Antes de mudarse"))
    assert before.state == State.PROCESSED and "Antes de mudarse" in visits_page(desk, phone.made.cycles[0].household)
    gives(phone.made, 1, hires(phone.made, 1), days=3)
    after = phone.send(phone.visit(1, days=2, base=1))
    assert on_list(desk, "state=review") == [after] and Visit.objects.count() == 1
    assert "Por qué está aquí" in page(desk, after)


def test_a_household_that_was_merged_meanwhile(phone: scene.Trainer, desk: Client) -> None:
    """What a phone tells of the one that went is read on the page of the one that stays."""
    gone, kept = merged(phone.made)
    sent = phone.send(phone.visit(days=5, base=1, who__household=str(gone.public_id), advice="De la hoja vieja"))
    assert sent.state == State.PROCESSED and Visit.objects.count() == 1
    assert "De la hoja vieja" in visits_page(desk, kept)
    assert f"/hogares/{kept.public_id}/" in page(desk, sent)


def test_a_phone_restored_from_an_old_backup(phone: scene.Trainer, desk: Client) -> None:
    """It sends again what it sent before, and what it fills in stands on an old list."""
    bodies = [phone.visit(days=6 - number, base=1 + number, advice=f"Consejo {number}") for number in range(2)]
    for body in bodies * 2:
        phone.send(body)
    assert Submission.objects.count() == Visit.objects.count() == 2 and not Quarantined.objects.exists()
    old = phone.send(phone.visit(days=1, base=1, trunk=1, branch=str(uuid4()), advice="De la copia"))
    assert Visit.objects.count() == 3
    listed = desk.get("/envios/listas/")
    assert listed.context["open"] == 1 and phone.row()["last_advice"] == "De la copia"
    (met,) = (one["row"] for one in listed.context["rows"])
    assert f"/envios/listas/{met.public_id}/" in page(desk, old)
    shown = text(desk.get(f"/envios/listas/{met.public_id}/"))
    assert "De la copia" in shown and "Consejo 1" in shown
