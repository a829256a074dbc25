"""Verbs on caseloads: give households of a nucleus to trainers, all at once or one by one."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.enrolment.models import Enrolment
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.queries.members import inside
from winay.nuclei.services.records import about_nucleus, locked_nucleus
from winay.trainers.caseload_models import Case
from winay.trainers.caseload_rules import GivingFacts, may_give
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import cases_on, open_cases, serving, sharing_of
from winay.trainers.terms import CaseEnd, ContractKind


def share_out(*, nucleus: Nucleus, kind: ContractKind, on: date, seal: str, by: Actor, at: datetime) -> int:
    """Give the households of a nucleus to its trainers as the proposal of that day has it. `seal` is that of the
    proposal that somebody saw: `Refused` where it has changed since. Returns how many got another trainer.

    It is computed before anything is locked; what changes meanwhile is refused by the rules."""
    require_for(nucleus, Permission.SIGN_CONTRACT, by)
    sharing = sharing_of(nucleus, kind, on)
    if not sharing.trainers:
        raise Refused([Reason("trainers.nobody_serves")])
    if sharing.seal != seal:
        raise Refused([Reason("trainers.proposal_changed")])
    contracts = {one.pk: one for one in sharing.trainers}
    with transaction.atomic():
        nucleus = locked_nucleus(nucleus.pk)
        wanted = {cycle: contracts[contract] for cycle, contract in sharing.wanted.items()}
        changed = _give(nucleus, kind, on, wanted, by, at)
        record("trainers.share_out", by=by, at=at, subjects=_about(nucleus, changed), after=_said(kind, on, changed))
    return len(changed)


@transaction.atomic
def give_household(
    *, nucleus: Nucleus, enrolment: Enrolment, contract: Contract, on: date, by: Actor, at: datetime
) -> None:
    """One household to another trainer from a day on. Told again of the same day, the earlier telling never was."""
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.SIGN_CONTRACT, by)
    kind = ContractKind(contract.kind)
    changed = _give(nucleus, kind, on, {enrolment.pk: contract}, by, at)
    record("trainers.give_household", by=by, at=at, subjects=_about(nucleus, changed), after=_said(kind, on, changed))


@transaction.atomic
def take_back_sharing(*, nucleus: Nucleus, kind: ContractKind, on: date, by: Actor, at: datetime) -> int:
    """What was given on a day was a mistake: whoever visited those households before goes on, while their contract
    lasts. `Refused` where some of them went on to another since. Returns how many households it was."""
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.SIGN_CONTRACT, by)
    here = Membership.objects.filter(inside(on), nucleus=nucleus).values("enrolment")
    given = Case.objects.filter(enrolment__in=here, kind=kind, from_on=on)
    wrong, later = list(given.filter(until_on=None)), given.filter(end_why=CaseEnd.MOVED).count()
    refuse_unless(
        allow_unless(
            Reason("trainers.told_later", {"households": later}) if later else None,
            None if wrong or later else Reason("trainers.nothing_given", {"on": on.isoformat()}),
        )
    )
    before = Case.objects.filter(enrolment__in=[one.enrolment_id for one in wrong], kind=kind, until_on=on)
    earlier = before.filter(end_why=CaseEnd.MOVED, contract__over_on__gt=on)
    _end(wrong, on, by, at)
    _begin({one.enrolment_id: one.contract_id for one in earlier}, kind, on, by, at)
    contracts = Contract.objects.filter(pk__in={one.contract_id for one in wrong})
    record(
        "trainers.take_back_sharing", by=by, at=at,
        subjects=[*about_nucleus(nucleus), *(("contract", str(one.public_id)) for one in contracts),
                  *_households({one.enrolment_id for one in wrong})],
        before={"kind": kind, "from_on": on, "households": len(wrong)},
    )  # fmt: skip
    return len(wrong)


def _give(
    nucleus: Nucleus, kind: ContractKind, on: date, wanted: Mapping[int, Contract], by: Actor, at: datetime
) -> dict[int, Contract]:
    """Give those who have another trainer, or none, to theirs; refused as a whole. Returns them."""
    held = cases_on(wanted, kind, on)
    changed = {
        cycle: one for cycle, one in wanted.items() if cycle not in held or held[cycle].contract_id != one.pk
    }  # fmt: skip
    told = open_cases(changed, kind)
    refuse_unless(may_give(_facts(nucleus, kind, on, wanted, changed, told)))
    if not changed:
        raise Refused([Reason("trainers.same_caseload")])
    _end(list(told.values()), on, by, at)
    _begin({cycle: one.pk for cycle, one in changed.items()}, kind, on, by, at)
    return changed


def _about(nucleus: Nucleus, changed: Mapping[int, Contract]) -> list[tuple[str, str]]:
    contracts = sorted({str(one.public_id) for one in changed.values()})
    return [*about_nucleus(nucleus), *(("contract", key) for key in contracts), *_households(changed)]


def _said(kind: ContractKind, on: date, changed: Mapping[int, Contract]) -> dict[str, object]:
    return {"kind": kind, "from_on": on, "households": len(changed)}


def _facts(
    nucleus: Nucleus, kind: ContractKind, on: date, wanted: Mapping[int, Contract], changed: Mapping[int, Contract],
    told: Mapping[int, Case],
) -> GivingFacts:  # fmt: skip
    here = set(
        Membership.objects.filter(inside(on), nucleus=nucleus, enrolment__in=wanted).values_list("enrolment", flat=True)
    )
    serve = {one.pk for one in serving(nucleus, kind, on)}
    return GivingFacts(
        kind=kind, on=on, formed_on=nucleus.formed_on, closed_on=nucleus.closed_on, households=len(wanted),
        strangers=len(wanted.keys() - here), others=len({one.pk for one in wanted.values()} - serve),
        later=sum(told[cycle].from_on > on for cycle in changed if cycle in told),
    )  # fmt: skip


def _end(cases: Collection[Case], on: date, by: Actor, at: datetime) -> None:
    """The households go elsewhere on a day; what began on that day never was."""
    for case in cases:
        case.until_on, case.end_why = on, CaseEnd.MISTAKE if case.from_on == on else CaseEnd.MOVED
        case.ended_by, case.ended_at = by.public_id, at
    Case.objects.bulk_update(cases, ["until_on", "end_why", "ended_by", "ended_at"])


def _begin(given: Mapping[int, int], kind: ContractKind, on: date, by: Actor, at: datetime) -> None:
    Case.objects.bulk_create(
        Case(contract_id=contract, enrolment_id=cycle, kind=kind, from_on=on, given_by=by.public_id, given_at=at)
        for cycle, contract in given.items()
    )


def _households(cycles: Collection[int]) -> list[tuple[str, str]]:
    keys = Enrolment.objects.filter(pk__in=cycles).values_list("household__public_id", flat=True)
    return [("household", str(key)) for key in keys]
