"""The names that the case study's links carry: of indicators, of program versions, of places."""

from collections.abc import Collection
from dataclasses import dataclass

from winay.places.summaries import indicator_names, place_names
from winay.programs.queries import versions_list


@dataclass(frozen=True, slots=True)
class Names:
    """Indicators and places by key or code, versions by (program, version), as the language writes them."""

    indicators: dict[str, str]
    versions: dict[tuple[str, str], str]
    places: dict[str, str]


def names(lang: str, places: Collection[str]) -> Names:
    """Names in `es` or `en`; of `places` the codes given. Five queries."""
    versions = {(one.program_key, one.version_key): one.title.text(lang) for one in versions_list()}
    return Names(indicator_names(lang), versions, place_names(places))
