"""Lists read by key: calls, areas that wait for one, who is enrolled, who could be. Query counts do not grow.

Nobody in these lists stands before another for what their household is like: the order is community and surname.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from winay.enrolment.models import Assembly, Call, Enrolment, Refusal
from winay.enrolment.queries.calls import ground_of, visible, whole
from winay.enrolment.rules import MOST_AT_ONCE
from winay.places.models import Place
from winay.places.rules import name_key
from winay.registry.models import Consent, Household
from winay.registry.sounds import alphabetical
from winay.targeting.models import AreaLocality, SelectionArea
from winay.targeting.terms import SelectionState

PAGE = 40
ORDER = ("household__place__name_key", "household__participant__sort_key", "id")
"""Community, then surname. What a household is like has no place here."""
STATES = ("", "open", "closed", "silent")


def list_calls(
    places: Sequence[str | None],
    *,
    state: str = "",
    program: str = "",
    text: str = "",
    before: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[Call], bool]:
    """Calls of some places, the newest first; whether there are more. `silent`: open and without any assembly yet.
    One query, two with `before`."""
    rows = _calls(places, state, program).filter(_called(text))
    if before is not None:
        rows = rows.filter(id__lt=Call.objects.filter(public_id=before).values("id")[:1])
    found = list(whole(rows).order_by("-id")[: limit + 1])
    return found[:limit], len(found) > limit


def count_calls(places: Sequence[str | None], *, state: str = "", program: str = "") -> int:
    """How many there are. One query."""
    return _calls(places, state, program).count()


def _calls(places: Sequence[str | None], state: str, program: str) -> "QuerySet[Call]":
    rows = Call.objects.filter(visible(places))
    if program:
        rows = rows.filter(version__program__key=program)
    if state == "open":
        rows = rows.filter(closed_on=None)
    elif state == "closed":
        rows = rows.filter(closed_on__isnull=False)
    elif state == "silent":
        told = Assembly.objects.filter(call=OuterRef("pk"), reversed_at=None)
        rows = rows.filter(~Exists(told), closed_on=None)
    return rows


def _called(text: str) -> Q:
    """Areas of which the name holds these words, or whose district begins so."""
    key = name_key(text)
    return Q(area__name__icontains=text) | Q(area__district__name_key__startswith=key) if key else Q()


def areas_to_open(
    places: Sequence[str | None], *, text: str = "", after: int = 0, limit: int = PAGE
) -> tuple[list[SelectionArea], bool]:
    """Areas that an approved selection chose and that have no call yet, in the order in which they were decided;
    whether there are more. One query."""
    rows = _to_open(places).filter(_called(text), id__gt=after)
    rows = rows.select_related("area__district__parent__parent", "selection__version__program", "selection__territory")
    found = list(rows.order_by("id")[: limit + 1])
    return found[:limit], len(found) > limit


def count_to_open(places: Sequence[str | None]) -> int:
    """How many areas wait for their call. One query."""
    return _to_open(places).count()


def sum_to_open(places: Sequence[str | None]) -> tuple[int, int]:
    """How many areas wait for their call, and how many households are known or estimated there. One query."""
    told = _to_open(places).aggregate(areas=Count("pk"), homes=Sum("households"))
    return told["areas"], told["homes"] or 0


def area_to_open(selection: UUID, code: str) -> SelectionArea | None:
    """One area of a selection by its code. What a call of it would be refused for, the verb says."""
    rows = SelectionArea.objects.filter(selection__public_id=selection, area__code=code)
    return rows.select_related(
        "area__district__parent__parent", "selection__version__program", "selection__territory"
    ).first()


def _to_open(places: Sequence[str | None]) -> "QuerySet[SelectionArea]":
    called = Call.objects.filter(selection=OuterRef("selection"), area=OuterRef("area"))
    return SelectionArea.objects.filter(
        visible(places), ~Exists(called), chosen=True, selection__state=SelectionState.APPROVED,
        selection__annulment=None,
    )  # fmt: skip


def waiting(
    call: Call, *, after: UUID | None = None, place: str = "", limit: int = PAGE
) -> tuple[list[Enrolment], bool]:
    """Households that entered and are in the program: they wait for a nucleus, by community and surname and in no
    other order. Whether there are more. One query, two with `after`."""
    rows = _open_cycles(call)
    if place:
        rows = rows.filter(household__place__code=place)
    if after is not None and (last := _open_cycles(call).filter(public_id=after).first()) is not None:
        rows = rows.filter(_beyond(last))
    found = list(rows.order_by(*ORDER)[: limit + 1])
    return found[:limit], len(found) > limit


def count_waiting(call: Call) -> int:
    """How many. One query."""
    return Enrolment.objects.filter(call=call, ended_on=None).count()


def every_waiting(call: Call) -> Iterator[Enrolment]:
    """The whole list, read while it is written. One query."""
    yield from _open_cycles(call).order_by(*ORDER).iterator(chunk_size=500)


def _open_cycles(call: Call) -> "QuerySet[Enrolment]":
    rows = Enrolment.objects.filter(call=call, ended_on=None)
    return rows.select_related("household__place", "household__participant", "call")


def _beyond(last: Enrolment) -> Q:
    place = last.household.place.name_key
    name = last.household.participant.sort_key if last.household.participant else ""
    here = Q(household__place__name_key=place)
    return (
        Q(household__place__name_key__gt=place)
        | (here & Q(household__participant__sort_key__gt=name))
        | (here & Q(household__participant__sort_key=name, id__gt=last.pk))
    )


def to_decide(call: Call, *, today: date, limit: int = PAGE) -> list[Enrolment]:
    """Open cycles on which the office has to decide: the household lives outside the area now, or is closed in the
    registry, or its time is over. By community and surname. Two queries."""
    ground = ground_of(call)
    if ground.localities:
        inside = Q(household__place__in=ground.localities)
    else:
        inside = Q(household__district=int(ground.district_code)) & ~Q(household__place__rural=False)
    rows = _open_cycles(call).filter(~inside | Q(household__closed_on__isnull=False) | Q(must_end_by__lte=today))
    return list(rows.order_by(*ORDER)[:limit])


def left(call: Call, *, limit: int = PAGE) -> list[Enrolment]:
    """Who left, the newest first; entries by mistake too. One query."""
    rows = Enrolment.objects.filter(call=call, ended_on__isnull=False)
    rows = rows.select_related("household__place", "household__participant", "call")
    return list(rows.order_by("-ended_on", "-id")[:limit])


def said_no(call: Call, *, limit: int = PAGE) -> list[Refusal]:
    """Who does not want to enter, the newest first. One query."""
    rows = Refusal.objects.filter(call=call, withdrawn_at=None)
    return list(
        rows.select_related("locality", "household__place", "household__participant").order_by("-refused_on", "-id")[
            :limit
        ]
    )


def due(
    places: Sequence[str | None], *, today: date, after: UUID | None = None, limit: int = PAGE
) -> tuple[list[Enrolment], bool]:
    """Open cycles whose time is over, the longest over first; whether there are more."""
    rows = _due(places, today).select_related(
        "household__place", "household__participant", "call__area__district", "call__version__program"
    )
    if after is not None and (last := Enrolment.objects.filter(public_id=after).first()) is not None:
        rows = rows.filter(Q(must_end_by__gt=last.must_end_by) | Q(must_end_by=last.must_end_by, id__gt=last.pk))
    found = list(rows.order_by("must_end_by", "id")[: limit + 1])
    return found[:limit], len(found) > limit


def count_due(places: Sequence[str | None], *, today: date) -> int:
    """How many. One query."""
    return _due(places, today).count()


def _due(places: Sequence[str | None], today: date) -> "QuerySet[Enrolment]":
    here = visible(places, "call__area__district__code")
    return Enrolment.objects.filter(here, ended_on=None, must_end_by__lte=today)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registered household that is not in the program. `said_no`: its open refusal of this call."""

    household: Household
    consents: bool
    said_no: bool


