"""Verbs on posts and contracts: refuse a post, hire, extend by an addendum, end."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.core.money import Money
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.nuclei.access import require_for as require_for_nucleus
from winay.nuclei.governance_models import Assembly
from winay.nuclei.models import Nucleus
from winay.nuclei.services.records import locked_nucleus
from winay.targeting.decision_rules import reason_fault
from winay.trainers.access import require_for, require_for_contract
from winay.trainers.application_models import Applicant, Application
from winay.trainers.application_rules import PersonSaid, person_problems
from winay.trainers.contract_models import Addendum, Contract, ContractNucleus, PostRefusal
from winay.trainers.contract_rules import (
    ContractSaid,
    HiringFacts,
    may_end,
    may_extend,
    may_sign,
    may_take_post,
)
from winay.trainers.queries.applications import applicant_of
from winay.trainers.queries.contests import scoring_of
from winay.trainers.queries.contracts import (
    contract_by_id,
    kin_of,
    post_facts,
    refusal_of,
    terms_of,
    whole_contracts,
)
from winay.trainers.services.applications import (
    about_application,
    enter_applicant,
    locked_application,
    sort_key_of,
)
from winay.trainers.services.phones import end_phones_of_mistake
from winay.trainers.services.records import about_contract, locked_applicant, today_at
from winay.trainers.terms import ContractEnd, ContractKind, SelectedBy


@transaction.atomic
def refuse_post(*, application: Application, on: date, why: str, by: Actor, at: datetime) -> PostRefusal:
    """Somebody who was selected, or whose turn it is, does not take the post: the next one may be hired."""
    contest, application = locked_application(application)
    require_for(contest, Permission.RUN_CONTEST, by)
    facts = post_facts(application)
    refuse_unless(
        allow_unless(
            Reason("trainers.not_selected") if facts.outcome is None else None,
            Reason("trainers.refused_post") if facts.refused else None,
            Reason("trainers.hired_already") if facts.hired else None,
            Reason("trainers.in_future") if on > today_at(at) else None,
            reason_fault(why, short="trainers.reason_short", most=300),
        )
    )
    refusal = PostRefusal.objects.create(
        application=application, refused_on=on, why=why.strip(), recorded_by=by.public_id, recorded_at=at
    )
    record(
        "trainers.refuse_post", by=by, at=at, subjects=about_application(application),
        after={"refused_on": on, "reason": refusal.why},
    )  # fmt: skip
    return refusal


@transaction.atomic
def take_back_refusal(*, application: Application, by: Actor, at: datetime) -> PostRefusal:
    """A refusal was told wrongly, or they take the post after all, while nobody was hired in their place."""
    contest, application = locked_application(application)
    require_for(contest, Permission.RUN_CONTEST, by)
    refusal = refusal_of(application)
    hired = Contract.objects.filter(application__vacancy=application.vacancy_id).exclude(end_why=ContractEnd.MISTAKE)
    full = hired.count() >= application.vacancy.posts
    refuse_unless(
        allow_unless(
            Reason("trainers.no_refusal") if refusal is None else None,
            Reason("trainers.post_filled") if refusal is not None and full else None,
        )
    )
    assert refusal is not None
    refusal.withdrawn_by, refusal.withdrawn_at = by.public_id, at
    refusal.save(update_fields=["withdrawn_by", "withdrawn_at"])
    record("trainers.take_back_refusal", by=by, at=at, subjects=about_application(application))
    return refusal


@transaction.atomic
def hire_selected(
    *,
    application: Application,
    said: ContractSaid,
    hired_by: Nucleus,
    nuclei: Sequence[Nucleus],
    assembly: Assembly | None = None,
    beside: Contract | None = None,
    by: Actor,
    at: datetime,
) -> Contract:
    """A nucleus hires whom a contest selected, or the substitute whose turn it is. `beside`: as an apprentice of the
    trainer of that contract."""
    contest, application = locked_application(application)
    erased = application.applicant.erased_at is not None
    refuse_unless(allow_unless(Reason("trainers.erased_person") if erased else None))
    refuse_unless(
        may_take_post(said.kind, contest.kind, post_facts(application), apprentice=beside is not None)
    )  # fmt: skip
    return _hire(
        application.applicant_id, said, hired_by, nuclei, assembly, by=by, at=at, application=application,
        beside=beside,
    )  # fmt: skip


@transaction.atomic
def hire_person(
    *,
    person: PersonSaid,
    said: ContractSaid,
    hired_by: Nucleus,
    nuclei: Sequence[Nucleus],
    assembly: Assembly | None = None,
    by: Actor,
    at: datetime,
) -> Contract:
    """A nucleus hires somebody whom no contest selected: a technician, a professional, or a trainer whom the community
    chose, which is kept."""
    require_for_nucleus(hired_by, Permission.SIGN_CONTRACT, by)
    known = applicant_of(person.national_id)
    other = known is not None and known.sort_key != sort_key_of(person)
    refuse_unless(
        allow_unless(
            *person_problems(person, on=min(said.began_on, today_at(at))),
            Reason("trainers.id_of_another", {"name": known.name}) if other and known is not None else None,
            Reason("trainers.contest_needed") if said.selected_by is SelectedBy.OFFICE_CONTEST else None,
        )
    )
    applicant = known or enter_applicant(person, synthetic=hired_by.synthetic, by=by, at=at)
    return _hire(applicant.pk, said, hired_by, nuclei, assembly, by=by, at=at)


def _hire(
    applicant_pk: int,
    said: ContractSaid,
    hired_by: Nucleus,
    nuclei: Sequence[Nucleus],
    assembly: Assembly | None,
    *,
    by: Actor,
    at: datetime,
    application: Application | None = None,
    beside: Contract | None = None,
) -> Contract:
    applicant = locked_applicant(applicant_pk)
    hired_by = locked_nucleus(hired_by.pk)
    require_for_nucleus(hired_by, Permission.SIGN_CONTRACT, by)
    declared = said.kin_declared.strip() or (application.kin_declared if application else "")
    kin = kin_of(applicant, hired_by, said.began_on, declared)
    version = application.contest.version if application else hired_by.version
    kind = said.kind if said.kind is not ContractKind.PROFESSIONAL else ContractKind.PRODUCTIVE
    facts = HiringFacts(
        hired_by.formed_on, hired_by.closed_on, len(nuclei), kin, scoring_of(version.pk, kind).kin_refused, today_at(at)
    )
    wrong = [one for one in nuclei if one.closed_on is not None or one.district_id != hired_by.district_id]
    refuse_unless(may_sign(said, facts, terms_of(applicant)))
    refuse_unless(
        allow_unless(
            Reason("trainers.serves_elsewhere", {"name": wrong[0].name}) if wrong else None,
            Reason("trainers.assembly_elsewhere")
            if assembly is not None and assembly.nucleus_id != hired_by.pk
            else None,
            _beside_fault(said, beside, applicant),
        )
    )
    made = _create(applicant, said, hired_by, version_id=version.pk, declared=declared, kin=kin, assembly=assembly,
                   application=application, beside=beside, by=by, at=at)  # fmt: skip
    ContractNucleus.objects.bulk_create(ContractNucleus(contract=made, nucleus=one) for one in nuclei)
    record("trainers.hire", by=by, at=at, subjects=about_contract(made), after=_told(made, nuclei))
    return made


def _create(applicant: Applicant, said: ContractSaid, hired_by: Nucleus, *, version_id: int, declared: str,
            by: Actor, at: datetime, **more: object) -> Contract:  # fmt: skip
    kin = more.pop("kin")
    try:
        with transaction.atomic():
            return Contract.objects.create(
                applicant=applicant, version_id=version_id, kind=said.kind, selected_by=said.selected_by,
                hired_by=hired_by, began_on=said.began_on, over_on=said.over_on, fee_minor=said.fee.minor,
                currency=said.fee.currency, fee_per=said.fee_per, board_kin=kin, kin_declared=declared,
                recorded_by=by.public_id, recorded_at=at, synthetic=hired_by.synthetic, **more,
            )  # fmt: skip
    except IntegrityError:  # somebody hired them meanwhile
        raise Refused([Reason("trainers.hired_meanwhile")]) from None


def _beside_fault(said: ContractSaid, beside: Contract | None, applicant: Applicant) -> Reason | None:
    """An apprentice works beside a trainer of the same kind, while that one's contract holds."""
    if beside is None:
        return None
    fits = beside.kind == said.kind and beside.applicant_id != applicant.pk and beside.beside_id is None
    within = beside.began_on <= said.began_on and said.over_on <= beside.over_on
    return None if fits and within else Reason("trainers.beside")


