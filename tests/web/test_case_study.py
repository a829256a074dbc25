"""The case study, line by line: the file is sound, its links lead somewhere, its quotes are true."""

import importlib
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from pydantic import ValidationError

import winay
from winay.places.models import Indicator
from winay.web.case_study import LABELS, STATUSES, link_url
from winay.web.case_study_file import FILE, PAGES, CaseStudy, Kind, Status, case_study, plain

HERE = Path(winay.__file__).parent
TEXT = os.environ.get("WINAY_CASE_STUDY", "")

STATEMENT: dict[str, Any] = {
    "id": "one",
    "section": "start",
    "quote": "a few words",
    "es": "unas palabras",
    "status": "real",
    "links": ["page:places"],
}


def study(**changes: Any) -> dict[str, Any]:
    both = {"es": "x", "en": "x"}
    statement = {key: value for key, value in {**STATEMENT, **changes}.items() if value is not None}
    return {
        "format": 1,
        "title": "T",
        "publisher": "P",
        "sections": {"start": both, "end": both},
        "areas": {"later": both},
        "statements": [statement],
    }


def test_the_shipped_file_is_sound_and_long_enough() -> None:
    statements = case_study().statements
    assert len(statements) >= 90
    assert {one.status for one in statements} == set(Status)
    assert {one.section for one in statements} == set(case_study().sections)


def test_a_sound_statement_is_accepted() -> None:
    assert CaseStudy.model_validate(study()).statements[0].english == "a few words"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"links": ["page:nowhere"]}, "is no page"),
        ({"links": ["places"]}, "expected page:"),
        ({"links": ["poem:places"]}, "kind"),
        ({"quote": "word " * 26}, "at most 25 words"),
        ({"quote": None}, "either quote or close"),
        ({"close": "other words"}, "either quote or close"),
        ({"links": None}, "a link to where"),
        ({"status": "partly"}, "an area"),
        ({"area": "later"}, "an area"),
        ({"status": "not_yet", "links": None, "area": "never"}, "unknown area"),
        ({"section": "middle"}, "unknown section"),
        ({"status": "done"}, "status"),
        ({"colour": "red"}, "colour"),
        ({"id": "No Key"}, "id"),
    ],
)
def test_a_wrong_statement_is_refused_with_its_reason(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        CaseStudy.model_validate(study(**changes))


def test_statements_written_twice_or_out_of_order_are_refused() -> None:
    twice = study()
    twice["statements"] *= 2
    with pytest.raises(ValidationError, match="written twice"):
        CaseStudy.model_validate(twice)
    turned = study(section="end")
    turned["statements"].append({**STATEMENT, "id": "two"})
    with pytest.raises(ValidationError, match="comes before"):
        CaseStudy.model_validate(turned)


def test_every_page_that_may_be_named_has_a_label() -> None:
    assert set(LABELS) == PAGES


def links() -> list[Any]:
    seen = {(link.kind, link.name, link.args): link for one in case_study().statements for link in one.links}
    return [pytest.param(link, id=":".join([link.kind, link.name, *link.args])) for link in seen.values()]


@pytest.mark.django_db
@pytest.mark.parametrize("link", links())
def test_every_link_leads_to_something_that_exists(link: Any, client: Client) -> None:
    match link.kind:
        case Kind.PAGE:
            assert client.get(link_url(link)).status_code in {200, 302}  # some pages ask to log in
        case Kind.FIGURE:
            assert Indicator.objects.filter(key=link.name).exists()
        case Kind.RULE:
            module, _, name = link.name.rpartition(".")
            assert callable(getattr(importlib.import_module(f"winay.{module}"), name))
        case Kind.FILE:
            assert (HERE / link.name).is_file()


@pytest.mark.skipif(not TEXT, reason="set WINAY_CASE_STUDY to the text of the case study")
def test_every_quote_stands_in_the_text() -> None:
    whole = plain(Path(TEXT).read_text("utf-8"))
    missing = [one.id for one in case_study().statements if one.quote and plain(one.quote) not in whole]
    assert missing == []


@pytest.mark.django_db
def test_the_page_shows_every_statement_and_the_totals(client: Client) -> None:
    page = client.get("/estudio-de-caso/").content.decode()
    assert page.count('class="statement"') == len(case_study().statements)
    for one in case_study().statements:
        assert f'id="{one.id}"' in page
    counts = [sum(one.status is status for one in case_study().statements) for status in STATUSES]
    assert all(f"<strong>{count}</strong>" in page for count in counts)
    assert "Banco Mundial" in page


@pytest.mark.django_db
def test_filters_narrow_by_section_status_and_words(client: Client) -> None:
    def shown(**query: str) -> int:
        return client.get("/estudio-de-caso/", query).content.decode().count('class="statement"')

    everything = case_study().statements
    assert shown(section="targeting") == sum(one.section == "targeting" for one in everything)
    assert shown(status="not_yet") == sum(one.status is Status.NOT_YET for one in everything)
    assert 0 < shown(q="desnutricion cronica") < 5  # without accents
    assert 0 < shown(q="subsistence", section="targeting") < 5
    nothing = client.get("/estudio-de-caso/", {"q": "zzz"}).content.decode()
    assert "Ninguna frase dice eso" in nothing


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"q": "small raffles"}, {"q": "yachachiq"}, {}])
def test_queries_do_not_grow_with_the_statements(
    client: Client, query: dict[str, str], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6):
        client.get("/estudio-de-caso/", query)


def test_the_file_is_plain_data() -> None:
    assert isinstance(yaml.safe_load(FILE.read_text("utf-8")), dict)
