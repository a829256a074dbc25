"""The demonstration: two synthetic offices and their people, a farm table each, hamlets, and a few decisions with their
accidents. Everything goes through the verbs that real people use, so the journal tells it like any other history.

It has two times. More than two years ago two districts entered the program, and their nuclei have worked since; in
these weeks two others enter, and their households wait.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from winay.accounts.models import Person
from winay.accounts.services import add_person, grant_role
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.enrolment.rules import add_months
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.nuclei.models import Nucleus
from winay.places.localities import add_localities
from winay.places.models import Place
from winay.places.services import save_office
from winay.places.terms import TravelMode
from winay.places.travel.services import TimeSaid, record_travel_time
from winay.synthetic.accidents import let_life_go_on
from winay.synthetic.adapted import adapt_exit_survey
from winay.synthetic.carried import carry_lists
from winay.synthetic.caseloads import share_households
from winay.synthetic.cast import (
    HIGHLAND_DISTRICT,
    HIGHLANDS,
    JUNGLE,
    JUNGLE_DISTRICT,
    MONTHS,
    NEW_HIGHLAND_DISTRICT,
    NEW_JUNGLE_DISTRICT,
    OFFICES,
    PEOPLE,
    PHONES,
    by,
    day_of,
)
from winay.synthetic.community import Office, enter_communities
from winay.synthetic.contests import (
    AGAIN,
    HIRED,
    hold_in_the_highlands,
    hold_in_the_jungle,
    jurors,
    score_in_these_days,
)
from winay.synthetic.decided import decide_selections, import_farm_tables, prepare_selections
from winay.synthetic.delivered import deliver_and_check
from winay.synthetic.farms import SEED
from winay.synthetic.field_days import walk_with_a_phone
from winay.synthetic.hamlets import HIGHLANDS as HIGHLAND_HAMLETS
from winay.synthetic.hamlets import JUNGLE as JUNGLE_HAMLETS
from winay.synthetic.hamlets import Centre, hamlets
from winay.synthetic.heard import hear_households
from winay.synthetic.learned import teach_trainers
from winay.synthetic.nuclei import BEGAN, form_nuclei, talk_about_nuclei
from winay.synthetic.nucleus_years import go_through_the_years
from winay.synthetic.phones import send_from_phones
from winay.synthetic.planned import hold_a_workshop_today, plan_what_households_get
from winay.synthetic.schedules import plan_months
from winay.synthetic.spots import country_names
from winay.synthetic.supervised import supervise
from winay.synthetic.visited import visit_households
from winay.synthetic.voices import say_and_adapt
from winay.targeting.models import Area, AreaLocality, Selection
from winay.targeting.queries.ground import read_ground
from winay.targeting.services.area_edits import merge_areas, move_localities, undo_area_act
from winay.targeting.services.areas import define_areas
from winay.targeting.solvers.drawing import pieces

BEFORE = timedelta(days=20)
"""How long before the first calls the offices began."""


def seed_demo(*, tell: Callable[[str], None] = lambda step: None) -> None:
    """Fill a demonstration. Only ever called on a database that was created as one. `tell` hears each step."""
    tell("demo")
    opened = _months_ago(MONTHS) - timedelta(days=BEGAN)
    started = opened - BEFORE
    for code, name, seat, place in OFFICES:
        save_office(code=code, name=name, seat=seat, place_codes=[place], by=SYSTEM, at=started, synthetic=True)
    people = _people(started)
    _hamlets(started)
    _edits(people, started + timedelta(days=1))
    import_farm_tables(people, started + timedelta(days=3))
    approved = decide_selections(people, started + timedelta(days=6))
    prepare_selections(people, now() - timedelta(days=34))
    tell("households")
    _households(people, approved, opened)


def _months_ago(months: int) -> datetime:
    """Nine in the morning of the same day so many months ago: with the hour of now, parts of days that the story counts
    would fall on the next day in the evening."""
    day = add_months(day_of(now()), -months)
    return datetime.combine(day, time(9), tzinfo=ZoneInfo(settings.TIME_ZONE))


def _people(at: datetime) -> dict[str, Person]:
    found = {}
    for key, name, role, place_code in PEOPLE:
        person = add_person(email=f"{key}@demo.invalid", name=name, synthetic=True, by=SYSTEM, at=at)
        place = Place.objects.get(code=place_code) if place_code else None
        on = day_of(at)
        grant_role(person=person, role=role, place=place, program=None, on=on, by=SYSTEM, at=at)
        found[key] = person
    return found


def _hamlets(at: datetime) -> None:
    """Hamlets of the two offices' districts, grouped into areas by the same verb as real localities."""
    names = country_names()
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
    rosa, julian = by(people["rosa"], at), by(people["julian"], at)
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
        start, end, TravelMode.WALKING, 95, day_of(at),
        "Cronometrado en la visita del equipo: hay que bordear la quebrada.",
    )  # fmt: skip
    record_travel_time(said=said, today=said.measured_on, by=rosa, at=at + timedelta(hours=1))


