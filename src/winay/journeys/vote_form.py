"""What was answered in the form of a workshop's vote. Nothing is judged or written here."""

from dataclasses import dataclass
from datetime import date

from winay.intake.forms.needs import Kind, Need, needed, wanted
from winay.intake.reading.answers import Answers
from winay.journeys.answered import day

VOTE_FORM = "workshop_vote"
MENUS = ("wants/productive", "wants/healthy_home")
NEEDS: tuple[Need, ...] = (
    needed("who/household_code"),
    needed("who/held_on", Kind.DAY),
    *(wanted(path, Kind.SEVERAL) for path in MENUS),
)
"""What every version of the form must still ask, and as what. Which items it offers is the office's matter: the verb
refuses what is on no menu."""


@dataclass(frozen=True, slots=True)
class VoteAnswers:
    """Which household (its code) wants what, said on which day."""

    household_code: str
    held_on: date
    items: tuple[str, ...]


def read_vote(answers: Answers) -> VoteAnswers:
    """A vote from its answers. `BadAnswer` names the answer that is not what its question asks for."""
    on = day(answers, "who/held_on")
    items = dict.fromkeys(item for path in MENUS for item in answers.choices(path))
    return VoteAnswers(answers.text("who/household_code"), on, tuple(items))
