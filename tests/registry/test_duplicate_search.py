"""Searches: what they keep, what they compare again, and that a decision of people stands."""

from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.registry import scene
from winay.core.actors import SYSTEM
from winay.core.blobs import BlobStore
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line, Subject
from winay.places.models import Place
from winay.registry.duplicate_models import DuplicatePair, DuplicateSearch
from winay.registry.duplicates import searching
from winay.registry.duplicates.deciding import look_again, pass_on, say_different
from winay.registry.duplicates.pairs import PairFilters, list_pairs, search_waits
from winay.registry.duplicates.reading import everybody
from winay.registry.duplicates.searching import ask_for_search, run_next
from winay.registry.facts import HouseholdFacts, MemberFacts
from winay.registry.models import Household, Member
from winay.registry.queries.scope import Scope
from winay.registry.services.households import close_household, move_household
from winay.registry.services.members import correct_member, remove_member
from winay.registry.terms import (
    BirthPrecision,
    HouseholdClosed,
    IdMissing,
    Kin,
    MemberLeft,
    MoveReason,
    PairState,
    SearchKind,
    SearchState,
)

pytestmark = pytest.mark.django_db
WHY = "Se habló con las dos familias en la asamblea."
COUNTRY = Scope.of([None])


@pytest.fixture(autouse=True)
def hamlet(settings: Any, tmp_path: Path) -> None:
    settings.WINAY_VAR = tmp_path
    settings.WINAY_BLOBS = BlobStore(tmp_path / "blobs")
    scene.a_hamlet()


def wife(**more: Any) -> MemberFacts:
    return scene.member(
        **{"kin": Kin.CHILD, "given_names": "Yaneth Flor", "surname_1": "Ñaupari", "surname_2": "Tineo",
           "born_on": date(1999, 4, 3)} | more
    )  # fmt: skip


def again(facts: MemberFacts, **more: Any) -> MemberFacts:
    """The same person, written by somebody who did not know."""
    return replace(facts, kin=Kin.PARTNER, national_id="", id_missing=IdMissing.NOT_SHOWN, **more)


FIRST_NAMES = ("Aurelia", "Benito", "Celestina", "Dionisio", "Eulalia", "Fortunato", "Gregoria", "Hilario", "Ignacia")
_numbers = count()


def home(*others: MemberFacts, place: str = scene.HAMLET, by: Any = None) -> Household:
    """A household of a participant who is like nobody else, and others."""
    number = next(_numbers)
    alone = scene.member(
        Kin.PARTICIPANT,
        given_names=FIRST_NAMES[number % 9],
        surname_1=("Sulca", "Taipe", "Orihuela", "Berrocal")[number % 4],
        surname_2=("Chambi", "Ochante", "Mallqui", "Zevallos", "Iparraguirre")[number % 5],
        born_on=date(1950 + 3 * (number % 17), 1 + number % 12, 1 + number % 28),
    )
    return scene.registered(HouseholdFacts(place, (alone, *others)), by=by)


def in_two_households() -> tuple[Member, Member]:
    """A woman in her parents' household and, as a wife, in her husband's."""
    daughter = wife()
    home(daughter)
    home(again(daughter), place=scene.OTHER_HAMLET)
    first, second = Member.objects.filter(surname_1="Ñaupari").order_by("pk")
    return first, second


def search(kind: SearchKind = SearchKind.EVERYBODY, place: str = "", by: Any = SYSTEM) -> DuplicateSearch:
    found = Place.objects.get(code=place) if place else None
    ask_for_search(kind=kind, place=found, by=by, at=now())
    done = run_next()
    assert done is not None and done.state == SearchState.DONE
    return done


def specialist(place: str = people.INSIDE) -> people.ActingPerson:
    return people.acting_as(people.specialist(place))


