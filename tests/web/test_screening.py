"""Screening in the browser: what it says, what a changed address does to it, and what it costs."""

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.targeting import scene
from tests.targeting.areas_scene import valley
from winay.journeys.installation import map_path
from winay.places.ground.schematic import write_schematic_map
from winay.programs.terms import CriterionMode
from winay.targeting.models import Area
from winay.targeting.queries.country import country_now
from winay.targeting.terms import Answer
from winay.targeting.what_if_rules import Adjustments

pytestmark = pytest.mark.django_db
LATEST = ("haku-winay", "2020.1")
THIN = "\u202f"


@pytest.fixture(autouse=True)
def drawn_map() -> None:
    """The map of an installation: a page without one asks for less."""
    if not map_path().exists():
        write_schematic_map(map_path())


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=True)


def page(client: Client, query: str = "", version=LATEST):
    return client.get(reverse("web:screening", args=version) + (f"?{query}" if query else ""))


def test_the_page_says_unknown_first_and_the_named_what_ifs_beside(client):
    html = page(client).content.decode()
    assert "Sin tabla de predios, la regla no se puede responder" in html
    assert "Hipótesis: predominio como preferencia" in html and "todas las guías requeridas" in html
    assert f"1{THIN}763 áreas elegibles, con unos 1{THIN}845{THIN}366 hogares rurales." in html
    assert "mode_subsistence_predominance=preference&amp;mode_poverty=required" in html
    inside = page(client, "in=05").content.decode()
    assert f"1{THIN}763" not in inside and "&amp;in=05" in inside


def test_the_named_what_ifs_are_for_the_published_rule_alone(client):
    assert "Hipótesis:" not in page(client, "set_poverty=35").content.decode()
    assert "Hipótesis:" not in page(client, version=("haku-winay", "2014.1")).content.decode()


def test_an_untouched_form_is_no_what_if(client):
    """The form sends every number and mode as they stand; the page is then the published version."""
    seen = scene.screening(scene.LATEST)
    said = {f"mode_{c.key}": str(c.mode) for c in seen.terms.criteria}
    said |= {"set_poverty": "40", "set_unmet_needs": "60,0", "set_enough_households": "40", "k": ""}
    response = client.get(reverse("web:screening", args=LATEST), said)
    assert response.context["departs"] is False and response.context["query"] == ""


@pytest.mark.parametrize(
    "query",
    [
        "set_x=1", "mode_x=required", "set_=1", "set_poverty=0.35", "set_poverty=-1", "set_poverty=101",
        "set_poverty=1e30", "set_poverty=" + "9" * 5000, "set_poverty=NaN", "set_poverty=Infinity",
        "set_poverty=%D9%A3%D9%A5", "set_poverty=3_5", "set_poverty=0x10", "set_poverty=35%25%25",
        "set_poverty=35.00001", "set_enough_households=" + "9" * 30, "set_enough_households=1.000",
        "set_enough_households=40%25",  "mode_poverty=always", "mode_poverty=REQUIRED",
        "k=%C2%B2", "k=" + "9" * 5000, "k=-1", "k=1.5", "k=2&mode_poverty=alternative", "k=0&mode_poverty=alternative",
        "set_poverty=<script>alert(1)</script>", "mode_poverty=<script>alert(1)</script>",
    ],
)  # fmt: skip
def test_a_what_if_that_cannot_be_is_said_and_the_published_version_shown(client, query):
    response = page(client, query)
    assert response.status_code == 200
    html = response.content.decode()
    assert response.context["departs"] is False and "<script>alert" not in html
    assert "Esa hipótesis no se puede calcular" in html and response.context["query"] == ""
    assert response.context["problems"]
    for name in ("web:screening_states", "web:screening_export"):
        other = client.get(reverse(name, args=LATEST) + f"?{query}")
        assert other.status_code == 200 and (not other.streaming or b"".join(other.streaming_content))
    assert client.get(reverse("web:reasons", args=[*LATEST, "050101"]) + f"?{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["set_poverty=", "set_poverty=%20", "foo=1", "k=", "lend=yes", "after=zzz", "show=x", "q=%"]
)
def test_what_says_nothing_changes_nothing(client, query):
    response = page(client, query)
    assert response.status_code == 200 and not response.context["departs"] and not response.context["problems"]


