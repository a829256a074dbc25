"""What becomes of what a phone says of an entity: pure functions over what it was made on and what stands here.

A phone names the version that it changed (`base`). Without signal it changes again and again: such a run is a *branch*,
counted on from the last version that came from the server (`trunk`). So changes may arrive in any order, and others may
have come between.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from winay.core.decision import Decision, Reason, allow_unless
from winay.intake.terms import ConflictKind, Keep

LABEL = "label"
AUTO_LABEL = "auto generated"
"""What a thing is called of which only changes arrived, never its creation."""
WAITS_FOR = timedelta(days=5)
"""How long a change waits for the one that it follows. Then it is applied on what stands, and says so."""
MOST_VALUE = 4000


class Act(StrEnum):
    """What is to be done with what was said."""

    CREATE = "create"
    UPDATE = "update"
    WAIT = "wait"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Said:
    """What a phone asks of an entity: both flags together mean change it, or make it where it is not there. `base` 0
    where none was named; `trunk` None where the thing was made without signal."""

    create: bool
    update: bool
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    base: int = 0
    trunk: int | None = None
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entity, and what a phone said it was made on. `known`: the properties that changed because the
    server's rooms came to know something; None where somebody changed the entity itself."""

    number: int
    label: str
    values: Mapping[str, str]
    branch: str = ""
    base: int = 0
    known: frozenset[str] | None = None

    @property
    def whole(self) -> dict[str, str]:
        """Every property, the label among them."""
        return {**self.values, LABEL: self.label}


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided about two changes that crossed (`conflict`): at what time, what holds of each property,
    which values were weighed for it. `number`: a version that no phone knew which had not heard of it."""

    conflict: str
    at: datetime
    number: int
    kept: Mapping[str, str]
    weighed: Mapping[str, Set[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """What is done. `base` is the number of the version here that the change was made on; `values` and `label` what the
    entity is from then on; `changed` the properties that differ from before; `disputed` those at stake; `answered`
    those that stay as a person decided, with the conflict about which."""

    act: Act
    reason: Reason | None = None
    base: int = 0
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    conflict: ConflictKind | None = None
    disputed: tuple[str, ...] = ()
    answered: Mapping[str, str] = field(default_factory=dict)


def decide(
    said: Said, versions: Sequence[Version], *, force: bool = False, answered: Mapping[str, str] | None = None
) -> Step:  # fmt: skip
    """What becomes of it. `versions` are those of the entity from the one that it names on, in their order, with the
    newest at the end; none where nobody knows the entity. `force`: it has waited long enough. `answered`: what
    `answered_by` found."""
    if not versions:
        return _unknown(said, force)
    if not said.update:
        return _fail("intake.entity_exists")
    newest = versions[-1]
    if said.trunk is not None and said.trunk > newest.number:
        return _fail("intake.entity_from_future", version=said.trunk, newest=newest.number)
    base = base_of(said, versions)
    if base is None and not said.branch:
        return _fail("intake.entity_base_unknown", version=said.base)
    if base is None and not force:
        return Step(Act.WAIT)
    return _merged(said, versions, base or newest, answered or {}, forced=base is None)


def answered_by(
    said: Said, said_at: datetime | None, now: Mapping[str, str], decided: Iterable[Decided]
) -> dict[str, str]:  # fmt: skip
    """The properties of which what is said was weighed already, with the conflict in which: it was said before a person
    decided about it, by somebody who did not know of that, it is one of the values that lay before them, and what they
    decided still holds. `said_at`: when, by a clock that can be right; None where nobody knows."""
    since = _heard_of(said)
    found = {}
    for one in decided:
        if said_at is None or said_at >= one.at or one.number <= since:
            continue
        for p, value in _sent(said).items():
            if p in one.kept and now.get(p, "") == one.kept[p] and value in one.weighed[p]:
                found[p] = one.conflict
    return found


def base_of(said: Said, versions: Sequence[Version]) -> Version | None:
    """The version here that a change was made on; None where it is not here, or not yet."""
    if not said.branch:
        return next((one for one in versions if one.number == said.base), None)
    if said.base in {1, said.trunk}:
        return next((one for one in versions if one.number == said.base), None)
    made = (one for one in versions if one.branch == said.branch and one.base == said.base - 1)
    return next(made, None)


def following(said: Said, before: Sequence[int | None]) -> Said:
    """What a form says of a thing of which it has said something `before`, in other rounds of a repeat: each is made on
    the one before it, as phones count them, although all name the version that the form was opened with. `before`: the
    versions that they made, None for one that made none."""
    if not before:
        return said
    if said.branch:
        return replace(said, base=said.base + len(before))
    return replace(said, base=next((made for made in reversed(before) if made), said.base))


def named_from(said: Said) -> int:
    """The number of the oldest version that deciding needs."""
    numbers = [one for one in (said.base, said.trunk) if one]
    return min(numbers, default=1)


def decidable(
    *, kept: Keep, last: Keep | None, why: Reason | None, erased: bool = False, newer: bool = False
) -> Decision:  # fmt: skip
    """Whether a conflict may be decided so: with a reason, not as it is decided, while both values are known, and by
    who saw how it stands (`newer`: what is at stake changed since they looked)."""
    if erased:
        return Decision(False, (Reason("intake.conflict_erased"),))
    if newer:
        return Decision(False, (Reason("intake.conflict_newer"),))
    return allow_unless(Reason("intake.conflict_decided_so") if kept == last else None, why)


def known_since(
    disputed: Iterable[str], *, sent: Mapping[str, str], here: Mapping[str, str], own: Mapping[str, str]
) -> dict[str, str]:
    """What the server's rooms know by now of properties at stake, where that is neither what was sent nor what stood
    here."""
    return {p: own[p] for p in disputed if p in own and own[p] not in {sent.get(p, ""), here.get(p, "")}}


def _unknown(said: Said, force: bool) -> Step:
    if said.create:
        if not said.label:
            return _fail("intake.entity_without_label")
        return _made(said, said.label)
    if force:
        return _made(said, said.label or AUTO_LABEL)
    return Step(Act.WAIT) if said.branch else _fail("intake.entity_unknown")


def _made(said: Said, label: str) -> Step:
    return Step(Act.CREATE, label=label, values=dict(said.values), changed=(LABEL, *sorted(said.values)))


def _merged(
    said: Said, versions: Sequence[Version], base: Version, answered: Mapping[str, str], *, forced: bool
) -> Step:  # fmt: skip
    """What was sent over what stands. Nothing that stood is lost: it is in the versions. What a person weighed already
    changes nothing; where all else says what stands, there is nothing to decide."""
    newest = versions[-1]
    sent = {p: value for p, value in _sent(said).items() if p not in answered}
    was, now = base.whole, newest.whole
    behind = forced or _met(said, versions, base, sent.keys())
    if answered and all(now.get(p, "") == value for p, value in sent.items()):
        behind = False
    disputed = sorted(p for p, value in sent.items() if now.get(p, "") not in {was.get(p, ""), value})
    after = {**now, **sent}
    conflict = None
    if behind:
        conflict = ConflictKind.HARD if disputed else ConflictKind.SOFT
    return Step(
        Act.UPDATE,
        base=base.number,
        label=after.pop(LABEL),
        values=after,
        changed=tuple(sorted(p for p, value in sent.items() if now.get(p, "") != value)),
        conflict=conflict,
        disputed=tuple(disputed or sorted(sent)) if conflict else (),
        answered=answered,
    )


def _sent(said: Said) -> dict[str, str]:
    return {**said.values, **({LABEL: said.label} if said.label else {})}


def _heard_of(said: Said) -> int:
    """The last version that the phone had from here."""
    return (said.trunk or 0) if said.branch else said.base


def _met(said: Said, versions: Sequence[Version], base: Version, sent: Set[str]) -> bool:
    """Whether others changed it since the last version that the phone had from here. What the server came to know of
    other properties is no other change: mostly it follows from what the phone itself sent before."""
    since = _heard_of(said) if said.branch else base.number
    for one in versions:
        own = bool(said.branch) and one.branch == said.branch and one.number <= base.number
        if one.number > since and not own and (one.known is None or one.known & sent):
            return True
    return False


def _fail(code: str, **params: int | str) -> Step:
    return Step(Act.FAIL, Reason(code, params))
