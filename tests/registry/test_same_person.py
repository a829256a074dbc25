"""Somebody who was registered twice is erased twice; somebody who went elsewhere is found where they are."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from tests import people
from tests.registry import scene
from tests.registry.asking import codes, refused
from winay.core.clock import now
from winay.core.errors import NotAllowed
from winay.journal.models import Line
from winay.registry.files.erasing import forget_faults
from winay.registry.models import Household, Import, Member, NameToken, PastMembership
from winay.registry.queries.same_person import entries_of
from winay.registry.services.households import close_household, move_household, reopen_household
from winay.registry.services.members import correct_member, remove_member, transfer_member
from winay.registry.services.merges import merge_members
from winay.registry.services.privacy import erase_member
from winay.registry.services.splits import split_household
from winay.registry.services.unmerging import undo_merge
from winay.registry.terms import HouseholdClosed, ImportState, Kin, MemberLeft, MoveReason

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hamlet")]
BEGAN = date(2026, 1, 5)
TODAY = people.today()
WHY = "Lo pidió en la oficina, con su documento."


@pytest.fixture
def boss():
    return people.acting_as(people.head())


def a_home(rosa, **more):
    return scene.registered(scene.household(scene.member(Kin.PARTNER, **more)), by=rosa, on=BEGAN)


def named(home):
    return home.members.get(kin="partner")


def clear(member):
    row = Member.objects.get(pk=member.pk)
    texts = (
        row.given_names,
        row.surname_1,
        row.surname_2,
        row.sort_key,
        row.national_id,
        row.national_id_hash,
        row.phone,
    )
    return row.erased_at is not None and not any(texts) and not NameToken.objects.filter(member=row).exists()


@pytest.mark.parametrize("which", ["stays", "goes"])
def test_every_entry_that_was_merged_is_erased_whichever_is_asked_for(rosa, boss, which):
    one, two, three = (a_home(rosa, given_names="Flor", surname_1="Mamani", national_id=number) for number in
                       ("71000001", "", "71000003"))  # fmt: skip
    first, second, third = named(one), named(two), named(three)
    merge_members(kept=second, gone=third, on=TODAY, why=WHY, by=rosa, at=now())
    merge_members(kept=first, gone=second, on=TODAY, why=WHY, by=rosa, at=now())
    assert entries_of(third) == entries_of(first) == [first, second, third]
    erase_member(member=first if which == "stays" else third, reason=WHY, by=boss, at=now())
    assert clear(first) and clear(second) and clear(third)
    told = Line.objects.get(verb="registry.erase_member").subjects
    assert told.filter(kind="member").count() == 3 and told.filter(kind="household").count() == 3
    assert codes(refused(erase_member, member=second, reason=WHY, by=boss, at=now())) == {"member_erased"}


def test_an_entry_that_was_parted_again_is_another_person(rosa, boss):
    one, two = a_home(rosa), a_home(rosa)
    merge = merge_members(kept=named(one), gone=named(two), on=TODAY, why=WHY, by=rosa, at=now())
    undo_merge(merge=merge, why=WHY, by=rosa, at=now())
    erase_member(member=named(one), reason=WHY, by=boss, at=now())
    assert clear(named(one)) and not clear(named(two))


def test_an_old_entry_opens_no_way_to_who_lives_elsewhere(rosa, boss):
    """The head of another office finds the entry that was merged; the person lives in Ayacucho now."""
    away = scene.registered(scene.household(scene.member(Kin.PARTNER)), by=rosa, on=BEGAN)
    here = a_home(rosa)
    merge_members(kept=named(here), gone=named(away), on=TODAY, why=WHY, by=rosa, at=now())
    move_household(
        household=away, place_code=scene.OUTSIDE, on=TODAY, reason=MoveReason.FAMILY, note="", by=rosa, at=now()
    )
    other = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        erase_member(member=named(away), reason=WHY, by=other, at=now())
    assert not clear(named(here)) and not clear(named(away))


def test_names_are_forgotten_in_a_district_that_the_household_left(rosa, boss):
    home = a_home(rosa)
    member = named(home)
    NameToken.objects.filter(member=member).update(district=210101)  # as an older move may have left them
    erase_member(member=member, reason=WHY, by=boss, at=now())
    assert clear(member)


def test_where_a_household_stood_is_forgotten_with_its_last_person(rosa, boss):
    home = scene.registered(
        scene.household(reference="Casa de Rosa", latitude_e6=-13_240_000, longitude_e6=-74_360_000), by=rosa, on=BEGAN
    )
    child, head = home.members.get(kin="child"), home.participant
    erase_member(member=child, reason=WHY, by=boss, at=now())
    close_household(household=home, on=TODAY, why=HouseholdClosed.DISSOLVED, note="", by=rosa, at=now())
    home.refresh_from_db()
    assert home.reference == "Casa de Rosa"
    erase_member(member=head, reason=WHY, by=boss, at=now())
    home.refresh_from_db()
    assert (home.reference, home.latitude_e6, home.longitude_e6, home.participant) == ("", None, None, None)
    # Nobody is left: it cannot stand open without anybody.
    assert codes(refused(reopen_household, household=home, note=WHY, by=rosa, at=now())) == {"household_empty"}


def test_a_file_of_faults_that_names_them_is_let_go(rosa, boss):
    home = a_home(rosa, given_names="Flor", surname_1="Mamani", surname_2="Ccori")
    head = "fila,household,place_code,given_names,surname_1,surname_2,national_id,que_corregir\r\n"
    number = scene.national_id_of(named(home))
    rows = {
        "by id": f"2,X-1,{scene.HAMLET},Otra,Persona,,{number},mal\r\n",
        "by name": f"2,X-1,{scene.HAMLET},FLOR,Mamani,ccori,,mal\r\n",
        "elsewhere": "2,X-1,2101010001,FLOR,Mamani,ccori,,mal\r\n",
        "nobody": f"2,X-1,{scene.HAMLET},Flora,Mamani,Ccori,,mal\r\n",
    }
    for name, row in rows.items():
        digest = settings.WINAY_BLOBS.put(("\ufeff" + head + row).encode())
        Import.objects.create(
            file_name=name, file_sha256="0" * 64, registered_on=BEGAN, state=ImportState.DONE, sent_by=boss.person,
            sent_at=now(), report_sha256=digest, finished_at=now(),
        )  # fmt: skip
    assert forget_faults(entries_of(named(home))) == 2
    kept = Import.objects.exclude(report_sha256="").values_list("file_name", flat=True)
    assert set(kept) == {"elsewhere", "nobody"}


# ---- somebody went elsewhere while a page was open -----------------------------------------------------------------


def test_a_verb_on_who_passed_to_another_household_meets_the_other_one(rosa, boss):
    old, new = a_home(rosa), a_home(rosa)
    stale = named(old)
    transfer_member(member=named(old), to=new, kin=Kin.SIBLING, on=TODAY, by=rosa, at=now())
    assert stale.household_id == old.pk  # what a page read before
    close_household(household=new, on=TODAY, why=HouseholdClosed.DISSOLVED, note="", by=rosa, at=now())
    no = refused(remove_member, member=stale, on=TODAY, why=MemberLeft.MOVED_OUT, note="", by=rosa, at=now())
    assert codes(no) == {"household_closed"}
    reopen_household(household=new, note=WHY, by=rosa, at=now())
    remove_member(member=stale, on=TODAY, why=MemberLeft.MOVED_OUT, note="", by=rosa, at=now())
    line = Line.objects.filter(verb="registry.remove_member").latest("id")
    assert set(line.subjects.filter(kind="household").values_list("key", flat=True)) == {str(new.public_id)}


def test_passing_on_who_was_passed_on_meanwhile(rosa):
    old, new, third = a_home(rosa), a_home(rosa), a_home(rosa)
    stale = named(old)
    transfer_member(member=named(old), to=new, kin=Kin.SIBLING, on=TODAY, by=rosa, at=now())
    transfer_member(member=stale, to=third, kin=Kin.SIBLING, on=TODAY, by=rosa, at=now())
    assert Member.objects.get(pk=stale.pk).household == third
    homes = PastMembership.objects.filter(member=stale).order_by("id").values_list("household", flat=True)
    assert list(homes) == [old.pk, new.pk]


def test_a_household_is_not_parted_before_those_who_go_had_come(rosa):
    home, other = a_home(rosa), a_home(rosa)
    late = named(other)
    transfer_member(member=late, to=home, kin=Kin.SIBLING, on=TODAY, by=rosa, at=now())
    said = {"place_code": scene.HAMLET, "note": "", "by": rosa, "at": now()}
    kin = {late.public_id: Kin.PARTICIPANT}
    no = refused(split_household, household=home, kin=kin, on=TODAY - timedelta(days=3), **said)
    assert codes(no) == {"before_since"}
    assert split_household(household=home, kin=kin, on=TODAY, **said).participant_id == late.pk
    assert Household.objects.count() == 3


def test_correcting_leaves_names_found_where_they_live(rosa):
    home = a_home(rosa)
    member = named(home)
    correct_member(member=member, facts=scene.member(Kin.PARTNER), by=rosa, at=now())
    assert NameToken.objects.filter(member=member, district=home.district).exists()