@pytest.mark.parametrize("query", ["in=99", "in=x", "in=050101'--", "in=" + "0" * 3000])
def test_a_territory_that_is_none_is_not_found(client, query):
    assert page(client, query).status_code == 404
    assert client.get(reverse("web:screening_export", args=LATEST) + f"?{query}").status_code == 404


@pytest.mark.parametrize("name", ["after", "q", "in", "set_poverty", "show"])
def test_a_character_that_no_text_has_is_a_bad_request(client, name):
    assert page(client, f"{name}=a%00b").status_code == 400


def test_unknown_versions_and_places_are_not_found(client):
    for name, args in (
        ("web:screening", ("haku-winay", "1999")), ("web:screening_states", ("x", "2020.1")),
        ("web:screening_export", ("x", "y")), ("web:reasons", (*LATEST, "999999")), ("web:compare", ("05",)),
        ("web:compare", ("999999",)),
    ):  # fmt: skip
        assert client.get(reverse(name, args=args)).status_code == 404, name
    assert client.get("/focalizacion/haku-winay/2020.1/razones/%00/").status_code == 400
    assert client.post(reverse("web:screening", args=LATEST)).status_code == 405


def test_reasons_are_a_fragment_for_the_panel_and_a_page_by_themselves(client):
    url = reverse("web:reasons", args=[*LATEST, "050101"])
    whole, part = client.get(url).content.decode(), client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole and "<html" not in part and 'data-code="050101"' in part
    for words in ("Necesidades", "sin dato", "3"):
        assert words in part


def test_a_district_without_rural_households_has_reasons_that_say_so(client):
    response = client.get(reverse("web:reasons", args=[*LATEST, "021803"]))
    assert response.status_code == 200 and "one" not in response.context
    assert "Este distrito no tiene área rural" in response.content.decode()


def test_the_map_gets_every_area_once(client):
    said = json.loads(client.get(reverse("web:screening_states", args=LATEST)).content)
    assert len(said["states"]) == 1822 and set(said["states"].values()) <= {one["key"] for one in said["legend"]}


def test_the_export_holds_every_area_and_no_formula(client):
    scene.rename(Area.objects.filter(district__code="050101"), "=1+1")
    url = reverse("web:screening_export", args=LATEST)
    text = b"".join(client.get(url).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 1822
    (row,) = [row for row in rows if row["ubigeo"] == "050101"]
    assert row["area"] == "'=1+1" and row["outcome"] == "unknown"
    (new,) = [row for row in rows if row["ubigeo"] == "050112"]
    assert new["households_est"] != "0"


def test_pages_of_rows_go_on_where_the_last_ended(client):
    seen, query = [], ""
    for _ in range(3):
        response = page(client, query)
        seen += [one["row"].area.code for one in response.context["rows"]]
        query = f"after={response.context['next_after']}"
    assert seen == [area.code for area in country_now().areas][:60]
    last = page(client, "after=999999")
    assert last.context["rows"] == [] and not last.context["more"]


def test_filters_narrow_by_answer_and_place(client):
    only = page(client, "show=not_eligible")
    assert only.context["rows"] and {one["outcome"] for one in only.context["rows"]} == {"not_eligible"}
    named = page(client, "q=0502")
    assert {one["row"].area.code[:4] for one in named.context["rows"]} == {"0502"}
    assert page(client, "q=noexistetalsitio").context["rows"] == []


def test_names_are_escaped(client):
    scene.rename(Area.objects.filter(district__code="010101"), "<script>alert(1)</script>")
    assert "<script>alert" not in page(client).content.decode()


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 10), ("in=050101", 13), ("q=huanta", 11), ("show=not_eligible", 10), ("mode_poverty=required", 10)],
)
def test_the_page_costs_the_same_however_many_rows(client, django_assert_num_queries, query, queries):
    page(client, query)
    with django_assert_num_queries(queries):
        page(client, query)


