"""What the page of a submission shows: the answers beside what the form asked, the way it went, what was made of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from winay.core import numbers
from winay.core.decision import Reason
from winay.core.keys import KeyMissing
from winay.intake.entities.queries import labels_by_name
from winay.intake.models import Attachment, Correction, Quarantined, Step, Submission
from winay.intake.processing.services import reasons_of
from winay.intake.reading.answers import Answers, corrected, without_places
from winay.intake.reading.envelope import base_name
from winay.intake.reading.shape import Question, Shape, in_language
from winay.intake.reading.xml import BadXml, Element, read
from winay.intake.receiving.bodies import show, unwrap
from winay.intake.receiving.forms import questions_of
from winay.intake.terms import State, StepKind
from winay.journeys.registration_form import answer_behind
from winay.places.models import Place

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer as the desk shows it: what was asked, what was answered in words and as it stands, the file that it
    names, and what a person made of it."""

    path: str
    asked: str
    answered: str
    raw: str
    file: Attachment | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    before: str | None = None
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """The answers of one group, or of one round of a repeat: `title` as the form calls it, `number` of the round."""

    title: str
    number: int | None
    answers: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction in the clear, for who may see the answers."""

    row: Correction
    asked: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A step with its reasons."""

    row: Step
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A submission for its page. `undone` says why something that it asked for was not done, though it was processed.
    `unreadable` when its bytes cannot be read: a key is gone, or they were altered."""

    row: Submission
    title: str
    blocks: tuple[Block, ...]
    files: tuple[Attachment, ...]
    corrections: tuple[Corrected, ...]
    steps: tuple[Turned, ...]
    apart: tuple[Quarantined, ...]
    reasons: tuple[Reason, ...]
    undone: tuple[Reason, ...]
    unreadable: bool
    erased: bool


def whole(row: Submission, *, language: str) -> Whole:
    """Everything about one submission. Five queries."""
    shape = questions_of(row)
    files = list(Attachment.objects.filter(submission=row).order_by("id"))
    changes = list(Correction.objects.filter(submission=row).order_by("id"))
    went = Step.objects.filter(submission=row).order_by("id")
    steps = [Turned(one, tuple(reasons_of(one)) if row.erased_at is None else ()) for one in went]
    told = [one for one in steps if one.row.kind in {StepKind.REVIEW, StepKind.STORED}]
    reasons = told[-1].reasons if told and row.reason_code else ()
    root = _root(row)
    new = {one.path: show(one.new) for one in changes}
    old = {one.path: show(one.old) for one in reversed(changes)}
    now = corrected(root, new) if root is not None and new else root
    pointed = {path for reason in reasons if (path := answer_behind(reason))}
    return Whole(
        row=row,
        title=shape.title or row.form_id,
        blocks=tuple(_blocks(now, shape, files, old, pointed, language)) if now is not None else (),
        files=tuple(files) if row.erased_at is None else (),
        corrections=tuple(
            Corrected(one, _asked(one.path, shape, language), show(one.old), show(one.new))
            for one in changes
            if row.erased_at is None
        ),
        steps=tuple(steps),
        apart=tuple(row.quarantined.defer("body").order_by("id")),
        reasons=tuple(reasons),
        undone=_undone(row, steps),
        unreadable=root is None and row.erased_at is None,
        erased=row.erased_at is not None,
    )


def _undone(row: Submission, steps: Sequence[Turned]) -> tuple[Reason, ...]:
    last = next((one for one in reversed(steps) if one.row.kind == StepKind.PROCESSED), None)
    return last.reasons if last is not None and row.state == State.PROCESSED else ()


@dataclass(frozen=True, slots=True)
class Beside:
    """An answer in two versions: the one that was received first, and the one that stands apart."""

    asked: str
    path: str
    first: str
    other: str

    @property
    def differs(self) -> bool:
        return self.first != self.other


def side_by_side(apart: Quarantined, *, language: str, both: bool = True) -> tuple[Beside, ...]:
    """The answers of what stands apart beside those of the submission that it meets, those that differ first, each in
    the order of both. Empty where one of the two cannot be read. Without `both`, its own alone: the first is another
    office's to read."""
    other = _root_of_apart(apart)
    if other is None:
        return ()
    first = _root(apart.submission) if apart.submission is not None and both else None
    shape = questions_of(apart.submission) if apart.submission is not None else None
    one = {a.path: a.text for a in Answers(first).every()} if first is not None else {}
    two = {a.path: a.text for a in Answers(other).every()}
    unasked = shape.unasked if shape is not None else frozenset()
    rows = [
        Beside(
            _asked(path, shape, language), path, _words(path, one, shape, language), _words(path, two, shape, language)
        )
        for path in dict.fromkeys([*one, *two])
        if one.get(path) or two.get(path)
    ]
    shown = [row for row in rows if row.differs or without_places(row.path) not in unasked]
    return tuple(sorted(shown, key=lambda row: not row.differs))


