"""What a web process computes before the first visitor asks for it."""

from winay.journeys.map_ground import warm_map
from winay.journeys.pages.home import country_numbers, poverty_by_district
from winay.programs.queries import versions_list
from winay.targeting.queries.screening import screen_country, version_of


def warm() -> None:
    """Read what the first page and every map show, and screen the country under every version.

    The results are remembered by the state of the figures, as those of visitors are.
    """
    country_numbers()
    poverty_by_district()
    warm_map()
    for listed in versions_list():
        version = version_of(listed.program_key, listed.version_key)
        if version is not None:
            screen_country(version)
