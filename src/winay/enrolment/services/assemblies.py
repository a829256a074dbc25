"""Verbs on orientation assemblies: tell of one that was held, take back one that was told wrongly."""

from datetime import datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.enrolment.access import require_for
from winay.enrolment.call_rules import AssemblySaid, may_record, may_reverse
from winay.enrolment.models import Assembly, AssemblyLanguage, Call
from winay.enrolment.queries.calls import annulled, ground_of, locked_call
from winay.enrolment.services.records import about_call, today_at
from winay.journal.services import record
from winay.places.models import Place


@transaction.atomic
def record_assembly(*, call: Call, locality: Place | None, said: AssemblySaid, by: Actor, at: datetime) -> Assembly:
    """Tell of an orientation assembly. `locality` None: the area is a whole district without known localities.

    `Refused` for a place outside the area, a day before the approval, numbers that cannot be, one told already.
    """
    call = locked_call(call.pk)
    require_for(call, Permission.ENROL_HOUSEHOLD, by)
    ground = ground_of(call)
    in_area = ground.holds(locality) if locality is not None else not ground.localities
    known = Assembly.objects.filter(call=call, locality=locality, held_on=said.held_on, reversed_at=None)
    assert call.selection.decided_on is not None
    refuse_unless(
        may_record(
            said,
            in_area=in_area,
            approved_on=call.selection.decided_on,
            known=known.exists(),
            annulled=annulled(call),
            today=today_at(at),
        )
    )
    assembly = _written(call, locality, said, by, at)
    record(
        "enrolment.record_assembly",
        by=by,
        at=at,
        subjects=[*about_call(call), *([("place", locality.code)] if locality else [])],
        after={
            "held_on": said.held_on,
            "reached": said.reached,
            "attended": said.attended,
            "women": said.women,
            "men": said.men,
            "languages": list(said.languages),
            "message": said.message,
            "assembly": assembly.public_id,
        },
    )
    return assembly


def _written(call: Call, locality: Place | None, said: AssemblySaid, by: Actor, at: datetime) -> Assembly:
    try:
        with transaction.atomic():
            assembly = Assembly.objects.create(
                call=call, locality=locality, held_on=said.held_on, place=said.place.strip(),
                led_by=said.led_by.strip(), households_reached=said.reached, households_attended=said.attended,
                women=said.women, men=said.men, message=said.message, notes=said.notes.strip(),
                recorded_by=by.public_id, recorded_at=at,
            )  # fmt: skip
    except IntegrityError:  # somebody else told of it meanwhile
        raise Refused([Reason("enrolment.assembly_known", {"on": said.held_on.isoformat()})]) from None
    AssemblyLanguage.objects.bulk_create(AssemblyLanguage(assembly=assembly, language=one) for one in said.languages)
    return assembly


@transaction.atomic
def reverse_assembly(*, assembly: Assembly, why: str, by: Actor, at: datetime) -> Assembly:
    """Take back an assembly that was told wrongly. It stays on record with the reason; the right one is told anew."""
    call = locked_call(assembly.call_id)
    require_for(call, Permission.ENROL_HOUSEHOLD, by)
    assembly = Assembly.objects.select_for_update(of=("self",)).select_related("locality").get(pk=assembly.pk)
    refuse_unless(may_reverse(reversed_already=assembly.reversed_at is not None, why=why))
    assembly.reversed_at, assembly.reversed_by, assembly.reversed_why = at, by.public_id, why.strip()
    assembly.save(update_fields=["reversed_at", "reversed_by", "reversed_why"])
    record(
        "enrolment.reverse_assembly",
        by=by,
        at=at,
        subjects=[*about_call(call), *([("place", assembly.locality.code)] if assembly.locality else [])],
        before={"held_on": assembly.held_on, "attended": assembly.households_attended},
        after={"reason": assembly.reversed_why, "assembly": assembly.public_id},
    )
    return assembly
