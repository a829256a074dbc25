"""Scenarios side by side: an address that says everything, four columns at most, and the areas that tell two apart."""

import csv
import io
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tests.targeting.areas_scene import valley
from winay.journeys.installation import map_path
from winay.places.ground.schematic import write_schematic_map
from winay.targeting.queries.country import country_now

pytestmark = pytest.mark.django_db
LATEST = ("haku-winay", "2020.1")
PREFERRED = "mode_subsistence_predominance=preference"
ALL = PREFERRED + "&mode_poverty=required&mode_unmet_needs=required&mode_malnutrition=required"
OVER_FORTY = PREFERRED + "&mode_poverty=required&set_enough_households=0"
VALLEY = "050113"


@pytest.fixture(autouse=True)
def drawn_map() -> None:
    if not map_path().exists():
        write_schematic_map(map_path())


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=True)


def page(client: Client, *what_ifs: str, name: str = "web:scenarios", version=LATEST, **more: str):
    query = urlencode([("s", one) for one in what_ifs] + list(more.items()))
    return client.get(reverse(name, args=version) + (f"?{query}" if query else ""))


def rows_of(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_without_a_what_if_the_page_offers_the_named_ones_and_the_way_to_make_one(client):
    response = page(client)
    html = response.content.decode()
    assert [one["letter"] for one in response.context["scenarios"]] == ["A"]
    assert "Todavía no hay con qué comparar" in html and "Todas las guías requeridas" in html
    assert urlencode({"s": ALL}).replace("&", "&amp;") in html and "#hipotesis" in html


def test_the_published_version_stands_first_and_all_required_beside_the_shipped_one(client):
    response = page(client, PREFERRED, ALL, OVER_FORTY)
    shown = response.context["scenarios"]
    assert [(one["letter"], one["query"]) for one in shown][:2] == [("A", ""), ("B", PREFERRED)]
    assert [one["name"] for one in shown][1:3] == ["Predominio como preferencia", "Todas las guías requeridas"]
    assert [one["eligible"].areas for one in shown][1] == 1763 and shown[3]["eligible"].areas == 713
    assert (shown[3]["eligible"].households, shown[3]["eligible"].poor) == (947_994, 499_643)
    assert (
        shown[0]["departures"] == [] and "Distrito pobre: requerido (publicado: preferencia)" in shown[2]["departures"]
    )
    for one in shown[1:]:
        assert (
            one["flow"].entering.areas - one["flow"].leaving.areas == one["eligible"].areas - shown[0]["eligible"].areas
        )


def test_a_fourth_what_if_and_what_cannot_be_read_are_left_out(client):
    queries = [f"set_poverty={n}" for n in (30, 31, 32, 33)]
    assert [one["query"] for one in page(client, *queries).context["scenarios"]] == ["", *queries[:3]]
    assert page(client, *queries).context["may_add"] is False
    odd = page(client, "set_poverty=mucho", "<script>alert(1)</script>", "", "set_poverty=40", "set_poverty=35&x=1")
    assert [one["query"] for one in odd.context["scenarios"]] == ["", "set_poverty=35"]
    assert "<script>alert" not in odd.content.decode()
    refused = page(client, "mode_poverty=alternative&k=2", "set_poverty=35")
    assert [one["letter"] for one in refused.context["scenarios"]] == ["A", "B"] and refused.context["problems"]
    assert page(client, "set_poverty=3%005").status_code == 200  # a NUL in a what-if is no number
    assert page(client, "x" * 5000).status_code == 200


def test_each_scenario_can_be_changed_taken_out_and_added_to(client):
    shown = page(client, PREFERRED, OVER_FORTY).context
    second = shown["scenarios"][1]
    assert second["change"] == f"{PREFERRED}&" + urlencode({"s": shown["scenarios"][2]["query"]})
    assert second["without"] == urlencode({"s": shown["scenarios"][2]["query"]})
    assert shown["add_url"].startswith(reverse("web:screening", args=LATEST) + "?s=")


def test_the_list_holds_the_areas_that_the_two_chosen_tell_apart(client):
    response = page(client, PREFERRED, OVER_FORTY, a="1", b="2")
    for row in response.context["rows"]:
        assert row["one"]["outcome"] != row["other"]["outcome"]
    seen = [row["area"].code for row in response.context["rows"]]
    further = client.get(reverse("web:scenarios", args=LATEST) + f"?{response.context['next_query']}")
    assert further.context["pair"] == (1, 2)
    assert seen == sorted(seen) and further.context["rows"][0]["area"].code > seen[-1]
    listed = rows_of(page(client, OVER_FORTY, name="web:scenarios_areas"))
    assert page(client, OVER_FORTY).context["all_rows"] == len(listed) > 713
    same = page(client, PREFERRED, a="1", b="1")
    assert same.context["rows"] == [] and "responden lo mismo" in same.content.decode()
    for odd in ({"a": "9"}, {"a": "-1"}, {"b": "x"}, {"b": "²"}, {"a": "0" * 50}):
        assert page(client, PREFERRED, **odd).status_code == 200


def test_a_territory_narrows_every_column_and_names_what_lies_inside(client):
    inside = page(client, OVER_FORTY, **{"in": "05"}).context
    assert inside["scenarios"][1]["eligible"].areas < 713
    assert {one["code"][:2] for one in inside["places"]} == {"05"} and len(inside["places"][0]["code"]) == 4
    districts = page(client, OVER_FORTY, **{"in": "0502"}).context["places"]
    assert len(districts[0]["code"]) == 6 and page(client, OVER_FORTY, **{"in": "050201"}).context["places"] == []
    whole = page(client, OVER_FORTY).context["places"]
    assert sum(one["cells"][1][2] for one in whole) == 947_994
    assert page(client, **{"in": "99"}).status_code == 404


def test_the_summary_says_the_same_as_the_page(client):
    rows = {row["number"]: row for row in rows_of(page(client, OVER_FORTY, name="web:scenarios_summary"))}
    (column,) = [name for name in rows["areas"] if name.startswith("B: ")]
    assert (rows["areas"][column], rows["households"][column]) == ("713", "947994")
    assert rows["entering_areas"][column] == "713" and rows["leaving_areas"]["A: published"] == "0"
    assert rows["undercoverage"][column] == "0.325585" and rows["index"]["A: published"] == ""


def test_the_areas_that_change_come_as_a_file(client):
    valley(district=VALLEY)
    rows = rows_of(page(client, OVER_FORTY, PREFERRED, name="web:scenarios_areas"))
    second, third = (next(name for name in rows[0] if name.startswith(letter)) for letter in ("B: ", "C: "))
    assert all(len({row["A: published"], row[second], row[third]}) > 1 for row in rows)
    mine = [row for row in rows if row["area_code"].startswith(VALLEY)]
    assert len(mine) == 5 and {row["counted"] for row in mine} == {"1"} and mine[0]["district"] == "Tambillo"


def test_the_page_costs_the_same_for_one_differing_area_and_for_three(client, django_assert_num_queries):
    valley(homes=(45, 50, 70), district=VALLEY)
    assert len(country_now().codes) > 1822
    costs = []
    for place, what_ifs in ((VALLEY, (PREFERRED,)), ("050101", (PREFERRED,)), (None, (PREFERRED, ALL, OVER_FORTY))):
        more = {"in": place} if place else {}
        rows = len(page(client, *what_ifs, **more).context["rows"])
        with django_assert_num_queries(10 if place else 9):
            page(client, *what_ifs, **more)
        costs.append(rows)
    assert costs[:2] == [3, 1] and costs[2] == 50
