"""Verbs on what communities say of their place in a plan: tell of their assembly, take back what was told wrongly."""

from datetime import datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.formation_models import Acceptance, Unit
from winay.nuclei.queries.plans import groups_with
from winay.nuclei.rules import AcceptanceSaid, grouping_of, may_edit, may_tell_acceptance
from winay.nuclei.services.records import about_formation, locked_formation, today_at
from winay.nuclei.terms import FormationState
from winay.targeting.decision_rules import reason_fault


@transaction.atomic
def record_acceptance(
    *, unit: Unit, said: AcceptanceSaid, scan_sha256: str = "", by: Actor, at: datetime
) -> Acceptance:
    """Tell what the assembly of a community said to its place in the plan as it stands. Whatever changes its groups
    afterwards makes it be asked again. `scan_sha256` is the file of the signed minutes, where there is one."""
    formation = locked_formation(unit.formation_id)
    require_for(formation, Permission.FORM_NUCLEI, by)
    unit = Unit.objects.select_related("place").get(pk=unit.pk)
    known = Acceptance.objects.filter(unit=unit, held_on=said.held_on, reversed_at=None).exists()
    refuse_unless(
        may_tell_acceptance(
            said,
            state=FormationState(formation.state),
            drafted_on=today_at(formation.drafted_at),
            known=known,
            waiting=unit.households,
            today=today_at(at),
        )
    )
    grouping = grouping_of(unit.place.code, groups_with(unit))
    try:
        with transaction.atomic():
            acceptance = Acceptance.objects.create(
                unit=unit, grouping=grouping, accepted=said.accepted, held_on=said.held_on,
                meeting_place=said.meeting_place.strip(), led_by=said.led_by.strip(), women=said.women, men=said.men,
                households=said.households, notes=said.notes.strip(), scan_sha256=scan_sha256,
                recorded_by=by.public_id, recorded_at=at,
            )  # fmt: skip
    except IntegrityError:  # somebody else told of it meanwhile
        raise Refused([Reason("nuclei.acceptance_known", {"on": said.held_on.isoformat()})]) from None
    record(
        "nuclei.record_acceptance",
        by=by,
        at=at,
        subjects=about_formation(formation, unit.place),
        after={
            "accepted": said.accepted,
            "held_on": said.held_on,
            "households": said.households,
            "women": said.women,
            "men": said.men,
            "scan": scan_sha256,
        },
    )
    return acceptance


@transaction.atomic
def reverse_acceptance(*, acceptance: Acceptance, why: str, by: Actor, at: datetime) -> Acceptance:
    """Take back what was told wrongly of a community. It stays on record; the right is told anew."""
    formation = locked_formation(acceptance.unit.formation_id)
    require_for(formation, Permission.FORM_NUCLEI, by)
    acceptance = Acceptance.objects.select_related("unit__place").get(pk=acceptance.pk)
    if acceptance.reversed_at is not None:
        raise Refused([Reason("nuclei.reversed_already")])
    refuse_unless(may_edit(FormationState(formation.state)))
    refuse_unless(allow_unless(reason_fault(why, short="nuclei.reason_short", most=300)))
    acceptance.reversed_by, acceptance.reversed_at, acceptance.reversed_why = by.public_id, at, why.strip()
    acceptance.save(update_fields=["reversed_by", "reversed_at", "reversed_why"])
    record(
        "nuclei.reverse_acceptance",
        by=by,
        at=at,
        subjects=about_formation(formation, acceptance.unit.place),
        before={"accepted": acceptance.accepted, "held_on": acceptance.held_on},
        after={"reason": acceptance.reversed_why},
    )
    return acceptance
