"""Selections and farm tables for tests, made through the verbs as pages make them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tests import people
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.journal.models import Line
from winay.journal.triggers import install, remove
from winay.places.models import Place
from winay.programs.terms import CriterionMode
from winay.targeting.models import Area, FarmTable, Override, Selection, SelectionArea
from winay.targeting.queries.country import memory
from winay.targeting.queries.screening import Screening, find_version, screen_country
from winay.targeting.services.decisions import approve_selection
from winay.targeting.services.drafts import confirm_override, draft_selection, propose_override, submit_selection
from winay.targeting.services.farms import FarmTableTerms, import_farm_table
from winay.targeting.what_if_rules import Adjustments

REASON = "La asamblea del distrito lo pidió en su acta de agosto."
JUNTOS, LATEST = "haku-winay@2014.1", "haku-winay@2020.1"
PREFERRED = Adjustments(modes={"subsistence_predominance": CriterionMode.PREFERENCE})
TERMS = FarmTableTerms(
    name="Padrón de predios", publisher="UT Ayacucho", as_of=date(2026, 9, 30), cut_ha=13_000,
    labour_share=7_500, property_share=7_500, limited_sales="menos de la mitad de la cosecha",
)  # fmt: skip


def screening(version: str = JUNTOS, wanted: Adjustments | None = None, within: str | None = None) -> Screening:
    terms = find_version(version)
    assert terms is not None
    return screen_country(terms, wanted).within(within)


def draft(
    by: ActingPerson, place: str | None = "0502", *, version: str = JUNTOS, wanted: Adjustments | None = None,
    cohort: int | None = None, departure: str = "", note: str = "", at: datetime | None = None,
) -> Selection:  # fmt: skip
    """A draft of a province of Ayacucho under the rule of 2014, whose answers need no farm table."""
    return draft_selection(
        screening=screening(version, wanted, place),
        territory=Place.objects.get(code=place) if place else None,
        cohort=cohort or people.today().year,
        departure=departure,
        note=note,
        by=by,
        at=at or now(),
    )


def submitted(by: ActingPerson, place: str | None = "0502", **how: Any) -> Selection:
    return submit_selection(selection=draft(by, place, **how), by=by, at=now())


def approve(selection: Selection, by: ActingPerson, *, on: date | None = None) -> Selection:
    today = people.today()
    return approve_selection(selection=selection, on=on or today, today=today, by=by, at=now())


def approved(by: ActingPerson, decided_by: ActingPerson, place: str | None = "0502", **how: Any) -> Selection:
    return approve(submitted(by, place, **how), decided_by)


def an_area(selection: Selection, *, chosen: bool = True) -> SelectionArea:
    area = selection.areas.filter(chosen=chosen).order_by("area__district__code").first()
    assert area is not None
    return area


def propose(area: SelectionArea, by: ActingPerson, *, include: bool | None = None, reason: str = REASON) -> Override:
    wanted = (not area.chosen) if include is None else include
    return propose_override(selection_area=area, include=wanted, reason=reason, by=by, at=now())


def confirm(override: Override, by: ActingPerson) -> Override:
    return confirm_override(override=override, by=by, at=now())


def farm_table(
    by: Any, lines: str = "050101,120,80\n", *, head: str = "ubigeo,households,under_cut\n", **terms: Any
) -> FarmTable:
    content = (head + lines).encode()
    table, _ = import_farm_table(
        file="predios.csv", content=content, terms=replace(TERMS, **terms), by=by, at=now()
    )  # fmt: skip
    assert table is not None
    return table


def lines_of(verb: str) -> int:
    """How many lines of the journal tell of a verb."""
    return Line.objects.filter(verb=f"targeting.{verb}").count()


def codes(refused: Any) -> list[str]:
    """The codes of a refusal caught by pytest, without the room's name."""
    return [reason.code.removeprefix("targeting.") for reason in refused.value.reasons]


def rename(areas: QuerySet[Area], name: str) -> None:
    """A name that a country pack may bring, written to do harm. Areas keep theirs, so their guard is off meanwhile, and
    what is remembered of them is of no revision that tells."""
    memory.forget()
    if connection.vendor == "sqlite":
        remove(connection)
        areas.update(name=name)
        install(connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        areas.update(name=name)
        cursor.execute("SET LOCAL session_replication_role = origin")
