"""A decided selection as its act prints it. Everything is read from the rows that were frozen with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db.models import Count, Q, QuerySet, Sum

from winay.targeting.models import Area, AreaFinding, AreaLocality, Override, Selection, SelectionArea
from winay.targeting.terms import Answer


@dataclass(frozen=True, slots=True)
class ActArea:
    """An area that a selection chose. `localities` is how many belong to it; `exception` that it entered by one."""

    code: str
    name: str
    district_code: str
    district: str
    province: str
    department: str
    households: int | None
    answer: Answer
    localities: int
    exception: bool


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """Areas with one answer: all of them, those chosen, and of the chosen their households and how many have none
    published."""

    answer: Answer
    areas: int
    chosen: int
    households: int
    unknown: int


@dataclass(frozen=True, slots=True)
class ActLocality:
    """A locality of an area of a selection. `minutes` from it to the area's seat, one way."""

    area_code: str
    area_name: str
    code: str
    name: str
    households: int | None
    counted: bool
    minutes: int | None
    latitude: float | None
    longitude: float | None
    chosen: bool
    synthetic: bool


def chosen_areas(selection: Selection) -> list[ActArea]:
    """The areas that a selection chose, by code. Three queries."""
    chosen = SelectionArea.objects.filter(selection=selection, chosen=True)
    localities = dict(
        AreaLocality.objects.filter(area__in=chosen.values("area"))
        .values_list("area")
        .annotate(n=Count("id"))
        .values_list("area", "n")
    )
    by_exception = set(_confirmed(selection).values_list("selection_area_id", flat=True))
    rows = chosen.order_by("area__code").values_list(
        "id", "area_id", "area__code", "area__name", "area__district__code", "area__district__name",
        "area__district__parent__name", "area__district__parent__parent__name", "households", "level",
    )  # fmt: skip
    return [
        ActArea(*named, households, Answer(level), localities.get(area, 0), pk in by_exception)
        for pk, area, *named, households, level in rows.iterator(chunk_size=2000)
    ]


@dataclass(frozen=True, slots=True)
class FrozenArea:
    """An area of a selection as it was frozen. `findings`: by criterion what was found and the answer; `exception`:
    the reason of the one that was not withdrawn."""

    area_id: int
    code: str
    name: str
    district_code: str
    district: str
    province: str
    department: str
    households: int | None
    level: int
    near_miss: bool
    chosen: bool
    exception: str
    findings: dict[str, tuple[int | None, int]]


def every_area(selection: Selection) -> Iterator[FrozenArea]:
    """All areas of a selection, by code, streamed. Three queries."""
    held = Override.objects.filter(selection_area__selection=selection, withdrawn_at=None)
    exceptions = dict(held.values_list("selection_area_id", "reason"))
    keys = dict(selection.criteria.values_list("id", "key"))
    findings = (
        AreaFinding.objects.filter(selection_area__selection=selection)
        .order_by("selection_area__area__code")
        .values_list("selection_area_id", "criterion_id", "found", "answer")
    )
    of_area = groupby(findings.iterator(chunk_size=5000), key=itemgetter(0))
    rows = SelectionArea.objects.filter(selection=selection).order_by("area__code").values_list(
        "id", "area_id", "area__code", "area__name", "area__district__code", "area__district__name",
        "area__district__parent__name", "area__district__parent__parent__name", "households", "level", "near_miss",
        "chosen",
    )  # fmt: skip
    for pk, *said in rows.iterator(chunk_size=2000):
        found: dict[str, tuple[int | None, int]] = {}
        if keys:
            owner, group = next(of_area)
            assert owner == pk, "each area has its findings"
            found = {keys[criterion]: (value, answer) for _pk, criterion, value, answer in group}
        yield FrozenArea(*said, exceptions.get(pk, ""), found)


