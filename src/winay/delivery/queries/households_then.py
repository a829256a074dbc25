"""Where cycles were on a day and who belonged to their households then: the same as `visit_facts` reads of one, of many
at once."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from winay.delivery.queries.visit_facts import Lived
from winay.enrolment.models import CycleMove, Enrolment
from winay.nuclei.models import Membership
from winay.registry.models import Member, PastMembership

FIRST = {"participant": 0, "partner": 1}


class HouseholdsThen:
    """Of some cycles, when they were in a nucleus and in which household, and the people of these. Read when they are
    first asked for: four queries, however many cycles and days."""

    def __init__(self, enrolments: Collection[Enrolment]) -> None:
        self._enrolments = {one.pk: one for one in enrolments}

    def has(self, enrolment: int) -> bool:
        """Whether a cycle (primary key) is one of them."""
        return enrolment in self._enrolments

    def lived(self, enrolment: int, on: date) -> Lived | None:
        """Where a cycle (primary key) was on a day, if it was in a nucleus."""
        found = next((one for one in self._memberships.get(enrolment, ()) if is_inside(one, on)), None)
        if found is None:
            return None
        night = datetime.combine(on + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.TIME_ZONE))
        moved = next((move.origin_id for move in self._moves.get(enrolment, ()) if move.at >= night), None)
        return Lived(found, moved or self._enrolments[enrolment].household_id)

    def people(self, household: int, on: date) -> dict[UUID, Member]:
        """Who belonged to a household (primary key) on a day, in the order of `people_on`."""
        there = {one.pk: one for one, since, until in self._people.get(household, ()) if holds(since, until, on)}
        rows = sorted(there.values(), key=lambda one: (FIRST.get(one.kin, 2), one.born_on or date.max, one.pk))
        return {one.public_id: one for one in rows}

    def membership(self, enrolment: int, on: date) -> Membership | None:
        """A cycle's time in a nucleus that holds a day, else its newest one."""
        where = self.lived(enrolment, on)
        if where is not None:
            return where.membership
        times = self._memberships.get(enrolment, ())
        return max(times, key=lambda one: (one.joined_on, one.pk), default=None)

    def crowd(self, nucleus: int, on: date) -> dict[UUID, tuple[Member, Membership]]:
        """Of these cycles, everybody who belonged to a nucleus (primary key) on a day, with the membership by which
        they did."""
        found = {}
        for cycle in self._enrolments:
            where = self.lived(cycle, on)
            if where is not None and where.membership.nucleus_id == nucleus:
                for key, one in self.people(where.household, on).items():
                    found[key] = (one, where.membership)
        return found

    @cached_property
    def _memberships(self) -> Mapping[int, list[Membership]]:
        rows = Membership.objects.filter(enrolment__in=list(self._enrolments)).order_by("id")
        found: dict[int, list[Membership]] = {}
        for one in rows.select_related("nucleus__version__program", "nucleus__district", "enrolment__household"):
            found.setdefault(one.enrolment_id, []).append(one)
        return found

    @cached_property
    def _moves(self) -> Mapping[int, list[CycleMove]]:
        found: dict[int, list[CycleMove]] = {}
        for one in CycleMove.objects.filter(enrolment__in=list(self._enrolments)).order_by("id"):
            found.setdefault(one.enrolment_id, []).append(one)
        return found

    @cached_property
    def _people(self) -> Mapping[int, list[tuple[Member, date, date | None]]]:
        homes = {one.household_id for one in self._enrolments.values()}
        homes |= {move.origin_id for moves in self._moves.values() for move in moves}
        found: dict[int, list[tuple[Member, date, date | None]]] = {}
        for one in Member.objects.filter(household__in=homes, erased_at=None):
            found.setdefault(one.household_id, []).append((one, one.joined_on, one.left_on))
        past = PastMembership.objects.filter(household__in=homes, member__erased_at=None).select_related("member")
        for was in past:
            found.setdefault(was.household_id, []).append((was.member, was.joined_on, was.left_on))
        return found


def holds(since: date, until: date | None, on: date) -> bool:
    return since <= on and (until is None or until > on)


def is_inside(one: Membership, on: date) -> bool:
    """As `nuclei.queries.members.inside` says it to the database."""
    ended = one.enrolment.ended_on
    return holds(one.joined_on, one.left_on, on) and (ended is None or ended > on)
