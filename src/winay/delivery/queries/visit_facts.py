"""What telling a visit or a session is judged on: the trainer's day, the household then, what they teach."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery

from winay.delivery.session_models import Session
from winay.delivery.visit_models import STANDS, Visit
from winay.delivery.visit_rules import Busy
from winay.enrolment.models import CycleMove, Enrolment
from winay.nuclei.models import Membership
from winay.nuclei.queries.members import inside
from winay.places.rules import name_key
from winay.plans.plan_models import HouseholdPlan, PlanItem
from winay.plans.queries.menus import menu_for
from winay.plans.queries.plans import last_approved
from winay.programs.models import Version
from winay.programs.version_terms import ItemTerms, Words
from winay.registry.models import Member, PastMembership
from winay.trainers.contract_models import Contract
from winay.trainers.terms import ContractKind

TAUGHT = {ContractKind.PRODUCTIVE: frozenset({1, 2}), ContractKind.FINANCIAL: frozenset({3, 4})}
"""Components that a kind of trainer delivers."""


@dataclass(frozen=True, slots=True)
class Lived:
    """A household's time in a nucleus on a day, and the household it was by then (primary key)."""

    membership: Membership
    household: int


def lived(enrolment: Enrolment, on: date) -> Lived | None:
    """Where a cycle was on a day, if it was in a nucleus. One query."""
    later = CycleMove.objects.filter(enrolment=OuterRef("enrolment"), at__gte=_midnight_after(on)).order_by("id")
    rows = Membership.objects.filter(inside(on), enrolment=enrolment).annotate(
        was_in=Subquery(later.values("origin")[:1])
    )
    found = rows.select_related("nucleus__version__program", "nucleus__district", "enrolment__household").first()
    if found is None:
        return None
    return Lived(found, found.was_in or enrolment.household_id)  # type: ignore[attr-defined]


def _midnight_after(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.TIME_ZONE))


def people_on(household: int, on: date) -> dict[UUID, Member]:
    """Who belonged to a household (primary key) on a day, the participant first, then from the eldest. One query."""
    past = PastMembership.objects.filter(household=household, joined_on__lte=on, left_on__gt=on).values("member")
    there = Q(household=household, joined_on__lte=on) & (Q(left_on=None) | Q(left_on__gt=on))
    rows = Member.objects.filter(there | Q(pk__in=past), erased_at=None)
    order = {"participant": 0, "partner": 1}
    people = sorted(rows, key=lambda one: (order.get(one.kin, 2), one.born_on or date.max, one.pk))
    return {one.public_id: one for one in people}


def busy_on(applicant: int, on: date, *, household: int | None = None, but: int | None = None) -> tuple[Busy, ...]:
    """Minutes of a day that somebody (primary key) has told of, but one visit. `household`: the cycle (primary key) of
    which a visit is told now. Two queries."""
    theirs = Contract.objects.filter(applicant=applicant).values("pk")
    visits = Visit.objects.filter(STANDS, contract__in=theirs, visited_on=on).exclude(pk=but)
    return (
        *(
            Busy(start, minutes, cycle == household)
            for start, minutes, cycle in visits.values_list("start_minute", "minutes", "enrolment")
        ),
        *_sessions(theirs, on),
    )


def _sessions(contracts: object, on: date) -> list[Busy]:
    rows = Session.objects.filter(STANDS, contract__in=contracts, held_on=on)
    return [Busy(start, minutes) for start, minutes in rows.values_list("start_minute", "minutes")]


def taught(version: Version, kind: ContractKind) -> dict[str, ItemTerms]:
    """Items of a version's menu that a kind of trainer teaches, by key. The menu is read once a process."""
    theirs = TAUGHT.get(kind, frozenset())
    return {one.key: one for one in menu_for(version) if theirs.intersection(one.components)}


def offered_advice(version: Version, item: str) -> list[Words]:
    """What the menu has a trainer say of an item, visit by visit."""
    return [words for one in menu_for(version) if one.key == item for words in one.visits]


def offered_words(version: Version) -> frozenset[str]:
    """Every advice that the version's menu offers, in each language, as names are compared (`name_key`)."""
    texts = (text for one in menu_for(version) for words in one.visits for text in words.by_language.values())
    return frozenset(name_key(text) for text in texts)


def planned(lives: Lived, on: date) -> list[str]:
    """What the plan in force on a day gives to a household. Three queries at most."""
    plan = last_approved(lives.membership.nucleus, by=on)
    if plan is None:
        return []
    row = HouseholdPlan.objects.filter(plan=plan, membership=lives.membership).first()
    items = row.own if row is not None and row.varied else PlanItem.objects.filter(plan=plan)
    return list(items.order_by("pk").values_list("item", flat=True))
