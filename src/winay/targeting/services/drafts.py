"""Preparing a selection: draft it, propose or withdraw exceptions, send it, give it up."""

from datetime import datetime
from itertools import repeat

from django.conf import settings
from django.db import transaction

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import local_date
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.bulk import insert_rows
from winay.journal.services import record
from winay.places.models import Place
from winay.programs.models import Version
from winay.targeting.access import require_for, require_in
from winay.targeting.columns import MISSING
from winay.targeting.decision_rules import may_be_overridden, may_be_submitted, reason_fault, text_fault
from winay.targeting.models import AreaFinding, Override, Selection, SelectionArea, SelectionCriterion
from winay.targeting.queries.screening import Screening
from winay.targeting.services.records import journal_subjects, locked
from winay.targeting.terms import Outcome, SelectionState, outcome_of


@transaction.atomic
def draft_selection(
    *,
    screening: Screening,
    territory: Place | None,
    cohort: int,
    departure: str,
    note: str,
    by: ActingPerson,
    at: datetime,
) -> Selection:
    """Freeze a screening of a territory as a draft: every area with what each criterion found, eligible ones chosen.

    A screening under a what-if departs from the published version, and `departure` must say why. `Refused` when there
    is nothing to decide on. Areas of the screening outside the territory are left out.
    """
    place_code = territory.code if territory else None
    screening = screening.within(place_code)
    year = local_date(at, settings.TIME_ZONE).year
    require_in(place_code, screening.program_key, Permission.DRAFT_SELECTION, by)
    problems = [
        Reason("targeting.no_areas") if not screening.rows else None,
        reason_fault(departure, short="targeting.departure_needs_reason") if screening.departs else None,
        text_fault(note),
        Reason("targeting.cohort_before_version", {"year": screening.valid_from.year})
        if cohort < screening.valid_from.year
        else None,
        Reason("targeting.cohort_far", {"year": year + 2}) if cohort > year + 2 else None,
    ]
    if found := [reason for reason in problems if reason is not None]:
        raise Refused(found)
    selection = Selection.objects.create(
        version=Version.objects.select_related("program").get(public_id=screening.version_id),
        territory=territory,
        cohort=cohort,
        k=screening.terms.k,
        lend=screening.terms.lend,
        departure=departure.strip() if screening.departs else "",
        note=note.strip(),
        figures_revision=screening.revision,
        drafted_by=by.person,
        drafted_at=at,
    )
    _freeze(selection, screening)
    record(
        "targeting.draft_selection",
        by=by,
        at=at,
        subjects=journal_subjects(selection),
        after={
            "cohort": cohort,
            "areas": len(screening.rows),
            "eligible": screening.count(Outcome.ELIGIBLE),
            "unknown": screening.count(Outcome.UNKNOWN),
            "departure": selection.departure,
            "figures": screening.revision,
        },
    )
    return selection


def _freeze(selection: Selection, screening: Screening) -> None:
    """Copy the screening into rows of its own, so that no later figure can change what was decided on.

    The country has some thirty thousand areas: they go in as plain rows.
    """
    criteria = SelectionCriterion.objects.bulk_create(
        SelectionCriterion(
            selection=selection,
            position=position,
            key=criterion.key,
            kind=criterion.kind,
            mode=criterion.mode,
            threshold=criterion.threshold,
            scale=criterion.shown_scale,
            cut_ha=criterion.cut_ha,
            changed=criterion.changed,
        )
        for position, criterion in enumerate(screening.terms.criteria)
    )
    country, said = screening.country, screening.columns
    part = slice(screening.start, screening.stop)
    area_ids = country.ids[part]
    levels = said.level[part].tolist()
    households = [None if number == MISSING else number for number in country.facts.households[part].tolist()]
    eligible = [outcome_of(level) is Outcome.ELIGIBLE for level in levels]
    near, met = said.near_miss[part].tolist(), said.preferences_met[part].tolist()
    insert_rows(
        SelectionArea,
        ("selection_id", "area_id", "level", "near_miss", "preferences_met", "households", "chosen"),
        zip(repeat(selection.pk), area_ids, levels, near, met, households, eligible, strict=False),
    )
    made = dict(SelectionArea.objects.filter(selection=selection).values_list("area_id", "id"))
    rows = [made[area] for area in area_ids]
    for criterion, found in zip(criteria, screening.finding_columns(), strict=True):
        insert_rows(
            AreaFinding,
            ("selection_area_id", "criterion_id", "answer", "found", "low", "high", "lent"),
            zip(
                rows,
                repeat(criterion.pk),
                found.answer,
                found.found,
                found.low,
                found.high,
                found.lent,
                strict=False,
            ),
        )


@transaction.atomic
def propose_override(
    *, selection_area: SelectionArea, include: bool, reason: str, by: ActingPerson, at: datetime
) -> Override:
    """Ask that an area enter although the criteria did not say so, or stay out although they did. Somebody else must
    confirm it before the selection can be sent."""
    selection = locked(selection_area.selection_id)
    require_for(selection, Permission.DRAFT_SELECTION, by)
    _refuse_unless_draft(selection)
    selection_area = SelectionArea.objects.select_related("area__district").get(pk=selection_area.pk)
    refuse_unless(may_be_overridden(include=include, outcome=outcome_of(selection_area.level), reason=reason))
    if selection_area.overrides.filter(withdrawn_at=None).exists():
        raise Refused([Reason("targeting.override_open")])
    override = Override.objects.create(
        selection_area=selection_area,
        include=include,
        reason=reason.strip(),
        proposed_by=by.person,
        proposed_at=at,
    )
    record(
        "targeting.propose_override",
        by=by,
        at=at,
        subjects=_override_subjects(selection, override),
        before={"outcome": outcome_of(selection_area.level)},
        after={"include": include, "reason": override.reason},
    )
    return override


