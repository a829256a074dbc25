"""The pages of places: what they say, what they never say, and how many queries they take."""

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.places.count_scene import CHUSCHI, settle, table
from winay.core.clock import now
from winay.journeys.pages.places import POVERTY_LINE, country_page
from winay.places.counts.services import load_counts
from winay.places.models import Measurement, Place
from winay.places.queries import search
from winay.places.summaries import add_up, totals_inside
from winay.web.country_picture import Spot, picture, step

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode("utf-8-sig")).replace("\u202f", " ").replace("\u00a0", " ")


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(response))))


def test_the_country_adds_up_to_the_published_facts() -> None:
    together = country_page().together
    assert (together.districts, together.over, together.unrated) == (1891, 713, 17)
    assert (together.rural, together.program, together.program_districts) == (1_846_046, 418_318, 726)


def test_totals_are_the_same_from_above_and_from_below() -> None:
    ayacucho = Place.objects.get(code="05")
    by_province = add_up(totals_inside(ayacucho, line=POVERTY_LINE))
    from_country = next(row for row in country_page().departments if row.place == ayacucho)
    for field in ("districts", "people", "rural", "over", "unrated", "program", "program_districts"):
        assert getattr(by_province, field) == getattr(from_country, field)


def test_over_is_strictly_over() -> None:
    rate = Measurement.objects.filter(indicator__key="poverty_pct", place__level="district").first()
    assert rate is not None
    district = rate.place
    line = rate.decimal(rate.value)

    def over(at: Decimal) -> int:
        return next(row.over for row in totals_inside(district.parent, line=at) if row.place == district)

    assert over(line) == 0
    assert over(line - Decimal("0.001")) == 1


def test_the_country_page_shows_departments_and_totals(client: Client) -> None:
    page = text(client.get("/lugares/"))
    for expected in ("Ayacucho", "713", "418 318", "1 846 046", "no informa", "5 sin dato", "<circle"):
        assert expected in page
    assert page.count('<th scope="row"><a href="/lugares/') == 25


def test_a_country_without_figures_says_unknown(client: Client) -> None:
    Measurement.objects.all().delete()
    Place.objects.filter(lent_from__isnull=False).update(lent_from=None)
    assert "sin dato" in text(client.get("/lugares/"))


@pytest.mark.parametrize("written", ["nunoa", "ÑUÑOA", "Nuñoa"])
def test_search_does_not_mind_accents_and_opens_a_single_find(client: Client, written: str) -> None:
    response = client.get("/lugares/", {"q": written})
    assert response.status_code == 302
    assert response["Location"] == "/lugares/210806/"


def test_search_lists_several_and_says_where_each_is(client: Client) -> None:
    page = text(client.get("/lugares/", {"q": "huant"}))
    assert "Huanta" in page
    assert "data-rows" in page
    assert "Ayacucho" in page


def test_search_by_code_finds_a_lost_zero(client: Client) -> None:
    assert "/lugares/050101/" in text(client.get("/lugares/", {"q": "50101"}, follow=True))


def test_a_search_without_finds_gives_the_way_on(client: Client) -> None:
    page = text(client.get("/lugares/", {"q": "<script>alert(1)</script>"}))
    assert "Ningún lugar se llama" in page
    assert "<script>alert" not in page


def test_a_search_answered_within_the_page_never_redirects(client: Client) -> None:
    assert client.get("/lugares/", {"q": "nunoa"}, headers={"HX-Request": "true"}).status_code == 200


def test_a_district_shows_every_figure_with_source_and_date(client: Client) -> None:
    page = text(client.get("/lugares/050101/"))
    for expected in ("15,1 %", "entre 10,1 % y 20,0 %", "seguro que no", "umbral", "INEI", "22 oct 2017", "Huamanga"):
        assert expected in page
    assert 'href="/focalizacion/comparar/050101/"' in page
    assert "None" not in page
    assert 'id="tema-poverty"' in page


def test_unknown_is_named_and_never_zero(client: Client) -> None:
    page = text(client.get("/lugares/010102/"))
    assert "datos que no se conocen" in page
    assert "Hogares de Haku Wiñay en ejecución" in page


def test_a_new_district_lends_rates_and_says_so_but_no_counts(client: Client) -> None:
    page = text(client.get("/lugares/050413/"))
    assert "Nadie ha publicado la pobreza de este distrito" in page
    assert "valor de Santillana" in page
    assert "prestado" in page
    assert "seguro que" not in page
    facts = {row["clave"]: row for row in rows(client.get("/lugares/050413/cifras.csv"))}
    assert facts["poverty_pct"]["prestado_de"] == "050406"
    assert facts["households"]["valor"] == ""


def test_every_new_district_opens_and_shows_its_lender(client: Client) -> None:
    new = Place.objects.filter(in_census_2017=False).select_related("lent_from")
    assert len(new) == 17
    for district in new:
        assert district.lent_from is not None
        assert f"valor de {district.lent_from.name}" in text(client.get(f"/lugares/{district.code}/"))


def test_provinces_and_departments_show_what_they_contain(client: Client) -> None:
    province = text(client.get("/lugares/0504/"))
    assert "Dentro de Huanta" in province
    assert "prestado" in province
    department = text(client.get("/lugares/05/"))
    assert "75 de sus 124 distritos" in department


@pytest.mark.parametrize("code", ["999999", "5010", "abc", "0501019999", "cifras.csv"])
def test_a_place_that_does_not_exist_is_not_found(client: Client, code: str) -> None:
    assert client.get(f"/lugares/{code}/").status_code == 404
    assert client.get(f"/lugares/{code}/cifras.csv").status_code == 404


