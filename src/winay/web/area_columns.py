"""The columns that every file about areas has, and what its dictionary says of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from winay.core.fixed import from_fixed
from winay.programs.terms import CriterionKind
from winay.programs.version_terms import VersionTerms
from winay.targeting.criteria_wording import language, needed, use_of
from winay.targeting.queries.acts import Seat
from winay.targeting.queries.country import HOUSEHOLDS, Country
from winay.targeting.rules import Criterion, Terms
from winay.targeting.terms import Answer
from winay.targeting.wording import ANSWERS
from winay.web.table_files import LATITUDE, LONGITUDE, Column

NOWHERE = Seat(None, None, None, None)


def place_columns(country: Country) -> list[Column]:
    """Where an area lies and how many households it has."""
    census = _("Códigos de ubicación geográfica del INEI")
    households = country.table.columns[HOUSEHOLDS].indicator
    return [
        Column("area_code", _("Código del área"), _("Los seis dígitos del distrito donde todo lo rural es un área; si "
               "no, además un guion y las cuatro últimas cifras de su sede."), source="Wiñay"),
        Column("ubigeo", _("Código del distrito"), _("Departamento, provincia y distrito, dos cifras cada uno. Es un "
               "texto: el cero inicial cuenta."), source=census),
        Column("department", _("Departamento"), source=census),
        Column("province", _("Provincia"), source=census),
        Column("district", _("Distrito"), source=census),
        Column("area", _("Área"), _("Grupo de centros poblados rurales vecinos de un distrito que se consideran "
               "juntos."), source="Wiñay"),
        Column("households_est", _("Hogares rurales"),
               (households.definition_en if language() == "en" else households.definition_es) + " "
               + _("Vacío: sin cifra."), _("hogares"), _source(country, HOUSEHOLDS)),
    ]  # fmt: skip


def seat_columns() -> list[Column]:
    """Where an area's people would meet."""
    census = _("Centros poblados del INEI")
    return [
        Column("seat_code", _("Código de la sede"), _("El centro poblado donde se reuniría la gente del área. Vacío: "
               "no se conocen los centros poblados."), source=census),
        Column("seat", _("Sede"), source=census),
        Column(LATITUDE, _("Latitud"), _("De la sede; si no se conoce, del distrito."), _("grados, WGS84"), census),
        Column(LONGITUDE, _("Longitud"), _("De la sede; si no se conoce, del distrito."), _("grados, WGS84"), census),
    ]  # fmt: skip


def seat_cells(seat: Seat) -> list[object]:
    """The cells of `seat_columns`."""
    return [seat.code, seat.name, seat.latitude, seat.longitude]


def answer_column(key: str, title: str) -> Column:
    """A column of answers as codes, each explained."""
    listed = "; ".join(f"{answer.name.lower()}: {words}" for answer, words in ANSWERS.items())
    return Column(key, title, f"{listed}.", source="Wiñay")


def criterion_columns(version: VersionTerms, terms: Terms, country: Country) -> list[Column]:
    """What each criterion found in an area and what it answers."""
    said = {criterion.key: criterion for criterion in version.criteria}
    columns = []
    for criterion in terms.criteria:
        name = said[criterion.key].label.text(language())
        asked = _("Se pide: %(needed)s (%(use)s).") % {"needed": needed(criterion), "use": use_of(criterion, terms)}
        columns += [
            Column(f"{criterion.key}_found", _("%(name)s: encontrado") % {"name": name},
                   f"{_definition(criterion, country)} {asked} {_('Vacío: sin dato.')}".strip(), _unit(criterion),
                   _source(country, criterion.indicator)),
            answer_column(f"{criterion.key}_answer", _("%(name)s: respuesta") % {"name": name}),
        ]  # fmt: skip
    return columns


def criterion_cells(criteria: Iterable[Criterion], found: Sequence[int | None], answers: Sequence[int]) -> list[object]:
    """The cells of `criterion_columns`."""
    cells: list[object] = []
    for criterion, value, answer in zip(criteria, found, answers, strict=True):
        cells += [_number(value, criterion), Answer(answer).name.lower()]
    return cells


def _number(value: int | None, criterion: Criterion) -> Decimal | None:
    return None if value is None else from_fixed(value, criterion.shown_scale)


def _definition(criterion: Criterion, country: Country) -> str:
    if criterion.kind is CriterionKind.PREDOMINANCE:
        return _("Parte de los hogares que vive de la agricultura de subsistencia, según una tabla de predios.")
    key = HOUSEHOLDS if criterion.kind is CriterionKind.MINIMUM_HOUSEHOLDS else criterion.indicator
    if key is None or key not in country.table.columns:
        return ""
    indicator = country.table.columns[key].indicator
    return indicator.definition_en if language() == "en" else indicator.definition_es


def _unit(criterion: Criterion) -> str:
    if criterion.percent or criterion.kind is CriterionKind.PREDOMINANCE:
        return _("por ciento")
    return _("hogares") if criterion.kind is CriterionKind.MINIMUM_HOUSEHOLDS else ""


def _source(country: Country, key: str | None) -> str:
    """Who published most of an indicator's figures."""
    if key is None or key not in country.table.columns:
        return ""
    named = Counter(one for one in country.table.columns[key].source if one is not None).most_common(1)
    if not named:
        return ""
    source = country.sources[named[0][0]]
    return f"{source.publisher}: {source.publication} ({source.as_of_label})"
