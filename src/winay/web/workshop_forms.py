"""The sheet of a workshop as a form: what was said of each trap, and what the households want from the menus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from winay.plans.guides import Guide, guides
from winay.plans.queries.workshops import Told
from winay.plans.terms import ChoiceMode, Menu, Trap
from winay.plans.workshop_rules import AnswerSaid, WorkshopTold
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
            asked += [(f"{guide.trap}-own{n}", self.text(f"{guide.trap}-own{n}-question")) for n in range(OWN_ROWS)]
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

    def _rows(self, guide: Guide) -> list[dict[str, Any]]:
        rows = [
            {"name": f"{guide.trap}-{key}", "question": words, "own": False} for key, words in guide.asked(language())
        ]
        rows += [{"name": f"{guide.trap}-own{n}", "question": "", "own": True} for n in range(OWN_ROWS)]
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
    by_words = {
        (guide.trap, words): f"{guide.trap}-{key}"
        for guide in guides()
        for spoken in ("es", "en")
        for key, words in guide.asked(spoken)
    }
    own = dict.fromkeys(Trap, 0)
    for answer in told.answers:
        trap = Trap(answer.trap)
        name = by_words.get((trap, answer.question), "")
        if not name:
            name, own[trap] = f"{trap}-own{own[trap]}", own[trap] + 1
            found[f"{name}-question"] = answer.question
        found |= {name: answer.text, f"{name}-said": str(answer.said)}
    numbers = {item.key: item.number for item in items}
    for choice in told.choices:
        if choice.membership is None:
            found[f"item-{choice.item}"] = str(choice.hands)
        else:
            name = f"home-{choice.membership.enrolment.public_id}"
            found[name] = f"{found.get(name, '')} {numbers.get(choice.item, '')}".strip()
    return found
