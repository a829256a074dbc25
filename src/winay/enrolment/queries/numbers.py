"""Calls in numbers: how many households there are, were told, entered, left, said no. Query counts do not grow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Max, Q, Sum

from winay.enrolment.models import Assembly, Call, Enrolment, Refusal
from winay.enrolment.queries.calls import Ground, grounds
from winay.enrolment.terms import ExitReason
from winay.registry.models import Household


@dataclass(slots=True)
class Numbers:
    """What is known of a call, or of one place of it. `estimated`: households that live there, counted or estimated;
    None unknown. `known`: registered. `reached`: told in assemblies, the largest number of each place. `left` does not
    count what was a mistake. `due`: past their time and still open."""

    estimated: int | None = None
    known: int = 0
    reached: int = 0
    attended: int = 0
    assemblies: int = 0
    enrolled: int = 0
    left: int = 0
    refused: int = 0
    due: int = 0

    @property
    def undecided(self) -> int:
        """Registered households that neither entered nor said no. Families that said no without being registered are
        not among them, so it is never below nought."""
        return max(0, self.known - self.enrolled - self.left - self.refused_known)

    refused_known: int = 0

    @property
    def unregistered(self) -> int | None:
        """Households that should be there and are not registered, those counted that said no left out."""
        if self.estimated is None:
            return None
        return max(0, self.estimated - self.known - (self.refused - self.refused_known))


@dataclass(frozen=True, slots=True)
class CallNumbers:
    """A call as a whole, and place by place: by the primary key of the locality, None for the whole district."""

    whole: Numbers
    places: Mapping[int | None, Numbers] = field(default_factory=dict)


def sums_of(some: Iterable[Numbers]) -> Numbers:
    """Several calls together; the estimate is unknown where one of them has none."""
    all_of_them = list(some)
    homes = [one.estimated for one in all_of_them]
    return Numbers(
        estimated=None if None in homes else sum(home for home in homes if home is not None),
        reached=sum(one.reached for one in all_of_them),
        enrolled=sum(one.enrolled for one in all_of_them),
        refused=sum(one.refused for one in all_of_them),
    )


def numbers_of(calls: Sequence[Call], *, today: date) -> dict[int, CallNumbers]:
    """By call. Five queries for any number of calls, six where an area is a whole district."""
    where = grounds(call.area for call in calls)
    found = {call.pk: _Counting(where[call.area_id]) for call in calls}
    _known(calls, found)
    _assemblies(found)
    _cycles(found, today)
    _refusals(found)
    return {
        call.pk: CallNumbers(found[call.pk].whole(call.area.households), dict(found[call.pk].places)) for call in calls
    }


class _Counting:
    """Numbers of one call while they are gathered, by place."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.places: dict[int | None, Numbers] = {}

    def at(self, place: int | None) -> Numbers:
        """The numbers of a locality of the area; of the area as a whole for anything else."""
        key = place if place in self.ground.localities else None
        return self.places.setdefault(key, Numbers())

    def whole(self, estimated: int | None) -> Numbers:
        total = Numbers(estimated=estimated)
        for one in self.places.values():
            for name in ("known", "reached", "attended", "assemblies", "enrolled", "left", "refused", "due"):
                setattr(total, name, getattr(total, name) + getattr(one, name))
            total.refused_known += one.refused_known
        return total


def _known(calls: Sequence[Call], found: Mapping[int, _Counting]) -> None:
    """Registered households that live on each ground."""
    localities = {pk for one in found.values() for pk in one.ground.localities}
    districts = {int(one.ground.district_code) for one in found.values() if not one.ground.localities}
    here = Household.objects.filter(closed_on=None)
    at = dict(here.filter(place__in=localities).order_by().values_list("place").annotate(n=Count("id")))
    rows = here.filter(district__in=districts).exclude(place__rural=False).order_by()
    inside = dict(rows.values_list("district").annotate(n=Count("id")))
    for call in calls:
        one = found[call.pk]
        for pk in one.ground.localities:
            if pk in at:
                one.at(pk).known = at[pk]
        if not one.ground.localities:
            one.at(None).known = inside.get(int(one.ground.district_code), 0)


def _assemblies(found: Mapping[int, _Counting]) -> None:
    rows = Assembly.objects.filter(call__in=list(found), reversed_at=None).order_by()
    told = rows.values_list("call", "locality").annotate(
        n=Count("id"), reached=Max("households_reached"), attended=Max("households_attended")
    )
    for call, locality, count, reached, attended in told:
        one = found[call].at(locality)
        one.assemblies += count
        one.reached += reached
        one.attended += attended


def _cycles(found: Mapping[int, _Counting], today: date) -> None:
    rows = Enrolment.objects.filter(call__in=list(found)).order_by()
    told = rows.values_list("call", "household__place").annotate(
        running=Count("id", filter=Q(ended_on=None)),
        left=Count("id", filter=Q(ended_on__isnull=False) & ~Q(exit_reason=ExitReason.MISTAKE)),
        due=Count("id", filter=Q(ended_on=None, must_end_by__lte=today)),
    )
    for call, place, running, left, due in told:
        one = found[call].at(place)
        one.enrolled += running
        one.left += left
        one.due += due


def _refusals(found: Mapping[int, _Counting]) -> None:
    rows = Refusal.objects.filter(call__in=list(found), withdrawn_at=None).order_by()
    told = rows.values_list("call", "locality").annotate(n=Sum("households"), registered=Count("household"))
    for call, locality, count, registered in told:
        one = found[call].at(locality)
        one.refused += count
        one.refused_known += registered


def refusal_reasons(call: Call) -> list[tuple[str, int]]:
    """Why households do not want to enter, the most frequent first. One query."""
    rows = Refusal.objects.filter(call=call, withdrawn_at=None).order_by()
    found = rows.values_list("reason").annotate(n=Sum("households"))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def exit_reasons(call: Call) -> list[tuple[str, int]]:
    """Why households left, the most frequent first. One query."""
    rows = Enrolment.objects.filter(call=call, ended_on__gt=F("enrolled_on")).order_by()
    found = rows.values_list("exit_reason").annotate(n=Count("id"))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def assemblies_of(call: Call) -> list[Assembly]:
    """Every assembly of a call, the newest first, those taken back too. Two queries."""
    rows = Assembly.objects.filter(call=call).select_related("locality").prefetch_related("languages")
    return list(rows.order_by("-held_on", "-id"))


def total(numbers: Iterable[Numbers], name: str) -> int:
    """A number of many calls added up."""
    return sum(getattr(one, name) or 0 for one in numbers)
