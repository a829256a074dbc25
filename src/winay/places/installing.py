"""Writing a country's tables into the database: only what differs, a batch at a time.

Nothing here opens a transaction or writes the journal: `services.load_country` does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection, models

from winay.places.folder.figures import Country
from winay.places.folder.listings import IndicatorRow, PlaceRow
from winay.places.models import Indicator, Measurement, Place, Source
from winay.places.rules import name_key
from winay.places.terms import Level

BATCH = 2_000
KEPT_COLUMNS = ("place_id", "indicator_id", "as_of", "as_of_label", "source_id", "value", "low", "high", "estimated")
Kept = tuple[int, int, date, str, int, int, int | None, int | None, bool]
"""A measurement as compared and written: the columns above."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows an installation touched."""

    places_added: int
    places_changed: int
    described_anew: int
    figures_added: int
    figures_changed: int
    figures_withdrawn: int

    def any(self) -> bool:
        """Whether anything was touched at all."""
        return any(asdict(self).values())

    @property
    def touched(self) -> int:
        """How many figures were added, changed or withdrawn."""
        return self.figures_added + self.figures_changed + self.figures_withdrawn


def install(country: Country) -> Changes:
    """Make the database say what the folder says. A place is never removed; a withdrawn figure is."""
    places, added, changed = _install_places(country.places)
    sources, *described = _upsert(
        Source, {row.key: {k: v for k, v in asdict(row).items() if k != "key"} for row in country.sources}, "key"
    )
    indicators, *also = _upsert(Indicator, {row.key: _indicator_fields(row) for row in country.indicators}, "key")
    figures = _install_figures(country, places, sources, indicators)
    return Changes(added, changed, sum(described) + sum(also), *figures)


def _install_places(rows: Iterable[PlaceRow]) -> tuple[dict[str, int], int, int]:
    """Ids by code, how many were added, how many changed. Parents and lenders go first."""
    waves: dict[tuple[Level, bool], list[PlaceRow]] = {}
    for row in rows:
        waves.setdefault((row.level, row.lent_from is not None), []).append(row)
    ids: dict[str, int] = {}
    added = changed = 0
    for level in (Level.DEPARTMENT, Level.PROVINCE, Level.DISTRICT):
        for lent in (False, True):
            wave = {row.code: _place_fields(row, ids) for row in waves.get((level, lent), ())}
            found, new, different = _upsert(Place, wave, "code")
            ids |= found
            added, changed = added + new, changed + different
    return ids, added, changed


def _place_fields(row: PlaceRow, ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "level": row.level.value,
        "name": row.name,
        "name_key": name_key(row.name),
        "parent_id": ids[row.parent] if row.parent else None,
        "capital": row.capital,
        "latitude_e6": row.latitude_e6,
        "longitude_e6": row.longitude_e6,
        "in_census_2017": row.in_census_2017,
        "lent_from_id": ids[row.lent_from] if row.lent_from else None,
        "synthetic": False,
    }


def _indicator_fields(row: IndicatorRow) -> dict[str, Any]:
    apart = {"key", "as_of", "as_of_label", "source"}
    fields = {name: value for name, value in asdict(row).items() if name not in apart}
    return {**fields, "unit": row.unit.value, "counts": row.counts.value}


def _upsert(
    model: type[models.Model], wanted: Mapping[str, dict[str, Any]], key: str
) -> tuple[dict[str, int], int, int]:
    """Add or change the rows named by `key`: their ids, how many were added, how many changed."""
    if not wanted:
        return {}, 0, 0
    manager = model._default_manager
    known = {getattr(row, key): row for row in manager.filter(**{f"{key}__in": list(wanted)})}
    changed = []
    for name, row in known.items():
        if any(getattr(row, field) != value for field, value in wanted[name].items()):
            for field, value in wanted[name].items():
                setattr(row, field, value)
            changed.append(row)
    fresh = [model(**{key: name}, **fields) for name, fields in wanted.items() if name not in known]
    manager.bulk_create(fresh, batch_size=BATCH)
    if changed:
        columns = [field.removesuffix("_id") for field in next(iter(wanted.values()))]
        manager.bulk_update(changed, columns, batch_size=200)
    return {getattr(row, key): row.pk for row in [*known.values(), *fresh]}, len(fresh), len(changed)


def _install_figures(
    country: Country, places: Mapping[str, int], sources: Mapping[str, int], indicators: Mapping[str, int]
) -> tuple[int, int, int]:
    """How many figures were added, changed and withdrawn."""
    wanted = _wanted(country, places, sources, indicators)
    kept: dict[Kept, int] = {
        row[:-1]: row[-1]
        for row in Measurement.objects.filter(indicator__in=indicators.values(), place__synthetic=False).values_list(
            *KEPT_COLUMNS, "id"
        )
    }
    fresh = [row for row in wanted if row not in kept]
    stale = set(kept).difference(wanted)
    for batch in _batches([kept[row] for row in stale]):
        Measurement.objects.filter(id__in=batch).delete()
    _insert(fresh)
    changed = len({row[:3] for row in fresh} & {row[:3] for row in stale})
    return len(fresh) - changed, changed, len(stale) - changed


def _wanted(
    country: Country, places: Mapping[str, int], sources: Mapping[str, int], indicators: Mapping[str, int]
) -> list[Kept]:
    of_key = {row.key: row for row in country.indicators}
    rows = []
    for figure in country.figures:
        about = of_key[figure.indicator]
        rows.append(
            (
                places[figure.place],
                indicators[figure.indicator],
                about.as_of,
                about.as_of_label,
                sources[about.source],
                figure.value,
                figure.low,
                figure.high,
                about.estimated,
            )
        )
    return rows


def _insert(rows: list[Kept]) -> None:
    """Plain rows without model objects: 55,000 of them are what a first start waits for."""
    names = ", ".join(connection.ops.quote_name(name) for name in KEPT_COLUMNS)
    marks = ", ".join(["%s"] * len(KEPT_COLUMNS))
    adapt = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            cursor.executemany(
                f"INSERT INTO places_measurement ({names}) VALUES ({marks})",
                [(*row[:2], adapt(row[2]), *row[3:]) for row in batch],
            )


def _batches(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def measure_tables() -> None:
    """Let the database count what it now holds, so that it plans its first queries well."""
    with connection.cursor() as cursor:
        for table in ("places_place", "places_measurement"):
            cursor.execute(f"ANALYZE {table}")
