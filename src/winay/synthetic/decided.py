"""What the two offices of the demonstration decided about places: farm tables with a mistake, two selections that were
approved when the story began, one that came back and one that was given up."""

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import Sum

from winay.accounts.models import Person
from winay.core.fixed import to_fixed
from winay.places.models import Place
from winay.synthetic.cast import HIGHLANDS, JUNGLE, PROVINCE, by, day_of
from winay.synthetic.farms import SEED, Manner, farm_table_csv, write_farm_units
from winay.targeting.models import Area, AreaLocality, Selection, SelectionArea
from winay.targeting.queries.screening import find_version, screen_country
from winay.targeting.services.decisions import approve_selection, return_selection
from winay.targeting.services.drafts import (
    confirm_override,
    draft_selection,
    propose_override,
    submit_selection,
    withdraw_selection,
)
from winay.targeting.services.farm_units import import_farm_file
from winay.targeting.services.farms import FarmTableTerms, import_farm_table, withdraw_farm_table
from winay.targeting.terms import Answer
from winay.targeting.what_if_rules import Adjustments

COHORT = 2024
"""Three years before the one that the tour of the README drafts: no area enters twice in overlapping years."""


def import_farm_tables(people: dict[str, Person], at: datetime) -> None:
    """Ayacucho counted by district two years before, and household by household then; Ucayali sent a wrong file
    first."""
    rosa, olinda = by(people["rosa"], at), by(people["olinda"], at)
    before, then = day_of(at) - timedelta(days=700), day_of(at) - timedelta(days=45)
    earlier = _farm_terms("Conteo de predios de demostración, por distrito", "Ayacucho", before)
    content = farm_table_csv(_rural_by_district(HIGHLANDS))
    import_farm_table(file="conteo-05.csv", content=content, terms=earlier, by=rosa, at=at)
    swapped = _farm_terms("Padrón de predios de demostración (con columnas cambiadas)", "Ucayali", then)
    content = farm_table_csv(_rural_by_district(JUNGLE), seed=SEED + 1)
    wrong, _ = import_farm_table(file="predios-25.csv", content=content, terms=swapped, by=olinda, at=at)
    if wrong is not None:
        reason = "Las columnas venían cambiadas: contaba predios con más de 1.3 ha y no con menos."
        withdraw_farm_table(table=wrong, reason=reason, by=olinda, at=at + timedelta(hours=20))
    for who, department, office, manner in (
        (rosa, HIGHLANDS, "Ayacucho", Manner()),
        (olinda, JUNGLE, "Ucayali", Manner(median_ha=1.15, places_missed=0.15)),
    ):
        terms = _farm_terms("Censo de predios de demostración, por hogar", office, then)
        with TemporaryDirectory(prefix="winay-demo-") as folder:
            path = Path(folder) / "censo.parquet"
            write_farm_units(path, _households_by_place(department), how=manner)
            name = f"censo-demo-{department}.parquet"
            import_farm_file(file=name, path=path, terms=terms, by=who, at=at + timedelta(days=1))


def _farm_terms(name: str, office: str, as_of: date) -> FarmTableTerms:
    return FarmTableTerms(
        name=f"{name}, {office}",
        publisher=f"Unidad Territorial de demostración {office}",
        as_of=as_of,
        cut_ha=to_fixed("1.3", 4),
        labour_share=to_fixed("75", 2),
        property_share=to_fixed("75", 2),
        limited_sales="venta de menos de la mitad de la cosecha",
        synthetic=True,
    )


def _rural_by_district(department: str) -> list[tuple[str, int | None]]:
    areas = Area.objects.filter(code__startswith=department, retired_by=None)
    totals = areas.values("district__code").annotate(total=Sum("households")).order_by("district__code")
    return list(totals.values_list("district__code", "total"))


def _households_by_place(department: str) -> list[tuple[str, int]]:
    """Localities with their households, counted or estimated; the district where no locality is known."""
    members = AreaLocality.objects.filter(area__code__startswith=department, current=True)
    found = list(members.order_by("locality__code").values_list("locality__code", "households"))
    whole = Area.objects.filter(code__startswith=department, retired_by=None, localities=None)
    found += whole.order_by("code").values_list("district__code", "households")
    return [(code, households) for code, households in found if households]


def decide_selections(people: dict[str, Person], at: datetime) -> tuple[Selection, Selection]:
    """An approval with an exception in the jungle, one of a province in the highlands: where the program entered."""
    approved = _draft("noa-jayatai@2020.1", people["olinda"], JUNGLE, COHORT, at)
    area = _an_area(approved, Answer.UNKNOWN)
    override = propose_override(
        selection_area=area,
        include=True,
        reason="El equipo recorrió las comunidades en agosto: casi todas siembran menos de una hectárea.",
        by=by(people["olinda"], at),
        at=at + timedelta(hours=2),
    )
    confirm_override(override=override, by=by(people["wilder"], at), at=at + timedelta(days=1))
    submit_selection(selection=approved, by=by(people["olinda"], at), at=at + timedelta(days=1, hours=3))
    carmen = by(people["carmen"], at)
    decided = at + timedelta(days=4)
    today = day_of(decided)
    approve_selection(selection=approved, on=today - timedelta(days=2), today=today, by=carmen, at=decided)

    province = _draft("haku-winay@2020.1", people["julian"], PROVINCE, COHORT, at + timedelta(days=9))
    submit_selection(selection=province, by=by(people["julian"], at), at=at + timedelta(days=9, hours=1))
    decided = at + timedelta(days=11)
    today = day_of(decided)
    approve_selection(selection=province, on=today, today=today, by=by(people["elena"], at), at=decided)
    return Selection.objects.get(pk=approved.pk), Selection.objects.get(pk=province.pk)


def prepare_selections(people: dict[str, Person], at: datetime) -> None:
    """Of these days: a draft that came back, and one that was given up."""
    given_up = _draft("haku-winay@2017.1", people["julian"], HIGHLANDS, 2027, at + timedelta(days=8))
    withdraw_selection(
        selection=given_up,
        reason="Se preparó con la versión de 2017 por error; corresponde la de 2020.",
        by=by(people["julian"], at),
        at=at + timedelta(days=8, hours=1),
    )
    returned = _draft("haku-winay@2020.1", people["rosa"], HIGHLANDS, 2026, at + timedelta(days=12))
    submit_selection(selection=returned, by=by(people["rosa"], at), at=at + timedelta(days=12, hours=1))
    return_selection(
        selection=returned,
        reason="Faltan los distritos sin visita: revise con el padrón si alguno debe entrar como excepción.",
        by=by(people["elena"], at),
        at=at + timedelta(days=14),
    )


def _draft(version: str, person: Person, department: str, cohort: int, at: datetime) -> Selection:
    terms = find_version(version)
    if terms is None:
        raise LookupError(f"the catalogue has no {version}")
    return draft_selection(
        screening=screen_country(terms, Adjustments()).within(department),
        territory=Place.objects.get(code=department),
        cohort=cohort,
        departure="",
        note="",
        by=by(person, at),
        at=at,
    )


def _an_area(selection: Selection, answer: Answer) -> SelectionArea:
    found: Any = selection.areas.filter(level=answer).order_by("area__district__code").first()
    if found is None:
        raise LookupError(f"no area with the answer {answer.name}")
    return found
