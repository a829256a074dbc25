"""Farm tables with one line a household: counted once for each cut when they come, and for another cut later.

Reading, checking and counting happen before the transaction; inside it only finished rows are written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from django.conf import settings
from django.db import transaction

from winay.core.actors import Actor
from winay.core.clock import local_date
from winay.core.decision import Reason
from winay.core.errors import BadInput, BadInputs, Refused, refuse_unless
from winay.journal.services import record
from winay.places.models import Place
from winay.places.tables import too_large_unpacked
from winay.places.terms import CODE_LENGTH, Level
from winay.targeting.farms.files import Faults, has_units, is_parquet, titles_of
from winay.targeting.farms.reading import Known, read_units
from winay.targeting.farms.units import CutAsked, PlaceCounts, Units
from winay.targeting.farms.wording import bad_inputs, words
from winay.targeting.models import FarmCut, FarmTable
from winay.targeting.queries.farms import census_households, cuts_asked, districts_of
from winay.targeting.services.farms import (
    FarmTableTerms,
    cut_may_be,
    import_farm_table,
    keep_counts,
    may_be_said,
    require_everywhere,
    start_table,
)
from winay.targeting.services.records import take_turns

DISTRICT = CODE_LENGTH[Level.DISTRICT]
FIRST_BYTES_OF_XLSX = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class CutSummary:
    """What a cut counted in the whole table. `further` is None where it looks at land alone."""

    cut: CutAsked
    under: int
    further: int | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file held. `table` is None after a check. `unplaced` households have a district and no locality;
    `incomplete` ones lack a share or the sales and never count as further."""

    table: FarmTable | None
    unit_level: bool
    districts: int
    places: int
    households: int = 0
    unplaced: int = 0
    incomplete: int = 0
    cuts: tuple[CutSummary, ...] = ()


def import_farm_file(
    *, file: str, path: Path, terms: FarmTableTerms, by: Actor, at: datetime, dry_run: bool = False
) -> Imported:
    """Load a farm table of either kind, told apart by its columns: a count by district (CSV, XLSX), or one line a
    household (CSV, Parquet, of any size).

    `BadInputs` names every fault and nothing is loaded; `NotAllowed` when a district lies outside the actor's
    territory. With `dry_run` everything is checked and counted, and nothing written.
    """
    try:
        units = has_units(_titles(file, path))
        if units or is_parquet(path):
            return _import_units(file, path, terms, by, at, dry_run=dry_run)
    except Faults as faults:
        raise bad_inputs(file, faults) from None
    content = path.read_bytes()
    table, districts = import_farm_table(file=file, content=content, terms=terms, by=by, at=at, dry_run=dry_run)
    return Imported(table, False, districts, districts)


def add_farm_cut(*, table: FarmTable, cut: CutAsked, by: Actor, at: datetime, dry_run: bool = False) -> CutSummary:
    """Count a table of single farms for one more cut, from the columns that were kept when it came.

    Drafts must be prepared anew, as after any new count. `Refused` where the cut was counted already, or where the
    table was withdrawn or has counts by district only.
    """
    require_everywhere(districts_of(table), by)
    refuse_unless(cut_may_be(cut))
    if not table.unit_level:
        raise Refused([Reason("targeting.farm_cut_needs_units")])
    _refuse_again(table, cut)
    units = kept_units(table)
    (counts,) = units.counts([cut])
    summary = _summary(cut, counts)
    if dry_run:
        return summary
    ids = _place_ids()
    places = [ids[code] for code in units.places]
    with transaction.atomic():
        take_turns()
        table.refresh_from_db()
        if table.withdrawn_at is not None:
            raise Refused([Reason("targeting.farm_table_withdrawn")])
        _refuse_again(table, cut)
        _keep(table, places, [cut], [counts])
        record(
            "targeting.add_farm_cut",
            by=by,
            at=at,
            subjects=[("farm_table", str(table.public_id))],
            after={**_said(cut), "under_cut": summary.under, "further": summary.further},
        )
    return summary


def kept_units(table: FarmTable) -> Units:
    """A table's farms, unaltered since they were read; `Refused` where their file is gone or was changed on disk."""
    try:
        return Units.load(settings.WINAY_BLOBS.whole(table.units_sha256))
    except (FileNotFoundError, ValueError):
        raise Refused([Reason("targeting.farm_units_gone")]) from None


