"""The pages of phones: a list of one's own territory, a QR code shown once, an access that ends."""

import base64
import csv
import io
import json
import re
import zlib
from datetime import timedelta
from html import unescape
from secrets import token_urlsafe
from typing import Any

import pytest
import segno
from django.test import Client

from tests import people
from tests.field.phones import phone
from winay.accounts.models import Device, FieldCredential
from winay.accounts.phones.collect import MOST_BYTES, packed, settings_for
from winay.accounts.phones.lists import PhoneFilters as Filters
from winay.accounts.phones.lists import PhoneState, count_phones, list_phones, state_of
from winay.accounts.phones.services import issue_credential, revoke_credential
from winay.accounts.services import end_access
from winay.core.clock import now
from winay.journal.models import Line
from winay.places.models import Place
from winay.web import phones as pages

pytestmark = pytest.mark.django_db
WHY = "Se perdió el teléfono en el río."


@pytest.fixture
def head(client: Client) -> Any:
    person = people.head()
    people.log_in(client, person)
    return people.acting_as(person)


def issued(label: str, place: str | None = "0501", **more: Any) -> FieldCredential:
    said: dict[str, Any] = {"person": None, "holder": "Julia Ñahui Ccora", "expires_on": None} | more
    found = Place.objects.get(code=place) if place else None
    by = people.acting_as(people.manager())
    return issue_credential(label=label, place=found, program=None, by=by, at=now(), **said)[0]


def labels(page: Any) -> list[str]:
    return [row["phone"].label for row in page.context["rows"]]


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, head: Any, more: int, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        one = issued(f"Teléfono {number}")
        Device.objects.create(credential=one, device_id="a", first_contact_at=now(), last_contact_at=now())
    client.get("/telefonos/")
    with django_assert_num_queries(10):
        assert len(client.get("/telefonos/").context["rows"]) == more


def test_the_place_stands_by_name_and_can_be_sent_as_it_stands(client: Client, head: Any) -> None:
    offered = client.get("/telefonos/nuevo/").context["form"].initial["place"]
    code, name = offered.split(" ", 1)
    assert Place.objects.get(code=code).name == name
    client.post("/telefonos/nuevo/", {"label": "Tableta 1", "holder": "Julia Ñahui", "place": offered})
    assert FieldCredential.objects.get(label="Tableta 1").place.code == code


def test_an_office_sees_its_own_phones_and_the_country_sees_all(client: Client, head: Any) -> None:
    issued("de la provincia"), issued("de todo el país", None), issued("de Puno", "21")
    assert labels(client.get("/telefonos/")) == ["de la provincia"]
    people.log_in(client, people.auditor())
    assert labels(client.get("/telefonos/")) == ["de Puno", "de todo el país", "de la provincia"]
    people.log_in(client, people.other_head())
    assert labels(client.get("/telefonos/")) == ["de Puno"]


def test_phones_are_found_by_words_state_and_place(client: Client, head: Any) -> None:
    silent, live = issued("Tableta vieja", "050101"), issued("Tableta nueva", "0502", holder="Rosa Ccori")
    gone = issued("Perdida")
    FieldCredential.objects.filter(pk=silent.pk).update(last_contact_at=now() - timedelta(days=15))
    FieldCredential.objects.filter(pk=live.pk).update(last_contact_at=now())
    revoke_credential(credential=gone, reason=WHY, by=head, at=now())

    def found(query: str) -> set[str]:
        return set(labels(client.get(f"/telefonos/?{query}")))

    assert found("who=tableta") == {"Tableta vieja", "Tableta nueva"}
    assert found("who=rosa+nueva") == {"Tableta nueva"}
    assert found("place=0501") == {"Tableta vieja", "Perdida"}
    assert found("state=silent") == {"Tableta vieja"}
    assert found("state=in_use") == {"Tableta nueva"}
    assert found("state=revoked") == {"Perdida"}
    assert found("state=nonsense&after=x&place=abc") == {"Tableta vieja", "Tableta nueva", "Perdida"}
    assert "Ningún teléfono con estos filtros" in client.get("/telefonos/?who=nadie").content.decode()


