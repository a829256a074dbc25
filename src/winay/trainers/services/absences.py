"""Verbs on absences of trainers."""

from datetime import datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import refuse_unless
from winay.journal.services import record
from winay.trainers.access import require_for_contract
from winay.trainers.contract_models import Contract
from winay.trainers.queries.absences import absences_of
from winay.trainers.schedule_models import Absence
from winay.trainers.schedule_rules import AbsenceSaid, may_tell_absence
from winay.trainers.services.records import about_contract, locked_contract


@transaction.atomic
def tell_absence(*, contract: Contract, said: AbsenceSaid, by: Actor, at: datetime) -> Absence:
    """A trainer is, will be or was away. Visits that are planned for those days stay where they are until the month is
    planned again."""
    contract = locked_contract(contract.pk)
    require_for_contract(contract, Permission.SIGN_CONTRACT, by)
    others = [(one.from_on, one.until_on) for one in absences_of([contract.pk])]
    refuse_unless(may_tell_absence(said, began_on=contract.began_on, over_on=contract.over_on, others=others))
    told = Absence.objects.create(
        contract=contract, from_on=said.from_on, until_on=said.until_on, why=said.why, note=said.note.strip(),
        told_by=by.public_id, told_at=at,
    )  # fmt: skip
    record("trainers.tell_absence", by=by, at=at, subjects=about_contract(contract), after=_said(told))
    return told


@transaction.atomic
def take_back_absence(*, absence: Absence, by: Actor, at: datetime) -> None:
    """It never was, or was otherwise: told anew with other days."""
    contract = locked_contract(absence.contract_id)
    require_for_contract(contract, Permission.SIGN_CONTRACT, by)
    absence = Absence.objects.get(pk=absence.pk)
    refuse_unless(allow_unless(Reason("trainers.absence_taken_back") if absence.taken_back_at is not None else None))
    absence.taken_back_by, absence.taken_back_at = by.public_id, at
    absence.save(update_fields=["taken_back_by", "taken_back_at"])
    record("trainers.take_back_absence", by=by, at=at, subjects=about_contract(contract), before=_said(absence))


def _said(one: Absence) -> dict[str, object]:
    return {"from_on": one.from_on, "until_on": one.until_on, "absence_why": one.why, "note": one.note}