def test_a_woman_in_two_households_is_found_with_what_speaks_for_it() -> None:
    first, second = in_two_households()
    done = search()
    pair = DuplicatePair.objects.get()
    assert (pair.left, pair.right, pair.state) == (first, second, PairState.OPEN)
    assert (pair.left_district, pair.right_district) == (50110, 50110) and pair.weight > 0
    assert "s1=same s2=same given=same birth=same national_id=unknown" in pair.agreement
    assert (done.members, done.compared, done.found, done.opened, done.percent) == (4, 4, 1, 1, 100)
    line = Line.objects.get(verb="registry.look_for_duplicates")
    assert "Yaneth" not in line.body and '"found":1' in line.body


def test_the_next_night_only_those_who_changed_are_compared() -> None:
    in_two_households()
    search(SearchKind.CHANGED)
    assert search(SearchKind.CHANGED).compared == 0
    home(again(wife()))
    done = search(SearchKind.CHANGED)
    assert (done.members, done.compared, done.opened) == (6, 2, 2)  # she is found in both
    assert DuplicatePair.objects.count() == 3


def test_where_nobody_is_registered_yet_every_search_ends_and_finds_nobody() -> None:
    for kind in (SearchKind.CHANGED, SearchKind.EVERYBODY, SearchKind.CHANGED):
        ended = search(kind)
        assert (ended.state, ended.members, ended.compared, ended.found) == (SearchState.DONE, 0, 0, 0)


def test_a_move_and_a_correction_are_changes() -> None:
    first, _ = in_two_households()
    search()
    by = specialist()
    move_household(
        household=first.household, place_code="0501100003", on=people.today(), reason=MoveReason.LAND, note="",
        by=by, at=now(),
    )  # fmt: skip
    assert search(SearchKind.CHANGED).compared == 2


def test_without_the_file_of_the_last_search_everybody_is_compared_anew(tmp_path: Path) -> None:
    in_two_households()
    seen = search().seen_sha256
    BlobStore(tmp_path / "blobs").path(seen).unlink()
    assert search(SearchKind.CHANGED).compared == 4


def test_two_persons_stay_two_until_something_is_known_anew() -> None:
    _, second = in_two_households()
    search()
    by = specialist()
    pair = say_different(pair=DuplicatePair.objects.get(), why=WHY, by=by, at=now())
    assert search().opened == 0
    pair.refresh_from_db()
    assert (pair.state, pair.decided_why) == (PairState.DIFFERENT, WHY)
    facts = wife(national_id="", id_missing=IdMissing.NOT_SHOWN, kin=Kin.PARTNER, phone="966000111")
    correct_member(member=second, facts=facts, by=by, at=now())
    assert search(SearchKind.CHANGED).opened == 0  # a telephone does not say who somebody is
    correct_member(member=second, facts=replace(facts, given_names="Yanet Flor"), by=by, at=now())
    assert search(SearchKind.CHANGED).opened == 1
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by, pair.decided_why) == (PairState.OPEN, None, "")


def test_a_pair_that_looks_alike_no_more_fades_and_comes_back() -> None:
    _, second = in_two_households()
    search()
    by = specialist()
    facts = wife(national_id="", id_missing=IdMissing.NOT_SHOWN, kin=Kin.PARTNER)
    correct_member(
        member=second, facts=replace(facts, given_names="Rosa", surname_1="Lapa", born_on=date(1981, 1, 2)),
        by=by, at=now(),
    )  # fmt: skip
    search(SearchKind.CHANGED)
    assert DuplicatePair.objects.get().state == PairState.FADED
    correct_member(member=second, facts=facts, by=by, at=now())
    assert search(SearchKind.CHANGED).opened == 1
    assert DuplicatePair.objects.get().state == PairState.OPEN


def test_who_left_and_who_lives_in_a_closed_household_is_not_looked_at() -> None:
    first, second = in_two_households()
    search()
    by = specialist()
    remove_member(member=first, on=people.today(), why=MemberLeft.MOVED_OUT, note="", by=by, at=now())
    search(SearchKind.CHANGED)
    assert DuplicatePair.objects.get().state == PairState.FADED
    close_household(
        household=second.household, on=people.today(), why=HouseholdClosed.DISSOLVED, note="", by=by, at=now()
    )
    assert search().members == 1


