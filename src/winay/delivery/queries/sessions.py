"""Group sessions: one, and the pages of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from winay.delivery.queries.visits import month_after
from winay.delivery.session_models import Session, SessionAttendance, SessionTopic
from winay.delivery.visit_models import STANDS
from winay.nuclei.queries.nuclei import Reach, visible
from winay.registry.terms import Sex

PAGE = 40
ORDER = ("-held_on", "-id")


@dataclass(frozen=True, slots=True)
class Came:
    """How many came to a session, and for how many households."""

    women: int = 0
    men: int = 0
    unknown: int = 0
    households: int = 0

    @property
    def people(self) -> int:
        return self.women + self.men + self.unknown


def whole_sessions() -> "QuerySet[Session]":
    """Sessions with what their names and access need."""
    return Session.objects.select_related(
        "contract__applicant", "contract__version__program", "nucleus__version__program", "nucleus__district__parent"
    )


def session_by_id(public_id: UUID) -> Session | None:
    """One session, whether it stands or not. One query."""
    return whole_sessions().filter(public_id=public_id).first()


def session_after(session: Session) -> Session | None:
    """The one that took its place. One query."""
    return Session.objects.filter(replaces=session.pk).first()


@dataclass(frozen=True, slots=True)
class SessionTold:
    """A session with who came and what it was about."""

    session: Session
    topics: Sequence[SessionTopic]
    came: Sequence[SessionAttendance]

    @property
    def count(self) -> Came:
        sexes = [one.sex for one in self.came]
        households = len({one.enrolment_id for one in self.came})
        return Came(sexes.count(Sex.WOMAN), sexes.count(Sex.MAN), sexes.count(Sex.UNKNOWN), households)


def told_of_session(session: Session) -> SessionTold:
    """Everything of a session. Two queries."""
    rows = SessionAttendance.objects.filter(session=session).select_related(
        "member", "enrolment__household__participant", "enrolment__household__place"
    )
    topics = SessionTopic.objects.filter(session=session).order_by("pk")
    return SessionTold(session, list(topics), list(rows.order_by("member__sort_key", "pk")))


def list_sessions(
    reach: Reach, *, month: date | None = None, nucleus: UUID | None = None, contract: UUID | None = None,
    after: UUID | None = None, limit: int = PAGE,
) -> tuple[list[Session], bool]:  # fmt: skip
    """A page of standing sessions, the newest day first; whether there are more. One query, two with `after`."""
    rows = whole_sessions().filter(STANDS)
    rows = rows.filter(visible(reach, "nucleus__district__code", "nucleus__version__program__key"))
    if month is not None:
        rows = rows.filter(held_on__gte=month, held_on__lt=month_after(month))
    if nucleus is not None:
        rows = rows.filter(nucleus__public_id=nucleus)
    if contract is not None:
        rows = rows.filter(contract__public_id=contract)
    last = Session.objects.filter(public_id=after).first() if after is not None else None
    if last is not None:
        rows = rows.filter(Q(held_on__lt=last.held_on) | Q(held_on=last.held_on, id__lt=last.pk))
    found = list(rows.order_by(*ORDER)[: limit + 1])
    return found[:limit], len(found) > limit


def came_to_sessions(sessions: Sequence[Session]) -> dict[int, Came]:
    """How many came to each. One query."""
    rows = SessionAttendance.objects.filter(session__in=[one.pk for one in sessions]).order_by()
    counted = rows.values_list("session").annotate(
        women=Count("pk", filter=Q(sex=Sex.WOMAN)), men=Count("pk", filter=Q(sex=Sex.MAN)),
        unknown=Count("pk", filter=Q(sex=Sex.UNKNOWN)), homes=Count("enrolment", distinct=True),
    )  # fmt: skip
    return {pk: Came(women, men, unknown, homes) for pk, women, men, unknown, homes in counted}
