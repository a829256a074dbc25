"""Taking back what was told wrongly of an assembly, and who certified its minutes."""

from datetime import datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.assembly_rules import CertificationSaid, may_certify, may_reverse_assembly
from winay.nuclei.governance_models import Assembly, Certification
from winay.nuclei.mandate_rules import taken_back
from winay.nuclei.queries.assemblies import certification_by_id
from winay.nuclei.queries.boards import timeline_of
from winay.nuclei.services.assemblies import about_assembly, locked_assembly, said_of, write_agenda
from winay.nuclei.services.elections import about_people, people_changed, write_outcome
from winay.nuclei.services.records import today_at
from winay.nuclei.terms import AssemblyState
from winay.targeting.decision_rules import reason_fault


@transaction.atomic
def reverse_assembly(*, assembly: Assembly, why: str, by: Actor, at: datetime) -> Assembly:
    """Take back an assembly that was told wrongly; the one that replaces it, called alike, to be told anew.

    It stays on record with its reason. Whom it elected never held a post, whom it recalled or replaced held theirs on,
    minutes that it confirmed wait again. `Refused` where something stands on it: its own minutes were confirmed or
    certified, or a mandate from it has ended since in another way than by being replaced.
    """
    assembly = locked_assembly(assembly)
    require_for(assembly.nucleus, Permission.RECORD_ASSEMBLY, by)
    refuse_unless(
        may_reverse_assembly(
            state=AssemblyState(assembly.state),
            reversed_already=assembly.reversed_at is not None,
            confirmed=assembly.confirmed_at_assembly_id is not None,
            certified=Certification.objects.filter(assembly=assembly, reversed_at=None).exists(),
            why=why,
        )
    )
    touched = [one.member.public_id for one in (*assembly.mandates.all(), *assembly.mandates_ended.all())]
    outcome = taken_back(timeline_of(assembly.nucleus, touched), assembly=assembly.pk)
    if outcome.reasons:
        raise Refused(outcome.reasons)
    write_outcome(outcome, nucleus=assembly.nucleus, people={}, by=by, at=at)
    waiting = Assembly.objects.filter(confirmed_at_assembly=assembly).update(confirmed_at_assembly=None)
    assembly.reversed_by, assembly.reversed_at, assembly.reversed_why = by.public_id, at, why.strip()
    assembly.save(update_fields=["reversed_by", "reversed_at", "reversed_why"])
    anew = _called_alike(assembly, by, at)
    record(
        "nuclei.reverse_assembly",
        by=by,
        at=at,
        subjects=[
            *about_assembly(assembly), ("assembly", str(anew.public_id)), *about_people(people_changed(outcome)),
        ],
        before={"state": assembly.state, "held_on": assembly.held_on},
        after={"reason": assembly.reversed_why, "mandates": len(outcome.changed), "unconfirmed": waiting},
    )  # fmt: skip
    return anew


def _called_alike(assembly: Assembly, by: Actor, at: datetime) -> Assembly:
    kept = ("kind", "called_on", "held_on", "first_call_at", "second_call_at", "meeting_place", "called_by_name")
    anew = Assembly.objects.create(
        nucleus=assembly.nucleus, replaces=assembly, recorded_by=by.public_id, recorded_at=at,
        synthetic=assembly.synthetic, **{name: getattr(assembly, name) for name in kept},
    )  # fmt: skip
    write_agenda(anew, said_of(assembly).agenda)
    return anew


@transaction.atomic
def certify_minutes(*, assembly: Assembly, said: CertificationSaid, by: Actor, at: datetime) -> Certification:
    """Write down that a notary, an authority or a justice of the peace certified the minutes of an assembly."""
    assembly = locked_assembly(assembly)
    require_for(assembly.nucleus, Permission.RECORD_ASSEMBLY, by)
    standing = Certification.objects.filter(assembly=assembly, reversed_at=None)
    refuse_unless(
        may_certify(
            said,
            held=assembly.state == AssemblyState.HELD,
            reversed_already=assembly.reversed_at is not None,
            certified=standing.exists(),
            held_on=assembly.held_on,
            today=today_at(at),
        )
    )
    try:
        with transaction.atomic():
            made = Certification.objects.create(
                assembly=assembly, kind=said.kind, certifier=said.certifier.strip(), certified_on=said.certified_on,
                note=said.note.strip(), recorded_by=by.public_id, recorded_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Refused([Reason("nuclei.certified_already")]) from None
    record(
        "nuclei.certify_minutes",
        by=by,
        at=at,
        subjects=about_assembly(assembly),
        after={"kind": said.kind, "certifier": Personal(made.certifier), "certified_on": said.certified_on},
    )
    return made


@transaction.atomic
def reverse_certification(*, certification: Certification, why: str, by: Actor, at: datetime) -> Certification:
    """Take back a certification that was told wrongly. It stays on record, and the right one may be told."""
    assembly = locked_assembly(certification.assembly)
    require_for(assembly.nucleus, Permission.RECORD_ASSEMBLY, by)
    found = certification_by_id(certification.public_id)
    assert found is not None
    refuse_unless(
        allow_unless(
            Reason("nuclei.reversed_already") if found.reversed_at is not None else None,
            reason_fault(why, short="nuclei.reason_short", most=300),
        )
    )
    found.reversed_by, found.reversed_at, found.reversed_why = by.public_id, at, why.strip()
    found.save(update_fields=["reversed_by", "reversed_at", "reversed_why"])
    record(
        "nuclei.reverse_certification",
        by=by,
        at=at,
        subjects=about_assembly(assembly),
        before={"kind": found.kind, "certified_on": found.certified_on},
        after={"reason": found.reversed_why},
    )
    return found
