"""The page of published figures: points with their source, what they leave unsaid, files, both languages."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from winay.programs.published import published
from winay.web.case_study_file import case_study
from winay.web.published_picture import FIRST, LAST, columns, dots, silent_bands

pytestmark = pytest.mark.django_db
QUERIES = 4


@pytest.mark.once
def test_the_page_says_what_was_said_and_what_was_not(client: Client) -> None:
    page = client.get(reverse("web:published")).content.decode()
    told = published()["haku-winay"]
    assert "418\u202f318" in page and "31\u00a0ago\u00a02024" in page
    for one in told.points:
        assert one.source in page
    assert page.count('class="plot-dot"') == sum(one.kind in {"pilot", "cumulative"} for one in told.points)
    assert "37\u202f397" in page, "what nobody said between April 2020 and December 2021"
    assert "246\u202f000 ÷ 0,47 = 523\u202f404" in page
    assert page.count('class="plot-none"') > 0 and "None" not in page
    english = client.get(reverse("web:published"), headers={"accept-language": "en"}).content.decode()
    assert "How much did" in english and "246,000 ÷ 0.47 = 523,404" in english


@pytest.mark.once
def test_a_number_of_the_case_study_leads_to_its_line(client: Client) -> None:
    lines = {one.id for one in case_study().statements}
    page = client.get(reverse("web:published")).content.decode()
    for one in published()["haku-winay"].numbers:
        assert one.statement in lines
        assert f"{reverse('web:case_study')}#{one.statement}" in page


@pytest.mark.once
def test_the_file_has_every_statement(client: Client) -> None:
    answer = client.get(reverse("web:published_file", args=["csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(StringIO(text)))
    told = published()["haku-winay"].points
    assert [row["as_of"] for row in rows] == [one.as_of for one in told]
    assert [row["households"] for row in rows] == [str(one.households or "") for one in told]
    assert client.get(reverse("web:published_file", args=["geojson"])).status_code == 404
    assert client.get(reverse("web:published"), {"programa": "otro"}).status_code == 404


def test_it_asks_little(client: Client, django_assert_num_queries: object) -> None:
    client.get(reverse("web:published"))
    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        client.get(reverse("web:published"))


@pytest.mark.once
def test_points_stand_where_they_belong() -> None:
    told = published()["haku-winay"].points
    drawn = dots(told, 450_000)
    across = [float(one.x) for one in drawn]
    assert across == sorted(across) and across[0] >= 0 and across[-1] <= 100
    assert float(drawn[-1].y) == pytest.approx(100 - 418318 / 4500, abs=0.01)
    years = columns(told, "households", 60_000)
    assert [one.year for one in years] == list(range(FIRST, LAST))
    assert {one.year: one.kind for one in years}[2016] == "planned" and years[2014 - FIRST].value is None
    assert {one.year: one.kind for one in years}[2018] == "new"
    assert silent_bands([2013])[0][0] == f"{366 / 5114 * 100:.3f}"
