"""Boards: who holds which post on a day and since when, who held it before, and who comes and speaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from winay.nuclei.governance_models import Assembly, Attendance, Mandate
from winay.nuclei.mandate_rules import Held
from winay.nuclei.models import Nucleus
from winay.nuclei.terms import AssemblyState, MandateEnd, Post
from winay.registry.models import Member
from winay.registry.terms import Sex


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of a board on a day, with who holds it; None where nobody does."""

    post: Post
    mandate: Mandate | None

    @property
    def woman(self) -> bool:
        return self.mandate is not None and self.mandate.member.sex == Sex.WOMAN


@dataclass(frozen=True, slots=True)
class Board:
    """The board of a nucleus on a day: a seat for each post, whether held or not."""

    on: date
    seats: tuple[Seat, ...]

    @property
    def held(self) -> int:
        return sum(seat.mandate is not None for seat in self.seats)

    @property
    def women(self) -> int:
        return sum(seat.woman for seat in self.seats)

    @property
    def complete(self) -> bool:
        return self.held == len(self.seats)


def board_of(nucleus: Nucleus, on: date) -> Board:
    """Who holds which post on a day: from the day on which it began up to the day before it ended. One query."""
    rows = _mandates().filter(nucleus=nucleus, began_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    held = {one.post: one for one in rows}
    return Board(on, tuple(Seat(post, held.get(post)) for post in Post))


def boards_of(nuclei: Sequence[int], on: date) -> dict[int, Board]:
    """The same of several nuclei, by primary key. One query."""
    rows = _mandates().filter(nucleus__in=nuclei, began_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    held = {(one.nucleus_id, one.post): one for one in rows}
    return {pk: Board(on, tuple(Seat(post, held.get((pk, post))) for post in Post)) for pk in nuclei}


def mandates_of(nucleus: Nucleus) -> list[Mandate]:
    """Every mandate of a nucleus, also those that never were, the newest first. One query."""
    rows = Mandate.objects.filter(nucleus=nucleus).select_related("member", "assembly", "ended_at_assembly")
    return list(rows.order_by("-began_on", "-id"))


def mandate_by_id(public_id: UUID) -> Mandate | None:
    """One mandate with its person and nucleus."""
    rows = Mandate.objects.select_related("member", "nucleus__version__program", "nucleus__district__parent__parent")
    return rows.filter(public_id=public_id).first()


def holders_before(nucleus: Nucleus, day: date) -> list[Mandate]:
    """Mandates that began before a day and go on through it: those that an assembly of that day may recall. One
    query."""
    rows = _mandates().filter(nucleus=nucleus, began_on__lt=day).filter(Q(ended_on=None) | Q(ended_on__gt=day))
    return list(rows.order_by("post"))


def timeline_of(nucleus: Nucleus, members: Sequence[UUID] = ()) -> list[Held]:
    """Mandates as the rules see them: all of the nucleus, and those that these people have elsewhere. One query."""
    rows = Mandate.objects.filter(Q(nucleus=nucleus) | Q(member__public_id__in=members)).select_related("member")
    return [
        Held(
            key=one.pk, post=Post(one.post), member=one.member.public_id, began_on=one.began_on,
            ended_on=one.ended_on, end_why=MandateEnd(one.end_why) if one.end_why else None,
            began_at=one.assembly_id, ended_at=one.ended_at_assembly_id, elsewhere=one.nucleus_id != nucleus.pk,
        )
        for one in rows.order_by("began_on", "id")
    ]  # fmt: skip


def member_by_id(public_id: UUID) -> Member | None:
    """Somebody who is registered."""
    return Member.objects.filter(public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class Voices:
    """Who came to an assembly and who took the floor in it: women, men, and people whose sex is not known."""

    assembly: Assembly
    women: int
    men: int
    unknown: int
    women_spoke: int
    men_spoke: int
    unknown_spoke: int

    @property
    def people(self) -> int:
        return self.women + self.men + self.unknown

    @property
    def spoke(self) -> int:
        return self.women_spoke + self.men_spoke + self.unknown_spoke


def voices_of(nucleus: Nucleus, until: date) -> list[Voices]:
    """Of every assembly that was held up to a day, the newest first. Two queries."""
    held = Assembly.objects.filter(nucleus=nucleus, state=AssemblyState.HELD, reversed_at=None, held_on__lte=until)
    found = list(held.order_by("-held_on"))
    rows = Attendance.objects.filter(assembly__in=found).order_by().values_list("assembly", "member__sex")
    came: dict[tuple[int, str], tuple[int, int]] = {
        (assembly, sex): (people, spoke)
        for assembly, sex, people, spoke in rows.annotate(n=Count("pk"), said=Count("pk", filter=Q(spoke=True)))
    }
    return [
        _voices(one, [came.get((one.pk, sex), (0, 0)) for sex in (Sex.WOMAN, Sex.MAN, Sex.UNKNOWN)]) for one in found
    ]


def _voices(assembly: Assembly, counts: Sequence[tuple[int, int]]) -> Voices:
    women, men, unknown = counts
    return Voices(assembly, women[0], men[0], unknown[0], women[1], men[1], unknown[1])


def _mandates() -> "QuerySet[Mandate]":
    return Mandate.objects.select_related("member").exclude(ended_on=F("began_on"))
