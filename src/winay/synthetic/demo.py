"""The demonstration: two synthetic offices and their people, a farm table each, hamlets, and a few decisions with their
accidents. Everything goes through the verbs that real people use, so the journal tells it like any other history."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from django.conf import settings
from django.db.models import Sum

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting
from winay.accounts.services import add_person, grant_role
from winay.accounts.terms import RoleKey
from winay.core.actors import SYSTEM
from winay.core.clock import local_date, now
from winay.core.fixed import to_fixed
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.places.localities import add_localities
from winay.places.models import Place
from winay.places.services import save_office
from winay.places.terms import TravelMode
from winay.places.travel.services import TimeSaid, record_travel_time
from winay.synthetic.accidents import let_life_go_on
from winay.synthetic.community import Office, enter_communities
from winay.synthetic.farms import SEED, Manner, farm_table_csv, write_farm_units
from winay.synthetic.hamlets import HIGHLANDS as HIGHLAND_HAMLETS
from winay.synthetic.hamlets import JUNGLE as JUNGLE_HAMLETS
from winay.synthetic.hamlets import Centre, hamlets
from winay.synthetic.nuclei import form_nuclei, talk_about_nuclei
from winay.synthetic.phones import send_from_phones
from winay.targeting.models import Area, AreaLocality, Selection, SelectionArea
from winay.targeting.queries.ground import read_ground
from winay.targeting.queries.screening import find_version, screen_country
from winay.targeting.services.area_edits import merge_areas, move_localities, undo_area_act
from winay.targeting.services.areas import define_areas
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
from winay.targeting.solvers.drawing import pieces
from winay.targeting.terms import Answer
from winay.targeting.what_if_rules import Adjustments

HIGHLANDS, JUNGLE = "05", "25"
PROVINCE = "0510"
HIGHLAND_DISTRICT, JUNGLE_DISTRICT = "051001", "250103"
"""Whose households are shown: Huancapi, where most speak Quechua, and Iparía, where many speak Shipibo-Konibo."""
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


PHONES = (("Rusber Mori Tuesta", "Gloria Sinuiri Rojas"), ("Saturnina Ccori Huamán", "Teodosio Sulca Ñaupa"))
"""Who carries the phones: of each office the one that sends, and the one that lost theirs."""


def seed_demo(*, tell: Callable[[str], None] = lambda step: None) -> None:
    """Fill a demonstration. Only ever called on a database that was created as one. `tell` hears each step."""
    tell("demo")
    started = now() - timedelta(days=40)
    for code, name, seat, place in OFFICES:
        save_office(code=code, name=name, seat=seat, place_codes=[place], by=SYSTEM, at=started, synthetic=True)
    people = _people(started)
    _hamlets(started)
    _edits(people, started + timedelta(days=1))
    _farm_tables(people, started + timedelta(days=3))
    approved = _decisions(people, started + timedelta(days=6))
    tell("households")
    _households(people, approved)


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
    """Hamlets of the two offices' districts, grouped into areas by the same verb as real localities."""
    names = yaml.safe_load((settings.WINAY_COUNTRY / "synthetic_names.yaml").read_text(encoding="utf-8"))
    rows = []
    for department, how in ((HIGHLANDS, HIGHLAND_HAMLETS), (JUNGLE, JUNGLE_HAMLETS)):
        for code, latitude, longitude, households in (
            Area.objects.filter(district__code__startswith=department, retired_by=None)
            .order_by("code")
            .values_list("district__code", "district__latitude_e6", "district__longitude_e6", "households")
        ):
            where = [None if degrees is None else degrees / 1e6 for degrees in (latitude, longitude)]
            rows += hamlets(Centre(code, *where, households), names, how, SEED)
    add_localities(rows, synthetic=True, by=SYSTEM, at=at)
    define_areas(by=SYSTEM, at=at)


def _edits(people: dict[str, Person], at: datetime) -> None:
    """What the office of Ayacucho did to its areas: two joined, one change taken back, one way timed."""
    rosa, julian = _as(people["rosa"], at), _as(people["julian"], at)
    joined, changed, timed = _districts_of_areas(HIGHLANDS, 3)
    one, other, _, _ = joined
    merge_areas(
        district_code=one[:6],
        areas=[one, other],
        reason="Comparten el camino a la feria del domingo y la asamblea pidió que vayan juntas.",
        by=rosa,
        at=at,
    )
    _, target, locality, _ = changed
    move_localities(
        district_code=target[:6],
        localities=[locality],
        to=target,
        reason="Sus hijos van a la escuela de la otra área, según contó el agente municipal.",
        by=julian,
        at=at + timedelta(hours=3),
    )
    undo_area_act(
        district_code=target[:6],
        reason="En la visita se vio que el puente está caído: no se cruza en época de lluvias.",
        by=rosa,
        at=at + timedelta(days=1),
    )
    _, _, start, end = timed
    said = TimeSaid(
        start, end, TravelMode.WALKING, 95, local_date(at, settings.TIME_ZONE),
        "Cronometrado en la visita del equipo: hay que bordear la quebrada.",
    )  # fmt: skip
    record_travel_time(said=said, today=said.measured_on, by=rosa, at=at + timedelta(hours=1))


