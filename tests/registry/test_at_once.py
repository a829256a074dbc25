"""Two acts on the same people at the same moment, on a database of the test's own: one wins, or both in one order, and
nobody is left half done."""

from datetime import date

import pytest

from tests import people
from tests.registry import scene
from tests.targeting.test_at_once import at_once
from winay.core.clock import now
from winay.journal.models import Line
from winay.registry.bulk import Registered, register_chunk
from winay.registry.models import Household, Member, NameToken
from winay.registry.services.households import close_household, register_household
from winay.registry.services.members import add_member, correct_member, transfer_member
from winay.registry.services.merges import merge_households, merge_members
from winay.registry.services.privacy import erase_member
from winay.registry.services.registering import Registering
from winay.registry.services.splits import split_household
from winay.registry.services.unmerging import undo_merge
from winay.registry.terms import HouseholdClosed, Kin, Origin

BEGAN = date(2026, 1, 5)
TODAY = people.today()
WHY = "Lo pidió en la oficina, con su documento."


@pytest.fixture
def rosa(fresh_db):
    scene.a_hamlet()
    return people.acting_as(people.specialist())


def a_home(rosa, *others):
    return scene.registered(scene.household(scene.member(Kin.PARTNER), *others), by=rosa, on=BEGAN)


def named(home):
    return home.members.get(kin="partner")


def lines(verb):
    return Line.objects.filter(verb=f"registry.{verb}").count()


def test_one_person_registered_in_two_places(rosa):
    def register(place):
        facts = scene.household(members=(scene.member(Kin.PARTICIPANT, national_id="71234567"),), place_code=place)
        return lambda: register_household(facts=facts, on=BEGAN, origin=Origin.WEB, by=rosa, at=now())

    said = at_once(register(scene.HAMLET), register(scene.OTHER_HAMLET))
    assert said == ["done", "registry.id_taken"]
    assert Household.objects.count() == Member.objects.count() == lines("register_household") == 1


def test_one_person_registered_and_added(rosa):
    home = a_home(rosa)
    twin = scene.member(Kin.PARTICIPANT, national_id="71234567")
    said = at_once(
        lambda: register_household(
            facts=scene.household(members=(twin,)), on=BEGAN, origin=Origin.WEB, by=rosa, at=now()
        ),
        lambda: add_member(
            household=home, facts=scene.member(Kin.SIBLING, national_id="71234567"), on=TODAY, by=rosa, at=now()
        ),
    )
    assert said == ["done", "registry.id_taken"]
    assert Member.objects.exclude(national_id_hash="").filter(left_on=None).count() == 4


def test_one_person_corrected_and_added(rosa):
    home, other = a_home(rosa), a_home(rosa)
    said = at_once(
        lambda: correct_member(
            member=named(other), facts=scene.member(Kin.PARTNER, national_id="71234567"), by=rosa, at=now()
        ),
        lambda: add_member(
            household=home, facts=scene.member(Kin.SIBLING, national_id="71234567"), on=TODAY, by=rosa, at=now()
        ),
    )
    assert said == ["done", "registry.id_taken"]


def test_one_person_in_a_file_and_on_a_page(rosa):
    """The file's other households are kept, and the one is told of as taken, as if it had come a moment later."""
    twin = scene.household(members=(scene.member(Kin.PARTICIPANT, national_id="71234567"),))
    chunk = [scene.household(), twin, scene.household()]
    found: list[Registered] = []
    act = Registering(BEGAN, Origin.FILE, rosa, now())
    said = at_once(
        lambda: found.append(register_chunk(chunk, act)),
        lambda: register_household(facts=twin, on=BEGAN, origin=Origin.WEB, by=rosa, at=now()),
    )
    assert said in (["done", "done"], ["done", "registry.id_taken"])
    assert len(found[0].households) == (2 if said == ["done", "done"] else 3)
    assert Household.objects.count() == 3


def test_two_close_one_household(rosa):
    home = a_home(rosa)

    def close():
        close_household(household=home, on=TODAY, why=HouseholdClosed.DISSOLVED, note="", by=rosa, at=now())

    assert at_once(close, close) == ["done", "registry.household_closed"] and lines("close_household") == 1


