"""The country's travel parameters: a file of its folder, read and validated once."""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from winay.core.errors import BadInput, BadInputs
from winay.places.travel.rules import RiverRules, TravelRules, WalkingRules

FILE = "travel.yaml"


class Parameter(BaseModel):
    """One number with its unit and where it comes from: a source, or nobody but us (`assumed`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    value: float = Field(allow_inf_nan=False)
    unit: Literal["times_straight_line", "km_per_hour", "per_unit_slope", "slope", "times_speed", "minutes", "percent"]
    source: str = ""
    assumed: bool = False

    @model_validator(mode="after")
    def _says_where_from(self) -> "Parameter":
        if bool(self.source) == self.assumed:
            raise ValueError("a parameter has either a source or `assumed: true`")
        return self


class Walking(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    detour: Parameter
    top_speed: Parameter
    slope_decay: Parameter
    easiest_slope: Parameter
    off_path: Parameter
    slowest_speed: Parameter
    steepest_slope: Parameter


class River(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    boat_speed: Parameter
    meander: Parameter
    waiting_time: Parameter


class Neighbours(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    reach: Parameter
    band: Parameter


UNITS = {
    "detour": "times_straight_line", "top_speed": "km_per_hour", "slope_decay": "per_unit_slope",
    "easiest_slope": "slope", "off_path": "times_speed", "slowest_speed": "km_per_hour", "steepest_slope": "slope",
    "boat_speed": "km_per_hour", "meander": "times_straight_line", "waiting_time": "minutes", "reach": "minutes",
    "band": "percent",
}  # fmt: skip
POSITIVE = set(UNITS) - {"easiest_slope", "waiting_time", "slope_decay", "band"}


class TravelFile(BaseModel):
    """The file as it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    walking: Walking
    river: River
    neighbours: Neighbours

    def parameters(self) -> dict[str, Parameter]:
        """Every parameter by its name, in the order of the file."""
        parts = (self.walking, self.river, self.neighbours)
        return {name: getattr(part, name) for part in parts for name in type(part).model_fields}

    @model_validator(mode="after")
    def _makes_sense(self) -> "TravelFile":
        for name, parameter in self.parameters().items():
            if parameter.unit != UNITS[name]:
                raise ValueError(f"{name} is measured in {UNITS[name]}")
            if parameter.value <= 0 if name in POSITIVE else parameter.value < 0 and name != "easiest_slope":
                raise ValueError(f"{name} must not be negative")
        for name in ("detour", "meander"):
            if self.parameters()[name].value < 1:
                raise ValueError(f"{name} cannot be shorter than the straight line")
        for name in ("reach", "band"):
            if self.parameters()[name].value % 1:
                raise ValueError(f"{name} is a whole number")
        if self.neighbours.band.value >= 100:
            raise ValueError("band is below 100 percent")
        return self

    def rules(self) -> TravelRules:
        """The numbers as the estimate uses them."""
        value = {name: parameter.value for name, parameter in self.parameters().items()}
        return TravelRules(
            WalkingRules(
                value["detour"], value["top_speed"], value["slope_decay"], value["easiest_slope"], value["off_path"],
                value["slowest_speed"], value["steepest_slope"],
            ),
            RiverRules(value["boat_speed"], value["meander"], value["waiting_time"]),
            int(value["reach"]),
            int(value["band"]),
        )  # fmt: skip


def travel_file() -> TravelFile:
    """The parameters of this installation's country, with their sources."""
    return read_travel(Path(settings.WINAY_COUNTRY) / FILE)


def travel_rules() -> TravelRules:
    """The parameters of this installation's country, as the estimate uses them."""
    return travel_file().rules()


@cache
def read_travel(path: Path) -> TravelFile:
    """A file of parameters; `BadInputs` names what is wrong in it."""
    try:
        return TravelFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as problem:
        raise BadInputs([BadInput(path.name, f"a readable file ({type(problem).__name__})")]) from None
    except ValidationError as wrong:
        raise BadInputs(
            [
                BadInput(path.name, error["msg"], column=".".join(map(str, error["loc"])) or None)
                for error in wrong.errors()
            ]
        ) from None
