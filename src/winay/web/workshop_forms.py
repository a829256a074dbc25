"""The sheet of a workshop as a form: what was said of each trap, and what the households want from the menus."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from winay.plans.guides import Guide, guides
from winay.plans.queries.live import LiveSheet
from winay.plans.queries.workshops import Told
from winay.plans.terms import ChoiceMode, Menu, Trap
from winay.plans.workshop_rules import MOST_ANSWERS, AnswerSaid, WorkshopTold
from winay.targeting.criteria_wording import language

OWN_ROWS = 2
"""Rows of each trap for questions of one's own."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item with the number by which the sheet names it."""

    number: int
    key: str
    name: str
    menu: Menu


class WorkshopSheet:
    """What somebody typed. `items` in the order of the menu; `homes` names of households by the id of their cycle."""

    def __init__(self, data: Mapping[str, Any], items: Sequence[Numbered], homes: Mapping[UUID, str]) -> None:
        self.data, self.items, self.homes = data, items, homes
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()

    @property
    def mode(self) -> str:
        found = self.text("mode")
        return found if found in set(ChoiceMode) else ChoiceMode.HANDS.value

    def number(self, name: str) -> int:
        """What stands in a field of numbers; nothing is none. Anything else is noted and taken as none."""
        text = self.text(name)
        if text.isascii() and text.isdigit() and len(text) < 5:
            return int(text)
        if text:
            self.problems.append(_("«%(text)s» no es un número de hogares o de personas.") % {"text": text[:20]})
        return 0

    def told(self) -> WorkshopTold:
        """The workshop that was written."""
        mode = ChoiceMode(self.mode)
        each = mode is ChoiceMode.EACH
        return WorkshopTold(
            facilitator=self.text("facilitator"),
            mode=mode,
            answers=tuple(self._answers()),
            of_household=self._of_household() if each else {},
            counts={} if each else {one.key: n for one in self.items if (n := self.number(f"item-{one.key}"))},
            notes=self.text("notes"),
        )

    def _answers(self) -> list[AnswerSaid]:
        found = []
        for guide in guides():
            asked = [(f"{guide.trap}-{key}", words) for key, words in guide.asked(language())]
            asked += [
                (f"{guide.trap}-own{n}", self.text(f"{guide.trap}-own{n}-question")) for n in range(self._own(guide))
            ]
            for name, question in asked:
                if text := self.text(name):
                    found.append(AnswerSaid(guide.trap, question, text, self.number(f"{name}-said")))
        return found

    def _of_household(self) -> dict[UUID, tuple[str, ...]]:
        by_number = {str(one.number): one.key for one in self.items}
        found = {}
        for home, name in self.homes.items():
            words = self.text(f"home-{home}").replace(",", " ").split()
            wrong = [word for word in words if word not in by_number]
            if wrong:
                told = {"home": name, "number": wrong[0][:10]}
                self.problems.append(_("%(home)s: «%(number)s» no es un número de la lista.") % told)
            if kept := tuple(by_number[word] for word in words if word in by_number):
                found[home] = kept
        return found

    def shown_traps(self) -> list[dict[str, Any]]:
        """The traps with their questions and what was answered."""
        return [{"guide": guide, "name": guide.named(language()), "rows": self._rows(guide)} for guide in guides()]

    def _own(self, guide: Guide) -> int:
        """How many rows there are for questions of one's own: as many as were sent, and always some."""
        sent = sum(f"{guide.trap}-own{n}" in self.data for n in range(MOST_ANSWERS))
        return max(OWN_ROWS, sent)

    def _rows(self, guide: Guide) -> list[dict[str, Any]]:
        rows = [
            {"name": f"{guide.trap}-{key}", "question": words, "own": False} for key, words in guide.asked(language())
        ]
        rows += [{"name": f"{guide.trap}-own{n}", "question": "", "own": True} for n in range(self._own(guide))]
        for row in rows:
            row["asked"] = self.text(f"{row['name']}-question")
            row["text"], row["said"] = self.text(str(row["name"])), self.text(f"{row['name']}-said")
        return rows

    def shown_items(self) -> list[dict[str, Any]]:
        return [{"one": one, "value": self.text(f"item-{one.key}")} for one in self.items]

    def shown_homes(self) -> list[dict[str, Any]]:
        return [{"id": home, "name": name, "value": self.text(f"home-{home}")} for home, name in self.homes.items()]


def typed(told: Told, items: Sequence[Numbered]) -> dict[str, str]:
    """A workshop as its sheet would have been typed."""
    one = told.workshop
    found = {"facilitator": one.facilitator, "mode": one.mode, "notes": one.notes}
    found |= _typed_answers((one.trap, one.question, one.text, one.said) for one in told.answers)
    numbers = {item.key: item.number for item in items}
    for choice in told.choices:
        if choice.membership is None:
            found[f"item-{choice.item}"] = str(choice.hands)
        else:
            name = f"home-{choice.membership.enrolment.public_id}"
            found[name] = f"{found.get(name, '')} {numbers.get(choice.item, '')}".strip()
    return found


def typed_live(sheet: LiveSheet, items: Sequence[Numbered], came: Collection[UUID], people: int) -> dict[str, str]:
    """What was counted while a workshop was held, as its sheet would have been typed. What no more people or
    households can have said than the minutes have is cut to those."""
    counted, numbers = sheet.counted, {item.key: item.number for item in items}
    found = {"facilitator": sheet.live.assembly.led_by, "mode": sheet.live.mode}
    found |= _typed_answers(
        (trap, question, words, min(said, people)) for (trap, question, words), said in counted.said.items()
    )
    if sheet.live.mode != ChoiceMode.EACH:
        return found | {f"item-{item}": str(min(hands, len(came))) for item, hands in counted.wants.items()}
    cycles = {one.pk: one.enrolment.public_id for one in sheet.homes}
    for membership, wanted in counted.chose.items():
        if cycles.get(membership) in came:
            found[f"home-{cycles[membership]}"] = " ".join(str(numbers[one]) for one in wanted if one in numbers)
    return found


def _typed_answers(answers: Iterable[tuple[str, str, str, int]]) -> dict[str, str]:
    """Answers (trap, question, words, how many) in the fields of the sheet: the first to a question of the guide in its
    row, any other in a row of its own."""
    by_words = {
        (guide.trap, words): f"{guide.trap}-{key}"
        for guide in guides()
        for spoken in ("es", "en")
        for key, words in guide.asked(spoken)
    }
    found: dict[str, str] = {}
    own = dict.fromkeys(Trap, 0)
    for said_of, question, text, said in answers:
        trap = Trap(said_of)
        name = by_words.get((trap, question), "")
        if not name or name in found:
            name, own[trap] = f"{trap}-own{own[trap]}", own[trap] + 1
            found[f"{name}-question"] = question
        found |= {name: text, f"{name}-said": str(said)}
    return found
