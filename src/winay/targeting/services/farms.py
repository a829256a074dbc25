"""Farm tables: how many households of a district farm for subsistence, as an office or the census counted them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.clock import local_date
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.errors import BadInput, NotAllowed, Refused, refuse_unless
from winay.journal.bulk import insert_rows
from winay.journal.services import record
from winay.places.models import Place
from winay.places.tables import Problems, Row, Table, read_table
from winay.places.terms import Level
from winay.targeting.decision_rules import reason_fault, text_fault
from winay.targeting.farms.cells import MOST_AREA
from winay.targeting.farms.reading import too_many
from winay.targeting.farms.units import CutAsked
from winay.targeting.farms.wording import words
from winay.targeting.models import FarmCount, FarmCut, FarmTable
from winay.targeting.queries.farms import census_households, districts_of
from winay.targeting.rules import HECTARE_SCALE, PERCENT_SCALE
from winay.targeting.services.records import take_turns

COLUMNS = ("ubigeo", "households", "under_cut")
FURTHER = "under_cut_further"
LARGEST_CUT = MOST_AREA * 10**HECTARE_SCALE


@dataclass(frozen=True, slots=True)
class FarmTableTerms:
    """What a farm table says it counted. Hectares at scale 4, shares are percents at scale 2.

    A count by district has one cut, which it states. A table of single farms is counted for the cuts of all published
    versions and for `cuts`; `limited_sales` says what its farms marked so have in common.
    """

    name: str
    publisher: str
    as_of: date
    cut_ha: int | None = None
    labour_share: int | None = None
    property_share: int | None = None
    limited_sales: str = ""
    synthetic: bool = False
    cuts: tuple[CutAsked, ...] = ()


@dataclass(frozen=True, slots=True)
class FarmLine:
    """One checked line of the file."""

    district: int
    code: str
    households: int
    under_cut: int
    further: int | None


def import_farm_table(
    *, file: str, content: bytes, terms: FarmTableTerms, by: Actor, at: datetime, dry_run: bool = False
) -> tuple[FarmTable | None, int]:
    """Read a table (CSV or XLSX) and keep its counts and its original; the table and its number of districts.

    `BadInputs` names every fault and nothing is loaded; `NotAllowed` when a district lies outside the actor's
    territory. With `dry_run` everything is checked and nothing written.
    """
    own = CutAsked(terms.cut_ha or 0, terms.labour_share, terms.property_share)
    said = (*may_be_said(terms, today=local_date(at, settings.TIME_ZONE)).reasons, *cut_may_be(own).reasons)
    lines = _read(file, content)
    if said:
        raise Refused(said)
    further = any(line.further is not None for line in lines)
    if further and (terms.labour_share is None or not terms.limited_sales.strip()):
        raise Refused([Reason("targeting.farm_further_undeclared")])
    require_everywhere((line.code for line in lines), by)
    if dry_run:
        return None, len(lines)
    digest = settings.WINAY_BLOBS.put(content)
    with transaction.atomic():
        table = start_table(terms, file=file, digest=digest, units="", by=by, at=at)
        cut = FarmCut.objects.create(
            table=table,
            cut_ha=own.cut_ha,
            labour_share=own.labour_share if further else None,
            property_share=own.property_share if further else None,
        )
        keep_counts(cut, ((line.district, line.households, line.under_cut, line.further) for line in lines))
        record(
            "targeting.import_farm_table",
            by=by,
            at=at,
            subjects=[("farm_table", str(table.public_id)), *(("place", line.code) for line in lines)],
            after={"name": terms.name, "as_of": terms.as_of, "file": digest, "districts": len(lines)},
        )
    return table, len(lines)


@transaction.atomic
def withdraw_farm_table(*, table: FarmTable, reason: str, by: Actor, at: datetime) -> FarmTable:
    """Take a wrong table out of use. It stays on record; drafts made with it must be prepared anew."""
    take_turns()
    table = FarmTable.objects.select_for_update().get(pk=table.pk)
    require_everywhere(districts_of(table), by)
    if table.withdrawn_at is not None:
        raise Refused([Reason("targeting.farm_table_withdrawn")])
    refuse_unless(allow_unless(reason_fault(reason, most=300)))
    table.withdrawn_at, table.withdrawn_why = at, reason.strip()
    table.save(update_fields=["withdrawn_at", "withdrawn_why"])
    record(
        "targeting.withdraw_farm_table",
        by=by,
        at=at,
        subjects=[("farm_table", str(table.public_id))],
        before={"in_use": True},
        after={"in_use": False, "reason": reason.strip()},
    )
    return table


def keep_counts(cut: FarmCut, counts: Iterable[tuple[int, int, int, int | None]]) -> None:
    """Write a cut's counts: place, households, under the cut, further."""
    columns = ("cut_id", "place_id", "households", "under_cut", "further")
    insert_rows(FarmCount, columns, ((cut.pk, *count) for count in counts))


