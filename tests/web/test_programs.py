"""The pages of programs: what they say, who says it, what they never claim, and how many queries they take."""

import csv
import io
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from winay.core.actors import SYSTEM
from winay.journeys.pages.programs import difference_page, programs_page
from winay.programs.rules import Difference, Group, diff
from winay.programs.services import publish_catalogue
from winay.programs.terms import SETTINGS, AbandonReason, Giver, KitUnit
from winay.programs.version_terms import KitTerms, Words
from winay.targeting.queries.screening import find_version, screen_country
from winay.targeting.terms import Answer
from winay.web import difference_words, menu_words, version_words

pytestmark = pytest.mark.django_db

HAKU, NOA = "/programas/haku-winay/2020.1/", "/programas/noa-jayatai/2020.1/"
DIFF = "/programas/diferencias/haku-winay/2020.1/noa-jayatai/2020.1/"
AT = datetime(2026, 11, 2, 15, tzinfo=UTC)


def text(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode("utf-8-sig")).replace("\u202f", " ").replace("\u00a0", " ")


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(response))))


def publish_more(folder: Path, *keys: str) -> None:
    """Further versions of the first program, each as 2020.1 says."""
    catalogue = folder / "programs"
    if not catalogue.exists():
        shutil.copytree(settings.WINAY_CATALOGUE, catalogue)
    told = (catalogue / "haku-winay" / "2020.1.yaml").read_text("utf-8")
    for key in keys:
        (catalogue / "haku-winay" / f"{key}.yaml").write_text(
            told.replace("version: 2020.1", f"version: {key}", 1), "utf-8"
        )
    publish_catalogue(catalogue, by=SYSTEM, at=AT)


# ---- the list


def test_the_list_tells_every_version_and_what_it_changed(client: Client) -> None:
    page = text(client.get("/programas/"))
    for title in ("Piloto 2012", "Haku Wiñay 2014", "Haku Wiñay 2017", "Haku Wiñay 2020", "Noa Jayatai 2013"):
        assert title in page
    assert "36 opciones en el menú" in page
    assert "desde junio de 2012" in page
    assert page.count('class="timeline-when"') == 7


def test_the_pilot_is_not_held_against_the_version_that_came_after_it() -> None:
    steps = {step.summary.ref: step for history in programs_page("es") for step in history.steps}
    assert steps["haku-winay@pilot-2012"].before is None
    assert steps["haku-winay@2014.1"].before is steps["haku-winay@pilot-2012"].version
    first_of_the_jungle = steps["noa-jayatai@2013.1"].before
    assert first_of_the_jungle is not None and first_of_the_jungle.ref == "haku-winay@2014.1"


def test_being_confirmed_is_no_change_of_an_item() -> None:
    only_state = Difference(Group.ITEM_CHANGED, "compost", "unconfirmed", "confirmed", "", True, "menu_state")
    kit = Difference(Group.ITEM_CHANGED, "compost", "1", "2", "", True, "kit")
    with translation.override("es"):
        assert version_words.change_in_words([only_state]) == "no cambia ninguna regla."
        assert version_words.change_in_words([only_state, kit]) == "1 opción se adapta."


@pytest.mark.parametrize("more", [("2098.1",), ("2096.1", "2097.1", "2098.1")])
def test_queries_do_not_grow_with_versions(
    client: Client, django_assert_num_queries: Any, tmp_path: Path, more: tuple[str, ...]
) -> None:
    publish_more(tmp_path, *more)
    for address, count in (("/programas/", 4), (HAKU, 4), (f"{HAKU}menu/", 4), (f"{HAKU}menu/compost/", 4), (DIFF, 4)):
        assert client.get(address).status_code == 200
        with django_assert_num_queries(count):
            client.get(address)
    listed = text(client.get("/programas/"))
    assert all(f"haku-winay@{key}" in listed for key in more)


# ---- one version


def test_every_setting_stands_in_exactly_one_group() -> None:
    grouped = [key for _title, keys in version_words.SETTING_GROUPS.values() for key in keys]
    assert sorted(grouped) == sorted(SETTINGS)


def test_a_version_says_its_numbers_with_phrase_and_badge(client: Client) -> None:
    page = text(client.get(HAKU))
    assert "up to a limit of $1,700 per household" in page
    assert "costs roughly $1,700 per household across three years of the intervention" in page
    assert "Una sola cifra para dos cosas distintas" in page
    assert "a property of less than 1.3 hectares" in page
    assert "Ninguna fuente leída" in page
    assert "sin revisar por un hablante" in page
    assert re.search(r'class="hash">[0-9a-f]{64}<', page)
    assert "/focalizacion/haku-winay/2020.1/" in page


def test_a_rule_whose_force_no_source_tells_says_so(client: Client) -> None:
    page = text(client.get(HAKU))
    assert "modo no confirmado" in page
    assert "cifra no confirmada" in page


def test_deciding_criteria_come_before_those_that_only_order(client: Client) -> None:
    page = text(client.get(HAKU))
    assert page.index("tienen menos de 1,3 ha") < page.index("hogar del distrito en Juntos")


