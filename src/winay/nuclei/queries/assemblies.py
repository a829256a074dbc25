"""Assemblies of nuclei as they stand: one with everything it decided, and those of a nucleus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery

from winay.nuclei.governance_models import (
    AgendaItem,
    Assembly,
    Attendance,
    Ballot,
    Candidate,
    Certification,
    Mandate,
    Motion,
)
from winay.nuclei.models import Nucleus
from winay.nuclei.terms import AssemblyKind, AssemblyState, PostOrigin
from winay.programs.models import Setting

QUORUM, PROSECUTOR, POSTS = "assembly_quorum_over", "prosecutor_origin", "board_posts"
BY_MUNICIPALITY = "appointed_by_municipality"
HALF = 5_000


@dataclass(frozen=True, slots=True)
class Governance:
    """What a version asks of assemblies and boards. `over` is the quorum in hundredths of a percent; `confirmed` are
    the keys that a source gives."""

    over: int
    posts: int
    appointing: bool
    confirmed: frozenset[str]


def governance_of(version_id: int) -> Governance:
    """What a version asks. Where it says nothing: more than half, four posts, a prosecutor who is elected; all of it
    unconfirmed. One query."""
    rows = Setting.objects.filter(version=version_id, key__in=[QUORUM, PROSECUTOR, POSTS])
    found = {one.key: one for one in rows}
    over, posts, origin = (found.get(key) for key in (QUORUM, POSTS, PROSECUTOR))
    return Governance(
        over=HALF if over is None or over.number is None else over.number,
        posts=4 if posts is None or posts.number is None else posts.number,
        appointing=origin is not None and origin.choice == BY_MUNICIPALITY,
        confirmed=frozenset(key for key, one in found.items() if one.confirmed),
    )


def whole_assemblies() -> "QuerySet[Assembly]":
    """Assemblies with what their names and access need."""
    return Assembly.objects.select_related(
        "nucleus__version__program", "nucleus__district__parent__parent", "nucleus__seat", "confirmed_at_assembly"
    )


def assembly_by_id(public_id: UUID) -> Assembly | None:
    """One assembly with its nucleus."""
    return whole_assemblies().filter(public_id=public_id).first()


def constituted(nucleus: Nucleus) -> bool:
    """Whether an assembly constituted the nucleus. One query."""
    rows = Assembly.objects.filter(nucleus=nucleus, kind=AssemblyKind.CONSTITUTING, state=AssemblyState.HELD)
    return rows.filter(reversed_at=None).exists()


def taken(nucleus: Nucleus, on: date, *, but: Assembly | None = None) -> bool:
    """Whether another assembly of the nucleus stands on a day. One query."""
    rows = Assembly.objects.filter(nucleus=nucleus, held_on=on, reversed_at=None)
    return rows.exclude(state=AssemblyState.CANCELLED).exclude(pk=but.pk if but else None).exists()


def to_confirm(nucleus: Nucleus, before: date) -> list[Assembly]:
    """Assemblies held before a day whose minutes no later one confirmed, the oldest first. One query."""
    rows = Assembly.objects.filter(nucleus=nucleus, state=AssemblyState.HELD, reversed_at=None, held_on__lt=before)
    return list(rows.filter(confirmed_at_assembly=None).order_by("held_on"))


@dataclass(frozen=True, slots=True)
class Row:
    """An assembly as lists show it. `present` households of it came; `carried` motions of `motions`."""

    assembly: Assembly
    present: int
    motions: int
    carried: int
    elected: int
    certified: bool


def assemblies_of(nucleus: Nucleus, until: date | None = None) -> list[Row]:
    """The assemblies of a nucleus, the newest first: all, or those held or called up to a day. One query."""
    rows = whole_assemblies().filter(nucleus=nucleus)
    if until is not None:
        rows = rows.filter(held_on__lte=until)

    def counted(model: type, what: str, **where: object) -> Subquery:
        inside = model.objects.filter(assembly=OuterRef("pk"), **where).order_by().values("assembly")  # type: ignore[attr-defined]
        return Subquery(inside.annotate(n=Count(what, distinct=True)).values("n"))

    rows = rows.annotate(
        n_present=counted(Attendance, "membership"),
        n_motions=counted(Motion, "pk"),
        n_carried=counted(Motion, "pk", carried=True),
        n_elected=counted(Mandate, "pk", origin=PostOrigin.ELECTED.value),
        n_certified=counted(Certification, "pk", reversed_at=None),
    ).order_by("-held_on", "-id")
    return [
        Row(
            one, one.n_present or 0, one.n_motions or 0, one.n_carried or 0, one.n_elected or 0,
            bool(one.n_certified),
        )
        for one in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Minutes:
    """An assembly with all that was told of it. `present`: households with somebody there."""

    assembly: Assembly
    agenda: Sequence[AgendaItem]
    attendance: Sequence[Attendance]
    motions: Sequence[Motion]
    ballots: Sequence[Ballot]
    begun: Sequence[Mandate]
    ended: Sequence[Mandate]
    certifications: Sequence[Certification]

    @property
    def present(self) -> int:
        return len({one.membership_id for one in self.attendance})

    @property
    def spoke(self) -> int:
        return sum(one.spoke for one in self.attendance)

    @property
    def by_household(self) -> Mapping[int, list[Attendance]]:
        """Who came of each household, by its membership."""
        found: dict[int, list[Attendance]] = {}
        for one in self.attendance:
            found.setdefault(one.membership_id, []).append(one)
        return found

    @property
    def certification(self) -> Certification | None:
        """The one that stands."""
        return next((one for one in self.certifications if one.reversed_at is None), None)


def minutes_of(assembly: Assembly) -> Minutes:
    """Everything about an assembly. Seven queries, eight with ballots."""
    came = Attendance.objects.filter(assembly=assembly).select_related(
        "member", "membership__enrolment__household__participant"
    )
    stood = Prefetch("candidates", Candidate.objects.select_related("member__household"))
    ballots = Ballot.objects.filter(assembly=assembly).prefetch_related(stood).order_by("id")
    mandates = Mandate.objects.select_related("member").order_by("id")
    return Minutes(
        assembly=assembly,
        agenda=list(AgendaItem.objects.filter(assembly=assembly).order_by("position")),
        attendance=list(came.order_by("member__sort_key", "member_id")),
        motions=list(
            Motion.objects.filter(assembly=assembly)
            .select_related("mandate__member", "minutes_of")
            .order_by("position")
        ),
        ballots=list(ballots),
        begun=list(mandates.filter(assembly=assembly)),
        ended=list(mandates.filter(ended_at_assembly=assembly)),
        certifications=list(Certification.objects.filter(assembly=assembly).order_by("-id")),
    )  # fmt: skip


def certification_by_id(public_id: UUID) -> Certification | None:
    """One certification with its assembly."""
    found = Certification.objects.filter(public_id=public_id).first()
    if found is not None:
        found.assembly = whole_assemblies().get(pk=found.assembly_id)
    return found


def files_in_use() -> set[str]:
    """Hashes of the files that assemblies point at: scans of their minutes."""
    return set(Assembly.objects.exclude(scan_sha256="").values_list("scan_sha256", flat=True))
