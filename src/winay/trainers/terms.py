"""The closed vocabularies of trainers and their contests. The codes stand in the database; words are in wording.py."""

from enum import StrEnum


class ContestState(StrEnum):
    """Where a contest is. `closed`: no more applications, scorers score; `scored`: a ranking is drawn up and waits for
    another person; `results`: published; `void` is an end, with its reason."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    SCORED = "scored"
    RESULTS = "results"
    VOID = "void"


class VoidWhy(StrEnum):
    """Why a contest is void."""

    NO_APPLICANTS = "no_applicants"
    NOBODY_PASSED = "nobody_passed"
    FAULT = "fault"
    NOT_NEEDED = "not_needed"


class ReopenHow(StrEnum):
    """What is different when a void contest is held again."""

    NEW_DATES = "new_dates"
    WIDENED = "widened"
    APPRENTICES = "apprentices"


class Education(StrEnum):
    """What somebody went through at school."""

    NONE = "none"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    TECHNICAL = "technical"
    UNIVERSITY = "university"


class ApplicationState(StrEnum):
    """`observed`: something is missing, and may be brought until the contest closes."""

    RECEIVED = "received"
    OBSERVED = "observed"
    WITHDRAWN = "withdrawn"


class ConflictKind(StrEnum):
    """What a scorer is to a candidate. Anything but `none` keeps them from scoring that one."""

    NONE = "none"
    RELATIVE = "relative"
    PARTNER = "partner"
    SAME_COMMUNITY = "same_community"
    WORK = "work"
    ENEMY = "enemy"
    OTHER = "other"


class Outcome(StrEnum):
    """What a ranking says of a candidate."""

    SELECTED = "selected"
    SUBSTITUTE = "substitute"
    BELOW_MARK = "below_mark"


class AppealAnswer(StrEnum):
    """How an appeal was answered. Founded: points of one criterion are corrected and the ranking is drawn up anew."""

    FOUNDED = "founded"
    UNFOUNDED = "unfounded"


class ContractKind(StrEnum):
    """What somebody is hired for. Nobody is productive and financial trainer on one day."""

    PRODUCTIVE = "productive"
    FINANCIAL = "financial"
    PROFESSIONAL = "professional"


class SelectedBy(StrEnum):
    """Who chose the person. Sources differ, so it is kept with each contract."""

    OFFICE_CONTEST = "office_contest"
    COMMUNITY = "community"
    NUCLEUS = "nucleus"


class FeePer(StrEnum):
    """What a fee is paid for."""

    MONTH = "month"
    VISIT = "visit"


class ContractEnd(StrEnum):
    """Why a contract ended before its day. `mistake`: there never was one."""

    RESIGNED = "resigned"
    RESCINDED = "rescinded"
    DIED = "died"
    NOT_NEEDED = "not_needed"
    MISTAKE = "mistake"


class BoardKin(StrEnum):
    """How near somebody stands to the board that hires them: of the board, of a board member's household, or a
    relative as they declared themselves."""

    NONE = "none"
    MEMBER = "member"
    HOUSEHOLD = "household"
    DECLARED = "declared"


class CourseTopic(StrEnum):
    """What trainers learn beside the technologies of the menu."""

    TEACHING = "teaching"
    RECORDS = "records"
    DIAGNOSIS = "diagnosis"
    HEALTH = "health"
    SAFETY = "safety"
    EQUALITY = "equality"
    MARKETS = "markets"
    FINANCE = "finance"
    GRIEVANCES = "grievances"


class CourseResult(StrEnum):
    """How a course ended for a trainer. `passed`: showed what was taught; `attended`: was there, and did not show it or
    was not asked to; `left`: went before its end."""

    PASSED = "passed"
    ATTENDED = "attended"
    LEFT = "left"


class CourseEnd(StrEnum):
    """Why what was told of a course no longer stands: it was told anew, or there never was one."""

    CORRECTED = "corrected"
    REVERSED = "reversed"


class CaseEnd(StrEnum):
    """Why a household is no longer in a caseload, though contract and cycle go on. `mistake`: it never was."""

    MOVED = "moved"
    MISTAKE = "mistake"


class ShortWhy(StrEnum):
    """Why a household has fewer visits in a month than all should have. `far`: nobody goes there and back in a day;
    `unknown`: nobody knows how far it is; `time`: the trainer's days are full."""

    FAR = "far"
    UNKNOWN = "unknown"
    TIME = "time"


class AbsenceWhy(StrEnum):
    """Why a trainer does not work on some days. `season`: the months in which people go to work elsewhere."""

    ILLNESS = "illness"
    HARVEST = "harvest"
    SEASON = "season"
    TRAINING = "training"
    RIVER = "river"
    OTHER = "other"


class BelowWhy(StrEnum):
    """Why a household has fewer visits planned in a month than the version asks for: those of a shortfall, `nobody`
    visits it, the month of its trainer is `unplanned`, it came after the month was planned (`later`), or there is no
    time because the trainer is `away` some days."""

    FAR = "far"
    UNKNOWN = "unknown"
    TIME = "time"
    NOBODY = "nobody"
    UNPLANNED = "unplanned"
    LATER = "later"
    AWAY = "away"
