"""What the rules look at: the visits, caseloads and prices of a month, in a number of queries that does not grow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, Sum

from winay.core.period import Period
from winay.delivery.asset_models import Delivery, DeliveryLine, Technology
from winay.delivery.queries.sayings import now_standing
from winay.delivery.queries.visit_facts import offered_words
from winay.delivery.saying_models import Saying
from winay.delivery.saying_terms import DENIALS, Answer
from winay.delivery.session_models import Session
from winay.delivery.technology_models import Check
from winay.delivery.technology_terms import Evidence as TechEvidence
from winay.delivery.technology_terms import TechState
from winay.delivery.visit_models import STANDS, Visit
from winay.nuclei.membership_rules import first_of
from winay.nuclei.models import Membership, Nucleus
from winay.places.models import Office, Place
from winay.places.terms import CODE_LENGTH, Level
from winay.plans.plan_models import OrderLine
from winay.plans.price_models import Price
from winay.plans.queries.plans import last_approved
from winay.plans.queries.prices import codes_of, within
from winay.supervision.queries.numbers import Numbers
from winay.supervision.signal_rules import (
    CaseFact,
    DenialFact,
    Finding,
    OrderFact,
    PriceFact,
    Spot,
    UseFact,
    VisitFact,
    abandoned_cluster,
    between_homes,
    beyond_order,
    copied_answers,
    household_denies,
    impossible_walk,
    many_visits,
    never_visited,
    price_far,
    same_place,
)
from winay.supervision.terms import EvidenceKind
from winay.targeting.queries.ground import read_ways
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract, ContractNucleus

DISTRICT = CODE_LENGTH[Level.DISTRICT]
ONE_DAY = timedelta(days=1)


def month_of(day: date) -> Period:
    """The calendar month that a day lies in."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1))


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking over a month found. `visits`: how many were looked at."""

    findings: Sequence[Finding]
    visits: int


def look_at(nucleus: Nucleus, month: Period, numbers: Numbers, today: date) -> Looked:
    """Everything that the rules find of a nucleus in a month: some eighteen queries, however many visits."""
    visits = visits_of(nucleus, month)
    found: list[Finding] = []
    if (told := numbers.all("signal_visits_hour", "signal_day_minutes")) is not None:
        found += many_visits(visits, an_hour=told[0], day_minutes=told[1])
    if (told := numbers.all("signal_place_metres", "signal_homes_metres")) is not None:
        found += same_place(visits, within=told[0], homes_apart=told[1])
    if (told := numbers.all("signal_copied_visits")) is not None:
        found += copied_answers(visits, households=told[0], templates=offered_words(nucleus.version))
    if (told := numbers.all("signal_walk_share")) is not None:
        ways = walking(visits, today)
        found += impossible_walk(visits, share=told[0], walk=lambda one, other: between_homes(one, other, ways))
    mine = [one for one in found if one.nucleus == nucleus.pk]
    if (told := numbers.all("signal_unvisited_days")) is not None:
        seen = _until(month, today)
        mine += never_visited(cases_of(nucleus, month, told[0]), days=told[0], month=seen) if seen else []
    mine += beyond_order(orders_of(nucleus, month))
    mine += household_denies(denials_of(nucleus, month))
    if (told := numbers.all("signal_abandoned_share", "signal_abandoned_least")) is not None:
        mine += abandoned_cluster(uses_of(nucleus, month), share=told[0], least=told[1], month=month)
    return Looked(mine, len(visits))


def _until(month: Period, today: date) -> Period | None:
    """The days of a month that are over today; None where none is."""
    end = min(month.end or today, today)
    return Period(month.start, end) if end > month.start else None


def visits_of(nucleus: Nucleus, month: Period) -> list[VisitFact]:
    """What the trainers who serve a nucleus told of a month, also of their other nuclei: nobody is in two places. Three
    queries."""
    days = {"began_on__lt": month.end, "over_on__gt": month.start}
    people = Contract.objects.filter(nuclei__nucleus=nucleus, **days).values("applicant")
    contracts = dict(Contract.objects.filter(applicant__in=people, **days).values_list("pk", "public_id"))
    told = Visit.objects.filter(STANDS, contract__in=contracts, visited_on__gte=month.start, visited_on__lt=month.end)
    rows = told.values_list(
        "public_id", "contract", "contract__applicant", "nucleus", "enrolment__household__public_id",
        "enrolment__household__place", "visited_on", "start_minute", "minutes", "advice", "latitude_e6",
        "longitude_e6", "accuracy_m", "enrolment__household__latitude_e6", "enrolment__household__longitude_e6",
    )  # fmt: skip
    found = [
        VisitFact(
            str(key), trainer, str(contracts[contract]), where, str(home), place, on, start, minutes, advice,
            _spot(latitude, longitude, accuracy), _spot(lives_at, lives_by, 0),
        )
        for key, contract, trainer, where, home, place, on, start, minutes, advice, latitude, longitude, accuracy,
        lives_at, lives_by in rows
    ]  # fmt: skip
    return found + _sessions(contracts, month)


def _sessions(contracts: Mapping[int, Any], month: Period) -> list[VisitFact]:
    rows = Session.objects.filter(STANDS, contract__in=contracts, held_on__gte=month.start, held_on__lt=month.end)
    told = rows.values_list("public_id", "contract", "contract__applicant", "nucleus", "held_on", "start_minute",
                            "minutes")  # fmt: skip
    return [
        VisitFact(str(key), trainer, str(contracts[contract]), where, "", 0, on, start, minutes)
        for key, contract, trainer, where, on, start, minutes in told
    ]


def _spot(latitude: int | None, longitude: int | None, accuracy: int | None) -> Spot | None:
    return None if latitude is None or longitude is None else Spot(latitude, longitude, accuracy or 0)


def walking(visits: Iterable[VisitFact], today: date) -> dict[tuple[int, int], int]:
    """Minutes between the communities where somebody was visited, as an office recorded them or as estimated; nothing
    where nobody knows. Eleven queries at most."""
    places = list(Place.objects.filter(pk__in={one.place for one in visits if one.household}).order_by("pk"))
    if len(places) < 2:
        return {}
    ground = read_ways({one.code[:DISTRICT] for one in places}, today)
    known = [(one.pk, ground.position[one.pk]) for one in places if one.pk in ground.position]
    pairs = [(a, b, at, to) for a, at in known for b, to in known if a != b]
    if not pairs:
        return {}
    seconds = ground.between(np.array([row[2] for row in pairs]), np.array([row[3] for row in pairs])).tolist()
    return {(a, b): told // 60 for (a, b, _, _), told in zip(pairs, seconds, strict=True) if told >= 0}


def cases_of(nucleus: Nucleus, month: Period, days: int) -> list[CaseFact]:
    """The households that trainers had in a nucleus in a month, with the days of their visits since they could have
    waited that long. Three queries."""
    since = month.start - timedelta(days=days)
    rows = Membership.objects.filter(nucleus=nucleus, joined_on__lt=month.end)
    rows = rows.filter(Q(left_on=None) | Q(left_on__gt=since)).values_list(
        "enrolment", "joined_on", "left_on", "enrolment__ended_on", "enrolment__household__public_id"
    )
    stays: dict[int, list[tuple[date, date | None, str]]] = {}
    for cycle, joined, left, ended, home in rows:
        stays.setdefault(cycle, []).append((joined, first_of(left, ended), str(home)))
    served = ContractNucleus.objects.filter(nucleus=nucleus).values("contract")
    held = Case.objects.filter(enrolment__in=stays, contract__in=served, from_on__lt=month.end)
    told = held.filter(Q(until_on=None) | Q(until_on__gt=since)).values_list(
        "enrolment", "kind", "from_on", "until_on", "contract__public_id", "contract__began_on", "contract__over_on"
    )
    visited: dict[tuple[int, str], list[date]] = {}
    seen = Visit.objects.filter(STANDS, enrolment__in=stays, visited_on__gte=since, visited_on__lt=month.end)
    for cycle, kind, on in seen.values_list("enrolment", "kind", "visited_on"):
        visited.setdefault((cycle, kind), []).append(on)
    found = []
    for cycle, kind, from_on, until_on, contract, began, over in told:
        for joined, left, home in stays[cycle]:
            begin = max(from_on, joined, began)
            end = min(day for day in (until_on, left, over, nucleus.closed_on) if day is not None)
            if begin < end:
                days_of = tuple(sorted(visited.get((cycle, kind), ())))
                found.append(CaseFact(str(contract), nucleus.pk, home, begin, end, days_of))
    return found


def orders_of(nucleus: Nucleus, month: Period) -> list[OrderFact]:
    """What households had taken by the beginning and by the end of a month, line by line, beside what the plan in force
    when the month ends orders; a line that it does not order any more has nothing ordered. Four queries at most."""
    assert month.end is not None  # a calendar month
    plan = last_approved(nucleus, by=month.end - ONE_DAY)
    if plan is None:
        return []
    rows = DeliveryLine.objects.filter(delivery__nucleus=nucleus, delivery__reversed_at=None)
    rows = rows.filter(delivery__delivered_on__lt=month.end).order_by()
    early = Sum("accepted", filter=Q(delivery__delivered_on__lt=month.start), default=0)
    came = rows.values_list("delivery__technology__item", "position").annotate(
        before=early, taken=Sum("accepted"), last=Max("delivery__delivered_on"), named=Max("words")
    )
    lines = OrderLine.objects.filter(plan=plan).values_list("item", "position", "words", "quantity")
    ordered = {(item, at): (words, quantity) for item, at, words, quantity in lines}
    found = []
    for item, at, before, taken, last, named in came:
        words, quantity = ordered.get((item, at), (named, 0))
        found.append(
            OrderFact(str(nucleus.public_id), nucleus.pk, item, at, words, quantity, before, taken, last)
        )  # fmt: skip
    return found


def denials_of(nucleus: Nucleus, month: Period) -> list[DenialFact]:
    """What households denied, by the month in which it reached the office: a card that comes late is not missed. What
    was corrected since counts as it stands now, what was taken back not at all. Three queries at most."""
    days = _instants(month)
    rows = Saying.objects.filter(STANDS, nucleus=nucleus, answer__in=DENIALS, recorded_at__gte=days[0])
    told = list(rows.filter(recorded_at__lt=days[1]).select_related("delivery__trainer"))
    visits = now_standing([one.visit_id for one in told if one.visit_id is not None])
    contracts = dict(
        Contract.objects.filter(pk__in={one.contract_id for one in visits.values()}).values_list("pk", "public_id")
    )
    found = []
    for one in told:
        where = {"nucleus_key": str(nucleus.public_id), "nucleus": nucleus.pk, "note": one.note}
        visit = visits.get(one.visit_id) if one.visit_id is not None else None
        if visit is not None:
            found.append(
                DenialFact(
                    EvidenceKind.VISIT, str(visit.public_id), str(contracts[visit.contract_id]), on=visit.visited_on,
                    start=visit.start_minute, minutes=visit.minutes, **where,
                )
            )  # fmt: skip
        elif one.delivery is not None and one.delivery.reversed_at is None:
            contract = str(one.delivery.trainer.public_id) if one.delivery.trainer else ""
            poor = one.answer == Answer.NOT_AS_PROMISED
            found.append(
                DenialFact(
                    EvidenceKind.DELIVERY, str(one.delivery.public_id), contract, on=one.delivery.delivered_on,
                    poor=poor, **where,
                )
            )  # fmt: skip
    return found


def _instants(month: Period) -> tuple[datetime, datetime]:
    """When a calendar month begins and when it is over, where the country lives."""
    assert month.end is not None
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(month.start, time(), tzinfo=zone), datetime.combine(month.end, time(), tzinfo=zone)


def uses_of(nucleus: Nucleus, month: Period) -> list[UseFact]:
    """What the last check that stands said of each technology that a household received: before a month, and by its
    end. What was only told to the checker changes no state, and none here. Two queries."""
    received = Delivery.objects.filter(technology=OuterRef("pk"), reversed_at=None, delivered_on__lt=month.end)
    rows = Technology.objects.filter(Exists(received), nucleus=nucleus).values_list(
        "pk", "public_id", "item", "membership__enrolment__household__place",
        "membership__enrolment__household__place__code",
    )  # fmt: skip
    told = list(rows)
    checks = Check.objects.filter(technology__in=[row[0] for row in told], reversed_at=None, checked_on__lt=month.end)
    checks = checks.exclude(evidence=TechEvidence.TOLD)
    before: dict[int, str] = {}
    after: dict[int, tuple[str, date]] = {}
    for technology, on, state in checks.order_by("checked_on", "id").values_list("technology", "checked_on", "state"):
        after[technology] = (state, on)
        if on < month.start:
            before[technology] = state
    gone = TechState.ABANDONED.value
    return [
        UseFact(
            str(key), str(nucleus.public_id), nucleus.pk, item, place, code, before.get(pk) == gone,
            pk in after and after[pk][0] == gone, after[pk][1] if pk in after else None,
        )
        for pk, key, item, place, code in told
    ]  # fmt: skip


def prices_of(office: Office, month: Period, numbers: Numbers) -> list[Finding]:
    """Prices of an office's month that are far from what the same costs elsewhere in it, by all that is known until the
    month ends. Two queries."""
    told = numbers.all("signal_price_share", "signal_price_least")
    if told is None:
        return []
    rows = Price.objects.filter(within(codes_of(office)), withdrawn_at=None, quoted_on__lt=month.end)
    facts = [
        PriceFact(str(key), f"{item}/{line}/{unit}", place, minor, on)
        for key, item, line, unit, place, minor, on in rows.values_list(
            "public_id", "item", "line", "unit", "place", "minor", "quoted_on"
        )
    ]
    return price_far(facts, share=told[0], least=told[1], month=month)
