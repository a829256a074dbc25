"""Farm tables as pages and commands list them. Query counts do not grow with the rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Substr

from winay.core.remembered import Remembered
from winay.places.counts.queries import rural_estimates
from winay.places.models import Place
from winay.places.terms import CODE_LENGTH, Level
from winay.targeting.farms.units import CutAsked, Units
from winay.targeting.models import FarmCount, FarmCut, FarmTable

PAGE = 50
DISTRICT = CODE_LENGTH[Level.DISTRICT]
EDGES = (0, 5_000, 10_000, 13_000, 20_000, 30_000, 50_000, 100_000, 200_000)
"""Where the bars of the picture of farm sizes begin, in hectares at scale 4: half a hectare, one, the cut of 2012…"""
memory = Remembered(most=16)


@dataclass(frozen=True, slots=True)
class CutTotals:
    """A cut and what it counted in the whole table. `further` is None where it looks at land alone."""

    cut: FarmCut
    places: int
    households: int
    under: int
    further: int | None

    @property
    def asked(self) -> CutAsked:
        """The question that the cut answers."""
        return CutAsked(self.cut.cut_ha, self.cut.labour_share, self.cut.property_share)


@dataclass(frozen=True, slots=True)
class ListedTable:
    """A table in the list, with its cuts, the smallest first. All of them counted the same households."""

    table: FarmTable
    cuts: tuple[CutTotals, ...]

    @property
    def places(self) -> int:
        """Districts of a count by district, localities (and districts, for farms without one) of single farms."""
        return self.cuts[0].places if self.cuts else 0

    @property
    def households(self) -> int:
        return self.cuts[0].households if self.cuts else 0


@dataclass(frozen=True, slots=True)
class DistrictCount:
    """What a cut counted in one district. `places` are its localities; `rural` the households that the census lets
    expect there, None where unknown."""

    code: str
    name: str
    province: str
    places: int
    households: int
    under: int
    further: int | None
    rural: int | None


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """What a cut counted in one place. The position is in millionths of a degree."""

    code: str
    name: str
    district: str
    province: str
    department: str
    latitude: int | None
    longitude: int | None
    households: int
    under: int
    further: int | None


@dataclass(frozen=True, slots=True)
class FarmSizes:
    """What only single farms can tell: how many are how large, by `EDGES`, and how many households are incomplete."""

    farms: tuple[int, ...]
    incomplete: int


def farm_tables() -> list[ListedTable]:
    """Every farm table with its cuts, the newest first. Three queries."""
    return _listed(FarmTable.objects.order_by("-id"))


def farm_table_by_id(public_id: UUID) -> ListedTable | None:
    """One farm table with its cuts. Three queries."""
    return next(iter(_listed(FarmTable.objects.filter(public_id=public_id))), None)


def district_counts(cut: FarmCut) -> list[DistrictCount]:
    """What a cut counted in each district, by code. Three queries."""
    rows = (
        FarmCount.objects.filter(cut=cut)
        .annotate(district=Substr("place__code", 1, DISTRICT))
        .values_list("district")
        .annotate(
            n=Count("id"),
            n_households=Sum("households"),
            n_under=Sum("under_cut"),
            n_further=Sum("further"),
        )
        .order_by("district")
    )
    names = {
        code: (name, province)
        for code, name, province in Place.objects.filter(level=Level.DISTRICT).values_list(
            "code", "name", "parent__name"
        )
    }
    rural = rural_estimates(None)
    return [
        DistrictCount(code, *names[code], places, households, under, further, rural.get(code))
        for code, places, households, under, further in rows
    ]


def every_count(cut: FarmCut) -> Iterator[PlaceCount]:
    """Each place's count, by code, for a download. Two queries, streamed."""
    larger = Place.objects.filter(level__in=[Level.DEPARTMENT, Level.PROVINCE, Level.DISTRICT])
    names = dict(larger.values_list("code", "name"))
    rows = FarmCount.objects.filter(cut=cut).order_by("place__code")
    for code, name, latitude, longitude, households, under, further in rows.values_list(
        "place__code", "place__name", "place__latitude_e6", "place__longitude_e6", "households", "under_cut", "further"
    ).iterator():
        around = (names[code[:DISTRICT]], names[code[:4]], names[code[:2]])
        yield PlaceCount(code, name, *around, latitude, longitude, households, under, further)


def farm_sizes(table: FarmTable) -> FarmSizes | None:
    """The sizes of a table's farms, remembered: they never change. None for a count by district, and where the kept
    file is gone."""
    if not table.unit_level:
        return None
    try:
        return memory.get(table.units_sha256, lambda: _sizes(table))  # type: ignore[no-any-return]
    except (FileNotFoundError, ValueError):
        return None


def _sizes(table: FarmTable) -> FarmSizes:
    units = Units.load(settings.WINAY_BLOBS.whole(table.units_sha256))
    return FarmSizes(tuple(units.sizes(EDGES)), int(units.incomplete.sum()))


def _listed(tables: "QuerySet[FarmTable]") -> list[ListedTable]:
    found = list(tables)
    totals = FarmCount.objects.filter(cut__table__in=found).values_list("cut").order_by("cut")
    sums = {
        cut: said
        for cut, *said in totals.annotate(n=Count("id"), a=Sum("households"), b=Sum("under_cut"), c=Sum("further"))
    }
    cuts: dict[int, list[CutTotals]] = {}
    rows = FarmCut.objects.filter(table__in=found).select_related("table")
    for row in rows.order_by("cut_ha", F("labour_share").desc(nulls_last=True), "id"):
        places, households, under, further = sums.get(row.pk, (0, 0, 0, 0))
        known = None if row.labour_share is None else further
        cuts.setdefault(row.table.pk, []).append(CutTotals(row, places, households, under, known))
    return [ListedTable(table, tuple(cuts.get(table.pk, ()))) for table in found]
