"""The closed vocabularies of accounts."""

from enum import StrEnum


class RoleKey(StrEnum):
    """Roles that are granted for a place and a program. Board, trainer and juror rights come from
    their mandate, contract or committee and are never granted here."""

    NATIONAL_MANAGER = "national_manager"
    OFFICE_HEAD = "office_head"
    OFFICE_SPECIALIST = "office_specialist"
    AUDITOR = "auditor"
