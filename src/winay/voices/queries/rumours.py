"""Rumours: a list with what was answered, one, and which answers seem to have worked elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from winay.nuclei.queries.nuclei import Reach
from winay.places.models import Place
from winay.voices.rumour_models import HeardAgain, Rumour, RumourAnswer
from winay.voices.telling_rules import QUIET_DAYS
from winay.voices.terms import RumourTopic

PAGE, WORKED = 40, 5
UNANSWERED = Q(last_answered_on=None) | Q(last_answered_on__lt=F("last_heard_on"))


def whole_rumours() -> "QuerySet[Rumour]":
    """Rumours with what their names and access need."""
    return Rumour.objects.select_related("place__parent__parent")


def rumour_by_id(public_id: UUID) -> Rumour | None:
    """One rumour. One query."""
    return whole_rumours().filter(public_id=public_id).first()


def answer_by_id(public_id: UUID) -> RumourAnswer | None:
    """One answer with its rumour. One query."""
    rows = RumourAnswer.objects.select_related("rumour__place__parent__parent")
    return rows.filter(public_id=public_id).first()


def here(reach: Reach) -> Q:
    """Rows of the places that somebody reaches, whatever the program."""
    found = Q(pk__in=[])
    for code, _program in reach:
        if code is None:
            return Q()
        found |= Q(place__code__startswith=code)
    return found


def list_rumours(
    reach: Reach, *, topic: str = "", state: str = "open", place: str = "", start: int = 0, limit: int = PAGE
) -> tuple[list[Rumour], bool]:
    """Rumours that stand, the latest heard first, with their answers; whether there are more. `state`: "open" (no
    answer, or heard since), "answered", or "" for all. Two queries."""
    rows = _filtered(reach, topic, state, place)
    answers = RumourAnswer.objects.filter(withdrawn_at=None).order_by("-told_on", "-id")
    rows = rows.prefetch_related(Prefetch("answers", answers)).order_by("-last_heard_on", "-id")
    found = list(rows[start : start + limit + 1])
    return found[:limit], len(found) > limit


def every_rumour(reach: Reach, *, topic: str = "", state: str = "", place: str = "") -> Iterator[Rumour]:
    """The whole list, for a file."""
    rows = _filtered(reach, topic, state, place).order_by("place__code", "heard_on", "id")
    return iter(rows.iterator(chunk_size=500))


def _filtered(reach: Reach, topic: str, state: str, place: str) -> "QuerySet[Rumour]":
    rows = whole_rumours().filter(here(reach), withdrawn_at=None)
    if topic:
        rows = rows.filter(topic=topic)
    if place:
        rows = rows.filter(place__code__startswith=place)
    if state == "open":
        rows = rows.filter(UNANSWERED)
    elif state == "answered":
        rows = rows.exclude(UNANSWERED)
    return rows


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many rumours of a topic there are, and how many of them wait for an answer."""

    topic: RumourTopic
    open: int
    every: int


def by_topic(reach: Reach) -> list[TopicCount]:
    """The topics that were heard, what waits most first. One query."""
    rows = Rumour.objects.filter(here(reach), withdrawn_at=None).order_by().values("topic")
    counted = rows.annotate(open=Count("pk", filter=UNANSWERED), every=Count("pk"))
    found = [TopicCount(RumourTopic(one["topic"]), one["open"], one["every"]) for one in counted]
    return sorted(found, key=lambda one: (-one.open, -one.every, one.topic))


def answers_of(rumour: Rumour) -> list[RumourAnswer]:
    """Its answers, the newest first, also those that were withdrawn. One query."""
    return list(RumourAnswer.objects.filter(rumour=rumour).order_by("-told_on", "-id"))


def heard_again(rumour: Rumour) -> list[HeardAgain]:
    """The days on which it was heard again, the newest first. One query."""
    return list(HeardAgain.objects.filter(rumour=rumour).order_by("-told_on"))


def worked_elsewhere(topic: str, *, but: int, today: date, limit: int = WORKED) -> list[RumourAnswer]:
    """Answers to rumours of a topic, anywhere in the country, after which those were not heard for `QUIET_DAYS` days or
    more; the longest quiet first. One query."""
    rows = RumourAnswer.objects.filter(
        rumour__topic=topic, rumour__withdrawn_at=None, withdrawn_at=None,
        told_on__gte=F("rumour__last_heard_on"), told_on__lte=today - timedelta(days=QUIET_DAYS),
    )  # fmt: skip
    rows = rows.exclude(rumour=but).select_related("rumour__place__parent__parent")
    return list(rows.order_by("told_on", "id")[:limit])


def places_with(reach: Reach) -> list[Place]:
    """Departments, provinces and districts are many: the districts where rumours stand. One query."""
    rows = Rumour.objects.filter(here(reach), withdrawn_at=None).order_by().values_list("place__code", flat=True)
    return list(Place.objects.filter(code__in={code[:6] for code in rows.distinct()}).order_by("name"))
