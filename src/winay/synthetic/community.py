"""What two offices of the demonstration did with the households of one district each: calls, assemblies, registration,
enrolment, and the accidents of real work. Everything by the verbs that people use; households come by the bulk path."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting
from winay.core.clock import local_date
from winay.enrolment.call_rules import AssemblySaid
from winay.enrolment.models import Call, Enrolment
from winay.enrolment.rules import MOST_AT_ONCE
from winay.enrolment.services.assemblies import record_assembly, reverse_assembly
from winay.enrolment.services.calls import close_call, open_call
from winay.enrolment.services.entering import enrol_household, enrol_many
from winay.enrolment.services.refusals import Said, record_refusal
from winay.enrolment.terms import MESSAGE, RefusalReason
from winay.places.models import Place
from winay.registry.bulk import register_households
from winay.registry.consent_texts import consent_text
from winay.registry.models import Household
from winay.registry.services.registering import Registering
from winay.registry.terms import Origin
from winay.synthetic.population import SEED, Population
from winay.synthetic.spots import country_names, districts_of, spots_of
from winay.targeting.models import Area, Selection, SelectionArea

CALLS = 6
"""Areas of the district that got their call; one more chosen area still waits for its own."""
HOUSEHOLDS = 420
"""Of one area at most, however large it is."""
REFUSALS = (
    (RefusalReason.FEAR_OF_LOSING_TRANSFER, "Dice que le van a quitar Juntos si firma; se le explicó que no."),
    (RefusalReason.NO_TIME, "Su esposo trabaja en la costa y ella sola no alcanza para los jornales."),
    (RefusalReason.RUMOUR, "Oyó que después cobran las herramientas."),
    (RefusalReason.MIGRATION, "Se van a la ciudad por los estudios de sus hijos."),
    (RefusalReason.DISTRUST, "Un proyecto anterior no terminó lo que ofreció."),
    (RefusalReason.NO_CONTRIBUTION, ""),
    (RefusalReason.NOT_HEARD, "No llegó a la asamblea: vive al otro lado del río."),
)


@dataclass(slots=True)
class Community:
    """One area after its call: its households, and the cycles of those who entered."""

    call: Call
    households: list[Household] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)


@dataclass(slots=True)
class Office:
    """Who works where, and on which day. `most`: households of the areas whose calls are opened; `keen`: the
    share of them that enter."""

    selection: Selection
    district: str
    person: Person
    led_by: str
    language: str
    start: datetime
    first: int = 0
    most: int = HOUSEHOLDS
    keen: float = 0.74
    communities: list[Community] = field(default_factory=list)

    def at(self, days: float) -> datetime:
        """An instant so many days after the approval."""
        return self.start + timedelta(days=days)

    def on(self, days: float) -> date:
        """Its date in the country."""
        return local_date(self.at(days), settings.TIME_ZONE)

    def by(self, days: float) -> ActingPerson:
        return acting(self.person, on=self.on(days))


def enter_communities(office: Office) -> None:
    """Open the calls, hold the assemblies, register the households and enter those who want to."""
    for number, area in enumerate(_chosen_areas(office)):
        day = 1.0 + number
        call = open_call(
            selection=office.selection, area=area, on=office.on(day), by=office.by(day), at=office.at(day),
            synthetic=True,
        )  # fmt: skip
        community = Community(call)
        office.communities.append(community)
        _register(office, community, day + 2)
        _assemblies(office, community, day + 1)
        _enter(office, community, day + 3)
    _second_thoughts(office)


def _chosen_areas(office: Office) -> list[Area]:
    """Some chosen areas of the district, small enough for a demonstration; the last chosen one keeps waiting."""
    rows = SelectionArea.objects.filter(selection=office.selection, area__district__code=office.district)
    chosen = [row.area for row in rows.select_related("area__district").order_by("area__code") if row.chosen]
    found, total = [], 0
    for area in chosen[: max(1, len(chosen) - 1)]:
        if found and (len(found) == CALLS or total + (area.households or 0) > office.most):
            break
        found.append(area)
        total += area.households or 0
    return found


def _register(office: Office, community: Community, day: float) -> None:
    """Every household of the area that the office met, as a file that its team brought from the field."""
    spots = spots_of([community.call.area])
    people = Population(
        spots, districts_of([office.district]), country_names(), on=office.on(day),
        consent_text=consent_text(office.on(day)).key, first=office.first,
    )  # fmt: skip
    stop = min(len(people), HOUSEHOLDS)
    office.first += len(people)
    act = Registering(office.on(day), Origin.SEED, office.by(day), office.at(day), synthetic=True)
    ids = [one for done in register_households(people.households(0, stop), act) for one in done.households.values()]
    rows = Household.objects.filter(public_id__in=ids).select_related("place", "participant")
    community.households = list(rows.order_by("id"))


def _assemblies(office: Office, community: Community, day: float) -> None:
    """One in each locality; one was told with the numbers of another and is told again."""
    by_place: dict[int, list[Household]] = {}
    for household in community.households:
        by_place.setdefault(household.place_id, []).append(household)
    luck = Random(f"{SEED}/assembly/{community.call.area.code}")
    told = []
    for hours, theirs in enumerate(by_place.values()):
        at = office.at(day) + timedelta(hours=hours % 8)
        reached = max(1, round(len(theirs) * luck.uniform(0.75, 1.0)))
        came = max(1, round(reached * luck.uniform(0.6, 0.95)))
        women = round(came * luck.uniform(0.5, 0.75))
        said = AssemblySaid(
            office.on(day), "Local comunal", office.led_by, reached, came, women, came - women + luck.randint(0, 4),
            tuple(dict.fromkeys((office.language, "es"))), MESSAGE,
        )  # fmt: skip
        place = _locality(theirs[0].place)
        told.append((place, said))
        made = record_assembly(call=community.call, locality=place, said=said, by=office.by(day), at=at)
        if hours == 0 and len(by_place) > 1:
            why = "Los números eran de la asamblea de la otra comunidad: se anota de nuevo."
            later = at + timedelta(hours=1)
            reverse_assembly(assembly=made, why=why, by=office.by(day), at=later)
            record_assembly(call=community.call, locality=place, said=said, by=office.by(day), at=later)


def _locality(place: Place) -> Place | None:
    """None where the area is a whole district."""
    return place if place.level == "locality" else None


def _enter(office: Office, community: Community, day: float) -> None:
    """Most enter, some say no with their reason, some have not been asked yet."""
    luck = Random(f"{SEED}/enter/{community.call.area.code}")
    want, no = [], []
    for household in community.households:
        fate = luck.random()
        if fate < office.keen:
            want.append(household)
        elif fate < office.keen + 0.09:
            no.append(household)
    for start in range(0, len(want), MOST_AT_ONCE):
        done = enrol_many(
            call=community.call, households=want[start : start + MOST_AT_ONCE], on=office.on(day), by=office.by(day),
            at=office.at(day + 1), source=Origin.SEED,
        )  # fmt: skip
        community.enrolments += done.enrolments
    for number, household in enumerate(no):
        reason, note = REFUSALS[number % len(REFUSALS)]
        record_refusal(
            call=community.call, household=household, locality=None, said=Said(office.on(day), reason, note),
            by=office.by(day), at=office.at(day + 1), source=Origin.SEED,
        )  # fmt: skip
    _not_registered(office, community, day)
    if no:  # one of them thought better of it
        _try_enter(office, community, no[0], day + 6)


def _not_registered(office: Office, community: Community, day: float) -> None:
    said = Said(office.on(day), RefusalReason.DISTRUST, "Familias de la parte alta que no quisieron dar sus datos.", 3)
    locality = _locality(community.households[0].place)
    record_refusal(
        call=community.call, household=None, locality=locality, said=said, by=office.by(day), at=office.at(day + 1),
        source=Origin.SEED,
    )  # fmt: skip


def _try_enter(office: Office, community: Community, household: Household, day: float) -> None:
    if household.consents.filter(withdrawn_on=None, member=household.participant).exists():
        made = enrol_household(
            household=household, call=community.call, on=office.on(day), by=office.by(day), at=office.at(day),
            source=Origin.SEED,
        )  # fmt: skip
        community.enrolments.append(made)


def _second_thoughts(office: Office) -> None:
    """The last call is closed after some days: everybody there was asked."""
    if len(office.communities) > 2:
        why = "Se visitó casa por casa: quienes querían ya están inscritos."
        day = 18.0
        close_call(
            call=office.communities[-1].call, on=office.on(day), why=why, by=office.by(day), at=office.at(day)
        )  # fmt: skip


def enter_later(office: Office, day: float, count: int) -> list[Enrolment]:
    """Households that had not been asked, or had said no, and enter later, while the call is open."""
    found: list[Enrolment] = []
    for community in office.communities[:-1]:
        known = Enrolment.objects.filter(household__in=community.households).values_list("household_id", flat=True)
        free = Household.objects.filter(pk__in=[one.pk for one in community.households], closed_on=None)
        for household in free.exclude(pk__in=known).order_by("id"):
            if len(found) == count:
                return found
            before = len(community.enrolments)
            _try_enter(office, community, household, day)
            found += community.enrolments[before:]
    return found


def all_households(communities: Sequence[Community]) -> list[Household]:
    """Of every community, in order."""
    return [household for community in communities for household in community.households]
