"""The pages of calls and of households in the program: what they say, what they ask, what a form does."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.enrolment import scene
from tests.registry import scene as registry
from tests.worlds import world
from winay.core.clock import now
from winay.enrolment.message import VARIETIES, written
from winay.enrolment.models import Assembly, Call, Enrolment, Refusal
from winay.enrolment.services.calls import close_call
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.programs.checks import _misspelling
from winay.registry.facts import ClassFacts, DescriptionFacts, JuntosFacts
from winay.registry.services.households import move_household
from winay.registry.terms import Classification, Kin, MoveReason
from winay.web import message_sheet

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


ground = world(scene.ground)


@pytest.fixture
def found(ground: scene.Ground, client: Client) -> scene.Ground:
    people.log_in(client, ground.ana.person)
    return ground


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def url(found: scene.Ground, tail: str = "") -> str:
    return f"/inscripcion/{found.call.public_id}/{tail}"


def today() -> str:
    return people.today().isoformat()


# ---- what pages ask -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_calls_asks_the_same(client, found, more, django_assert_num_queries):
    for hamlet in (3, 5)[:more]:
        scene.opened(found.selection, hamlet, found.ana)
    scene.enrolled(found)
    client.get("/inscripcion/")
    with django_assert_num_queries(16):
        page = client.get("/inscripcion/")
    assert len(page.context["rows"]) == 1 + more


def test_calls_and_areas_without_one_are_found_by_name_and_added_up(client, found):
    other = scene.opened(found.selection, 3, found.ana)
    scene.enrolled(found)
    page = client.get("/inscripcion/")
    homes = sum(one.area.households for one in (found.call, other))
    assert (page.context["sums"].estimated, page.context["sums"].enrolled) == (homes, 1)
    named = client.get("/inscripcion/", {"q": other.area.name.upper()})
    assert [row["call"] for row in named.context["rows"]] == [other]
    nobody = client.get("/inscripcion/", {"q": "no hay"})
    assert not nobody.context["rows"] and "Ninguna convocatoria con ese filtro" in text(nobody)

    waiting = client.get("/inscripcion/por-abrir/").context
    assert waiting["households"] == sum(row.households for row in waiting["rows"])
    district = found.call.area.district.name
    assert len(client.get("/inscripcion/por-abrir/", {"q": district}).context["rows"]) == waiting["count"]
    assert "se llama así" in text(client.get("/inscripcion/por-abrir/", {"q": "no hay"}))


def test_a_reason_is_never_there_before_somebody_says_it(client, found):
    sent = {"place": scene.place().code, "households": "2", "on": today()}
    answer = client.post(url(found, "no/"), {**sent, "reason": ""})
    assert answer.status_code == 422 and "Este campo es obligatorio" in text(answer)
    page = client.get(url(found, "no/")).context["form"]
    assert str(page["reason"]).count("selected") <= 1 and page["reason"].value() is None


def test_a_closed_call_offers_the_last_day_on_which_somebody_could_enter(client, found):
    first = found.call.opened_on + 3 * DAY
    close_call(call=found.call, on=first, why=scene.WHY, by=found.ana, at=now())
    scene.household(found.ana)
    page = client.get(url(found, "hogares/"))
    assert page.context["form"].initial == {"on": first - DAY} and "La convocatoria cerró el" in text(page)
    assert "Inscribir lo que llegó tarde" in text(client.get(url(found)))


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_of_a_call_asks_the_same(client, found, more, django_assert_num_queries):
    for _ in range(1 + more):
        scene.refused(found, scene.household(found.ana))
        end_enrolment(
            enrolment=scene.enrolled(found), reason=ExitReason.NO_TIME, on=found.on + DAY, by=found.ana, at=now()
        )
        scene.assembly(found, held_on=found.on + scene.lines_of("record_assembly") * DAY)
    client.get(url(found))
    with django_assert_num_queries(24):
        assert client.get(url(found)).status_code == 200


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize(("tail", "count"), [("espera/", 11), ("hogares/", 11)])
def test_lists_of_households_ask_the_same(client, found, more, tail, count, django_assert_num_queries):
    for _ in range(1 + more):
        scene.enrolled(found)
        scene.household(found.ana)
    client.get(url(found, tail))
    with django_assert_num_queries(count):
        page = client.get(url(found, tail))
    assert len(page.context["rows"]) == 1 + more


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_those_past_their_time_asks_the_same(client, more, django_assert_num_queries):
    found = scene.ground(days_ago=1300)
    people.log_in(client, found.ana.person)
    for _ in range(1 + more):
        scene.enrolled(found)
    client.get("/inscripcion/cumplidas/")
    with django_assert_num_queries(7):
        page = client.get("/inscripcion/cumplidas/")
    assert len(page.context["rows"]) == 1 + more and "registre la salida" in text(page)


@pytest.mark.parametrize("more", [0, 2])
def test_a_households_page_asks_the_same(client, found, more, django_assert_num_queries):
    one = scene.household(found.ana)
    for n in range(1 + more):
        wrong = scene.enrolled(found, one, on=found.on + n * DAY)
        end_enrolment(enrolment=wrong, reason=ExitReason.MISTAKE, on=found.on, note=scene.WHY, by=found.ana, at=now())
    client.get(f"/inscripcion/hogar/{one.public_id}/")
    with django_assert_num_queries(11):
        page = client.get(f"/inscripcion/hogar/{one.public_id}/")
    assert len(page.context["past"]) == 1 + more


# ---- what they say ------------------------------------------------------------------------------------------------


def test_an_area_says_who_was_told_who_entered_and_who_does_not_want_to(client, found):
    scene.assembly(found)
    scene.enrolled(found)
    scene.refused(found, scene.household(found.ana), note="Dicen que quitarán Juntos.")
    scene.refused(found, None, 2, households=3)
    said = text(client.get(url(found)))
    assert "De unos 55 hogares, 28 fueron avisados en asamblea." in said and "4 no quieren entrar." in said
    assert "1 hogar inscrito" in said and "temor de perder Juntos: 4" in said
    assert "Dicen que quitarán Juntos." in said and "3 familias sin registrar" in said
    assert "Volver a entrar no no confirmado" in said and "todo hogar del área que quiera" in said


def test_the_pilot_says_whom_it_left_out(client, found):
    pilot = scene.call_of_the_pilot(found)
    said = text(client.get(f"/inscripcion/{pilot.public_id}/"))
    assert "solo los hogares que están en Juntos, como pedía esta versión" in said
    sheet = text(client.get(f"/convocatorias/{pilot.public_id}/mensaje/"))
    assert "Quién podía entrar" in sheet and "Pueden entrar todos" not in sheet


def test_whoever_moved_out_of_the_area_stays_enrolled_and_is_flagged(client, found):
    one = scene.household(found.ana)
    scene.enrolled(found, one)
    move_household(
        household=one, place_code=scene.place(3).code, on=people.today(), reason=MoveReason.LAND, note="", by=found.ana,
        at=now(),
    )  # fmt: skip
    said = text(client.get(url(found)))
    assert "Se mudaron fuera del área" in said and "ahora vive en Hamlet 3, fuera del área" in said
    said = text(client.get(f"/inscripcion/hogar/{one.public_id}/"))
    assert "ya no vive en el área. Sigue inscrito" in said and Enrolment.objects.get().ended_on is None


def test_calls_of_other_territories_are_not_listed(client, found):
    people.log_in(client, people.other_head())
    page = client.get("/inscripcion/")
    assert page.context["rows"] == [] and "Aquí estarán las convocatorias de su territorio" in text(page)
    assert client.get(url(found)).status_code == 403


def test_pages_of_calls_follow_each_other(client, found, monkeypatch):
    for hamlet in (3, 5, 6):
        scene.opened(found.selection, hamlet, found.ana)
    monkeypatch.setattr("winay.enrolment.queries.lists.list_calls.__kwdefaults__", {
        "state": "", "program": "", "before": None, "limit": 2,
    })  # fmt: skip
    first = client.get("/inscripcion/")
    second = client.get(f"/inscripcion/?before={first.context['next_before']}")
    seen = [row["call"].pk for page in (first, second) for row in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 4 and not second.context["next_before"]
    assert client.get("/inscripcion/?before=x&state=y&program=z").status_code == 200


# ---- the order of those who wait ----------------------------------------------------------------------------------


def test_whoever_waits_stands_by_community_and_surname_and_by_nothing_else(client, found):
    """Entered in a shuffled order, with land, class and Juntos that would each rank them otherwise."""
    told = [(2, "Yupanqui"), (1, "Mamani"), (1, "Ccori"), (2, "Álvarez"), (1, "Quispe")]
    for rank, (hamlet, surname) in enumerate(told):
        member = registry.member(Kin.PARTICIPANT, surname_1=surname)
        one = scene.household(
            found.ana, hamlet, members=(member,), description=DescriptionFacts(farm_ha=10_000 * rank),
            juntos=JuntosFacts(rank % 2 == 0), classification=ClassFacts(list(Classification)[rank % 3]),
        )  # fmt: skip
        scene.enrolled(found, one, on=found.on + rank * DAY)
    page = client.get(url(found, "espera/"))
    assert [row["name"].split(",")[0].split()[0] for row in page.context["rows"]] == [
        *("Ccori", "Mamani", "Quispe", "Álvarez", "Yupanqui")
    ]
    assert "nadie va primero" in text(page)


def test_the_list_of_those_who_wait_goes_on_without_gap_and_as_a_file(client, found, monkeypatch):
    for n in range(5):
        scene.enrolled(found, scene.household(found.ana, 1 + n % 2))
    monkeypatch.setattr(
        "winay.enrolment.queries.lists.waiting.__kwdefaults__", {"after": None, "place": "", "limit": 2}
    )
    seen, address = [], url(found, "espera/")
    while address:
        page = client.get(address)
        seen += [row["code"] for row in page.context["rows"]]
        after = page.context["next_after"]
        address = url(found, f"espera/?after={after}") if after else ""
    assert len(seen) == len(set(seen)) == 5
    content = b"".join(client.get(url(found, "espera.csv")).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["household"] for row in rows] == seen and {row["synthetic"] for row in rows} == {"0"}
    assert client.get(url(found, "espera.xlsx")).status_code == 200
    only = client.get(url(found, f"espera/?lugar={scene.place(2).code}"))
    assert {row["place"] for row in only.context["rows"]} == {"Hamlet 2"}


# ---- forms --------------------------------------------------------------------------------------------------------


def test_a_call_is_opened_in_the_browser(client, found):
    page = client.get("/inscripcion/por-abrir/")
    code = page.context["rows"][0].area.code
    here = f"/inscripcion/abrir/{found.selection.public_id}/{code}/"
    assert client.post(here, {"on": "2999-01-01"}).status_code == 422
    made = client.post(here, {"on": today()}, follow=True)
    assert "Convocatoria abierta." in text(made) and Call.objects.count() == 2
    assert client.get(f"/inscripcion/abrir/{found.selection.public_id}/nada/").status_code == 404


def test_a_refused_closing_is_said_and_what_was_written_stays(client, found):
    answer = client.post(url(found, "cerrar/"), {"on": "2012-01-01", "why": scene.WHY})
    assert answer.status_code == 422 and "no puede cerrar antes de abrir" in text(answer) and scene.WHY in text(answer)
    assert client.post(url(found, "cerrar/"), {"on": "ayer", "why": ""}).status_code == 422
    client.post(url(found, "cerrar/"), {"on": today(), "why": scene.WHY})
    assert "Esta convocatoria cerró" in text(client.get(f"/convocatorias/{found.call.public_id}/mensaje/"))
    client.post(url(found, "reabrir/"), {"why": scene.WHY})
    assert Call.objects.get().closed_on is None


def test_everyone_of_a_community_enters_in_the_browser(client, found):
    fine, silent = scene.household(found.ana), scene.household(found.ana, consents=False)
    page = client.get(url(found, f"hogares/?lugar={scene.place().code}"))
    assert "falta el consentimiento" in text(page) and page.content.decode().count("disabled") == 1
    both = {"hogar": [str(fine.public_id), str(silent.public_id), "x"], "on": today(), "lugar": scene.place().code}
    answer = client.post(url(found, "hogares/"), both)
    said = text(answer)
    assert answer.status_code == 200 and "1 hogar inscrito." in said and "Falta el consentimiento" in said
    none = client.post(url(found, "hogares/"), {"on": today(), "lugar": "999"})
    assert none.status_code == 422 and "Elija de 1 a 500 hogares." in text(none)
    assert Enrolment.objects.get().household == fine


def test_a_household_of_another_office_is_not_even_named(client, found):
    """Whoever posts its id learns neither whose it is nor why it cannot enter."""
    boss = people.acting_as(people.manager())
    member = registry.member(Kin.PARTICIPANT, given_names="Zenobia", surname_1="Shahuano")
    away = registry.registered(registry.household(members=(member,), place_code=registry.OUTSIDE), by=boss)
    fine = scene.household(found.ana)
    sent = {"hogar": [str(away.public_id)], "on": today(), "lugar": scene.place().code}
    alone = client.post(url(found, "hogares/"), sent)
    assert alone.status_code == 422 and "Zenobia" not in text(alone) and "Shahuano" not in text(alone)
    both = client.post(url(found, "hogares/"), sent | {"hogar": [str(away.public_id), str(fine.public_id)]})
    assert both.status_code == 302 and Enrolment.objects.get().household == fine


def test_one_household_enters_leaves_and_comes_back_in_the_browser(client, found):
    one = scene.household(found.ana)
    here = f"/inscripcion/hogar/{one.public_id}/"
    assert "Puede entrar cuando quiera" in text(client.get(here))
    answer = client.post(f"{here}inscribir/{found.call.public_id}/", {"on": found.on.isoformat()}, follow=True)
    assert "inscrito" in text(answer) and "días después" in text(answer)
    again = client.post(f"{here}inscribir/{found.call.public_id}/", {"on": today()})
    assert again.status_code == 422 and "No puede estar dos veces a la vez" in text(again)
    cycle = Enrolment.objects.get()
    steps = (
        ("fecha", {"on": (found.on + DAY).isoformat(), "why": scene.WHY}, "Fecha corregida."),
        ("salida", {"on": today(), "reason": "migration", "note": ""}, "Salida registrada."),
        ("deshacer", {"why": scene.WHY}, "Salida deshecha"),
    )
    for verb, data, said in steps:
        assert client.get(f"/inscripcion/ciclo/{cycle.public_id}/{verb}/").status_code == 200
        assert said in text(client.post(f"/inscripcion/ciclo/{cycle.public_id}/{verb}/", data, follow=True))
    wrong = client.post(
        f"/inscripcion/ciclo/{cycle.public_id}/salida/", {"on": found.on.isoformat(), "reason": "other"}
    )
    assert wrong.status_code == 422 and "después de la inscripción" in text(wrong)


def test_a_no_is_recorded_and_taken_back_in_the_browser(client, found):
    one = scene.household(found.ana)
    here = f"/inscripcion/hogar/{one.public_id}/no/{found.call.public_id}/"
    assert client.post(here, {"on": today(), "reason": "other"}).status_code == 422
    client.post(here, {"on": today(), "reason": "other", "note": scene.WHY})
    assert client.get(url(found, "no/")).status_code == 200
    families = {"on": today(), "reason": "rumour", "households": "4", "place": scene.place(2).code}
    client.post(url(found, "no/"), families)
    assert [no.households for no in Refusal.objects.order_by("id")] == [1, 4]
    for no in Refusal.objects.all():
        assert client.get(f"/inscripcion/no/{no.public_id}/retirar/").status_code == 200
        client.post(f"/inscripcion/no/{no.public_id}/retirar/", {"on": today()})
    assert not Refusal.objects.filter(withdrawn_at=None).exists()


def test_an_assembly_is_told_and_corrected_in_the_browser(client, found):
    told = {
        "locality": scene.place().code, "held_on": today(), "place": "Local comunal", "led_by": "Ana Quispe",
        "reached": "30", "attended": "31", "women": "20", "men": "12", "languages": ["quy", "es"], "notes": "",
    }  # fmt: skip
    wrong = client.post(url(found, "asamblea/"), told)
    assert wrong.status_code == 422 and "quien asistió también fue avisado" in text(wrong)
    client.post(url(found, "asamblea/"), told | {"attended": "21"})
    held = Assembly.objects.get()
    answer = client.post(f"/inscripcion/asamblea/{held.public_id}/corregir/", {"why": scene.WHY}, follow=True)
    assert "Registre ahora la correcta" in text(answer)
    assert "corregida" in text(client.get(url(found)))


def test_the_history_of_a_call_is_for_its_territory(client, found):
    scene.enrolled(found)
    here = reverse("web:history", args=["call", found.call.public_id])
    said = text(client.get(here))
    assert "Abrió una convocatoria" in said and "Inscribió a un hogar" in said
    people.log_in(client, people.other_head())
    assert client.get(here).status_code == 403
    client.logout()
    assert client.get(here).status_code == 302


# ---- the message --------------------------------------------------------------------------------------------------


def test_the_message_says_what_must_be_said_and_names_nobody(client, found):
    one = scene.household(found.ana)
    scene.enrolled(found, one)
    client.logout()
    said = text(client.get(f"/convocatorias/{found.call.public_id}/mensaje/"))
    for words in (
        "No reemplaza a Juntos", "Pueden entrar todos", "Nadie escoge a unos y deja a otros", "Qué pone su familia",
        "Dura hasta 3 años", "Nadie puede pedirle dinero", "Si algo no está bien",
    ):  # fmt: skip
        assert words in said
    assert one.participant is not None and one.participant.surname_1 not in said
    assert "sin revisión de hablante" not in said


FILLED = {"dia": "2026-12-05", "hora": "10:00", "lugar": "Local comunal", "contacto": "Llame al 900 000 000"}


def test_the_office_fills_the_sheet_and_no_stranger_puts_words_into_it(client, found):
    """A true sheet, with a code that proves it, must not carry the telephone of somebody who asks for money."""
    here = f"/convocatorias/{found.call.public_id}/mensaje"
    page, sheet = text(client.get(f"{here}/", FILLED)), client.get(f"{here}.pdf", FILLED).content
    assert all(words in page for words in ("5 dic 2026", "10:00", "Local comunal", "Llame al 900 000 000"))
    client.logout()
    stranger = client.get(f"{here}/", FILLED)
    assert not any(words in text(stranger) for words in ("5 dic 2026", "10:00", "Local comunal", "900 000 000"))
    assert 'name="contacto"' not in stranger.content.decode() and 'name="idioma"' in stranger.content.decode()
    empty = client.get(f"{here}.pdf").content
    assert client.get(f"{here}.pdf", FILLED).content == empty != sheet


@pytest.mark.parametrize("variety", ["", *VARIETIES])
@pytest.mark.parametrize("closed", [False, True])
def test_the_message_is_one_page_of_a_pdf(client, found, variety, closed):
    if closed:
        close_call(call=found.call, on=found.call.opened_on + DAY, why=scene.WHY, by=found.ana, at=now())
    long = {"dia": "2026-12-05", "hora": "10 de la mañana", "lugar": "Local comunal " * 12, "contacto": "Ñ" * 200}
    here = f"/convocatorias/{found.call.public_id}/mensaje.pdf"
    for query in ({"idioma": variety}, {"idioma": variety, **long}):
        answer = client.get(here, query)
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-1.7")
        assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) == 1, query
    first = client.get(here, {"idioma": variety}).content
    message_sheet.memory.forget()
    assert client.get(here, {"idioma": variety}).content == first, "laid out again, the same bytes"


@pytest.mark.parametrize("variety", VARIETIES)
def test_native_words_stand_beside_the_spanish_with_their_mark(client, found, variety):
    page = client.get(f"/convocatorias/{found.call.public_id}/mensaje/?idioma={variety}")
    assert f'lang="{variety}"' in page.content.decode() and "Palabras sin revisión de hablante." in text(page)
    others = set(VARIETIES) - {variety}
    assert not any(f'<span lang="{other}"' in page.content.decode() for other in others), "never two on one sheet"


def test_native_words_are_attested_and_written_as_the_norms_say():
    tree = written()
    words = [part["native"] for part in [*tree["parts"], tree["meeting"]]]
    assert sum(map(len, words)) >= 12
    for native in words:
        for variety, word in native.items():
            assert word["certainty"] in {"A", "S"} and word["source"]
            assert variety == "shp" or _misspelling(variety, word["word"]) is None
            assert not set(word["word"]) & set("'’‘´`")
