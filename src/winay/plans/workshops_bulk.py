"""Workshops of many nuclei at once: the same facts, rules and rows as `services.workshops.tell_workshop` and
`approve_workshop`, each act in one transaction with one line of the journal. As `bulk.py` does it for plans."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from winay.core.actors import Permission
from winay.core.garbage import uncollected
from winay.core.ids import new_id
from winay.journal.bulk import among, insert_rows, next_ids
from winay.journal.services import record
from winay.nuclei.governance_models import Assembly, Attendance, Mandate
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.assemblies import whole_assemblies
from winay.nuclei.services.assemblies import about_assembly
from winay.nuclei.services.records import locked_nuclei
from winay.nuclei.terms import AssemblyKind, AssemblyState
from winay.plans.access import require_for
from winay.plans.bulk import Act, Done, one_by_one
from winay.plans.queries.workshops import holds, offered, whole_workshops
from winay.plans.services.workshops import approve_workshop, tell_workshop
from winay.plans.terms import ChoiceMode, WorkshopState
from winay.plans.workshop_models import Answer, Choice, Workshop
from winay.plans.workshop_rules import WorkshopFacts, WorkshopTold, may_approve_workshop, may_tell_workshop


@dataclass(frozen=True, slots=True)
class Telling:
    """A workshop of an assembly, by primary key, as whoever copies its sheets says."""

    assembly: int
    told: WorkshopTold


@uncollected()
@transaction.atomic
def tell_workshops(tellings: Sequence[Telling], act: Act) -> Done:
    """Tell workshops, all or none of those that may be told. `NotAllowed` outside one's territory."""
    done = Done()
    keys = sorted({one.assembly for one in tellings})
    rows = whole_assemblies().filter(among("nuclei_assembly.id", keys))
    nuclei = locked_nuclei(set(rows.values_list("nucleus", flat=True)))
    assemblies = {one.pk: one for one in rows}
    for nucleus in nuclei.values():
        require_for(nucleus, Permission.PREPARE_PLAN, act.by)
    judging = _Judging(assemblies, nuclei)
    often = Counter(one.assembly for one in tellings)
    plain = [
        number
        for number, one in enumerate(tellings)
        if often[one.assembly] == 1 and may_tell_workshop(one.told, judging.facts(assemblies[one.assembly])).ok
    ]
    if plain:
        made = next_ids(Workshop, len(plain))
        done.keys |= dict(zip(plain, made, strict=True))
        some = [(pk, assemblies[tellings[at].assembly], tellings[at].told) for at, pk in done.keys.items()]
        _write(some, judging.came, act)
        record(
            "plans.tell_many", by=act.by, at=act.at, subjects=_about([assembly for _pk, assembly, _told in some]),
            after={"workshops": len(some), "answers": sum(len(told.answers) for _pk, _assembly, told in some)},
        )  # fmt: skip

    def by_verb(number: int) -> int:
        one = tellings[number]
        return tell_workshop(assembly=assemblies[one.assembly], told=one.told, by=act.by, at=act.at).pk

    one_by_one(sorted(set(range(len(tellings))) - set(plain)), by_verb, done)
    return done


class _Judging:
    """What telling workshops of some assemblies is judged on. Four queries."""

    def __init__(self, assemblies: Mapping[int, Assembly], nuclei: Mapping[int, Nucleus]) -> None:
        self._nuclei = nuclei
        self.came: dict[int, dict[UUID, int]] = {pk: {} for pk in assemblies}
        self._people: Counter[int] = Counter()
        rows = Attendance.objects.filter(among("nuclei_attendance.assembly_id", sorted(assemblies)))
        for pk, home, membership in rows.values_list("assembly", "membership__enrolment__public_id", "membership"):
            self.came[pk][home] = membership
            self._people[pk] += 1
        told = Workshop.objects.filter(among("plans_workshop.assembly_id", sorted(assemblies)))
        self._told = set(told.exclude(state=WorkshopState.REVERSED).values_list("assembly", flat=True))
        of_nuclei = sorted(nuclei)
        founded = Assembly.objects.filter(
            among("nuclei_assembly.nucleus_id", of_nuclei), kind=AssemblyKind.CONSTITUTING, state=AssemblyState.HELD,
            reversed_at=None,
        )  # fmt: skip
        self._founded = dict(founded.values_list("nucleus", "held_on"))
        boards = Mandate.objects.filter(among("nuclei_mandate.nucleus_id", of_nuclei)).exclude(ended_on=F("began_on"))
        self._boards: dict[int, list[tuple[str, date, date | None]]] = {}
        for nucleus, *held in boards.values_list("nucleus", "post", "began_on", "ended_on"):
            self._boards.setdefault(nucleus, []).append((held[0], held[1], held[2]))

    def facts(self, assembly: Assembly) -> WorkshopFacts:
        day, nucleus = assembly.held_on, assembly.nucleus_id
        founded = self._founded.get(nucleus)
        posts = {
            post
            for post, began, ended in self._boards.get(nucleus, ())
            if began <= day and (ended is None or ended > day)
        }
        return WorkshopFacts(
            kind=AssemblyKind(assembly.kind),
            state=AssemblyState(assembly.state),
            reversed_already=assembly.reversed_at is not None,
            constituted=founded is not None and founded <= day,
            board=len(posts),
            households=self.came[assembly.pk].keys(),
            people=self._people[assembly.pk],
            on_menu=offered(self._nuclei[nucleus].version).keys(),
            told_already=assembly.pk in self._told,
        )


