"""The closed vocabularies of executing nuclei. The codes stand in files and the database; words are in wording.py."""

from enum import StrEnum


class FormationState(StrEnum):
    """Where a plan of nuclei is. `wanted` waits for its computation, which a worker does; `discarded` and `approved`
    are ends."""

    WANTED = "wanted"
    COMPUTING = "computing"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DISCARDED = "discarded"
    FAILED = "failed"


OPEN = (FormationState.WANTED, FormationState.COMPUTING, FormationState.DRAFT, FormationState.SUBMITTED)
"""States of a plan that holds its district: one at a time."""


class MarkKind(StrEnum):
    """What an office says of two communities: that they always or never share a nucleus."""

    TOGETHER = "together"
    APART = "apart"


class EditKind(StrEnum):
    """What somebody changed on a plan by hand."""

    MOVE = "move"
    SEAT = "seat"
    UNDO = "undo"


class LeaveWhy(StrEnum):
    """Why a household left a nucleus while it stays in the program. Leaving the program ends a membership by itself;
    `place_taken` says that it came back to the program when its place in the nucleus was somebody else's."""

    MOVED_HOME = "moved_home"
    OTHER_NUCLEUS = "other_nucleus"
    MISTAKE = "mistake"
    NUCLEUS_CLOSED = "nucleus_closed"
    PLACE_TAKEN = "place_taken"


class Post(StrEnum):
    """The posts of a board. The prosecutor is the *fiscal*, who watches over the others."""

    PRESIDENT = "president"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    PROSECUTOR = "prosecutor"


class PostOrigin(StrEnum):
    """Who gave a post: the assembly, or, where a version lets it, the municipality."""

    ELECTED = "elected"
    MUNICIPALITY = "municipality"


class MandateEnd(StrEnum):
    """Why a mandate ended. `mistake` says that there never was one."""

    TERM = "term"
    RESIGNED = "resigned"
    RECALLED = "recalled"
    DIED = "died"
    LEFT_NUCLEUS = "left_nucleus"
    NUCLEUS_CLOSED = "nucleus_closed"
    MISTAKE = "mistake"


class AssemblyKind(StrEnum):
    """What an assembly of a nucleus is called for."""

    CONSTITUTING = "constituting"
    ELECTING = "electing"
    DIAGNOSTIC = "diagnostic"
    ACCOUNTABILITY = "accountability"
    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"


class AssemblyState(StrEnum):
    """`called` and not yet held; `held`; `failed` for want of a quorum; `cancelled` before its day."""

    CALLED = "called"
    HELD = "held"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MotionKind(StrEnum):
    """What a motion is about. The powers of a board as the case study has them, and what an assembly decides of
    itself."""

    CONSTITUTE = "constitute"
    BUSINESS_PLAN = "business_plan"
    ACCOUNTS = "accounts"
    HIRING = "hiring"
    BUYING = "buying"
    CONTRIBUTIONS = "contributions"
    CONFIRM_MINUTES = "confirm_minutes"
    RECALL = "recall"
    OTHER = "other"


class CertifierKind(StrEnum):
    """Who certified that minutes are true."""

    NOTARY = "notary"
    AUTHORITY = "authority"
    JUSTICE_OF_PEACE = "justice_of_peace"
