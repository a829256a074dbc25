"""Hiring many people and giving many households at once: the same facts, rules and rows as
`services.contracts.hire_person` and `services.caseloads.give_household`, each in one transaction with one line of the
journal.

What is plainly right is written together; everything else is done by the verb itself, in its turn, with a line of its
own. Whatever is wrong with one keeps that one out and no other. `tests/trainers/test_bulk_equals_verbs.py` gives the
same to both ways and compares rows, refusals and subjects.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.garbage import uncollected
from winay.core.ids import new_id
from winay.enrolment.models import Enrolment
from winay.journal.bulk import among, insert_rows, next_ids
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.services.records import locked_nuclei
from winay.registry.models import Member
from winay.registry.queries.facts import national_ids
from winay.registry.queries.taken import HAS_ID
from winay.trainers.application_models import Applicant
from winay.trainers.application_rules import PersonSaid, person_problems
from winay.trainers.caseload_models import Case
from winay.trainers.caseload_rules import GivingFacts, may_give
from winay.trainers.contract_models import Contract, ContractNucleus
from winay.trainers.contract_rules import ContractSaid, HiringFacts, may_sign
from winay.trainers.queries.contests import scoring_of
from winay.trainers.services.applications import columns_of
from winay.trainers.services.caseloads import give_household
from winay.trainers.services.contracts import hire_person
from winay.trainers.services.records import today_at
from winay.trainers.terms import BoardKin, ContractKind, SelectedBy

Subjects = set[tuple[str, str]]
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Act:
    """What is the same for all of them."""

    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Hiring:
    """Somebody whom no contest selected, as `hire_person` takes them; nuclei by primary key."""

    person: PersonSaid
    said: ContractSaid
    hired_by: int
    nuclei: tuple[int, ...]


@dataclass(slots=True)
class Hired:
    """What became of each, by their number among those given, from 0: the contract's primary key, or why not."""

    contracts: dict[int, int] = field(default_factory=dict)
    refused: dict[int, tuple[Reason, ...]] = field(default_factory=dict)


@uncollected()
@transaction.atomic
def hire_people(hirings: Sequence[Hiring], act: Act) -> Hired:
    """Hire people, all or none of those that may be. `NotAllowed` for a nucleus outside one's territory."""
    done = Hired()
    hashes = [national_ids().hash(one.person.national_id) for one in hirings]
    nuclei = locked_nuclei({pk for one in hirings for pk in (one.hired_by, *one.nuclei)})
    for pk in sorted({one.hired_by for one in hirings}):
        require_for(nuclei[pk], Permission.SIGN_CONTRACT, act.by)
    known = known_people(hashes)
    kin = {pk: _kin_refused(one) for pk, one in nuclei.items()}
    today = today_at(act.at)
    plain = [
        number
        for number, (one, hashed) in enumerate(zip(hirings, hashes, strict=True))
        if hashed not in known and hashes.count(hashed) == 1 and _hired_well(one, nuclei, kin, today)
    ]
    _write_hired(hirings, hashes, plain, nuclei, act, done)
    for number in sorted(set(range(len(hirings))) - set(plain)):
        one = hirings[number]
        try:
            made = hire_person(
                person=one.person, said=one.said, hired_by=nuclei[one.hired_by],
                nuclei=[nuclei[pk] for pk in one.nuclei], by=act.by, at=act.at,
            )  # fmt: skip
        except Refused as refused:
            done.refused[number] = tuple(refused.reasons)
        else:
            done.contracts[number] = made.pk
    return done


def known_people(hashes: Sequence[str]) -> set[str]:
    """Ids of people who applied or were hired before, or who belong to a household: the verb looks at them."""
    applied = Applicant.objects.filter(among("trainers_applicant.national_id_hash", hashes, "text"))
    members = Member.objects.filter(HAS_ID, among("registry_member.national_id_hash", hashes, "text"), left_on=None)
    return {
        *applied.values_list("national_id_hash", flat=True), *members.values_list("national_id_hash", flat=True), "",
    }  # fmt: skip


def _kin_refused(nucleus: Nucleus) -> dict[ContractKind, bool]:
    asked = {kind: kind for kind in ContractKind} | {ContractKind.PROFESSIONAL: ContractKind.PRODUCTIVE}
    return {kind: _refuses_kin(nucleus.version_id, as_.value) for kind, as_ in asked.items()}


