"""Who holds which post when: what an election, a recall, a resignation or a correction does to the mandates of a board,
in whatever order they are told. Plain Python.

A board's mandates are a timeline: in one post one after the other, of one person one at a time. An act that is told
late goes to its place in time, where what was told after it leaves room; else it is refused and says what stands in
the way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from winay.core.decision import Reason
from winay.nuclei.terms import MandateEnd, Post

TOLD_BY_STAFF = (
    MandateEnd.RESIGNED,
    MandateEnd.TERM,
    MandateEnd.DIED,
    MandateEnd.LEFT_NUCLEUS,
    MandateEnd.MISTAKE,
)
"""Ends that are told by themselves. A recall is an assembly's, a closing the nucleus's."""


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate. `key` names it (None: not yet written), `began_at` and `ended_at` the assemblies by theirs.
    `elsewhere`: of another nucleus, where it stays as it is."""

    key: int | None
    post: Post
    member: UUID
    began_on: date
    ended_on: date | None = None
    end_why: MandateEnd | None = None
    began_at: int | None = None
    ended_at: int | None = None
    elsewhere: bool = False

    @property
    def never_was(self) -> bool:
        return self.ended_on == self.began_on

    def meets(self, other: "Held") -> bool:
        """Whether both hold one day at least."""
        if self.never_was or other.never_was:
            return False
        return (other.ended_on is None or self.began_on < other.ended_on) and (
            self.ended_on is None or other.began_on < self.ended_on
        )

    def holds(self, day: date) -> bool:
        """Whether it began before a day and goes on through it."""
        return self.began_on < day and (self.ended_on is None or self.ended_on > day)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of the mandates: those that change, in the order in which they must be written, then those that
    begin; or why not."""

    changed: tuple[Held, ...] = ()
    begun: tuple[Held, ...] = ()
    reasons: tuple[Reason, ...] = ()


class _Board:
    """A timeline that is being changed, and what it objects to."""

    def __init__(self, timeline: Iterable[Held]) -> None:
        self.all = [one for one in timeline if not one.never_was]
        self.changed: dict[int, Held] = {}
        self.begun: list[Held] = []
        self.reasons: list[Reason] = []

    def of(self, post: Post) -> list[Held]:
        return sorted((one for one in self.all if one.post is post and not one.elsewhere), key=lambda one: one.began_on)

    def after(self, post: Post, day: date) -> Held | None:
        """The next mandate of a post that begins after a day."""
        return next((one for one in self.of(post) if one.began_on > day), None)

    def replaced(self, one: Held) -> bool:
        """Whether it ended because another began."""
        return one.end_why is MandateEnd.TERM and any(other.began_on == one.ended_on for other in self.of(one.post))

    def replaced_by(self, one: Held) -> list[Held]:
        """Those of the post that ended because this one began."""
        return [
            other
            for other in self.of(one.post)
            if other.end_why is MandateEnd.TERM and other.ended_on == one.began_on and other.ended_at == one.began_at
        ]

    def change(self, one: Held, **facts: object) -> None:
        assert one.key is not None
        new = replace(one, **facts)  # type: ignore[arg-type]
        self.all[self.all.index(one)] = new
        self.changed[one.key] = new

    def end(self, one: Held, on: date, why: MandateEnd, at: int | None) -> None:
        """End a mandate, or end one that another replaced later on an earlier day."""
        if one.ended_on is not None and not self.replaced(one):
            self.reasons.append(_ended(one))
        else:
            self.change(one, ended_on=on, end_why=why, ended_at=at)

    def begin(self, post: Post, member: UUID, on: date, at: int | None) -> None:
        """Begin a mandate, up to the next one of its post where that was told before."""
        following = self.after(post, on)
        new = Held(None, post, member, on, began_at=at)
        if following is not None:
            new = replace(
                new, ended_on=following.began_on, end_why=MandateEnd.TERM, ended_at=following.began_at
            )  # fmt: skip
        self.all.append(new)
        self.begun.append(new)

    def give_back(self, one: Held) -> None:
        """Let a mandate go on to the next of its post, or until now."""
        following = self.after(one.post, one.began_on)
        if following is None:
            self.change(one, ended_on=None, end_why=None, ended_at=None)
        else:
            self.change(one, ended_on=following.began_on, end_why=MandateEnd.TERM, ended_at=following.began_at)

    def outcome(self) -> Outcome:
        if not self.reasons:
            self.reasons = _overlaps(self.all, [*self.begun, *self.changed.values()])
        if self.reasons:
            return Outcome(reasons=tuple(one for at, one in enumerate(self.reasons) if one not in self.reasons[:at]))
        ends_first = sorted(self.changed.values(), key=lambda one: (not one.never_was, one.ended_on is None))
        return Outcome(tuple(ends_first), tuple(self.begun))


def _ended(one: Held) -> Reason:
    return Reason("nuclei.mandate_ended", {"post": one.post, "on": str(one.ended_on)})


def _overlaps(board: Sequence[Held], touched: Sequence[Held]) -> list[Reason]:
    """Of the touched ones, those whose person or post is taken on one of their days."""
    found = []
    for one in touched:
        for other in board:
            if other is one or not one.meets(other):
                continue
            if other.member == one.member:
                found.append(Reason("nuclei.two_posts", {"post": other.post, "since": other.began_on.isoformat()}))
            elif other.post is one.post and not other.elsewhere:
                found.append(Reason("nuclei.post_taken", {"post": one.post, "since": other.began_on.isoformat()}))
    return found


def assembly_decided(
    timeline: Iterable[Held], *, on: date, assembly: int, recalled: Sequence[int], elected: Sequence[tuple[Post, UUID]]
) -> Outcome:
    """What an assembly of a day does: it recalls mandates (by key) and elects people to posts. Whoever held such a post
    until then has been replaced. Told late, who was elected holds it up to the one who was elected after them."""
    board = _Board(timeline)
    for key in recalled:
        holder = next((one for one in board.all if one.key == key and not one.elsewhere and one.holds(on)), None)
        if holder is None:
            board.reasons.append(Reason("nuclei.recall_of_nobody"))
        else:
            board.end(holder, on, MandateEnd.RECALLED, assembly)
    _replace_holders(board, on, [post for post, _ in elected], assembly)
    for post, member in elected:
        board.begin(post, member, on, assembly)
    return board.outcome()


def appointed(timeline: Iterable[Held], *, on: date, post: Post, member: UUID) -> Outcome:
    """What an appointment by the municipality does."""
    board = _Board(timeline)
    _replace_holders(board, on, [post], None)
    board.begin(post, member, on, None)
    return board.outcome()


def _replace_holders(board: _Board, on: date, posts: Sequence[Post], assembly: int | None) -> None:
    for post in posts:
        for one in board.of(post):
            if one.began_on == on:
                board.reasons.append(Reason("nuclei.post_taken", {"post": post, "since": on.isoformat()}))
            elif one.holds(on):
                board.end(one, on, MandateEnd.TERM, assembly)


def ended(timeline: Iterable[Held], *, key: int, on: date, why: MandateEnd) -> Outcome:
    """What the end of one mandate does, told by itself. A mistake ends it on its first day: it never was, and
    whoever had to make room for it held the post on."""
    board = _Board(timeline)
    one = next((one for one in board.all if one.key == key), None)
    if one is None:
        return Outcome(reasons=(Reason("nuclei.mandate_never_was"),))
    if why is MandateEnd.MISTAKE:
        if one.ended_on is not None:
            board.reasons.append(_ended(one))
        else:
            before = board.replaced_by(one)
            board.change(one, ended_on=one.began_on, end_why=why, ended_at=None)
            board.all = [other for other in board.all if not other.never_was]
            for other in before:
                board.give_back(other)
    elif on <= one.began_on:
        board.reasons.append(Reason("nuclei.end_before_begin", {"on": one.began_on.isoformat()}))
    elif one.ended_on is not None and on >= one.ended_on:
        board.reasons.append(_ended(one))
    else:
        board.end(one, on, why, None)
    return board.outcome()


def reopened(timeline: Iterable[Held], *, key: int) -> Outcome:
    """What taking an end back does: the mandate goes on up to the next one of its post, or until now. One that was told
    to have been a mistake takes the post again from whoever held it on meanwhile."""
    timeline = list(timeline)
    one = next((one for one in timeline if one.key == key), None)
    if one is None or one.ended_on is None:
        return Outcome(reasons=(Reason("nuclei.mandate_open"),))
    board = _Board([*(other for other in timeline if other.key != key), replace(one, ended_on=None)])
    if one.ended_at is not None or board.replaced(one):
        return Outcome(reasons=(Reason("nuclei.ended_by_assembly"),))
    if one.never_was:
        for other in board.of(one.post):
            if other.key != key and other.holds(one.began_on):
                board.end(other, one.began_on, MandateEnd.TERM, one.began_at)
    board.give_back(board.all[-1])
    return board.outcome()


def taken_back(timeline: Iterable[Held], *, assembly: int) -> Outcome:
    """What reversing an assembly does: whom it elected never held a post, whom it recalled or replaced held theirs on.
    Refused where somebody's mandate from it has ended since in another way than by being replaced."""
    board = _Board(timeline)
    for one in [one for one in board.all if one.began_at == assembly]:
        if one.ended_on is not None and not board.replaced(one):
            board.reasons.append(Reason("nuclei.later_builds_on_it", {"post": one.post, "on": str(one.ended_on)}))
        board.change(one, ended_on=one.began_on, end_why=MandateEnd.MISTAKE, ended_at=None)
    board.all = [one for one in board.all if not one.never_was]
    for one in [one for one in board.all if one.ended_at == assembly]:
        board.give_back(one)
    return board.outcome()
