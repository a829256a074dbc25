"""Who is in a nucleus on a day, who was, who could come. A membership ends with its cycle: each question asks both."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from winay.enrolment.models import Enrolment
from winay.enrolment.queries.facts import places_on
from winay.nuclei.governance_models import Attendance, Mandate
from winay.nuclei.membership_rules import Stay, first_of
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.terms import LeaveWhy, MandateEnd
from winay.places.models import Place
from winay.places.rules import name_key
from winay.registry.models import Household, Member, PastParticipant

OFFERED = 200
"""Households that are offered on one page."""


def inside(day: date, prefix: str = "") -> Q:
    """Memberships that hold a day. `prefix` is the way to the membership, with its underscores."""
    return (
        Q(**{f"{prefix}joined_on__lte": day})
        & (Q(**{f"{prefix}left_on": None}) | Q(**{f"{prefix}left_on__gt": day}))
        & (Q(**{f"{prefix}enrolment__ended_on": None}) | Q(**{f"{prefix}enrolment__ended_on__gt": day}))
    )


def counted_inside(day: date) -> Q:
    """The same for counting thousands: the cycles that ended, which are the fewer, are looked for, not every cycle."""
    ended = Enrolment.objects.filter(pk=OuterRef("enrolment"), ended_on__lte=day)
    return Q(joined_on__lte=day) & (Q(left_on=None) | Q(left_on__gt=day)) & ~Exists(ended)


@dataclass(frozen=True, slots=True)
class Living:
    """A household in a nucleus on a day: where it lived then, who was its participant then."""

    membership: Membership
    household: Household
    place: Place
    participant: Member | None

    @property
    def name_key(self) -> tuple[str, str, int]:
        return self.place.name_key, self.participant.sort_key if self.participant else "", self.household.pk


@dataclass(frozen=True, slots=True)
class Home:
    """The same for counting: primary keys of a household and of its place, and the sex of its participant."""

    household: int
    place: int
    place_name: str
    place_synthetic: bool
    sex: str | None


def homes_on(nucleus: Nucleus, day: date) -> list[Home]:
    """Everybody who is in a nucleus on a day, by community. One query; three more for a day before some moved or had
    another participant."""
    home = "enrolment__household__"
    told = Membership.objects.filter(inside(day), nucleus=nucleus).values_list(
        f"{home}lives_since", f"{home}participant_since", f"{home}pk", f"{home}place__pk", f"{home}place__name",
        f"{home}place__synthetic", f"{home}participant__sex", f"{home}place__name_key",
    )  # fmt: skip
    rows = list(told)
    if any(lives > day or (since is not None and since > day) for lives, since, *_ in rows):
        return [
            Home(
                one.household.pk, one.place.pk, one.place.name, one.place.synthetic,
                one.participant.sex if one.participant else None,
            )
            for one in members_on(nucleus, day)
        ]  # fmt: skip
    rows.sort(key=lambda row: (row[-1], row[2]))
    return [Home(*row[2:-1]) for row in rows]


def members_on(nucleus: Nucleus, day: date, *, cycles: Collection[int] | None = None) -> list[Living]:
    """Everybody who is in a nucleus on a day, or those of some cycles (primary keys), by community and surname. Three
    queries at most."""
    those = Q() if cycles is None else Q(enrolment__in=cycles)
    rows = list(_at_home(Membership.objects.filter(inside(day), those, nucleus=nucleus)))
    for one in rows:
        one.nucleus = nucleus
    return sorted(_living(rows, day), key=lambda one: one.name_key)


def counts_on(nuclei: Collection[int], day: date) -> dict[int, int]:
    """How many households are in each nucleus (primary keys) on a day. One query."""
    rows = Membership.objects.filter(counted_inside(day), nucleus__in=nuclei).order_by()
    return dict(rows.values_list("nucleus").annotate(n=Count("pk")))


def came_and_went(nucleus: Nucleus, day: date) -> list[Membership]:
    """Memberships that are over by a day, or never were, the newest end first. One query."""
    over = Q(left_on__lte=day) | Q(enrolment__ended_on__lte=day)
    rows = list(_whole(Membership.objects.filter(over, nucleus=nucleus)))
    return sorted(rows, key=lambda one: (last_day_of(one) or day, one.pk), reverse=True)


def last_day_of(one: Membership) -> date | None:
    """The first day out, whatever ended it; never before the first day in."""
    ended = first_of(one.left_on, one.enrolment.ended_on)
    return None if ended is None else max(ended, one.joined_on)


def households_over_time(nucleus: Nucleus) -> list[tuple[date, date | None]]:
    """The days of everybody who ever was in, for counting. One query."""
    rows = Membership.objects.filter(nucleus=nucleus).values_list("joined_on", "left_on", "enrolment__ended_on")
    found = ((since, first_of(left, ended)) for since, left, ended in rows)
    return [(since, until) for since, until in found if until is None or until > since]


def stays_in(nucleus: Nucleus, *, without: int | None = None) -> list[Stay]:
    """The days of everybody in a nucleus, but one membership (primary key). One query."""
    return _stays(Membership.objects.filter(nucleus=nucleus).exclude(pk=without))


def _stays(rows: "QuerySet[Membership]") -> list[Stay]:
    told = rows.values_list("joined_on", "left_on", "enrolment__ended_on", "nucleus__name")
    return [Stay(since, first_of(left, ended), name) for since, left, ended, name in told.order_by("joined_on", "pk")]


def stays_told(enrolment_id: int, *, without: int | None = None) -> list[Stay]:
    """The days told of a cycle in nuclei, also past its end, but one membership (primary key). Those of other cycles
    never meet them. One query."""
    rows = Membership.objects.filter(enrolment=enrolment_id).exclude(pk=without).order_by("joined_on", "pk")
    return [Stay(since, left, name) for since, left, name in rows.values_list("joined_on", "left_on", "nucleus__name")]


def memberships_of(nucleus: Nucleus, enrolment: UUID) -> list[Membership]:
    """Every time that a cycle was in a nucleus, the newest first. One query."""
    return list(_whole(Membership.objects.filter(nucleus=nucleus, enrolment__public_id=enrolment)).order_by("-pk"))


def last_membership(nucleus: Nucleus, enrolment: UUID) -> Membership | None:
    """The newest of them. One query."""
    return next(iter(memberships_of(nucleus, enrolment)), None)


def came_from(one: Membership) -> Membership | None:
    """The membership that ended on the day on which this one began, because the household went here. One query."""
    rows = Membership.objects.filter(enrolment=one.enrolment_id, left_on=one.joined_on)
    return rows.filter(left_why=LeaveWhy.OTHER_NUCLEUS).exclude(pk=one.pk).first()


def nucleus_of(household: Household, day: date) -> Membership | None:
    """Where a household is on a day. One query."""
    rows = Membership.objects.filter(inside(day), enrolment__household=household)
    return rows.select_related("nucleus__version__program", "nucleus__district", "enrolment").first()


def lived_in(household: Household, district: Place, day: date) -> bool:
    """Whether a household lived in a district on a day. One query at most."""
    return places_on([household], day)[household.pk].code.startswith(district.code)


def who_may_come(nucleus: Nucleus, *, text: str = "", limit: int = OFFERED) -> tuple[list[Enrolment], bool]:
    """Open cycles of the version that no nucleus holds, whose household lives in the district: by community and
    surname, in no other order; whether there are more. One query."""
    held = Membership.objects.filter(enrolment=OuterRef("pk"), left_on=None)
    home = {"household__district": int(nucleus.district.code)}
    rows = Enrolment.objects.filter(**home, call__version=nucleus.version_id, ended_on=None).filter(~Exists(held))
    if text:
        words = Q(household__place__name_key__contains=name_key(text))
        for part in text.split():
            words |= Q(household__participant__sort_key__contains=name_key(part))
        rows = rows.filter(words)
    rows = rows.select_related("household__place", "household__participant", "call")
    found = list(rows.order_by("household__place__name_key", "household__participant__sort_key", "pk")[: limit + 1])
    return found[:limit], len(found) > limit


def seen_on(one: Membership) -> date | None:
    """The last day on which somebody came to an assembly by this membership. One query."""
    rows = Attendance.objects.filter(membership=one, assembly__reversed_at=None)
    return rows.aggregate(last=Max("assembly__held_on"))["last"]


def holds_post(one: Membership) -> bool:
    """Whether somebody of the household is on the board. One query."""
    people = Mandate.objects.filter(nucleus=one.nucleus_id, member__household=one.enrolment.household_id)
    return people.filter(ended_on=None).exists()


def acted(one: Membership) -> bool:
    """Whether somebody of the household came to an assembly by this membership, or was elected while it ran. Two
    queries at most."""
    if Attendance.objects.filter(membership=one, assembly__reversed_at=None).exists():
        return True
    people = Mandate.objects.filter(nucleus=one.nucleus_id, member__household=one.enrolment.household_id)
    return people.filter(began_on__gte=one.joined_on).exclude(end_why=MandateEnd.MISTAKE).exists()


def _whole(rows: "QuerySet[Membership]") -> "QuerySet[Membership]":
    return _at_home(rows).select_related("nucleus__version__program", "nucleus__district", "enrolment__call")


def _at_home(rows: "QuerySet[Membership]") -> "QuerySet[Membership]":
    return rows.select_related("enrolment__household__place", "enrolment__household__participant")


def _living(rows: Sequence[Membership], day: date) -> list[Living]:
    homes = [one.enrolment.household for one in rows]
    places, people = places_on(homes, day), participants_on(homes, day)
    return [
        Living(one, home, places[home.pk], people[home.pk]) for one, home in zip(rows, homes, strict=True)
    ]  # fmt: skip


def participants_on(households: Iterable[Household], day: date) -> dict[int, Member | None]:
    """Who was each household's participant on a day; before anything is known, the first there was. One query at
    most."""
    found = {one.pk: one.participant for one in households}
    earlier = [one.pk for one in households if one.participant_since is not None and one.participant_since > day]
    if not earlier:
        return found
    rows = PastParticipant.objects.filter(household__in=earlier, until_on__gt=day).select_related("member")
    for row in rows.order_by(F("from_on").desc(), "-pk"):
        found[row.household_id] = row.member
    return found


def first_membership(enrolment: Enrolment) -> Membership | None:
    """The first time that a cycle was in a nucleus, mistakes left out. One query."""
    rows = Membership.objects.filter(enrolment=enrolment).exclude(left_on=F("joined_on"))
    return rows.select_related("nucleus").order_by("joined_on", "pk").first()
