"""The calls of the national seed: opened in every chosen area where households are registered, with an assembly each;
most households enter, some say no, some have not been asked."""

from collections.abc import Sequence
from random import Random

from django.db import transaction

from winay.enrolment.bulk import Entering, enrol_households
from winay.enrolment.call_rules import AssemblySaid
from winay.enrolment.models import Call
from winay.enrolment.services.assemblies import record_assembly
from winay.enrolment.services.calls import open_call
from winay.enrolment.services.refusals import Said, record_refusal
from winay.enrolment.terms import MESSAGE
from winay.places.models import Place
from winay.registry.models import Household
from winay.registry.terms import Origin
from winay.synthetic.community import REFUSALS
from winay.synthetic.national_nuclei import LATE, LATER, story_of
from winay.synthetic.national_staff import CALLED, ENTERED, HEARD, DistrictOffice, Staff, at_day
from winay.synthetic.population import SEED
from winay.targeting.models import Area, AreaLocality, Selection, SelectionArea

KEEN, NO = 0.88, 0.008
"""The share of households that enter, and of those that say no; the rest has not been asked."""


@transaction.atomic
def enter_district(selection: Selection, code: str, people: Staff) -> None:
    """The calls of a district, whole or not at all. One that is there stays as it is."""
    areas = _areas(selection, code)
    if Call.objects.filter(selection=selection, area__in=list(areas)).exists():
        return
    homes = _homes(list(areas.values()), code)
    for pk, area in areas.items():
        if theirs := homes.get(pk):
            office = people.office(selection, code, _language(theirs))
            office.start = at_day(LATER if story_of(code)[0] < LATE else 0)
            _enter(selection, area, theirs, office)


def _areas(selection: Selection, code: str) -> dict[int, Area]:
    rows = SelectionArea.objects.filter(selection=selection, area__district__code=code, chosen=True)
    return {row.area_id: row.area for row in rows.select_related("area__district").order_by("area__code")}


def _homes(areas: Sequence[Area], code: str) -> dict[int, list[Household]]:
    """The households of the seed by area. Two queries."""
    members = AreaLocality.objects.filter(area__in=areas, current=True).values_list("locality", "area")
    area_of = dict(members)
    held = set(area_of.values())
    whole = {area.district_id: area.pk for area in areas if area.pk not in held}
    found: dict[int, list[Household]] = {}
    rows = Household.objects.filter(district=int(code), synthetic=True, origin=Origin.SEED, closed_on=None)
    for one in rows.select_related("place").order_by("pk"):
        if (area := area_of.get(one.place_id, whole.get(one.place_id))) is not None:
            found.setdefault(area, []).append(one)
    return found


def _language(homes: Sequence[Household]) -> str:
    """The language of most."""
    spoken = [one.language for one in homes]
    return max(sorted(set(spoken)), key=spoken.count)


def _enter(selection: Selection, area: Area, homes: Sequence[Household], office: DistrictOffice) -> None:
    luck = Random(f"{SEED}/enter/{area.code}")
    call = open_call(
        selection=selection, area=area, on=office.on(CALLED), by=office.by(CALLED), at=office.at(CALLED),
        synthetic=True,
    )  # fmt: skip
    _assembly(call, homes, office, luck)
    want, no = [], []
    for home in homes:
        fate = luck.random()
        if fate < KEEN:
            want.append(home.pk)
        elif fate < KEEN + NO:
            no.append(home)
    act = Entering(call, office.on(ENTERED), office.by(ENTERED), office.at(ENTERED + 1), source=Origin.SEED)
    for _ in enrol_households(want, act):
        pass
    for number, home in enumerate(no):
        reason, note = REFUSALS[(number + len(homes)) % len(REFUSALS)]
        record_refusal(
            call=call, household=home, locality=None, said=Said(office.on(ENTERED), reason, note),
            by=office.by(ENTERED), at=office.at(ENTERED + 1), source=Origin.SEED,
        )  # fmt: skip


def _assembly(call: Call, homes: Sequence[Household], office: DistrictOffice, luck: Random) -> None:
    """One for the area, in its largest community."""
    places = [one.place for one in homes]
    where: Place = max(sorted(set(places), key=lambda one: one.code), key=places.count)
    reached = max(1, round(len(homes) * luck.uniform(0.8, 1.0)))
    came = max(1, round(reached * luck.uniform(0.6, 0.95)))
    women = round(came * luck.uniform(0.5, 0.75))
    day = HEARD + luck.randint(0, 25)
    said = AssemblySaid(
        office.on(day), "Local comunal", office.led_by, reached, came, women, came - women + luck.randint(0, 4),
        tuple(dict.fromkeys((office.language, "es"))), MESSAGE,
    )  # fmt: skip
    locality = where if where.level == "locality" else None
    record_assembly(call=call, locality=locality, said=said, by=office.by(day), at=office.at(day + 1))