@transaction.atomic
def confirm_override(*, override: Override, by: ActingPerson, at: datetime) -> Override:
    """The second person's yes to an exception. Whoever proposed it cannot give it."""
    selection = locked(override.selection_area.selection_id)
    require_for(selection, Permission.DRAFT_SELECTION, by)
    _refuse_unless_draft(selection)
    override = _open(override)
    if override.confirmed_at is not None:
        raise Refused([Reason("targeting.override_confirmed")])
    if override.proposed_by_id == by.person.pk:
        raise Refused([Reason("targeting.same_person_override")])
    override.confirmed_by, override.confirmed_at = by.person, at
    override.save(update_fields=["confirmed_by", "confirmed_at"])
    SelectionArea.objects.filter(pk=override.selection_area_id).update(chosen=override.include)
    record(
        "targeting.confirm_override",
        by=by,
        at=at,
        subjects=_override_subjects(selection, override),
        before={"chosen": not override.include},
        after={"chosen": override.include, "reason": override.reason},
    )
    return override


@transaction.atomic
def withdraw_override(*, override: Override, by: ActingPerson, at: datetime) -> Override:
    """Take an exception back, confirmed or not: the area is again what the criteria said."""
    selection = locked(override.selection_area.selection_id)
    require_for(selection, Permission.DRAFT_SELECTION, by)
    _refuse_unless_draft(selection)
    override = _open(override)
    override.withdrawn_by, override.withdrawn_at = by.person, at
    override.save(update_fields=["withdrawn_by", "withdrawn_at"])
    area = override.selection_area
    SelectionArea.objects.filter(pk=area.pk).update(chosen=outcome_of(area.level) is Outcome.ELIGIBLE)
    record(
        "targeting.withdraw_override",
        by=by,
        at=at,
        subjects=_override_subjects(selection, override),
        before={"include": override.include, "reason": override.reason},
    )
    return override


@transaction.atomic
def submit_selection(*, selection: Selection, by: ActingPerson, at: datetime) -> Selection:
    """Send a draft to be decided by somebody else. It can be taken back until it is decided."""
    selection = locked(selection.pk)
    require_for(selection, Permission.DRAFT_SELECTION, by)
    open_overrides = Override.objects.filter(
        selection_area__selection=selection, withdrawn_at=None, confirmed_at=None
    ).count()
    refuse_unless(
        may_be_submitted(
            state=SelectionState(selection.state),
            chosen=selection.areas.filter(chosen=True).count(),
            unconfirmed=open_overrides,
        )
    )
    selection.state = SelectionState.SUBMITTED
    selection.submitted_by, selection.submitted_at, selection.returned_why = by.person, at, ""
    selection.save(update_fields=["state", "submitted_by", "submitted_at", "returned_why"])
    record(
        "targeting.submit_selection",
        by=by,
        at=at,
        subjects=journal_subjects(selection),
        before={"state": SelectionState.DRAFT},
        after={"state": SelectionState.SUBMITTED, "chosen": selection.areas.filter(chosen=True).count()},
    )
    return selection


@transaction.atomic
def withdraw_selection(*, selection: Selection, reason: str, by: ActingPerson, at: datetime) -> Selection:
    """Give up a draft or one that was sent. It stays on record; the way forward is a new draft."""
    selection = locked(selection.pk)
    require_for(selection, Permission.DRAFT_SELECTION, by)
    if selection.state not in {SelectionState.DRAFT, SelectionState.SUBMITTED}:
        raise Refused([Reason("targeting.not_open")])
    refuse_unless(allow_unless(reason_fault(reason)))
    before = selection.state
    selection.state, selection.withdrawn_at, selection.withdrawn_why = SelectionState.WITHDRAWN, at, reason.strip()
    selection.save(update_fields=["state", "withdrawn_at", "withdrawn_why"])
    record(
        "targeting.withdraw_selection",
        by=by,
        at=at,
        subjects=journal_subjects(selection),
        before={"state": before},
        after={"state": selection.state, "reason": selection.withdrawn_why},
    )
    return selection


def _refuse_unless_draft(selection: Selection) -> None:
    if selection.state != SelectionState.DRAFT:
        raise Refused([Reason("targeting.not_a_draft")])


def _open(override: Override) -> Override:
    override = Override.objects.select_related("selection_area__area__district", "proposed_by").get(pk=override.pk)
    if override.withdrawn_at is not None:
        raise Refused([Reason("targeting.override_withdrawn")])
    return override


def _override_subjects(selection: Selection, override: Override) -> list[tuple[str, str]]:
    district = override.selection_area.area.district.code
    return [("selection", str(selection.public_id)), ("override", str(override.public_id)), ("place", district)]
