"""Workshops while they are held: what was counted, and what the package that is being talked about would cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from winay.nuclei.governance_models import Assembly
from winay.nuclei.models import Membership
from winay.nuclei.queries.assemblies import governance_of
from winay.nuclei.queries.people import memberships_on
from winay.nuclei.terms import AssemblyState
from winay.plans.live_models import LiveMark, LiveWorkshop
from winay.plans.live_rules import LiveFacts, LiveStep, Totals, next_step, quorum_needed, totals
from winay.plans.price_rules import Rate
from winay.plans.queries.costs import Terms, terms_for
from winay.plans.queries.plans import Line, costs_of, lines_on
from winay.plans.queries.prices import rate_on
from winay.plans.queries.workshops import menus_by_item, offered
from winay.plans.rules import Costed, MenuFacts, cap_in_soles, cost_of, menus_left_out
from winay.plans.terms import ChoiceMode, Menu
from winay.plans.workshop_rules import Ranked, ranking

LATEST = 10


def whole_live() -> "QuerySet[LiveWorkshop]":
    """Workshops being held with what their names and access need."""
    return LiveWorkshop.objects.select_related(
        "assembly", "nucleus__version__program", "nucleus__district__parent__parent", "nucleus__seat"
    )


def live_of(assembly: Assembly) -> LiveWorkshop | None:
    """The one of an assembly. One query."""
    return whole_live().filter(assembly=assembly).first()


def mark_by_id(live: LiveWorkshop, public_id: UUID) -> LiveMark | None:
    """One mark of it. One query."""
    return LiveMark.objects.select_related("membership__enrolment").filter(live=live, public_id=public_id).first()


def stands(assembly: Assembly) -> bool:
    """Whether an assembly is still to be held, or was."""
    return assembly.state in {AssemblyState.CALLED, AssemblyState.HELD} and assembly.reversed_at is None


def marks_of(live: LiveWorkshop) -> list[LiveMark]:
    """Everything that was counted, in its order. One query."""
    return list(LiveMark.objects.filter(live=live).order_by("id"))


@dataclass(frozen=True)
class LiveSheet:
    """A workshop as it stands while it is held. `homes` are the households of the nucleus on its day; `on` is the day
    whose prices and exchange rate count."""

    live: LiveWorkshop
    marks: Sequence[LiveMark]
    homes: Sequence[Membership]
    quorum: int
    quorum_confirmed: bool
    lines: Mapping[str, Sequence[Line]]
    terms: Terms
    rate: Rate | None
    on: date

    @cached_property
    def counted(self) -> Totals:
        return totals(self.marks)

    @cached_property
    def facts(self) -> LiveFacts:
        return facts_of_live(self.live, self.counted, self.homes)

    @cached_property
    def menu(self) -> MenuFacts:
        """What is offered, and what was chosen so far."""
        version = self.live.nucleus.version
        names = {key: item.name.text("es") for key, item in offered(version).items()}
        return MenuFacts(names, menus_by_item(version), frozenset(self.counted.wants))

    @cached_property
    def ranked(self) -> list[Ranked]:
        """What is wanted on each menu, most first."""
        return ranking(self.counted.wants, self.menu.menus)

    @cached_property
    def cost(self) -> Costed:
        """What the package costs one household."""
        return self.cost_of(self.counted.takes)

    def cost_of(self, package: Mapping[str, int]) -> Costed:
        return cost_of(package, costs_of(self.lines))

    @property
    def cap(self) -> int | None:
        return cap_in_soles(self.terms.cap, self.rate)

    @cached_property
    def left_out(self) -> list[Menu]:
        """The menus of which the package takes nothing."""
        return menus_left_out(self.counted.takes, self.menu.menus)

    @property
    def step(self) -> LiveStep:
        """What it needs next."""
        over = self.cap is not None and self.cost.known > self.cap
        return next_step(
            self.facts, quorum=self.quorum, menus=len(self.left_out), missing=self.cost.missing, over_cap=over
        )

    @cached_property
    def latest(self) -> list[LiveMark]:
        """The last marks that nobody took back, the newest first."""
        gone = {one.takes_back_id for one in self.marks}
        return [one for one in reversed(self.marks) if one.takes_back_id is None and one.pk not in gone]

    def last_of(self, kind: str, key: str, membership: int | None = None) -> LiveMark | None:
        """The last standing mark of something."""
        same = (one for one in self.latest if (one.kind, one.key, one.membership_id) == (kind, key, membership))
        return next(same, None)


def facts_of_live(live: LiveWorkshop, counted: Totals, homes: Sequence[Membership], *, told: bool = False) -> LiveFacts:
    """What a mark is judged on."""
    return LiveFacts(
        open=live.closed_at is None,
        stands=stands(live.assembly),
        mode=ChoiceMode(live.mode),
        counted=counted,
        members={one.enrolment.public_id: one.pk for one in homes},
        on_menu=frozenset(offered(live.nucleus.version)),
        told=told,
    )


def live_sheet(live: LiveWorkshop, *, on: date) -> LiveSheet:
    """Everything of it, at the prices and the exchange rate of a day. Nine queries at most."""
    marks, nucleus = marks_of(live), live.nucleus
    homes = memberships_on(nucleus, live.assembly.held_on)
    if live.mode == ChoiceMode.EACH:
        homes = _named(homes)
    governance = governance_of(nucleus.version_id)
    menu = offered(nucleus.version)
    items = [menu[key] for key in totals(marks).wants if key in menu]
    return LiveSheet(
        live=live, marks=marks, homes=homes, quorum=quorum_needed(len(homes), governance.over),
        quorum_confirmed="assembly_quorum_over" in governance.confirmed,
        lines=lines_on(nucleus.district.code, on, items), terms=terms_for(nucleus.version_id), rate=rate_on(on), on=on,
    )  # fmt: skip


def _named(homes: Sequence[Membership]) -> list[Membership]:
    """The same with their participants, by name. One query."""
    rows = Membership.objects.filter(pk__in=[one.pk for one in homes])
    found = rows.select_related("enrolment__household__participant")
    return list(found.order_by("enrolment__household__participant__sort_key", "pk"))
