"""What the `country` template says, read once a worker instead of once a test.

A test begins with what the product remembers of the untouched template, as a server that has answered before, and ends
with it: whatever a test itself made is forgotten, for its rows are rolled back. What is kept is under a key that names
the revision of the data, so a test that changes the data reads it anew, as the product must.

`@pytest.mark.cold` begins with nothing.
"""

from collections.abc import Hashable
from typing import Any

from tests import memories

_kept: dict[Hashable, Any] = {}
_figures: dict[Hashable, Any] = {}


def read() -> None:
    """Read the country and its programs' versions, unless this worker has. The connection points at the template's
    copy, and no test has begun."""
    if _kept:
        return
    from winay.places.queries import figures_read
    from winay.programs.queries import versions_list
    from winay.targeting.queries import country, screening

    country.memory.forget()
    figures_read.forget()
    country.country_now()
    for one in versions_list():
        screening.version_of(one.program_key, one.version_key)
    _kept.update(country.memory._kept)
    _figures.update(figures_read._kept)


def remember() -> None:
    """Begin a test: the country's memory holds what was read, and nothing that an earlier test worked out of it."""
    from winay.places.queries import figures_read
    from winay.targeting.queries import country

    for value in _kept.values():
        if isinstance(value, country.Country):
            memories.forget_worked_out(value)
    for key, value in _kept.items():
        country.memory.get(key, lambda kept=value: kept)
    for key, value in _figures.items():
        figures_read.get(key, lambda kept=value: kept)