def require_everywhere(districts: Iterable[str], by: Actor) -> None:
    """`NotAllowed` unless the actor may load farm tables for all of these districts."""
    if not all(by.may(Permission.IMPORT_FARM_TABLE, place_code=code) for code in districts):
        raise NotAllowed(Permission.IMPORT_FARM_TABLE)


def start_table(terms: FarmTableTerms, *, file: str, digest: str, units: str, by: Actor, at: datetime) -> FarmTable:
    """The row of a new table, in the turn of this transaction; `Refused` where its file is in use already. `units` is
    the hash of its farms' columns, empty for a count by district."""
    take_turns()
    if FarmTable.objects.filter(file_sha256=digest, withdrawn_at=None).exists():
        raise Refused([Reason("targeting.farm_table_again")])
    return FarmTable.objects.create(
        name=terms.name.strip(),
        publisher=terms.publisher.strip(),
        as_of=terms.as_of,
        limited_sales=terms.limited_sales.strip(),
        unit_level=bool(units),
        synthetic=terms.synthetic,
        file_name=_plain_name(file),
        file_sha256=digest,
        units_sha256=units,
        imported_by=by.public_id,
        imported_at=at,
    )


def may_be_said(terms: FarmTableTerms, *, today: date) -> Decision:
    """What any table says of itself can be so."""
    named = all(1 <= len(text.strip()) <= 160 for text in (terms.name, terms.publisher))
    return allow_unless(
        None if named else Reason("targeting.farm_name"),
        Reason("targeting.farm_future") if terms.as_of > today else None,
        text_fault(terms.limited_sales, most=200),
    )


def cut_may_be(cut: CutAsked) -> Decision:
    """A cut is a number of hectares, alone or with both shares. A share below 1 % is a proportion written where a
    percent belongs."""
    one, hundred = 10**PERCENT_SCALE, 100 * 10**PERCENT_SCALE
    shares = [share for share in (cut.labour_share, cut.property_share) if share is not None]
    return allow_unless(
        Reason("targeting.farm_cut") if not 0 < cut.cut_ha <= LARGEST_CUT else None,
        None if all(one <= share <= hundred for share in shares) else Reason("targeting.farm_share"),
        Reason("targeting.farm_both_shares") if len(shares) == 1 else None,
    )


def _plain_name(file: str) -> str:
    """The file's own name without folders or anything that a header could stumble over."""
    return re.sub(r"[^\w.-]+", "-", file.replace("\\", "/").rsplit("/", 1)[-1], flags=re.ASCII)[-200:] or "tabla"


def template() -> str:
    """The text of an empty file to fill in: the titles alone."""
    return ",".join([*COLUMNS, FURTHER]) + "\r\n"


def _read(file: str, content: bytes) -> list[FarmLine]:
    problems = Problems()
    districts = dict(Place.objects.filter(level=Level.DISTRICT).values_list("code", "id"))
    table = read_table(file, content, problems, COLUMNS, (FURTHER,))
    lines: dict[str, FarmLine] = {}
    first: dict[str, Row] = {}
    for row in table.rows:
        line = _line(table, row, districts)
        if line is None:
            continue
        if line.code in lines:
            table.bad(row, "ubigeo", "code_repeated", row=first[line.code].number)
        lines[line.code], first[line.code] = line, row
    for code, census in census_households().items():
        if code in lines and too_many(lines[code].households, census):
            params = {"households": lines[code].households, "census": census}
            said = words("households_many", params)
            problems.found.append(BadInput(file, said, first[code].number, "households", str(lines[code].households)))
    problems.stop_if_any()
    return list(lines.values())


def _line(table: Table, row: Row, districts: Mapping[str, int]) -> FarmLine | None:
    code = table.code(row, "ubigeo", [Level.DISTRICT])
    if code is not None and code not in districts:
        table.bad(row, "ubigeo", "place_unknown")
        code = None
    counts = {column: table.number(row, column, 0) for column in table.columns if column != "ubigeo"}
    for column in COLUMNS[1:]:
        if counts[column] is None and not row.cells[column]:
            table.bad(row, column, "not_empty")
    for column, number in counts.items():
        if number is not None and number < 0:
            table.bad(row, column, "not_negative")
    whole, part, further = counts["households"], counts["under_cut"], counts.get(FURTHER)
    if whole is None or part is None or code is None:
        return None
    if part > whole:
        table.bad(row, "under_cut", "number_range", low=0, high=whole)
    if further is not None and further > part:
        table.bad(row, FURTHER, "number_range", low=0, high=part)
    return FarmLine(districts[code], code, whole, part, further)
