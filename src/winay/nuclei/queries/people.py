"""Who belongs to a nucleus on a day: its households then, and the people of each.

A cycle may have gone to another household since, and a person too: what counts is where they were on the day.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from winay.core.clock import local_date
from winay.enrolment.models import CycleMove
from winay.nuclei.models import Membership, Nucleus
from winay.places.rules import name_key
from winay.registry.models import Household, Member, PastMembership
from winay.registry.rules import is_adult
from winay.registry.terms import BirthPrecision


@dataclass(frozen=True, slots=True)
class Home:
    """A household of a nucleus, with its people on the day: its participant first, then by age."""

    membership: Membership
    household: Household
    people: tuple[Member, ...]


@dataclass(frozen=True)
class Crowd:
    """The households of a nucleus on a day, in the order of their participants' surnames. What is asked of it is
    worked out once."""

    on: date
    homes: Sequence[Home]

    @cached_property
    def memberships(self) -> dict[UUID, Membership]:
        """The membership by which each person belongs, by public id."""
        return {one.public_id: home.membership for home in self.homes for one in home.people}

    @cached_property
    def people(self) -> dict[UUID, Member]:
        """Everybody, by public id."""
        return {one.public_id: one for home in self.homes for one in home.people}

    @cached_property
    def minors(self) -> frozenset[UUID]:
        """Those who are surely under age on the day."""
        return frozenset(
            key
            for key, one in self.people.items()
            if is_adult(one.born_on, BirthPrecision(one.birth_precision), self.on) is False
        )

    @cached_property
    def namesakes(self) -> frozenset[UUID]:
        """Those who share their name with somebody else, as people hear it: without minding accents or capitals."""
        names = {
            key: name_key(" ".join((one.given_names, one.surname_1, one.surname_2))) for key, one in self.people.items()
        }
        counts = Counter(names.values())
        return frozenset(key for key, name in names.items() if counts[name] > 1)


def memberships_on(nucleus: Nucleus, on: date) -> "list[Membership]":
    """The households' times in a nucleus that hold a day. One query."""
    rows = Membership.objects.filter(nucleus=nucleus, joined_on__lte=on)
    rows = rows.filter(Q(left_on=None) | Q(left_on__gt=on))
    rows = rows.filter(Q(enrolment__ended_on=None) | Q(enrolment__ended_on__gt=on))
    return list(rows.select_related("enrolment").order_by("id"))


def crowd_of(nucleus: Nucleus, on: date) -> Crowd:
    """Households and people of a nucleus on a day. Five queries."""
    memberships = memberships_on(nucleus, on)
    homes = _homes(memberships, on)
    households = {
        one.pk: one
        for one in Household.objects.filter(pk__in=set(homes.values())).select_related("participant", "place")
    }
    people = _people_of(list(households), on)
    found = [
        Home(one, household := households[homes[one.pk]], _in_order(household, people.get(household.pk, [])))
        for one in memberships
    ]
    found.sort(
        key=lambda home: (home.household.participant.sort_key if home.household.participant else "", home.membership.pk)
    )
    return Crowd(on, tuple(found))


def _homes(memberships: Sequence[Membership], on: date) -> dict[int, int]:
    """The household of each membership on the day (primary keys)."""
    homes = {one.pk: one.enrolment.household_id for one in memberships}
    by_cycle = {one.enrolment_id: one.pk for one in memberships}
    moves = CycleMove.objects.filter(enrolment__in=list(by_cycle)).order_by("-id")
    for move in moves:
        if on < local_date(move.at, settings.TIME_ZONE):
            homes[by_cycle[move.enrolment_id]] = move.origin_id
    return homes


def _people_of(households: Sequence[int], on: date) -> Mapping[int, list[Member]]:
    found: dict[int, list[Member]] = {}
    there = Member.objects.filter(household__in=households, joined_on__lte=on, erased_at=None)
    for one in there.filter(Q(left_on=None) | Q(left_on__gt=on)):
        found.setdefault(one.household_id, []).append(one)
    past = PastMembership.objects.filter(household__in=households, joined_on__lte=on, left_on__gt=on)
    for was in past.filter(member__erased_at=None).select_related("member"):
        if was.member not in found.get(was.household_id, []):
            found.setdefault(was.household_id, []).append(was.member)
    return found


def _in_order(household: Household, people: Sequence[Member]) -> tuple[Member, ...]:
    youngest = date.max
    return tuple(
        sorted(people, key=lambda one: (one.pk != household.participant_id, one.born_on or youngest, one.pk))
    )  # fmt: skip
