"""The pages of areas: what they show, what a form does and why not, and how many queries they take."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.targeting.areas_scene import DISTRICT, HOMES, REASON, area_with, code, last_act, partition, said, valley
from winay.core.clock import now
from winay.journeys.pages.areas import district_areas
from winay.journeys.travel import record_time
from winay.places.models import Place, TravelTime
from winay.targeting.services.area_edits import move_localities
from winay.web.area_picture import area_picture

pytestmark = pytest.mark.django_db

PAGE = f"/areas/{DISTRICT}/"


def text(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode("utf-8-sig")).replace("\u202f", " ").replace("\u00a0", " ")


def words(response: Any) -> str:
    """What is read, without the marks of the page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text(response)))


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(response))))


@pytest.fixture
def rosa(client: Client) -> Client:
    """Logged in as a specialist of the office."""
    return people.log_in(client, people.specialist(name="Rosa Quispe Huamán"))


# ---- the list -----------------------------------------------------------------------------------------------------


def test_the_list_says_how_many_areas_each_district_has(client: Client) -> None:
    valley()
    page = words(client.get("/areas/", {"q": "ayacucho"}))
    assert "Huamanga, Ayacucho · 050101" in page and "5" in page
    only = text(client.get("/areas/", {"q": "050101"}))
    assert only.count('<th scope="row"><a href="/areas/') == 1


def test_the_public_sees_the_country_and_an_office_its_own(client: Client, rosa: Client) -> None:
    assert "/areas/050101/" in text(rosa.get("/areas/")) and "/areas/010101/" not in text(rosa.get("/areas/"))
    assert "/areas/010101/" in text(rosa.get("/areas/", {"donde": "pais"}))
    rosa.logout()
    assert "/areas/010101/" in text(client.get("/areas/"))


def test_the_list_shows_those_below_the_minimum_and_those_edited(client: Client) -> None:
    valley([50, 10], step=90_000)
    for show in ("leftovers", "edited"):
        found = text(client.get("/areas/", {"ver": show})).count('<th scope="row"><a href="/areas/')
        assert found == (1 if show == "leftovers" else 0)


def test_the_list_goes_on_where_the_page_ended(client: Client) -> None:
    first = text(client.get("/areas/"))
    after = re.search(r"\?after=(\d+)", first)
    assert after is not None
    second = text(client.get("/areas/", {"after": after[1]}))
    assert f"/areas/{after[1]}/" in first and f"/areas/{after[1]}/" not in second


def test_a_search_that_finds_nothing_says_what_to_do(client: Client) -> None:
    assert "Ningún distrito es así" in text(client.get("/areas/", {"q": "xyzzy"}))
    assert client.get("/areas/", {"q": "a" * 5000, "after": "'; --", "ver": "nada", "donde": "luna"}).status_code == 200


def test_the_areas_as_a_table(client: Client, rosa: Client) -> None:
    valley()
    told = [row for row in rows(client.get("/areas/areas.csv")) if row["ubigeo"] == DISTRICT]
    assert [row["codigo"] for row in told] == sorted(row["codigo"] for row in told) and len(told) == 5
    assert sum(int(row["hogares"]) for row in told) == sum(HOMES)
    assert {row["origen"] for row in told} == {"grouped"}


@pytest.mark.parametrize("localities", [1, 3])
def test_the_list_takes_constant_queries(client: Client, django_assert_num_queries: Any, localities: int) -> None:
    valley([50] * localities)
    with django_assert_num_queries(2):  # whether this is a demonstration; the districts
        client.get("/areas/")


# ---- one district -------------------------------------------------------------------------------------------------


def test_the_page_shows_areas_localities_minutes_and_their_band(client: Client) -> None:
    valley()
    page = words(client.get(PAGE))
    assert "8 centros poblados rurales, los vecinos juntos hasta reunir 40 hogares. Todas las áreas llegan." in page
    assert "24 17–31" in page and "pueden errar 30 % en más o en menos" in page
    assert "Con tiempos al 70 %" in page and "supuesto" in page and "Tobler (1993)" in page


def test_the_picture_has_every_locality_once_and_each_seat_as_a_square(client: Client) -> None:
    valley()
    page = text(client.get(PAGE))
    assert page.count("data-dot=") == 8 and page.count("<rect x=") == 5 and page.count("<line x1=") == 3 + 1  # the bar
    assert page.count('<a class="no-print" href="?area=') == 5


def test_a_close_up_shows_an_area_and_its_neighbours(client: Client) -> None:
    valley(step=60_000, homes=[50] * 8)
    page = text(client.get(PAGE, {"area": area_with(1).code}))
    assert 1 <= page.count("data-dot=") < 8 and "De cerca" in page
    assert text(client.get(PAGE, {"area": "no-hay"})).count("data-dot=") == 8


