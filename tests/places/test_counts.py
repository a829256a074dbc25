"""Households of localities: spread from the estimate, replaced by counts, and back again."""

import json
import os
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.places.count_scene import ACOCRO, CHUSCHI, ESTIMATED, PUTIS, settle, table
from winay.core.clock import now
from winay.core.errors import BadInputs, NotAllowed, Refused
from winay.journal.models import Line, Subject
from winay.journeys.counts import load_household_counts, withdraw_household_counts
from winay.journeys.upkeep import sweep_files
from winay.places.counts.queries import households_of
from winay.places.counts.services import LoadedCounts, load_counts, withdraw_counts
from winay.places.models import CountLoad, HouseholdCount, Pack, Place

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 1)


def load(content: bytes, on: date = DAY, *, by: Any = None, file: str = "conteo.csv", **more: Any) -> LoadedCounts:
    who = by or people.acting_as(people.specialist())
    return load_counts(file=file, content=content, name="Visita de octubre", counted_on=on, by=who, at=now(), **more)


def homes(*districts: str) -> dict[str, tuple[int | None, bool]]:
    names = dict(Place.objects.values_list("id", "code"))
    return {names[place]: said for place, said in households_of(districts or None).items()}


def test_an_estimate_is_spread_evenly_over_rural_localities() -> None:
    one, two, three, urban = settle()
    assert homes() == {one: (590, False), two: (589, False), three: (589, False)} and urban not in homes()
    assert sum(n or 0 for n, _ in homes(CHUSCHI).values()) == ESTIMATED[CHUSCHI]
    assert homes(ACOCRO) == {}


def test_without_an_estimate_nobody_knows() -> None:
    settle(PUTIS)
    assert set(homes().values()) == {(None, False)}


def test_a_count_decides_and_the_rest_is_spread_over_the_others() -> None:
    one, two, three, _ = settle()
    done = load(table((one, 68), (two, 0)))
    assert homes() == {one: (68, True), two: (0, True), three: (1700, False)}
    (change,) = done.districts
    assert (change.code, change.localities, change.before, change.after) == (CHUSCHI, 2, 1768, 1768)
    load(table((three, 100)))
    assert homes() == {one: (68, True), two: (0, True), three: (100, True)}


def test_counts_beyond_the_estimate_leave_nothing_for_the_others_and_never_less() -> None:
    one, two, three, _ = settle()
    (change,) = load(table((one, 1000), (two, 900))).districts
    assert homes()[three] == (0, False) and (change.before, change.after) == (1768, 1900)


def test_the_newest_day_decides_whatever_was_loaded_last() -> None:
    one, _, _, _ = settle()
    load(table((one, 50)), DAY)
    (change,) = load(table((one, 70)), DAY - timedelta(days=400)).districts
    assert homes()[one] == (50, True) and (change.older, change.before, change.after) == (1, 1768, 1768)
    load(table((one, 51)), DAY)
    assert homes()[one] == (51, True), "of the same day the newest load"


def test_a_dry_run_says_what_would_change_and_writes_nothing() -> None:
    one, two, *_ = settle()
    settle(PUTIS, rural=2)
    done, areas = load_household_counts(
        file="conteo.csv", content=table((one, 900), (two, 900), (f"{PUTIS}0001", 30)), name="Visita", counted_on=DAY,
        by=people.acting_as(people.specialist()), at=now(), dry_run=True,
    )  # fmt: skip
    assert done.load is None and areas == 0 and not CountLoad.objects.exists()
    assert not Line.objects.filter(verb="places.load_counts").exists()
    assert [(c.code, c.name, c.localities, c.before, c.after) for c in done.districts] == [
        (CHUSCHI, "Chuschi", 2, 1768, 1800), (PUTIS, "Putis", 1, None, None),
    ]  # fmt: skip


