"""Verbs on trainers' phones: let one in for a contract; shut out those whose ground is gone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from winay.accounts.phones.services import end_credential, issue_credential
from winay.core.actors import SYSTEM, Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.registry.rules import household_code
from winay.trainers.access import require_for_contract
from winay.trainers.application_models import Applicant
from winay.trainers.contract_models import Contract
from winay.trainers.phone_models import TrainerPhone
from winay.trainers.phone_rules import PhoneFacts, may_have_phone, sends_until
from winay.trainers.phone_wording import erased_words, mistake_words, over_words, phone_label, trainer_words
from winay.trainers.queries.contracts import whole_contracts
from winay.trainers.queries.phones import live_phones, past_phones
from winay.trainers.services.records import about_contract, locked_applicant, today_at
from winay.trainers.terms import ContractKind


@transaction.atomic
def let_trainer_phone_in(*, contract: Contract, by: Actor, at: datetime) -> tuple[TrainerPhone, str]:
    """Let the trainer of a contract in with a phone, in the district and program of the nucleus that hires: the phone
    and its token, which is kept nowhere and cannot be shown again. It serves the trainer's later contracts there too.

    `Refused` for a contract that is over or never was, for a professional, and while one is live.
    """
    applicant = locked_applicant(contract.applicant_id)
    contract = whole_contracts().get(pk=contract.pk)
    require_for_contract(contract, Permission.MANAGE_PHONES, by)
    refuse_unless(may_have_phone(_facts(contract, applicant, at)))
    label = phone_label(household_code(contract.public_id), contract.hired_by.name)
    return _let_in(contract, label, None, contract.synthetic, by, at)


@transaction.atomic
def let_trial_phone_in(
    *, contract: Contract, label: str, expires_on: date, by: Actor, at: datetime
) -> tuple[TrainerPhone, str]:
    """Let somebody in who tries what the phone of a demonstration's trainer does, until a day. It has the trainer's
    lists, and beside it the trainer may have a phone. `Refused` outside of a demonstration, for a trainer whom nobody
    made up, and where a contract is over."""
    applicant = locked_applicant(contract.applicant_id)
    contract = whole_contracts().get(pk=contract.pk)
    require_for_contract(contract, Permission.MANAGE_PHONES, by)
    if not contract.synthetic:
        raise Refused([Reason("accounts.demo_only")])
    refuse_unless(may_have_phone(replace(_facts(contract, applicant, at), live=False)))
    return _let_in(contract, label, expires_on, True, by, at)


def _let_in(
    contract: Contract, label: str, expires_on: date | None, synthetic: bool, by: Actor, at: datetime
) -> tuple[TrainerPhone, str]:  # fmt: skip
    credential, token = issue_credential(
        label=label, person=None, holder=trainer_words(contract.hired_by.name), place=contract.hired_by.district,
        program=contract.version.program, expires_on=expires_on, by=by, at=at, synthetic=synthetic,
        about=about_contract(contract),
    )  # fmt: skip
    return TrainerPhone.objects.create(contract=contract, credential=credential), token


def _facts(contract: Contract, applicant: Applicant, at: datetime) -> PhoneFacts:
    phones = (one.credential for one in live_phones([applicant.pk]))
    held = (one for one in phones if one.expires_on is None)  # the others are of people who try what it does
    here = (contract.hired_by.district_id, contract.version.program_id)
    return PhoneFacts(
        kind=ContractKind(contract.kind),
        began_on=contract.began_on,
        over_on=contract.over_on,
        today=today_at(at),
        live=any((one.place_id, one.program_id) == here for one in held),
        erased=applicant.erased_at is not None,
    )


def end_phones_of_mistake(*, contract: Contract, by: Actor, at: datetime) -> int:
    """Shut out the phone that was given for a contract which never was; how many. Part of the verb that says so: its
    access was asked there."""
    phones = [one for one in live_phones([contract.applicant_id]) if one.contract_id == contract.pk]
    return _end(phones, mistake_words(), by, at)


def end_phones_of_erased(*, applicant: Applicant, by: Actor, at: datetime) -> int:
    """Shut out the phones of somebody who is erased; how many. Part of the verb that erases."""
    return _end(live_phones([applicant.pk]), erased_words(), by, at)


@transaction.atomic
def end_past_phones(*, at: datetime) -> int:
    """Shut out the phones of trainers whose last contract is over for so long that nothing is to be expected of them;
    how many. The worker asks for it every day."""
    gone = 0
    for one in past_phones(today_at(at)):
        locked_applicant(one.contract.applicant_id)
        overs = Contract.objects.filter(applicant=one.contract.applicant_id).values_list("over_on", flat=True)
        until = sends_until(overs)
        if until is not None and until <= today_at(at):  # an addendum may have come meanwhile
            gone += _end([one], over_words(until), SYSTEM, at)
    return gone


def _end(phones: Sequence[TrainerPhone], reason: str, by: Actor, at: datetime) -> int:
    for one in phones:
        end_credential(credential=one.credential, reason=reason, by=by, at=at, about=about_contract(one.contract))
    return len(phones)
