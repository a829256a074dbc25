"""The territory itself, before any rule: which localities there are, in which areas, and how much of it is known."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from winay.core.remembered import Remembered
from winay.journeys.map_ground import map_revision
from winay.places.models import Pack, Place
from winay.places.queries import pack_in_force, search
from winay.places.terms import CODE_LENGTH, Level
from winay.targeting.models import Area, AreaLocality
from winay.targeting.terms import AreaOrigin

memory = Remembered(most=4)
MOST_FOUND = 9
MOST_AREAS = 60
DISTRICT_DIGITS = CODE_LENGTH[Level.DISTRICT]


class Kind:
    """How an area came about, as a digit of the map."""

    GROUPED, SMALL, EDITED, WHOLE = range(4)


@dataclass(frozen=True, slots=True)
class Territory:
    """Counts of the country. `unplaced` localities have no position and are on no map; `doubtful` ones lie far from
    their district. Areas by kind."""

    pack: Pack | None
    districts: int
    localities: int
    rural: int
    synthetic: int
    unplaced: int
    doubtful: int
    areas: dict[int, int]
    revision: str | None

    @property
    def area_count(self) -> int:
        return sum(self.areas.values())


@dataclass(frozen=True, slots=True)
class AreaStates:
    """A digit for each current area in the order of the codes; for each district what most of its areas are."""

    digits: str
    districts: dict[str, int]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class DistrictCard:
    """A district with its areas (no more than `MOST_AREAS`) and how many localities it has."""

    place: Place
    areas: list[Area]
    area_count: int
    rural: int
    urban: int


@dataclass(frozen=True, slots=True)
class AreaCard:
    """An area with its localities."""

    area: Area
    members: list[AreaLocality]


def territory_page() -> Territory:
    """Three queries, and two more after the localities or the areas have changed."""
    revision = map_revision()
    places, areas = memory.get(("counts", revision), _counts)
    return Territory(pack_in_force(), areas=areas, revision=revision, **places)


def _counts() -> tuple[dict[str, int], dict[int, int]]:
    placed = Q(level=Level.LOCALITY)
    places = Place.objects.aggregate(
        districts=Count("id", filter=Q(level=Level.DISTRICT)),
        localities=Count("id", filter=placed),
        unplaced=Count("id", filter=placed & Q(longitude_e6__isnull=True)),
        doubtful=Count("id", filter=placed & Q(doubtful_position=True)),
        # Last, because a count hides the column of its name from those after it.
        rural=Count("id", filter=placed & ~Q(rural=False)),
        synthetic=Count("id", filter=placed & Q(synthetic=True)),
    )
    kinds = Area.objects.filter(retired_by=None).values_list("origin", "leftover").annotate(n=Count("id"))
    areas: Counter[int] = Counter()
    for origin, leftover, count in kinds.order_by("origin", "leftover"):
        areas[_kind(origin, leftover)] += count
    return places, dict(areas)


def _kind(origin: str, leftover: str) -> int:
    if origin == AreaOrigin.WHOLE:
        return Kind.WHOLE
    if leftover:
        return Kind.SMALL
    return Kind.EDITED if origin == AreaOrigin.EDITED else Kind.GROUPED


def area_states() -> AreaStates:
    """What the map of the territory says of each area. Two queries; two more when the areas have changed."""
    states: AreaStates = memory.get(("states", map_revision()), _states)
    return states


def _states() -> AreaStates:
    digits: list[int] = []
    of_district: dict[str, Counter[int]] = {}
    rows = Area.objects.filter(retired_by=None).order_by("code")
    for district, origin, leftover in rows.values_list("district__code", "origin", "leftover"):
        digits.append(_kind(origin, leftover))
        of_district.setdefault(district, Counter())[digits[-1]] += 1
    names = Place.objects.filter(level=Level.DISTRICT).values_list("code", "name", "parent__name")
    return AreaStates(
        "".join(map(str, digits)),
        {code: found.most_common(1)[0][0] for code, found in of_district.items()},
        {code: f"{name}, {province}" for code, name, province in names},
    )


def find_places(text: str) -> list[Place]:
    """The places that fit best, localities among them. One query."""
    return search(text, limit=MOST_FOUND)


def district_card(code: str) -> DistrictCard | None:
    """Three queries."""
    place = Place.objects.select_related("parent__parent").filter(code=code, level=Level.DISTRICT).first()
    if place is None:
        return None
    areas = Area.objects.filter(district=place, retired_by=None).select_related("seat").order_by("code")
    counts = Place.objects.filter(parent=place, level=Level.LOCALITY).aggregate(
        urban=Count("id", filter=Q(rural=False)), rural=Count("id", filter=~Q(rural=False))
    )
    found = list(areas)
    return DistrictCard(place, found[:MOST_AREAS], len(found), **counts)


def where_is(code: str) -> tuple[float, float] | None:
    """Longitude and latitude, in degrees, of an area's seat, or of a locality; of their district where nobody knows
    better. None for what is not there. Two queries at most."""
    area = Area.objects.select_related("district", "seat").filter(code=code, retired_by=None).first()
    place = Place.objects.select_related("parent").filter(code=code).first() if area is None else None
    tried = (area.seat, area.district) if area else (place, place and place.parent)
    for one in tried:
        if one is not None and one.longitude is not None and one.latitude is not None:
            return one.longitude, one.latitude
    return None


def area_card(code: str) -> AreaCard | None:
    """Two queries."""
    area = Area.objects.select_related("district__parent__parent", "seat").filter(code=code, retired_by=None).first()
    if area is None:
        return None
    members = AreaLocality.objects.filter(area=area, current=True).select_related("locality").order_by("locality__code")
    return AreaCard(area, list(members))
