"""Submissions of one form whose turn it is, given to its reader: several together where it reads several and nothing
speaks against it. What they say of their phones' lists is asked for before and applied after, as if each came alone.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import OperationalError, transaction

from winay.accounts.phones.queries import ActingPhone
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.intake.entities.applying import said_by
from winay.intake.processing.queue import Opened
from winay.intake.processing.services import Settled
from winay.intake.reading.answers import Answers, BadAnswer
from winay.intake.receiving.forms import bring_forms
from winay.intake.terms import State
from winay.journeys.form_readers import Form, HeldFile, Read, Sent, Touches, Work
from winay.journeys.meant import home_of, uuid_of
from winay.journeys.phone_lists.observing import Heard, Lists, Subjects

log = logging.getLogger("winay.ingest")


def read_some(some: Sequence[Opened], form: Form, *, at: datetime) -> list[Settled]:
    """What becomes of submissions that the form's reader gets, in their order."""
    bring_forms([one.row for one in some if one.row.entities])
    heard = [_heard(one) for one in some]
    lists = Lists([one for one in heard if one is not None], at=at)
    settled: list[Settled] = []
    for places in _turns(some, heard, form, lists):
        settled += _turn([some[place] for place in places], [heard[place] for place in places], form, lists, at)
    return settled


def in_groups(some: Sequence[Opened], forms: Mapping[str, Form]) -> list[list[Opened]]:
    """Submissions in groups of one form, which are read one after the other: as few as leave the order in which they
    came wherever it could matter. It does between two forms about one household, and with one about more than that."""
    groups: dict[tuple[int, str], list[Opened]] = {}
    homes: dict[object, tuple[int, str]] = {}
    first, last, wide = 0, -1, ""
    for one in some:
        form, level = one.row.form_id, 0
        touches = forms[form].touches
        if touches is Touches.HOUSEHOLD:
            home = home_of(Answers(one.root)).known
            before, what = homes.get(home, (0, form))
            level = max(first, before + (what != form))
            homes[home] = (level, form)
        elif touches is Touches.MORE:
            level = last if form == wide and last == first - 1 else last + 1
            first, wide = level + 1, form
        last = max(last, level)
        groups.setdefault((level, form), []).append(one)
    return [groups[key] for key in sorted(groups, key=lambda key: key[0])]


def hear(opened: Opened, *, at: datetime) -> Subjects:
    """Apply what a submission that nobody reads says of lists."""
    heard = _heard(opened)
    if heard is None:
        return ()
    lists = Lists([heard], at=at)
    lists.observe([heard])
    return lists.apply([heard])[0]


def _heard(opened: Opened) -> Heard | None:
    said = said_by(opened.row, opened.root)
    return Heard(opened.row, said, opened.by) if said and isinstance(opened.by, ActingPhone) else None


def _turns(
    some: Sequence[Opened], heard: Sequence[Heard | None], form: Form, lists: Lists
) -> Iterator[list[int]]:  # fmt: skip
    """Places of those that are read together, in their order: those that say nothing of lists, or that each speak of
    another household on their phone's list. Whatever else a submission says, it is read by itself: what one of them
    does could be what another is asked about."""
    turn: list[int] = []
    things: set[UUID] = set()
    for place, one in enumerate(some):
        told = heard[place]
        thing = _thing(one, told, form, lists) if told is not None else None
        alone = form.read_several is None or (told is not None and thing is None)
        joins = (thing is not None) == bool(things) and thing not in things
        if turn and (alone or not joins):
            yield turn
            turn, things = [], set()
        if alone:
            yield [place]
            continue
        turn.append(place)
        if thing is not None:
            things.add(thing)
    if turn:
        yield turn


def _thing(opened: Opened, heard: Heard, form: Form, lists: Lists) -> UUID | None:
    """The household that a submission speaks of, in its answers and to its list."""
    thing = lists.thing_of(heard)
    return thing if form.about and uuid_of(Answers(opened.root).text(form.about)) == thing else None


def _turn(
    some: Sequence[Opened], heard: Sequence[Heard | None], form: Form, lists: Lists, at: datetime
) -> list[Settled]:  # fmt: skip
    speaking = [one for one in heard if one is not None]
    if speaking:
        lists.observe(speaking)
    found = _read(some, form, at)
    taken = [place for place, told in enumerate(heard) if told is not None and isinstance(found[place], Read)]
    about = lists.apply([told for place in taken if (told := heard[place]) is not None]) if taken else []
    more = dict(zip(taken, about, strict=True))
    return [_outcome(one, found[place], more.get(place, ())) for place, one in enumerate(some)]


def _read(some: Sequence[Opened], form: Form, at: datetime) -> Sequence[Read | Exception]:
    """What a reader made of each, or what it raised; then nothing is left of what it did."""
    sent = [Sent(_work(one), Answers(one.root), one.by) for one in some]
    if len(sent) > 1 and form.read_several is not None:
        return form.read_several(sent, at=at)
    return [_read_one(one, form, at) for one in sent]


def _read_one(one: Sent, form: Form, at: datetime) -> Read | Exception:
    if one.work.corrects is not None and not form.corrections:
        return Refused([Reason("intake.corrects_one_that_was_read")])
    try:
        with transaction.atomic():
            return form.read(work=one.work, answers=one.answers, by=one.by, at=at)
    except OperationalError:
        raise
    except (Refused, NotAllowed, BadAnswer) as no:
        return no
    except Exception as error:
        log.exception("The reader of %s failed on %s", one.work.form_id, one.work.public_id)
        return error


def _outcome(opened: Opened, found: Read | Exception, about: Subjects) -> Settled:
    """Where one goes that was read."""
    if isinstance(found, Read):
        read = replace(found, subjects=tuple(dict.fromkeys((*found.subjects, *about)))) if about else found
        return Settled(opened, State.PROCESSED, read.undone, read.subjects, read.outside)
    if isinstance(found, Refused) and found.reasons:
        return Settled(opened, State.REVIEW, list(found.reasons))
    if isinstance(found, BadAnswer):
        reason = Reason(f"intake.expected_{found.expected}", {"path": found.path, "value": found.value[:80]})
        return Settled(opened, State.REVIEW, [reason])
    if isinstance(found, NotAllowed):
        return Settled(opened, State.REVIEW, [Reason("intake.not_allowed")], outside=True)
    return Settled(opened, State.REVIEW, [Reason("intake.unexpected", {"error": type(found).__name__})])


def _work(opened: Opened) -> Work:
    row, parent = opened.row, opened.parent
    was_read = parent is not None and parent.steps.filter(kind="processed").exists()
    return Work(
        public_id=row.public_id,
        form_id=row.form_id,
        version=row.version,
        received_at=row.received_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        clock_off=row.clock_off,
        synthetic=row.synthetic,
        files={name: HeldFile(name, file.sha256, file.size, file.content_type) for name, file in opened.files.items()},
        corrects=parent.public_id if parent is not None and was_read else None,
        sheet=row.sheet,
    )
