"""`winay target`: screen the country on the command line."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.markup import escape
from rich.table import Table

from winay.cli.screen import fail, number, out, readable_errors, table
from winay.core.fixed import from_fixed
from winay.core.spreadsheet import safe
from winay.places.queries import place_by_code
from winay.programs.queries import versions_list
from winay.programs.terms import CriterionKind, CriterionMode
from winay.targeting.queries.coverage import coverage_of
from winay.targeting.queries.screening import (
    Flow,
    ScreenedRow,
    Screening,
    find_version,
    flow,
    named_what_ifs,
    screen_country,
)
from winay.targeting.rules import Criterion
from winay.targeting.terms import Answer, Outcome
from winay.targeting.what_if_rules import Adjustments
from winay.targeting.wording import ANSWERS, OUTCOMES, WHAT_IFS

HEADS = {
    Answer.SURELY_YES: gettext_lazy("sí"),
    Answer.PROBABLY_YES: gettext_lazy("prob. sí"),
    Answer.UNKNOWN: gettext_lazy("sin dato"),
    Answer.PROBABLY_NO: gettext_lazy("prob. no"),
    Answer.SURELY_NO: gettext_lazy("no"),
}
SHORT_MODES = {
    CriterionMode.REQUIRED: gettext_lazy("req."),
    CriterionMode.ALTERNATIVE: gettext_lazy("alt."),
    CriterionMode.PREFERENCE: gettext_lazy("pref."),
}
COLUMNS = [
    "area_code",
    "department",
    "province",
    "district",
    "area",
    "households",
    "counted",
    "outcome",
    "answer",
    "near_miss",
    "preferences_met",
]


def add_to(app: typer.Typer) -> None:
    """The command, at the top level."""
    app.command()(target)


def target(
    version: Annotated[str, typer.Argument(help="program@version, for example the latest: winay programs list")],
    set_: Annotated[list[str] | None, typer.Option("--set", help="CRITERION=VALUE, for example poverty=35%")] = None,
    require: Annotated[list[str] | None, typer.Option(help="Make a criterion required.")] = None,
    prefer: Annotated[list[str] | None, typer.Option(help="Make a criterion a preference.")] = None,
    alternative: Annotated[list[str] | None, typer.Option(help="Make a criterion one of k alternatives.")] = None,
    cut: Annotated[list[str] | None, typer.Option(help="CRITERION=HECTARES: another cut of farm size.")] = None,
    k: Annotated[int | None, typer.Option(help="How many alternatives must hold.")] = None,
    lend: Annotated[
        bool, typer.Option(help="Judge districts newer than the census by their parent's figures.")
    ] = False,
    within: Annotated[str, typer.Option(help="Only inside this place, by its code.")] = "",
    show: Annotated[int, typer.Option(min=0, help="How many areas to list.")] = 15,
    file: Annotated[Path | None, typer.Option("--out", help="Write every area to this CSV file.")] = None,
) -> None:
    """Screen every area of the country by the rules of a program version, or by a what-if."""
    with readable_errors():
        terms = find_version(version)
        if terms is None:
            known = ", ".join(f"{v.program_key}@{v.version_key}" for v in versions_list())
            fail(_("No hay una versión %(version)s. Las que hay: %(known)s.") % {"version": version, "known": known})
        if within and place_by_code(within) is None:
            fail(_("No hay un lugar con el código %(code)s.") % {"code": within})
        values, cuts = _pairs("--set", set_ or ()), _pairs("--cut", cut or ())
        wanted = Adjustments(values, _modes(require, prefer, alternative), k, lend, cuts)
        screening = screen_country(terms, wanted).within(within or None)
        _print(screening, show)
        if screening.departs:
            _print_flow(flow(screen_country(terms).within(within or None), screening))
        _print_coverage(screening)
        if not wanted.any:
            for name, other in named_what_ifs(terms):
                _print_named(str(WHAT_IFS[name]), screen_country(terms, other).within(within or None))
        if file:
            _write(screening, file)


def _pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    """CRITERION=VALUE, several times."""
    pairs = {}
    for text in texts:
        key, equals, value = text.partition("=")
        said = {"option": option, "text": text, "key": key}
        if not equals or not key:
            fail(_("%(option)s pide CRITERIO=VALOR, por ejemplo poverty=35%%, y dice «%(text)s».") % said)
        if key in pairs:
            fail(_("%(option)s nombra dos veces el criterio «%(key)s».") % said)
        pairs[key] = value
    return pairs


def _modes(
    require: Sequence[str] | None, prefer: Sequence[str] | None, alternative: Sequence[str] | None
) -> dict[str, CriterionMode]:
    """Criteria by the mode that was asked for."""
    modes: dict[str, CriterionMode] = {}
    for keys, mode in (
        (require, CriterionMode.REQUIRED),
        (prefer, CriterionMode.PREFERENCE),
        (alternative, CriterionMode.ALTERNATIVE),
    ):
        for key in keys or ():
            if modes.setdefault(key, mode) is not mode:
                fail(_("El criterio «%(key)s» no puede tener dos modos.") % {"key": key})
    return modes


def _print(screening: Screening, show: int) -> None:
    """The answer, the criteria and the first areas, within 80 columns."""
    title = f"{screening.program_key}@{screening.version_key}"
    out.print(f"[bold]{title}[/bold]{' · ' + _('hipótesis') if screening.departs else ''}", soft_wrap=True)
    totals = table("", "#" + _("áreas"), "#" + _("hogares rurales est."))
    for outcome in (Outcome.ELIGIBLE, Outcome.UNKNOWN, Outcome.NOT_ELIGIBLE):
        totals.add_row(str(OUTCOMES[outcome]), number(screening.count(outcome)), number(screening.households(outcome)))
    out.print(totals)
    out.print()
    grid = table(_("criterio"), _("modo"), "#" + _("pide"), *(f"#{HEADS[a]}" for a in reversed(Answer)), gap=1)
    for criterion in screening.terms.criteria:
        counts = screening.answers_of(criterion.key)
        label = f"{criterion.key}{' *' if criterion.changed else ''}"
        grid.add_row(
            label, str(SHORT_MODES[criterion.mode]), _needed(criterion), *(number(counts[a]) for a in reversed(Answer))
        )
    out.print(grid)
    best = _best(screening, show)
    if best:
        out.print()
        _print_areas(best)


def _best(screening: Screening, most: int) -> list[ScreenedRow]:
    """The first areas by their answer, the preferences they meet and their households; of equal ones by code."""
    part, said = slice(screening.start, screening.stop), screening.columns
    homes = np.maximum(screening.country.facts.households[part], 0)
    order = np.lexsort((-homes, -said.preferences_met[part].astype(np.int64), -said.level[part].astype(np.int64)))
    return [screening.row(screening.start + int(at)) for at in order[:most]]


def _print_flow(change: Flow) -> None:
    """What the what-if lets in and leaves out that the published version did not."""
    for words, sums in ((_("entran"), change.entering), (_("salen"), change.leaving)):
        said = _("Frente a la publicada, %(words)s %(areas)s áreas: %(homes)s hogares rurales, %(poor)s pobres.") % {
            "words": words,
            "areas": number(sums.areas),
            "homes": number(sums.households),
            "poor": number(sums.poor),
        }
        out.print(f"\n{said}" if sums is change.entering else said, soft_wrap=True)


def _print_coverage(screening: Screening) -> None:
    """The errors and the index, each with its formula: the page of coverage says what they mean."""
    said = coverage_of(screening).coverage
    measures = (
        (_("pobres que quedan fuera"), "(P-PB)/P", said.undercoverage, True),
        (_("no pobres entre los que entran"), "(B-PB)/B", said.leakage_of_covered, True),
        (_("no pobres que entran"), "(B-PB)/(N-P)", said.leakage_of_nonpoor, True),
        (_("índice de focalización"), "(PB/B)/(P/N)", said.index, False),
    )
    out.print("\n" + _("Cobertura (pobreza monetaria 2018, INEI; tasa del distrito):"), soft_wrap=True)
    grid = table("", "", "#")
    for name, formula, value, percent in measures:
        written = "—" if value is None else f"{float(value * 100):.1f}%" if percent else f"{float(value):.2f}"
        grid.add_row(name, formula, written)
    out.print(grid)


def _print_areas(rows: Sequence[ScreenedRow]) -> None:
    listing = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for name, most, side in (
        (_("código"), 11, "left"),
        (_("área"), 22, "left"),
        (_("provincia"), 16, "left"),
        (_("hogares"), 7, "right"),
        (_("resultado"), 24, "left"),
    ):
        listing.add_column(name, no_wrap=True, overflow="ellipsis", max_width=most, justify=side)  # type: ignore[arg-type]
    for row in rows:
        near = f", {_('por poco')}" if row.near_miss else ""
        area = row.area
        listing.add_row(area.code, area.name, area.province, number(area.households), f"{_answer(row)}{near}")
    out.print(listing)


def _print_named(name: str, screening: Screening) -> None:
    """One line for a what-if that has a name."""
    eligible = Outcome.ELIGIBLE
    said = _("%(areas)s áreas, %(households)s hogares rurales est.") % {
        "areas": number(screening.count(eligible)),
        "households": number(screening.households(eligible)),
    }
    out.print(f"\n{name}:\n  {said}", soft_wrap=True)


def _needed(criterion: Criterion) -> str:
    if criterion.threshold is None:
        return "—"
    sign = "%" if criterion.percent or criterion.kind is CriterionKind.PREDOMINANCE else ""
    return f"{from_fixed(criterion.threshold, criterion.shown_scale).normalize():f}{sign}"


def _answer(row: ScreenedRow) -> str:
    return str(ANSWERS[Answer(row.level)]) if row.level != Answer.UNKNOWN else str(OUTCOMES[Outcome.UNKNOWN])


def _write(screening: Screening, file: Path) -> None:
    """Every area as CSV, with what each criterion found."""
    try:
        with file.open("w", newline="", encoding="utf-8") as target:
            writer = csv.writer(target)
            keys = [criterion.key for criterion in screening.terms.criteria]
            writer.writerow([*COLUMNS, *(f"{key}_found" for key in keys), *(f"{key}_answer" for key in keys)])
            writer.writerows(_lines(screening))
    except OSError as error:
        fail(_("No se pudo escribir %(file)s: %(why)s.") % {"file": file, "why": error.strerror})
    said = _("%(n)s áreas escritas en %(file)s") % {"n": number(len(screening.rows)), "file": file}
    out.print(f"[green]✓[/green] {escape(said)}", soft_wrap=True)


def _lines(screening: Screening) -> Iterator[list[object]]:
    criteria = screening.terms.criteria
    for row in screening.rows:
        found = [
            "" if value is None else str(from_fixed(value, criterion.shown_scale))
            for value, criterion in zip(row.found, criteria, strict=True)
        ]
        yield [
            row.area.code, safe(row.area.department), safe(row.area.province), safe(row.area.district),
            safe(row.area.name), "" if row.area.households is None else row.area.households, int(row.area.counted),
            row.outcome, Answer(row.level).name.lower(), int(row.near_miss), row.preferences_met, *found,
            *(Answer(answer).name.lower() for answer in row.answers),
        ]  # fmt: skip
