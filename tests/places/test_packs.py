"""Installing a country pack: what it writes, what a second time changes, what it keeps."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from tests import people
from tests.places.conftest import NOW
from tests.places.pack_scene import PackFolder, boundaries, feature, square
from winay.core.actors import SYSTEM
from winay.core.errors import BadInputs, NotAllowed, Refused
from winay.journal.models import Line
from winay.journeys.packs import check_country_pack, install_country_pack
from winay.places.ground import boundaries as kept_boundaries
from winay.places.localities import LocalityRow, add_localities
from winay.places.models import CountLoad, FigureLoad, Measurement, Pack, Place
from winay.places.packs.reading import read_pack
from winay.places.packs.services import Installed, install_pack
from winay.places.queries import figures_revision, installed_country, pack_in_force
from winay.places.services import load_country
from winay.places.terms import Level

pytestmark = [pytest.mark.django_db, pytest.mark.bare]


@pytest.fixture
def pack(tmp_path: Path) -> PackFolder:
    return PackFolder(tmp_path / "pack")


def put(path: Path) -> Installed:
    return install_pack(read_pack(path), by=SYSTEM, at=NOW)


def lines() -> list[Line]:
    return list(Line.objects.filter(verb="places.install_pack"))


def test_a_pack_brings_places_figures_localities_and_boundaries(pack: PackFolder) -> None:
    done = put(pack.path)
    counted = {level: Place.objects.filter(level=level.value).count() for level in Level}
    assert counted == {Level.DEPARTMENT: 1, Level.PROVINCE: 1, Level.DISTRICT: 3, Level.LOCALITY: 6}
    assert Measurement.objects.count() == 5 and FigureLoad.objects.count() == 1
    one = Place.objects.select_related("parent").get(code="0501020002")
    assert (one.name, one.name_key, one.parent.code) == ("Pampamarca", "pampamarca", "050102")  # type: ignore[union-attr]
    assert (one.latitude_e6, one.longitude_e6, one.rural, one.synthetic) == (-13_280_000, -74_100_000, True, False)
    assert not Place.objects.get(code="0501010001").rural
    found = kept_boundaries.boundaries()
    assert sorted(found) == ["050101", "050102", "050103"] and found["050102"].bounds == (-74.15, -13.3, -74.02, -13.15)
    assert json.loads(settings.WINAY_BLOBS.get(done.pack.boundaries_sha256)) == boundaries()
    assert pack_in_force() == done.pack and installed_country() == "PE"
    assert (done.pack.localities, done.pack.title, done.pack.version) == (6, "Perú chico", "1")
    assert len(lines()) == 1 and done.localities.added == 6


def test_the_same_pack_again_changes_nothing_also_as_a_zip(pack: PackFolder, tmp_path: Path) -> None:
    put(pack.path)
    revision, before = figures_revision(), Line.objects.count()
    for around in ("", "perú chico/"):
        archive = tmp_path / "pack.zip"
        archive.write_bytes(pack.zipped(around))
        assert not put(archive).changed
    assert (figures_revision(), Line.objects.count(), Pack.objects.count()) == (revision, before, 1)


def test_a_changed_file_changes_what_changed_and_nothing_else(pack: PackFolder) -> None:
    put(pack.path)
    revision = figures_revision()
    pack.change("localities.csv", "Pampamarca,1,-13.28", "Pampamarca Alta,1,-13.29")
    done = put(pack.seal(version="2"))
    assert (done.localities.added, done.localities.changed, done.figures.any(), done.boundaries_changed) == (
        0, 1, False, False,
    )  # fmt: skip
    assert figures_revision() == revision, "figures were not touched"
    assert Place.objects.get(code="0501020002").name == "Pampamarca Alta"
    assert len(lines()) == 2 and '"localities_changed":1' in lines()[-1].body.replace(" ", "")
    pack.change("figures/households.csv", "050102,104", "050102,105")
    done = put(pack.seal())
    assert done.figures.figures_changed == 1 and not done.localities.changed and figures_revision() != revision
    pack.draw(*(feature(code, square(*corners)) for code, corners in SQUARES_MOVED.items()))
    assert put(pack.seal()).boundaries_changed
    assert kept_boundaries.boundaries()["050103"].bounds[2] == -73.8, "the old shapes are not remembered"


SQUARES_MOVED = {
    "050101": (-74.3, -13.2, -74.15, -13.1), "050102": (-74.15, -13.3, -74.02, -13.15),
    "050103": (-74.02, -13.3, -73.8, -13.15),
}  # fmt: skip


def test_what_a_newer_pack_does_not_list_is_kept_and_told(pack: PackFolder) -> None:
    put(pack.path)
    pack.change("localities.csv", "0501020002,Pampamarca,1,-13.28,-74.1\n", "")
    done = put(pack.seal())
    assert done.changed and done.localities.kept == 1
    assert Place.objects.filter(code="0501020002").exists()


def test_a_pack_without_boundaries_or_localities_leaves_those_in_force(pack: PackFolder) -> None:
    first = put(pack.path).pack
    pack.remove("boundaries.geojson", "localities.csv")
    second = put(pack.seal()).pack
    assert second.boundaries_sha256 == first.boundaries_sha256 and second.localities == 6
    assert len(kept_boundaries.boundaries()) == 3


def test_a_pack_may_bring_localities_alone(pack: PackFolder) -> None:
    put(pack.path)
    pack.remove("boundaries.geojson", "headlines.yaml", "places.csv", "sources.csv", "indicators.csv")
    pack.remove("figures/poverty.csv", "figures/households.csv")
    pack.write("localities.csv", "code,name,rural,latitude,longitude\n0501020009,Nueva Luz,1,-13.2,-74.1\n")
    done = put(pack.seal())
    assert done.localities.added == 1 and not done.figures.any() and done.localities.kept == 6


def test_synthetic_localities_are_left_alone_and_never_overwritten(pack: PackFolder) -> None:
    put(pack.path)
    add_localities([LocalityRow("0501019001", "Puka Orqo")], synthetic=True, by=SYSTEM, at=NOW)
    pack.change("localities.csv", "Qachun", "Qachun Grande")
    assert put(pack.seal()).localities.kept == 0
    assert Place.objects.get(code="0501019001").synthetic
    pack.change("localities.csv", "0501010002", "0501019001")
    with pytest.raises(Refused) as refused:
        put(pack.seal())
    assert refused.value.reasons[0].code == "places.code_is_synthetic"


def test_positions_a_little_outside_are_kept_as_doubtful(pack: PackFolder) -> None:
    # 8 km beyond the border; in the neighbour's district; 540 m beside its own, which the drawing allows.
    pack.change("localities.csv", "Qachun,1,-13.15,-74.25", "Qachun,1,-13.03,-74.25")
    pack.change("localities.csv", "Muyurina,1,-13.12,-74.18", "Muyurina,1,-13.25,-74.1")
    pack.change("localities.csv", "Acocro,1,-13.21,-74.04", "Acocro,1,-13.21,-74.155")
    content = read_pack(pack.seal(boundary_tolerance_m=700))
    assert content.positions.doubtful == {"0501010002", "0501010003"}
    assert (content.positions.outside_country, content.positions.outside_district) == (1, 1)
    put(pack.path)
    assert set(Place.objects.filter(doubtful_position=True).values_list("code", flat=True)) == {
        "0501010002", "0501010003",
    }  # fmt: skip
    assert read_pack(pack.seal(boundary_tolerance_m=0)).positions.outside_country == 2


def test_a_district_parted_off_since_the_census_is_still_its_localities_own(pack: PackFolder) -> None:
    # 050103 was parted from 050102: a locality listed under the older one may lie in the newer one.
    pack.change("localities.csv", "Pampamarca,1,-13.28,-74.1", "Pampamarca,1,-13.28,-73.95")
    assert not read_pack(pack.seal()).positions.doubtful


def test_only_the_outline_is_known(pack: PackFolder) -> None:
    pack.remove("boundaries.geojson")
    pack.write(
        "outline.geojson",
        json.dumps({"type": "FeatureCollection", "features": [feature("", square(-74.3, -13.3, -73.9, -13.1))]}),
    )
    assert not read_pack(pack.seal()).positions.doubtful
    pack.change("localities.csv", "-13.28", "-23.28")
    with pytest.raises(BadInputs):
        read_pack(pack.seal())


def test_localities_from_parquet_say_the_same(pack: PackFolder) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    put(pack.path)
    rows = [line.split(",") for line in (pack.path / "localities.csv").read_text().splitlines()]
    columns: dict[str, Any] = {name: [row[at] for row in rows[1:]] for at, name in enumerate(rows[0])}
    columns["rural"] = [one == "1" for one in columns["rural"]]
    for name in ("latitude", "longitude"):
        columns[name] = [float(one) for one in columns[name]]
    pq.write_table(pa.table(columns), pack.path / "localities.parquet")
    pack.remove("localities.csv")
    done = put(pack.seal())
    assert (done.localities.added, done.localities.changed, done.localities.kept) == (0, 0, 0)


def test_altitude_community_and_households_come_with_the_localities(pack: PackFolder) -> None:
    text = "code,name,rural,latitude,longitude,altitude_m,community,households\n"
    text += "0501020001,Acocro,1,-13.21,-74.04,3247,Acocro,60\n0501020002,Pampamarca,1,-13.28,-74.1,,,\n"
    pack.write("localities.csv", text)
    with pytest.raises(BadInputs) as bad:
        read_pack(pack.seal())
    assert [problem.column for problem in bad.value.problems] == ["localities_counted_on"]
    put(pack.seal(localities_counted_on="2017-10-22"))
    one = Place.objects.get(code="0501020001")
    assert (one.altitude_m, one.community) == (3247, "Acocro")
    load = CountLoad.objects.get()
    assert load.counted_on == date(2017, 10, 22) and [c.households for c in load.counts.all()] == [60]
    assert not put(pack.path).changed and CountLoad.objects.count() == 1
    pack.change("localities.csv", ",60", ",61")
    assert put(pack.seal()).households_changed
    assert [one.withdrawn_at is None for one in CountLoad.objects.order_by("id")] == [False, True]


def test_a_community_named_by_an_office_stays_when_the_pack_knows_none(pack: PackFolder) -> None:
    put(pack.path)
    Place.objects.filter(code="0501020001").update(community="Acocro")
    pack.change("localities.csv", "Qachun", "Qachun Grande")
    put(pack.seal())
    assert Place.objects.get(code="0501020001").community == "Acocro"


def test_another_countrys_pack_is_refused_over_a_live_program(pack: PackFolder) -> None:
    put(pack.path)
    before = Line.objects.count()
    content = read_pack(pack.seal(country="BO", currency="USD", time_zone="America/La_Paz"))
    with pytest.raises(Refused) as refused:
        install_pack(content, by=SYSTEM, at=NOW)
    assert refused.value.reasons[0].code == "places.other_country"
    assert dict(refused.value.reasons[0].params) == {"country": "BO", "installed": "PE"}
    assert (Line.objects.count(), Pack.objects.count()) == (before, 1)
    with pytest.raises(Refused):
        check_country_pack(pack.path)


def test_the_shipped_tables_are_refused_over_another_country(pack: PackFolder, settings: Any) -> None:
    put(pack.seal(country="BO", currency="USD", time_zone="America/La_Paz"))
    with pytest.raises(Refused) as refused:
        load_country(settings.WINAY_COUNTRY, by=SYSTEM, at=NOW)
    assert refused.value.reasons[0].code == "places.other_country"


def test_only_the_command_line_installs(pack: PackFolder) -> None:
    with pytest.raises(NotAllowed):
        install_pack(read_pack(pack.path), by=people.acting_as(people.someone()), at=NOW)
    assert not Pack.objects.exists()


def test_an_installation_that_fails_on_the_way_leaves_nothing(pack: PackFolder, monkeypatch: Any) -> None:
    def broken(**_: Any) -> int:
        raise RuntimeError("no areas")

    monkeypatch.setattr("winay.journeys.packs.define_areas", broken)
    with pytest.raises(RuntimeError):
        install_country_pack(pack.path)
    assert not Place.objects.exists() and not Pack.objects.exists() and not Line.objects.exists()


def test_the_journey_tells_each_step_and_draws_the_areas(pack: PackFolder) -> None:
    steps: list[str] = []
    done = install_country_pack(pack.path, tell=lambda step, at, of: steps.append(step))
    assert list(dict.fromkeys(steps)) == [
        "files", "figures", "boundaries", "localities", "positions", "write_figures", "write_localities", "areas",
    ]  # fmt: skip
    assert done.areas and not install_country_pack(pack.path).areas
    assert Line.objects.filter(verb="targeting.define_areas").count() == 1


def test_what_was_installed_is_not_rewritten(pack: PackFolder) -> None:
    put(pack.path)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pack.objects.update(version="9")
    with pytest.raises(IntegrityError), transaction.atomic():
        Pack.objects.all()._raw_delete("default")
