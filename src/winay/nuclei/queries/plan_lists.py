"""Where households wait for a nucleus and what plan there is for them, district by district."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from winay.enrolment.models import Call, Enrolment
from winay.nuclei.formation_models import Formation
from winay.nuclei.models import Membership
from winay.nuclei.queries.plans import whole_formations
from winay.nuclei.queries.waiting import bounds_of
from winay.nuclei.rules import Sizes
from winay.nuclei.terms import OPEN
from winay.places.models import Place
from winay.places.rules import name_key
from winay.programs.models import Version

PAGE = 20
TOGETHER = 40
"""Districts in which is looked at once for those who wait."""
Pair = tuple[int, int]
"""A district and a version, by their primary keys."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A district and version where somebody waits: how many households of how many communities, what sizes they allow
    (None where the version gives no bounds), and the plan in hand."""

    district: Place
    version: Version
    households: int
    communities: int
    sizes: Sizes | None
    formation: Formation | None

    @property
    def key(self) -> str:
        return f"{self.district.code}-{self.version.pk}"


def waiting_districts(
    places: Sequence[str | None], *, text: str = "", after: str = "", limit: int = PAGE
) -> tuple[list[Waiting], str]:
    """Districts inside some places (None: the country) where households wait, by code, and the key of the last where
    there are more. Six queries, one for each version among them, and one more for each forty districts in which
    nobody waits: no index knows who waits, so it is looked for some districts at a time."""
    calls = _calls(places)
    if text:
        calls = calls.filter(_named(text))
    code, version = _key(after)
    if code:
        calls = calls.filter(Q(area__district__code__gt=code) | Q(area__district__code=code, version__gt=version))
    by_pair: dict[Pair, list[int]] = {}
    for call, *pair in calls.order_by("area__district__code", "version").values_list("pk", "area__district", "version"):
        by_pair.setdefault((pair[0], pair[1]), []).append(call)
    pairs = list(by_pair)
    found: list[Pair] = []
    for start in range(0, len(pairs), TOGETHER):
        some = pairs[start : start + TOGETHER]
        asked = [call for pair in some for call in by_pair[pair]]
        waited = set(_waiting().filter(call__in=asked).order_by().values_list("call", flat=True).distinct())
        found += [pair for pair in some if not waited.isdisjoint(by_pair[pair])]
        if len(found) > limit:
            break
    rows = _rows(found[:limit], [call for pair in found[:limit] for call in by_pair[pair]])
    return rows, rows[-1].key if len(found) > limit else ""


def count_waiting(places: Sequence[str | None]) -> int:
    """How many households wait inside some places. One query: not for a country, where it looks at everybody who ever
    entered."""
    return _waiting().filter(call__in=_calls(places)).count()


def count_plans(places: Sequence[str | None]) -> int:
    """How many plans of some places are in hand. One query."""
    return plans_in_state(places, OPEN).count()


def plans_inside(places: Sequence[str | None], *, limit: int = PAGE) -> list[Formation]:
    """The plans of some places, the newest first. One query."""
    rows = whole_formations().filter(_inside(places, "district__code"))
    return list(rows.order_by("-id")[:limit])


def plans_in_state(places: Sequence[str | None], states: Sequence[str]) -> "QuerySet[Formation]":
    """The plans of some places that are in one of some states."""
    return whole_formations().filter(_inside(places, "district__code"), state__in=states).order_by("id")


def _rows(pairs: Sequence[Pair], calls: Sequence[int]) -> list[Waiting]:
    waited = _waiting().filter(call__in=calls).order_by().values_list("call__area__district", "call__version")
    found = {
        (district, version): (households, communities)
        for district, version, households, communities in waited.annotate(
            n=Count("pk"), m=Count("household__place", distinct=True)
        )
    }
    places = {
        one.pk: one
        for one in Place.objects.filter(pk__in={district for district, _ in pairs}).select_related("parent__parent")
    }
    versions = {
        one.pk: one for one in Version.objects.filter(pk__in={v for _, v in pairs}).select_related("program")
    }  # fmt: skip
    bounds = {pk: bounds_of(pk) for pk in versions}
    plans = {
        (one.district_id, one.version_id): one
        for one in Formation.objects.filter(district__in=places, version__in=versions, state__in=OPEN)
    }
    rows = []
    for district, version in pairs:
        households, communities = found.get((district, version), (0, 0))
        limits = bounds[version]
        sizes = Sizes(households, limits.least, limits.most) if limits else None
        plan = plans.get((district, version))
        rows.append(Waiting(places[district], versions[version], households, communities, sizes, plan))
    return rows


def _waiting() -> "QuerySet[Enrolment]":
    held = Membership.objects.filter(enrolment=OuterRef("pk"), left_on=None)
    return Enrolment.objects.filter(~Exists(held), ended_on=None)


def _calls(places: Sequence[str | None]) -> "QuerySet[Call]":
    return Call.objects.filter(_inside(places, "area__district__code"), selection__annulment=None)


def _inside(places: Sequence[str | None], column: str) -> Q:
    found = Q(pk__in=[])
    for code in places:
        if code is None:
            return Q()
        found |= Q(**{f"{column}__startswith": code})
    return found


def _named(text: str) -> Q:
    words = name_key(text)
    named = Q(area__district__name_key__contains=words) | Q(area__district__parent__name_key__contains=words)
    return named | Q(area__district__code__startswith=words)


def _key(after: str) -> tuple[str, int]:
    """What `Waiting.key` says; nothing for an address that somebody changed."""
    code, _, version = after.partition("-")
    fine = len(code) == 6 and (code + version).isascii() and code.isdigit() and version.isdigit() and len(version) < 10
    return (code, int(version)) if fine else ("", 0)
