"""Verbs on what phones say of entities: apply it, take up what waited for it.

What several submissions say is applied with as many statements as one takes: one thing is in one hand at a time, and
of each thing in the order in which it was said.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from winay.core.decision import Reason
from winay.intake.entities.deciding import HomeOf, Key, Turn, failed, write_decided
from winay.intake.entities.reading import Declaration, declarations
from winay.intake.entities.rules import Said, following
from winay.intake.entities.store import names
from winay.intake.entity_models import EntityConflict, EntitySaid
from winay.intake.models import Submission
from winay.intake.reading.xml import Element
from winay.intake.receiving.bodies import hide, show
from winay.intake.receiving.forms import questions_of
from winay.intake.terms import SaidState

LONGEST_CHAIN = 50
_DONE = frozenset({SaidState.APPLIED, SaidState.SKIPPED})


def said_by(row: Submission, root: Element) -> list[Declaration]:
    """What a submission says of entities, by its own form. What was copied from paper changes no list."""
    of_phone = row.entities and not row.encrypted and row.credential_id is not None
    return declarations(root, questions_of(row).savetos) if of_phone else []


@dataclass(frozen=True, slots=True)
class Saying:
    """What a submission says. `scopes`: which of a list's things its phone sees; "" for lists that are not there."""

    submission: Submission
    said: Sequence[Declaration]
    scopes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one declaration, the household it is about where the entity is known, and whether it met another
    change."""

    said: EntitySaid
    home: UUID | None
    crossed: bool


def apply_several(told: Sequence[Saying], *, home: HomeOf, at: datetime) -> list[list[Applied]]:
    """Apply what submissions say of entities, in the transaction in which they were read, in their order. What was
    applied before is not applied again. Eleven statements at most for things of one list of which each is said once,
    where nothing waited for them."""
    known = _known(told)
    rows: list[list[EntitySaid]] = [[] for _ in told]
    for part in _each_once([(place, said) for place, one in enumerate(told) for said in one.said]):
        turns = []
        for place, declared in part:
            saying, said = told[place], _made_on(declared, rows[place])
            row = _row(saying, declared, said, known, at)
            rows[place].append(row)
            if row.state not in _DONE:
                turns.append(Turn(row, said, saying.submission, declared.problem))
        if turns:
            _take(turns, home, at)
    made = [row.version for some in rows for row in some if row.version is not None]
    met = EntityConflict.objects.filter(version__in=made).values_list("version", flat=True) if made else ()
    crossed = set(met)
    return [
        [Applied(row, row.version.entity.home if row.version else None, row.version_id in crossed) for row in some]
        for some in rows
    ]


def fail_said(saying: Saying, *, error: Exception, at: datetime) -> None:
    """Say at a submission that the system failed at applying what it says."""
    known = _known([saying])
    for one in saying.said:
        row = _row(saying, one, one.said, known, at)
        if row.state not in _DONE:
            _end(row, SaidState.FAILED, Reason("intake.entity_failed", {"error": type(error).__name__}), at)


def force(row: EntitySaid, *, home: HomeOf, at: datetime) -> Submission:
    """Apply on what stands what waited for its predecessor; the submission that said it."""
    submission = Submission.objects.select_related("credential").defer("body").get(pk=row.submission_id)
    _take([Turn(row, said_in(row), submission, forced=True)], home, at)
    return submission


def said_in(row: EntitySaid) -> Said:
    """What was said, as it is kept."""
    return Said(**json.loads(show(row.told))) if row.told else Said(False, False)


def _each_once(said: Iterable[tuple[int, Declaration]]) -> Iterator[list[tuple[int, Declaration]]]:
    """Declarations in their order, in parts in which nothing is said of one thing twice."""
    part: list[tuple[int, Declaration]] = []
    things: set[Key] = set()
    for place, one in said:
        if (one.dataset, one.name) in things:
            yield part
            part, things = [], set()
        part.append((place, one))
        things.add((one.dataset, one.name))
    if part:
        yield part


def _made_on(one: Declaration, before: Iterable[EntitySaid]) -> Said:
    """What is said, made on what the same submission said of the thing before."""
    same = [row for row in before if (row.dataset, row.name) == (one.dataset, one.name)]
    return following(one.said, [row.version.number if row.version else None for row in same])


def _known(told: Sequence[Saying]) -> dict[tuple[int, int], EntitySaid]:
    """What was said before, by submission (primary key) and position. One query."""
    rows = EntitySaid.objects.filter(submission__in=[one.submission for one in told])
    return {(row.submission_id, row.position): row for row in rows.select_related("version__entity")}


def _row(
    saying: Saying, one: Declaration, said: Said, known: Mapping[tuple[int, int], EntitySaid], at: datetime
) -> EntitySaid:  # fmt: skip
    """Where it stands; what was corrected since takes the place of what could not be applied."""
    found = known.get((saying.submission.pk, one.position))
    if found is None:
        found = EntitySaid(submission=saying.submission, position=one.position, state=SaidState.WAITING, since=at)
    if found.state in {SaidState.WAITING, SaidState.FAILED}:
        found.dataset, found.name, found.scope = one.dataset, one.name, saying.scopes.get(one.dataset, "")
        found.wrote = names([*said.values, *(["label"] if said.label else [])])
        found.told = hide(json.dumps(asdict(said), ensure_ascii=False, sort_keys=True))
    return found


def _take(turns: Sequence[Turn], home: HomeOf, at: datetime) -> None:
    """Decide about some that are each about another thing, write what follows, and take up what waited for it."""
    open_ = []
    for one in turns:
        if one.problem is not None or one.row.name is None:
            _end(one.row, SaidState.FAILED, one.problem or Reason("intake.entity_id_wrong", {"value": ""}), at)
        elif _applied_before(one.row, one.submission):
            _end(one.row, SaidState.SKIPPED, Reason("intake.entity_edited"), at)
        else:
            open_.append(one)
    if open_:
        applied = write_decided(open_, home, at)
        _keep([one.row for one in open_])
        if applied:
            _take_up(applied, home, at)


def _applied_before(row: EntitySaid, submission: Submission) -> bool:
    """Whether a submission that this one corrects, directly or not, made its change of the same thing. No query for one
    that corrects none."""
    before, seen = submission.deprecated_id, {submission.instance_id}
    while before and before not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(before)
        rows = Submission.objects.filter(form_id=submission.form_id, instance_id=before).defer("body")
        one = rows.first()
        if one is None:
            return False
        same = EntitySaid.objects.filter(submission=one, dataset=row.dataset, name=row.name)
        if same.filter(state__in=_DONE).exists():
            return True
        before = one.deprecated_id
    return False


def _take_up(applied: Collection[EntitySaid], home: HomeOf, at: datetime) -> None:
    """What waited for a version gets its turn, of each thing in the order in which the phone made it. One query where
    nothing waits."""
    about = [Q(dataset=one.dataset, name=one.name, scope=one.scope) for one in applied]
    rows = EntitySaid.objects.filter(reduce(or_, about), state=SaidState.WAITING)
    waiting: dict[Key, list[Turn]] = {}
    for row in rows.exclude(pk__in=[one.pk for one in applied]).select_related("submission__credential").order_by("id"):
        waiting.setdefault((row.dataset, row.name), []).append(Turn(row, said_in(row), row.submission))
    for some in waiting.values():
        some.sort(key=lambda one: one.said.base)
    for place in range(max(map(len, waiting.values()), default=0)):
        turns = [some[place] for some in waiting.values() if place < len(some)]
        keys = [one.row.pk for one in turns]  # what waited for one of them may have taken another up
        still = set(EntitySaid.objects.filter(pk__in=keys, state=SaidState.WAITING).values_list("pk", flat=True))
        _take([one for one in turns if one.row.pk in still], home, at)


def _end(row: EntitySaid, state: SaidState, reason: Reason, at: datetime) -> None:
    failed(row, state, reason, at)
    row.save()


def _keep(rows: Sequence[EntitySaid]) -> None:
    """Write them down: those that are not there yet together."""
    new = [row for row in rows if row.pk is None]
    for row in rows:
        if row.pk is not None:
            row.save()
    EntitySaid.objects.bulk_create(new)
