"""The same households of a district under two versions: whom each lets in, and which nuclei they could form.

Read-only, and about what a version asks of a household alone: Juntos or not. Nobody is chosen by this page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from winay.enrolment.models import Call, Enrolment
from winay.enrolment.queries.calls import OPEN, VersionAsks, asks_of
from winay.enrolment.rules import conditions
from winay.nuclei.queries.nuclei import Reach, visible
from winay.nuclei.queries.waiting import Bounds, bounds_of
from winay.nuclei.rules import Sizes
from winay.places.models import Place
from winay.places.rules import name_key
from winay.programs.models import Setting, Version
from winay.registry.models import JuntosRecord

PAGE = 60


@dataclass(frozen=True, slots=True)
class Entering:
    """Of some households, those that a version lets in, those it leaves out, and those of whom nobody said."""

    entering: int = 0
    left_out: int = 0
    unknown: int = 0

    @property
    def households(self) -> int:
        return self.entering + self.left_out + self.unknown


@dataclass(frozen=True, slots=True)
class Under:
    """The district under one version. `sizes` of those who enter, None where the version gives no bounds; `places` by
    the primary key of the place; `emptied` communities of which nobody enters."""

    version: Version
    asks: VersionAsks
    bounds: Bounds | None
    whole: Entering
    places: Mapping[int, Entering]

    @property
    def sizes(self) -> Sizes | None:
        return None if self.bounds is None else Sizes(self.whole.entering, self.bounds.least, self.bounds.most)

    @property
    def communities(self) -> int:
        return sum(one.entering > 0 for one in self.places.values())


@dataclass(frozen=True, slots=True)
class TwoRules:
    """A district's households under two versions of one program: the one that asks more of a household first."""

    district: Place
    strict: Under
    open: Under
    places: Sequence[Place]
    synthetic: int

    @property
    def neighbours(self) -> int:
        """Households that the open version takes and the strict one leaves out."""
        return self.open.whole.entering - self.strict.whole.entering - self.strict.whole.unknown


def districts_to_compare(
    reach: Reach, *, text: str = "", after: str = "", limit: int = PAGE
) -> tuple[list[tuple[Place, int]], bool]:  # fmt: skip
    """Districts of somebody's territory where households are in the program, by code, with how many; whether there are
    more. Two queries."""
    calls = Call.objects.filter(visible(reach, "area__district__code", "version__program__key"))
    rows = Place.objects.filter(pk__in=calls.values("area__district"), code__gt=after).select_related("parent__parent")
    if text:
        key = name_key(text)
        rows = rows.filter(Q(name_key__contains=key) | Q(parent__name_key__contains=key) | Q(code__startswith=key))
    places = list(rows.order_by("code")[: limit + 1])
    there = Enrolment.objects.filter(call__area__district__in=places[:limit], call__in=calls, ended_on=None)
    found = dict(there.order_by().values_list("call__area__district").annotate(n=Count("pk")))
    return [(place, found[place.pk]) for place in places[:limit] if place.pk in found], len(places) > limit


def versions_compared() -> tuple[Version, Version] | None:
    """The newest version that is not open to every household, and the first of its program after it that is; None
    where there are no two. Two queries."""
    closed = Setting.objects.filter(key=OPEN, number=0).values("version")
    rows = Version.objects.select_related("program").order_by("valid_from", "pk")
    strict = rows.filter(pk__in=closed).last()
    if strict is None:
        return None
    later = rows.filter(program=strict.program, valid_from__gt=strict.valid_from).exclude(pk__in=closed)
    following = later.first()
    return None if following is None else (strict, following)


def compared(district: Place) -> TwoRules | None:
    """The comparison; None where no two versions differ in this. Ten queries at most."""
    versions = versions_compared()
    if versions is None:
        return None
    cycles = _cycles(district)
    homes = list(cycles.values_list("household_id", "household__place_id", "household__synthetic"))
    juntos: dict[int, bool] = {}
    told = JuntosRecord.objects.filter(household__in=cycles.values("household")).order_by("told_on", "id")
    juntos.update(told.values_list("household_id", "member"))
    strict, following = (_under(version, homes, juntos) for version in versions)
    places = Place.objects.filter(pk__in={place for _, place, _ in homes}).order_by("name_key", "code")
    return TwoRules(district, strict, following, list(places), sum(made_up for *_, made_up in homes))


def _cycles(district: Place) -> "QuerySet[Enrolment]":
    """Open cycles of households that live in the district, in a nucleus or waiting for one."""
    return Enrolment.objects.filter(household__district=int(district.code), ended_on=None)


def _under(version: Version, homes: Sequence[tuple[int, int, bool]], juntos: Mapping[int, bool]) -> Under:
    asks = asks_of(version.pk)
    places: dict[int, list[int]] = {}
    for household, place, _ in homes:
        asked = conditions(
            open_to_every_household=asks.open_to_every_household,
            required=asks.required,
            in_juntos=juntos.get(household),
        )
        counts = places.setdefault(place, [0, 0, 0])
        if any(one.holds is False for one in asked):
            counts[1] += 1
        elif any(one.holds is None for one in asked):
            counts[2] += 1
        else:
            counts[0] += 1
    by_place = {place: Entering(*counts) for place, counts in places.items()}
    whole = Entering(*(sum(counts[at] for counts in places.values()) for at in range(3)))
    return Under(version, asks, bounds_of(version.pk), whole, by_place)