def test_a_search_of_a_territory_compares_its_people_with_the_whole_country() -> None:
    daughter = wife()
    home(daughter)
    elsewhere = people.acting_as(people.specialist(people.OUTSIDE))
    home(again(daughter), place=scene.OUTSIDE, by=elsewhere)
    done = search(SearchKind.TERRITORY, "21", by=elsewhere)
    assert (done.members, done.compared, done.opened, done.seen_sha256) == (4, 2, 1, "")
    assert search(SearchKind.TERRITORY, "0501", by=specialist()).opened == 0


def test_who_may_ask_for_a_search() -> None:
    for kind, place, by in (
        (SearchKind.TERRITORY, "21", specialist()),
        (SearchKind.EVERYBODY, "", specialist()),
        (SearchKind.TERRITORY, "0501", people.acting_as(people.auditor())),
    ):
        with pytest.raises(NotAllowed):
            ask_for_search(kind=kind, place=Place.objects.get(code=place) if place else None, by=by, at=now())
    manager = people.acting_as(people.manager())
    asked = ask_for_search(kind=SearchKind.EVERYBODY, place=None, by=manager, at=now())
    assert ask_for_search(kind=SearchKind.EVERYBODY, place=None, by=manager, at=now()) == asked
    assert DuplicateSearch.objects.count() == 1 and search_waits()


def test_a_search_that_fails_says_so_and_the_next_one_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    in_two_households()
    ask_for_search(kind=SearchKind.EVERYBODY, place=None, by=SYSTEM, at=now())
    with monkeypatch.context() as patch:
        patch.setattr(searching, "find_pairs", _no_memory)
        with pytest.raises(MemoryError):
            run_next()
    failed = DuplicateSearch.objects.get()
    assert (failed.state, failed.fault) == (SearchState.FAILED, "MemoryError") and not search_waits()
    assert search().opened == 1 and run_next() is None


def _no_memory(*args: Any, **more: Any) -> None:
    raise MemoryError