def test_an_unknown_number_is_said_to_be_unknown(client: Client) -> None:
    page = text(client.get(HAKU))
    row = page[page.index("Número de desembolsos") :]
    assert '<span class="unknown">no se sabe</span>' in row[: row.index("</tr>")]


def test_the_tension_is_told_only_where_both_parameters_say_the_same(client: Client) -> None:
    found = difference_page("haku-winay@2020.1", "noa-jayatai@2020.1", "es")
    assert found is not None
    version = found.before
    assert version_words.money_tension(version)
    total = version.settings["total_cost_per_household"]
    dearer = replace(total, number=(total.number or 0) + 1)
    changed = replace(version, settings={**version.settings, "total_cost_per_household": dearer})
    assert version_words.money_tension(changed) == []


def test_the_jungle_s_version_asks_for_the_jungle(client: Client) -> None:
    page = text(client.get(NOA))
    assert "Departamento de la selva (lista de 5 lugares, 2020)" in page
    assert "xobo" in page and 'lang="shp"' in page


@pytest.mark.parametrize("ref", ["noa-jayatai@2013.1", "noa-jayatai@2017.1", "noa-jayatai@2020.1"])
def test_outside_the_jungle_the_answer_is_surely_no(ref: str) -> None:
    version = find_version(ref)
    assert version is not None
    outside = [row for row in screen_country(version).rows if row.area.code[:2] not in {"01", "16", "17", "22", "25"}]
    assert len(outside) > 1000
    assert {row.level for row in outside} == {Answer.SURELY_NO}


# ---- the menu


def test_a_menu_is_narrowed_by_component_zone_and_state(client: Client) -> None:
    whole = text(client.get(f"{HAKU}menu/"))
    assert whole.count("menu-card-item") == 36
    homes = text(client.get(f"{HAKU}menu/?component=2"))
    assert "Cocina mejorada" in homes and "Crianza de cuyes" not in homes
    low = text(client.get(f"{HAKU}menu/?zone=LJ"))
    assert "Fitotoldo" not in low and "Compost" in low
    proposed = text(client.get(f"{HAKU}menu/?state=proposal&component=2"))
    assert "menu-card-item" not in proposed and "Ninguna opción del menú es así" in proposed


@pytest.mark.parametrize("query", ["component=99", "component=uno", "zone=X", "state=%3Cscript%3E", "component=1'--"])
def test_a_filter_that_does_not_exist_narrows_nothing(client: Client, query: str) -> None:
    page = text(client.get(f"{HAKU}menu/?{query}"))
    assert page.count("menu-card-item") == 36
    assert "<script>" not in page.replace('<script src="', "")


def test_a_price_that_was_not_found_is_not_a_zero(client: Client) -> None:
    lines = {row["clave"]: row for row in rows(client.get(f"{HAKU}menu.csv"))}
    assert lines["compost"]["costo"] == "no encontrado"
    assert lines["alpaca_shed"]["costo"].startswith("S/")
    assert len(lines) == 36
    assert len(rows(client.get(f"{HAKU}menu.csv?component=2"))) == 7


# ---- one item


def test_a_sheet_has_all_that_a_trainer_needs(client: Client) -> None:
    page = text(client.get(f"{HAKU}menu/liquid_biofertiliser/"))
    for heading in (
        "Antes hace falta",
        "Kit para un hogar",
        "Cuatro visitas",
        "Qué se comprueba",
        "Por qué se abandona",
    ):
        assert heading in page
    assert "Valores de referencia, no una regla del programa" in page
    assert "«En uso» quiere decir:" in page
    assert "cada 5 hogares" in page
    assert "no encontrado" in page
    assert page.count('class="tick"') == 4
    visits = page[page.index('<ol class="visits">') :]
    assert visits[: visits.index("</ol>")].count("<li>") == 4


def test_every_item_of_every_version_has_its_sheet(client: Client) -> None:
    for history in programs_page("es"):
        for step in history.steps:
            for item in step.version.menu:
                address = f"/programas/{history.key}/{step.summary.version_key}/menu/{item.key}/"
                assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ([4, 5, 6, 7, 8, 9], "abr a set"),
        ([11, 12, 1], "nov a ene"),
        ([3], "mar"),
        ([1, 2, 6], "ene a feb, jun"),
        (range(1, 13), "todo el año"),
    ],
)
def test_months_are_a_ring(months: Any, words: str) -> None:
    with translation.override("es"):
        assert menu_words.month_names(months) == words


@pytest.mark.parametrize(
    ("quantity", "giver", "written"),
    [
        (200, Giver.SHARED, ("1", "cada 5 hogares")),
        (300, Giver.SHARED, ("0,3", "unidades")),
        (1000, Giver.SHARED, ("1", "unidad")),
        (2500, Giver.PROGRAM, ("2,5", "unidades")),
        (0, Giver.SHARED, ("0", "unidades")),
    ],
)
def test_a_kit_line_is_written_as_it_is_handed_over(quantity: int, giver: Giver, written: tuple[str, str]) -> None:
    with translation.override("es"):
        line = menu_words.kit_line(KitTerms(Words(), quantity, KitUnit.PIECE, giver))
    assert (line.quantity, line.unit) == written