def _titles(file: str, path: Path) -> Sequence[str]:
    """The columns of a file. A sheet of single farms is told to become a text."""
    with path.open("rb") as content:
        if content.read(4) != FIRST_BYTES_OF_XLSX:
            return titles_of(path)
        from openpyxl import load_workbook

        if too_large_unpacked(content):
            return ()  # said when the file is read as a count by district
        try:
            book = load_workbook(content, read_only=True)
            first = next(book.worksheets[0].iter_rows(max_row=1, values_only=True), ())
        except Exception:  # whatever the library stumbles over is said when the file is read as a count by district
            return ()
    if has_units([str(title).strip() for title in first]):
        raise BadInputs([BadInput(file, words("sheet_of_units", {}), 1)])
    return ()


def _import_units(file: str, path: Path, terms: FarmTableTerms, by: Actor, at: datetime, *, dry_run: bool) -> Imported:
    cuts = _cuts(terms)
    refuse_unless(may_be_said(terms, today=local_date(at, settings.TIME_ZONE)))
    for cut in cuts:
        refuse_unless(cut_may_be(cut))
    ids = _place_ids()
    units = read_units(path, Known(frozenset(ids), census_households()))
    if not terms.limited_sales.strip() and bool((units.limited_sales >= 0).any()):
        raise Refused([Reason("targeting.farm_sales_undeclared")])
    districts = sorted({code[:DISTRICT] for code in units.places})
    require_everywhere(districts, by)
    counts = units.counts(cuts)
    said = Imported(
        table=None,
        unit_level=True,
        districts=len(districts),
        places=len(units.places),
        households=units.total,
        unplaced=_unplaced(units),
        incomplete=int(units.incomplete.sum()),
        cuts=tuple(_summary(cut, count) for cut, count in zip(cuts, counts, strict=True)),
    )
    if dry_run:
        return said
    digest = settings.WINAY_BLOBS.put_file(path)
    kept = _keep_columns(units)
    places = [ids[code] for code in units.places]
    with transaction.atomic():
        table = start_table(terms, file=file, digest=digest, units=kept, by=by, at=at)
        _keep(table, places, cuts, counts)
        record(
            "targeting.import_farm_table",
            by=by,
            at=at,
            subjects=[("farm_table", str(table.public_id)), *(("place", code) for code in districts)],
            after={
                "name": terms.name, "as_of": terms.as_of, "file": digest, "districts": len(districts),
                "places": said.places, "households": said.households, "cuts": [_said(cut) for cut in cuts],
            },
        )  # fmt: skip
    return replace(said, table=table)


def _cuts(terms: FarmTableTerms) -> list[CutAsked]:
    """The cuts of all published versions and those asked for besides, each once."""
    found = list(dict.fromkeys([*cuts_asked(), *terms.cuts]))
    if not found:
        raise Refused([Reason("targeting.farm_cut")])
    return found


def _place_ids() -> dict[str, int]:
    """Every district and locality by its code."""
    rows = Place.objects.filter(level__in=[Level.DISTRICT, Level.LOCALITY])
    return dict(rows.values_list("code", "id"))


def _keep(table: FarmTable, places: Sequence[int], cuts: Sequence[CutAsked], counts: Sequence[PlaceCounts]) -> None:
    for cut, count in zip(cuts, counts, strict=True):
        row = FarmCut.objects.create(
            table=table, cut_ha=cut.cut_ha, labour_share=cut.labour_share, property_share=cut.property_share
        )
        further: Iterable[int | None] = [None] * len(places) if count.further is None else count.further.tolist()
        keep_counts(row, zip(places, count.households.tolist(), count.under.tolist(), further, strict=True))


def _keep_columns(units: Units) -> str:
    with TemporaryDirectory(prefix="winay-farms-") as folder:
        path = Path(folder) / "units.arrow"
        units.save(path)
        return str(settings.WINAY_BLOBS.put_file(path))


def _refuse_again(table: FarmTable, cut: CutAsked) -> None:
    if FarmCut.objects.filter(
        table=table, cut_ha=cut.cut_ha, labour_share=cut.labour_share, property_share=cut.property_share
    ).exists():
        raise Refused([Reason("targeting.farm_cut_again")])


def _unplaced(units: Units) -> int:
    of_districts = np.array([len(code) == DISTRICT for code in units.places], np.bool_)
    return int(units.households[of_districts].sum())


def _summary(cut: CutAsked, counts: PlaceCounts) -> CutSummary:
    return CutSummary(cut, int(counts.under.sum()), None if counts.further is None else int(counts.further.sum()))


def _said(cut: CutAsked) -> dict[str, int | None]:
    return {"cut_ha": cut.cut_ha, "labour_share": cut.labour_share, "property_share": cut.property_share}
