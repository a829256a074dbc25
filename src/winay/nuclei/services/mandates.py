"""Verbs on single mandates: the municipality appoints the prosecutor, somebody leaves a post, an end was told
wrongly."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.governance_models import Mandate
from winay.nuclei.mandate_rules import TOLD_BY_STAFF, appointed, ended, reopened
from winay.nuclei.models import Nucleus
from winay.nuclei.phone_wording import ended_words
from winay.nuclei.queries.assemblies import governance_of
from winay.nuclei.queries.boards import timeline_of
from winay.nuclei.queries.people import crowd_of
from winay.nuclei.services.board_phones import end_board_phones
from winay.nuclei.services.elections import about_people, people_changed, write_outcome
from winay.nuclei.services.records import about_nucleus, locked_nucleus, today_at
from winay.nuclei.terms import MandateEnd, Post
from winay.registry.models import Member
from winay.targeting.decision_rules import reason_fault, text_fault


@transaction.atomic
def appoint_prosecutor(
    *, nucleus: Nucleus, member: UUID, on: date, note: str, by: Actor, at: datetime
) -> Mandate:  # fmt: skip
    """Write down that the municipality appointed the prosecutor, from a day on; `note` names its paper.

    `Refused` where the version has the assembly elect them, and for somebody from outside the nucleus.
    """
    nucleus = locked_nucleus(nucleus.pk)
    require_for(nucleus, Permission.RECORD_ASSEMBLY, by)
    crowd = crowd_of(nucleus, on)
    refuse_unless(
        allow_unless(
            Reason("nuclei.prosecutor_elected") if not governance_of(nucleus.version_id).appointing else None,
            *_day_faults(nucleus, on, at),
            Reason("nuclei.outside_nucleus", {"people": 1}) if member not in crowd.people else None,
            Reason("nuclei.candidate_minor", {"post": Post.PROSECUTOR}) if member in crowd.minors else None,
            reason_fault(note, short="nuclei.reason_short", most=300),
        )
    )
    outcome = appointed(timeline_of(nucleus, [member]), on=on, post=Post.PROSECUTOR, member=member)
    (made,) = write_outcome(outcome, nucleus=nucleus, people=crowd.people, by=by, at=at, note=note.strip())
    record(
        "nuclei.appoint_prosecutor",
        by=by,
        at=at,
        subjects=_about(nucleus, [made.member, *people_changed(outcome)]),
        after={"post": made.post, "began_on": made.began_on, "note": made.origin_note},
    )
    return made


@transaction.atomic
def end_mandate(
    *, mandate: Mandate, why: MandateEnd, on: date, note: str = "", by: Actor, at: datetime
) -> Mandate:  # fmt: skip
    """End a mandate whose holder resigned, died, left the nucleus or served their time. `on` is the first day without
    them; for a mistake it says nothing, for there never was such a mandate: whoever it replaced held the post on.

    Told after somebody else was elected, the earlier day counts. A recall is an assembly's alone.
    """
    nucleus, mandate = _locked(mandate)
    require_for(nucleus, Permission.RECORD_ASSEMBLY, by)
    mistake = why is MandateEnd.MISTAKE
    refuse_unless(
        allow_unless(
            Reason("nuclei.end_not_told") if why not in TOLD_BY_STAFF else None,
            Reason("nuclei.in_future") if on > today_at(at) and not mistake else None,
            reason_fault(note, short="nuclei.reason_short") if mistake else text_fault(note),
        )
    )
    outcome = ended(timeline_of(nucleus, [mandate.member.public_id]), key=mandate.pk, on=on, why=why)
    before = mandate.ended_on
    write_outcome(outcome, nucleus=nucleus, people={}, by=by, at=at)
    mandate = Mandate.objects.select_related("member").get(pk=mandate.pk)
    mandate.end_note = note.strip()
    mandate.save(update_fields=["end_note"])
    record(
        "nuclei.end_mandate",
        by=by,
        at=at,
        subjects=_about(nucleus, people_changed(outcome)),
        before={"post": mandate.post, "began_on": mandate.began_on, "ended_on": before},
        after={"ended_on": mandate.ended_on, "end_why": mandate.end_why, "note": mandate.end_note},
    )
    return mandate


@transaction.atomic
def reopen_mandate(*, mandate: Mandate, why: str, by: Actor, at: datetime) -> Mandate:
    """Take back the end of a mandate that was told wrongly: it goes on, up to whoever came after.

    `Refused` for an end that an assembly brought: that is corrected with the assembly.
    """
    nucleus, mandate = _locked(mandate)
    require_for(nucleus, Permission.RECORD_ASSEMBLY, by)
    refuse_unless(allow_unless(reason_fault(why, short="nuclei.reason_short")))
    if _taken_back_with_assembly(mandate):
        raise Refused([Reason("nuclei.ended_by_assembly")])
    outcome = reopened(timeline_of(nucleus, [mandate.member.public_id]), key=mandate.pk)
    before = {"ended_on": mandate.ended_on, "end_why": mandate.end_why}
    write_outcome(outcome, nucleus=nucleus, people={}, by=by, at=at)
    mandate = Mandate.objects.select_related("member").get(pk=mandate.pk)
    record(
        "nuclei.reopen_mandate",
        by=by,
        at=at,
        subjects=_about(nucleus, people_changed(outcome)),
        before=before,
        after={"post": mandate.post, "ended_on": mandate.ended_on, "reason": why.strip()},
    )
    return mandate


def close_board(*, nucleus: Nucleus, on: date, by: Actor, at: datetime) -> list[Mandate]:
    """End every open mandate of a nucleus that closes, and the phones given for them, in the transaction of its closing
    and under its journal line; those that ended. One that began on that very day is ended as one that never was."""
    found = list(Mandate.objects.filter(nucleus=nucleus, ended_on=None).select_related("member"))
    end_board_phones(why={one.pk: ended_words(MandateEnd.NUCLEUS_CLOSED, on) for one in found}, by=by, at=at)
    for one in found:
        never = one.began_on >= on
        one.ended_on = one.began_on if never else on
        one.end_why = (MandateEnd.MISTAKE if never else MandateEnd.NUCLEUS_CLOSED).value
        one.ended_by, one.ended_at = by.public_id, at
        one.save(update_fields=["ended_on", "end_why", "ended_by", "ended_at"])
    return found


def _locked(mandate: Mandate) -> tuple[Nucleus, Mandate]:
    nucleus = locked_nucleus(mandate.nucleus_id)
    return nucleus, Mandate.objects.select_related("member", "assembly").get(pk=mandate.pk)


def _taken_back_with_assembly(mandate: Mandate) -> bool:
    """Whether the assembly that elected them was reversed: then the mandate never was, and stays so."""
    return mandate.assembly is not None and mandate.assembly.reversed_at is not None


def _about(nucleus: Nucleus, people: Sequence[Member]) -> list[tuple[str, str]]:
    return [*about_nucleus(nucleus), *about_people(people)]


def _day_faults(nucleus: Nucleus, on: date, at: datetime) -> list[Reason]:
    found = []
    if on > today_at(at):
        found.append(Reason("nuclei.in_future"))
    if on < nucleus.formed_on:
        found.append(Reason("nuclei.before_nucleus", {"on": nucleus.formed_on.isoformat()}))
    if nucleus.closed_on is not None and on >= nucleus.closed_on:
        found.append(Reason("nuclei.nucleus_closed", {"on": nucleus.closed_on.isoformat()}))
    return found