def candidates(call: Call, place: Place, *, after: UUID | None = None) -> tuple[list[Candidate], bool]:
    """Households of a place that are registered and in no cycle, by surname; whether there are more. Three queries,
    four with `after`."""
    rows = Household.objects.filter(place=place, closed_on=None).select_related("participant", "place")
    rows = rows.filter(~Exists(Enrolment.objects.filter(household=OuterRef("pk"), ended_on=None)))
    last = Household.objects.select_related("participant").filter(public_id=after).first() if after else None
    if last is not None:
        name = last.participant.sort_key if last.participant else ""
        rows = rows.filter(Q(participant__sort_key__gt=name) | Q(participant__sort_key=name, id__gt=last.pk))
    found = list(rows.order_by("participant__sort_key", "id")[: MOST_AT_ONCE + 1])
    shown = found[:MOST_AT_ONCE]
    given = set(Consent.objects.filter(household__in=shown, withdrawn_on=None).values_list("household_id", "member_id"))
    no = set(
        Refusal.objects.filter(call=call, household__in=shown, withdrawn_at=None).values_list("household_id", flat=True)
    )
    return [Candidate(one, (one.pk, one.participant_id) in given, one.pk in no) for one in shown], len(found) > len(
        shown
    )


def places_of(call: Call) -> list[tuple[Place, int | None]]:
    """The localities of a call's area with their households, counted or estimated, by name; the district alone where
    none is known. Two queries."""
    if not ground_of(call).localities:
        return [(call.area.district, call.area.households)]
    rows = AreaLocality.objects.filter(area=call.area_id).select_related("locality")
    return sorted(((row.locality, row.households) for row in rows), key=lambda pair: _by_name(pair[0]))


def homes_of(call: Call) -> "list[Place]":
    """Where households of the call may live: its localities; in a whole district, the district and whatever locality
    of it households were registered in. Two queries."""
    ground = ground_of(call)
    if ground.localities:
        return sorted(Place.objects.filter(pk__in=ground.localities), key=_by_name)
    homes = Household.objects.filter(district=int(ground.district_code), closed_on=None)
    found = Place.objects.filter(pk__in=homes.order_by().values("place").distinct())
    return sorted((place for place in found if ground.holds(place)), key=_by_name) or [call.area.district]


def _by_name(place: Place) -> tuple[str, str]:
    return alphabetical(place.name), place.code
