"""Deciding on a selection: return it, approve it, annul it."""

import csv
import io
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.core.fixed import from_fixed
from winay.core.spreadsheet import safe
from winay.journal.services import record
from winay.targeting.access import require_for
from winay.targeting.decision_rules import ApprovalFacts, may_be_approved, reason_fault
from winay.targeting.models import Annulment, AreaFinding, AreaLocality, Override, Selection, SelectionArea
from winay.targeting.queries.country import revision
from winay.targeting.services.records import journal_subjects, locked, take_turns
from winay.targeting.terms import Answer, SelectionState

ACT_COLUMNS = ("ubigeo", "area_code", "district", "area", "households_est", "chosen", "answer", "exception")
COHORTS_APART = 3
"""A household stays in the program for three years, so an area chosen again within them would hold it twice."""


@transaction.atomic
def return_selection(*, selection: Selection, reason: str, by: ActingPerson, at: datetime) -> Selection:
    """Send a selection back to whoever prepared it, with an observation."""
    selection = locked(selection.pk)
    require_for(selection, Permission.APPROVE_SELECTION, by)
    if selection.state != SelectionState.SUBMITTED:
        raise Refused([Reason("targeting.not_submitted")])
    refuse_unless(allow_unless(reason_fault(reason)))
    selection.state, selection.returned_why = SelectionState.DRAFT, reason.strip()
    selection.submitted_by = selection.submitted_at = None
    selection.save(update_fields=["state", "returned_why", "submitted_by", "submitted_at"])
    record(
        "targeting.return_selection",
        by=by,
        at=at,
        subjects=journal_subjects(selection),
        before={"state": SelectionState.SUBMITTED},
        after={"state": SelectionState.DRAFT, "reason": selection.returned_why},
    )
    return selection


@transaction.atomic
def approve_selection(*, selection: Selection, on: date, today: date, by: ActingPerson, at: datetime) -> Selection:
    """Approve what somebody else prepared. From then on neither the application nor the database changes it.

    `on` is the day of the decision, which may lie before the day it is entered. The list of areas is kept as a file
    by its hash, and the journal names the hash.
    """
    selection = locked(selection.pk)
    require_for(selection, Permission.APPROVE_SELECTION, by)
    take_turns()
    refuse_unless(
        may_be_approved(
            ApprovalFacts(
                state=SelectionState(selection.state),
                same_person=by.person.pk in _prepared_by(selection),
                on=on,
                today=today,
                version_from=selection.version.valid_from,
                figures_changed=selection.figures_revision != revision(),
                twice=_already_chosen(selection),
            )
        )
    )
    content = act_of(selection)
    selection.state = SelectionState.APPROVED
    selection.decided_by, selection.decided_at, selection.decided_on = by.person, at, on
    selection.act_sha256 = settings.WINAY_BLOBS.put(content)
    selection.save(update_fields=["state", "decided_by", "decided_at", "decided_on", "act_sha256"])
    chosen = selection.areas.filter(chosen=True)
    record(
        "targeting.approve_selection",
        by=by,
        at=at,
        subjects=[
            *journal_subjects(selection),
            *(("place", code) for code in chosen.values_list("area__district__code", flat=True)),
        ],
        before={"state": SelectionState.SUBMITTED},
        after={
            "state": SelectionState.APPROVED,
            "on": on,
            "areas": chosen.count(),
            "households": sum(chosen.exclude(households=None).values_list("households", flat=True)),
            "act": selection.act_sha256,
        },
    )
    return selection


@transaction.atomic
def annul_selection(*, selection: Selection, reason: str, by: ActingPerson, at: datetime) -> Annulment:
    """End an approved selection that was a mistake. It stays as it was approved, with the annulment beside it."""
    selection = locked(selection.pk)
    require_for(selection, Permission.APPROVE_SELECTION, by)
    if selection.state != SelectionState.APPROVED:
        raise Refused([Reason("targeting.not_approved")])
    if Annulment.objects.filter(selection=selection).exists():
        raise Refused([Reason("targeting.annulled_already")])
    refuse_unless(allow_unless(reason_fault(reason)))
    annulment = Annulment.objects.create(selection=selection, reason=reason.strip(), by=by.person, at=at)
    record(
        "targeting.annul_selection",
        by=by,
        at=at,
        subjects=journal_subjects(selection),
        before={"state": SelectionState.APPROVED},
        after={"state": SelectionState.ANNULLED, "reason": annulment.reason},
    )
    return annulment


def act_of(selection: Selection) -> bytes:
    """The decided list as a file: one line an area, with what each criterion found and needed, in the units of the
    figure. The same rows, the same bytes. Texts that a spreadsheet would take for formulas are made harmless."""
    criteria = list(selection.criteria.order_by("position"))
    findings: dict[int, dict[int, tuple[int | None, int]]] = {}
    found_in = AreaFinding.objects.filter(selection_area__selection=selection)
    for area, criterion, found, answer in found_in.values_list(
        "selection_area_id", "criterion_id", "found", "answer"
    ).iterator():
        findings.setdefault(area, {})[criterion] = (found, answer)
    held = Override.objects.filter(selection_area__selection=selection, withdrawn_at=None)
    exceptions = dict(held.values_list("selection_area_id", "reason"))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    named = [part for c in criteria for part in (f"{c.key}_found", f"{c.key}_needed", f"{c.key}_answer")]
    writer.writerow([*ACT_COLUMNS, *named])
    rows = SelectionArea.objects.filter(selection=selection).order_by("area__code")
    for pk, code, district, district_name, name, households, chosen, level in rows.values_list(
        "id",
        "area__code",
        "area__district__code",
        "area__district__name",
        "area__name",
        "households",
        "chosen",
        "level",
    ).iterator():
        cells: list[object] = []
        for criterion in criteria:
            found, answer = findings[pk][criterion.pk]
            numbers = (found, criterion.threshold)
            cells += [None if n is None else from_fixed(n, criterion.scale) for n in numbers]
            cells.append(Answer(answer).name.lower())
        writer.writerow(
            [district, code, safe(district_name), safe(name), households, int(chosen), Answer(level).name.lower(),
             safe(exceptions.get(pk, "")), *cells]
        )  # fmt: skip
    return out.getvalue().encode()


def _prepared_by(selection: Selection) -> set[int | None]:
    """Whoever drafted or sent a selection, or proposed one of its exceptions."""
    proposers = Override.objects.filter(selection_area__selection=selection, withdrawn_at=None)
    return {selection.drafted_by_id, selection.submitted_by_id, *proposers.values_list("proposed_by_id", flat=True)}


def _already_chosen(selection: Selection) -> str:
    """Names of areas that another approved selection of the program holds in overlapping years, or that share a
    locality with one: areas are drawn anew, localities stay. Empty if none."""
    mine = selection.areas.filter(chosen=True).values("area_id")
    localities = AreaLocality.objects.filter(area_id__in=mine).values("locality_id")
    sharing = AreaLocality.objects.filter(locality_id__in=localities).values("area_id")
    others = SelectionArea.objects.filter(
        Q(area_id__in=mine) | Q(area_id__in=sharing),
        chosen=True,
        selection__state=SelectionState.APPROVED,
        selection__annulment=None,
        selection__version__program=selection.version.program,
        selection__cohort__gt=selection.cohort - COHORTS_APART,
        selection__cohort__lt=selection.cohort + COHORTS_APART,
    ).exclude(selection=selection)
    return ", ".join(others.order_by("area__name").values_list("area__name", flat=True)[:5])
