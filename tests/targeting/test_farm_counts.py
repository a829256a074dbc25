"""Which farm count decides in an area: its own localities, or its district's; real before synthetic; the newest."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import pytest
from django.conf import settings

from tests import people
from tests.targeting import scene
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.places.localities import LocalityRow, add_localities
from winay.places.models import Place
from winay.targeting.farms.files import COLUMNS
from winay.targeting.models import FarmCount, FarmCut, FarmTable
from winay.targeting.queries import farms
from winay.targeting.queries.farms import CutAsked, counts_for
from winay.targeting.services.farm_units import import_farm_file
from winay.targeting.services.farms import withdraw_farm_table

pytestmark = pytest.mark.django_db
PLAIN, ASKED = CutAsked(13_000), CutAsked(13_000, 7_500, 7_500)
FURTHER = "ubigeo,households,under_cut,under_cut_further\n"
AREAS = [(1, "050101-9001", "050101"), (2, "050101-9003", "050101"), (3, "050102", "050102"), (4, "210101", "210101")]


@pytest.fixture
def members(db) -> dict[int, list[int]]:
    rows = [LocalityRow(f"050101900{n}", f"Caserío {n}") for n in (1, 2, 3, 4)]
    made = {place.code: place.pk for place in add_localities(rows, synthetic=True, by=SYSTEM, at=now())}
    return {1: [made["0501019002"], made["0501019001"]], 2: [made["0501019003"]], 3: []}


@pytest.fixture
def ana(db):
    return people.acting_as(people.specialist())


@pytest.fixture
def units(ana, tmp_path):
    def units(*farms: tuple[str, str], as_of: date = scene.TERMS.as_of, **how) -> FarmTable:
        """Farms as (place, hectares), all with shares of 80 % and limited sales."""
        path = tmp_path / "predios.csv"
        path.write_text("\n".join([",".join(COLUMNS), *(f"{place},{ha},80,80,1" for place, ha in farms)]) + "\n")
        terms = replace(scene.TERMS, as_of=as_of, **how)
        said = import_farm_file(file="predios.csv", path=path, terms=terms, by=ana, at=now())
        assert said.table is not None
        return said.table

    return units


def said(asked: CutAsked, members) -> list[tuple[int, int, int, int, bool, int]]:
    c = counts_for(asked, AREAS, members)
    columns = (c.households, c.under, c.further, c.table_id, c.per_area, c.localities)
    return [tuple(column[at].item() for column in columns) for at in range(len(AREAS))]


NOTHING = (-1, -1, -1, 0, False, 0)


def test_without_tables_everything_is_unknown(members, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert said(ASKED, members) == [NOTHING] * 4


def test_a_table_of_localities_says_each_area_its_own(units, members, django_assert_num_queries):
    table = units(
        ("0501019001", "1"), ("0501019001", "2"), ("0501019002", "1"), ("0501019003", "9"), ("050102", "1"),
        ("050101", "0.1"),
    )  # fmt: skip
    with django_assert_num_queries(4):
        found = said(ASKED, members)
    assert found == [
        (3, 2, 2, table.pk, True, 2),
        (1, 0, 0, table.pk, True, 1),  # the farm without a locality belongs to no area of a district that has several
        (1, 1, 1, table.pk, True, 0),  # the only area of its district
        NOTHING,
    ]


def test_an_area_that_was_not_visited_is_unknown_not_its_districts(units, members):
    units(("0501019001", "1"), ("050101", "1"))
    assert [row[0] for row in said(ASKED, members)] == [1, -1, -1, -1]


def test_a_count_by_district_is_inherited_and_says_so(ana, members):
    table = scene.farm_table(ana, "050101,100,90,80\n050102,50,40,30\n", head=FURTHER)
    assert said(ASKED, members) == [
        (100, 90, 80, table.pk, False, 0), (100, 90, 80, table.pk, False, 0), (50, 40, 30, table.pk, True, 0), NOTHING
    ]  # fmt: skip


def test_localities_beat_the_district_on_the_same_day_and_a_newer_day_beats_both(ana, units, members):
    own = units(("0501019001", "1"), ("0501019003", "2"))
    district = scene.farm_table(ana, "050101,100,90,80\n", head=FURTHER)
    assert [row[3] for row in said(ASKED, members)] == [own.pk, own.pk, 0, 0]
    newer = scene.farm_table(
        ana, "050101,101,90,80\n", head=FURTHER, as_of=scene.TERMS.as_of + timedelta(days=1)
    )  # fmt: skip
    assert [row[3] for row in said(ASKED, members)] == [newer.pk, newer.pk, 0, 0]
    for table in (newer, own):
        withdraw_farm_table(table=table, reason=scene.REASON, by=ana, at=now())
    assert [row[3] for row in said(ASKED, members)] == [district.pk, district.pk, 0, 0]


def test_what_one_table_leaves_open_the_next_may_say(ana, units, members):
    district = scene.farm_table(ana, "050101,100,90,80\n050102,9,8,7\n", head=FURTHER)
    own = units(("0501019003", "1"), as_of=scene.TERMS.as_of + timedelta(days=9))
    assert [row[3] for row in said(ASKED, members)] == [district.pk, own.pk, district.pk, 0]


def test_a_real_table_goes_before_a_synthetic_one(ana, units, members):
    real = scene.farm_table(ana, "050101,100,90,80\n", head=FURTHER, as_of=date(2020, 1, 1))
    units(("0501019001", "1"), ("050102", "1"), synthetic=True)
    assert [row[3] == real.pk for row in said(ASKED, members)][:2] == [True, True]


def test_only_the_same_question_is_answered(ana, members):
    table = scene.farm_table(ana, "050101,100,90,80\n050102,50,40,\n", head=FURTHER)
    assert [row[:4] for row in said(PLAIN, members)] == [
        (100, 90, 80, table.pk), (100, 90, 80, table.pk), (50, 40, -1, table.pk), NOTHING[:4]
    ]  # fmt: skip
    assert said(ASKED, members)[2] == NOTHING  # further was not counted there
    for other in (CutAsked(12_999), CutAsked(13_000, 7_500, 7_600)):
        assert said(other, members) == [NOTHING] * 4
    plain = scene.farm_table(ana, "050101,10,9\n", as_of=scene.TERMS.as_of + timedelta(days=1))
    assert said(PLAIN, members)[0][3] == plain.pk and said(ASKED, members)[0][3] == table.pk


def test_single_farms_answer_any_cut_also_one_that_nobody_kept(units, members, django_assert_num_queries):
    table = units(("0501019001", "1"), ("0501019002", "1.9999"), ("0501019003", "2"), ("050102", "0.1"))
    farms.farms_kept.forget()
    asked = CutAsked(20_000, 8_000, 8_000)
    with django_assert_num_queries(5):
        found = said(asked, members)
    assert found == [(2, 2, 2, table.pk, True, 2), (1, 0, 0, table.pk, True, 1), (1, 1, 1, table.pk, True, 0), NOTHING]
    with django_assert_num_queries(3):
        assert [row[:4] for row in said(CutAsked(20_001), members)][1] == (1, 1, -1, table.pk)
    assert said(CutAsked(20_000, 8_001, 8_000), members)[0][:4] == (2, 2, 0, table.pk)


def test_farms_whose_file_is_gone_answer_only_what_was_kept(units, members):
    table = units(("0501019001", "1.11"))
    farms.farms_kept.forget()
    settings.WINAY_BLOBS.path(table.units_sha256).unlink()
    assert said(ASKED, members)[0][3] == table.pk and said(CutAsked(20_000), members) == [NOTHING] * 4


def test_many_questions_in_one_pass_are_answered_as_one_by_one(ana, units, members, django_assert_num_queries):
    units(("0501019001", "1"), ("0501019002", "1.9999"), ("050102", "0.1"), synthetic=True)
    scene.farm_table(ana, "050101,100,90,80\n", head=FURTHER)
    many = [ASKED, PLAIN, CutAsked(20_000), CutAsked(5_000, 100, 100), ASKED]
    grid = farms.grid_of(AREAS, members)
    with django_assert_num_queries(5):  # two of them for the ids of the farms' places, once
        together = farms.counts_on(grid, many)
    for asked, counts in zip(many, together, strict=True):
        alone = counts_for(asked, AREAS, members)
        for name in ("households", "under", "further", "table_id", "per_area", "localities"):
            assert getattr(counts, name).tolist() == getattr(alone, name).tolist(), (asked, name)


def test_no_areas_and_no_members_are_answered_too(ana, members):
    scene.farm_table(ana, "050101,100,90,80\n", head=FURTHER)
    assert len(counts_for(ASKED, [], {}).households) == 0
    assert said(ASKED, {})[0][0] == 100


@dataclass(frozen=True)
class Row:
    synthetic: bool
    as_of: date
    table: int
    counts: dict[str, tuple[int, int, int]]


def by_hand(rows: list[Row], area: tuple[int, str, str], codes: dict[int, list[str]]) -> tuple[int, int, int, int]:
    """The same choice, table by table, in plain words."""
    _, _, district = area
    alone = sum(other[2] == district for other in AREAS) == 1
    there = [code for number, *_, home in AREAS if home == district for code in codes.get(number, [])]
    found = []
    for row in rows:
        local = [row.counts[code] for code in codes.get(area[0], []) if code in row.counts]
        whole = row.counts.get(district)
        order = (row.synthetic, -row.as_of.toordinal())
        if local:
            parts = [*local, whole] if alone and whole else local
            found.append((*order, 0, -row.table, tuple(map(sum, zip(*parts, strict=True)))))
        elif whole and not any(code in row.counts for code in there):
            found.append((*order, 1, -row.table, whole))
    return (*min(found)[4], -min(found)[3]) if found else (-1, -1, -1, 0)


@pytest.mark.parametrize("seed", range(12))
def test_columns_choose_as_plain_words_do(members, ana, seed):
    chance = Random(seed)
    names = dict(
        Place.objects.filter(pk__in=[pk for some in members.values() for pk in some]).values_list("id", "code")
    )
    codes = {area: [names[pk] for pk in some] for area, some in members.items()}
    ids = dict(Place.objects.values_list("code", "id"))
    rows = []
    for _ in range(chance.randint(0, 6)):
        as_of, synthetic = date(2026, 1, chance.randint(1, 3)), chance.random() < 0.4
        table = FarmTable.objects.create(
            name="x", publisher="x", as_of=as_of, synthetic=synthetic, file_name="x",
            file_sha256=f"{chance.getrandbits(256):064x}", imported_by=ana.public_id, imported_at=now(),
        )  # fmt: skip
        cut = FarmCut.objects.create(table=table, cut_ha=13_000, labour_share=7_500, property_share=7_500)
        counts = {}
        for code in [*names.values(), "050101", "050102", "210101"]:
            if chance.random() < 0.4:
                numbers = sorted((chance.randint(0, 50) for _ in range(3)), reverse=True)
                counts[code] = (numbers[0], numbers[1], numbers[2])
                FarmCount.objects.create(
                    cut=cut, place_id=ids[code], households=numbers[0], under_cut=numbers[1], further=numbers[2]
                )
        rows.append(Row(synthetic, as_of, table.pk, counts))
    for asked in (PLAIN, ASKED):
        assert [row[:4] for row in said(asked, members)] == [by_hand(rows, area, codes) for area in AREAS]
