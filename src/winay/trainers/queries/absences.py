"""Who is away when."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from winay.trainers.contract_models import Contract
from winay.trainers.schedule_models import Absence


def absences_of(contracts: Collection[int], *, until: date | None = None, since: date | None = None) -> list[Absence]:
    """Absences of contracts (primary keys) that were not taken back, in a period where one is given. One query."""
    rows = Absence.objects.filter(contract__in=contracts, taken_back_at=None)
    if until is not None:
        rows = rows.filter(from_on__lt=until)
    if since is not None:
        rows = rows.filter(until_on__gt=since)
    return list(rows.order_by("from_on", "pk"))


def absence_by_id(contract: Contract, public_id: UUID) -> Absence | None:
    """One absence of a contract, also one that was taken back."""
    return Absence.objects.filter(contract=contract, public_id=public_id).first()
