"""Screening in the browser: what it says, what a changed address does to it, and what it costs."""

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from tests import people
from tests.targeting import scene
from winay.programs.terms import CriterionMode
from winay.targeting.models import Area
from winay.targeting.queries.country import country_now
from winay.targeting.rules import Adjustments

pytestmark = pytest.mark.django_db
LATEST = ("haku-winay", "2020.1")
THIN = "\u202f"


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
    assert response.status_code == 200 and response.context["found"] == []


def test_the_map_gets_every_area_once(client):
    said = json.loads(client.get(reverse("web:screening_states", args=LATEST)).content)
    assert len(said["states"]) == 1822 and set(said["states"].values()) <= {one["key"] for one in said["legend"]}


def test_the_export_holds_every_area_and_no_formula(client):
    Area.objects.filter(district__code="050101").update(name="=1+1")
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
        seen += [one["row"].code for one in response.context["rows"]]
        query = f"after={response.context['next_after']}"
    assert seen == [area.code for area in country_now().areas][:150]
    last = page(client, "after=999999")
    assert last.context["rows"] == [] and not last.context["more"]


def test_filters_narrow_by_answer_and_place(client):
    only = page(client, "show=not_eligible")
    assert only.context["rows"] and {one["outcome"] for one in only.context["rows"]} == {"not_eligible"}
    named = page(client, "q=0502")
    assert {one["row"].code[:4] for one in named.context["rows"]} == {"0502"}
    assert page(client, "q=noexistetalsitio").context["rows"] == []


def test_names_are_escaped(client):
    Area.objects.filter(district__code="010101").update(name="<script>alert(1)</script>")
    assert "<script>alert" not in page(client).content.decode()


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 20), ("in=050101", 21), ("q=huanta", 21), ("show=not_eligible", 20), ("mode_poverty=required", 11)],
)
def test_the_page_costs_the_same_however_many_rows(client, django_assert_num_queries, query, queries):
    page(client, query)
    with django_assert_num_queries(queries):
        page(client, query)


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
    with django_assert_num_queries(21):
        said = client.get(reverse("web:compare", args=["050101"]))
    assert {p["name"] for p in said.context["programs"]} == {"Haku Wiñay", "Noa Jayatai"}
