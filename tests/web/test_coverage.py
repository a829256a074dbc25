"""The page of coverage: each measure by its name, beside where the program really was, with the budget asked for."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
LATEST = ("haku-winay", "2020.1")
OVER_FORTY = "mode_subsistence_predominance=preference&mode_enough_households=preference&mode_poverty=required"
THIN = "\u202f"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=True)


def page(client: Client, query: str = "", name: str = "web:coverage", version=LATEST):
    return client.get(reverse(name, args=version) + (f"?{query}" if query else ""))


def values(response) -> dict[str, list[str | None]]:
    return {row["key"]: [cell["value"] for cell in row["cells"]] for row in response.context["rows"]}


def test_the_published_rule_without_farm_tables_lets_nobody_in_and_says_so(client):
    response = page(client)
    html = response.content.decode()
    said = values(response)
    assert [one["key"] for one in response.context["columns"]] == ["published", "program_capped", "program_reported"]
    assert said["undercoverage"][0] == f"100,0{THIN}%" and said["index"][0] is None
    assert "no se puede: no entra nadie" in html and "None" not in html


def test_a_what_if_stands_between_the_published_rule_and_the_program_as_it_was(client):
    response = page(client, OVER_FORTY)
    said = values(response)
    assert [one["key"] for one in response.context["columns"]] == [
        "published", "what_if", "program_capped", "program_reported",
    ]  # fmt: skip
    assert said["undercoverage"][1:] == [f"32,6{THIN}%", f"74,4{THIN}%", f"73,8{THIN}%"]
    assert said["leakage_of_covered"][1] == said["leakage_by_design"][1] == f"47,3{THIN}%"
    assert (said["area_leakage"][1], said["index"][1]) == (f"0,0{THIN}%", "1,31")
    html = response.content.decode()
    assert f"499{THIN}643" in html and f"740{THIN}854" in html and "En 98 de sus 726 distritos" in html
    for words in (
        "(P − PB) / P", "(B − PB) / B", "(B − PB) / (N − P)", "(PB / B) / (P / N)", "Coady, Grosh y Hoddinott",
        "línea de pobreza monetaria de 2018", "122 programas",
    ):  # fmt: skip
        assert words in html, words


def test_the_interval_of_the_rates_stands_under_each_measure(client):
    (row,) = [row for row in page(client, OVER_FORTY).context["rows"] if row["key"] == "undercoverage"]
    assert (row["cells"][1]["low"], row["cells"][1]["high"]) == (f"29,4{THIN}%", f"34,5{THIN}%")


def test_the_budget_decides_the_floor_and_is_the_programs_households_unless_said(client):
    plain = page(client, OVER_FORTY)
    assert plain.context["budget"] == 418_318
    assert values(plain)["floor"][1] == f"43,5{THIN}%"  # 1 - 418 318 / 740 854
    assert values(page(client, "presupuesto=0"))["floor"][0] == f"100,0{THIN}%"
    assert values(page(client, "presupuesto=740 855"))["floor"][0] == f"0,0{THIN}%"
    assert page(client, "in=0501").context["budget"] == 6_056
    html = page(client, f"{OVER_FORTY}&in=05&presupuesto=1000").content.decode()
    assert 'name="presupuesto" value="1000"' in html and '<input type="hidden" name="in" value="05">' in html


@pytest.mark.parametrize("text", ["mil", "-1", "1.000", "1e5", "²", "9" * 10, "<script>alert(1)</script>"])
def test_a_budget_that_is_no_number_of_households_is_said(client, text):
    response = client.get(reverse("web:coverage", args=LATEST), {"presupuesto": text})
    html = response.content.decode()
    assert response.status_code == 200 and response.context["budget"] == 418_318
    assert "no es un número de hogares" in html and "<script>alert" not in html


def test_rectangles_are_in_proportion_and_fill_the_picture(client):
    for column in page(client, OVER_FORTY).context["columns"]:
        cells = {cell["kind"]: cell for cell in column["cells"]}
        width, height = page(client).context["size"]
        assert sum(cell["width"] * cell["height"] for cell in column["cells"]) == width * height
        poor, other = cells["in-poor"]["width"], cells["in-other"]["width"]
        assert abs(poor / (poor + other) - column["poor"] / column["households"]) < 0.01
        inside = cells["in-poor"]["height"] / height
        assert abs(inside - column["poor_in"] / column["poor"]) < 0.01
        assert column["poor_in"] + column["poor_out"] == column["poor"]


def test_the_file_holds_every_measure_of_every_choice_and_its_households(client):
    response = page(client, f"{OVER_FORTY}&presupuesto=1000", "web:coverage_csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = {(row["measure"], row["choice"]): row for row in csv.DictReader(io.StringIO(text))}
    assert {choice for _, choice in rows} == {"published", "what_if", "program_capped", "program_reported"}
    assert rows["covered", "what_if"]["value"] == "947994" and rows["poor", "what_if"]["value"] == "740854"
    assert rows["undercoverage", "what_if"]["value"] == "0.325585"
    assert rows["index", "published"]["value"] == "" and rows["floor", "published"]["value"] == "0.998650"
    low, high = (float(rows["undercoverage", "what_if"][f"with_{end}_poverty"]) for end in ("lowest", "highest"))
    assert low < 0.325585 < high


def test_a_what_if_or_a_place_of_nothing(client):
    assert page(client, "in=99").status_code == page(client, version=("haku-winay", "1")).status_code == 404
    refused = page(client, "set_poverty=mucho")
    assert refused.status_code == 200 and refused.context["departs"] is False and refused.context["problems"]


def test_a_district_costs_what_the_country_costs(client, django_assert_num_queries):
    for query, queries in (("", 6), (OVER_FORTY, 6), ("in=050101", 7)):
        page(client, query)
        with django_assert_num_queries(queries):
            page(client, query)