VALLEY = "050113"


@pytest.fixture
def several() -> list[str]:
    """A district of five areas: the codes, in order."""
    valley(district=VALLEY)
    country = country_now()
    return list(country.codes[slice(*country.span(VALLEY))])


def test_one_row_or_three_cost_the_same(client, several, django_assert_num_queries):
    for query, rows in ((f"in={VALLEY}&q=hamlet+8", 1), (f"in={VALLEY}&show=unknown", 5), (f"in={VALLEY}", 5)):
        page(client, query)
        with django_assert_num_queries(15 if "q=" in query else 13):
            assert len(page(client, query).context["rows"]) == rows


def test_areas_are_found_by_their_own_name_by_code_and_by_a_locality_inside(client, several):
    assert len(several) == 5
    # Hamlets 1 and 2 are one area: whichever is not its seat is found too.
    for text, found in (("hamlet 1", 1), ("hamlet 2", 1), (several[0], 1), (VALLEY, 5), ("hamlet", 5), ("nadie", 0)):
        rows = page(client, f"in={VALLEY}&q={text}").context["rows"]
        assert len(rows) == found, text
        assert {one["row"].area.code for one in rows} <= set(several)


def test_rows_say_where_an_area_lies_and_whether_its_households_were_counted(client, several):
    html = page(client, f"in={VALLEY}").content.decode()
    assert several[0] in html and "Tambillo, Huamanga, Ayacucho" in html and "contados" in html
    assert f'data-go="{several[0]}"' in html


# ---- the what-if, live


def live(client: Client, query: str = "", version=LATEST):
    return client.get(reverse("web:what_if", args=version) + (f"?{query}" if query else ""))


def test_a_moved_slider_gets_the_parts_that_it_changes_and_nothing_of_the_frame(client):
    html = live(
        client, "mode_subsistence_predominance=preference&set_poverty=35&mode_poverty=required"
    ).content.decode()
    assert "<html" not in html and "<form method" not in html
    for part in ("live-head", "live-now", "live-actions", "live-rule", "live-interval", "live-discord", "areas"):
        assert f'id="{part}"' in html, part
    written = "set_poverty=35&amp;mode_subsistence_predominance=preference&amp;mode_poverty=required"
    assert f'data-query="{written}"' in html and "Distrito pobre: más de 35" in html


def test_the_numbers_say_what_enters_and_leaves_against_the_published_version(client):
    kept = {"mode_subsistence_predominance": "preference", "mode_poverty": "required", "set_enough_households": "0"}
    query = "&".join(f"{name}={value}" for name, value in kept.items())
    now = {one["key"]: one for one in live(client, query).context["now"]}
    assert (now["areas"]["now"], now["areas"]["then"]) == (713, 0)
    assert (now["areas"]["entering"], now["areas"]["leaving"]) == (713, 0)
    assert now["households"]["now"] == 947_994 and now["poor"]["now"] == 499_643
    fewer = live(client, "set_juntos_presence=500", ("haku-winay", "2014.1")).context
    areas = fewer["now"][0]
    assert areas["then"] - areas["leaving"] + areas["entering"] == areas["now"] and areas["leaving"] > 0


def test_a_what_if_that_cannot_be_is_refused_in_words_and_names_the_criterion_as_the_page_does(client):
    for query in ("set_poverty=200", "set_poverty=mucho", "k=2&mode_poverty=alternative", "cut_poverty=1"):
        response = live(client, query)
        html = response.content.decode()
        assert response.status_code == 422 and "<section" not in html and 'role="alert"' in html
        assert "«poverty»" not in html
    assert "«200» está fuera de lo posible para «Distrito pobre»" in live(client, "set_poverty=200").content.decode()