def test_a_leftover_is_explained(client: Client) -> None:
    valley([50, 10], step=90_000)
    page = words(client.get(PAGE))
    assert "1 área no llega" in page and "Ningún vecino está al alcance: a más de 180 minutos." in page


def test_a_district_without_localities_and_one_without_households(client: Client) -> None:
    assert "toda su parte rural es una sola área" in words(client.get(PAGE))
    from winay.targeting.models import Area

    none = Place.objects.filter(level="district").exclude(pk__in=Area.objects.values("district")).first()
    assert none is not None and "no tiene áreas" in words(client.get(f"/areas/{none.code}/"))


def test_names_of_people_are_for_those_who_work_here(client: Client) -> None:
    valley()
    ana = people.acting_as(people.specialist(name="Ana Quispe Huamán"))
    move_localities(district_code=DISTRICT, localities=[code(4)], to=area_with(5).code, reason=REASON, by=ana, at=now())
    public = words(client.get(PAGE))
    assert REASON in public and "Ana Quispe" not in public and "Mover centros poblados" not in public
    people.log_in(client, people.specialist())
    assert "Ana Quispe" in words(client.get(PAGE))


def test_a_synthetic_district_says_so(client: Client) -> None:
    valley(first=9001, synthetic=True)
    assert "inventado" in text(client.get(PAGE)).split("</header>")[1]


def test_a_district_as_a_table(client: Client) -> None:
    valley()
    told = rows(client.get(f"{PAGE}centros-poblados.csv"))
    assert len(told) == 8 and sum(int(row["hogares"]) for row in told) == sum(HOMES)
    assert [row["sede"] for row in told].count("1") == 5 and told[0]["minutos_a_la_sede"] == "0"


def test_names_in_a_table_are_no_formulas(client: Client) -> None:
    valley()
    Place.objects.filter(code=code(1)).update(name="=1+1")
    assert rows(client.get(f"{PAGE}centros-poblados.csv"))[0]["centro_poblado"] == "'=1+1"


@pytest.mark.parametrize("localities", [1, 3, 8])
def test_the_page_takes_constant_queries(client: Client, django_assert_num_queries: Any, localities: int) -> None:
    valley([50] * localities)
    with django_assert_num_queries(19):  # demonstration or not; district; areas (3); rules in force (4); ground (5);
        client.get(PAGE)  # acts (4) and recorded times


@pytest.mark.parametrize("edits", [1, 3])
def test_the_page_of_an_edited_district_takes_constant_queries(
    client: Client, django_assert_num_queries: Any, edits: int
) -> None:
    valley()
    ana = people.acting_as(people.specialist())
    for numbers, to in (([4], 5), ([2], 3), ([8], 7))[:edits]:
        target = area_with(to).code
        move_localities(
            district_code=DISTRICT, localities=[code(n) for n in numbers], to=target, reason=REASON, by=ana, at=now()
        )
        record_time(said=said(1, to), today=people.today(), by=ana, at=now())
    with django_assert_num_queries(20):  # one more: whether the last edit can be undone
        client.get(PAGE)


def test_a_picture_of_one_and_of_none() -> None:
    valley([50])
    page = district_areas(DISTRICT, on=people.today(), names=False)
    assert page is not None
    picture = area_picture(page.areas)
    assert picture is not None and len(picture.clusters) == 1 and picture.bar_km >= 1
    assert area_picture([]) is None


