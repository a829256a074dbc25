"""What households said of visits and deliveries: of one, of a household's card, of a nucleus. What was said of a visit
that was corrected since holds for the one that took its place; of one that never was, for nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from winay.delivery.asset_models import Delivery
from winay.delivery.queries.assets import whole_deliveries
from winay.delivery.queries.visits import ORDER, whole_visits
from winay.delivery.saying_models import Saying
from winay.delivery.saying_terms import DENIALS
from winay.delivery.visit_models import STANDS, Visit
from winay.delivery.visit_terms import VisitEnd
from winay.enrolment.models import Enrolment
from winay.nuclei.governance_models import Assembly
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import inside
from winay.nuclei.terms import AssemblyState

VISITS_ON_CARD = 3
"""How many of the last visits a card asks about."""


def whole_sayings() -> "QuerySet[Saying]":
    """Sayings with what their names and access need."""
    return Saying.objects.select_related(
        "speaker", "assembly", "visit__contract__applicant", "delivery__technology", "delivery__trainer__applicant",
        "enrolment__household__participant", "enrolment__household__place", "nucleus__version__program",
        "nucleus__district__parent",
    )  # fmt: skip


def saying_by_id(public_id: UUID) -> Saying | None:
    """One saying, whether it stands or not. One query."""
    return whole_sayings().filter(public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class Asked:
    """A visit or a delivery that a household is asked about, and what it says of it; None where it has not said."""

    thing: Visit | Delivery
    saying: Saying | None

    @property
    def is_visit(self) -> bool:
        return isinstance(self.thing, Visit)

    @property
    def on(self) -> date:
        return self.thing.visited_on if isinstance(self.thing, Visit) else self.thing.delivered_on


def asked_of(cycles: Collection[int]) -> dict[int, list[Asked]]:
    """What the card of each of many households (cycles' primary keys) asks about: its last visits that stand, the
    newest first, and every delivery that stands, by day. Four queries, and one more where a visit was corrected."""
    visits = _last_visits(cycles)
    came = whole_deliveries().filter(technology__membership__enrolment__in=cycles, reversed_at=None)
    deliveries = list(came.order_by("delivered_on", "id"))
    said = said_of(visits)
    of_delivery = {one.delivery_id: one for one in _standing().filter(delivery__in=[d.pk for d in deliveries])}
    found: dict[int, list[Asked]] = {cycle: [] for cycle in cycles}
    for visit in visits:
        found[visit.enrolment_id].append(Asked(visit, said.get(visit.pk)))
    for one in deliveries:
        found[one.technology.membership.enrolment_id].append(Asked(one, of_delivery.get(one.pk)))
    return found


def _last_visits(cycles: Collection[int]) -> list[Visit]:
    kept: dict[int, list[int]] = {}
    rows = Visit.objects.filter(STANDS, enrolment__in=cycles).order_by(*ORDER).values_list("pk", "enrolment")
    for key, cycle in rows:
        if len(some := kept.setdefault(cycle, [])) < VISITS_ON_CARD:
            some.append(key)
    keys = [key for some in kept.values() for key in some]
    return list(whole_visits().filter(pk__in=keys).order_by(*ORDER))


def _standing() -> "QuerySet[Saying]":
    return whole_sayings().filter(STANDS)


def said_of(visits: Iterable[Visit]) -> dict[int, Saying]:
    """What households say of visits (primary keys), or said of what these correct. One query; another for each
    correction of a correction."""
    newest = {one.pk: one.pk for one in visits}
    before = {one.replaces_id: one.pk for one in visits if one.replaces_id}
    while before:
        newest |= before
        earlier = Visit.objects.filter(pk__in=before).exclude(replaces=None).values_list("pk", "replaces")
        before = {old: before[key] for key, old in earlier if old is not None}
    return {newest[one.visit_id]: one for one in _standing().filter(visit__in=newest) if one.visit_id}


def now_standing(visits: Collection[int]) -> dict[int, Visit]:
    """The visit that stands today for each of some (primary keys): itself, or what corrects it. None for one that never
    was. Two queries for each correction."""
    found: dict[int, Visit] = {}
    todo = {one.pk: one for one in Visit.objects.filter(pk__in=visits)}
    while todo:
        found |= {key: one for key, one in todo.items() if not one.ended_how}
        changed = {one.pk: key for key, one in todo.items() if one.ended_how == VisitEnd.REPLACED}
        later = Visit.objects.filter(replaces__in=changed) if changed else ()
        todo = {changed[one.replaces_id]: one for one in later if one.replaces_id}
    return found


def history_of(*, visit: Visit | None = None, delivery: Delivery | None = None) -> list[Saying]:
    """Everything that was said of a visit, with what it corrects, or of a delivery; the newest first. Also what no
    longer stands. One query; another for each correction."""
    if delivery is not None:
        return list(whole_sayings().filter(delivery=delivery).order_by("-id"))
    keys, last = [], visit
    while last is not None:
        keys.append(last.pk)
        last = Visit.objects.filter(pk=last.replaces_id).first() if last.replaces_id else None
    return list(whole_sayings().filter(visit__in=keys).order_by("-id"))


def assemblies_on(nucleus: Nucleus, on: date) -> list[Assembly]:
    """Assemblies of a nucleus that were held on a day. One query."""
    rows = Assembly.objects.filter(nucleus=nucleus, held_on=on, state=AssemblyState.HELD.value, reversed_at=None)
    return list(rows.order_by("id"))


@dataclass(slots=True)
class Cover:
    """How many households of a nucleus, of those that are in it today and were visited (or received something), say
    that it is true, that something is not, or were not asked. A household that denies anything denies."""

    confirm: int = 0
    deny: int = 0
    unasked: int = 0
    denying: list[int] = field(default_factory=list)

    @property
    def households(self) -> int:
        return self.confirm + self.deny + self.unasked


@dataclass(frozen=True, slots=True)
class Heard:
    """What the households of a nucleus say: of visits, of deliveries."""

    visits: Cover
    deliveries: Cover


def heard_in(nucleus: Nucleus, on: date) -> Heard:
    """How the households of a nucleus were heard by today. Three queries. Whether somebody who never was elsewhere was
    visited is in the index of a household's visits; of the few others each visit is asked where it was."""
    any_of_them = Visit.objects.filter(STANDS, enrolment=OuterRef("enrolment"))
    elsewhere = Membership.objects.filter(enrolment=OuterRef("enrolment")).exclude(nucleus=nucleus)
    there = Q(Exists(any_of_them)) & (~Q(Exists(elsewhere)) | Q(Exists(any_of_them.filter(nucleus=nucleus))))
    visited_there = ExpressionWrapper(there, output_field=BooleanField())
    rows = Membership.objects.filter(inside(on), nucleus=nucleus).values_list("enrolment", visited_there)
    visited = {cycle for cycle, once in rows if once}
    here = {cycle for cycle, _once in rows}
    received = here & set(
        Delivery.objects.filter(nucleus=nucleus, reversed_at=None)
        .order_by()
        .values_list("technology__membership__enrolment", flat=True)
        .distinct()
    )
    told = Saying.objects.filter(STANDS, counting(), nucleus=nucleus).values_list("enrolment", "visit", "answer")
    of_visits: dict[int, bool] = {}
    of_deliveries: dict[int, bool] = {}
    for cycle, visit, answer in told:
        told_of = of_visits if visit is not None else of_deliveries
        told_of[cycle] = told_of.get(cycle, False) or answer in DENIALS
    return Heard(_cover(visited, of_visits), _cover(received, of_deliveries))


def counting() -> Q:
    """Sayings of what was: not of a visit that never was, nor of a delivery that was taken back."""
    never = Q(visit__ended_how=VisitEnd.REVERSED.value)
    return Q(delivery__reversed_at=None) & (Q(visit=None) | ~never)


def _cover(households: Collection[int], told: Mapping[int, bool]) -> Cover:
    found = Cover()
    for cycle in sorted(households):
        if cycle not in told:
            found.unasked += 1
        elif told[cycle]:
            found.deny += 1
            found.denying.append(cycle)
        else:
            found.confirm += 1
    return found


@dataclass(frozen=True, slots=True)
class Card:
    """A household of a nucleus with what its card asks about and how much of it was answered."""

    enrolment: Enrolment
    asked: Sequence[Asked]

    @property
    def said(self) -> int:
        return sum(one.saying is not None for one in self.asked)

    @property
    def denied(self) -> int:
        return sum(one.saying is not None and one.saying.denies for one in self.asked)

    @property
    def waits(self) -> int:
        return len(self.asked) - self.said


def cards_of(nucleus: Nucleus, on: date) -> list[Card]:
    """The cards of the households that are in a nucleus, by community and surname. Five queries."""
    here = Membership.objects.filter(inside(on), nucleus=nucleus).values("enrolment")
    homes = Enrolment.objects.filter(pk__in=here).select_related("household__participant", "household__place")
    rows = sorted(homes, key=_order)
    asked = asked_of([one.pk for one in rows])
    return [Card(one, asked[one.pk]) for one in rows]


def _order(one: Enrolment) -> tuple[str, str, int]:
    home = one.household
    return home.place.name_key, home.participant.sort_key if home.participant else "", one.pk