Some = Sequence[tuple[int, Assembly, WorkshopTold]]


def _write(some: Some, came: Mapping[int, Mapping[UUID, int]], act: Act) -> None:
    insert_rows(
        Workshop,
        ("id", "public_id", "nucleus_id", "assembly_id", "facilitator", "mode", "present", "notes", "state", "told_by",
         "told_at", "returned_why", "reversed_why", "synthetic"),
        (
            (pk, new_id(), one.nucleus_id, one.pk, told.facilitator.strip(), told.mode.value, len(came[one.pk]),
             told.notes.strip(), WorkshopState.TOLD.value, act.by.public_id, act.at, "", "", one.synthetic)
            for pk, one, told in some
        ),
    )  # fmt: skip
    answers = (
        (pk, at, said.trap.value, said.question.strip(), said.text.strip(), said.said)
        for pk, _assembly, told in some
        for at, said in enumerate(told.answers, 1)
    )
    insert_rows(Answer, ("workshop_id", "position", "trap", "question", "text", "said"), answers)
    choices = (choice for pk, one, told in some for choice in _choices(pk, told, came[one.pk]))
    insert_rows(Choice, ("workshop_id", "mode", "item", "membership_id", "hands"), choices)


def _choices(pk: int, told: WorkshopTold, came: Mapping[UUID, int]) -> list[tuple[int, str, str, int | None, int]]:
    mode = told.mode.value
    if told.mode is ChoiceMode.EACH:
        return [
            (pk, mode, item, came[home], 1)
            for home, items in told.of_household.items()
            for item in dict.fromkeys(items)
        ]
    return [(pk, mode, item, None, hands) for item, hands in told.tally.items()]


def _about(assemblies: Collection[Assembly]) -> set[tuple[str, str]]:
    return {subject for one in assemblies for subject in about_assembly(one)}


@uncollected()
@transaction.atomic
def approve_workshops(workshops: Sequence[int], act: Act) -> Done:
    """Approve workshops (by primary key) that somebody else told, all or none of those that may be approved.
    `NotAllowed` outside one's territory."""
    done = Done()
    rows = whole_workshops().filter(among("plans_workshop.id", sorted(set(workshops))))
    nuclei = locked_nuclei(set(rows.values_list("nucleus", flat=True)))
    found = {one.pk: one for one in rows}
    for nucleus in nuclei.values():
        require_for(nucleus, Permission.APPROVE_PLAN, act.by)
    often = Counter(workshops)
    plain = [number for number, pk in enumerate(workshops) if often[pk] == 1 and _may_approve(found[pk], act)]
    if plain:
        some = [found[workshops[number]] for number in plain]
        Workshop.objects.filter(among("plans_workshop.id", [one.pk for one in some])).update(
            state=WorkshopState.APPROVED.value, decided_by=act.by.public_id, decided_at=act.at
        )
        done.keys |= {number: workshops[number] for number in plain}
        record(
            "plans.approve_many_workshops", by=act.by, at=act.at, subjects=_about([_held(one) for one in some]),
            after={"workshops": len(some)},
        )  # fmt: skip

    def by_verb(number: int) -> int:
        return approve_workshop(workshop=found[workshops[number]], by=act.by, at=act.at).pk

    one_by_one(sorted(set(range(len(workshops))) - set(plain)), by_verb, done)
    return done


def _held(workshop: Workshop) -> Assembly:
    workshop.assembly.nucleus = workshop.nucleus
    return workshop.assembly


def _may_approve(workshop: Workshop, act: Act) -> bool:
    return may_approve_workshop(
        WorkshopState(workshop.state), same_person=act.by.public_id == workshop.told_by, stands=holds(workshop)
    ).ok
