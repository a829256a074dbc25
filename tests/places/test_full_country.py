"""The whole country: its pack made of the collected publications, installed, and read as the pages read it."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import BadInputs
from winay.countries.peru import write_figures
from winay.journal.models import Line
from winay.journeys.packs import check_country_pack, install_country_pack
from winay.places.counts.queries import households_of, rural_estimates
from winay.places.ground.boundaries import boundaries
from winay.places.models import Measurement, Pack, Place
from winay.places.packs.making import is_collected, make_pack, readable
from winay.places.packs.reading import read_pack
from winay.places.packs.services import install_pack
from winay.places.queries import pack_in_force, search
from winay.places.terms import Level
from winay.targeting.queries.areas import revision

pytestmark = [pytest.mark.django_db, pytest.mark.full]
COUNTRY = Path(write_figures.__file__).parent


@pytest.fixture(scope="module")
def collected() -> Path:
    return Path(os.environ["WINAY_PACK"])


@pytest.fixture(scope="module")
def made(collected: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "peru"
    make_pack(collected, out, zipped=False)
    return out


def test_the_country_is_there_whole() -> None:
    counted = {level: Place.objects.filter(level=level.value).count() for level in Level}
    assert counted == {Level.DEPARTMENT: 25, Level.PROVINCE: 196, Level.DISTRICT: 1891, Level.LOCALITY: 94922}
    assert Place.objects.filter(rural=True).count() == 91175 and Place.objects.filter(rural=False).count() == 3747
    assert not Place.objects.filter(level=Level.LOCALITY.value, latitude_e6=None).exists()
    shapes = boundaries()
    assert len(shapes) == 1891 and all(shape.is_valid for shape in shapes.values())
    pack = pack_in_force()
    assert pack is not None and (pack.country, pack.localities, pack.version) == ("PE", 94922, "2026.11")
    assert Measurement.objects.count() == 55452
    assert Line.objects.filter(verb="places.install_pack").count() == 1


def test_doubtful_positions_are_few_and_marked() -> None:
    doubtful = Place.objects.filter(doubtful_position=True)
    assert doubtful.count() == 193 and not doubtful.exclude(level=Level.LOCALITY.value).exists()


def test_every_estimate_is_spread_whole() -> None:
    said, estimates = households_of(None), rural_estimates(None)
    assert len(said) == 91175 and not any(counted for _, counted in said.values())
    sums: dict[str, int] = {}
    names = Place.objects.filter(rural=True).values_list("id", "code")
    for place, code in names:
        number, _ = said[place]
        assert number is not None, f"{code} has no estimate"
        sums[code[:6]] = sums.get(code[:6], 0) + number
    assert all(estimates[district] == total for district, total in sums.items())
    assert len(sums) == 1806


def test_the_same_folder_again_is_no_change(collected: Path) -> None:
    before, areas = Line.objects.count(), revision()
    done = install_country_pack(collected)
    assert not done.installed.changed
    assert done.areas == 0 and revision() == areas, "the areas were defined anew and differ"
    assert (Line.objects.count(), Pack.objects.count()) == (before, 1)


def seal(pack: Path, name: str) -> Path:
    """Give one file of a pack its new hash."""
    text = (pack / "manifest.yaml").read_text()
    old = next(line for line in text.splitlines() if line.startswith(f"  {name}: "))
    new = f"  {name}: {hashlib.sha256((pack / name).read_bytes()).hexdigest()}"
    (pack / "manifest.yaml").write_text(text.replace(old, new))
    return pack


def test_one_changed_file_is_one_line_in_the_journal(made: Path, tmp_path: Path) -> None:
    pack = Path(shutil.copytree(made, tmp_path / "pack"))
    text = (pack / "figures" / "poverty.csv").read_text()
    line = next(one for one in text.splitlines() if one.startswith("050102,"))
    (pack / "figures" / "poverty.csv").write_text(text.replace(line, line.replace(line.split(",")[1], "46.5", 1)))
    before = Line.objects.count()
    done = install_pack(read_pack(seal(pack, "figures/poverty.csv")), by=SYSTEM, at=now())
    assert (done.figures.figures_changed, done.figures.touched, done.localities.added, done.localities.changed) == (
        1, 1, 0, 0,
    )  # fmt: skip
    assert not done.boundaries_changed and Line.objects.count() == before + 1
    assert Pack.objects.count() == 2


@pytest.mark.once
def test_a_locality_that_moved_to_the_sea_is_refused(made: Path, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pack = Path(shutil.copytree(made, tmp_path / "pack"))
    table = pq.read_table(pack / "localities.parquet").to_pandas()
    at = int(table.index[table.code == "0502020005"][0]) if (table.code == "0502020005").any() else 40_000
    table.loc[at, ["latitude", "longitude"]] = [-13.5, -79.0]
    table.loc[at + 1, ["latitude", "longitude"]] = table.loc[at + 1, ["longitude", "latitude"]].tolist()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), pack / "localities.parquet")
    with pytest.raises(BadInputs) as bad:
        check_country_pack(seal(pack, "localities.parquet"))
    sea, swapped = bad.value.problems
    assert (sea.row, swapped.row) == (at + 2, at + 3)
    assert "en el mar" in sea.expected and "intercambiadas" in swapped.expected


def test_the_pack_is_the_countrys_tables_and_nothing_else_of_the_folder(made: Path, collected: Path) -> None:
    assert is_collected(collected) and not is_collected(made)
    for name in ("places.csv", "sources.csv", "indicators.csv", "figures/poverty.csv"):
        assert (made / name).read_bytes() == (COUNTRY / name).read_bytes()
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert not {name for name in names if "enaho" in name or "crops" in name}
    features = json.loads((made / "boundaries.geojson").read_text())["features"]
    assert len(features) == 1891 and all(set(one["properties"]) == {"code"} for one in features)


def test_names_are_written_as_people_write_them() -> None:
    assert Place.objects.get(code="0101010001").name == "Chachapoyas"
    shouted = [
        name for name in Place.objects.filter(level=Level.LOCALITY.value).values_list("name", flat=True)
        if name == name.upper() and len(name) > 4 and any(letter.isalpha() for letter in name)
    ]  # fmt: skip
    assert len(shouted) < 40, shouted[:50]
    assert readable("SAN JUAN DE LA LOMA II") == "San Juan de la Loma II"


@pytest.mark.parametrize("text", ["san", "san juan", "0502", "chuschi", "a"])
def test_a_search_among_95_000_places_reads_no_more_than_it_shows(text: str) -> None:
    found = search(text, limit=51)
    assert 0 < len(found) <= 51 and found == search(text, limit=51)
