"""A district's history with programs and trainers: what its office said, beside what the figures show."""

from collections.abc import Mapping
from dataclasses import dataclass

from winay.places.headlines import headlines
from winay.targeting.columns import MISSING
from winay.targeting.models import DistrictHistory
from winay.targeting.queries.country import Country
from winay.targeting.terms import History


@dataclass(frozen=True, slots=True)
class HistoryNow:
    """What is known of one district. `said` is the office's newest word; `reached` the program's households there,
    running and finished, at the date of the figures; None where nothing was published."""

    said: DistrictHistory | None
    reached: int | None

    @property
    def level(self) -> History:
        return History(self.said.level) if self.said else History.UNKNOWN


def histories(country: Country, place_code: str | None = None) -> Mapping[str, HistoryNow]:
    """By district code, of the districts in a place. One query; small, for offices write few of them."""
    rows = DistrictHistory.objects.select_related("district", "by").order_by("id")
    if place_code:
        rows = rows.filter(district__code__startswith=place_code)
    said = {row.district.code: row for row in rows}
    figures = [country.facts.figures[key].value for key in headlines("program_households")]
    found = {}
    for at, code in enumerate(country.facts.district_codes):
        if place_code and not code.startswith(place_code):
            continue
        known = [int(values[at]) for values in figures if values[at] != MISSING]
        found[code] = HistoryNow(said.get(code), sum(known) if known else None)
    return found


def history_rows(district_code: str) -> list[DistrictHistory]:
    """Everything that was said of a district, the newest first. One query."""
    return list(DistrictHistory.objects.filter(district__code=district_code).select_related("by").order_by("-id"))
