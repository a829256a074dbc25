"""Selections as pages, exports and checks read them. Query counts do not grow with the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.places.terms import CODE_LENGTH, Level
from winay.programs.queries import VersionSummary, versions_list
from winay.targeting.models import AreaFinding, FarmTable, Override, Selection, SelectionArea, SelectionCriterion
from winay.targeting.terms import Answer, Outcome, SelectionState, outcome_of

PAGE = 20
DISTRICT = CODE_LENGTH[Level.DISTRICT]


def visible_to(who: ActingPerson | None) -> "QuerySet[Selection]":
    """Decided selections are public; the others are for those who work on their territory or audit."""
    rows = Selection.objects.select_related(
        "version__program", "territory", "drafted_by", "submitted_by", "decided_by", "annulment__by"
    )
    public = Q(decided_at__isnull=False)
    if who is None:
        return rows.filter(public)
    mine = Q()
    for code, program in who.reach(Permission.READ_DRAFTS):
        if code is None and program is None:
            return rows
        place = Q(territory__code__startswith=code) if code is not None else Q()
        mine |= place & (Q(version__program__key=program) if program is not None else Q())
    return rows.filter(public | mine) if mine else rows.filter(public)


def state_of(selection: Selection) -> SelectionState:
    """The state as people see it: an approved selection may have been annulled since."""
    return SelectionState.ANNULLED if hasattr(selection, "annulment") else SelectionState(selection.state)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many areas and estimated households a selection chooses, out of how many."""

    areas: int
    chosen: int
    households: int
    unknown_households: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A selection in the list."""

    selection: Selection
    state: SelectionState
    totals: Totals


def list_selections(
    who: ActingPerson | None, *, state: str = "", program: str = "", before: int | None = None, limit: int = PAGE
) -> tuple[list[Listed], bool]:
    """The newest first; whether there are more. Two queries."""
    rows = visible_to(who).order_by("-id")
    if state == SelectionState.ANNULLED:
        rows = rows.filter(annulment__isnull=False)
    elif state:
        rows = rows.filter(state=state, annulment__isnull=True)
    if program:
        rows = rows.filter(version__program__key=program)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows[: limit + 1])
    totals = totals_of(row.pk for row in found[:limit])
    return [Listed(row, state_of(row), totals[row.pk]) for row in found[:limit]], len(found) > limit


def totals_of(selections: Iterable[int]) -> Mapping[int, Totals]:
    """Totals of several selections. One query."""
    wanted = list(selections)
    chosen = Q(chosen=True)
    rows = (
        SelectionArea.objects.filter(selection__in=wanted)
        .values("selection")
        .annotate(
            n_areas=Count("id"),
            n_chosen=Count("id", filter=chosen),
            n_households=Sum("households", filter=chosen),
            n_unknown=Count("id", filter=chosen & Q(households=None)),
        )
    )
    found = {r["selection"]: Totals(r["n_areas"], r["n_chosen"], r["n_households"] or 0, r["n_unknown"]) for r in rows}
    return {pk: found.get(pk, Totals(0, 0, 0, 0)) for pk in wanted}


def selection_by_id(public_id: UUID) -> Selection | None:
    """One selection with everybody named in it; visibility is the caller's question (`access.may_read_selection`)."""
    rows = Selection.objects.select_related(
        "version__program", "territory__parent__parent", "drafted_by", "submitted_by", "decided_by", "annulment__by"
    )
    return rows.filter(public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class Counts:
    """A selection's areas by what the criteria said, with estimated households."""

    outcome: Outcome
    areas: int
    households: int


def counts_of(selection: Selection) -> list[Counts]:
    """Areas and households by outcome, in the order of the vocabulary. One query."""
    found = {outcome: [0, 0] for outcome in Outcome}
    for row in selection.areas.values("level").annotate(n_areas=Count("id"), n_households=Sum("households")):
        outcome = outcome_of(row["level"])
        found[outcome][0] += row["n_areas"]
        found[outcome][1] += row["n_households"] or 0
    return [Counts(outcome, *numbers) for outcome, numbers in found.items()]


def choices_of(selection: Selection) -> list[tuple[int, bool]]:
    """Each area's id and whether it enters. One query."""
    return list(SelectionArea.objects.filter(selection=selection).order_by("area_id").values_list("area_id", "chosen"))


OUTCOME_FILTERS = {
    Outcome.ELIGIBLE: Q(level__gt=Answer.UNKNOWN),
    Outcome.NOT_ELIGIBLE: Q(level__lt=Answer.UNKNOWN),
    Outcome.UNKNOWN: Q(level=Answer.UNKNOWN),
}


def areas_of(
    selection: Selection, *, show: str = "", text_codes: list[str] | None = None, after: str = "", limit: int = PAGE
) -> tuple[list[SelectionArea], bool]:
    """A page of areas by their codes; whether there are more. `show` is an outcome, `chosen`, `exceptions` or `near`.
    `text_codes` narrows to places found by a search. Two queries."""
    rows = SelectionArea.objects.filter(selection=selection).select_related(
        "area__district__parent__parent", "area__seat"
    )
    rows = rows.prefetch_related(open_overrides())
    if show in OUTCOME_FILTERS:
        rows = rows.filter(OUTCOME_FILTERS[Outcome(show)])
    elif show == "chosen":
        rows = rows.filter(chosen=True)
    elif show == "near":
        rows = rows.filter(near_miss=True)
    elif show == "exceptions":
        rows = rows.filter(pk__in=Override.objects.filter(withdrawn_at=None).values("selection_area"))
    if text_codes is not None:
        rows = rows.filter(_inside(text_codes))
    if after:
        rows = rows.filter(area__code__gt=after)
    found = list(rows.order_by("area__code")[: limit + 1])
    return found[:limit], len(found) > limit


def _inside(codes: list[str]) -> Q:
    """Areas of these places; for a locality, the area it belongs to."""
    inside = Q(pk__in=[])
    for code in codes:
        inside |= Q(area__localities__locality__code=code) if len(code) > DISTRICT else Q(area__code__startswith=code)
    return Q(pk__in=SelectionArea.objects.filter(inside).values("pk"))


def open_overrides() -> "Prefetch[Override]":
    """Exceptions that were not withdrawn, with the people who stand behind them."""
    rows = Override.objects.filter(withdrawn_at=None).select_related("proposed_by", "confirmed_by")
    return Prefetch("overrides", rows, to_attr="open_overrides")


def area_of(selection: Selection, code: str) -> SelectionArea | None:
    """An area of a selection by its code, with findings and every exception, withdrawn ones too."""
    rows = SelectionArea.objects.filter(selection=selection, area__code=code)
    return (
        rows.select_related("area__district__parent__parent", "area__seat")
        .prefetch_related(
            open_overrides(),
            Prefetch("findings", AreaFinding.objects.select_related("criterion").order_by("criterion__position")),
            Prefetch("overrides", Override.objects.select_related("proposed_by", "confirmed_by", "withdrawn_by")),
        )
        .first()
    )


def areas_in_district(selection: Selection, district_code: str) -> list[SelectionArea]:
    """The areas of one district in a selection, by code. Two queries."""
    rows = SelectionArea.objects.filter(selection=selection, area__district__code=district_code)
    rows = rows.select_related("area__district__parent__parent").prefetch_related(open_overrides())
    return list(rows.order_by("area__code"))


def states_of(selection: Selection) -> dict[str, str]:
    """For the map: each district's code and what the selection does with most of its estimated households; of two with
    as many, what the criteria are less sure of. An area whose number is unknown weighs as little as can be. Two
    queries."""
    overridden = set(
        Override.objects.filter(selection_area__selection=selection, withdrawn_at=None)
        .exclude(confirmed_at=None)
        .values_list("selection_area_id", flat=True)
    )
    weights: dict[str, dict[tuple[int, str], int]] = {}
    for pk, code, level, chosen, households in selection.areas.values_list(
        "id", "area__code", "level", "chosen", "households"
    ):
        state = ("override" if chosen else "left_out") if pk in overridden else Answer(level).name.lower()
        of_district = weights.setdefault(code[:DISTRICT], {})
        of_district[-level, state] = of_district.get((-level, state), 0) + (households or 0) * 1000 + 1
    return {
        code: max(of_district, key=lambda key: (of_district[key], key))[1]
        for code, of_district in sorted(weights.items())
    }


def names_of(selection: Selection) -> dict[str, str]:
    """Each district's code and name with its province, for the map. One query."""
    rows = selection.areas.values_list("area__district__code", "area__district__name", "area__district__parent__name")
    return {code: f"{name}, {province}" for code, name, province in rows.distinct()}


def draftable_versions() -> list[VersionSummary]:
    """Versions that a new selection may follow, the newest first."""
    return sorted(versions_list(), key=lambda version: version.valid_from, reverse=True)


def criteria_of(selection: Selection) -> list[SelectionCriterion]:
    """The criteria as they were applied, in order."""
    return list(selection.criteria.order_by("position"))


def unconfirmed_overrides(selection: Selection) -> list[Override]:
    """Exceptions that still wait for their second person."""
    rows = Override.objects.filter(selection_area__selection=selection, withdrawn_at=None, confirmed_at=None)
    return list(rows.select_related("proposed_by", "selection_area__area__district").order_by("id"))


def override_by_id(public_id: UUID) -> Override | None:
    """One exception with its selection."""
    rows = Override.objects.select_related(
        "selection_area__selection__version__program", "selection_area__area__district"
    )
    return rows.filter(public_id=public_id).first()


def files_in_use() -> set[str]:
    """Hashes of the files that farm tables and approved selections point at."""
    acts = Selection.objects.exclude(act_sha256="").values_list("act_sha256", flat=True)
    kept = FarmTable.objects.values_list("file_sha256", "units_sha256")
    return set(acts) | ({digest for pair in kept for digest in pair} - {""})
