"""The closed vocabularies of voices. The codes stand in the database; words are in wording.py."""

from enum import StrEnum


class GrievanceKind(StrEnum):
    """A claim asks for what is due; a complaint is about how somebody was treated or served; a denunciation says that
    a rule was broken."""

    CLAIM = "claim"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"


class Channel(StrEnum):
    """How it reached us."""

    OFFICE = "office"
    VISIT = "visit"
    ASSEMBLY = "assembly"
    TELEPHONE = "telephone"
    LETTER = "letter"
    WEB = "web"
    """Written on the public page, by somebody who did not log in."""
    OTHER = "other"


class About(StrEnum):
    """What it is about."""

    TRAINER = "trainer"
    BOARD = "board"
    DELIVERY = "delivery"
    MONEY = "money"
    SELECTION = "selection"
    TREATMENT = "treatment"
    OTHER = "other"


class Speaker(StrEnum):
    """Whether the person who speaks is named to all who handle it, named and kept secret, or not named at all."""

    NAMED = "named"
    PROTECTED = "protected"
    ANONYMOUS = "anonymous"


class GrievanceState(StrEnum):
    """`received` waits for an answer, also when it was reopened."""

    RECEIVED = "received"
    ANSWERED = "answered"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How it ended. `referred`: another institution must see to it."""

    FOUNDED = "founded"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"


JUDGED = (Outcome.FOUNDED, Outcome.PARTLY, Outcome.UNFOUNDED)
"""Outcomes that say who was right: nothing is judged before it was answered."""


class StepKind(StrEnum):
    """What happened to a grievance, in its order."""

    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


class ToldHow(StrEnum):
    """How an answer reached the person, or everybody where nobody knows who asked."""

    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    LETTER = "letter"
    ASSEMBLY = "assembly"
    NOTICE = "notice"


class RumourTopic(StrEnum):
    """What people say the program does, or wants."""

    REPLACES_TRANSFER = "replaces_transfer"
    WHO_IS_CHOSEN = "who_is_chosen"
    MONEY = "money"
    REPAYMENT = "repayment"
    LAND = "land"
    RELIGION = "religion"
    OTHER = "other"


class AnswerHow(StrEnum):
    """How a rumour was answered."""

    ASSEMBLY = "assembly"
    RADIO = "radio"
    VISIT = "visit"
    NOTICE = "notice"
    OTHER = "other"


class ConflictAbout(StrEnum):
    """Over what communities quarrel."""

    WATER = "water"
    BOUNDARIES = "boundaries"
    PASTURE = "pasture"
    ROAD = "road"
    BOARD = "board"
    SHARES = "shares"
    OTHER = "other"


class ConflictState(StrEnum):
    """`agreed`: the communities signed or said an agreement; `closed`: nothing more is done about it."""

    OPEN = "open"
    AGREED = "agreed"
    CLOSED = "closed"


class ConflictStepKind(StrEnum):
    """What happened in a conflict."""

    STEP = "step"
    AGREEMENT = "agreement"
    CLOSED = "closed"
    REOPENED = "reopened"


class ConflictEnd(StrEnum):
    """Why a conflict is closed. `elsewhere`: an authority or court has it now."""

    SOLVED = "solved"
    CALMED = "calmed"
    ELSEWHERE = "elsewhere"
    MISTAKE = "mistake"


class StrategyKind(StrEnum):
    """What those who work in the field adapt."""

    RAFFLE = "raffle"
    WIVES_TRAIN = "wives_train"
    SHARED_VEHICLE = "shared_vehicle"
    MACHINE_LOAN = "machine_loan"
    FAIR = "fair"
    OTHER = "other"


class TrialResult(StrEnum):
    """What came of a trial."""

    WORKED = "worked"
    PARTLY = "partly"
    DID_NOT = "did_not"


class Travel(StrEnum):
    """How one gets there."""

    ROAD = "road"
    RIVER = "river"


class PilotState(StrEnum):
    """`proposed` waits for another person; `closed` has its answer."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


OPEN_PILOT = (PilotState.PROPOSED, PilotState.ACCEPTED)
"""One at a time for each microstrategy."""