def test_a_file_is_kept_told_once_and_refused_again() -> None:
    one, two, _, _ = settle()
    ana = people.acting_as(people.specialist())
    content = table((one, 68), (two, 7))
    done = load(content, by=ana)
    assert done.load is not None
    (line,) = Line.objects.filter(verb="places.load_counts")
    subjects = set(Subject.objects.filter(line=line).values_list("kind", "key"))
    assert subjects == {
        ("count_load", str(done.load.public_id)), ("place", CHUSCHI), ("place", one), ("place", two),
    }  # fmt: skip
    from django.conf import settings

    assert settings.WINAY_BLOBS.get(done.load.file_sha256) == content
    os.utime(settings.WINAY_BLOBS.path(done.load.file_sha256), (1, 1))
    sweep_files()
    assert settings.WINAY_BLOBS.get(done.load.file_sha256) == content, "the original was swept"
    with pytest.raises(Refused) as again:
        load(content, by=ana)
    assert again.value.reasons[0].code == "places.count_again"


def test_the_boundaries_of_a_pack_are_never_swept(settings: Any) -> None:
    digest = settings.WINAY_BLOBS.put(b"boundaries")
    Pack.objects.create(
        country="PE", key="peru", title="x", version="1", localities=0, boundaries_sha256=digest, at=now()
    )
    os.utime(settings.WINAY_BLOBS.path(digest), (1, 1))
    sweep_files()
    assert settings.WINAY_BLOBS.get(digest) == b"boundaries"


def test_withdrawing_brings_the_estimates_back() -> None:
    one, two, three, _ = settle()
    ana = people.acting_as(people.specialist())
    content = table((one, 68))
    kept = load(content, by=ana).load
    assert kept is not None
    for reason, code in (("  ", "reason_missing"), ("x" * 301, "reason_long")):
        with pytest.raises(Refused) as refused:
            withdraw_counts(load=kept, reason=reason, by=ana, at=now())
        assert refused.value.reasons[0].code == f"places.{code}"
    assert withdraw_counts(load=kept, reason="Se contaron personas.", by=ana, at=now()) == [CHUSCHI]
    assert homes() == {one: (590, False), two: (589, False), three: (589, False)}
    with pytest.raises(Refused) as refused:
        withdraw_counts(load=kept, reason="Otra vez.", by=ana, at=now())
    assert refused.value.reasons[0].code == "places.count_withdrawn"
    assert load(content, by=ana).load is not None, "the same file may come again once it is withdrawn"


def test_only_who_maps_the_territory_counts_in_it() -> None:
    one, *_ = settle()
    stranger = people.acting_as(people.specialist(people.OUTSIDE))
    for who in (stranger, people.acting_as(people.someone()), people.acting_as(people.auditor())):
        with pytest.raises(NotAllowed):
            load(table((one, 68)), by=who)
    kept = load(table((one, 68))).load
    assert kept is not None
    with pytest.raises(NotAllowed):
        withdraw_counts(load=kept, reason="No es así.", by=stranger, at=now())
    for who in (people.head(), people.manager()):
        load(table((one, 60 + who.pk % 7), (f"{CHUSCHI}0002", who.pk)), by=people.acting_as(who), dry_run=True)


def test_a_file_over_two_territories_is_not_half_loaded() -> None:
    one, *_ = settle()
    settle("210102")
    with pytest.raises(NotAllowed):
        load(table((one, 68), ("2101020001", 5)))
    assert not HouseholdCount.objects.exists()


