"""What the pages of one selection show: its rows, the words of its version, and the figures it was decided on."""

from dataclasses import dataclass, replace

from django.conf import settings

from winay.core.clock import local_date
from winay.programs.terms import CriterionKind, CriterionMode
from winay.programs.version_terms import CriterionTerms, VersionTerms, Words
from winay.targeting.discord import Discord, discord
from winay.targeting.models import Override, Selection, SelectionArea, SelectionCriterion
from winay.targeting.queries import selections as queries
from winay.targeting.queries.country import AreaOfCountry, Country, country_now, revision
from winay.targeting.queries.screening import terms_of, version_of
from winay.targeting.rules import Criterion, Finding, Terms
from winay.targeting.terms import Answer, Outcome, SelectionState, outcome_of
from winay.targeting.wording import OUTCOMES_OF_MANY


@dataclass(frozen=True)
class SelectionPage:
    """A selection with everything its page says before the list of areas."""

    selection: Selection
    state: SelectionState
    title: Words
    version: VersionTerms
    criteria: list[tuple[Criterion, CriterionTerms]]
    counts: list[tuple[queries.Counts, object]]
    totals: queries.Totals
    unconfirmed: list[Override]
    stale: bool

    @property
    def days_late(self) -> int:
        """Days between the decision and its entry."""
        one = self.selection
        if one.decided_on is None or one.decided_at is None:
            return 0
        return (local_date(one.decided_at, settings.TIME_ZONE) - one.decided_on).days


@dataclass(frozen=True)
class AreaPage:
    """One area of a selection with its findings as they were frozen."""

    selection: Selection
    state: SelectionState
    version: VersionTerms
    terms: Terms
    row: SelectionArea
    findings: list[Finding]
    country: Country

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.row.level)


def selection_page(selection: Selection) -> SelectionPage:
    """What the page of a selection shows."""
    version = _version(selection)
    terms = _terms(selection, version)
    said = {criterion.key: criterion for criterion in version.criteria}
    state = queries.state_of(selection)
    return SelectionPage(
        selection=selection,
        state=state,
        title=version.title,
        version=version,
        criteria=[(criterion, said[criterion.key]) for criterion in terms.criteria],
        counts=[(counts, OUTCOMES_OF_MANY[counts.outcome]) for counts in queries.counts_of(selection)],
        totals=queries.totals_of([selection.pk])[selection.pk],
        unconfirmed=queries.unconfirmed_overrides(selection),
        stale=state in {SelectionState.DRAFT, SelectionState.SUBMITTED} and selection.figures_revision != revision(),
    )


def area_page(selection: Selection, code: str) -> AreaPage | None:
    """An area of a selection by its code; None where the selection has none of that code."""
    row = queries.area_of(selection, code)
    if row is None:
        return None
    version = _version(selection)
    findings = [Finding(f.criterion.key, Answer(f.answer), f.found, f.low, f.high, f.lent) for f in row.findings.all()]
    return AreaPage(
        selection, queries.state_of(selection), version, _terms(selection, version), row, findings, country_now()
    )


def selection_discord(selection: Selection) -> tuple[Discord, dict[int, AreaOfCountry], int]:
    """Localities left out near chosen ones, and communities split, by a selection as it stands; the areas named in it;
    and how many areas of the selection were drawn anew since, of which nothing can be said."""
    choices = queries.choices_of(selection)
    found = discord([area for area, chosen in choices if chosen], [area for area, chosen in choices if not chosen])
    named = {area for near in found.near for area in (near.area_id, near.near_area_id)}
    country = country_now()
    known = {pk: at for at, pk in enumerate(country.ids)}
    redrawn = sum(area not in known for area, _ in choices)
    return found, {pk: country.area(known[pk]) for pk in named}, redrawn


def _version(selection: Selection) -> VersionTerms:
    version = version_of(selection.version.program.key, selection.version.key)
    assert version is not None
    return version


def _terms(selection: Selection, version: VersionTerms) -> Terms:
    """The criteria as the selection froze them: the version's, with the numbers and modes that were applied."""
    published = {criterion.key: criterion for criterion in terms_of(version).criteria}
    return Terms(
        tuple(_applied(published[row.key], row) for row in queries.criteria_of(selection)), selection.k, selection.lend
    )


def _applied(published: Criterion, row: SelectionCriterion) -> Criterion:
    field = "share_over" if published.kind is CriterionKind.PREDOMINANCE else "value"
    return replace(
        published, mode=CriterionMode(row.mode), changed=row.changed, cut_ha=row.cut_ha, **{field: row.threshold}
    )
