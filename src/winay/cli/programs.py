"""`winay programs`: the dated versions of each program, what they say and on whose word, and what parts two of them."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from winay.cli.screen import fail, number, out, readable_errors, table
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import BadInput, BadInputs
from winay.journeys.pages.places import indicators_page
from winay.programs.catalogue import Catalogue
from winay.programs.flattening import Flattener
from winay.programs.queries import version, versions_list
from winay.programs.rules import Difference, Group
from winay.programs.rules import diff as differences
from winay.programs.services import NEVER_EDITED, publish_catalogue
from winay.programs.version_terms import Backing, CriterionTerms, NumberTerms, VersionTerms
from winay.programs.vocabulary import (
    GROUPS,
    HOUSEHOLD_RULES,
    LANGUAGES,
    MENU_STATES,
    MODES,
    SETTING_NAMES,
    SOURCES,
    WORDS,
)
from winay.programs.wording import criterion_in_words, difference_in_words, quantity_text, setting_value, since_in_words

app = typer.Typer(no_args_is_help=True, help="Program versions: what they say, where it comes from, what changed.")
SHORT = 160
"""Characters of a text that a table shows without --full."""


@app.command("list")
def list_versions() -> None:
    """All published versions, oldest first."""
    grid = table(_("versión"), _("título"), _("desde"), _("basada en"), "#" + _("menú"), whole=True)
    for line in versions_list():
        since = line.valid_from.isoformat()[: {"day": 10, "month": 7, "year": 4}[line.valid_from_precision]]
        grid.add_row(line.ref, line.title.text(_language()), since, line.based_on or "—", number(line.items))
    out.print(grid)


@app.command()
def show(ref: Annotated[str, typer.Argument(metavar="PROGRAM@VERSION")]) -> None:
    """A version in words; each statement with its source, and whether that source really says it."""
    terms = _version(ref)
    out.print(f"[bold]{terms.title.text('es')}[/bold] · {terms.ref} · {since_in_words(terms)}")
    out.print(terms.status.text(_language()), markup=False)
    out.print(f"Territorio: {terms.territory.text('es')} {_mark(terms.territory_backing)}", markup=False)
    _print_rules(terms)
    _print_rest(terms)


@app.command()
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="program@version")],
    b: Annotated[str, typer.Argument(metavar="B", help="program@version")],
    full: Annotated[bool, typer.Option("--full", help="Long texts whole.")] = False,
) -> None:
    """What B says otherwise than A, grouped, each with its source."""
    before, after = _version(a), _version(b)
    found = differences(before, after)
    count = ngettext("%(n)s diferencia", "%(n)s diferencias", len(found)) % {"n": number(len(found))}
    out.print(f"[bold]{a} → {b}[/bold]: {count}")
    for group, members in groupby(found, key=lambda difference: difference.kind):
        grid = table(_("qué"), _("antes"), _("después"), _("fuente"), title=f"\n{GROUPS[group]}")
        for difference in members:
            what, old, new = difference_in_words(difference, before, after)
            what = _what(difference, what)
            backing = f"«{difference.source}»" if difference.source else _("ninguna fuente leída")
            said = backing if difference.confirmed else f"{backing} · {_('sin confirmar')}"
            grid.add_row(*(_plain(text if full else _short(text)) for text in (what, old, new, said)))
        out.print(grid)


def _what(difference: Difference, name: str) -> str:
    """The name of what differs, with the field where it is not the thing's own value."""
    if difference.kind is Group.VERSION:
        return difference.key
    return name if difference.field in ("", "value", "label") else f"{name} · {difference.field}"


@app.command()
def publish(
    folder: Annotated[
        Path | None, typer.Argument(help="A catalogue; without it, the one that comes with the program.")
    ] = None,
) -> None:
    """Publish every version of a catalogue that is not published yet. All or none; every fault is named."""
    with readable_errors():
        made = publish_catalogue(folder or settings.WINAY_CATALOGUE, by=SYSTEM, at=now())
        known = {line.public_id: line.ref for line in versions_list()}
        for row in made:
            out.print(f"[green]✓[/green] {known[row.public_id]}")
        counts = {"new": number(len(made)), "old": number(len(known) - len(made))}
        out.print(_("%(new)s versiones publicadas; %(old)s ya lo estaban") % counts)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(exists=True, help="A catalogue folder, or one version file in it.")],
) -> None:
    """Check a version's file, or a whole catalogue, without publishing anything."""
    with readable_errors():
        refs = _check(path)
        said = _("%(refs)s: nada que corregir; no se publicó nada") % {"refs": ", ".join(refs)}
        out.print(f"[green]✓[/green] {said}")


def _version(ref: str) -> VersionTerms:
    program, _at, key = ref.partition("@")
    found = version(program, key)
    if found is None:
        fail(_("No hay una versión %(version)s. Las que hay: %(known)s.") % {"version": ref, "known": _known()})
    return found