@transaction.atomic
def extend_contract(*, contract: Contract, until: date, why: str, by: Actor, at: datetime) -> Addendum:
    """An addendum: the contract is over later. `until` is the first day without it."""
    contract = _locked(contract)
    require_for_contract(contract, Permission.SIGN_CONTRACT, by)
    before = contract.over_on
    refuse_unless(
        may_extend(
            ContractKind(contract.kind), ended=contract.ended_at is not None, began_on=contract.began_on,
            over_on=before, until=until, closed_on=contract.hired_by.closed_on, why=why,
            others=terms_of(contract.applicant, but=contract.pk),
        )
    )  # fmt: skip
    number = Addendum.objects.filter(contract=contract).count() + 1
    addendum = Addendum.objects.create(
        contract=contract, number=number, before_on=before, over_on=until, why=why.strip(), recorded_by=by.public_id,
        recorded_at=at,
    )  # fmt: skip
    contract.over_on = until
    try:
        with transaction.atomic():
            contract.save(update_fields=["over_on"])
    except IntegrityError:
        raise Refused([Reason("trainers.hired_meanwhile")]) from None
    record(
        "trainers.extend_contract", by=by, at=at, subjects=about_contract(contract), before={"over_on": before},
        after={"over_on": until, "reason": addendum.why},
    )  # fmt: skip
    return addendum


