"""What somebody typed of a household's card. What it lets through is judged by the verbs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from winay.delivery.queries.sayings import Asked
from winay.delivery.saying_rules import AnswerSaid, CardSaid
from winay.delivery.saying_terms import OF_DELIVERY, OF_VISIT, Answer, SaidHow
from winay.delivery.saying_wording import ANSWERS
from winay.registry.terms import Kin
from winay.web.saying_words import shown_asked

LOOKS = {
    Answer.CAME: "check", Answer.HAVE_IT: "check", Answer.DID_NOT_COME: "x", Answer.DO_NOT_HAVE_IT: "x",
    Answer.NOT_AS_PROMISED: "alert-triangle",
}  # fmt: skip


class CardSheet:
    """The answers of a card, by the public ids of what they are about. `asked`: what the card asks about."""

    def __init__(self, data: Mapping[str, Any], asked: Sequence[Asked], items: Mapping[str, str]) -> None:
        self.data, self.asked, self.items = data, asked, items
        self.problems: list[str] = []
        self.on = self._day()

    def text(self, name: str) -> str:
        return str(self.data.get(name, "")).strip()

    def _day(self) -> date | None:
        text = self.text("on")
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.problems.append(_("Falta el día en que el hogar lo dijo."))
            return None

    def said(self) -> CardSaid:
        """The card that was typed. What was left blank is not in it."""
        who, how, kin = self.text("who"), self.text("how"), self.text("who_kin")
        return CardSaid(
            on=self.on or date.min, how=SaidHow(how) if how in set(SaidHow) else SaidHow.PAPER,
            answers=tuple(one for one in map(self._answer, self.asked) if one is not None), speaker=_key(who),
            speaker_name=self.text("who_name"), speaker_kin=Kin(kin) if kin in set(Kin) else Kin.NOT_RELATED,
            helper=self.text("helper"), assembly=_key(self.text("assembly")),
        )  # fmt: skip

    def _answer(self, one: Asked) -> AnswerSaid | None:
        key = one.thing.public_id
        answer = self.text(f"a-{key}")
        return AnswerSaid(key, Answer(answer), self.text(f"n-{key}")) if answer in set(Answer) else None

    def shown(self) -> list[dict[str, Any]]:
        """Each thing that is asked about, with its answers and what was typed of it."""
        found = []
        for one in self.asked:
            key = str(one.thing.public_id)
            chosen, note = self.text(f"a-{key}"), self.text(f"n-{key}")
            found.append(
                {
                    **shown_asked(one, self.items), "key": key, "note": note, "chosen": chosen,
                    "answers": [
                        (answer.value, ANSWERS[answer], LOOKS[answer], answer.value == chosen)
                        for answer in (OF_VISIT if one.is_visit else OF_DELIVERY)
                    ],
                }
            )  # fmt: skip
        return found


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