def _districts_of_areas(department: str, count: int) -> list[tuple[str, str, str, str]]:
    """In each of some districts, two neighbouring areas by code, and a locality of each on the way between them; the
    first area would stay whole without its own."""
    rows = AreaLocality.objects.filter(current=True, area__code__startswith=department)
    area_of = dict(rows.values_list("locality__code", "area__code"))
    ground = read_ground(sorted({code[:6] for code in area_of}), local_date(now(), settings.TIME_ZONE))
    members: dict[str, set[int]] = {}
    for at, code in enumerate(ground.codes):
        members.setdefault(area_of[code], set()).add(at)
    found: dict[str, tuple[str, str, str, str]] = {}
    for start, end in ground.pairs.tolist():
        one, other = area_of[ground.codes[start]], area_of[ground.codes[end]]
        district = ground.districts[one[:6]]
        if one != other and one[:6] not in found and len(pieces(ground, district, members[one] - {start})) == 1:
            found[one[:6]] = (one, other, ground.codes[start], ground.codes[end])
    return list(found.values())[:count]


def _farm_tables(people: dict[str, Person], at: datetime) -> None:
    """Ayacucho counted by district two years ago and household by household now; Ucayali sent a wrong file first."""
    rosa, olinda = _as(people["rosa"], at), _as(people["olinda"], at)
    earlier = _farm_terms("Conteo de predios de demostración 2024", "Ayacucho", date(2024, 10, 31))
    content = farm_table_csv(_rural_by_district(HIGHLANDS))
    import_farm_table(file="conteo-2024-05.csv", content=content, terms=earlier, by=rosa, at=at)
    swapped = _farm_terms("Padrón de predios de demostración (con columnas cambiadas)", "Ucayali", date(2026, 9, 30))
    content = farm_table_csv(_rural_by_district(JUNGLE), seed=SEED + 1)
    wrong, _ = import_farm_table(file="predios-25.csv", content=content, terms=swapped, by=olinda, at=at)
    if wrong is not None:
        reason = "Las columnas venían cambiadas: contaba predios con más de 1.3 ha y no con menos."
        withdraw_farm_table(table=wrong, reason=reason, by=olinda, at=at + timedelta(hours=20))
    for who, department, office, manner in (
        (rosa, HIGHLANDS, "Ayacucho", Manner()),
        (olinda, JUNGLE, "Ucayali", Manner(median_ha=1.15, places_missed=0.15)),
    ):
        terms = _farm_terms("Censo de predios de demostración, por hogar", office, date(2026, 9, 30))
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


def _decisions(people: dict[str, Person], at: datetime) -> tuple[Selection, Selection]:
    """An approval with an exception in the jungle, one of a province in the highlands; a draft that came back; one that
    was given up. The two approved."""
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
    # Chosen three years before those that the tour of the README drafts: no area enters twice in overlapping years.
    province = _draft("haku-winay@2020.1", people["julian"], PROVINCE, 2024, at + timedelta(days=9))
    submit_selection(selection=province, by=_as(people["julian"], at), at=at + timedelta(days=9, hours=1))
    decided = at + timedelta(days=11)
    today = local_date(decided, settings.TIME_ZONE)
    approve_selection(selection=province, on=today, today=today, by=_as(people["elena"], at), at=decided)
    return Selection.objects.get(pk=approved.pk), Selection.objects.get(pk=province.pk)


def _households(people: dict[str, Person], approved: tuple[Selection, Selection]) -> None:
    """Households of one district in the jungle and one in the highlands, with what happened to them since."""
    publish_shipped_forms(settings.WINAY_FORMS, by=SYSTEM, at=now())  # what phones send is of a published form
    first = 0
    for selection, district, key, language, phones in zip(
        approved, (JUNGLE_DISTRICT, HIGHLAND_DISTRICT), ("olinda", "rosa"), ("shp", "quy"), PHONES, strict=True
    ):
        assert selection.decided_at is not None
        office = Office(
            selection, district, people[key], people[key].name, language, selection.decided_at, first
        )  # fmt: skip
        enter_communities(office)
        let_life_go_on(office)
        send_from_phones(office, holder=phones[0], lost_by=phones[1])
        if district == JUNGLE_DISTRICT:
            form_nuclei(office, head=people["wilder"])
        else:
            talk_about_nuclei(office)
        first = office.first


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
