"""The shipped figures reproduce what was published and computed from them. Proof, not prose."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from winay.countries.peru import write_figures
from winay.places.models import Indicator, Measurement, Place, Source
from winay.places.queries import Column, DistrictTable, district_table, facts_of, place_by_code, unknown_of
from winay.places.terms import Level

pytestmark = pytest.mark.django_db
COUNTRY = Path(write_figures.__file__).parent
PROGRAM = ("haku_winay_households_ongoing", "haku_winay_households_completed")
FORTY = 40_000


@pytest.fixture
def table() -> DistrictTable:
    return district_table(["poverty_pct", "nbi_any_pct", "rural_households_est", "u5_stunted_pct", *PROGRAM])


def above(column: Column, line: int) -> set[int]:
    return {at for at, value in enumerate(column.value) if value is not None and value > line}


def households(table: DistrictTable, rows: set[int]) -> int:
    return sum(table.columns["rural_households_est"].value[at] or 0 for at in rows)


def in_the_program(table: DistrictTable) -> dict[int, int]:
    ongoing, completed = (table.columns[key].value for key in PROGRAM)
    return {
        at: (a or 0) + (b or 0)
        for at, (a, b) in enumerate(zip(ongoing, completed, strict=True))
        if (a, b) != (None, None)
    }


def test_the_tree_is_the_countrys() -> None:
    counted = {level: Place.objects.filter(level=level.value, synthetic=False).count() for level in Level}
    assert counted == {Level.DEPARTMENT: 25, Level.PROVINCE: 196, Level.DISTRICT: 1891, Level.LOCALITY: 0}
    assert all(
        place.code.startswith(place.parent.code) for place in Place.objects.select_related("parent") if place.parent
    )


def test_713_districts_are_over_forty_percent_poor(table: DistrictTable) -> None:
    poverty = table.columns["poverty_pct"]
    assert poverty.indicator.scale == 3
    rows = list(zip(poverty.value, poverty.low, poverty.high, strict=True))
    known = [
        (value, low, high) for value, low, high in rows if value is not None and low is not None and high is not None
    ]
    over = above(poverty, FORTY)
    assert len(over) == 713
    assert sum(1 for _, low, _ in known if low > FORTY) == 277
    assert sum(1 for value, low, _ in known if value > FORTY >= low) == 436
    assert sum(1 for value, _, high in known if value <= FORTY < high) == 359
    assert sum(1 for _, _, high in known if high <= FORTY) == 802
    assert len(rows) - len(known) == 17
    assert len(rows) == 1891
    assert households(table, over) == 947_994


def test_with_unmet_needs_as_well_112_districts_remain(table: DistrictTable) -> None:
    needs = {at for at, value in enumerate(table.columns["nbi_any_pct"].value) if value is not None and value >= 600}
    both = above(table.columns["poverty_pct"], FORTY) & needs
    assert len(both) == 112
    assert households(table, both) == 138_706
    assert len(needs) == 252


def test_the_program_reached_418318_households_in_726_districts(table: DistrictTable) -> None:
    reached = in_the_program(table)
    assert (len(reached), sum(reached.values())) == (726, 418_318)
    over = above(table.columns["poverty_pct"], FORTY)
    inside = sum(count for at, count in reached.items() if at in over)
    assert round(Decimal(inside) / sum(reached.values()) * 100, 1) == Decimal("71.0")
    rural = table.columns["rural_households_est"].value
    assert sum(1 for at, count in reached.items() if count > (rural[at] or 0)) == 98


def test_national_sums_are_the_published_ones() -> None:
    def total(key: str) -> int:
        return sum(Measurement.objects.filter(indicator__key=key).values_list("value", flat=True))

    assert total("population") == 29_381_884
    assert total("population_projected") == 34_350_244
    assert total("households") == 8_252_284
    assert total("juntos_households_affiliated") == 793_623
    assert (total("u5_stunted"), total("u5_evaluated")) == (230_291, 1_501_434)
    assert total("producers") == 2_030_203
    assert (total("farm_producers"), total("farm_units_with_land")) == (2_260_973, 2_213_506)
    assert total("rural_households_counted") == 525_107


def test_no_figure_is_invented_for_the_17_new_districts() -> None:
    new = list(Place.objects.filter(level=Level.DISTRICT.value, lent_from__isnull=False))
    assert len(new) == 17
    census = Measurement.objects.filter(place__in=new, as_of_label__in=["2018", "2017-10-22"])
    assert not census.exists()


def test_a_new_district_shows_lent_rates_and_never_lent_counts() -> None:
    place = place_by_code("050512")
    assert place is not None and place.lent_from is not None
    facts = {fact.indicator.key: fact for fact in facts_of(place)}
    assert facts["poverty_pct"].lent_from == place.lent_from
    assert facts["poverty_pct"].value == Decimal("45.928")
    assert facts["capital_altitude_m"].lent_from is None
    assert not {"population", "households", "rural_households_est", *PROGRAM} & facts.keys()
    assert "rural_households_est" in {indicator.key for indicator in unknown_of(place)}


def test_the_table_keeps_lent_values_apart(table: DistrictTable) -> None:
    poverty = table.columns["poverty_pct"]
    lent = {code for code, value in zip(table.code, poverty.lent, strict=True) if value is not None}
    assert len(lent) == 17
    assert all(poverty.value[at] is None for at, code in enumerate(table.code) if code in lent)
    assert not any(table.columns["rural_households_est"].lent)


def test_values_are_exactly_as_published() -> None:
    facts = {fact.indicator.key: fact for fact in facts_of(place_by_code("010101"))}  # type: ignore[arg-type]
    poverty = facts["poverty_pct"]
    assert (poverty.value, poverty.low, poverty.high) == (Decimal("9.035"), Decimal("5.774"), Decimal("12.296"))
    assert (poverty.as_of_label, poverty.source.publisher, poverty.estimated) == ("2018", "INEI", True)
    assert facts["rural_population_pct"].value == Decimal("1.77")
    assert facts["hdi"].value == Decimal("0.64236")
    assert facts["juntos_households_affiliated"].as_of_label == "2024-08-31"


def test_every_indicator_says_what_it_means_and_every_figure_where_it_is_from() -> None:
    assert Indicator.objects.count() == 42
    for indicator in Indicator.objects.all():
        assert indicator.definition_es and indicator.definition_en and indicator.name_en
    assert not Source.objects.filter(measurements__isnull=True).exists()
    must_warn = ["poverty_pct", "nbi_any_pct", "rural_households_est", "u5_stunted_pct", "juntos_households_affiliated"]
    assert not Indicator.objects.filter(key__in=must_warn, caveat_es="").exists()


def test_the_committed_tables_are_what_the_script_writes(tmp_path: Path) -> None:
    pack = os.environ.get("WINAY_PACK")
    if not pack or not Path(pack).is_dir():
        pytest.skip("WINAY_PACK names no folder: the committed figures were NOT compared with the publications")
    for path in write_figures.write(Path(pack), tmp_path):
        name = path.relative_to(tmp_path)
        assert path.read_bytes() == (COUNTRY / name).read_bytes(), name
    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv")}
    committed = {path.relative_to(COUNTRY) for path in COUNTRY.rglob("*.csv")}
    assert committed - written == {Path("indicators.csv"), Path("sources.csv")}


def test_no_file_of_the_publications_is_copied_byte_for_byte() -> None:
    pack = os.environ.get("WINAY_PACK")
    if not pack or not Path(pack).is_dir():
        pytest.skip("WINAY_PACK names no folder: nothing to compare with")
    theirs = {path.read_bytes() for path in Path(pack).iterdir() if path.is_file()}
    assert not [path for path in COUNTRY.rglob("*") if path.is_file() and path.read_bytes() in theirs]
