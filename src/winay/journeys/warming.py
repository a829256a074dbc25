"""What a web process computes before the first visitor asks for it."""

from winay.journeys.pages.home import country_numbers, poverty_by_district
from winay.programs.queries import versions_list
from winay.targeting.queries.screening import named_what_if, screen_country, version_of


def warm() -> None:
    """Screen the country under every version and its named what-if, and read what the first page shows.

    The results are remembered by the state of the figures, as those of visitors are.
    """
    country_numbers()
    poverty_by_district()
    for listed in versions_list():
        version = version_of(listed.program_key, listed.version_key)
        if version is None:
            continue
        screen_country(version)
        if (named := named_what_if(version)) is not None:
            screen_country(version, named)
