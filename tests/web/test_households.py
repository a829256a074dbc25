"""The pages of households: the list, one household, the file, and what each verb's page does."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.registry import scene
from tests.worlds import world
from winay.accounts.models import Person
from winay.core.clock import now
from winay.journal.models import Line
from winay.registry.models import Household, Member
from winay.registry.rules import household_code
from winay.registry.services.households import close_household
from winay.registry.terms import HouseholdClosed, Kin
from winay.web.household_acts import ACTS
from winay.web.household_words import age_words

pytestmark = pytest.mark.django_db


def _entered() -> Person:
    scene.a_hamlet()
    return people.specialist()


entered = world(_entered)


@pytest.fixture
def specialist(entered: Person, client: Client) -> Person:
    people.log_in(client, entered)
    return entered


def text(answer: Any) -> str:
    return str(answer.content.decode())


def address(one: Household, *more: str) -> str:
    return "/".join(["/hogares", str(one.public_id), *more, ""])


@pytest.mark.parametrize(
    ("born", "precision", "words"),
    [
        (date(2026, 11, 19), "day", "menos de un mes"),
        (date(2026, 10, 29), "day", "menos de un mes"),
        (date(2026, 10, 28), "day", "1 mes"),
        (date(2026, 7, 1), "month", "4 meses"),
        (date(2026, 12, 1), "year", "menos de un año"),
        (date(1984, 7, 1), "year", "unos 42 años"),
        (None, "unknown", "no se sabe"),
    ],
)
def test_an_age_is_never_more_exact_than_the_birth(born: date | None, precision: str, words: str) -> None:
    assert age_words(Member(born_on=born, birth_precision=precision), date(2026, 11, 28)) == words


# ---- the list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, specialist: Person, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        scene.registered()
    with django_assert_num_queries(12):
        page = client.get("/hogares/")
    assert len(page.context["rows"]) == count


def test_a_page_goes_on_where_the_last_one_ended(client: Client, specialist: Person, monkeypatch: Any) -> None:
    from winay.registry.queries import lists

    monkeypatch.setattr(lists.list_households, "__kwdefaults__", {"after": None, "limit": 2})
    made = [scene.registered() for _ in range(5)]
    seen: list[Any] = []
    url = "/hogares/"
    for _ in range(4):
        page = client.get(url)
        seen += [row["household"].pk for row in page.context["rows"]]
        if not page.context["next_after"]:
            break
        url = f"/hogares/?after={page.context['next_after']}"
    assert seen == [one.pk for one in made]
    assert client.get("/hogares/?after=x.y").status_code == 200


def test_one_sees_the_households_of_ones_own_territory(client: Client, specialist: Person) -> None:
    inside = scene.registered()
    scene.registered(scene.household(place_code=scene.OUTSIDE), by=people.acting_as(people.manager()))
    assert [row["household"] for row in client.get("/hogares/").context["rows"]] == [inside]
    people.log_in(client, people.manager())
    assert len(client.get("/hogares/").context["rows"]) == 2
    assert len(client.get("/hogares/?place=21").context["rows"]) == 1
    assert len(client.get(f"/hogares/?place={scene.OTHER_HAMLET}").context["rows"]) == 0


def test_the_states_part_the_list(client: Client, specialist: Person) -> None:
    agreed, silent, gone = scene.registered(scene.everything()), scene.registered(), scene.registered()
    by = people.acting_as(people.specialist())
    close_household(household=gone, on=people.today(), why=HouseholdClosed.DISSOLVED, note="", by=by, at=now())

    def shown(state: str) -> set[int]:
        return {row["household"].pk for row in client.get(f"/hogares/?state={state}").context["rows"]}

    assert shown("") == {agreed.pk, silent.pk}
    assert shown("no_consent") == {silent.pk}
    assert shown("away") == {agreed.pk}
    assert shown("closed") == {gone.pk}
    assert shown("all") == {agreed.pk, silent.pk, gone.pk}


def test_what_is_rare_is_looked_for_some_thousand_households_at_a_time(
    client: Client, specialist: Person, monkeypatch: Any
) -> None:
    from winay.registry.queries import lists

    monkeypatch.setattr(lists, "LOOKED_AT", 2)
    facts = [scene.household() if at in {0, 3, 4, 5} else scene.household(consent=scene.a_consent()) for at in range(7)]
    made = [scene.registered(one) for one in facts]
    seen, url, pages = [], "/hogares/?state=no_consent", []
    while url:
        page = client.get(url)
        pages.append(len(page.context["rows"]))
        seen += [row["household"].pk for row in page.context["rows"]]
        after = page.context["next_after"]
        url = f"/hogares/?state=no_consent&after={after}" if after else ""
    assert seen == [made[at].pk for at in (0, 3, 4, 5)] and pages == [1, 1, 2, 0]
    first = text(client.get("/hogares/?state=no_consent"))
    assert "al menos 1" in first and "Se miran 2 hogares por vez" in first
    assert "Siga con «Siguiente»" not in first
    content = b"".join(client.get("/hogares/lista.csv?state=no_consent").streaming_content).decode()  # type: ignore[attr-defined]
    assert content.count(",Quispe,") == 2 * len(seen)


def test_the_file_has_a_row_a_person_no_id_and_no_formula(client: Client, specialist: Person) -> None:
    hostile = scene.member(Kin.PARTICIPANT, given_names="Rosa", surname_1="-Quispe", national_id="28274561")
    scene.registered(scene.household(members=(hostile, scene.member())))
    answer = client.get("/hogares/lista.csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["surname_1"] for row in rows] == ["'-Quispe", "Quispe"]
    assert "28274561" not in content and rows[0]["has_national_id"] == "1"
    assert client.get("/hogares/lista.diccionario").status_code == 200
    assert client.get("/hogares/lista.pdf").status_code == 404


# ---- one household


@pytest.mark.parametrize("count", [1, 3])
def test_a_household_asks_the_same_number_of_questions(
    client: Client, specialist: Person, count: int, django_assert_num_queries: Any
) -> None:
    more = [scene.member() for _ in range(count)]
    one = scene.registered(scene.household(*more))
    with django_assert_num_queries(25):
        assert client.get(address(one)).status_code == 200


def test_the_page_says_who_where_and_what_was_told(client: Client, specialist: Person) -> None:
    one = scene.registered(scene.everything())
    page = text(client.get(address(one)))
    assert "Son 3 personas; 1 vive ahora en otro lugar" in page and "dio su consentimiento" in page
    assert "Hamlet 1, " in page and "Detrás de la escuela" in page and household_code(one.public_id) in page
    assert "está en una ciudad (Lima) por trabajo" in page
    assert "0,85 ha" in page and "80\u202f%" in page and "papa y cuyes" in page
    assert "pobre extremo" in page and "Terminaría el" in page and "no confirmado" in page.lower()
    assert "Registró un hogar" in page


def test_an_id_is_masked_until_somebody_says_that_they_look(client: Client, specialist: Person) -> None:
    one = scene.registered()
    participant = one.participant
    assert participant is not None
    from winay.registry.queries.facts import national_ids

    number = national_ids().decrypt(participant.national_id)
    assert number not in text(client.get(address(one))) and f"•••••{number[-3:]}" in text(client.get(address(one)))
    url = address(one, "persona", str(participant.public_id), "dni")
    assert number not in text(client.get(url))
    assert number in text(client.post(url))
    assert Line.objects.filter(verb="registry.see_national_id").count() == 1


def test_the_sheet_has_everything_and_leaves_a_trace(client: Client, specialist: Person) -> None:
    one = scene.registered(scene.everything())
    asked = client.get(address(one, "hoja"))
    assert "Hacer la hoja" in text(asked) and not Line.objects.filter(verb="registry.see_all_data").exists()
    sheet = text(client.post(address(one, "hoja")))
    from winay.registry.queries.facts import national_ids

    for member in one.members.all():
        assert national_ids().decrypt(member.national_id) in sheet
    assert "papa y cuyes" in sheet and Line.objects.filter(verb="registry.see_all_data").count() == 1


def test_a_hostile_name_is_only_text(client: Client, specialist: Person) -> None:
    facts = scene.household(reference="<script>alert(1)</script>")
    page = text(client.get(address(scene.registered(facts))))
    assert "<script>alert(1)" not in page


# ---- the verbs


def test_every_verb_has_a_page_that_opens(client: Client, specialist: Person) -> None:
    people.log_in(client, people.head())
    one = scene.registered(scene.everything())
    child = one.members.get(kin=Kin.CHILD)
    for act in ACTS:
        url = address(one, "persona", str(child.public_id), act.key) if act.of_member else address(one, act.key)
        page = client.get(url)
        assert page.status_code == 200, act.key
        assert str(act.label) in text(page) and str(act.undo) in text(page).replace("&#x27;", "'")
        assert client.post(url, {}).status_code in {302, 422}, act.key


def test_a_correction_keeps_the_id_that_is_not_shown(client: Client, specialist: Person) -> None:
    one = scene.registered()
    child = one.members.get(kin=Kin.CHILD)
    url = address(one, "persona", str(child.public_id), "corregir")
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name != "drop_id"}
    done = client.post(url, data | {"given_names": "Ñusta", "born": "2015"})
    assert done.status_code == 302
    before, child = child, one.members.get(kin=Kin.CHILD)
    assert child.given_names == "Ñusta" and child.birth_precision == "year" and child.born_on == date(2015, 7, 1)
    assert child.national_id_hash == before.national_id_hash != ""
    client.post(url, data | {"drop_id": "on"})
    assert one.members.get(kin=Kin.CHILD).national_id_hash == ""


def test_a_life_of_a_household_through_its_pages(client: Client, specialist: Person) -> None:
    one = scene.registered()
    today = people.today().isoformat()

    def do(*steps: str, **data: str) -> None:
        answer = client.post(address(one, *steps), data)
        assert answer.status_code == 302, text(answer)

    do("agregar", given_names="Félix", surname_1="Sulca", kin="partner", sex="m", born="1983", on=today)
    felix = one.members.get(given_names="Félix")
    of_felix = ("persona", str(felix.public_id))
    do(*of_felix, "fuera", whereabouts="city", reason="work", since=today, place="15")
    do(*of_felix, "regreso", on=today)
    do(*of_felix, "representa", on=today)
    do(*of_felix, "ya-no-representa", on=today)
    do(*of_felix, "usuaria", old_kin="partner", on=today, note="Ella viaja a la selva por la cosecha.")
    do("consentir", how="spoken", consent_language="quy", given_on=today)
    do("retirar-consentimiento", on=today, note="Ya no quiere que se guarden sus datos.")
    do("chacra", farm_ha="0.75", on=today)
    do("juntos", juntos="1", on=today)
    do("sisfoh", classification="poor", on=today)
    do("donde", reference="Junto al puente", position="-13.2, -74.3", language="quy")
    do("mudar", place=scene.OTHER_HAMLET, on=today, reason="land")
    mother = one.members.get(kin=Kin.PARTNER)
    moving = {f"kin-{mother.public_id}": "participant"}
    do("dividir", place=scene.HAMLET, on=today, note="Cada quien cocina por su lado.", **moving)
    child = one.members.get(kin=Kin.CHILD)
    do("persona", str(child.public_id), "deja", on=today, why="moved_out")
    do("persona", str(child.public_id), "vuelve", on=today)
    do("cerrar", on=today, why="dissolved")
    do("abrir", note="Se cerró sin querer, siguen ahí.")
    assert client.get(address(one)).status_code == 200
    assert Household.objects.get(split_from=one).participant == mother


def test_a_refusal_changes_nothing_and_says_why(client: Client, specialist: Person) -> None:
    one = scene.registered()
    answer = client.post(address(one, "cerrar"), {"on": people.today().isoformat(), "why": "other", "note": "corta"})
    assert answer.status_code == 422 and "letras o más" in text(answer)
    assert Household.objects.get(pk=one.pk).closed_on is None
    nothing = client.post(address(one, "chacra"), {"on": people.today().isoformat()})
    assert nothing.status_code == 422 and "No escribió nada" in text(nothing)