@pytest.mark.parametrize(
    ("rows", "columns", "row", "column", "value", "words"),
    [
        ([("0502020001", -3)], "code,households", 2, "households", "-3", "que no sea negativo"),
        ([("0502020001", "")], "code,households", 2, "households", "", "un valor"),
        ([("0502020001", "doce")], "code,households", 2, "households", "doce", "punto decimal"),
        ([("0502020001", "1.5")], "code,households", 2, "households", "1.5", "0 decimales"),
        ([("502020001", 5)], "code,households", 2, "code", "502020001", "0502020001: falta el cero inicial"),
        ([("0502020099", 5)], "code,households", 2, "code", "0502020099", "centro poblado que esté registrado"),
        ([("050202", 5)], "code,households", 2, "code", "050202", "10 dígitos"),
        ([("0502020004", 5)], "code,households", 2, "code", "0502020004", "Lugar 04 es urbano"),
        ([("0502020001", 5), ("0502020001", 6)], "code,households", 3, "code", "0502020001", "ya está en la fila 2"),
        ([("0502020001", 5, "050102")], "code,households,district", 2, "district", "050102", "un solo distrito"),
        ([("0502020001", 5, "x" * 121)], "code,households,community", 2, "community", "x" * 121, "120 caracteres"),
        ([("0502020001", 17_680)], "code,households", 2, "households", "17680", "1768 hogares rurales estimados"),
        ([("0502020001", 9_000), ("0502020002", 8_680)], "code,households", 3, "households", "8680", "suman 17680"),
        ([("0502020001", 5)], "code,hogares", 1, None, "code, hogares", "la columna households"),
    ],
)
def test_a_wrong_row(
    rows: list[tuple[object, ...]], columns: str, row: int, column: str | None, value: str, words: str
) -> None:
    settle()
    with pytest.raises(BadInputs) as bad:
        load(table(*rows, columns=columns))
    problem = bad.value.problems[0]
    assert (problem.file, problem.row, problem.column, problem.value) == ("conteo.csv", row, column, value)
    assert words in problem.expected and not CountLoad.objects.exists()


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [("  ", DAY, "count_unnamed"), ("x" * 161, DAY, "count_name_long"), ("a", date(2099, 1, 1), "counted_in_future")],
)
def test_a_count_says_what_it_is_and_when(name: str, on: date, code: str) -> None:
    one, *_ = settle()
    who = people.acting_as(people.specialist())
    with pytest.raises(Refused) as refused:
        load_counts(file="a.csv", content=table((one, 1)), name=name, counted_on=on, by=who, at=now())
    assert [reason.code for reason in refused.value.reasons] == [f"places.{code}"]


def test_a_community_is_noted_with_what_it_was() -> None:
    one, two, *_ = settle()
    Place.objects.filter(code=two).update(community="Quispillaccta")
    load(table((one, 5, "Chuschi"), (two, 6, ""), columns="code,households,community"))
    assert dict(Place.objects.filter(code__in=[one, two]).values_list("code", "community")) == {
        one: "Chuschi", two: "Quispillaccta",
    }  # fmt: skip
    body = json.loads(Line.objects.get(verb="places.load_counts").body)
    assert (body["before"]["communities"], body["after"]["communities"]) == ({one: ""}, {one: "Chuschi"})


def test_what_was_counted_is_not_rewritten() -> None:
    one, *_ = settle()
    kept, place = load(table((one, 68))).load, Place.objects.get(code=one)
    for spoil in (
        lambda: HouseholdCount.objects.update(households=1),
        lambda: HouseholdCount.objects.all()._raw_delete("default"),
        lambda: HouseholdCount.objects.bulk_create([HouseholdCount(load=kept, place=place, households=1)]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil()
    CountLoad.objects.update(withdrawn_at=now(), withdrawn_why="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        CountLoad.objects.update(withdrawn_at=None)


def test_areas_are_recounted_with_the_count_and_with_its_withdrawal() -> None:
    from winay.core.actors import SYSTEM
    from winay.targeting.models import Area
    from winay.targeting.services.areas import define_areas

    def households() -> int:
        return sum(area.households or 0 for area in Area.objects.filter(district__code=CHUSCHI, retired_by=None))

    one, two, *_ = settle()
    define_areas(by=SYSTEM, at=now())
    ana = people.acting_as(people.specialist())
    assert households() == 1768
    done, changed = load_household_counts(
        file="a.csv", content=table((one, 1500), (two, 500)), name="Visita", counted_on=DAY, by=ana, at=now()
    )
    assert changed and households() == 2000 and done.load is not None
    assert withdraw_household_counts(load=done.load, reason="Eran personas.", by=ana, at=now())
    assert households() == 1768


@pytest.mark.parametrize("localities", [1, 3])
def test_reading_households_takes_three_queries(localities: int, django_assert_num_queries: Any) -> None:
    settle(rural=localities)
    with django_assert_num_queries(3):
        households_of(None)
    with django_assert_num_queries(3):
        households_of([CHUSCHI, ACOCRO])
