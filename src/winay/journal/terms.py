"""Words of the journal that other code compares with."""

from enum import StrEnum

LINE_PURPOSE, SEAL_PURPOSE = "journal-line", "journal-seal"
"""What the keys of lines and of seals are derived for."""


class ProblemKind(StrEnum):
    """What `verify` can find wrong. Each has its words in `wording.MESSAGES`."""

    ALTERED_LINE = "altered_line"
    REMOVED_LINE = "removed_line"
    FORGED_LINE = "forged_line"
    ALTERED_SUBJECTS = "altered_subjects"
    ALTERED_SEALED_ROW = "altered_sealed_row"
    REMOVED_SEALED_ROW = "removed_sealed_row"
    REMOVED_SEALED_ROWS = "removed_sealed_rows"
    ALTERED_BATCH = "altered_batch"
    REMOVED_BATCH = "removed_batch"
    BROKEN_CHAIN = "broken_chain"
    BATCH_NOT_AS_WITNESSED = "batch_not_as_witnessed"
    WITNESS_MISSING = "witness_missing"
    WITNESS_DAMAGED = "witness_damaged"
    MISSING_KEY = "missing_key"
