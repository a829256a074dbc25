"""Areas as they stand and as they were: what is current, what an edit changed, what a selection holds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Q

from winay.targeting.models import Area, AreaAct, AreaLocality, SelectionArea
from winay.targeting.terms import AreaActKind, AreaOrigin, Leftover, SelectionState

UNDOABLE = (AreaActKind.EDITED, AreaActKind.GROUPED)


def revision() -> int:
    """The newest act on areas: it names the state of all of them. 0 before the first. One query."""
    return AreaAct.objects.aggregate(newest=Max("id"))["newest"] or 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A current area. `members`: by locality id its households, whether counted, minutes to the seat."""

    id: int
    code: str
    district_id: int
    name: str
    households: int | None
    counted: bool
    origin: AreaOrigin
    leftover: Leftover | None
    seat_id: int | None
    members: Mapping[int, tuple[int | None, bool, int | None]]


def standing_areas(district_codes: Collection[str] | None) -> list[Standing]:
    """The current areas of these districts (None: of the country), by code. Two queries."""
    here = _inside(district_codes, "district__code")
    members: dict[int, dict[int, tuple[int | None, bool, int | None]]] = {}
    rows = AreaLocality.objects.filter(_inside(district_codes, "area__district__code"), current=True)
    for area, locality, *told in rows.order_by("locality__code" if district_codes is not None else "id").values_list(
        "area_id", "locality_id", "households", "counted", "minutes"
    ):
        members.setdefault(area, {})[locality] = (told[0], told[1], told[2])
    areas = Area.objects.filter(here, retired_by=None).order_by("code")
    return [
        Standing(
            pk, code, district, name, households, counted, AreaOrigin(origin), Leftover(left) if left else None, seat,
            members.get(pk, {}),
        )
        for pk, code, district, name, households, counted, origin, left, seat in areas.values_list(
            "id", "code", "district_id", "name", "households", "counted", "origin", "leftover", "seat_id"
        )
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hold:
    """An approved selection that keeps an area as it is."""

    area_id: int
    selection_id: UUID
    program: str
    cohort: int


def held_areas(district_codes: Collection[str] | None, after: int) -> dict[int, Hold]:
    """The current areas that an approved, not annulled selection of a cohort later than `after` chose, by area id.
    One query."""
    rows = SelectionArea.objects.filter(
        _inside(district_codes, "area__district__code"),
        area__retired_by=None,
        chosen=True,
        selection__state=SelectionState.APPROVED,
        selection__annulment=None,
        selection__cohort__gt=after,
    ).order_by("selection_id")
    return {
        area: Hold(area, public_id, program, cohort)
        for area, public_id, program, cohort in rows.values_list(
            "area_id", "selection__public_id", "selection__version__program__name", "selection__cohort"
        )
    }


def last_act(district_id: int) -> AreaAct | None:
    """The newest act that touched a district's areas. Two queries."""
    made = Area.objects.filter(district_id=district_id).aggregate(made=Max("made_by"), retired=Max("retired_by"))
    newest = max((number for number in made.values() if number is not None), default=0)
    return AreaAct.objects.filter(Q(id=newest) | Q(district_id=district_id)).order_by("-id").first()


def undoable_act(district_id: int) -> AreaAct | None:
    """The newest edit, or grouping anew, of a district that was not taken back; None where nothing can be undone, also
    when the areas were made anew for another reason since. Two queries."""
    act = AreaAct.objects.filter(district_id=district_id, kind__in=UNDOABLE, undone_by=None).order_by("-id").first()
    if act is None:
        return None
    since = Q(made_by__gt=act) | Q(retired_by__gt=act)
    others = Area.objects.filter(since, district_id=district_id).values_list("made_by", "retired_by")
    later = {number for pair in others for number in pair if number is not None and number > act.pk}
    told = AreaAct.objects.filter(id__in=later).values_list("id", "kind", "undone_by")
    return act if all(kind == AreaActKind.UNDONE or undone is not None for _, kind, undone in told) else None


@dataclass(frozen=True, slots=True)
class Former:
    """An area as it was at a moment: its origin, seat and localities, by id."""

    origin: AreaOrigin
    seat_id: int | None
    members: frozenset[int]


def areas_before(act: AreaAct) -> list[Former]:
    """The areas of an act's district just before it. Two queries."""
    then = Area.objects.filter(
        Q(retired_by=None) | Q(retired_by__gte=act), district_id=act.district_id, made_by__lt=act
    ).order_by("code")
    members: dict[int, set[int]] = {}
    for area, locality in AreaLocality.objects.filter(area__in=then).values_list("area_id", "locality_id"):
        members.setdefault(area, set()).add(locality)
    return [
        Former(AreaOrigin(origin), seat, frozenset(members.get(pk, ())))
        for pk, origin, seat in then.values_list("id", "origin", "seat_id")
    ]


def _inside(district_codes: Collection[str] | None, column: str) -> Q:
    return Q() if district_codes is None else Q(**{f"{column}__in": sorted(set(district_codes))})
