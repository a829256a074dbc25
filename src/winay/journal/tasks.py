"""The worker's part: seal what waits."""

from winay.core.clock import now
from winay.journal.services import MOST_LINES, seal_lines


def seal() -> int:
    """Seal all settled lines, a batch a transaction; how many batches were made. Safe to repeat."""
    made = 0
    while batch := seal_lines(at=now()):
        made += 1
        if batch.count < MOST_LINES:
            break
    return made
