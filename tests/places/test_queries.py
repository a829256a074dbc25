"""Search and reading: what is found, in which order, with how many queries, how fast."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.places.conftest import NOW, Folder
from winay.core.actors import SYSTEM
from winay.places import queries
from winay.places.models import Indicator, Measurement, Place, Source
from winay.places.services import load_country

pytestmark = pytest.mark.django_db
TEN = [
    *("poverty_pct", "nbi_any_pct", "u5_stunted_pct", "rural_households_est", "agri_employment_pct", "quechua_pct"),
    *("juntos_households_affiliated", "haku_winay_households_ongoing", "haku_winay_households_completed"),
    "capital_altitude_m",
]


def codes(text: str, limit: int = 20) -> list[str]:
    return [place.code for place in queries.search(text, limit=limit)]


@pytest.mark.parametrize("text", ["nunoa", "Ñuñoa", "NUÑOA", " nuño ", "Nuñoa"])
def test_a_name_is_found_without_accents(text: str) -> None:
    assert codes(text)[0] == "210806"


def test_a_code_finds_the_place_first_and_then_what_lies_inside() -> None:
    found = codes("0501", limit=50)
    assert found[0] == "0501"
    assert set(found[1:]) == {place.code for place in Place.objects.filter(parent__code="0501")}
    assert codes("050101")[0] == "050101"


def test_a_code_that_lost_its_zero_is_found() -> None:
    assert codes("50101") == ["050101"]
    assert codes("501") == ["0501"]


def test_larger_places_and_whole_names_come_first() -> None:
    assert codes("lima")[:3] == ["15", "1501", "150101"]
    assert [place.name for place in queries.search("san juan", limit=4)] == ["San Juan"] * 4
    assert "Huancavelica" in {place.name for place in queries.search("huanc", limit=3)}


def test_a_later_word_of_a_name_is_found_but_not_its_middle() -> None:
    assert "140106" not in codes("uertas") and codes("victoria")[:1] == ["140106"]
    assert all("lurigancho" in place.name_key for place in queries.search("lurigancho"))
    assert {"150132", "150118"} <= set(codes("lurigancho"))


@pytest.mark.parametrize("text", ["", "   ", "—", "%", "_", "'; DROP TABLE places_place; --", "x" * 5000])
def test_odd_texts_find_nothing_and_break_nothing(text: str) -> None:
    assert codes(text) == []


def test_search_is_one_query_with_its_parents(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        found = queries.search("san", limit=30)
        assert len(found) == 30
        assert all(place.parent.parent.name for place in found if place.level == "district")  # type: ignore[union-attr]


def test_the_tree_is_walked_both_ways(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(3):
        place = queries.place_by_code("050101")
        assert place is not None
        assert [around.code for around in queries.ancestors(place)] == ["05", "0501"]
        assert len(queries.children(place.parent)) == 16  # type: ignore[arg-type]
    assert queries.place_by_code("999999") is None


@pytest.mark.parametrize(("code", "count"), [("050101", 2), ("050512", 2), ("0501", 2), ("05", 2)])
def test_facts_need_as_many_queries_for_any_place(code: str, count: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    place = queries.place_by_code(code)
    assert place is not None
    with django_assert_max_num_queries(count):
        facts = queries.facts_of(place)
        assert all(fact.source.publisher and fact.indicator.name_es for fact in facts)
        assert facts == sorted(facts, key=lambda fact: fact.indicator.position)
    assert facts


def test_unknown_is_no_zero() -> None:
    place = queries.place_by_code("010102")
    assert place is not None
    unknown = {indicator.key for indicator in queries.unknown_of(place)}
    facts = {fact.indicator.key for fact in queries.facts_of(place)}
    assert "haku_winay_households_completed" in unknown
    assert not unknown & facts


def test_the_district_table_takes_three_queries(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    queries.district_table(TEN)
    with django_assert_num_queries(3):
        table = queries.district_table(TEN)
    assert len(table.code) == 1891 == len(table.columns["poverty_pct"].value)
    assert table.code == sorted(table.code)


def test_an_unknown_indicator_is_an_error_and_not_an_empty_column() -> None:
    with pytest.raises(KeyError):
        queries.district_table(["poverty_share"])


@pytest.mark.bare
def test_the_newest_figure_counts(folder: Folder) -> None:
    load_country(folder.path, by=SYSTEM, at=NOW)
    old = Measurement.objects.get(place__code="050101", indicator__key="households")
    newer = Measurement(
        place=old.place, indicator=old.indicator, source=old.source, as_of="2027-10-22", as_of_label="2027-10-22"
    )
    newer.value, newer.estimated = 9000, False
    newer.save()
    table = queries.district_table(["households"])
    assert table.columns["households"].value == [9000, 104, None]
    facts = {fact.indicator.key: fact for fact in queries.facts_of(old.place)}
    assert (facts["households"].value, facts["households"].as_of_label) == (9000, "2027-10-22")


@pytest.mark.bare
def test_synthetic_places_stay_out_of_the_district_table(folder: Folder) -> None:
    load_country(folder.path, by=SYSTEM, at=NOW)
    province = Place.objects.get(code="0501")
    Place.objects.create(code="050199", level="district", name="X", name_key="x", parent=province, synthetic=True)
    assert queries.district_table([]).code == ["050101", "050102", "050103"]
    assert queries.district_table(["poverty_pct"]).columns["poverty_pct"].lent == [None, None, 45928]


BAD_PLACES = [
    ("code_fits_level", {"code": "0599", "level": "district"}),
    ("code_fits_level", {"code": "0501010", "level": "district"}),
    ("code_fits_level", {"code": "050999", "level": "country"}),
    ("parent_unless_department", {"code": "050999", "parent_id": None}),
    ("named", {"code": "050999", "name": ""}),
    ("named", {"code": "050999", "name_key": ""}),
    ("lent_to_new_district", {"code": "050999", "in_census_2017": True, "lends": True}),
    ("on_earth", {"code": "050999", "latitude_e6": 91_000_000, "longitude_e6": 0}),
    ("on_earth", {"code": "050999", "latitude_e6": 1_000_000, "longitude_e6": None}),
    ("code|kept", {"code": "050101"}),
]


@pytest.mark.parametrize(("constraint", "spoiled"), BAD_PLACES)
def test_the_database_refuses_impossible_places(constraint: str, spoiled: dict[str, object]) -> None:
    fields = {"level": "district", "name": "X", "name_key": "x", "in_census_2017": False}
    fields |= {"parent_id": Place.objects.get(code="0509").pk} | spoiled
    if fields.pop("lends", False):
        fields["lent_from_id"] = Place.objects.get(code="050101").pk
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Place.objects.create(**fields)


BAD_FIGURES = [
    "within_interval low = 31000",
    "within_interval high = 1",
    "whole_interval low = 1",
    "whole_interval high = 99999",
]


@pytest.mark.parametrize("attack", BAD_FIGURES)
def test_the_database_refuses_impossible_intervals(attack: str) -> None:
    constraint, change = attack.split(" ", 1)
    other = "low = NULL, high = NULL, " if constraint == "whole_interval" else ""
    row = Measurement.objects.filter(indicator__key="poverty_pct", place__code="010101").get()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        if other:
            cursor.execute("UPDATE places_measurement SET low = NULL, high = NULL WHERE id = %s", [row.pk])
        cursor.execute(f"UPDATE places_measurement SET {change} WHERE id = %s", [row.pk])


def test_one_figure_per_place_indicator_and_day() -> None:
    row = Measurement.objects.filter(indicator__key="poverty_pct").first()
    assert row is not None
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_indicators_and_lent_places_cannot_be_pulled_away() -> None:
    from django.db.models import ProtectedError

    for model in (Indicator, Source, Place):
        with pytest.raises(ProtectedError):
            model.objects.first().delete()  # type: ignore[union-attr]
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(key="hdi").update(unit="litres")