def test_the_live_parts_cost_the_same_however_many_rows(client, several, django_assert_num_queries):
    for query in ("mode_poverty=required", f"mode_poverty=required&in={VALLEY}&q=hamlet+8", f"in={VALLEY}"):
        live(client, query)
    with django_assert_num_queries(6):
        live(client, "mode_poverty=required")
    with django_assert_num_queries(9):
        assert len(live(client, f"mode_poverty=required&in={VALLEY}").context["rows"]) == 5


def sliders(client: Client, query: str = "", version=LATEST):
    return {one.key: one for one in page(client, query, version).context["fields"]}


def test_every_number_has_a_slider_with_the_published_value_marked(client):
    fields = {one.key: one for one in page(client, "set_poverty=35&cut_subsistence_predominance=0.5").context["fields"]}
    poverty, homes, farms = (fields[k] for k in ("poverty", "enough_households", "subsistence_predominance"))
    assert (poverty.value, poverty.published, poverty.high, poverty.mark, poverty.unit) == (
        "35",
        "40",
        100,
        "40.000",
        "%",
    )
    assert (fields["malnutrition"].value, fields["unmet_needs"].mark) == ("15,34", "60.000")
    assert homes.high >= 5 * 40 and 0 < float(homes.mark) < 100
    assert [(cut.value, cut.chosen, cut.published) for cut in farms.cuts] == [
        ("0.5", True, False),
        ("1.3", False, True),
    ]
    html = page(client).content.decode()
    assert html.count('type="range"') == 6 and 'inputmode="decimal"' in html
    # A village list has no number: no slider.
    listed = page(client, version=("haku-winay", "pilot-2012")).content.decode()
    assert 'type="range"' not in listed and 'name="mode_pilot_districts"' in listed


def test_the_cuts_to_choose_are_those_that_tables_in_use_answer(client):
    by = people.acting_as(people.manager())
    scene.farm_table(by, "050101,120,80,60\n", head="ubigeo,households,under_cut,under_cut_further\n", cut_ha=5_000)
    scene.farm_table(by, "050102,90,30\n", cut_ha=20_000, labour_share=None, property_share=None, limited_sales="")
    found = sliders(client)["subsistence_predominance"].cuts
    assert [cut.value for cut in found] == ["0.5", "1.3"]  # the version asks for the shares: 2 ha does not answer
    older = sliders(client, version=("haku-winay", "2017.1"))["subsistence_predominance"].cuts
    assert [cut.value for cut in older] == ["0.5", "1.3", "2"]


def test_the_territory_and_what_was_gathered_go_along_with_a_what_if(client):
    html = page(client, "in=05&s=set_poverty%3D35&s=lend%3D1&s=set_poverty%3D35&s=%3Cscript%3E&mode_poverty=required")
    assert html.context["query"] == "mode_poverty=required&in=05&s=set_poverty%3D35&s=lend%3D1"
    text = html.content.decode()
    assert '<input type="hidden" name="s" value="set_poverty=35">' in text and "<script>alert" not in text
    added = "s=set_poverty%3D35&amp;s=lend%3D1&amp;s=mode_poverty%3Drequired&amp;in=05"
    assert f"{reverse('web:scenarios', args=LATEST)}?{added}" in text


# ---- the interval of the poverty rates


def test_what_is_decided_inside_the_interval_is_said_drawn_and_listed(client):
    query = "mode_subsistence_predominance=preference&mode_poverty=required"
    found = page(client, query)
    interval = found.context["interval"]
    low, value, high = (found.context["interval"].bars[0][name] for name in ("low", "value", "high"))
    assert low < value == found.context["eligible"] < high
    listed = page(client, f"{query}&show=interval")
    assert listed.context["all_rows"] == interval.deciding > 0
    at = [criterion.key for criterion in listed.context["screening"].terms.criteria].index("poverty")
    assert {one["row"].answers[at] for one in listed.context["rows"]} <= {Answer.PROBABLY_YES, Answer.PROBABLY_NO}


