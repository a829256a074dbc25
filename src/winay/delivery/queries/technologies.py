"""Technologies as they stand: one with everything dated that belongs to it, those of a household, what is to be looked
at next in a nucleus. Reversed acts count for nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch

from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.queries.assets import whole_technologies
from winay.delivery.technology_models import Check, Installation
from winay.delivery.technology_rules import ItemNorm, Seen, next_look, series_on, state_on
from winay.delivery.technology_terms import Series, TechState
from winay.delivery.visit_models import STANDS, Visit
from winay.enrolment.models import Enrolment
from winay.enrolment.terms import ExitReason
from winay.nuclei.models import Membership, Nucleus
from winay.plans.plan_models import PlanItem
from winay.plans.queries.plans import last_approved, usual_labour
from winay.plans.queries.workshops import offered
from winay.programs.models import Version
from winay.programs.version_terms import ItemTerms

PAGE = 40
NO_NORM = ItemNorm(0, None, 30, 90)


def norm_of(item: ItemTerms) -> ItemNorm:
    """What the menu says of an item, in whole months and days."""
    return ItemNorm(-(-item.judge_months[0] // 10), item.window_days, item.follow_up_first, item.follow_up_every)


def norms_of(version: Version) -> dict[str, ItemNorm]:
    """The same of every item of a version's menus. No query after the first."""
    return {key: norm_of(item) for key, item in offered(version).items()}


@dataclass(frozen=True)
class Life:
    """A technology of a household with what was told of it: deliveries, installation, checks, the oldest first, also
    those taken back. `ended_on`: the day on which the household left the program."""

    technology: Technology
    norm: ItemNorm
    deliveries: Sequence[Delivery]
    installations: Sequence[Installation]
    checks: Sequence[Check]
    ended_on: date | None = None

    @cached_property
    def delivered_on(self) -> date | None:
        """The first delivery that stands."""
        return min((one.delivered_on for one in self.deliveries if one.reversed_at is None), default=None)

    @cached_property
    def installation(self) -> Installation | None:
        return next((one for one in self.installations if one.reversed_at is None), None)

    @cached_property
    def standing(self) -> list[Check]:
        """Checks that stand, by day."""
        return [one for one in self.checks if one.reversed_at is None]

    @cached_property
    def seen(self) -> list[Seen]:
        return [seen_of(one) for one in self.standing]

    def state_on(self, day: date) -> TechState | None:
        installed = self.installation.installed_on if self.installation else None
        return state_on(day, delivered_on=self.delivered_on, installed_on=installed, checks=self.seen)

    @property
    def next_look(self) -> date | None:
        if self.delivered_on is None:
            return None
        return next_look(delivered_on=self.delivered_on, checks=self.seen, norm=self.norm, ended_on=self.ended_on)

    def series_of(self, one: Check) -> Series:
        return series_on(one.checked_on, self.ended_on)


def seen_of(one: Check) -> Seen:
    """A check as the rules see it."""
    return Seen(one.checked_on, TechState(one.state), one.evidence != "told", one.again_on)


def _lives(rows: Iterable[Technology], norms: Mapping[str, ItemNorm]) -> list[Life]:
    found = []
    for one in rows:
        enrolment = one.membership.enrolment
        ended = enrolment.ended_on if enrolment.exit_reason != ExitReason.MISTAKE else None
        found.append(
            Life(
                one, norms.get(one.item, NO_NORM), list(one.deliveries.all()), list(one.installations.all()),
                list(one.checks.all()), ended,
            )
        )  # fmt: skip
    return found


def _whole() -> "list[Prefetch[str]]":
    return [
        Prefetch("deliveries", Delivery.objects.order_by("delivered_on", "id")),
        Prefetch(
            "installations", Installation.objects.select_related("in_charge", "trainer").order_by("installed_on", "id")
        ),
        Prefetch("checks", Check.objects.order_by("checked_on", "id")),
    ]


def life_of(technology: Technology) -> Life:
    """Everything of one technology. Four queries."""
    rows = whole_technologies().filter(pk=technology.pk).prefetch_related(*_whole())
    return _lives(rows, norms_of(technology.nucleus.version))[0]


def lives_of(membership: Membership) -> list[Life]:
    """Everything of a household's technologies in a nucleus, in the order in which they came. Four queries."""
    rows = whole_technologies().filter(membership=membership).prefetch_related(*_whole()).order_by("id")
    return _lives(rows, norms_of(membership.nucleus.version))


def lives_in(nucleus: Nucleus) -> list[Life]:
    """Everything of the technologies of a nucleus. Four queries."""
    rows = whole_technologies().filter(nucleus=nucleus).prefetch_related(*_whole()).order_by("id")
    return _lives(rows, norms_of(nucleus.version))


@dataclass(frozen=True, slots=True)
class Look:
    """A technology that is to be looked at by a day. `months` after exit; None while in the program."""

    life: Life
    due_on: date

    @property
    def after_exit(self) -> bool:
        return self.life.ended_on is not None


def looks_due(
    nucleus: Nucleus, *, by: date, item: str = "", exits: bool | None = None, start: int = 0, limit: int = PAGE
) -> tuple[list[Look], int]:
    """What of a nucleus is to be looked at by a day, the longest overdue first; how many in all. `exits`: only those of
    households that left, or only the others. Four queries."""
    found = [
        Look(life, due)
        for life in lives_in(nucleus)
        if (due := life.next_look) is not None and due <= by and (not item or life.technology.item == item)
    ]
    rows = [one for one in found if exits is None or one.after_exit is exits]
    rows.sort(key=lambda one: (one.due_on, one.life.technology.pk))
    return rows[start : start + limit], len(rows)


def owed_by(technology: Technology, on: date) -> int:
    """What the plan in force on a day says the household works to install the item, in tenths of person-days; by the
    menu where it is no item of the package. Three queries."""
    plan = last_approved(technology.nucleus, by=on)
    modules = (
        Delivery.objects.filter(technology=technology, reversed_at=None)
        .order_by("-delivered_on")
        .values_list("modules", flat=True)
        .first()
        or 1
    )
    own = PlanItem.objects.filter(plan=plan, item=technology.item).values_list("labour", flat=True).first()
    terms = offered(technology.nucleus.version).get(technology.item)
    each = own if own is not None else usual_labour(terms) if terms else 0
    return each * modules


def check_by_id(public_id: UUID) -> Check | None:
    """One check with its household and nucleus. One query."""
    return Check.objects.select_related(*_PATH).filter(public_id=public_id).first()


def installation_by_id(public_id: UUID) -> Installation | None:
    """One installation with its household and nucleus. One query."""
    return Installation.objects.select_related(*_PATH).filter(public_id=public_id).first()


_PATH = (
    "technology__nucleus__version__program", "technology__nucleus__district__parent__parent",
    "technology__nucleus__seat", "technology__membership__enrolment__household__participant",
)  # fmt: skip


def visits_on(enrolment: Enrolment, on: date) -> list[Visit]:
    """Visits to a household on a day that stand. One query."""
    return list(Visit.objects.filter(STANDS, enrolment=enrolment, visited_on=on).order_by("start_minute"))
