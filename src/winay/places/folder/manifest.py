"""A country pack's manifest: which country, which version, which files with which hashes. Nothing is written here."""

import re
from datetime import date
from typing import Annotated
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from winay.core.money import MINOR_DIGITS
from winay.places.tables import Problems, text_of
from winay.places.terms import CODE_LENGTH, Level

MANIFEST = "manifest.yaml"
LARGEST_MANIFEST = 1_000_000
COUNTRY_FILES = ("places.csv", "sources.csv", "indicators.csv")
LOCALITY_FILES = ("localities.csv", "localities.parquet")
BOUNDARIES = "boundaries.geojson"
SINGLE_FILES = (
    *COUNTRY_FILES,
    *LOCALITY_FILES,
    BOUNDARIES,
    *("headlines.yaml", "outline.geojson", "synthetic_names.yaml", "SOURCES.md"),
)
IN_FOLDERS = re.compile(r"figures/[a-z][a-z0-9_]{0,39}\.csv|farm_tables/[a-z0-9][a-z0-9_-]{0,59}\.(csv|parquet)")
FARM_TABLES = "farm_tables/"
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """What a pack says of itself. `files` maps each file to its SHA-256.

    `boundary_tolerance_m`: how far, in metres, a drawn boundary may lie from the true one, because it was simplified.
    `localities_counted_on`: the day of the count, where the locality file has households.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
    title: Annotated[str, Field(min_length=1, max_length=160)]
    version: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,39}$")]
    time_zone: str
    currency: str
    digits: dict[str, int]
    boundary_tolerance_m: Annotated[int, Field(ge=0, le=5_000)] = 0
    localities_counted_on: date | None = None
    files: dict[str, Sha256] = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("time_zone")
        return value

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str) -> str:
        if value not in MINOR_DIGITS:
            raise ValueError("currency")
        return value

    @field_validator("digits")
    @classmethod
    def _known_digits(cls, value: dict[str, int]) -> dict[str, int]:
        # Codes of areas, forms and checks rely on this one scheme.
        if value != {level.value: length for level, length in CODE_LENGTH.items()}:
            raise ValueError("digits")
        return value


class _Loader(yaml.SafeLoader):
    """Every scalar stays the text it is; anchors, which could grow without end, and repeated keys are refused."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("*")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for at, key in enumerate(keys):
            if key in keys[:at]:
                raise yaml.constructor.ConstructorError(None, None, str(key), node.value[at][0].start_mark)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {}


def read_manifest(content: bytes, problems: Problems) -> Manifest | None:
    """The manifest in `content`; None after noting everything wrong with it."""
    text = text_of(MANIFEST, content, problems)
    if text is None:
        return None
    if len(content) > LARGEST_MANIFEST:
        problems.add(MANIFEST, "too_large_file", {"most": LARGEST_MANIFEST // 1_000_000})
        return None
    try:
        found = yaml.load(text, _Loader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problems.add(MANIFEST, "broken_yaml", row=mark.line + 1 if mark else None)
        return None
    if not isinstance(found, dict):
        problems.add(MANIFEST, "broken_yaml")
        return None
    try:
        return Manifest.model_validate(found)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=False):
            where = ".".join(str(part) for part in fault["loc"])
            value = "" if fault["type"] in {"missing", "extra_forbidden"} else str(fault["input"])[:80]
            code, params = _words(where.split(".")[0], fault["type"])
            problems.add(MANIFEST, code, params, column=where, value=value or None)
        return None


def _words(field: str, kind: str) -> tuple[str, dict[str, str | int]]:
    if kind == "missing":
        return "manifest_missing", {}
    if kind == "extra_forbidden":
        return "manifest_unknown", {"fields": ", ".join(Manifest.model_fields)}
    match field:
        case "digits":
            return "manifest_digits", {"digits": " / ".join(str(CODE_LENGTH[level]) for level in Level)}
        case "currency":
            return "manifest_currency", {"currencies": ", ".join(sorted(MINOR_DIGITS))}
        case "boundary_tolerance_m":
            return "number_range", {"low": 0, "high": 5_000}
        case _:
            return f"manifest_{field}", {}


def known_file(name: str) -> bool:
    """Whether a pack may hold a file of this name."""
    return name in SINGLE_FILES or IN_FOLDERS.fullmatch(name) is not None


def manifest_text(manifest: Manifest) -> str:
    """The manifest as it is written into a pack: fields in order, files by name."""
    fields = manifest.model_dump(mode="json", exclude={"files"}, exclude_defaults=True)
    fields["files"] = dict(sorted(manifest.files.items()))
    text: str = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=120)
    return text
