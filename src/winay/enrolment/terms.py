"""The closed vocabularies of enrolment. The codes stand in forms, files and the database; words are in wording.py."""

from enum import StrEnum

from winay.registry.terms import LANGUAGES, Origin

ENTRANCES = (Origin.WEB, Origin.FILE, Origin.PHONE, Origin.PAPER, Origin.SEED)
"""Doors through which an enrolment or a refusal comes."""

SPOKEN = LANGUAGES
"""Languages in which an orientation assembly may be held."""

MESSAGE = "2026-11"
"""The version of the message for orientation assemblies that is printed now. An assembly keeps the one it heard."""


class ExitReason(StrEnum):
    """Why a cycle ended. `completed` is the whole time the version gives; `mistake` says that there never was one."""

    COMPLETED = "completed"
    FEAR_OF_LOSING_TRANSFER = "fear_of_losing_transfer"
    MIGRATION = "migration"
    MOVED_OUT = "moved_out"
    DEATH = "death"
    NO_TIME = "no_time"
    LOST_INTEREST = "lost_interest"
    CONFLICT = "conflict"
    HOUSEHOLD_SPLIT = "household_split"
    MISTAKE = "mistake"
    OTHER = "other"


class RefusalReason(StrEnum):
    """Why a household does not want to enter."""

    FEAR_OF_LOSING_TRANSFER = "fear_of_losing_transfer"
    RUMOUR = "rumour"
    DISTRUST = "distrust"
    NO_TIME = "no_time"
    MIGRATION = "migration"
    OTHER_PROGRAM = "other_program"
    NO_CONTRIBUTION = "no_contribution"
    NOT_HEARD = "not_heard"
    OTHER = "other"


class CycleMoveWhy(StrEnum):
    """Why a cycle belongs to another household than before: its participant left in a split, two were one, or that
    was taken back."""

    SPLIT = "split"
    MERGE = "merge"
    UNDONE = "undone"
