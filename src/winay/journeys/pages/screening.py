"""What the pages of a screening show beside the rule: areas found by name, what an area is made of, cuts to try, and
what is known of a district's history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Count, Max, Q

from winay.places.headlines import headline, headlines
from winay.places.models import Place
from winay.places.queries import Fact, facts_of, search
from winay.places.rules import name_key
from winay.places.terms import Level
from winay.programs.terms import CriterionKind
from winay.targeting.columns import Bools
from winay.targeting.models import Area, AreaLocality, DistrictHistory, FarmCut
from winay.targeting.queries.country import AreaOfCountry, Country, country_now, memory
from winay.targeting.queries.history import HistoryNow, histories, history_rows
from winay.targeting.rules import Criterion

MOST_PLACES = 200
"""Places that one search for areas looks at; the nearest to what was written first."""


def areas_named(country: Country, text: str) -> Bools:
    """Which areas of the country a search for a place means: those inside a department, province or district of that
    name or code, those of a locality of that name, and those whose own name has it. Two queries."""
    found = np.zeros(len(country.codes), bool)
    key = name_key(text)
    if not key:
        return found
    localities: list[int] = []
    for place in search(text, limit=MOST_PLACES):
        if place.level == Level.LOCALITY:
            localities.append(place.pk)
        else:
            start, stop = country.span(place.code)
            found[start:stop] = True
    ids = set(AreaLocality.objects.filter(locality__in=localities, current=True).values_list("area_id", flat=True))
    written = text.strip()
    keys = memory.get(("area names", country.revision), lambda: [f" {name_key(name)}" for name in country.names])
    wanted = f" {key}"
    for at, (area, name, code) in enumerate(zip(country.ids, keys, country.codes, strict=True)):
        if area in ids or wanted in name or code.startswith(written):
            found[at] = True
    return found


@dataclass(frozen=True, slots=True)
class AreaMade:
    """What an area is made of. `localities` is 0 where the whole rural part of its district is one area and its
    localities are not known; `furthest` is minutes to the seat, one way, None where unknown."""

    area: AreaOfCountry
    localities: int
    counted: int
    without_households: int
    furthest: int | None
    seat: str
    farms_of_its_own: bool | None


def area_made(country: Country, area: AreaOfCountry, criteria: Sequence[Criterion]) -> AreaMade:
    """Two queries. `farms_of_its_own` is None where no farm table answers."""
    row = Area.objects.select_related("seat").get(pk=area.area_id)
    told = AreaLocality.objects.filter(area=row).aggregate(
        all=Count("id"),
        counted=Count("id", filter=Q(counted=True)),
        unknown=Count("id", filter=Q(households=None)),
        furthest=Max("minutes"),
    )
    asked = next((c for c in criteria if c.kind is CriterionKind.PREDOMINANCE), None)
    answered = asked is not None and country.farm_count(area.code, [asked]) is not None
    return AreaMade(
        area,
        told["all"],
        told["counted"],
        told["unknown"],
        told["furthest"],
        row.seat.name if row.seat else "",
        country.farms_per_area(area.code, asked) if answered and asked else None,
    )


def cuts_to_try(criterion: Criterion) -> list[int]:
    """Cuts of farm size, in hectares at scale 4, that tables in use answer for a criterion, and its own. One query."""
    cuts = FarmCut.objects.filter(table__withdrawn_at=None)
    if criterion.further:
        cuts = cuts.filter(labour_share=criterion.labour_share, property_share=criterion.property_share)
    own = {criterion.cut_ha} if criterion.cut_ha is not None else set()
    return sorted(own | set(cuts.values_list("cut_ha", flat=True)))


@dataclass(frozen=True, slots=True)
class DistrictPast:
    """What is known of a district's history with programs: published figures, and what its office said, the newest
    first."""

    district: Place
    facts: list[Fact]
    said: list[DistrictHistory]

    @property
    def now(self) -> DistrictHistory | None:
        """The office's newest word."""
        return self.said[0] if self.said else None


def district_past(district: Place) -> DistrictPast:
    """Three queries. Figures that nobody published are left out: the page says that they are missing."""
    keys = {*headlines("program_households"), *headlines("program_projects"), headline("transfer_households")}
    facts = [fact for fact in facts_of(district) if fact.indicator.key in keys]
    return DistrictPast(district, facts, history_rows(district.code))


def histories_now() -> tuple[Mapping[str, HistoryNow], Mapping[str, str], date | None]:
    """What is known of every district, the districts' names, and the date of the program's figures."""
    country = country_now()
    return histories(country), country.district_names, program_date(country)


def program_date(country: Country) -> date | None:
    """The newest date of the program's figures by district."""
    columns = [country.table.columns[key] for key in headlines("program_households")]
    return max((on for column in columns for on in column.as_of if on is not None), default=None)
