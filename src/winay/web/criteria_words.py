"""Criteria as people read them: what is needed, what was found, from where, and what of it is unconfirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from winay.core.fixed import from_fixed
from winay.core.numbers import day, number
from winay.journeys.pages.selections import AreaPage
from winay.programs.terms import CriterionKind, CriterionMode
from winay.programs.version_terms import CriterionTerms, VersionTerms
from winay.targeting.criteria_wording import language, needed, use_of, written
from winay.targeting.queries.country import DISTRICT, HOUSEHOLDS, Country
from winay.targeting.rules import HECTARE_SCALE, Criterion, Finding, Terms
from winay.targeting.terms import Answer
from winay.targeting.wording import MODES

RESULT = {
    Answer.SURELY_YES: "surely",
    Answer.PROBABLY_YES: "probably",
    Answer.UNKNOWN: "unknown",
    Answer.PROBABLY_NO: "probably_not",
    Answer.SURELY_NO: "surely_not",
}


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A row of the component `criteria`."""

    key: str
    name: str
    use: str
    found: str | None
    needed: str
    result: str
    source: str
    on: str
    definition: str
    note: str
    badges: str
    changed: bool
    picture: dict[str, Any] | None


def rows(
    version: VersionTerms, terms: Terms, findings: Sequence[Finding], country: Country, code: str
) -> list[CriterionRow]:
    """One row a criterion for one area of a district."""
    by_key = {criterion.key: criterion for criterion in version.criteria}
    return [
        _row(by_key[criterion.key], criterion, terms, finding, country, code)
        for criterion, finding in zip(terms.criteria, findings, strict=True)
    ]


def frozen_rows(page: AreaPage) -> list[CriterionRow]:
    """One row a criterion for one area of a selection, as it was frozen."""
    return rows(page.version, page.terms, page.findings, page.country, page.row.area.code)


def departures(version: VersionTerms, published: Terms, terms: Terms) -> list[str]:
    """What a what-if changes of the published version, one sentence a change; empty for the version itself."""
    names = {criterion.key: criterion.label.text(language()) for criterion in version.criteria}
    said = []
    for before, after in zip(published.criteria, terms.criteria, strict=True):
        changes = []
        if before.threshold != after.threshold:
            changes.append(_("%(after)s (publicado: %(before)s)") % {"after": needed(after), "before": needed(before)})
        if before.cut_ha != after.cut_ha:
            cuts = {"after": hectares(after.cut_ha), "before": hectares(before.cut_ha)}
            changes.append(_("predios de menos de %(after)s (publicado: %(before)s)") % cuts)
        if before.mode is not after.mode:
            modes = {"after": MODES[after.mode], "before": MODES[before.mode]}
            changes.append(_("%(after)s (publicado: %(before)s)") % modes)
        if changes:
            said.append(f"{names[after.key]}: {'; '.join(changes)}")
    alternatives = len(terms.of_mode(CriterionMode.ALTERNATIVE))
    if terms.k != published.k and alternatives:
        said.append(_("Deben cumplirse %(k)s de %(n)s alternativos") % {"k": terms.k, "n": alternatives})
    if terms.lend and not published.lend:
        said.append(_("Los distritos nuevos se juzgan con la cifra prestada de su distrito de origen"))
    return said


def hectares(cut: int | None) -> str:
    """A cut of farm size with its unit: `1,3 ha`."""
    if cut is None:
        return _("sin número")
    return f"{number(from_fixed(cut, HECTARE_SCALE).normalize(), language())} ha"


def _row(
    said: CriterionTerms, criterion: Criterion, terms: Terms, finding: Finding, country: Country, code: str
) -> CriterionRow:
    source, on, definition, caveat, badges = _provenance(criterion, finding, country, code)
    if not said.confirmed:
        badges.append("unconfirmed")
    found = None if finding.found is None else written(finding.found, criterion)
    if finding.low is not None and finding.high is not None and found is not None:
        found = _("%(found)s (de %(low)s a %(high)s)") % {
            "found": found,
            "low": written(finding.low, criterion),
            "high": written(finding.high, criterion),
        }
    return CriterionRow(
        key=criterion.key,
        name=said.label.text(language()),
        use=use_of(criterion, terms),
        found=found,
        needed=needed(criterion),
        result=RESULT[finding.answer],
        source=source,
        on=_dated(on),
        definition=definition,
        note=" ".join(part for part in (said.note.text(language()), caveat) if part),
        badges=" ".join(dict.fromkeys(badges)),
        changed=criterion.changed,
        picture=_picture(criterion, finding),
    )


def _dated(on: str) -> str:
    """`22 oct 2017` of a whole date; a year alone stays a year."""
    return day(date.fromisoformat(on), language()) if len(on) == 10 else on


def _provenance(
    criterion: Criterion, finding: Finding, country: Country, code: str
) -> tuple[str, str, str, str, list[str]]:
    """Source, date, definition, caveat and badges of what was found."""
    match criterion.kind:
        case CriterionKind.LISTED:
            return _("la lista de la versión"), "", "", "", []
        case CriterionKind.PREDOMINANCE:
            count = country.farm_count(code, [criterion])
            if count is None:
                return _("no hay tabla de predios que lo cuente en este distrito"), "", "", "", []
            table = count[1]
            badges = ["synthetic"] if table.synthetic else []
            badges += [] if country.farms_per_area(code, criterion) else ["inherited"]
            return f"{table.publisher}: {table.name}", table.as_of.isoformat(), "", "", badges
        case _:
            key = criterion.indicator or HOUSEHOLDS
            known = country.provenance(key, code)
            if known is None:
                return _("sin cifra publicada"), "", "", "", []
            indicator, source, on = known
            english = language() == "en"
            definition = indicator.definition_en if english else indicator.definition_es
            caveat = indicator.caveat_en if english else indicator.caveat_es
            if criterion.kind is CriterionKind.MINIMUM_HOUSEHOLDS and len(code) > DISTRICT:
                return _own_households(country, code, f"{source.publisher}: {source.publication}", on, definition)
            badges = ["estimated"] if indicator.estimated else []
            badges += ["lent"] if finding.lent else ["inherited"]
            return f"{source.publisher}: {source.publication}", on, definition, caveat, badges


def _own_households(
    country: Country, code: str, published: str, on: str, definition: str
) -> tuple[str, str, str, str, list[str]]:
    """An area of several localities has households of its own: counted, or the district's estimate spread evenly."""
    at = country.at(code)
    if at is not None and country.counted[at]:
        return _("conteo de la oficina, centro poblado por centro poblado"), "", "", "", []
    spread = _("El estimado del distrito se reparte por igual entre los centros poblados que nadie contó.")
    return published, on, definition, spread, ["estimated"]


def _picture(criterion: Criterion, finding: Finding) -> dict[str, Any] | None:
    """Numbers for an interval bar, where the criterion is a percent with something found."""
    if finding.found is None or not (criterion.percent or criterion.kind is CriterionKind.PREDOMINANCE):
        return None
    return {
        name: None if value is None else from_fixed(value, criterion.shown_scale)
        for name, value in (
            ("point", finding.found),
            ("low", finding.low),
            ("high", finding.high),
            ("threshold", criterion.threshold),
        )
    }
