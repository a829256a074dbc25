"""Who may apply, until when, and what is wrong with what they say of themselves. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.registry.facts import MemberFacts
from winay.registry.rules import ID_LENGTH, age_on, member_problems
from winay.registry.terms import LANGUAGES, BirthPrecision, Kin, Sex
from winay.targeting.decision_rules import reason_fault, text_fault
from winay.trainers.terms import ApplicationState, ContestState, Education

MOST_LANGUAGES, MOST_PRACTICE, ADULT, MOST_NOTE = 8, 70, 18, 300
TAKEN = (ContestState.PUBLISHED, ContestState.CLOSED)


@dataclass(frozen=True, slots=True)
class PersonSaid:
    """Somebody, as a form or a row of a file says them."""

    given_names: str
    surname_1: str
    surname_2: str
    sex: Sex
    born_on: date
    national_id: str
    languages: tuple[str, ...]
    phone: str = ""

    @property
    def as_member(self) -> MemberFacts:
        """The same person as the registry's rules judge one."""
        return MemberFacts(
            given_names=self.given_names, surname_1=self.surname_1, surname_2=self.surname_2, sex=self.sex,
            born_on=self.born_on, birth_precision=BirthPrecision.DAY, kin=Kin.NOT_RELATED,
            national_id=self.national_id, languages=self.languages, phone=self.phone,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ApplicationSaid:
    """What they say for this contest. `missing` names what the office still waits for; empty: it is complete."""

    place: str
    education: Education
    practice_years: int
    received_on: date
    paper: bool = False
    kin_declared: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """When a contest takes applications."""

    state: ContestState
    published_on: date | None
    closes_on: date


def person_problems(said: PersonSaid, *, on: date) -> list[Reason]:
    """Names, birth, languages and telephone by the registry's rules; the national id must be there, and the person of
    age."""
    found = member_problems(said.as_member, number=1, on=on)
    if len(said.national_id) != ID_LENGTH or not said.national_id.isdigit():
        found = [one for one in found if one.code != "registry.id_length"]
        found.append(Reason("trainers.id_needed", {"digits": ID_LENGTH}))
    if age_on(said.born_on, on) < ADULT:
        found.append(Reason("trainers.not_adult", {"age": ADULT}))
    if not said.languages:
        found.append(Reason("trainers.no_language"))
    return found


def may_apply(
    person: PersonSaid,
    said: ApplicationSaid,
    *,
    window: Window,
    today: date,
    place_known: bool,
    applied: bool,
    other_name: str,
) -> Decision:
    """Whether an application may be registered today. One that came on paper in time may be registered when the contest
    has closed; one that came late is refused, however it came. `other_name` is who has the id under another name."""
    late = said.received_on > window.closes_on
    return allow_unless(
        *person_problems(person, on=min(said.received_on, today)),
        Reason("trainers.not_taking") if window.state not in TAKEN else None,
        Reason("trainers.in_future") if said.received_on > today else None,
        Reason("trainers.before_call", {"on": window.published_on.isoformat()})
        if window.published_on is not None and said.received_on < window.published_on
        else None,
        Reason("trainers.late", {"on": window.closes_on.isoformat()}) if late else None,
        Reason("trainers.late_not_paper", {"on": window.closes_on.isoformat()})
        if not late and not said.paper and (today > window.closes_on or window.state is ContestState.CLOSED)
        else None,
        Reason("trainers.missing_after_close")
        if said.missing.strip() and window.state is ContestState.CLOSED
        else None,
        None if place_known else Reason("trainers.place_unknown", {"code": said.place}),
        Reason("trainers.applied_already") if applied else None,
        Reason("trainers.id_of_another", {"name": other_name}) if other_name else None,
        None if 0 <= said.practice_years <= MOST_PRACTICE else Reason("trainers.practice", {"most": MOST_PRACTICE}),
        text_fault(said.kin_declared, most=MOST_NOTE),
        text_fault(said.missing, most=MOST_NOTE),
    )


def may_complete(state: ApplicationState, *, received_on: date, window: Window, today: date) -> Decision:
    """What was missing may be brought until the contest closes, and told later where it was brought in time."""
    return allow_unless(
        None if state is ApplicationState.OBSERVED else Reason("trainers.nothing_missing"),
        Reason("trainers.not_taking") if window.state not in TAKEN else None,
        Reason("trainers.in_future") if received_on > today else None,
        Reason("trainers.late", {"on": window.closes_on.isoformat()}) if received_on > window.closes_on else None,
    )


def may_observe(state: ApplicationState, *, window: Window, missing: str) -> Decision:
    """While the contest takes applications."""
    return allow_unless(
        None if state is ApplicationState.RECEIVED else Reason("trainers.not_standing"),
        None if window.state is ContestState.PUBLISHED else Reason("trainers.missing_after_close"),
        Reason("trainers.missing_short") if len(missing.strip()) < 3 else text_fault(missing, most=MOST_NOTE),
    )


def may_withdraw(
    state: ApplicationState, contest: ContestState, *, on: date, received_on: date, today: date, why: str
) -> Decision:
    """Until a ranking is drawn up; afterwards a post is refused instead."""
    return allow_unless(
        Reason("trainers.withdrawn_already") if state is ApplicationState.WITHDRAWN else None,
        None if contest in TAKEN else Reason("trainers.ranked_already"),
        Reason("trainers.in_future") if on > today else None,
        Reason("trainers.before_application", {"on": received_on.isoformat()}) if on < received_on else None,
        reason_fault(why, short="trainers.reason_short", most=MOST_NOTE),
    )


def known_languages(codes: Sequence[str]) -> tuple[str, ...]:
    """The codes that are languages, each once, in their order."""
    return tuple(code for code in dict.fromkeys(codes) if code in LANGUAGES)