@pytest.mark.full
def test_the_page_of_the_district_with_most_localities(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(19):
        page = text(client.get("/areas/210705/"))
    assert page.count("data-dot=") == page.count('<tr id="c-') == 627
    assert "627 centros poblados rurales" in page


# ---- forms --------------------------------------------------------------------------------------------------------


def post(client: Client, verb: str, **data: Any) -> Any:
    told = {"seen": str(last_act().public_id), "reason": REASON, **data}
    return client.post(f"{PAGE}{verb}/", told)


def test_moving_and_taking_back(rosa: Client) -> None:
    valley()
    done = post(rosa, "mover", locality=[code(4)], to=area_with(5).code)
    assert done.status_code == 302 and done["Location"] == PAGE
    assert partition() == [[1, 2], [3], [4, 5], [6, 7], [8]]
    page = words(rosa.get(PAGE))
    assert "Puede deshacerlo." in page and "editada por la oficina" in page and "por una edición de la oficina" in page
    assert post(rosa, "deshacer").status_code == 302
    assert partition() == [[1, 2], [3, 4], [5], [6, 7], [8]] and "deshecho" in words(rosa.get(PAGE))


def test_a_new_area_and_joining_two(rosa: Client) -> None:
    valley()
    assert post(rosa, "mover", locality=[code(1)], to="nueva").status_code == 302
    assert partition()[0] == [1]
    assert post(rosa, "juntar", one=area_with(1).code, other=area_with(2).code).status_code == 302
    assert partition()[0] == [1, 2]
    assert post(rosa, "agrupar").status_code == 302


def test_a_refused_move_keeps_what_was_written(rosa: Client) -> None:
    valley()
    refused = post(rosa, "mover", locality=[code(8)], to=area_with(1).code, reason="Lo pidió la asamblea del sector.")
    page = text(refused)
    assert refused.status_code == 422 and "«Hamlet 8» no es vecino" in page and "registre primero" in page
    assert f'value="{code(8)}" data-homes="50" checked' in page and "Lo pidió la asamblea del sector." in page
    assert f'value="{area_with(1).code}" selected' in page


def test_an_old_page_is_told_to_look_again(rosa: Client) -> None:
    valley()
    for seen in ("", "nada", "00000000-0000-0000-0000-000000000000"):
        refused = post(rosa, "mover", locality=[code(4)], to=area_with(5).code, seen=seen)
        assert refused.status_code == 422 and "mientras usted miraba" in text(refused)
    assert partition()[1] == [3, 4]


def test_nothing_chosen_and_nowhere_to_go(rosa: Client) -> None:
    valley()
    assert "Elija al menos un centro poblado" in text(post(rosa, "mover", to=area_with(5).code))
    assert post(rosa, "mover", locality=[code(4)], to="").status_code == 422
    assert post(rosa, "mover", locality=[code(4), "<b>", "x" * 500], to="nueva").status_code == 422
    assert post(rosa, "juntar", one="", other="").status_code == 422
    assert post(rosa, "deshacer").status_code == 422


def test_a_way_is_timed_and_no_longer_holds(rosa: Client) -> None:
    valley()
    data = {"minutes": "95", "mode": "walking", "measured_on": people.today().isoformat()}
    done = post(rosa, "tiempos", origin=f"{code(1)} · Hamlet 1", target=code(2), **data)
    assert done.status_code == 302
    page = words(rosa.get(PAGE))
    assert "95 registrado" in page and partition()[0] == [1, 2]
    way = TravelTime.objects.get()
    ended = rosa.post(f"/areas/tiempos/{way.public_id}/terminar/", {"reason": REASON})
    assert ended.status_code == 302 and "95 registrado" not in words(rosa.get(PAGE))
    again = rosa.post(f"/areas/tiempos/{way.public_id}/terminar/", {"reason": REASON})
    assert again.status_code == 422 and "ya no vale" in text(again)


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": ""}, {"minutes": "-5"}, {"minutes": "1e9"}, {"minutes": "٣"}, {"measured_on": ""}, {"origin": ""},
        {"measured_on": "9999-12-31"}, {"target": "0501010001"}, {"target": "0501010099"}, {"reason": "corto"},
    ],
)  # fmt: skip
def test_a_way_that_cannot_be_is_refused_and_kept_on_the_form(rosa: Client, wrong: dict[str, str]) -> None:
    valley()
    data = {
        "origin": code(1), "target": code(2), "minutes": "95", "mode": "volando",
        "measured_on": people.today().isoformat(), **wrong,
    }  # fmt: skip
    refused = post(rosa, "tiempos", **data)
    assert refused.status_code == 422 and 'role="alert"' in text(refused)
    assert f'name="minutes" type="number" inputmode="numeric" min="1" max="4320" value="{data["minutes"]}"' in text(
        refused
    )
    assert not TravelTime.objects.exists()


def test_outsiders_draw_nothing(client: Client) -> None:
    valley()
    people.log_in(client, people.other_head())
    assert post(client, "mover", locality=[code(4)], to=area_with(5).code).status_code == 403
    assert "Mover centros poblados" not in text(client.get(PAGE))
    record_time(said=said(1, 5), today=people.today(), by=people.acting_as(people.specialist()), at=now())
    way = TravelTime.objects.get()
    assert client.post(f"/areas/tiempos/{way.public_id}/terminar/", {"reason": REASON}).status_code == 403


def test_an_area_that_a_selection_holds_says_so(rosa: Client) -> None:
    from tests.targeting import scene

    valley()
    scene.approved(people.acting_as(people.specialist()), people.acting_as(people.head()), DISTRICT)
    page = words(rosa.get(PAGE))
    assert "Está en una selección aprobada de Haku Wiñay" in page
    refused = post(rosa, "mover", locality=[code(4)], to=area_with(5).code)
    assert refused.status_code == 422 and "queda como se aprobó" in text(refused)