def _refuses_kin(version: int, kind: str) -> bool:
    return scoring_of(version, kind).kin_refused


def _hired_well(one: Hiring, nuclei: dict[int, Nucleus], kin: dict[int, dict[ContractKind, bool]], today: date) -> bool:
    said, by = one.said, nuclei[one.hired_by]
    served = [nuclei[pk] for pk in one.nuclei]
    facts = HiringFacts(
        by.formed_on, by.closed_on, len(served), BoardKin.NONE, kin[by.pk][said.kind], today
    )  # fmt: skip
    return (
        said.selected_by is not SelectedBy.OFFICE_CONTEST
        and not said.kin_declared.strip()
        and len(set(one.nuclei)) == len(one.nuclei)
        and all(each.closed_on is None and each.district_id == by.district_id for each in served)
        and not person_problems(one.person, on=min(said.began_on, today))
        and may_sign(said, facts, ()).ok
    )


def _write_hired(
    hirings: Sequence[Hiring], hashes: Sequence[str], plain: Sequence[int], nuclei: dict[int, Nucleus], act: Act,
    done: Hired,
) -> None:  # fmt: skip
    if not plain:
        return
    ids, by, at = national_ids(), act.by.public_id, act.at
    people, contracts = next_ids(Applicant, len(plain)), next_ids(Contract, len(plain))
    person_rows, contract_rows, served, subjects = [], [], [], Subjects()
    for number, person_pk, pk in zip(plain, people, contracts, strict=True):
        one, hired_by = hirings[number], nuclei[hirings[number].hired_by]
        person, said, mine, theirs = one.person, one.said, new_id(), new_id()
        person_rows.append(
            (person_pk, theirs, ids.encrypt(person.national_id), hashes[number], person.born_on, by, at,
             hired_by.synthetic, *columns_of(person).values())
        )  # fmt: skip
        contract_rows.append(
            (pk, mine, person_pk, hired_by.version_id, said.kind.value, said.selected_by.value, hired_by.pk,
             said.began_on, said.over_on, said.fee.minor, said.fee.currency, said.fee_per.value, BoardKin.NONE.value,
             "", by, at, "", "", hired_by.synthetic)
        )  # fmt: skip
        served += [(pk, each) for each in one.nuclei]
        done.contracts[number] = pk
        subjects |= {
            ("contract", str(mine)), ("applicant", str(theirs)), ("nucleus", str(hired_by.public_id)),
            ("place", hired_by.district.code),
        }  # fmt: skip
    names = tuple(columns_of(hirings[plain[0]].person))
    insert_rows(
        Applicant,
        ("id", "public_id", "national_id", "national_id_hash", "born_on", "entered_by", "entered_at", "synthetic",
         *names),
        person_rows,
    )  # fmt: skip
    insert_rows(
        Contract,
        ("id", "public_id", "applicant_id", "version_id", "kind", "selected_by", "hired_by_id", "began_on", "over_on",
         "fee_minor", "currency", "fee_per", "board_kin", "kin_declared", "recorded_by", "recorded_at", "end_why",
         "end_note", "synthetic"),
        contract_rows,
    )  # fmt: skip
    insert_rows(ContractNucleus, ("contract_id", "nucleus_id"), served)
    record("trainers.hire_many", by=act.by, at=at, subjects=subjects, after={"contracts": len(plain)})


@dataclass(frozen=True, slots=True)
class Giving:
    """A household, by its cycle, to a trainer from a day on, as `give_household` takes it; by primary keys."""

    nucleus: int
    enrolment: int
    contract: int
    on: date


@dataclass(slots=True)
class Given:
    """How many have the trainer, and why others do not, by their number among those given, from 0."""

    households: int = 0
    refused: dict[int, tuple[Reason, ...]] = field(default_factory=dict)


