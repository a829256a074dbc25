"""A trainer's sheet: many visits told at once, as they stand in a notebook that came down from the mountain."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.delivery.access import require_for
from winay.delivery.queries.visit_sheets import Sheet
from winay.delivery.services.visits import add_parts, locked_contract, received_by, visit_row
from winay.delivery.visit_models import Visit
from winay.delivery.visit_rules import VisitSaid, may_record
from winay.enrolment.models import Enrolment
from winay.journal.services import record
from winay.nuclei.services.records import today_at
from winay.registry.models import Member
from winay.registry.terms import Origin
from winay.trainers.contract_models import Contract


@transaction.atomic
def record_visits(
    *, contract: Contract, told: Sequence[tuple[Enrolment, VisitSaid]], by: Actor, at: datetime,
    source: Origin = Origin.WEB, synthetic: bool = False,
) -> list[Visit]:  # fmt: skip
    """Tell visits of one trainer, all of them or none: `Refused` names each that cannot be told, by its number in the
    sheet, and after it every reason against it. By the same rules as one visit, in about as many queries."""
    if not told:
        raise Refused([Reason("delivery.empty_sheet")])
    contract, today = locked_contract(contract.pk), today_at(at)
    sheet = Sheet(contract, [one for one, _ in told], [said.on for _, said in told])
    rows: list[tuple[Visit, VisitSaid, Mapping[UUID, Member]]] = []
    faults: list[Reason] = []
    for number, (enrolment, said) in enumerate(told, start=1):
        lives = sheet.lived(enrolment.pk, said.on)
        nucleus = lives.membership.nucleus if lives else contract.hired_by
        require_for(nucleus, Permission.RECORD_VISIT, by)
        decision = may_record(said, sheet.facts(enrolment, said, today))
        if not decision.ok or lives is None:
            faults += [Reason("delivery.of_row", {"number": number}), *decision.reasons]
            continue
        sheet.took(enrolment, said)
        visit = visit_row(contract, lives.membership.enrolment, nucleus, said)
        visit.source, visit.synthetic = source, synthetic
        visit.recorded_by, visit.recorded_at = by.public_id, at
        people = sheet.people(lives.household, said.on)
        received_by(visit, said, people)
        rows.append((visit, said, people))
    if faults:
        raise Refused(faults)
    Visit.objects.bulk_create([visit for visit, _, _ in rows], batch_size=200)
    add_parts(rows)
    visits = [visit for visit, _, _ in rows]
    record(
        "delivery.record_visits", by=by, at=at, subjects=_about(contract, visits),
        after={
            "visits": len(visits), "source": source, "from_on": min(one.visited_on for one in visits),
            "until_on": max(one.visited_on for one in visits),
        },
    )  # fmt: skip
    return visits


def _about(contract: Contract, visits: Sequence[Visit]) -> list[tuple[str, str]]:
    """The visits, their households and nuclei, the contract and its trainer."""
    nuclei = {one.nucleus for one in visits}
    return [
        *(("visit", str(one.public_id)) for one in visits),
        *(("household", str(key)) for key in sorted({one.enrolment.household.public_id for one in visits})),
        ("contract", str(contract.public_id)),
        ("applicant", str(contract.applicant.public_id)),
        *(("nucleus", str(one.public_id)) for one in nuclei),
        *(("place", code) for code in sorted({one.district.code for one in nuclei})),
    ]