def answer_counts(selection: Selection) -> list[AnswerCounts]:
    """Areas by what the criteria said, the surest first; answers that no area has are left out. One query."""
    chosen = Q(chosen=True)
    rows = (
        SelectionArea.objects.filter(selection=selection)
        .values("level")
        .annotate(
            n_areas=Count("id"),
            n_chosen=Count("id", filter=chosen),
            n_households=Sum("households", filter=chosen),
            n_unknown=Count("id", filter=chosen & Q(households=None)),
        )
    )
    return [
        AnswerCounts(Answer(r["level"]), r["n_areas"], r["n_chosen"], r["n_households"] or 0, r["n_unknown"])
        for r in sorted(rows, key=lambda r: -r["level"])
    ]


def exceptions(selection: Selection) -> list[Override]:
    """The exceptions that held when the selection was decided, by area, with both people. One query."""
    rows = _confirmed(selection).select_related("selection_area__area__district", "proposed_by", "confirmed_by")
    return list(rows.order_by("selection_area__area__code"))


def why_not(selection: Selection) -> dict[str, dict[Answer, int]]:
    """Of the areas that were not chosen, how many gave each criterion (by its key) which answer. One query."""
    rows = (
        AreaFinding.objects.filter(selection_area__selection=selection, selection_area__chosen=False)
        .values_list("criterion__key", "answer")
        .annotate(n=Count("id"))
    )
    found: dict[str, dict[Answer, int]] = {}
    for key, answer, n in rows:
        found.setdefault(key, {})[Answer(answer)] = n
    return found


def localities_of(selection: Selection) -> Iterator[ActLocality]:
    """Every locality of every area of a selection, by area. What belongs to an area never changes; households and
    minutes are as last counted while the area is current. Streamed; one query."""
    rows = (
        SelectionArea.objects.filter(selection=selection, area__localities__isnull=False)
        .order_by("area__code", "area__localities__locality__code")
        .values_list(
            "area__code", "area__name", "area__localities__locality__code", "area__localities__locality__name",
            "area__localities__households", "area__localities__counted", "area__localities__minutes",
            "area__localities__locality__latitude_e6", "area__localities__locality__longitude_e6", "chosen",
            "area__localities__locality__synthetic",
        )
    )  # fmt: skip
    for *said, latitude, longitude, chosen, synthetic in rows.iterator(chunk_size=2000):
        yield ActLocality(*said, _degrees(latitude), _degrees(longitude), chosen, synthetic)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an area's people would meet, in degrees (WGS84); of an area without a seat, its district's position."""

    code: str | None
    name: str | None
    latitude: float | None
    longitude: float | None


def seats_within(territory: str | None) -> dict[int, Seat]:
    """The seat of every current area of a place, by the area's id. One query."""
    rows = Area.objects.filter(retired_by=None, code__startswith=territory or "")
    return dict(_seats(rows))


def seats_of(selection: Selection) -> dict[int, Seat]:
    """The seat of every area of a selection, by the area's id. One query."""
    return dict(_seats(Area.objects.filter(id__in=SelectionArea.objects.filter(selection=selection).values("area"))))


def _seats(rows: "QuerySet[Area]") -> Iterator[tuple[int, Seat]]:
    found = rows.values_list(
        "id", "seat__code", "seat__name", "seat__latitude_e6", "seat__longitude_e6", "district__latitude_e6",
        "district__longitude_e6",
    )  # fmt: skip
    for pk, code, name, *positions in found.iterator(chunk_size=2000):
        latitude, longitude = positions[:2] if positions[0] is not None else positions[2:]
        yield pk, Seat(code, name, _degrees(latitude), _degrees(longitude))


def has_synthetic_localities(selection: Selection) -> bool:
    """Whether some locality of the selection's areas was made up for a demonstration. One query."""
    rows = AreaLocality.objects.filter(area__in=SelectionArea.objects.filter(selection=selection).values("area"))
    return rows.filter(locality__synthetic=True).exists()


def _confirmed(selection: Selection) -> "QuerySet[Override]":
    return Override.objects.filter(selection_area__selection=selection, withdrawn_at=None).exclude(confirmed_at=None)


def _degrees(micro: int | None) -> float | None:
    return None if micro is None else micro / 1_000_000
