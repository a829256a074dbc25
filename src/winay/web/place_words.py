"""How the pages write an indicator, a figure, a source: in the language that is active now."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from winay.core import numbers
from winay.places.queries import Fact
from winay.places.rules import parse_as_of
from winay.places.summaries import Dates
from winay.places.terms import Counted, Unit
from winay.places.wording import COUNTED, TOPICS, UNITS


class Indicator(Protocol):
    """What is read of an indicator."""

    key: str
    unit: str
    counts: str
    scale: int


class Source(Protocol):
    """What is read of a source."""

    publisher: str
    publication: str


def lang() -> str:
    """`en` for English, `es` for anything else."""
    return "en" if (get_language() or "es").startswith("en") else "es"


def told(row: Indicator | Source, field: str) -> str:
    """A text that the figures carry in both languages: `name`, `definition`, `caveat`, `note`, `terms`."""
    return str(getattr(row, f"{field}_{lang()}"))


def unit_of(indicator: Indicator) -> str:
    """`% de personas`, `hogares`, `m s. n. m.`; empty where a number stands for itself."""
    counted = str(COUNTED[Counted(indicator.counts)])
    if indicator.unit == Unit.PERCENT and counted:
        return _("%% de %(counted)s") % {"counted": counted}
    return counted if indicator.unit == Unit.COUNT else str(UNITS[Unit(indicator.unit)])


def written(indicator: Indicator, value: Decimal | None) -> str | None:
    """The number as people read it; percents with one decimal, an index with three. None stays None."""
    if value is None:
        return None
    if indicator.unit == Unit.PERCENT:
        return numbers.percent(value, lang(), 1)
    decimals = {Unit.INDEX: 3, Unit.HECTARE: 0, Unit.HECTARE_PER_PRODUCER: 1, Unit.SQUARE_KILOMETRE: 0}
    return numbers.number(value, lang(), min(decimals.get(Unit(indicator.unit), 0), indicator.scale))


def when(label: str) -> str:
    """A year stays a year; a day is written as one."""
    return label if len(label) < 10 else numbers.day(parse_as_of(label), lang())


def published(source: Source) -> str:
    """Who published it and under which title."""
    return f"{source.publisher}: {source.publication}"


def when_all(dates: Dates) -> dict[str, str]:
    """The dates of a table's columns, by column."""
    labels = {"poverty": dates.poverty, "people": dates.people, "rural": dates.rural, "program": dates.program}
    return {column: when(label) for column, label in labels.items()}


def cited(source: Source, label: str) -> str:
    """Publication and date; the date once, where the title already says it."""
    return published(source) if label in source.publication else f"{published(source)}, {when(label)}"


def cautions(indicator: Indicator, source: Source) -> str:
    """What to mind when reading the figure, of the indicator and of its source."""
    return " ".join(text for text in (told(indicator, "caveat"), told(source, "note")) if text)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure ready to be written."""

    key: str
    name: str
    value: str | None
    unit: str
    interval: str
    on: str
    publisher: str
    source: str
    cited: str
    definition: str
    note: str
    badges: str
    lent_from: str


@dataclass(frozen=True, slots=True)
class Topic:
    """The figures of one subject."""

    key: str
    name: str
    lines: list[Line]


def line(fact: Fact) -> Line:
    """One fact with its unit, date, source and badges."""
    indicator, source = fact.indicator, fact.source
    interval = ""
    if fact.low is not None and fact.high is not None:
        ends = {"low": written(indicator, fact.low), "high": written(indicator, fact.high)}
        interval = _("entre %(low)s y %(high)s") % ends
    badges = ["estimated"] * fact.estimated + ["lent"] * bool(fact.lent_from)
    return Line(
        key=indicator.key,
        name=told(indicator, "name"),
        value=written(indicator, fact.value),
        unit=unit_of(indicator),
        interval=interval,
        on=when(fact.as_of_label),
        publisher=source.publisher,
        source=published(source),
        cited=cited(source, fact.as_of_label),
        definition=told(indicator, "definition"),
        note=cautions(indicator, source),
        badges=" ".join(badges),
        lent_from=fact.lent_from.name if fact.lent_from else "",
    )


def topics(facts: Iterable[Fact]) -> list[Topic]:
    """The facts by subject, in the indicators' order."""
    return [
        Topic(key, str(TOPICS.get(key, key)), [line(fact) for fact in group])
        for key, group in groupby(facts, key=lambda fact: fact.indicator.topic)
    ]
