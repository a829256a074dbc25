"""Verbs on the call of an assembly: call one, correct the notice, cancel it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason
from winay.core.errors import Refused, refuse_unless
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.assembly_rules import CallSaid, NucleusDays, may_call, may_cancel
from winay.nuclei.governance_models import AgendaItem, Assembly
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.assemblies import constituted, taken, whole_assemblies
from winay.nuclei.services.records import about_nucleus, locked_nucleus, today_at
from winay.nuclei.terms import AssemblyState


@transaction.atomic
def call_assembly(
    *, nucleus: Nucleus, said: CallSaid, by: Actor, at: datetime, synthetic: bool = False
) -> Assembly:  # fmt: skip
    """Write down that an assembly was called, before it is held or after.

    `Refused` before the nucleus existed, for a second one on a day, and where the nucleus was constituted already.
    """
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.RECORD_ASSEMBLY, by)
    _judge(nucleus, said, at)
    try:
        with transaction.atomic():
            assembly = Assembly.objects.create(
                nucleus=nucleus, kind=said.kind, called_on=said.called_on, recorded_by=by.public_id, recorded_at=at,
                synthetic=synthetic or nucleus.synthetic, **_columns(said),
            )  # fmt: skip
    except IntegrityError:  # somebody else called one meanwhile
        raise Refused([Reason("nuclei.assembly_same_day")]) from None
    write_agenda(assembly, said.agenda)
    record(
        "nuclei.call_assembly",
        by=by,
        at=at,
        subjects=about_assembly(assembly),
        after={"kind": said.kind, "called_on": said.called_on, **_told(said)},
    )
    return assembly


@transaction.atomic
def correct_call(*, assembly: Assembly, said: CallSaid, by: Actor, at: datetime) -> Assembly:
    """Write the notice of an assembly anew while it has not been told: its day, hours, place, agenda. What it is for
    and when it was called stay; where those are wrong, it is cancelled and called again."""
    assembly = locked_assembly(assembly)
    require_for(assembly.nucleus, Permission.RECORD_ASSEMBLY, by)
    if assembly.state != AssemblyState.CALLED:
        raise Refused([Reason("nuclei.assembly_over")])
    if (said.kind, said.called_on) != (assembly.kind, assembly.called_on):
        raise Refused([Reason("nuclei.call_kept")])
    _judge(assembly.nucleus, said, at, but=assembly)
    before = said_of(assembly)
    if before == said:
        raise Refused([Reason("nuclei.nothing_changed")])
    for name, value in _columns(said).items():
        setattr(assembly, name, value)
    assembly.save(update_fields=list(_columns(said)))
    AgendaItem.objects.filter(assembly=assembly).delete()
    write_agenda(assembly, said.agenda)
    record(
        "nuclei.correct_call",
        by=by,
        at=at,
        subjects=about_assembly(assembly),
        before=_told(before),
        after=_told(said),
    )
    return assembly


@transaction.atomic
def cancel_assembly(*, assembly: Assembly, why: str, by: Actor, at: datetime) -> Assembly:
    """Say that an assembly that was called will not be held, and why. Another may be called."""
    assembly = locked_assembly(assembly)
    require_for(assembly.nucleus, Permission.RECORD_ASSEMBLY, by)
    refuse_unless(may_cancel(AssemblyState(assembly.state), why))
    assembly.state, assembly.ended_why = AssemblyState.CANCELLED.value, why.strip()
    assembly.save(update_fields=["state", "ended_why"])
    record(
        "nuclei.cancel_assembly",
        by=by,
        at=at,
        subjects=about_assembly(assembly),
        before={"state": AssemblyState.CALLED, "held_on": assembly.held_on},
        after={"state": AssemblyState.CANCELLED, "reason": assembly.ended_why},
    )
    return assembly


def locked_assembly(assembly: Assembly) -> Assembly:
    """The assembly with its nucleus, for this transaction alone: whoever tells something of a nucleus takes turns."""
    locked_nucleus(assembly.nucleus_id)
    return whole_assemblies().get(pk=assembly.pk)


def about_assembly(assembly: Assembly) -> list[tuple[str, str]]:
    """The assembly, its nucleus and its district."""
    return [("assembly", str(assembly.public_id)), *about_nucleus(assembly.nucleus)]


def write_agenda(assembly: Assembly, agenda: Sequence[str]) -> None:
    """The points of an agenda, in their order."""
    AgendaItem.objects.bulk_create(
        AgendaItem(assembly=assembly, position=position, text=text.strip()) for position, text in enumerate(agenda, 1)
    )


def said_of(assembly: Assembly) -> CallSaid:
    """A call as it was said."""
    return CallSaid(
        kind=assembly.kind,  # type: ignore[arg-type]
        called_on=assembly.called_on,
        held_on=assembly.held_on,
        first_call_at=assembly.first_call_at,
        second_call_at=assembly.second_call_at,
        meeting_place=assembly.meeting_place,
        called_by_name=assembly.called_by_name,
        agenda=tuple(AgendaItem.objects.filter(assembly=assembly).order_by("position").values_list("text", flat=True)),
    )


def _judge(nucleus: Nucleus, said: CallSaid, at: datetime, *, but: Assembly | None = None) -> None:
    refuse_unless(
        may_call(
            said,
            nucleus=NucleusDays(nucleus.formed_on, nucleus.closed_on),
            same_day=taken(nucleus, said.held_on, but=but),
            constituted=constituted(nucleus),
            today=today_at(at),
        )
    )


def _columns(said: CallSaid) -> dict[str, object]:
    return {
        "held_on": said.held_on,
        "first_call_at": said.first_call_at,
        "second_call_at": said.second_call_at,
        "meeting_place": said.meeting_place.strip(),
        "called_by_name": said.called_by_name.strip(),
    }


def _told(said: CallSaid) -> Mapping[str, object]:
    """What a journal line keeps of a call."""
    second = said.second_call_at
    return {
        "held_on": said.held_on,
        "first_call": said.first_call_at.strftime("%H:%M"),
        "second_call": second.strftime("%H:%M") if second else None,
        "meeting_place": said.meeting_place.strip(),
        "called_by": Personal(said.called_by_name.strip()),
        "agenda": [text.strip() for text in said.agenda],
    }
