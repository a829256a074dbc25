"""The pages of formed nuclei: who sees which, as of which month, in how many queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene
from tests.worlds import world
from winay.core.clock import now
from winay.enrolment.rules import add_months
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.nuclei.models import Membership
from winay.nuclei.queries import nuclei
from winay.nuclei.services.centrals import form_central
from winay.nuclei.services.memberships import join_nucleus
from winay.nuclei.services.stages import begin_stage
from winay.places.models import Place
from winay.programs.terms import StageKey

pytestmark = pytest.mark.django_db
DAY, WHY = timedelta(days=1), scene.WHY


def _made() -> scene.Formed:
    """A nucleus of three households, formed 400 days ago, at work for 395."""
    made = scene.formed(3, enrolment.ground(days_ago=420), least=1, most=4, synthetic=True)
    begin_stage(nucleus=made.nucleus, stage=StageKey.IMPLEMENTATION, on=made.on + 5 * DAY, by=made.rosa, at=now())
    return made


made = world(_made)


def seen(person, name: str, *args, **query):
    client = people.log_in(Client(), person)
    return client.get(reverse(f"web:{name}", args=args), query)


def head():
    return people.head()


def queries(person, name: str, *args, **query) -> int:
    client = people.log_in(Client(), person)
    url = reverse(f"web:{name}", args=args)
    client.get(url, query)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, query).status_code == 200
    return len(asked)


def more_nuclei(made: scene.Formed) -> None:
    for number in (2, 3):
        other = scene.nucleus(made.ground, formed_on=made.on, name=f"Núcleo {number}", least=1, most=4)
        scene.join(other, enrolment.enrolled(made.ground), by=made.ana)


def test_the_list_asks_as_much_for_three_as_for_one(made):
    rosa = head()
    assert queries(rosa, "nuclei") == LIST
    more_nuclei(made)
    assert queries(rosa, "nuclei") == LIST
    answer = seen(rosa, "nuclei")
    assert [row["households"] for row in answer.context["rows"]] == [3, 1, 1]
    assert (answer.context["totals"].nuclei, answer.context["totals"].households) == (3, 5)


LIST, ONE, FOLDER, CENTRALS, HOUSEHOLDS, RECEIVE = 13, 14, 17, 6, 13, 12


def test_the_page_of_a_nucleus_asks_as_much_for_three_households_as_for_one(made):
    rosa, key = head(), made.nucleus.public_id
    assert queries(rosa, "nucleus", key) == ONE
    assert queries(rosa, "nucleus_folder", key) == FOLDER
    alone = scene.nucleus(made.ground, formed_on=made.on, name="Uno", least=1, most=4)
    scene.join(alone, enrolment.enrolled(made.ground), by=made.ana)
    begin_stage(nucleus=alone, stage=StageKey.IMPLEMENTATION, on=made.on + 5 * DAY, by=made.rosa, at=now())
    assert queries(rosa, "nucleus", alone.public_id) == ONE
    assert queries(rosa, "nucleus_folder", alone.public_id) == FOLDER


def test_the_pages_of_its_households_ask_as_much_for_three_as_for_one(made):
    rosa = head()
    alone = scene.nucleus(made.ground, formed_on=made.on, name="Uno", least=1, most=4)
    scene.join(alone, enrolment.enrolled(made.ground), by=made.ana)
    for one in (alone, made.nucleus):
        assert queries(rosa, "nucleus_households", one.public_id) == HOUSEHOLDS
    enrolment.enrolled(made.ground)
    assert queries(rosa, "nucleus_receive", alone.public_id) == RECEIVE
    enrolment.enrolled(made.ground), enrolment.enrolled(made.ground)
    answer = seen(rosa, "nucleus_receive", alone.public_id)
    assert len(answer.context["rows"]) == 3
    assert queries(rosa, "nucleus_receive", alone.public_id) == RECEIVE


def test_households_that_may_come_are_found_without_accents(made):
    one = enrolment.enrolled(made.ground).household.participant
    for text in (one.surname_1.upper(), one.surname_1.lower().replace("í", "i").replace("ñ", "n")):
        rows = seen(head(), "nucleus_receive", made.nucleus.public_id, q=text).context["rows"]
        assert [row["cycle"].household.participant for row in rows] == [one], text
    assert not seen(head(), "nucleus_receive", made.nucleus.public_id, q="Xyzzy").context["rows"]


def test_the_list_of_centrals_asks_as_much_for_three_as_for_one(made):
    def central(name):
        place = Place.objects.get(code="0501")
        form_central(version=made.nucleus.version, place=place, name=name, on=made.on, by=made.ana, at=now())

    rosa = head()
    central("Uno")
    assert queries(rosa, "centrals") == CENTRALS
    central("Dos"), central("Tres")
    assert queries(rosa, "centrals") == CENTRALS


def test_an_office_sees_the_nuclei_of_its_territory_and_program_alone(made):
    outside = (people.other_head(), people.specialist(program="noa-jayatai"))
    for person in outside:
        answer = seen(person, "nuclei", q="Ayllu")
        assert answer.context["rows"] == [] and answer.context["totals"].nuclei == 0
        assert answer.context["districts"] == []
        for form in ("csv",):
            file = b"".join(seen(person, "nuclei_file", form).streaming_content).decode()
            assert "Ayllu" not in file and len(file.splitlines()) == 1
        for name in ("nucleus", "nucleus_households", "nucleus_stages", "nucleus_folder"):
            assert seen(person, name, made.nucleus.public_id).status_code == 403
        assert seen(person, "history", "nucleus", made.nucleus.public_id).status_code in {403, 404}
    for person in (people.manager(), people.auditor(), people.specialist(program="haku-winay")):
        assert [row["nucleus"] for row in seen(person, "nuclei").context["rows"]] == [made.nucleus]
    assert seen(head(), "history", "nucleus", made.nucleus.public_id).status_code == 200


def test_the_list_is_filtered_by_stage_room_and_name(made):
    more_nuclei(made)
    rosa = head()

    def found(**query) -> list[str]:
        return [row["nucleus"].name for row in seen(rosa, "nuclei", **query).context["rows"]]

    assert found(etapa="implementation") == ["Ayllu Ñan"] and found(etapa="none") == ["Núcleo 2", "Núcleo 3"]
    assert found(etapa="appropriation") == [] and found(q="leo 3") == ["Núcleo 3"]
    for text in ("nucleo 3", "NÚCLEO 3", "Nücleo 3"):
        assert found(q=text) == ["Núcleo 3"], text
    assert found(q="ayllu nan") == ["Ayllu Ñan"] and found(q="vinchos 3") == []
    join_nucleus(
        nucleus=made.nucleus, enrolment=enrolment.enrolled(made.ground), on=people.today(), by=made.ana, at=now()
    )
    assert found(estado="room") == ["Núcleo 2", "Núcleo 3"]
    assert found(version="haku-winay@2014.1") and found(version="haku-winay@2020.1") == []
    assert found(distrito="050110") and found(distrito="050102") == []


def test_pages_of_the_list_follow_one_another(made):
    for number in range(45):
        scene.nucleus(made.ground, formed_on=made.on, name=f"Núcleo {number:02}", least=1, most=4)
    rosa = head()
    first = seen(rosa, "nuclei").context
    second = seen(rosa, "nuclei", after=str(first["next_after"])).context
    names = [row["nucleus"].name for row in (*first["rows"], *second["rows"])]
    assert len(names) == len(set(names)) == 46 == first["totals"].nuclei and names == sorted(names)


def test_a_country_is_not_counted_for_every_page(made, monkeypatch):
    more_nuclei(made)
    rosa = head()
    room = seen(rosa, "nuclei", estado="room").context["totals"]
    assert (room.nuclei, room.households) == (3, 5)
    monkeypatch.setattr(nuclei, "COUNTED", 2)
    page = seen(rosa, "nuclei")
    assert (page.context["totals"].nuclei, page.context["totals"].households) == (3, None)
    assert "Escoja un lugar" in page.content.decode()
    page = seen(rosa, "nuclei", estado="room")
    assert (page.context["totals"].nuclei, len(page.context["rows"])) == (None, 3)
    assert "Escoja un lugar" in page.content.decode()


def test_of_many_districts_the_department_is_chosen_first(made, monkeypatch):
    monkeypatch.setattr(nuclei, "OFFERED", 0)
    page = seen(head(), "nuclei")
    assert [code for code, _ in page.context["departments"]] == ["05"] and page.context["districts"] == []
    page = seen(head(), "nuclei", distrito="05")
    assert [code for code, _ in page.context["districts"]] == ["050110"] and len(page.context["rows"]) == 1
    text = page.content.decode()
    assert "Departamento, y después distrito" in text and '<option value="05" selected>' in text


def test_those_with_room_are_found_behind_many_that_are_full(made, monkeypatch):
    """Some are looked at at a time: none is missed, none comes twice, and the file has the same."""
    for number in range(7):
        full = scene.nucleus(made.ground, formed_on=made.on, name=f"Lleno {number}", least=1, most=1)
        scene.join(full, enrolment.enrolled(made.ground), by=made.ana)
    more_nuclei(made)
    today, reach = people.today(), [(None, None)]
    wanted = nuclei.Filters(state="room")
    names, after = [], None
    while True:
        rows, more = nuclei.list_nuclei(reach, wanted, today=today, after=after, limit=1)
        names += [row.nucleus.name for row in rows]
        if not more:
            break
        after = rows[-1].nucleus.public_id
    assert names == ["Ayllu Ñan", "Núcleo 2", "Núcleo 3"]
    monkeypatch.setattr(nuclei, "TOGETHER", 2)
    for state in ("", "room"):
        told = nuclei.every_nucleus(reach, nuclei.Filters(state=state), today=today)
        assert len([row.nucleus.pk for row in told]) == (3 if state else 10)


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_escaped(made):
    type(made.nucleus).objects.filter(pk=made.nucleus.pk).update(name='=HYPERLINK("x")')
    file = b"".join(seen(head(), "nuclei_file", "csv").streaming_content).decode()
    assert "'=HYPERLINK" in file
    assert seen(head(), "nuclei_file", "xlsx").status_code == 200


def test_the_page_shows_a_month_as_it_was(made):
    """One left the program in the fourth month, another came in the sixth."""
    rosa, began = head(), made.on + 5 * DAY
    end_enrolment(
        enrolment=made.cycles[0], reason=ExitReason.NO_TIME, on=add_months(began, 3) + DAY, by=made.ana, at=now()
    )
    late = enrolment.enrolled(made.ground)
    for on in (add_months(began, 5) + DAY, add_months(began, 5) + 2 * DAY):
        join_nucleus(nucleus=made.nucleus, enrolment=late, on=on, by=made.ana, at=now())
        late = enrolment.enrolled(made.ground)
    counts = {
        month: seen(rosa, "nucleus", made.nucleus.public_id, mes=str(month)).context["count"]
        for month in (0, 3, 4, 5, 6)
    }
    assert counts == {0: 3, 3: 3, 4: 2, 5: 2, 6: 4}
    now_ = seen(rosa, "nucleus", made.nucleus.public_id)
    assert now_.context["count"] == 4 and "Hoy," in now_.content.decode()
    ahead = seen(rosa, "nucleus", made.nucleus.public_id, mes="36")
    assert ahead.context["state"].moment.ahead and ahead.context["count"] == 4
    assert "todavía no llega" in ahead.content.decode()
    picture = now_.context["picture"]
    begun = sum(add_months(began, month) <= people.today() for month in range(36))  # 13, and 14 on some days of a year
    assert [bar.count for bar in picture.bars[:7]] == [3, 3, 3, 2, 2, 4, 4] and len(picture.bars) == begun


def test_before_the_first_stage_there_is_no_clock(made):
    other = scene.nucleus(made.ground, formed_on=made.on, name="Nuevo", least=1, most=4)
    page = seen(head(), "nucleus", other.public_id, mes="3")
    assert page.context["picture"] is None and 'type="range"' not in page.content.decode()


def test_the_folder_holds_everybody_who_is_and_was(made):
    end_enrolment(enrolment=made.cycles[0], reason=ExitReason.NO_TIME, on=people.today() - DAY, by=made.ana, at=now())
    page = seen(head(), "nucleus_folder", made.nucleus.public_id)
    assert page.context["count"] == 2 and len(page.context["gone"]) == 1
    text = page.content.decode()
    assert "Carpeta del núcleo ejecutor" in text and "<script>" not in text and 'style="' not in text


def test_a_household_of_another_office_is_not_taken_in(made):
    """Its id alone does not say anything about it, nor put it anywhere."""
    client = people.log_in(Client(), head())
    url = reverse("web:nucleus_receive", args=[made.nucleus.public_id])
    answer = client.post(url, {"hogar": "00000000-0000-7000-8000-000000000000", "on": people.today().isoformat()})
    assert answer.status_code == 422 and Membership.objects.count() == 3


def test_what_the_office_does_on_the_pages_is_done(made):
    client, today = people.log_in(Client(), head()), people.today().isoformat()
    key, cycle = made.nucleus.public_id, enrolment.enrolled(made.ground)
    receive = reverse("web:nucleus_receive", args=[key])
    assert client.post(receive, {"hogar": str(cycle.public_id), "on": today}).status_code == 302
    again = client.post(receive, {"hogar": str(cycle.public_id), "on": today})
    assert again.status_code == 422 and "está en el núcleo" in again.content.decode()
    other = scene.nucleus(made.ground, formed_on=made.on, name="Wiñay Llaqta", least=1, most=4)
    member = reverse("web:nucleus_member", args=[key, made.cycles[0].public_id])
    moved = {"act": "move", "to": str(other.public_id), "on": today}
    assert client.post(member, moved).status_code == 302
    there = reverse("web:nucleus_member", args=[other.public_id, made.cycles[0].public_id])
    assert "Deshacer el pase" in client.get(there).content.decode()
    assert client.post(there, {"act": "undo_move", "why": WHY}).status_code == 302
    assert [one.nucleus_id for one in Membership.objects.filter(enrolment=made.cycles[0], left_on=None)] == [
        made.nucleus.pk
    ]
