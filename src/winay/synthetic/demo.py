"""The demonstration: two synthetic offices and their people, a farm table each, hamlets, and a few decisions with their
accidents. Everything goes through the verbs that real people use, so the journal tells it like any other history."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import yaml
from django.conf import settings

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting
from winay.accounts.services import add_person, grant_role
from winay.accounts.terms import RoleKey
from winay.core.actors import SYSTEM
from winay.core.clock import local_date, now
from winay.core.fixed import to_fixed
from winay.places.localities import LocalityRow, add_localities
from winay.places.models import Place
from winay.places.services import save_office
from winay.synthetic.farms import SEED, farm_table_csv
from winay.targeting.models import Area, Selection, SelectionArea
from winay.targeting.queries.screening import find_version, screen_country
from winay.targeting.rules import Adjustments
from winay.targeting.services.areas import define_areas
from winay.targeting.services.decisions import approve_selection, return_selection
from winay.targeting.services.drafts import (
    confirm_override,
    draft_selection,
    propose_override,
    submit_selection,
    withdraw_selection,
)
from winay.targeting.services.farms import FarmTableTerms, import_farm_table
from winay.targeting.terms import Answer

HIGHLANDS, JUNGLE = "05", "25"
OFFICES = (
    ("DEMO-05", "Unidad Territorial de demostración Ayacucho", "Huamanga", HIGHLANDS),
    ("DEMO-25", "Unidad Territorial de demostración Ucayali", "Pucallpa", JUNGLE),
)
PEOPLE = (
    ("rosa", "Rosa Quispe Huamán", RoleKey.OFFICE_SPECIALIST, HIGHLANDS),
    ("julian", "Julián Ccori Mendoza", RoleKey.OFFICE_SPECIALIST, HIGHLANDS),
    ("elena", "Elena Palomino Rojas", RoleKey.OFFICE_HEAD, HIGHLANDS),
    ("olinda", "Olinda Maynas Silvano", RoleKey.OFFICE_SPECIALIST, JUNGLE),
    ("wilder", "Wilder Pinedo Ríos", RoleKey.OFFICE_HEAD, JUNGLE),
    ("carmen", "Carmen Salazar Prado", RoleKey.NATIONAL_MANAGER, None),
    ("hugo", "Hugo Ramírez Tello", RoleKey.AUDITOR, None),
)
HAMLETS_PER_DISTRICT = 6


def seed_demo() -> None:
    """Fill a demonstration. Only ever called on a database that was created as one."""
    started = now() - timedelta(days=40)
    for code, name, seat, place in OFFICES:
        save_office(code=code, name=name, seat=seat, place_codes=[place], by=SYSTEM, at=started, synthetic=True)
    people = _people(started)
    _hamlets(started)
    _farm_tables(people, started + timedelta(days=3))
    _decisions(people, started + timedelta(days=6))


def _people(at: datetime) -> dict[str, Person]:
    found = {}
    for key, name, role, place_code in PEOPLE:
        person = add_person(email=f"{key}@demo.invalid", name=name, synthetic=True, by=SYSTEM, at=at)
        place = Place.objects.get(code=place_code) if place_code else None
        on = local_date(at, settings.TIME_ZONE)
        grant_role(person=person, role=role, place=place, program=None, on=on, by=SYSTEM, at=at)
        found[key] = person
    return found


def _hamlets(at: datetime) -> None:
    """Hamlets that list the parts of the two offices' areas. Codes begin at 9001 below each district."""
    names = yaml.safe_load((settings.WINAY_COUNTRY / "synthetic_names.yaml").read_text(encoding="utf-8"))["hamlets"]
    rows = []
    for department, kind in ((HIGHLANDS, "highlands"), (JUNGLE, "jungle")):
        for district in Area.objects.filter(district__code__startswith=department).values_list(
            "district__code", flat=True
        ):
            chance = Random(f"{SEED}/{district}")
            for number, name in enumerate(chance.sample(names[kind], HAMLETS_PER_DISTRICT), start=9001):
                rows.append(LocalityRow(f"{district}{number}", name))
    add_localities(rows, synthetic=True, by=SYSTEM, at=at)
    define_areas(by=SYSTEM, at=at)


def _farm_tables(people: dict[str, Person], at: datetime) -> None:
    for key, department, office in (("rosa", HIGHLANDS, "Ayacucho"), ("olinda", JUNGLE, "Ucayali")):
        areas = Area.objects.filter(district__code__startswith=department).order_by("district__code")
        content = farm_table_csv(list(areas.values_list("district__code", "households")))
        terms = FarmTableTerms(
            name=f"Padrón de predios de demostración, {office}",
            publisher=f"Unidad Territorial de demostración {office}",
            as_of=date(2026, 9, 30),
            cut_ha=to_fixed("1.3", 4),
            labour_share=to_fixed("75", 2),
            property_share=to_fixed("75", 2),
            limited_sales="venta de menos de la mitad de la cosecha",
            synthetic=True,
        )
        import_farm_table(
            file=f"predios-demo-{department}.csv", content=content, terms=terms, by=_as(people[key], at), at=at
        )


def _decisions(people: dict[str, Person], at: datetime) -> None:
    """An approval with an exception; a draft that came back; one that was given up."""
    approved = _draft("noa-jayatai@2020.1", people["olinda"], JUNGLE, 2026, at)
    area = _an_area(approved, Answer.UNKNOWN)
    override = propose_override(
        selection_area=area,
        include=True,
        reason="El equipo recorrió las comunidades en agosto: casi todas siembran menos de una hectárea.",
        by=_as(people["olinda"], at),
        at=at + timedelta(hours=2),
    )
    confirm_override(override=override, by=_as(people["wilder"], at), at=at + timedelta(days=1))
    submit_selection(selection=approved, by=_as(people["olinda"], at), at=at + timedelta(days=1, hours=3))
    carmen = _as(people["carmen"], at)
    decided = at + timedelta(days=4)
    today = local_date(decided, settings.TIME_ZONE)
    approve_selection(selection=approved, on=today - timedelta(days=2), today=today, by=carmen, at=decided)

    given_up = _draft("haku-winay@2017.1", people["julian"], HIGHLANDS, 2027, at + timedelta(days=8))
    withdraw_selection(
        selection=given_up,
        reason="Se preparó con la versión de 2017 por error; corresponde la de 2020.",
        by=_as(people["julian"], at),
        at=at + timedelta(days=8, hours=1),
    )
    returned = _draft("haku-winay@2020.1", people["rosa"], HIGHLANDS, 2026, at + timedelta(days=12))
    submit_selection(selection=returned, by=_as(people["rosa"], at), at=at + timedelta(days=12, hours=1))
    return_selection(
        selection=returned,
        reason="Faltan los distritos sin visita: revise con el padrón si alguno debe entrar como excepción.",
        by=_as(people["elena"], at),
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
        by=_as(person, at),
        at=at,
    )


def _an_area(selection: Selection, answer: Answer) -> SelectionArea:
    found: Any = selection.areas.filter(level=answer).order_by("area__district__code").first()
    if found is None:
        raise LookupError(f"no area with the answer {answer.name}")
    return found


def _as(person: Person, at: datetime) -> ActingPerson:
    return acting(person, on=local_date(at, settings.TIME_ZONE))
