"""Calls by themselves: one, the one of an area, where one lives who may enter under it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from winay.enrolment.call_rules import CallFacts
from winay.enrolment.models import Call
from winay.places.models import Place
from winay.places.terms import Level
from winay.programs.criterion_models import HouseholdRule
from winay.programs.menu_queries import texts_by
from winay.programs.models import Label, Setting
from winay.programs.terms import HouseholdRuleKey
from winay.programs.version_terms import NOTHING, Words
from winay.targeting.models import Annulment, Area, AreaLocality, Selection, SelectionArea
from winay.targeting.terms import SelectionState

MONTHS, REENTRY, OPEN = "household_months_max", "reentry_allowed", "open_to_every_household"
DEFAULT_MONTHS = 36
"""For a version that gives no number; each of those that are shipped gives one."""


def whole(rows: "QuerySet[Call]") -> "QuerySet[Call]":
    """Calls with everything that their names and access need."""
    return rows.select_related(
        "area__district__parent__parent", "version__program", "selection__territory", "selection__annulment"
    )


def call_by_id(public_id: UUID) -> Call | None:
    """One call with its area, version and selection."""
    return whole(Call.objects.filter(public_id=public_id)).first()


def locked_call(pk: int) -> Call:
    """The call, for this transaction alone. Verbs that open and close one take turns."""
    Call.objects.select_for_update(no_key=True).get(pk=pk)
    return whole(Call.objects.filter(pk=pk)).get()


def annulled(call: Call) -> bool:
    """Whether the selection behind the call was annulled since."""
    return Annulment.objects.filter(selection_id=call.selection_id).exists()


def call_facts(selection: Selection, area: Area, *, on: date, today: date) -> CallFacts:
    """What opening a call is judged on. Four queries."""
    mine = Call.objects.filter(area=area)
    return CallFacts(
        approved=selection.state == SelectionState.APPROVED,
        annulled=Annulment.objects.filter(selection=selection).exists(),
        chosen=SelectionArea.objects.filter(selection=selection, area=area, chosen=True).exists(),
        approved_on=selection.decided_on,
        running=mine.filter(version=selection.version_id, closed_on=None).exists(),
        known=mine.filter(selection=selection).exists(),
        on=on,
        today=today,
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """Where one lives who may enter: the localities of an area, or, where it is a whole district, the district with
    everything in it that is not known to be a town. `localities` are primary keys."""

    district_id: int
    district_code: str
    localities: frozenset[int]

    def holds(self, place: Place) -> bool:
        """Whether a household's place lies on it."""
        if self.localities:
            return place.pk in self.localities
        if place.level == Level.LOCALITY:
            return place.code.startswith(self.district_code) and place.rural is not False
        return place.pk == self.district_id


def grounds(areas: Iterable[Area]) -> dict[int, Ground]:
    """The ground of each area, by its primary key. The areas have their district. One query.

    What belongs to an area never changes, so localities that have since gone to another area count: the selection was
    of this one.
    """
    wanted = {area.pk: area for area in areas}
    members: dict[int, set[int]] = {}
    for area, locality in AreaLocality.objects.filter(area__in=list(wanted)).values_list("area_id", "locality_id"):
        members.setdefault(area, set()).add(locality)
    return {
        pk: Ground(area.district_id, area.district.code, frozenset(members.get(pk, ()))) for pk, area in wanted.items()
    }


def ground_of(call: Call) -> Ground:
    """The ground of a call's area. One query."""
    return grounds([call.area])[call.area_id]


def calls_at(place: Place, *, program: str | None = None) -> list[Call]:
    """Every call under which a household that lives there may ever have entered, the newest first; those of
    annulled selections are not among them. Three queries."""
    district = place if place.level == Level.DISTRICT else place.parent
    rows = Call.objects.filter(area__district=district, selection__annulment=None)
    if program:
        rows = rows.filter(version__program__key=program)
    found = list(whole(rows).order_by("-opened_on", "-id"))
    where = grounds(call.area for call in found)
    return [call for call in found if where[call.area_id].holds(place)]


@dataclass(frozen=True, slots=True)
class VersionAsks:
    """What a version says of households: how long they may stay, whether one may come again, who may enter.
    `confirmed` are the keys of what a source gives."""

    months: int
    reentry: bool | None
    open_to_every_household: bool | None
    required: tuple[HouseholdRuleKey, ...]
    confirmed: frozenset[str]


def asks_of(version_id: int) -> VersionAsks:
    """One or, for a version that is not open to every household, two queries."""
    rows = Setting.objects.filter(version=version_id, key__in=[MONTHS, REENTRY, OPEN])
    found = {key: (number, confirmed) for key, number, confirmed in rows.values_list("key", "number", "confirmed")}

    def yes(key: str) -> bool | None:
        number = found.get(key, (None, False))[0]
        return None if number is None else bool(number)

    required: tuple[HouseholdRuleKey, ...] = ()
    if yes(OPEN) is False:
        rules = HouseholdRule.objects.filter(version=version_id, required=True).order_by("position")
        required = tuple(HouseholdRuleKey(key) for key in rules.values_list("key", flat=True))
    return VersionAsks(
        months=found.get(MONTHS, (None, False))[0] or DEFAULT_MONTHS,
        reentry=yes(REENTRY),
        open_to_every_household=yes(OPEN),
        required=required,
        confirmed=frozenset(key for key, (_, confirmed) in found.items() if confirmed),
    )


def titles_of(versions: Iterable[int]) -> dict[int, Words]:
    """The titles of versions by primary key. One query."""
    wanted = list(versions)
    texts = texts_by(Label.objects.filter(version__in=wanted, item=None, key="title"), "version_id")
    return {pk: texts[pk].get("title", NOTHING) for pk in wanted}


def visible(places: Iterable[str | None], column: str = "area__district__code") -> Q:
    """Rows inside some places (None: the country)."""
    found = Q(pk__in=[])
    for code in places:
        if code is None:
            return Q()
        found |= Q(**{f"{column}__startswith": code})
    return found
