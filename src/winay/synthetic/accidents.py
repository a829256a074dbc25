"""What happens to households once they are known: people die, are born, leave and come back; a household moves, another
parts; somebody takes their consent back. Few of each, by the verbs, so that every list has some."""

from collections.abc import Callable
from datetime import date, timedelta

from winay.enrolment.models import Enrolment
from winay.enrolment.services.cycles import correct_enrolment_date, end_enrolment, undo_end
from winay.enrolment.terms import ExitReason
from winay.registry.facts import AwayFacts, JuntosFacts, MemberFacts
from winay.registry.models import Consent, Household, Member
from winay.registry.rules import age_on
from winay.registry.services.consents import withdraw_consent
from winay.registry.services.descriptions import record_juntos
from winay.registry.services.households import close_household, move_household
from winay.registry.services.members import add_member, remove_member
from winay.registry.services.roles import set_participant
from winay.registry.services.splits import split_household
from winay.registry.services.stays import come_home, move_away
from winay.registry.terms import (
    AwayReason,
    BirthPrecision,
    HouseholdClosed,
    IdMissing,
    Kin,
    MemberLeft,
    MoveReason,
    Sex,
    Whereabouts,
)
from winay.synthetic.community import Office, all_households

EXITS = (
    (ExitReason.FEAR_OF_LOSING_TRANSFER, "Le dijeron en la feria que Juntos termina si sigue en el proyecto."),
    (ExitReason.NO_TIME, "No alcanza para los jornales: su esposo está en la cosecha de la costa."),
    (ExitReason.MIGRATION, ""),
    (ExitReason.LOST_INTEREST, ""),
)


def let_life_go_on(office: Office) -> None:
    """Some accidents among an office's households, from the fifteenth day after the approval."""
    free = _households_without_cycle(office)
    _exits(office)
    _births_and_deaths(office, free)
    _away_and_back(office, free)
    _parts_and_moves(office, free)
    _takes_back_consent(office, free)


def _households_without_cycle(office: Office) -> list[Household]:
    """Those that are in no cycle: what happens to them touches nobody's enrolment. Each is taken once."""
    households = all_households(office.communities)
    enrolled = set(
        Enrolment.objects.filter(household__in=[one.pk for one in households], ended_on=None)
        .values_list("household_id", flat=True)
    )  # fmt: skip
    return [one for one in households if one.pk not in enrolled]


def _exits(office: Office) -> None:
    """A few leave, one of them by a slip of the clerk; one first day was written wrongly."""
    running = [one for community in office.communities[:-1] for one in community.enrolments]
    running = running or [one for community in office.communities for one in community.enrolments]
    for number, (reason, note) in enumerate(EXITS[: max(0, len(running) - 6)]):
        day = 15.0 + number / 4
        end_enrolment(
            enrolment=running[number * 3], reason=reason, on=office.on(day), note=note, by=office.by(day),
            at=office.at(day),
        )  # fmt: skip
    if len(running) < 12:
        return
    slip = running[1]
    end_enrolment(
        enrolment=slip, reason=ExitReason.MOVED_OUT, on=office.on(15), by=office.by(15), at=office.at(15)
    )  # fmt: skip
    why = "Se confundió con la familia vecina del mismo apellido: sigue en el programa."
    undo_end(enrolment=slip, why=why, by=office.by(16), at=office.at(16))
    late = running[2]
    why = "En el cuaderno de la asamblea dice el día siguiente."
    correct_enrolment_date(
        enrolment=late, on=late.enrolled_on + timedelta(days=1), why=why, by=office.by(16), at=office.at(16)
    )  # fmt: skip