@uncollected()
@transaction.atomic
def give_households(givings: Sequence[Giving], act: Act) -> Given:
    """Give households to trainers, all or none of those that may be given. `NotAllowed` outside one's territory."""
    done = Given()
    nuclei = locked_nuclei({one.nucleus for one in givings})
    for one in nuclei.values():
        require_for(one, Permission.SIGN_CONTRACT, act.by)
    contracts = {
        one.pk: one
        for one in Contract.objects.filter(among("trainers_contract.id", sorted({each.contract for each in givings})))
    }
    plain = _plainly_given(givings, nuclei, contracts)
    at, by = act.at, act.by.public_id
    insert_rows(
        Case,
        ("public_id", "contract_id", "enrolment_id", "kind", "from_on", "end_why", "given_by", "given_at"),
        (
            (new_id(), one.contract, one.enrolment, contracts[one.contract].kind, one.on, "", by, at)
            for one in (givings[number] for number in plain)
        ),
    )
    done.households = len(plain)
    if plain:
        some = [givings[number] for number in plain]
        record(
            "trainers.give_many", by=act.by, at=at, subjects=_about(some, nuclei, contracts),
            after={"households": len(plain)},
        )  # fmt: skip
    for number in sorted(set(range(len(givings))) - set(plain)):
        _by_itself(givings[number], number, nuclei, contracts, act, done)
    return done


def _by_itself(
    one: Giving, number: int, nuclei: dict[int, Nucleus], contracts: dict[int, Contract], act: Act, done: Given
) -> None:
    try:
        give_household(
            nucleus=nuclei[one.nucleus], enrolment=Enrolment.objects.get(pk=one.enrolment),
            contract=contracts[one.contract], on=one.on, by=act.by, at=act.at,
        )  # fmt: skip
    except Refused as refused:
        done.refused[number] = tuple(refused.reasons)
    else:
        done.households += 1


def _plainly_given(
    givings: Sequence[Giving], nuclei: dict[int, Nucleus], contracts: dict[int, Contract]
) -> list[int]:  # fmt: skip
    """Numbers of those that have no trainer of the kind yet, and nothing against it."""
    cycles = {one.enrolment for one in givings}
    told = set(Case.objects.filter(among("trainers_case.enrolment_id", cycles)).values_list("enrolment", "kind"))
    living: dict[tuple[int, int], list[tuple[date, date | None, date | None]]] = {}
    rows = Membership.objects.filter(among("nuclei_membership.enrolment_id", cycles))
    for nucleus, cycle, *days in rows.values_list(
        "nucleus", "enrolment", "joined_on", "left_on", "enrolment__ended_on"
    ):
        living.setdefault((nucleus, cycle), []).append((days[0], days[1], days[2]))
    asked = among("contract_id", sorted(contracts))
    served = set(ContractNucleus.objects.filter(asked).values_list("contract", "nucleus"))
    twice = _twice((one.enrolment, contracts[one.contract].kind) for one in givings)
    found = []
    for number, one in enumerate(givings):
        contract, nucleus = contracts[one.contract], nuclei[one.nucleus]
        key = one.enrolment, contract.kind
        serves = (contract.pk, nucleus.pk) in served and contract.beside_id is None
        serves &= contract.began_on <= one.on < contract.over_on
        there = any(_holds(one.on, *days) for days in living.get((nucleus.pk, one.enrolment), ()))
        facts = GivingFacts(
            ContractKind(contract.kind), one.on, nucleus.formed_on, nucleus.closed_on, 1, int(not there),
            int(not serves), 0,
        )  # fmt: skip
        if key not in told and key not in twice and may_give(facts).ok:
            found.append(number)
    return found


def _holds(day: date, since: date, left: date | None, ended: date | None) -> bool:
    return since <= day and (left is None or left > day) and (ended is None or ended > day)


def _twice(keys: Iterable[One]) -> set[One]:
    seen, found = set[One](), set[One]()
    for key in keys:
        (found if key in seen else seen).add(key)
    return found


def _about(some: Sequence[Giving], nuclei: dict[int, Nucleus], contracts: dict[int, Contract]) -> Subjects:
    homes = Enrolment.objects.filter(among("enrolment_enrolment.id", [one.enrolment for one in some]))
    return {
        *(("household", str(key)) for key in homes.values_list("household__public_id", flat=True)),
        *(("contract", str(contracts[one.contract].public_id)) for one in some),
        *(("nucleus", str(nuclei[one.nucleus].public_id)) for one in some),
        *(("place", nuclei[one.nucleus].district.code) for one in some),
    }
