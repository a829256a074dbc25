"""Who belongs to many nuclei on a day, for what is told of many at once: the same people as `people.crowd_of`, without
a model object for each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from winay.enrolment.models import CycleMove
from winay.journal.bulk import among
from winay.nuclei.models import Membership
from winay.nuclei.queries.members import inside
from winay.registry.models import Member, PastMembership
from winay.registry.rules import is_adult
from winay.registry.terms import BirthPrecision


class Person(NamedTuple):
    """Somebody of a household of a nucleus; `membership` is the household's."""

    pk: int
    public_id: UUID
    membership: int
    sex: str
    born_on: date | None
    precision: str

    def minor(self, on: date) -> bool:
        """Whether they are surely under age on a day."""
        return is_adult(self.born_on, BirthPrecision(self.precision), on) is False


@dataclass(slots=True)
class Gathered:
    """A nucleus on a day: the people of each of its households, the participant first and then by age; households in
    the order of their participants' surnames. Not `sure`: somebody or some cycle went to another household at some
    time, and who was where must be asked of `crowd_of`."""

    on: date
    homes: list[tuple[Person, ...]] = field(default_factory=list)
    sure: bool = True

    @property
    def people(self) -> dict[UUID, Person]:
        """Everybody, by public id."""
        return {one.public_id: one for home in self.homes for one in home}

    def minors(self, some: Iterable[UUID], people: Mapping[UUID, Person]) -> frozenset[UUID]:
        """Of some people, those who are surely under age on the day."""
        return frozenset(one for one in some if one in people and people[one].minor(self.on))


def gathered_on(nuclei: Collection[int], on: date) -> dict[int, Gathered]:
    """Each nucleus (by primary key) on a day. Four queries."""
    found = {pk: Gathered(on) for pk in nuclei}
    rows = Membership.objects.filter(inside(on), among("nuclei_membership.nucleus_id", sorted(nuclei)))
    told = list(
        rows.values_list(
            "nucleus", "pk", "enrolment", "enrolment__household", "enrolment__household__participant",
            "enrolment__household__participant__sort_key",
        )
    )  # fmt: skip
    told.sort(key=lambda row: (row[5] or "", row[1]))
    people = _people([row[3] for row in told], on)
    for nucleus, membership, _cycle, home, first, _key in told:
        found[nucleus].homes.append(_in_order(people.get(home, ()), membership, first))
    for nucleus in _unsure(told):
        found[nucleus].sure = False
    return found


def _people(homes: Sequence[int], on: date) -> dict[int, list[tuple[object, ...]]]:
    found: dict[int, list[tuple[object, ...]]] = {}
    rows = Member.objects.filter(among("registry_member.household_id", homes), joined_on__lte=on, erased_at=None)
    rows = rows.filter(Q(left_on=None) | Q(left_on__gt=on)).order_by()
    for home, *person in rows.values_list("household", "pk", "public_id", "sex", "born_on", "birth_precision"):
        found.setdefault(home, []).append(tuple(person))
    return found


def _in_order(people: Iterable[tuple[object, ...]], membership: int, participant: int | None) -> tuple[Person, ...]:
    youngest = date.max
    home = [Person(pk, public_id, membership, *rest) for pk, public_id, *rest in people]  # type: ignore[arg-type]
    home.sort(key=lambda one: (one.pk != participant, one.born_on or youngest, one.pk))
    return tuple(home)


def _unsure(told: Sequence[tuple[int, ...]]) -> set[int]:
    """Nuclei of whose households some cycle or person moved."""
    moves = CycleMove.objects.filter(among("enrolment_cycle_move.enrolment_id", [row[2] for row in told]))
    past = PastMembership.objects.filter(among("registry_past_membership.household_id", [row[3] for row in told]))
    cycles, homes = set(moves.values_list("enrolment", flat=True)), set(past.values_list("household", flat=True))
    if not cycles and not homes:
        return set()
    return {row[0] for row in told if row[2] in cycles or row[3] in homes}