def test_one_runs_at_a_time_and_what_a_killed_process_left_is_begun_again() -> None:
    in_two_households()
    left = ask_for_search(kind=SearchKind.EVERYBODY, place=None, by=SYSTEM, at=now())
    DuplicateSearch.objects.filter(pk=left.pk).update(state=SearchState.RUNNING, percent=40)
    with searching._alone() as mine:
        assert mine and run_next() is None
    done = run_next()
    assert done is not None and done.pk == left.pk and done.state == SearchState.DONE
    first = DuplicateSearch.objects.create(kind=SearchKind.CHANGED, asked_by=SYSTEM.public_id, asked_at=now())
    for pk in (left.pk, first.pk)[:1]:
        DuplicateSearch.objects.filter(pk=pk).update(state=SearchState.RUNNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        DuplicateSearch.objects.filter(pk=first.pk).update(state=SearchState.RUNNING)


def test_whoever_sees_one_side_passes_the_pair_on_and_decides_nothing() -> None:
    daughter = wife()
    home(daughter)
    outside = people.acting_as(people.specialist(people.OUTSIDE))
    home(again(daughter), place=scene.OUTSIDE, by=outside)
    search()
    pair = DuplicatePair.objects.get()
    for by in (specialist(), outside):
        with pytest.raises(NotAllowed):
            say_different(pair=pair, why=WHY, by=by, at=now())
        pass_on(pair=pair, why=WHY, by=by, at=now())
    with pytest.raises(NotAllowed):
        pass_on(pair=pair, why=WHY, by=people.acting_as(people.specialist("08")), at=now())
    pair.refresh_from_db()
    assert pair.passed_on_by == outside.public_id and pair.state == PairState.OPEN
    assert list_pairs(COUNTRY, PairFilters(passed=True)).total == 1
    say_different(pair=pair, why=WHY, by=people.acting_as(people.manager()), at=now())


def test_a_decision_needs_a_reason_and_an_open_pair_and_can_be_taken_back() -> None:
    in_two_households()
    search()
    pair, by = DuplicatePair.objects.get(), specialist()
    for verb in (say_different, pass_on):
        with pytest.raises(Refused):
            verb(pair=pair, why="no", by=by, at=now())
    with pytest.raises(Refused):
        look_again(pair=pair, why=WHY, by=by, at=now())
    say_different(pair=pair, why=WHY, by=by, at=now())
    for verb in (say_different, pass_on):
        with pytest.raises(Refused):
            verb(pair=pair, why=WHY, by=by, at=now())
    look_again(pair=pair, why=WHY, by=by, at=now())
    pair.refresh_from_db()
    assert pair.state == PairState.OPEN
    kinds = Subject.objects.filter(line__verb="registry.say_different").values_list("kind", flat=True)
    assert sorted(kinds) == ["duplicate_pair", "household", "household", "member", "member", "place", "place"]


def test_lists_show_an_office_the_pairs_of_which_one_lives_there_the_likeliest_first() -> None:
    in_two_households()
    outside = people.acting_as(people.specialist(people.OUTSIDE))
    other = wife(given_names="Nélida", surname_1="Champi", surname_2="Ccoyllar")
    home(other, place=scene.OUTSIDE, by=outside)
    home(again(other, birth_precision=BirthPrecision.YEAR, born_on=date(1999, 7, 1)), place=scene.OUTSIDE, by=outside)
    search()
    everything = list_pairs(COUNTRY, PairFilters())
    assert everything.total == 2 and [p.weight for p in everything.pairs] == sorted(
        (p.weight for p in everything.pairs), reverse=True
    )
    page = list_pairs(COUNTRY, PairFilters(), limit=1)
    rest = list_pairs(COUNTRY, PairFilters(), after=page.next_after, limit=1)
    assert page.pairs + rest.pairs == everything.pairs and rest.next_after is None
    assert [p.left_district for p in list_pairs(Scope.of(["05"]), PairFilters()).pairs] == [50110]
    assert [p.left_district for p in list_pairs(Scope.of(["21"]), PairFilters()).pairs] == [210101]
    assert list_pairs(Scope.of(["08"]), PairFilters()).total == 0
    assert list_pairs(COUNTRY, PairFilters(place="2101")).total == 1
    assert list_pairs(COUNTRY, PairFilters(state=PairState.DIFFERENT)).total == 0


def test_the_database_keeps_a_pair_what_it_is() -> None:
    first, second = in_two_households()
    search()
    pair = DuplicatePair.objects.get()
    attacks: list[dict[str, object]] = [
        {"left": second.pk, "right": first.pk},
        {"right": first.pk},
        {"state": "maybe"},
        {"state": PairState.DIFFERENT},
        {"decided_why": "sin nadie"},
        {"passed_on_why": "sin nadie"},
        {"right": Member.objects.exclude(pk__in=[first.pk, second.pk]).latest("pk").pk, "weight": 1},
    ]
    for attack in attacks:
        with pytest.raises(IntegrityError), transaction.atomic():
            DuplicatePair.objects.filter(pk=pair.pk).update(**attack)
    with pytest.raises(IntegrityError), transaction.atomic():
        DuplicatePair.objects.filter(pk=pair.pk).delete()


def test_everybody_who_is_a_member_now_is_read_once() -> None:
    first, _ = in_two_households()
    rows = everybody().members.to_pylist()
    assert len(rows) == Member.objects.filter(left_on=None).count() == 4
    row = next(row for row in rows if row["member"] == first.pk)
    assert len(row["national_id"]) == 8 and row["place"] == scene.HAMLET and row["fresh"] is False
    assert {row["household"] for row in rows} == set(Household.objects.values_list("pk", flat=True))