def _births_and_deaths(office: Office, free: list[Household]) -> None:
    household, elder = _first(free, lambda one: one.kin == Kin.PARENT)
    if elder is not None:
        remove_member(
            member=elder, on=office.on(15), why=MemberLeft.DIED, note="", by=office.by(16), at=office.at(16)
        )  # fmt: skip
    household, mother = _first(free, lambda one: one.sex == Sex.WOMAN and _between(one, office.on(15), 19, 36))
    if household is not None and mother is not None:
        baby = MemberFacts(
            "Sumaq", mother.surname_1, mother.surname_2, Sex.WOMAN, office.on(14), BirthPrecision.DAY,
            Kin.CHILD if mother.kin in (Kin.PARTICIPANT, Kin.PARTNER) else Kin.OTHER_RELATIVE,
            id_missing=IdMissing.NONE_YET,
        )  # fmt: skip
        add_member(household=household, facts=baby, on=office.on(14), by=office.by(16), at=office.at(16))


def _away_and_back(office: Office, free: list[Household]) -> None:
    _, son = _first(
        free, lambda one: one.kin == Kin.CHILD and one.away_since is None and _between(one, office.on(15), 18, 30)
    )
    if son is not None:
        away = AwayFacts(office.on(15), Whereabouts.CITY, AwayReason.STUDY, "1501")
        move_away(member=son, away=away, by=office.by(16), at=office.at(16))
    _, back = _first(free, lambda one: one.away_since is not None and one.away_since < office.on(10))
    if back is not None:
        come_home(member=back, on=office.on(16), by=office.by(17), at=office.at(17))


def _parts_and_moves(office: Office, free: list[Household]) -> None:
    """A grown child founds a household; the partner takes over as participant; a household goes to another place."""
    household, child = _first(free, lambda one: one.kin == Kin.CHILD and _between(one, office.on(15), 20, 40))
    if household is not None and child is not None:
        split_household(
            household=household, kin={child.public_id: Kin.PARTICIPANT}, place_code=household.place.code,
            on=office.on(16), note="Ya tiene su propia casa y su propia chacra.", by=office.by(17), at=office.at(17),
        )  # fmt: skip
    household, partner = _first(free, lambda one: one.kin == Kin.PARTNER and _between(one, office.on(15), 20, 90))
    if partner is not None:
        set_participant(
            member=partner, old_kin=Kin.PARTNER, on=office.on(16), note="Es quien se queda y asiste a las sesiones.",
            by=office.by(17), at=office.at(17),
        )  # fmt: skip
    household, _ = _first(free, lambda one: True)
    other = next(
        (one for one in all_households(office.communities) if household and one.place_id != household.place_id), None
    )
    if household is not None and other is not None:
        move_household(
            household=household, place_code=other.place.code, on=office.on(16), reason=MoveReason.LAND,
            note="Heredaron la chacra de la abuela.", by=office.by(17), at=office.at(17),
        )  # fmt: skip


def _takes_back_consent(office: Office, free: list[Household]) -> None:
    household, _ = _first(free, lambda one: True)
    consent = Consent.objects.filter(household=household, withdrawn_on=None).first() if household else None
    if consent is not None:
        reason = "Ya no quiere que se guarden sus datos; se le explicó qué queda y qué se borra."
        withdraw_consent(consent=consent, on=office.on(17), reason=reason, by=office.by(17), at=office.at(17))
    household, _ = _first(free, lambda one: True)
    if household is not None:
        facts = JuntosFacts(False)
        record_juntos(household=household, facts=facts, on=office.on(17), by=office.by(17), at=office.at(17))
    household, _ = _first(free, lambda one: True)
    if household is not None:
        close_household(
            household=household, on=office.on(17), why=HouseholdClosed.DISSOLVED, note="", by=office.by(17),
            at=office.at(17),
        )  # fmt: skip


def _first(free: list[Household], wanted: Callable[[Member], bool]) -> tuple[Household | None, Member | None]:
    """The first household with such a member, which is free no longer."""
    for household in free:
        for member in household.members.filter(left_on=None).order_by("id"):
            if wanted(member):
                free.remove(household)
                return household, member
    return None, None


def _between(member: Member, on: date, least: int, most: int) -> bool:
    known = member.born_on is not None and member.birth_precision == BirthPrecision.DAY
    return known and member.born_on is not None and least <= age_on(member.born_on, on) <= most
