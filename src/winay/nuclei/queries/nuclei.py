"""Formed nuclei: one, a list by key, their stages and months. Query counts do not grow."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import count, islice
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from winay.enrolment.queries.calls import DEFAULT_MONTHS, MONTHS
from winay.nuclei.governance_models import Assembly
from winay.nuclei.models import CentralMembership, Membership, Nucleus, StageMove
from winay.nuclei.queries.members import counted_inside, counts_on
from winay.nuclei.stage_rules import ORDER, Clock
from winay.nuclei.terms import AssemblyState
from winay.places.models import Place
from winay.places.rows import NAMED, VERSION, lean
from winay.places.rules import name_key
from winay.programs.models import Setting
from winay.programs.terms import StageKey

PAGE = 40
TOGETHER = 250
"""Nuclei whose households are counted at once."""
COUNTED = 300
"""Nuclei whose households are counted for a total: a country's would be counted for every page."""
OFFERED, DEPARTMENT = 150, 2
"""Districts that a page offers to choose from; how many digits of a code are the department's."""
ORDERED = ("district__code", "name", "pk")
NO_STAGE = "none"
ROOM = "room"
Reach = Collection[tuple[str | None, str | None]]
"""Where somebody holds a permission: pairs of place code and program, None for all of them."""


def visible(reach: Reach, place: str = "district__code", program: str = "version__program__key") -> Q:
    """Rows of the places and programs that somebody reaches."""
    found = Q(pk__in=[])
    for code, key in reach:
        here = Q() if code is None else Q(**{f"{place}__startswith": code})
        found |= here & (Q() if key is None else Q(**{program: key}))
        if code is None and key is None:
            return Q()
    return found


@dataclass(frozen=True, slots=True)
class Filters:
    """Which nuclei. `stage`: one of `StageKey`, or `none` for those whose work has not begun. `state`: open ones
    (empty), "closed", or "room" (open, with room)."""

    text: str = ""
    district: str = ""
    stage: str = ""
    version: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A nucleus of a list. `households` are those that are in today; `clock` its months."""

    nucleus: Nucleus
    households: int
    stage: StageKey | None
    clock: Clock


@dataclass(frozen=True, slots=True)
class Totals:
    """All nuclei of a list together. None where that would count everybody in more nuclei than `COUNTED`."""

    nuclei: int | None
    households: int | None


def whole_nuclei() -> "QuerySet[Nucleus]":
    """Nuclei with what their names and access need."""
    rows = Nucleus.objects.select_related("version__program", "district__parent__parent", "seat", "formation")
    return lean(
        rows, version=VERSION, district=NAMED, district__parent=NAMED, district__parent__parent=NAMED,
        seat=NAMED, formation=("public_id", "state", "decided_on", "synthetic"),
    )  # fmt: skip


def nucleus_by_id(public_id: UUID) -> Nucleus | None:
    """One nucleus. One query."""
    return whole_nuclei().filter(public_id=public_id).first()


def nuclei_by_id(public_ids: Collection[UUID]) -> dict[UUID, Nucleus]:
    """Some nuclei, by their id. One query, none for none."""
    return {one.public_id: one for one in whole_nuclei().filter(public_id__in=public_ids)} if public_ids else {}


def nuclei_by_key(keys: Collection[int]) -> dict[int, Nucleus]:
    """Some nuclei, by the database's own key. One query, none for none."""
    return {one.pk: one for one in whole_nuclei().filter(pk__in=keys)} if keys else {}


def list_nuclei(
    reach: Reach, filters: Filters, *, today: date, after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Row], bool]:
    """Nuclei by district and name, with what is true today; whether there are more. Four queries, five with `after`.
    Those with room are looked for some hundred at a time: four queries each."""
    rows = _listed(reach, filters, after)
    if filters.state != ROOM:
        found = list(rows[: limit + 1])
        return list(_rows(found[:limit], today)), len(found) > limit
    free = list(islice(_with_room(_sliced(rows, 2 * limit), today), limit + 1))
    return free[:limit], len(free) > limit


def names_of_nuclei(
    reach: Reach, filters: Filters, *, after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Nucleus], bool]:
    """The nuclei of that list alone, whether they have room or not. One query, two with `after`."""
    found = list(_listed(reach, filters, after)[: limit + 1])
    return found[:limit], len(found) > limit


