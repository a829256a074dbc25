"""Households of a territory, a page at a time, by key: the same cost on the first page and on the thousandth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from winay.core.clock import local_date, now
from winay.places.models import Place
from winay.places.rules import level_of
from winay.places.terms import Level
from winay.registry.models import Consent, Household, JuntosRecord, Member
from winay.registry.queries.scope import Scope
from winay.registry.rules import juntos_end_rule, years_after
from winay.registry.terms import Kin

PAGE = 50
SOON = 365
"""Days before support is expected to end in which a household is worth a talk."""
MOST_COUNTED = 10_000
LOOKED_AT = 10_000
"""How many open households a list looks at that asks for something rare among them: most departments have fewer; in the
whole country it says so and goes on from there."""
_RARE = frozenset({"no_consent", "away", "juntos_ending"})
_Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which households. `state`: "" for open ones, "closed", "all"; and open ones with "no_consent", with somebody
    "away", or with "juntos_ending" within a year, by the unconfirmed rule. `place` narrows to a place of any level."""

    place: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """Some households with place and participant, how many people belong to each, and which gave consent. `total`
    stops at one over `MOST_COUNTED`; with `looked_at` it is what was found among the next so many. `next_after` goes
    into the next call."""

    households: tuple[Household, ...]
    people: dict[int, int]
    consented: frozenset[int]
    total: int
    next_after: _Key | None
    looked_at: int = 0


def list_households(scope: Scope, filters: Filters, *, after: _Key | None = None, limit: int = PAGE) -> HouseholdPage:
    """Households by district, then as they were registered. Five queries."""
    base = _households(scope, filters)
    found, end = _next(base, filters, after, limit)
    rare = filters.state in _RARE
    total = len(found) if rare else base.order_by().values("pk")[: MOST_COUNTED + 1].count()
    part = rare and (end is not None or after is not None)
    shown = _rows(base, found[:limit])
    keys = [one.pk for one in shown]
    people = dict(
        Member.objects.filter(household__in=keys, left_on=None).values_list("household").annotate(n=Count("pk"))
    )
    given = Consent.objects.filter(household__in=keys, withdrawn_on=None)
    consented = frozenset(given.values_list("household_id", flat=True))
    next_after = found[limit - 1] if len(found) > limit else end
    return HouseholdPage(tuple(shown), people, consented, total, next_after, LOOKED_AT if part else 0)


def every_household(scope: Scope, filters: Filters) -> Iterator[tuple[Household, list[Member]]]:
    """All of them with their people, some hundred at a time: for a file that is written while it is sent."""
    after: _Key | None = None
    base = _households(scope, filters)
    while True:
        found, end = _next(base, filters, after, 500)
        shown, after = _rows(base, found[:500]), found[499] if len(found) > 500 else end
        people: dict[int, list[Member]] = {}
        members = Member.objects.filter(household__in=[one.pk for one in shown], left_on=None)
        for member in members.select_related("away_place").order_by("id"):
            people.setdefault(member.household_id, []).append(member)
        for one in shown:
            yield one, people.get(one.pk, [])
        if after is None:
            return


def _next(
    base: "QuerySet[Household]", filters: Filters, after: _Key | None, limit: int
) -> tuple[list[_Key], _Key | None]:
    """The keys of the next households, at least one over `limit` where there are more. Where something rare is asked,
    all of those among the next `LOOKED_AT`, and the last that was looked at when there are more."""
    if after is not None:
        district, key = after
        base = base.filter(Q(district__gt=district) | Q(district=district, pk__gt=key), district__gte=district)
    keys = base.order_by("district", "pk").values_list("district", "pk")
    if filters.state not in _RARE:
        return list(keys[: limit + 1]), None
    last = list(keys[LOOKED_AT - 1 : LOOKED_AT + 1])
    end = last[0] if len(last) > 1 else None
    if end is not None:
        district, key = end
        base = base.filter(Q(district__lt=district) | Q(district=district, pk__lte=key), district__lte=district)
    return sorted(_asked(base, filters).order_by().values_list("district", "pk")), end