def test_indicators_say_publisher_terms_and_who_has_them(client: Client) -> None:
    page = text(client.get("/lugares/cifras/"))
    assert "1 874 de 1 891 distritos" in page
    assert "Mapa de pobreza monetaria" in page
    assert "Condiciones de uso" in page
    assert "in the copy used" not in page


def test_one_indicator_of_every_district_as_a_table(client: Client) -> None:
    table = rows(client.get("/lugares/cifras/poverty_pct.csv"))
    assert len(table) == 1891
    assert sum(1 for row in table if row["valor"] and Decimal(row["valor"]) > 40) == 713
    lent = [row for row in table if row["prestado_de"]]
    assert len(lent) == 17
    assert all(row["valor"] == "" and row["valor_prestado"] for row in lent)
    assert client.get("/lugares/cifras/no_such.csv").status_code == 404


def test_exports_never_hand_over_a_formula(client: Client) -> None:
    Place.objects.filter(code="050101").update(name="=HYPERLINK(1)")
    table = rows(client.get("/lugares/cifras/poverty_pct.csv"))
    assert next(row for row in table if row["ubigeo"] == "050101")["distrito"] == "'=HYPERLINK(1)"


PAGES = {
    "/lugares/": 6,
    "/lugares/?q=huant": 2,
    "/lugares/05/": 9,
    "/lugares/0504/": 10,  # and the department around it
    "/lugares/cifras/": 4,
}


@pytest.mark.parametrize("address", PAGES)
def test_queries_do_not_grow(client: Client, address: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(PAGES[address]):
        assert client.get(address).status_code == 200


def test_queries_of_a_province_are_the_same_for_one_and_three_districts(
    client: Client, django_assert_num_queries: Any
) -> None:
    sizes: dict[int, str] = {}
    for code in Place.objects.filter(level="province").values_list("code", flat=True):
        sizes.setdefault(Place.objects.filter(parent__code=code).count(), code)
    for size in (1, 3):
        with django_assert_num_queries(PAGES["/lugares/0504/"]):
            assert client.get(f"/lugares/{sizes[size]}/").status_code == 200


@pytest.mark.parametrize("localities", [1, 3])
def test_queries_of_a_district_are_the_same_for_one_and_three_localities(
    client: Client, localities: int, django_assert_num_queries: Any
) -> None:
    settle(rural=localities)
    with django_assert_num_queries(12):
        assert client.get(f"/lugares/{CHUSCHI}/").status_code == 200
    with django_assert_num_queries(10):
        assert client.get(f"/lugares/{CHUSCHI}0001/").status_code == 200


def test_a_district_lists_its_localities_with_their_households(client: Client) -> None:
    one, two, _, town = settle(rural=3, urban=1)
    Place.objects.filter(code=two).update(doubtful_position=True, community="Quispillaccta")
    load_counts(
        file="a.csv", content=table((one, 68)), name="Visita", counted_on=people.today(),
        by=people.acting_as(people.specialist()), at=now(),
    )  # fmt: skip
    page = text(client.get(f"/lugares/{CHUSCHI}/"))
    assert "4 centros poblados" in page and "Rurales: 3. Urbanos: 1." in page
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for said in ("68 contados", "850 estimado", "posición dudosa", "Quispillaccta", "no se estima", town):
        assert said in page, said
    assert re.search(r"68\s+contados", text(client.get(f"/lugares/{one}/")))
    assert "repartidos por igual" in text(client.get(f"/lugares/{two}/"))


def test_many_localities_are_listed_a_page_at_a_time(client: Client) -> None:
    codes = settle(rural=130, urban=0)
    pages = [text(client.get(f"/lugares/{CHUSCHI}/?pagina={number}")) for number in (1, 2, 4)]
    assert [sum(code in page for code in codes) for page in pages] == [40, 40, 10]
    assert "Página 4 de 4" in pages[2] and "Siguiente" not in pages[2] and "Anterior" not in pages[0]
    for odd in ("0", "99", "-1", "x", "9" * 30, "²"):
        assert client.get(f"/lugares/{CHUSCHI}/?pagina={odd}").status_code == 200


def test_localities_are_found_after_the_places_around_them(client: Client) -> None:
    settle()
    Place.objects.filter(code=f"{CHUSCHI}0001").update(name="Huanta", name_key="huanta")
    found = search("huanta", limit=30)
    assert [place.level for place in found][-1] == "locality" and found[0].level == "province"
    assert search(f"{CHUSCHI}0001")[0].name == "Huanta"


@pytest.mark.bare
def test_without_places_the_page_says_what_will_stand_here(client: Client) -> None:
    page = text(client.get("/lugares/"))
    assert "Aquí estarán los departamentos" in page
    assert "Aquí estarán las cifras" in text(client.get("/lugares/cifras/"))


def test_the_picture_draws_each_department_once(settings: Any) -> None:
    drawn = picture(
        settings.WINAY_COUNTRY / "outline.geojson",
        [
            Spot("05", "Ayacucho", -13.16, -74.22, 100, Decimal(60)),
            Spot("07", "Callao", -12.05, -77.12, 0, None),
            Spot("99", "Sin lugar", None, None, 5, Decimal(1)),
        ],
    )
    assert [one.code for one in drawn.circles] == ["05", "07"]
    assert [one.step for one in drawn.circles] == [4, 0]
    for one in drawn.circles:
        assert 0 < float(one.x) < drawn.width
        assert 0 < float(one.y) < drawn.height
    assert drawn.outline.startswith("M")
    assert len(drawn.outline) < 6_000


@pytest.mark.parametrize(("share", "expected"), [(0, 1), (19.9, 1), (20, 2), (80, 5), (100, 5)])
def test_a_share_on_a_cut_belongs_to_the_upper_class(share: float, expected: int) -> None:
    assert step(Decimal(str(share))) == expected
