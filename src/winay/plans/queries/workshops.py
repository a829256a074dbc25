"""Workshops as they stand: one with everything that was said, those of a nucleus, and what telling one is judged on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from winay.nuclei.governance_models import Assembly, Attendance
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.boards import board_of
from winay.nuclei.terms import AssemblyKind, AssemblyState
from winay.plans.queries.menus import menu_for, menus_of
from winay.plans.terms import Menu, WorkshopState
from winay.plans.workshop_models import Answer, Choice, Workshop
from winay.plans.workshop_rules import Ranked, WorkshopFacts, ranking
from winay.programs.models import Version
from winay.programs.version_terms import ItemTerms
from winay.registry.terms import Sex


def offered(version: Version) -> dict[str, ItemTerms]:
    """What the two menus of a version offer, by key, in their order."""
    return {one.key: one for one in menu_for(version) if menus_of(one)}


def menus_by_item(version: Version) -> dict[str, frozenset[Menu]]:
    """On which menus each item stands, in the order of the menu."""
    return {key: frozenset(menus_of(item)) for key, item in offered(version).items()}


def whole_workshops() -> "QuerySet[Workshop]":
    """Workshops with what their names and access need."""
    return Workshop.objects.select_related(
        "assembly", "nucleus__version__program", "nucleus__district__parent__parent", "nucleus__seat"
    )


def workshop_by_id(public_id: UUID) -> Workshop | None:
    """One workshop with its nucleus and assembly."""
    return whole_workshops().filter(public_id=public_id).first()


def workshops_of(nucleus: Nucleus) -> list[Workshop]:
    """Every workshop of a nucleus, the newest first, also reversed ones. One query."""
    return list(whole_workshops().filter(nucleus=nucleus).order_by("-assembly__held_on", "-id"))


def standing_workshop(assembly: Assembly) -> Workshop | None:
    """The workshop of an assembly that was not reversed. One query."""
    return whole_workshops().filter(assembly=assembly).exclude(state=WorkshopState.REVERSED).first()


def assemblies_for_workshops(nucleus: Nucleus) -> list[Assembly]:
    """Diagnostic assemblies that were held and of which no workshop was told, the newest first. One query."""
    told = Workshop.objects.exclude(state=WorkshopState.REVERSED).values("assembly")
    held = Assembly.objects.filter(nucleus=nucleus, kind=AssemblyKind.DIAGNOSTIC, state=AssemblyState.HELD)
    return list(held.filter(reversed_at=None).exclude(pk__in=told).order_by("-held_on"))


def assemblies_called(nucleus: Nucleus) -> list[Assembly]:
    """Diagnostic assemblies that are called and not told yet, the next first. One query."""
    called = Assembly.objects.filter(nucleus=nucleus, kind=AssemblyKind.DIAGNOSTIC, state=AssemblyState.CALLED)
    return list(called.order_by("held_on"))


def holds(workshop: Workshop) -> bool:
    """Whether its assembly stands."""
    return workshop.assembly.state == AssemblyState.HELD and workshop.assembly.reversed_at is None


@dataclass(frozen=True)
class Came:
    """Who came to the assembly: households by the public id of their cycle, and people by sex."""

    memberships: Mapping[UUID, Membership]
    women: int
    men: int
    unknown: int

    @property
    def people(self) -> int:
        return self.women + self.men + self.unknown


def came_to(assembly: Assembly) -> Came:
    """Who came. One query."""
    rows = Attendance.objects.filter(assembly=assembly).select_related(
        "member", "membership__enrolment__household__participant"
    )
    there = list(rows.order_by("membership__enrolment__household__participant__sort_key", "pk"))
    sexes = [one.member.sex for one in there]
    return Came(
        {one.membership.enrolment.public_id: one.membership for one in there},
        sexes.count(Sex.WOMAN), sexes.count(Sex.MAN), sexes.count(Sex.UNKNOWN),
    )  # fmt: skip


def facts_of(assembly: Assembly, came: Came, *, but: Workshop | None = None) -> WorkshopFacts:
    """What telling a workshop is judged on. Three queries."""
    nucleus, day = assembly.nucleus, assembly.held_on
    constituting = Assembly.objects.filter(
        nucleus=nucleus, kind=AssemblyKind.CONSTITUTING, state=AssemblyState.HELD, reversed_at=None, held_on__lte=day
    )
    others = Workshop.objects.filter(assembly=assembly).exclude(state=WorkshopState.REVERSED)
    return WorkshopFacts(
        kind=AssemblyKind(assembly.kind),
        state=AssemblyState(assembly.state),
        reversed_already=assembly.reversed_at is not None,
        constituted=constituting.exists(),
        board=board_of(nucleus, day).held,
        households=frozenset(came.memberships),
        people=came.people,
        on_menu=frozenset(offered(nucleus.version)),
        told_already=others.exclude(pk=but.pk if but else None).exists(),
    )


@dataclass(frozen=True)
class Told:
    """A workshop with everything that was said in it."""

    workshop: Workshop
    answers: Sequence[Answer]
    choices: Sequence[Choice]

    @cached_property
    def tally(self) -> dict[str, int]:
        """How many households want each item."""
        found: dict[str, int] = {}
        for one in self.choices:
            found[one.item] = found.get(one.item, 0) + one.hands
        return found

    @cached_property
    def ranked(self) -> list[Ranked]:
        """What is wanted on each menu, most first."""
        return ranking(self.tally, menus_by_item(self.workshop.nucleus.version))


def told_of(workshop: Workshop) -> Told:
    """Everything of a workshop. Two queries."""
    choices = Choice.objects.filter(workshop=workshop).select_related("membership__enrolment")
    return Told(
        workshop, list(Answer.objects.filter(workshop=workshop).order_by("position")), list(choices.order_by("id"))
    )


def chosen_in(workshop: Workshop) -> frozenset[str]:
    """The items that some household wanted. One query."""
    return frozenset(Choice.objects.filter(workshop=workshop).values_list("item", flat=True))
