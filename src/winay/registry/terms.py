"""The closed vocabularies of the registry. The codes stand in forms, files and the database; words in wording.py."""

from enum import StrEnum


class Sex(StrEnum):
    """As the person or their document says; unknown is never guessed."""

    WOMAN = "f"
    MAN = "m"
    UNKNOWN = "u"


class BirthPrecision(StrEnum):
    """How exactly a birth date is known. The parts that are not known stand at 1 (1 July of a year known alone)."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class Kin(StrEnum):
    """What a member is to the household's registered participant."""

    PARTICIPANT = "participant"
    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDCHILD = "grandchild"
    GRANDPARENT = "grandparent"
    OTHER_RELATIVE = "other_relative"
    NOT_RELATED = "not_related"


class IdMissing(StrEnum):
    """Why somebody's national id is not on record."""

    NONE_YET = "none_yet"
    LOST = "lost"
    NOT_SHOWN = "not_shown"
    NOT_ASKED = "not_asked"


class MemberLeft(StrEnum):
    """Why somebody is no longer a member. `mistake` corrects an entry that should not have been."""

    DIED = "died"
    MOVED_OUT = "moved_out"
    NEW_HOUSEHOLD = "new_household"
    OTHER_HOUSEHOLD = "other_household"
    MISTAKE = "mistake"
    OTHER = "other"


class Whereabouts(StrEnum):
    """Where a member lives for now. Most people who leave for work stay members of their household."""

    HOME = "home"
    CITY = "city"
    COUNTRYSIDE = "countryside"
    ABROAD = "abroad"


class AwayReason(StrEnum):
    """Why a member lives elsewhere for a time."""

    WORK = "work"
    HARVEST = "harvest"
    STUDY = "study"
    HEALTH = "health"
    CARE = "care"
    SERVICE = "service"
    OTHER = "other"


class MoveReason(StrEnum):
    """Why a household lives in another place from a day on. `mistake`: it never lived where it was entered."""

    WORK = "work"
    LAND = "land"
    FAMILY = "family"
    SCHOOL = "school"
    DISASTER = "disaster"
    CONFLICT = "conflict"
    MISTAKE = "mistake"
    OTHER = "other"


class HouseholdClosed(StrEnum):
    """Why a household is closed. Nothing of it is deleted."""

    DISSOLVED = "dissolved"
    LEFT_COUNTRY = "left_country"
    MISTAKE = "mistake"
    MERGED = "merged"
    OTHER = "other"


class Classification(StrEnum):
    """The SISFOH class as its paper says; it is stored and never computed here."""

    EXTREMELY_POOR = "extremely_poor"
    POOR = "poor"
    NOT_POOR = "not_poor"


class ConsentHow(StrEnum):
    """How consent was given: signed, with a fingerprint, or spoken and heard by whoever registered."""

    SIGNATURE = "signature"
    FINGERPRINT = "fingerprint"
    SPOKEN = "spoken"


class Origin(StrEnum):
    """Through which door a household came."""

    WEB = "web"
    FILE = "file"
    PHONE = "phone"
    PAPER = "paper"
    SPLIT = "split"
    SEED = "seed"


class PairState(StrEnum):
    """What became of a pair. `FADED`: what is known of them changed and they no longer look alike."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"
    FADED = "faded"


class SearchState(StrEnum):
    """A search is its own place in the queue."""

    WANTED = "wanted"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class SearchKind(StrEnum):
    """Against everybody: those who changed since the last search, those of a territory, or everybody."""

    CHANGED = "changed"
    TERRITORY = "territory"
    EVERYBODY = "everybody"


LANGUAGES = ("es", "quy", "quz", "qxx", "ayr", "shp", "agr", "cni", "xxx")
"""Languages that households speak: Spanish, Quechua of Ayacucho-Chanka, of Cusco-Collao, another Quechua, Aymara,
Shipibo-Konibo, Awajún, Asháninka, another one. Codes are ISO 639-3 where it has one; `qxx` and `xxx` are ours."""


class ImportState(StrEnum):
    """How far a file of households has come. The worker takes up what waits, is wanted, or is to be undone."""

    WAITING = "waiting"
    CHECKED = "checked"
    WANTED = "wanted"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    UNDO = "undo"
    UNDONE = "undone"

    @property
    def for_worker(self) -> bool:
        """Whether the worker has something to do."""
        return self in {ImportState.WAITING, ImportState.WANTED, ImportState.UNDO}
