"""Reading and checking a whole country pack. Nothing is written here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from winay.core.decision import Reason
from winay.core.errors import BadInputs, Refused
from winay.places.counts.queries import people, rural_estimates
from winay.places.folder.figures import Country, read_country
from winay.places.folder.files import PackFiles, open_pack
from winay.places.folder.localities import Known, ListedLocality, locality_table, read_localities
from winay.places.folder.manifest import BOUNDARIES, COUNTRY_FILES, FARM_TABLES, LOCALITY_FILES, MANIFEST, Manifest
from winay.places.folder.polygons import read_boundaries, read_outline
from winay.places.folder.positions import Positions, check_positions
from winay.places.ground.boundaries import boundaries
from winay.places.headlines import told
from winay.places.models import Place
from winay.places.queries import installed_country
from winay.places.tables import Problems, Table, text_of
from winay.places.terms import Level

OUTLINE, HEADLINES, NAMES = "outline.geojson", "headlines.yaml", "synthetic_names.yaml"
Tell = Callable[[str, int, int], None]
"""Hears what begins or goes on: the step, how much of it is done, of how much (0 of 0: nobody knows)."""


def silent(step: str, done: int, of: int) -> None:
    """For those who do not want to hear."""


@dataclass(frozen=True, slots=True)
class PackContent:
    """A pack that was read and found without fault. What it does not hold is None."""

    manifest: Manifest
    digest: str
    country: Country | None
    localities: tuple[ListedLocality, ...] | None
    locality_file: tuple[str, bytes] | None
    positions: Positions
    boundaries: bytes | None
    polygons: int
    farm_tables: tuple[str, ...]

    def count(self, level: Level) -> int:
        """How many places of a level it lists."""
        if level is Level.LOCALITY:
            return len(self.localities or ())
        return sum(1 for place in self.country.places if place.level is level) if self.country else 0

    @property
    def counts_households(self) -> bool:
        """Whether its localities come with households."""
        return any(one.households is not None for one in self.localities or ())


def refuse_other_country(country: str) -> None:
    """`Refused` when the places of another country are installed (`places.other_country`)."""
    installed = installed_country()
    if installed not in {None, country}:
        raise Refused([Reason("places.other_country", {"country": country, "installed": str(installed)})])


def read_pack(path: Path, tell: Tell = silent) -> PackContent:
    """Read a folder or ZIP and check everything in it; `BadInputs` with all that is wrong, or `Refused` where that is
    because it is another country's.

    What the pack does not hold itself (districts, estimates, polygons) is taken from what is installed, as long as
    that is the same country.
    """
    problems = Problems()
    tell("files", 0, 0)
    with open_pack(path) as pack:
        _check_whole(pack, problems)
        country = _country(pack, problems, tell)
        known = _known(pack, country)
        content, shapes = None, {}
        if pack.has(BOUNDARIES):
            tell("boundaries", 0, 0)
            content = pack.read(BOUNDARIES)
            shapes = read_boundaries(BOUNDARIES, content, known.districts, problems)
        file = next((name for name in LOCALITY_FILES if pack.has(name)), None)
        localities, positions, kept = None, Positions(frozenset(), 0, 0), None
        if file is not None:
            tell("localities", 0, 0)
            kept = (file, pack.read(file))
            table = locality_table(*kept, problems)
            localities = read_localities(table, known)
            tell("positions", 0, 0)
            positions = _positions(pack, table, localities, shapes, country, problems)
            if any(one.households is not None for one in localities) and not pack.manifest.localities_counted_on:
                problems.add(MANIFEST, "counted_on_missing", column="localities_counted_on")
        if problems.found:
            # Codes of another country look like faults one by one; the remedy is another.
            refuse_other_country(pack.manifest.country)
        problems.stop_if_any()
        return PackContent(
            pack.manifest, pack.digest, country, None if localities is None else tuple(localities), kept, positions,
            content, len(shapes), tuple(name for name in pack.manifest.files if name.startswith(FARM_TABLES)),
        )  # fmt: skip


def _check_whole(pack: PackFiles, problems: Problems) -> None:
    """Files that belong together, and the small ones that only have to be readable."""
    if all(pack.has(name) for name in LOCALITY_FILES):
        problems.add(LOCALITY_FILES[1], "two_locality_files", {"other": LOCALITY_FILES[0]})
    for name in (HEADLINES, NAMES):
        if pack.has(name):
            _mapping(name, pack.read(name), problems)
    if pack.has(OUTLINE):
        read_outline(OUTLINE, pack.read(OUTLINE), problems)


def _mapping(name: str, content: bytes, problems: Problems) -> dict[str, Any]:
    text = text_of(name, content, problems)
    try:
        found = yaml.safe_load(text) if text is not None else {}
    except (yaml.YAMLError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    problems.add(name, "broken_yaml")
    return {}


def _country(pack: PackFiles, problems: Problems, tell: Tell) -> Country | None:
    """Places, sources, indicators and figures, which come together; None where the pack has none of them."""
    figures = [name for name in pack.manifest.files if name.startswith("figures/")]
    if not figures and not any(pack.has(name) for name in COUNTRY_FILES):
        return None
    tell("figures", 0, 0)
    try:
        country = read_country(pack)
    except BadInputs as bad:
        # The rest of the pack can still be read against what is installed.
        problems.found += bad.problems
        return None
    topics = {f"figures/{indicator.topic}.csv" for indicator in country.indicators}
    for name in figures:
        if name not in topics:
            problems.add(name, "figures_unknown")
    return country


def _known(pack: PackFiles, country: Country | None) -> Known:
    if country is None:
        if installed_country() not in {None, pack.manifest.country}:
            return Known(frozenset(), {}, {})
        districts = Place.objects.filter(level=Level.DISTRICT.value, synthetic=False)
        return Known(frozenset(districts.values_list("code", flat=True)), rural_estimates(None), people(None))
    roles = _mapping(HEADLINES, pack.read(HEADLINES), Problems()) if pack.has(HEADLINES) else told()
    return Known(
        frozenset(place.code for place in country.places if place.level is Level.DISTRICT),
        _whole_numbers(country, str(roles.get("rural_households", ""))),
        _whole_numbers(country, str(roles.get("population", ""))),
    )


def _whole_numbers(country: Country, indicator: str) -> dict[str, int]:
    """The figures of an indicator that counts, by place code; nothing where there is no such indicator."""
    counts = any(one.key == indicator and one.scale == 0 for one in country.indicators)
    return {one.place: one.value for one in country.figures if one.indicator == indicator} if counts else {}


def _positions(
    pack: PackFiles,
    table: Table,
    localities: list[ListedLocality],
    shapes: Mapping[str, Any],
    country: Country | None,
    problems: Problems,
) -> Positions:
    """Against the pack's own polygons, those installed, or the country's outline, whichever there is first."""
    if not shapes and installed_country() == pack.manifest.country:
        shapes = boundaries()
    if not shapes:
        shapes = _outline(pack, problems)
    older = {place.code: place.lent_from for place in country.places if place.lent_from} if country else _older()
    return check_positions(table, localities, shapes, tolerance_m=pack.manifest.boundary_tolerance_m, older=older)


def _older() -> dict[str, str]:
    rows = Place.objects.filter(lent_from__isnull=False)
    return dict(rows.values_list("code", "lent_from__code"))


def _outline(pack: PackFiles, problems: Problems) -> Mapping[str, Any]:
    if pack.has(OUTLINE):
        return read_outline(OUTLINE, pack.read(OUTLINE), Problems())  # its faults were told already
    if installed_country() == pack.manifest.country:
        return read_outline(OUTLINE, (settings.WINAY_COUNTRY / OUTLINE).read_bytes(), problems)
    return {}
