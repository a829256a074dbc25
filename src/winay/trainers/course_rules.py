"""Whether a course for trainers may be told as it was. Pure: dates, words and numbers in, a `Decision` out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from winay.core.decision import Decision, Reason, allow_unless
from winay.trainers.terms import CourseResult, CourseTopic

MOST_DAYS, HOURS_A_DAY, MOST_SEATS = 31, 12, 60
LEAST_NAME, MOST_NAME, MOST_WORDS = 3, 120, 160


@dataclass(frozen=True, slots=True)
class SeatSaid:
    """A trainer who was there, by the key of the contract's row; whole hours."""

    contract: int
    hours: int
    result: CourseResult


@dataclass(frozen=True, slots=True)
class CourseSaid:
    """A course as it was held. `over_on` is the day after its last."""

    name: str
    began_on: date
    over_on: date
    hours: int
    held_at: str
    teacher: str
    institution: str
    items: tuple[str, ...]
    topics: tuple[CourseTopic, ...]
    seats: tuple[SeatSaid, ...]

    @property
    def days(self) -> int:
        return (self.over_on - self.began_on).days


@dataclass(frozen=True, slots=True)
class Held:
    """A contract as the rule sees it: whose, its days, and whether it is of the course's program and place."""

    name: str
    began_on: date
    over_on: date
    here: bool


def may_tell(
    said: CourseSaid, contracts: Sequence[tuple[SeatSaid, Held | None]], menu: Collection[str], today: date
) -> Decision:
    """A course that is over, about something that the menu has or a topic, with trainers who had a contract on one of
    its days."""
    unknown = sorted(set(said.items) - set(menu))
    strangers = [held.name for _, held in contracts if held is not None and not held.here]
    outside = [held.name for _, held in contracts if held is not None and not _meets(said, held)]
    longer = [held.name for seat, held in contracts if held is not None and not 1 <= seat.hours <= said.hours]
    teaches = [held.name for _, held in contracts if held is not None and _same(held.name, said.teacher)]
    return allow_unless(
        _words("trainers.course_name", said.name, LEAST_NAME, MOST_NAME),
        _words("trainers.course_place", said.held_at, LEAST_NAME, MOST_WORDS),
        _words("trainers.course_teacher", said.teacher, LEAST_NAME, MOST_WORDS),
        _words("trainers.course_institution", said.institution, 2, MOST_WORDS),
        Reason("trainers.course_days", {"most": MOST_DAYS}) if not 1 <= said.days <= MOST_DAYS else None,
        Reason("trainers.course_not_over") if said.over_on > today and said.days >= 1 else None,
        _hours(said),
        None if said.items or said.topics else Reason("trainers.course_about_nothing"),
        Reason("trainers.course_off_menu", {"items": ", ".join(unknown)}) if unknown else None,
        None if said.seats else Reason("trainers.course_empty"),
        Reason("trainers.course_large", {"most": MOST_SEATS}) if len(said.seats) > MOST_SEATS else None,
        Reason("trainers.course_stranger", {"names": ", ".join(strangers)}) if strangers else None,
        Reason("trainers.course_outside_contract", {"names": ", ".join(outside)}) if outside else None,
        Reason("trainers.course_seat_hours", {"names": ", ".join(longer), "hours": said.hours}) if longer else None,
        Reason("trainers.course_own_teacher", {"names": ", ".join(teaches)}) if teaches else None,
        Reason("trainers.course_unknown_contract") if any(held is None for _, held in contracts) else None,
    )


def _hours(said: CourseSaid) -> Reason | None:
    most = max(1, said.days) * HOURS_A_DAY
    return None if 1 <= said.hours <= most else Reason("trainers.course_hours", {"most": most})


def _words(code: str, text: str, least: int, most: int) -> Reason | None:
    return None if least <= len(text.strip()) <= most else Reason(code, {"least": least, "most": most})


def _meets(said: CourseSaid, held: Held) -> bool:
    return held.began_on < said.over_on and said.began_on < held.over_on and held.began_on < held.over_on


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