def test_two_part_one_household(rosa):
    home = a_home(rosa)

    partner = named(home).public_id

    def split():
        kin = {partner: Kin.PARTICIPANT}
        split_household(household=home, kin=kin, place_code=scene.HAMLET, on=TODAY, note="", by=rosa, at=now())

    assert at_once(split, split) == ["done", "registry.member_elsewhere"]
    assert Household.objects.count() == 2 and lines("split_household") == 1


def test_two_merge_each_into_the_other(rosa):
    one, two = a_home(rosa), a_home(rosa)
    first, second = named(one), named(two)

    def merge(kept, gone):
        return lambda: merge_members(kept=kept, gone=gone, on=TODAY, why=WHY, by=rosa, at=now())

    assert at_once(merge(first, second), merge(second, first)) == ["done", "registry.merge_not_present"]
    assert Member.objects.filter(merged_into__isnull=False).count() == lines("merge_members") == 1


def test_two_merge_the_households_each_into_the_other(rosa):
    one, two = a_home(rosa), a_home(rosa)

    def merge(kept, gone):
        same = {gone.participant: kept.participant}
        return lambda: merge_households(kept=kept, gone=gone, same=same, on=TODAY, why=WHY, by=rosa, at=now())

    said = at_once(merge(one, two), merge(two, one))
    assert said[0] == "done" and said[1].startswith("registry.merge")
    assert Household.objects.filter(closed_on=None).count() == lines("merge_households") == 1


def test_passing_somebody_on_while_the_two_households_become_one(rosa):
    """Both lock two households; whoever is first, nobody waits for the other for ever."""
    homes = [a_home(rosa) for _ in range(10)]
    one, two = homes[1], homes[8]  # as keys that a set would give in another order
    member = named(two)
    said = at_once(
        lambda: transfer_member(member=member, to=one, kin=Kin.SIBLING, on=TODAY, by=rosa, at=now()),
        lambda: merge_households(
            kept=one, gone=two, same={two.participant: one.participant}, on=TODAY, why=WHY, by=rosa, at=now()
        ),
    )
    assert "done" in said and Member.objects.get(pk=member.pk).household_id == one.pk
    assert set(said) <= {"done", "registry.household_merged", "registry.same_household", "registry.before_since"}


@pytest.mark.parametrize("what", ["merge", "transfer", "split"])
def test_somebody_is_erased_while_another_act_takes_them(rosa, what):
    """Whichever comes first, nothing of them is left: the entry, what it gave to another, the names that find it."""
    boss = people.acting_as(people.head())
    one, two = a_home(rosa), a_home(rosa)
    member, other = named(one), named(two)
    acts = {
        "merge": lambda: merge_members(kept=other, gone=member, on=TODAY, why=WHY, by=rosa, at=now()),
        "transfer": lambda: transfer_member(member=member, to=two, kin=Kin.SIBLING, on=TODAY, by=rosa, at=now()),
        "split": lambda: split_household(
            household=one, kin={member.public_id: Kin.PARTICIPANT}, place_code=scene.HAMLET, on=TODAY, note="",
            by=rosa, at=now(),
        ),
    }  # fmt: skip
    said = at_once(lambda: erase_member(member=member, reason=WHY, by=boss, at=now()), acts[what])
    assert "done" in said
    member.refresh_from_db()
    if member.erased_at is None:  # they became a participant first: that is set by somebody else before
        assert what == "split" and said == ["done", "registry.is_participant"]
        return
    assert member.given_names == "" and not NameToken.objects.filter(member=member).exists()
    other.refresh_from_db()
    assert what != "merge" or member.merged_into_id is None or other.erased_at is not None


def test_a_merge_is_undone_twice(rosa):
    merge = merge_members(
        kept=named(a_home(rosa)), gone=named(a_home(rosa)), on=TODAY, why=WHY, by=rosa, at=now()
    )  # fmt: skip

    def undo():
        undo_merge(merge=merge, why=WHY, by=rosa, at=now())

    assert at_once(undo, undo) == ["done", "registry.merge_undone"] and lines("undo_merge") == 1