def _listed(reach: Reach, filters: Filters, after: UUID | None) -> "QuerySet[Nucleus]":
    rows = _filtered(reach, filters)
    if after is not None and (last := whole_nuclei().filter(public_id=after).first()) is not None:
        rows = rows.filter(_beyond(last))
    return rows.order_by(*ORDERED)


def every_nucleus(reach: Reach, filters: Filters, *, today: date) -> Iterator[Row]:
    """The whole list, some hundred at a time."""
    rows = _filtered(reach, filters).order_by(*ORDERED).iterator(chunk_size=TOGETHER)
    some = iter(lambda: list(islice(rows, TOGETHER)), [])
    if filters.state == ROOM:
        return _with_room(some, today)
    return (row for nuclei in some for row in _rows(nuclei, today))


def _sliced(rows: "QuerySet[Nucleus]", size: int) -> Iterator[list[Nucleus]]:
    """A list from its beginning, as far as somebody asks for it. One query each."""
    starts = count(0, size)
    return iter(lambda: list(rows[(start := next(starts)) : start + size]), [])


def _with_room(some: Iterable[Sequence[Nucleus]], today: date) -> Iterator[Row]:
    """Those that hold fewer than they may."""
    return (row for nuclei in some for row in _rows(nuclei, today) if row.households < row.nucleus.most)


def totals(reach: Reach, filters: Filters, *, today: date) -> Totals:
    """Of the whole list. Two queries."""
    rows = _filtered(reach, filters).order_by()
    number = rows.count()
    if number > COUNTED:
        return Totals(None if filters.state == ROOM else number, None)
    if filters.state == ROOM:
        most = dict(rows.values_list("pk", "most"))
        free = {pk: held for pk, held in (dict.fromkeys(most, 0) | counts_on(most, today)).items() if held < most[pk]}
        return Totals(len(free), sum(free.values()))
    households = Membership.objects.filter(counted_inside(today), nucleus__in=rows.values("pk")).count()
    return Totals(number, households)


def places_with_nuclei(reach: Reach, chosen: str = "") -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Where somebody sees nuclei, code and name: departments, and districts. Of a country's many districts only those
    of the chosen department; no departments where the districts are few. Two queries at most."""
    rows = Nucleus.objects.filter(visible(reach)).order_by("district__code")
    districts = list(rows.values_list("district__code", "district__name").distinct())
    if len(districts) <= OFFERED:
        return [], districts
    codes = {code[:DEPARTMENT] for code, _ in districts}
    departments = list(Place.objects.filter(code__in=codes).order_by("code").values_list("code", "name"))
    return departments, [one for one in districts if chosen and one[0].startswith(chosen[:DEPARTMENT])]


def versions_with_nuclei(reach: Reach) -> list[tuple[str, str]]:
    """The versions of those nuclei: `program@version` and its name. One query."""
    rows = Nucleus.objects.filter(visible(reach)).order_by("version__program__name", "version__key").distinct()
    told = rows.values_list("version__program__key", "version__key", "version__program__name")
    return [(f"{program}@{key}", f"{name} {key}") for program, key, name in told]


def _filtered(reach: Reach, filters: Filters) -> "QuerySet[Nucleus]":
    rows = whole_nuclei().filter(visible(reach))
    if filters.text:
        key = name_key(filters.text)
        rows = rows.filter(Q(pk__in=_named(reach, key)) | Q(district__name_key__contains=key))
    if filters.district:
        rows = rows.filter(district__code__startswith=filters.district)
    if filters.version:
        program, _, version = filters.version.partition("@")
        rows = rows.filter(version__program__key=program, version__key=version)
    return _in_stage(rows, filters.stage).filter(closed_on__isnull=filters.state != "closed")


def _named(reach: Reach, key: str) -> list[int]:
    """Nuclei whose name holds some words, without regard to case and accents. One query: a country has thousands of
    nuclei, and their names are compared here."""
    rows = Nucleus.objects.filter(visible(reach)).values_list("pk", "name")
    return [pk for pk, name in rows if key in _key(name)]


_key = lru_cache(maxsize=20_000)(name_key)
"""As a country's nuclei are called: their names are the same from one search to the next."""


def _in_stage(rows: "QuerySet[Nucleus]", stage: str) -> "QuerySet[Nucleus]":
    begun = StageMove.objects.filter(nucleus=OuterRef("pk"), reversed_at=None)
    if stage == NO_STAGE:
        return rows.filter(~Exists(begun))
    if stage not in ORDER:
        return rows
    later = ORDER[ORDER.index(StageKey(stage)) + 1 :]
    return rows.filter(Exists(begun.filter(stage=stage)), ~Exists(begun.filter(stage__in=later)))


