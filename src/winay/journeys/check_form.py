"""What was answered in the forms of a technology check and of a healthy home, as the facts that the verbs take. Nothing
is judged here. The questions are those of the catalogue's forms."""

from dataclasses import dataclass

from winay.delivery.home_guide import critical_items
from winay.delivery.home_rules import ActionSaid, HomeSaid
from winay.delivery.home_terms import Answer
from winay.delivery.technology_rules import CheckSaid
from winay.delivery.technology_terms import CheckedBy, Evidence, OwnMeans, TechState
from winay.intake.forms.needs import Kind, Need, needed, spare, wanted
from winay.intake.reading.answers import Answers
from winay.journeys.answered import asked, code, day
from winay.journeys.delivery_form import ITEM, item_of, of_group
from winay.journeys.meant import WHO, Home, contract_code_of, home_of
from winay.programs.terms import AbandonReason

CHECK_FORM, HOME_FORM = "technology_check", "healthy_home"
CHECK_NEEDS: tuple[Need, ...] = (
    *WHO, *of_group("what", ITEM), needed("what/checked_on", Kind.DAY), needed("found/state", Kind.ONE, TechState),
    needed("found/evidence", Kind.ONE, Evidence), needed("found/used_on", Kind.DAY),
    needed("found/own_means", Kind.ONE, OwnMeans), needed("found/again_on", Kind.DAY),
    needed("found/why", Kind.ONE, AbandonReason), needed("found/words"), spare("found/photo", Kind.FILE),
    needed("checker/checked_by", Kind.ONE, CheckedBy), needed("checker/name"),
)  # fmt: skip
"""What every version of the form must still ask, and as what."""
SCREENS = {
    "stove": (1, 2, 3, 4), "water": (5, 6, 7), "hands": (8, 9), "toilet": (10, 11), "waste": (12, 13, 14),
    "rooms": (15, 16, 17, 18), "tidy": (19, 20), "children": (21, 22, 23, 24),
}  # fmt: skip
"""The groups of the healthy home's form, with the numbers of the catalogue's items that each asks for."""
HOME_NEEDS: tuple[Need, ...] = (
    *WHO, needed("when/checked_on", Kind.DAY), wanted("when/health_worker"), spare("notes/note"),
    *(needed(f"{group}/i{one}", Kind.ONE, Answer) for group, numbers in SCREENS.items() for one in numbers),
    *(
        need
        for group, numbers in SCREENS.items()
        for one in numbers
        if one in critical_items()
        for need in (needed(f"{group}/i{one}_what"), needed(f"{group}/i{one}_due", Kind.DAY))
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckAnswers:
    """A filled-in form of a check. `said.checker` "": the trainer."""

    contract_code: str
    home: Home
    item: str
    said: CheckSaid


@dataclass(frozen=True, slots=True)
class HomeAnswers:
    """A filled-in form of a healthy home. `said.checker` "": the trainer."""

    contract_code: str
    home: Home
    said: HomeSaid


def read_check(answers: Answers) -> CheckAnswers:
    """A check from its answers. `BadAnswer` names the answer that is not what its question asks for."""
    said = CheckSaid(
        on=day(answers, "what/checked_on"),
        state=code(answers, "found/state", TechState),
        evidence=code(answers, "found/evidence", Evidence),
        words=answers.text("found/words"),
        checked_by=code(answers, "checker/checked_by", CheckedBy),
        checker=" ".join(answers.text("checker/name").split()),
        used_on=answers.day("found/used_on"),
        again_on=answers.day("found/again_on"),
        own_means=asked(answers, "found/own_means", OwnMeans),
        why=asked(answers, "found/why", AbandonReason),
    )
    return CheckAnswers(contract_code_of(answers), home_of(answers), item_of(answers, "what"), said)


def read_home(answers: Answers) -> HomeAnswers:
    """A healthy home from its answers. What was left empty is not answered: the verb says so."""
    found: dict[int, Answer] = {}
    actions: dict[int, ActionSaid] = {}
    for number, path in ((one, f"{group}/i{one}") for group, numbers in SCREENS.items() for one in numbers):
        answer = asked(answers, path, Answer)
        if answer is not None:
            found[number] = answer
        if answer is Answer.NO and number in critical_items():
            actions[number] = ActionSaid(answers.text(f"{path}_what"), answers.day(f"{path}_due"))
    said = HomeSaid(
        on=day(answers, "when/checked_on"),
        checker="",
        answers=found,
        actions=actions,
        health_worker=" ".join(answers.text("when/health_worker").split()),
        note=answers.text("notes/note"),
    )
    return HomeAnswers(contract_code_of(answers), home_of(answers), said)
