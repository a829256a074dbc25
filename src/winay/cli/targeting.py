"""`winay target`: screen the country on the command line. `winay farms`: farm tables."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from winay.accounts.queries import person_by_email
from winay.cli.screen import fail, number, out, readable_errors, table
from winay.core.clock import now
from winay.core.fixed import from_fixed, to_fixed
from winay.programs.terms import CriterionMode
from winay.targeting.queries.screening import ScreenedRow, Screening, find_version, named_what_ifs, screen_country
from winay.targeting.rules import Adjustments
from winay.targeting.services.farms import FarmTableTerms, import_farm_table, template
from winay.targeting.terms import Answer, Outcome
from winay.targeting.wording import ANSWERS, OUTCOMES, WHAT_IFS

farms = typer.Typer(no_args_is_help=True, help="Farm tables: counts of households that farm for subsistence.")
COLUMNS = [
    "ubigeo",
    "department",
    "province",
    "area",
    "households_est",
    "outcome",
    "answer",
    "near_miss",
    "preferences_met",
]


def target(
    version: Annotated[str, typer.Argument(help="program@version, for example the latest: winay programs list")],
    set_: Annotated[list[str] | None, typer.Option("--set", help="CRITERION=VALUE, for example poverty=35%")] = None,
    require: Annotated[list[str] | None, typer.Option(help="Make a criterion required.")] = None,
    prefer: Annotated[list[str] | None, typer.Option(help="Make a criterion a preference.")] = None,
    alternative: Annotated[list[str] | None, typer.Option(help="Make a criterion one of k alternatives.")] = None,
    k: Annotated[int | None, typer.Option(help="How many alternatives must hold.")] = None,
    lend: Annotated[
        bool, typer.Option(help="Judge districts newer than the census by their parent's figures.")
    ] = False,
    within: Annotated[str, typer.Option(help="Only inside this place, by its code.")] = "",
    show: Annotated[int, typer.Option(help="How many areas to list.")] = 15,
    file: Annotated[Path | None, typer.Option("--out", help="Write every area to this CSV file.")] = None,
) -> None:
    """Screen every area of the country by the rules of a program version, or by a what-if."""
    with readable_errors():
        terms = find_version(version)
        if terms is None:
            fail(f"There is no version {version}. See: winay programs list")
        wanted = Adjustments(
            values=dict(_pair(text) for text in set_ or ()),
            modes={
                **dict.fromkeys(require or (), CriterionMode.REQUIRED),
                **dict.fromkeys(prefer or (), CriterionMode.PREFERENCE),
                **dict.fromkeys(alternative or (), CriterionMode.ALTERNATIVE),
            },
            k=k,
            lend=lend,
        )
        screening = screen_country(terms, wanted).within(within or None)
        _print(screening, show)
        if not wanted.any and screening.count(Outcome.UNKNOWN) > len(screening.rows) // 2:
            out.print("\n[bold]Without a farm table that criterion cannot be answered.[/bold] Not the published rule:")
            for name, what_if in named_what_ifs(terms):
                out.print(f"\n[bold]{WHAT_IFS[name]}[/bold]")
                _print(screen_country(terms, what_if).within(within or None), show)
        if file:
            _write(screening, file)


@farms.command("template")
def farms_template() -> None:
    """Print the header of a farm table, to fill in."""
    typer.echo(template(), nl=False)


@farms.command("import")
def farms_import(
    file: Path,
    name: Annotated[str, typer.Option(help="What the table is called.")],
    publisher: Annotated[str, typer.Option(help="Who counted.")],
    as_of: Annotated[str, typer.Option(help="Day of the count, YYYY-MM-DD.")],
    by: Annotated[str, typer.Option(help="E-mail of the person who answers for it.")],
    cut_ha: Annotated[str, typer.Option(help="Hectares under which a farm counts as subsistence.")] = "1.3",
    synthetic: Annotated[bool, typer.Option(help="The figures are made up, for a demonstration.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Check everything, write nothing.")] = False,
) -> None:
    """Load a farm table (CSV or XLSX). Every fault is named; nothing is half-loaded."""
    with readable_errors():
        actor = person_by_email(by, on=now().date())
        if actor is None:
            fail(f"Nobody with the e-mail {by} can log in here.")
        try:
            terms = FarmTableTerms(name, publisher, date.fromisoformat(as_of), to_fixed(cut_ha, 4), synthetic=synthetic)
        except ValueError as error:
            fail(f"{error}: expected a day as 2026-03-12 and hectares as 1.3")
        made, districts = import_farm_table(
            file=file.name, content=file.read_bytes(), terms=terms, by=actor, at=datetime.now(UTC), dry_run=dry_run
        )
        out.print(f"[green]✓[/green] {districts} districts {'loaded' if made else 'checked, nothing written'}")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        fail(f"--set wants CRITERION=VALUE, for example poverty=35%, and got {text!r}")
    return key, value


def _print(screening: Screening, show: int) -> None:
    rows = screening.rows
    sentence = ", ".join(
        f"{number(screening.count(outcome))} {OUTCOMES[outcome]} ({number(screening.households(outcome))} hogares rurales est.)"
        for outcome in Outcome
    )
    out.print(
        f"[bold]{screening.program_key}@{screening.version_key}[/bold]{' · what-if' if screening.departs else ''}"
    )
    out.print(f"{number(len(rows))} áreas: {sentence}.")
    grid = table("criterio", "modo", "#necesita", *(f"#{ANSWERS[a]}" for a in reversed(Answer)))
    for criterion in screening.terms.criteria:
        counts = screening.answers_of(criterion.key)
        needed = (
            "—"
            if criterion.threshold is None
            else f"{from_fixed(criterion.threshold, criterion.shown_scale).normalize():f}"
        )
        label = f"{criterion.key}{' *' if criterion.changed else ''}"
        grid.add_row(label, criterion.mode, needed, *(number(counts[a]) for a in reversed(Answer)))
    out.print(grid)
    best = sorted(rows, key=lambda row: (-row.level, -row.preferences_met, -(row.households or 0)))[:show]
    listing = table("ubigeo", "área", "provincia", "departamento", "#hogares est.", "resultado", "casi")
    for row in best:
        near = "casi" if row.near_miss else ""
        listing.add_row(row.code, row.name, row.province, row.department, number(row.households), _answer(row), near)
    out.print(listing)


def _answer(row: ScreenedRow) -> str:
    return str(ANSWERS[Answer(row.level)]) if row.level != Answer.UNKNOWN else str(OUTCOMES[Outcome.UNKNOWN])


def _write(screening: Screening, file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        keys = [criterion.key for criterion in screening.terms.criteria]
        writer.writerow([*COLUMNS, *(f"{key}_found" for key in keys), *(f"{key}_answer" for key in keys)])
        for row in screening.rows:
            criteria = screening.terms.criteria
            found = [
                "" if value is None else str(from_fixed(value, c.shown_scale))
                for value, c in zip(row.found, criteria, strict=True)
            ]
            writer.writerow(
                [row.code, row.department, row.province, row.name, row.households if row.households is not None else "",
                 row.outcome, Answer(row.level).name.lower(), int(row.near_miss), row.preferences_met, *found,
                 *(Answer(answer).name.lower() for answer in row.answers)]
            )  # fmt: skip
    out.print(f"[green]✓[/green] {number(len(screening.rows))} areas written to {file}")
