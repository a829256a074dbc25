"""Indicators as reviewed documents: what one means, what it is counted from, who wrote it and who answers for it.

A document names measures of a cube; it has no arithmetic of its own beyond one sum, or one sum divided by another. A
change of definition is a new document that begins on a day: its numbers are not joined to those before.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from winay.analytics.cubes.terms import CUBES, PLACES
from winay.analytics.indicators.terms import Good, Topic, Unit

FOLDER = Path(__file__).resolve().parents[2] / "catalog" / "indicators"
Words = Annotated[str, StringConstraints(min_length=3, strip_whitespace=True)]


class IndicatorFault(Exception):
    """A document that says too little or something that no cube has. The text names the file and what to mend."""


class Told(BaseModel):
    """Words of a document: nothing beside its fields, and never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Both(Told):
    """A text in the two languages of the offices."""

    es: Words
    en: Words


class Indicator(Told):
    """A document. `since`: the day from which this definition counts. `numerator` and `denominator` are measures of the
    cube; an indicator that is a count has no denominator. With `only`, rows of one value of a dimension alone count.
    `by` are the dimensions it may be told apart by; `caution` says what a reader should not take it for."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,47}$")]
    position: int
    topic: Topic
    since: date
    cube: str
    numerator: str
    denominator: str | None = None
    only: Mapping[str, str] = {}
    unit: Unit
    good: Good
    by: Sequence[str]
    name: Both
    definition: Both
    numerator_is: Both
    denominator_is: Both | None = None
    caution: Both
    source: Words
    author: Words
    reviewed_by: Words
    reviewed_on: date

    @model_validator(mode="after")
    def _whole(self) -> "Indicator":
        if (self.unit is Unit.COUNT) != (self.denominator is None):
            raise ValueError("a count has no denominator, anything else has one")
        if (self.denominator is None) != (self.denominator_is is None):
            raise ValueError("the denominator is told in words where there is one")
        if self.reviewed_by == self.author:
            raise ValueError("whoever wrote it does not review it")
        return self


def read_indicator(text: str, file: str) -> Indicator:
    """One document. IndicatorFault says what is wrong with it."""
    try:
        found = Indicator.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise IndicatorFault(f"{file}: {error}") from error
    cube = CUBES.get(found.cube)
    if cube is None:
        raise IndicatorFault(f"{file}: there is no cube {found.cube}; there are {', '.join(CUBES)}")
    for measure in filter(None, (found.numerator, found.denominator)):
        if measure not in cube.measures:
            raise IndicatorFault(f"{file}: the cube {found.cube} does not count {measure}; it counts "
                                 f"{', '.join(cube.measures)}")  # fmt: skip
    for dimension in (*found.by, *found.only):
        if dimension not in (*PLACES, *cube.dimensions):
            raise IndicatorFault(f"{file}: the cube {found.cube} is not told apart by {dimension}; it is by "
                                 f"{', '.join((*PLACES, *cube.dimensions))}")  # fmt: skip
    bound = (found.numerator, found.denominator)
    if found.unit is Unit.SHARE and bound not in cube.bounds:
        raise IndicatorFault(f"{file}: nothing says that {found.numerator} is a part of {found.denominator}: a share "
                             "needs a bound of its cube")  # fmt: skip
    if f"{found.key}.yaml" != file:
        raise IndicatorFault(f"{file}: the file of {found.key} is called {found.key}.yaml")
    return found


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator of this version, by its key, in the order in which pages show them."""
    found = [read_indicator(path.read_text(), path.name) for path in sorted(FOLDER.glob("*.yaml"))]
    order = list(Topic)
    return {one.key: one for one in sorted(found, key=lambda one: (order.index(one.topic), one.position))}