def _known() -> str:
    return ", ".join(line.ref for line in versions_list())


def _language() -> str:
    return (get_language() or "es")[:2]


def _mark(backing: Backing) -> str:
    phrase = f"«{backing.text}»" if backing.text else ""
    state = _("confirmado") if backing.confirmed else _("sin confirmar")
    return f"[{' · '.join(part for part in (str(SOURCES[backing.kind]), phrase, state) if part)}]"


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


def _backed(columns: Iterable[str], rows: Iterable[tuple[tuple[str, ...], Backing]], title: str) -> None:
    grid = table(*columns, _("fuente"), _("estado"), title=f"\n{title}")
    for cells, backing in rows:
        source = f"{SOURCES[backing.kind]}: «{backing.text}»" if backing.text else str(SOURCES[backing.kind])
        grid.add_row(*map(_plain, cells), _plain(source), _("confirmado") if backing.confirmed else _("sin confirmar"))
    out.print(grid)


def _criterion_rows(criterion: CriterionTerms) -> Iterable[tuple[tuple[str, ...], Backing]]:
    own = Backing(criterion.backing.kind, criterion.backing.text, criterion.confirmed)
    yield (criterion.key, str(MODES[criterion.mode]), criterion_in_words(criterion)), own
    numbers: dict[str, NumberTerms | None] = {
        _("valor"): criterion.value,
        _("parte de los hogares"): criterion.share_over,
        _("hectáreas"): criterion.cut_ha,
        _("parte del trabajo"): criterion.labour_share_at_least,
        _("parte de la propiedad"): criterion.property_share_at_least,
    }
    for name, quantity in numbers.items():
        if quantity is not None:
            yield ("", "", f"  {name}: {quantity_text(quantity)}"), quantity.backing


def _print_rules(terms: VersionTerms) -> None:
    rows = [row for criterion in terms.criteria for row in _criterion_rows(criterion)]
    alternatives = (
        _(" · al menos %(k)s de los alternativos") % {"k": terms.alternatives_k} if terms.alternatives_k else ""
    )
    _backed((_("criterio"), _("modo"), _("en palabras")), rows, _("Qué ámbitos pueden entrar") + alternatives)
    rules = [((str(HOUSEHOLD_RULES[rule.key, rule.required]),), rule.backing) for rule in terms.household_rules]
    _backed((_("regla"),), rules, _("Qué hogares pueden entrar"))
    settings_ = [((str(SETTING_NAMES[s.key]), setting_value(s)), s.backing) for s in terms.settings.values()]
    _backed((_("parámetro"), _("valor")), settings_, _("Parámetros"))


def _print_rest(terms: VersionTerms) -> None:
    stages = [((s.name.text(_language()), ", ".join(map(str, s.components))), s.backing) for s in terms.stages]
    _backed((_("etapa"), _("componentes")), stages, _("Etapas"))
    parts = [((str(c.number), c.name.text(_language())), c.backing) for c in terms.components]
    _backed(("#", _("componente")), parts, _("Componentes"))
    languages = [((str(LANGUAGES[item.tag]),), item.backing) for item in terms.languages]
    _backed((_("lengua"),), languages, _("Lenguas"))
    words = [((str(WORDS[key]), word.words.text(_language())), word.backing) for key, word in terms.words.items()]
    _backed((_("cosa"), _("nombre")), words, _("Nombres de las cosas"))
    title = _("Menú: %(name)s") % {"name": number(len(terms.menu))}
    menu = table(_("clave"), _("tecnología o negocio"), _("componente"), _("estado"), title=f"\n{title}")
    for item in terms.menu:
        components = ", ".join(map(str, item.components))
        menu.add_row(item.key, _plain(item.name.text(_language())), components, str(MENU_STATES[item.menu_state]))
    out.print(menu)


def _check(path: Path) -> list[str]:
    """The versions checked. Raises BadInputs with everything wrong, also with published versions that were edited."""
    folder = path if path.is_dir() else path.resolve().parent.parent
    catalogue = Catalogue(folder)
    files = catalogue.version_paths() if path.is_dir() else [path.resolve()]
    if not files:
        raise BadInputs([BadInput(folder.name, "version files as <program>/<version>.yaml")])
    flattener = Flattener(catalogue, frozenset(known.indicator.key for known in indicators_page().indicators))
    published = {line.ref: line.file_sha256 for line in versions_list()}
    problems: list[BadInput] = []
    refs = [f"{file.parent.name}@{file.stem}" for file in files]
    for ref in refs:
        try:
            flat = flattener.flat(ref)
        except BadInputs as error:
            problems += [problem for problem in error.problems if problem not in problems]
            continue
        if published.get(ref, flat.file.sha256) != flat.file.sha256:
            problems.append(BadInput(flat.file.name, NEVER_EDITED))
    if problems:
        raise BadInputs(problems)
    return refs