def test_every_phone_stands_in_one_state_the_same_alone_and_counted() -> None:
    at, on = now(), people.today()
    never, silent, live = issued("caso a"), issued("caso b"), issued("caso c")
    ends = issued("caso d", expires_on=on + timedelta(days=1))
    revoked = issued("caso e")
    left = people.other_head()
    orphan = issued("caso f", person=left, holder="")
    end_access(person=left, reason=WHY, by=people.acting_as(people.manager()), at=at)
    FieldCredential.objects.filter(pk=silent.pk).update(last_contact_at=at - timedelta(days=14, seconds=1))
    FieldCredential.objects.filter(pk=live.pk).update(last_contact_at=at - timedelta(days=14))
    revoke_credential(credential=revoked, reason=WHY, by=people.acting_as(people.manager()), at=at)
    expected = {
        never.pk: PhoneState.NEVER, silent.pk: PhoneState.SILENT, live.pk: PhoneState.IN_USE,
        ends.pk: PhoneState.EXPIRED, revoked.pk: PhoneState.REVOKED, orphan.pk: PhoneState.ENDED,
    }  # fmt: skip
    later = on + timedelta(days=1)
    for one in FieldCredential.objects.all():
        assert state_of(one, at=at, on=later) is expected[one.pk]
        state = Filters(state=expected[one.pk].value)
        page = list_phones(state, places=[None], at=at, on=later, after=None)
        assert [found.pk for found in page.phones] == [one.pk]
    assert count_phones(places=[None], at=at, on=later) == dict.fromkeys(PhoneState, 1)


