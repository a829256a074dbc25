"""Answers of a form as days, numbers, words of a vocabulary and names: what the readers of several forms ask for.

Whatever is not what its question asks for is a `BadAnswer` that names the answer. Nothing is judged here.
"""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from winay.intake.reading.answers import Answers
from winay.intake.reading.envelope import base_name
from winay.journeys.form_readers import HeldFile

Word = TypeVar("Word", bound=StrEnum)

YES, NO = "yes", "no"
PICTURES = ("image/jpeg", "image/png")
"""Photographs and drawings that pages show. Any other file stays with the submission alone."""


def day(answers: Answers, path: str) -> date:
    """A day that must be there."""
    found = answers.day(path)
    if found is None:
        raise answers.bad(path, "day")
    return found


def hour(answers: Answers, path: str) -> time:
    """The time that was written, whatever offset the phone's clock has: it is what people there call the hour."""
    try:
        return time.fromisoformat(answers.text(path)[:5])
    except ValueError:
        raise answers.bad(path, "instant") from None


def whole(answers: Answers, path: str) -> int:
    """A whole number that must be there."""
    found = answers.integer(path)
    if found is None:
        raise answers.bad(path, "integer")
    return found


def fixed(answers: Answers, path: str, scale: int) -> int:
    """A number of so many decimals as a whole one, such as thousandths; nothing written is 0. Never rounded."""
    found = (answers.decimal(path) or Decimal(0)).scaleb(scale)
    if found != found.to_integral_value():
        raise answers.bad(path, "decimal")
    return int(found)


def yes(answers: Answers, path: str) -> bool:
    """A yes or no that must be there."""
    text = answers.text(path)
    if text not in {YES, NO}:
        raise answers.bad(path, "choice")
    return text == YES


def code(answers: Answers, path: str, words: type[Word]) -> Word:
    """A choice of a closed vocabulary."""
    try:
        return words(answers.text(path))
    except ValueError:
        raise answers.bad(path, "choice") from None


def asked(answers: Answers, path: str, words: type[Word]) -> Word | None:
    """The same where nothing need be answered."""
    return code(answers, path, words) if answers.text(path) else None


def each(answers: Answers, path: str, words: type[Word]) -> tuple[Word, ...]:
    """The same where several may be chosen."""
    try:
        return tuple(words(one) for one in answers.choices(path))
    except ValueError:
        raise answers.bad(path, "choice") from None


def filled(answers: Answers, path: str, *names: str) -> list[Answers]:
    """The rounds of a repeat in which something was answered: some clients send an empty one."""
    return [one for one in answers.repeats(path) if any(one.text(name) for name in names)]


def picture(answers: Answers, path: str, files: Mapping[str, HeldFile]) -> str:
    """The hash of a picture that an answer names, "" where none came or it is no picture that pages show."""
    held = files.get(base_name(answers.text(path)))
    return held.sha256 if held is not None and held.content_type in PICTURES else ""