def test_every_code_has_its_word() -> None:
    assert set(menu_words.ABANDON_REASONS) == set(AbandonReason)
    assert set(menu_words.GIVERS) == set(Giver)


# ---- differences


def test_a_difference_tells_both_sides_and_who_says_so(client: Client) -> None:
    page = text(client.get(DIFF))
    assert "diferencias" in page
    for expected in ("por río, en bote", "por carretera y a pie", "modelo selva", "Huerto en camas altas", "xobo"):
        assert expected in page


def test_contest_points_are_said_in_words() -> None:
    page = difference_page("haku-winay@2017.1", "haku-winay@2020.1", "es")
    old = page.after
    none = replace(old, contest_criteria=())
    (shown,) = difference_words.sections(replace(page, before=none, after=old, differences=diff(none, old)))
    assert shown.title == "Concursos de yachachiqs: qué se califica"
    rows = {(one.name, one.field): (one.before, one.after) for one in shown.rows}
    assert rows["Practica en su propia chacra (yachachiq productivo)", ""] == (None, "hasta 20 puntos")
    first = old.contest_criteria[0]
    fewer = replace(old, contest_criteria=(replace(first, maximum=1, tie_break=4), *old.contest_criteria[1:]))
    told = replace(page, before=old, after=fewer, differences=diff(old, fewer))
    points, turn = difference_words.sections(told)[0].rows
    assert (points.field, points.before, points.after) == ("puntos", "hasta 10 puntos", "hasta 1 punto")
    assert (turn.field, turn.before, turn.after) == ("desempate", None, "el 4.º que desempata")
    assert version_words.change_in_words(told.differences) == "cambia 1 criterio de concurso."


def test_no_code_is_left_in_the_differences_of_any_two_versions() -> None:
    listed = [step.summary.ref for history in programs_page("es") for step in history.steps]
    codes = re.compile(
        r"productive_trainer|\bunconfirmed\b|\bproposal\b|\bLJ\b|\bhousehold\b|\byes\b|\{|None|_at_least"
    )
    with translation.override("es"):
        for a in listed:
            for b in listed:
                page = difference_page(a, b, "es")
                assert page is not None
                for section in difference_words.sections(page):
                    for row in section.rows:
                        for written in (row.name, row.field, row.before or "", row.after or ""):
                            assert not codes.search(written), (a, b, section.key, row)


def test_the_csv_has_one_line_for_each_difference(client: Client) -> None:
    found = difference_page("haku-winay@2020.1", "noa-jayatai@2020.1", "es")
    assert found is not None
    lines = rows(client.get(f"{DIFF}diferencias.csv"))
    assert len(lines) == len(found.differences) >= 8
    assert {row["confirmado"] for row in lines} == {"0", "1"}


def test_what_leaves_the_menu_of_the_jungle_is_not_claimed_as_confirmed(client: Client) -> None:
    lines = [row for row in rows(client.get(f"{DIFF}diferencias.csv")) if row["grupo"] == "Sale del menú"]
    assert len(lines) == 12
    assert {row["confirmado"] for row in lines} == {"0"}


def test_a_version_does_not_differ_from_itself(client: Client) -> None:
    page = text(client.get("/programas/diferencias/haku-winay/2020.1/haku-winay/2020.1/"))
    assert "Las dos versiones dicen lo mismo." in page


def test_the_form_leads_to_the_address_of_two_versions(client: Client) -> None:
    found = client.get("/programas/diferencias/", {"a": "haku-winay@2014.1", "b": "haku-winay@2017.1"})
    assert (found.status_code, found["Location"]) == (
        302,
        "/programas/diferencias/haku-winay/2014.1/haku-winay/2017.1/",
    )
    assert client.get("/programas/diferencias/")["Location"] == "/programas/"
    assert client.get("/programas/diferencias/", {"a": "//evil.example", "b": "x@y"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/programas/haku-winay/1999.1/",
        "/programas/otro/2020.1/",
        "/programas/haku-winay/1999.1/menu/",
        "/programas/haku-winay/1999.1/menu.csv",
        "/programas/haku-winay/2020.1/menu/otra/",
        "/programas/haku-winay/2014.1/menu/weaving_kit/",
        "/programas/diferencias/haku-winay/2020.1/haku-winay/1999.1/",
        "/programas/diferencias/haku-winay/1999.1/haku-winay/2020.1/diferencias.csv",
    ],
)
def test_what_is_not_published_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/programas/", HAKU, f"{HAKU}menu/", f"{HAKU}menu/compost/", DIFF])
def test_pages_answer_in_english_too(client: Client, address: str) -> None:
    page = client.get(address, headers={"accept-language": "en"})
    assert page.status_code == 200
