"""Who acts: what a verb needs to know of a person, a role or the system itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Permission(StrEnum):
    """What may be granted through a role. A permission exists when a verb or a page asks for it."""

    DRAFT_SELECTION = "draft_selection"
    APPROVE_SELECTION = "approve_selection"
    READ_DRAFTS = "read_drafts"
    IMPORT_FARM_TABLE = "import_farm_table"
    MAP_TERRITORY = "map_territory"
    READ_JOURNAL = "read_journal"
    VERIFY_JOURNAL = "verify_journal"
    MANAGE_OFFICES = "manage_offices"
    MANAGE_GRANTS = "manage_grants"
    READ_PEOPLE = "read_people"
    MANAGE_PHONES = "manage_phones"
    READ_PHONES = "read_phones"
    PUBLISH_FORM = "publish_form"
    ADAPT_FORM = "adapt_form"
    READ_SUBMISSIONS = "read_submissions"
    REVIEW_SUBMISSIONS = "review_submissions"
    REGISTER_HOUSEHOLD = "register_household"
    READ_HOUSEHOLDS = "read_households"
    OPEN_CALL = "open_call"
    ENROL_HOUSEHOLD = "enrol_household"
    SEE_NATIONAL_ID = "see_national_id"
    ERASE_PERSON = "erase_person"
    FORM_NUCLEI = "form_nuclei"
    APPROVE_NUCLEI = "approve_nuclei"
    RECORD_ASSEMBLY = "record_assembly"
    READ_NUCLEI = "read_nuclei"
    RECORD_PRICE = "record_price"
    RECORD_EXCHANGE_RATE = "record_exchange_rate"
    PREPARE_PLAN = "prepare_plan"
    APPROVE_PLAN = "approve_plan"
    RECORD_DELIVERY = "record_delivery"
    RUN_CONTEST = "run_contest"
    DECIDE_CONTEST = "decide_contest"
    SIGN_CONTRACT = "sign_contract"
    TEACH_TRAINERS = "teach_trainers"
    READ_TRAINERS = "read_trainers"
    RECORD_VISIT = "record_visit"
    READ_VOICES = "read_voices"
    RECORD_VOICE = "record_voice"
    ANSWER_GRIEVANCE = "answer_grievance"
    SEE_PROTECTED_VOICE = "see_protected_voice"
    ACCEPT_PILOT = "accept_pilot"
    FIND_SIGNALS = "find_signals"
    SUPERVISE = "supervise"
    READ_SIGNALS = "read_signals"


class Actor(Protocol):
    """Somebody who asks for a verb. `place_code` None means the whole country."""

    @property
    def public_id(self) -> UUID: ...

    @property
    def role_name(self) -> str: ...

    def may(self, permission: Permission, *, place_code: str | None = None, program: str | None = None) -> bool:
        """Whether one of this actor's roles holds the permission for the place and the program."""
        ...

    def may_at(self, permission: Permission, place_code: str) -> bool:
        """Whether the permission is held for the place, for some program at least: for what belongs to no program."""
        ...


NOBODY = UUID(int=0)
SETTING_UP = frozenset(
    {Permission.MANAGE_OFFICES, Permission.MANAGE_GRANTS, Permission.PUBLISH_FORM, Permission.FIND_SIGNALS}
)
"""What the command line and the worker do without a person: finding a signal decides nothing."""


@dataclass(frozen=True, slots=True)
class System:
    """The command line and the worker: set-up verbs that nobody signs for. It never approves anything."""

    public_id: UUID = NOBODY
    role_name: str = "system"

    def may(self, permission: Permission, *, place_code: str | None = None, program: str | None = None) -> bool:
        """What setting up needs. Every other act needs a named person, also those that nobody has thought of yet."""
        return permission in SETTING_UP

    def may_at(self, permission: Permission, place_code: str) -> bool:
        """As `may`."""
        return self.may(permission)


SYSTEM = System()