def test_pages_follow_each_other_without_gap_or_repetition(
    client: Client, head: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    for number in range(5):
        issued(f"Teléfono {number}")
    seen: list[str] = []
    url = "/telefonos/"
    while url:
        page = client.get(url)
        seen += labels(page)
        after = page.context["page"].next_after
        url = f"/telefonos/?after={after}" if after else ""
    assert seen == [f"Teléfono {number}" for number in (4, 3, 2, 1, 0)]


def test_the_file_holds_the_list_and_no_formula(client: Client, head: Any) -> None:
    issued("=1+1+1"), issued("de Puno", "21")
    content = b"".join(client.get("/telefonos/telefonos.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert len(rows) == 2 and rows[1][0] == "'=1+1+1" and rows[1][1] == "Julia Ñahui Ccora" and rows[1][2] == "0501"


def test_a_phone_is_let_in_and_its_code_is_shown_once(client: Client, head: Any) -> None:
    data = {"label": "Tableta 3", "holder": "Julia Ñahui", "place": "Vinchos", "program": "", "email": ""}
    page = client.post("/telefonos/nuevo/", data)
    assert page.status_code == 200 and page["Cache-Control"] == "no-store"
    token, base = page.context["token"], page.context["base"]
    assert base == f"http://testserver/campo/{token}" and base in page.content.decode()
    assert client.get(f"/campo/{token}/formList").status_code == 200
    found = FieldCredential.objects.get()
    assert found.place is not None and found.place.name == "Vinchos"
    for later in (f"/telefonos/{found.public_id}/", "/telefonos/", "/telefonos/nuevo/"):
        assert token not in client.get(later).content.decode()
    assert not any(token in str(value) for value in client.session.values())
    expected = io.BytesIO()
    segno.make(packed(settings_for(base, project="Wiñay · Vinchos")), error="m", micro=False).save(
        expected, kind="svg", border=4, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    assert expected.getvalue().decode() in page.content.decode()


def test_the_settings_decode_to_what_collect_reads() -> None:
    text = packed(settings_for(f"https://winay.example.gob.pe/campo/{'x' * 43}", project="Wiñay · " + "ñ" * 200))
    assert len(text) < MOST_BYTES and "\n" not in text
    read = json.loads(zlib.decompress(base64.b64decode(text)).decode("utf-8"))
    assert set(read) == {"general", "admin", "project"}
    general, admin, project = read["general"], read["admin"], read["project"]
    assert general["server_url"].endswith("/campo/" + "x" * 43) and "protocol" not in general
    assert general["form_update_mode"] == "match_exactly" and general["autosend"] == "wifi_and_cellular"
    assert general["delete_send"] is False and admin["change_server"] is False
    assert general["image_size"] in {"original", "very_small", "small", "medium", "large"}
    assert re.fullmatch(r"#[0-9A-F]{6}", project["color"]) and project["name"].startswith("Wiñay · ñ")
    assert segno.make(text, error="m").designator.endswith("-M")
    with pytest.raises(ValueError, match="do not fit"):
        packed(settings_for("https://x/" + token_urlsafe(1500), project="x"))


def test_what_is_wrong_is_said_and_nobody_is_let_in(client: Client, head: Any) -> None:
    good = {"label": "Tableta 3", "holder": "Julia Ñahui", "place": "0501"}
    for change, words in [
        ({"holder": ""}, "una de las dos cosas"),
        ({"email": "nadie@ejemplo.pe", "holder": ""}, "Nadie del equipo"),
        ({"place": "Atlantis"}, "No existe el lugar"),
        ({"place": "21"}, "dentro de su territorio"),
        ({"place": ""}, "dentro de su territorio"),
        ({"expires_on": people.today().isoformat()}, "después de hoy"),
        ({"label": "ab"}, "De quién o para qué"),
    ]:
        page = client.post("/telefonos/nuevo/", good | change)
        assert page.status_code == 422 and words in unescape(page.content.decode()), change
    assert not FieldCredential.objects.exists()


def test_a_member_of_the_team_carries_a_phone(client: Client, head: Any) -> None:
    carrier = people.specialist(name="Nélida Quispe")
    client.post("/telefonos/nuevo/", {"label": "Tableta 3", "email": carrier.email.upper(), "place": "0501"})
    assert FieldCredential.objects.get().person == carrier
    assert "Nélida Quispe" in client.get("/telefonos/").content.decode()


def test_an_access_is_withdrawn_with_its_reason(client: Client, head: Any) -> None:
    one = issued("Tableta")
    url = f"/telefonos/{one.public_id}/"
    short = client.post(f"{url}retirar/", {"reason": "perdido"})
    assert short.status_code == 422 and "otras personas la leerán" in short.content.decode()
    assert client.post(f"{url}retirar/", {"reason": WHY}).status_code == 302
    page = client.get(url).content.decode()
    assert WHY in page and "Retirar el acceso" not in page
    again = client.post(f"{url}retirar/", {"reason": WHY})
    assert again.status_code == 422 and "ya fue retirado" in again.content.decode()


def test_two_devices_with_one_code_are_pointed_out(client: Client, head: Any) -> None:
    asking = phone()
    asking.get("formList", deviceID="collect:a")
    url = f"/telefonos/{asking.credential.public_id}/"
    assert "más de un aparato" not in client.get(url).content.decode()
    asking.client.get(f"{asking.base}/formList?deviceID=collect:<b>")
    page = client.get(url).content.decode()
    assert "más de un aparato" in page and "collect:&lt;b&gt;" in page


def test_the_journal_names_phones(client: Client, head: Any) -> None:
    one = issued("Tableta de Vinchos")
    people.log_in(client, people.auditor())
    line = Line.objects.get(verb="accounts.issue_credential")
    page = client.get(f"/bitacora/linea/{line.public_id}/").content.decode()
    assert "Tableta de Vinchos" in page and f"/telefonos/{one.public_id}/" in page
