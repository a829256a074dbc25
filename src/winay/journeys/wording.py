"""One place that puts every room's reasons into words, for all doors."""

from winay.accounts.wording import MESSAGES as ACCOUNTS
from winay.core.decision import Reason
from winay.journal.wording import MESSAGES as JOURNAL
from winay.places.wording import MESSAGES as PLACES
from winay.programs.wording import MESSAGES as PROGRAMS
from winay.targeting.wording import MESSAGES as TARGETING

WORDS = {**JOURNAL, **ACCOUNTS, **PLACES, **PROGRAMS, **TARGETING}


def say(reason: Reason) -> str:
    """A reason as a sentence, in the language that is active now."""
    return str(WORDS[reason.code]) % dict(reason.params)