def _beyond(last: Nucleus) -> Q:
    here = Q(district__code=last.district.code)
    return (
        Q(district__code__gt=last.district.code)
        | (here & Q(name__gt=last.name))
        | (here & Q(name=last.name, pk__gt=last.pk))
    )


def _rows(nuclei: Sequence[Nucleus], today: date) -> Iterator[Row]:
    counts = counts_on([one.pk for one in nuclei], today)
    begun = stages_of(one.pk for one in nuclei)
    months = months_of({one.version_id for one in nuclei})
    for one in nuclei:
        stages = begun.get(one.pk, [])
        clock = Clock(months[one.version_id].months, stages[0].began_on if stages else None)
        yield Row(one, counts.get(one.pk, 0), StageKey(stages[-1].stage) if stages else None, clock)


def stages_of(nuclei: Iterable[int]) -> dict[int, list[StageMove]]:
    """The standing stages of nuclei (primary keys), in order. One query."""
    found: dict[int, list[StageMove]] = {}
    for one in StageMove.objects.filter(nucleus__in=list(nuclei), reversed_at=None).order_by("began_on", "pk"):
        found.setdefault(one.nucleus_id, []).append(one)
    return found


def stage_moves(nucleus: Nucleus) -> list[StageMove]:
    """Everything told of a nucleus's stages, the newest first, also what was reversed. One query."""
    return list(StageMove.objects.filter(nucleus=nucleus).order_by("-began_on", "-pk"))


def stage_move_by_id(nucleus: Nucleus, public_id: UUID) -> StageMove | None:
    """One of them. One query."""
    return StageMove.objects.filter(nucleus=nucleus, public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class Months:
    """How long a version gives, and whether a source does."""

    months: int
    confirmed: bool


def months_of(versions: Iterable[int]) -> dict[int, Months]:
    """The months of versions (primary keys). One query."""
    wanted = set(versions)
    rows = Setting.objects.filter(version__in=wanted, key=MONTHS).values_list("version", "number", "confirmed")
    found = {version: Months(number or DEFAULT_MONTHS, confirmed) for version, number, confirmed in rows}
    return {version: found.get(version, Months(DEFAULT_MONTHS, False)) for version in wanted}


def clock_of(nucleus: Nucleus) -> Clock:
    """The months of one nucleus. Two queries."""
    begun = stages_of([nucleus.pk]).get(nucleus.pk, [])
    return Clock(months_of([nucleus.version_id])[nucleus.version_id].months, begun[0].began_on if begun else None)


def last_told(nucleus: Nucleus) -> date | None:
    """The last day on which somebody joined, a stage began, an assembly was held, or a central took it in. Four
    queries."""
    joined = Membership.objects.filter(nucleus=nucleus).exclude(left_why="mistake").values_list("joined_on", flat=True)
    begun = StageMove.objects.filter(nucleus=nucleus, reversed_at=None).values_list("began_on", flat=True)
    told = [AssemblyState.HELD.value, AssemblyState.FAILED.value]
    held = Assembly.objects.filter(nucleus=nucleus, state__in=told, reversed_at=None).values_list("held_on", flat=True)
    taken = CentralMembership.objects.filter(nucleus=nucleus, until_on=None).values_list("from_on", flat=True)
    return max((day for days in (joined, begun, held, taken) for day in days), default=None)


def name_taken(nucleus: Nucleus, name: str) -> bool:
    """Whether another open nucleus of the district and version has a name. One query."""
    rows = Nucleus.objects.filter(version=nucleus.version_id, district=nucleus.district_id, closed_on=None)
    return rows.filter(name=name.strip()).exclude(pk=nucleus.pk).exists()


def with_room(nucleus: Nucleus, *, today: date) -> list[tuple[Nucleus, int]]:
    """Other open nuclei of the version, where a household may go: those of the same district first, with how many
    they hold today. Two queries."""
    rows = list(
        whole_nuclei()
        .filter(version=nucleus.version_id, closed_on=None, district__parent=nucleus.district.parent_id)
        .exclude(pk=nucleus.pk)
        .order_by("district__code", "name", "pk")
    )
    counts = counts_on([one.pk for one in rows], today)
    rows.sort(key=lambda one: one.district_id != nucleus.district_id)
    return [(one, counts.get(one.pk, 0)) for one in rows if counts.get(one.pk, 0) < one.most]