def _rows(base: "QuerySet[Household]", keys: Sequence[_Key]) -> list[Household]:
    return list(base.filter(pk__in=[pk for _, pk in keys]).order_by("district", "pk"))


def _households(scope: Scope, filters: Filters) -> "QuerySet[Household]":
    """Those of the territory that are open, closed, or all."""
    rows = Household.objects.select_related("place__parent__parent__parent", "participant")
    rows = rows.filter((scope.within(filters.place) if filters.place else scope).q())
    if level_of(filters.place) is Level.LOCALITY:
        rows = rows.filter(place__code=filters.place)
    if filters.state == "closed":
        return rows.filter(closed_on__isnull=False)
    return rows if filters.state == "all" else rows.filter(closed_on=None)


def _asked(rows: "QuerySet[Household]", filters: Filters) -> "QuerySet[Household]":
    """Those among open ones of which something rare is asked."""
    if filters.state == "no_consent":
        return without_consent(rows)
    if filters.state == "juntos_ending":
        return juntos_ending(rows, local_date(now(), settings.TIME_ZONE))
    if filters.state == "away":
        away = Member.objects.filter(household=OuterRef("pk"), left_on=None, away_since__isnull=False)
        return rows.filter(Exists(away))
    return rows


def without_consent(rows: "QuerySet[Household]") -> "QuerySet[Household]":
    """Those whose participant has not agreed, or no longer does."""
    given = Consent.objects.filter(household=OuterRef("pk"), member=OuterRef("participant"), withdrawn_on=None)
    return rows.filter(~Exists(given))


def juntos_ending(rows: "QuerySet[Household]", on: date) -> "QuerySet[Household]":
    """Those in Juntos whose youngest child will be too old within a year, by the rule in force (unconfirmed)."""
    age = juntos_end_rule(on).child_age
    children = Member.objects.filter(household=OuterRef("pk"), left_on=None, kin__in=[Kin.CHILD, Kin.GRANDCHILD])
    soon = years_after(on + timedelta(days=SOON), -age)
    in_juntos = JuntosRecord.objects.filter(household=OuterRef("pk"), member=True)
    youngest = children.filter(born_on__gt=years_after(on, -age), born_on__lte=soon)
    return rows.filter(Exists(in_juntos), Exists(youngest), ~Exists(children.filter(born_on__gt=soon)))


def places_inside(scope: Scope, place: Place | None) -> list[tuple[Place, int]]:
    """The places one level below (departments for None) where open households live, with how many. Three queries at
    most, read from the index by district."""
    level = Level.DEPARTMENT if place is None else _BELOW.get(Level(place.level))
    if level is None:
        return []
    inside = scope.within(place.code) if place is not None else scope
    open_ones = Household.objects.filter(inside.q(), closed_on=None)
    if level is Level.LOCALITY:
        counted = open_ones.order_by().values_list("place_id").annotate(n=Count("pk"))
        found = dict(counted)
        return [(one, found[one.pk]) for one in Place.objects.filter(pk__in=found).order_by("name_key")]
    digits = {Level.DEPARTMENT: 2, Level.PROVINCE: 4, Level.DISTRICT: 6}[level]
    totals: dict[str, int] = {}
    for district, number in open_ones.order_by().values_list("district").annotate(n=Count("pk")):
        code = f"{district:06d}"[:digits]
        totals[code] = totals.get(code, 0) + number
    return [(one, totals[one.code]) for one in Place.objects.filter(code__in=totals).order_by("code")]


_BELOW = {Level.DEPARTMENT: Level.PROVINCE, Level.PROVINCE: Level.DISTRICT, Level.DISTRICT: Level.LOCALITY}


def people_in(scope: Scope, place: Place) -> int:
    """How many people belong to the open households of a district or a locality. One query."""
    members = Member.objects.filter(scope.within(place.code).q("household__district"), left_on=None)
    members = members.filter(household__closed_on=None)
    if place.level == Level.LOCALITY:
        members = members.filter(household__place=place)
    return members.count()