def _districts_of_areas(department: str, count: int) -> list[tuple[str, str, str, str]]:
    """In each of some districts, two neighbouring areas by code, and a locality of each on the way between them; the
    first area would stay whole without its own."""
    rows = AreaLocality.objects.filter(current=True, area__code__startswith=department)
    area_of = dict(rows.values_list("locality__code", "area__code"))
    ground = read_ground(sorted({code[:6] for code in area_of}), day_of(now()))
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


def _households(people: dict[str, Person], approved: tuple[Selection, Selection], opened: datetime) -> None:
    """Households of two districts in the jungle and two in the highlands, with what happened to them since."""
    publish_shipped_forms(settings.WINAY_FORMS, by=SYSTEM, at=now())  # what phones send is of a published form
    jungle, highlands = approved
    first = 0
    score: list[Person] = []
    working: list[list[Nucleus]] = []
    for selection, district, who, head, language in (
        (jungle, JUNGLE_DISTRICT, "olinda", "wilder", "shp"), (highlands, HIGHLAND_DISTRICT, "rosa", "elena", "quy")
    ):  # fmt: skip
        office = Office(selection, district, people[who], people[who].name, language, opened, first, most=260, keen=0.8)
        enter_communities(office)
        let_life_go_on(office)
        nuclei = form_nuclei(office, head=people[head])
        go_through_the_years(office, nuclei, head=people[head])
        working.append(nuclei)
        score = score or jurors(office)
        if district == HIGHLAND_DISTRICT:
            hold_in_the_highlands(office, nuclei, head=people[head], score=[people["julian"], *score[:3]])
            score_in_these_days(office, nuclei, head=people[head], score=[people["julian"], *score[:3]])
            share_households(office, nuclei, since=HIRED + 1)
            plan_months(office, nuclei)
        else:
            hold_in_the_jungle(office, nuclei, head=people[head], score=score[1:])
            share_households(office, nuclei, since=HIRED + AGAIN + 1)
            plan_months(office, nuclei)
        plan_what_households_get(office, nuclei, head=people[head], national=people["carmen"])
        if district == JUNGLE_DISTRICT:
            hold_a_workshop_today(office, nuclei[-1])
        deliver_and_check(office, nuclei[0])
        teach_trainers(office, nuclei, since=HIRED + (1 if district == HIGHLAND_DISTRICT else AGAIN + 1))
        visit_households(office, nuclei)
        carry_lists(office, nuclei[0])
        if district == HIGHLAND_DISTRICT:
            walk_with_a_phone(office, nuclei[0])
            supervise(office, nuclei, head=people[head])
            hear_households(office, nuclei, head=people[head])
        first = office.first
    for selection, district, who, language, days in (
        (jungle, NEW_JUNGLE_DISTRICT, "olinda", "shp", 30), (highlands, NEW_HIGHLAND_DISTRICT, "rosa", "quy", 23)
    ):  # fmt: skip
        start = now() - timedelta(days=days)
        office = Office(selection, district, people[who], people[who].name, language, start, first, most=260)
        enter_communities(office)
        let_life_go_on(office)
        holder, lost_by = PHONES[who]
        send_from_phones(office, holder=holder, lost_by=lost_by)
        if district == NEW_HIGHLAND_DISTRICT:
            talk_about_nuclei(office)
        first = office.first
    say_and_adapt(people, highlands=working[1], jungle=working[0])
    adapt_exit_survey(code=OFFICES[0][0], person=people["rosa"], at=now())
