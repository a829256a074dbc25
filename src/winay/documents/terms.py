"""The closed vocabularies of documents."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is."""

    SELECTION_ACT = "selection_act"
    MINUTES = "minutes"
    """Of an assembly. They name people: only who may read the nucleus is handed them."""
    CONTEST_RESULTS = "contest_results"
    """Of a published contest: names, places and points, as its public page has them."""
    COURSE_CERTIFICATE = "course_certificate"
    """Of a trainer who was in a course: name, course and hours, no id. Whoever holds one shows it to be verified."""
    TECHNICAL_PLAN = "technical_plan"
    """Of a nucleus: what its households get. It names its board: only who may read the nucleus is handed it."""
    DELIVERY_ACT = "delivery_act"
    """Of what a household received. It names people: only who may read the nucleus is handed it."""
    TRAINER_CONTRACT = "trainer_contract"
    """Of a trainer or technician with a nucleus, to sign. It names people: for who may read the contract alone."""


class StatementKey(StrEnum):
    """What a document tells whoever verifies it, besides its number and dates. Public: officials, never households."""

    PLACE = "place"
    PROGRAM = "program"
    YEAR = "year"
    DECIDED_ON = "decided_on"
    AREAS = "areas"
    HOUSEHOLDS = "households"
    UNKNOWN_HOUSEHOLDS = "unknown_households"
    APPROVED_BY = "approved_by"
    APPROVED_AS = "approved_as"
    LIST_SHA256 = "list_sha256"
    ANNULLED_ON = "annulled_on"
    ANNULLED_WHY = "annulled_why"
    NUCLEUS = "nucleus"
    ASSEMBLY_KIND = "assembly_kind"
    ASSEMBLY_STATE = "assembly_state"
    HELD_ON = "held_on"
    PRESENT = "present"
    MEMBERS = "members"
    CARRIED = "carried"
    ELECTED = "elected"
    CONTEST = "contest"
    SELECTED = "selected"
    ADDENDUM = "addendum"
    PLANNED_ON = "planned_on"
    PLANNED_HOUSEHOLDS = "planned_households"
    TOTAL = "total"
    CAP = "cap"
    DELIVERED_ON = "delivered_on"
    ITEM = "item"
    LINES = "lines"
    PERSON = "person"
    COURSE = "course"
    HOURS = "hours"
    RESULT = "result"
    BEGINS_ON = "begins_on"
    LAST_ON = "last_on"
    ADDENDA = "addenda"


class Standing(StrEnum):
    """What verifying a code says."""

    VALID = "valid"
    REVOKED = "revoked"
    OF_ANNULLED = "of_annulled"
    """Genuine and not revoked, but what it certifies had been annulled when it was printed, and it says so."""