@transaction.atomic
def end_contract(
    *, contract: Contract, why: ContractEnd, on: date, note: str, by: Actor, at: datetime
) -> Contract:  # fmt: skip
    """End a contract before its day. `on` is the first day without it; for a mistake it says nothing, for there never
    was such a contract, and its phone is shut out. What a phone filled in before another end still lands."""
    contract = _locked(contract)
    require_for_contract(contract, Permission.SIGN_CONTRACT, by)
    before = contract.over_on
    refuse_unless(
        may_end(
            why, ended=contract.ended_at is not None, on=on, began_on=contract.began_on, over_on=before,
            today=today_at(at), note=note, extended=Addendum.objects.filter(contract=contract).exists(),
        )
    )  # fmt: skip
    if why is ContractEnd.MISTAKE:
        end_phones_of_mistake(contract=contract, by=by, at=at)
    contract.over_on = contract.began_on if why is ContractEnd.MISTAKE else on
    contract.end_why, contract.end_note = why.value, note.strip()
    contract.ended_by, contract.ended_at = by.public_id, at
    contract.save(update_fields=["over_on", "end_why", "end_note", "ended_by", "ended_at"])
    record(
        "trainers.end_contract", by=by, at=at, subjects=about_contract(contract), before={"over_on": before},
        after={"over_on": contract.over_on, "why": why, "reason": contract.end_note},
    )  # fmt: skip
    return contract


def _locked(contract: Contract) -> Contract:
    locked_applicant(contract.applicant_id)
    locked_nucleus(contract.hired_by_id)
    fresh = contract_by_id(contract.public_id)
    assert fresh is not None
    return whole_contracts().get(pk=fresh.pk)


def _told(made: Contract, nuclei: Sequence[Nucleus]) -> dict[str, object]:
    fee = Money(made.fee_minor, made.currency)
    return {
        "kind": made.kind,
        "selected_by": made.selected_by,
        "began_on": made.began_on,
        "over_on": made.over_on,
        "fee": f"{fee.amount} {fee.currency}",
        "fee_per": made.fee_per,
        "nuclei": [one.name for one in nuclei],
        "apprentice": made.beside_id is not None,
        "board_kin": made.board_kin,
        "kin_declared": Personal(made.kin_declared),
    }
