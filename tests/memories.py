"""What the product remembers between requests, and a test must not hear of from another."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from winay.core.remembered import Remembered


def _all() -> list[Remembered]:
    from winay.accounts.phones import queries as phones
    from winay.accounts.phones import services as phone_services
    from winay.intake.forms import media
    from winay.intake.forms import queries as listed_forms
    from winay.intake.receiving import forms as intake_forms
    from winay.journeys import map_ground
    from winay.journeys.pages import territory
    from winay.journeys.phone_lists import serving
    from winay.places import queries as places
    from winay.targeting.queries import area_shapes, country
    from winay.web import maps, tiles

    rooms = (country, area_shapes, map_ground, territory, maps, tiles, phones, media)
    several = [phone_services.heard, intake_forms.memory, places.figures_read, serving.told, listed_forms.memory]
    return [*(room.memory for room in rooms), *several]


def forget() -> None:
    for memory in _all():
        memory.forget()


def taken() -> "list[OrderedDict[Hashable, Any]]":
    """What is remembered now, memory by memory."""
    return [OrderedDict(memory._kept) for memory in _all()]


def put_back(kept: "list[OrderedDict[Hashable, Any]]") -> None:
    """Remember what was taken, and of the country nothing that a test worked out since."""
    from winay.targeting.queries.country import Country

    for memory, said in zip(_all(), kept, strict=True):
        memory._kept.update(said)
        for value in said.values():
            if isinstance(value, Country):
                forget_worked_out(value)


def forget_worked_out(country: Any) -> None:
    for worked_out in (country._farms, country.facts.known, country.facts.spread):
        worked_out.clear()