def test_where_poverty_does_not_decide_its_interval_changes_nothing(client):
    found = page(client, "show=interval")
    assert found.context["interval"] is None and found.context["rows"] == []
    assert "Aquí la pobreza no decide" in found.content.decode()


# ---- reasons of areas


def test_a_district_of_several_areas_lists_them_and_each_has_its_own_reasons(client, several):
    url = reverse("web:reasons", args=[*LATEST, VALLEY])
    whole = client.get(url)
    html = whole.content.decode()
    assert "¿Qué áreas de Tambillo pueden entrar?" in html and len(whole.context["rows"]) == 5
    assert "Los valores del distrito los hereda cada una de sus áreas" in html
    one = client.get(reverse("web:reasons", args=[*LATEST, several[0]])).content.decode()
    assert "contados por la oficina" in one and "2 centros poblados" in one and "Todas las áreas de Tambillo" in one
    assert "conteo de la oficina, centro poblado por centro poblado" in one
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{reverse("web:reasons", args=[*LATEST, several[0]])}' in part and "<html" not in part


def test_areas_that_are_not_there_are_not_found(client, several):
    for code in (f"{VALLEY}-9999", f"{VALLEY}0001", "05", f"{VALLEY}-", "050113-0001-1"):
        assert client.get(reverse("web:reasons", args=[*LATEST, code])).status_code == 404, code
    for area in ("050101", f"{VALLEY}-9999", "x"):
        assert client.get(reverse("web:compare", args=[VALLEY]), {"area": area}).status_code == 404, area


def test_reasons_cost_the_same_for_one_area_and_for_five(client, several, django_assert_num_queries):
    for code, queries in ((VALLEY, 9), (several[0], 11), ("050101", 11)):
        url = reverse("web:reasons", args=[*LATEST, code])
        client.get(url)
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def test_all_rules_say_how_many_areas_enter_and_what_one_area_is_told(client, several, django_assert_num_queries):
    url = reverse("web:compare", args=[VALLEY])
    html = client.get(url).content.decode()
    assert "¿Cuántas pueden entrar?" in html and "Las 5 áreas del distrito" in html
    with django_assert_num_queries(16):
        client.get(url)
    one = client.get(url, {"area": several[1]})
    assert one.context["chosen"].code == several[1] and "¿Puede entrar?" in one.content.decode()


def test_named_what_ifs_are_what_their_names_say():
    seen = scene.screening(scene.LATEST, Adjustments(modes={"poverty": CriterionMode.REQUIRED}))
    assert seen.departs


def test_whoever_may_draft_is_led_to_the_draft_with_the_same_what_if(client):
    people.log_in(client, people.specialist())
    html = page(client, "mode_subsistence_predominance=preference").content.decode()
    assert "/selecciones/preparar/?version=haku-winay@2020.1&amp;mode_subsistence_predominance=preference" in html


def test_what_the_browser_already_has_is_not_sent_again(client):
    """The map's states are 100 kB: sent once for each state of the figures."""
    for url in (reverse("web:screening_states", args=LATEST), reverse("web:home_states")):
        first = client.get(url)
        again = client.get(url, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_one_district_under_every_rule_costs_the_same(client, django_assert_num_queries):
    for code in ("050101", "021803"):  # one with a rural area, one without
        client.get(reverse("web:compare", args=[code]))
    with django_assert_num_queries(16):
        said = client.get(reverse("web:compare", args=["050101"]))
    assert {p["name"] for p in said.context["programs"]} == {"Haku Wiñay", "Noa Jayatai"}