def xml_of(row: Submission) -> bytes:
    """The bytes as they were sent; ValueError where they were erased, else it and `KeyMissing` as `unwrap`."""
    if row.erased_at is not None:
        raise ValueError("these answers were erased")
    return unwrap(row.body, row.key_id, row.body_sha256)


def xml_of_apart(row: Quarantined) -> bytes | None:
    """The bytes that stand apart; None for a file."""
    return unwrap(row.body, row.key_id, row.sha256) if row.body is not None else None


def _root(row: Submission) -> Element | None:
    if row.erased_at is not None:
        return None
    try:
        return read(xml_of(row))
    except (BadXml, ValueError, KeyMissing):
        return None


def _root_of_apart(row: Quarantined) -> Element | None:
    try:
        content = xml_of_apart(row)
        return read(content) if content is not None else None
    except (BadXml, ValueError, KeyMissing):
        return None


def _blocks(
    root: Element, shape: Shape, files: Sequence[Attachment], old: Mapping[str, str], wrong: set[str], language: str
) -> Iterator[Block]:
    by_name = {file.filename.casefold(): file for file in files}
    everything = list(Answers(root).every())
    chosen = [one.text for one in everything if _from_a_list(shape.questions.get(without_places(one.path)))]
    places = {**_places(chosen), **labels_by_name(chosen)}
    waiting: list[Shown] = []
    here: str | None = None
    for answer in everything:
        touched = answer.path in old or answer.path in wrong
        if answer.path.startswith("meta/") or (not answer.text and not touched):
            continue
        if without_places(answer.path) in shape.unasked and not touched:
            continue  # the phone's own notes: they stand with the way it went, and in the original
        group = answer.path.rpartition("/")[0]
        if here is not None and group != here:
            yield _block(here, waiting, shape, language)
            waiting = []
        here = group
        question = shape.questions.get(without_places(answer.path))
        waiting.append(
            Shown(
                path=answer.path,
                asked=_asked(answer.path, shape, language),
                answered=places.get(answer.text) or _said(answer.text, question, language),
                raw=answer.text,
                file=by_name.get(base_name(answer.text).casefold()) if answer.text else None,
                choices=_choices(question, language),
                before=old.get(answer.path),
                wrong=answer.path in wrong,
            )
        )
    if here is not None:
        yield _block(here, waiting, shape, language)


def _block(group: str, answers: Sequence[Shown], shape: Shape, language: str) -> Block:
    path = without_places(group)
    number = None
    if path in shape.repeats:
        last = group.rpartition("/")[2]
        number = int(last.partition("[")[2].rstrip("]") or 1)
    return Block(_asked(group, shape, language) if group else "", number, tuple(answers))


def _asked(path: str, shape: Shape | None, language: str) -> str:
    """A question in the form's own words, else the name it bears."""
    plain = without_places(path)
    question = shape.questions.get(plain) if shape is not None else None
    return (in_language(question.label, language) if question else "") or plain.rpartition("/")[2]


def _words(path: str, answers: Mapping[str, str], shape: Shape | None, language: str) -> str:
    question = shape.questions.get(without_places(path)) if shape is not None else None
    return _said(answers.get(path, ""), question, language)


def _said(text: str, question: Question | None, language: str) -> str:
    """A choice by its words, a day as days are written; anything else as it stands."""
    if question is not None and question.kind == "date" and _DAY.fullmatch(text):
        with suppress(ValueError):
            return numbers.day(date.fromisoformat(text), language)
    if question is None or not question.choices:
        return text
    words = (
        (question.choices.get(value) for value in text.split())
        if question.control != "select1"
        else (question.choices.get(text),)
    )
    said = [in_language(one, language) if one else None for one in words]
    return ", ".join(one for one in said if one) if all(said) and said else text


def _from_a_list(question: Question | None) -> bool:
    """A choice whose list came as a file beside the form."""
    return question is not None and question.control == "select1" and not question.choices


def _places(codes: Sequence[str]) -> dict[str, str]:
    """Places by code, as people call them. One query, and none where nobody chose one."""
    wanted = [code for code in codes if code.isdigit()]
    rows = Place.objects.filter(code__in=wanted).select_related("parent") if wanted else ()
    return {row.code: f"{row.name}, {row.parent.name}" if row.parent else row.name for row in rows}


def _choices(question: Question | None, language: str) -> dict[str, str]:
    if question is None or question.control not in {"select1", "select"}:
        return {}
    return {value: in_language(words, language) or value for value, words in question.choices.items()}
