"""Members join, are corrected, leave, come back, go to another household; the record of before never changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.registry import scene
from tests.registry.asking import codes, refused
from winay.core.clock import now
from winay.core.errors import NotAllowed
from winay.journal.models import Line
from winay.registry.facts import AwayFacts
from winay.registry.models import Member, NameToken, PastMembership, PastStay
from winay.registry.services.households import close_household, move_household
from winay.registry.services.members import (
    add_member,
    correct_member,
    remove_member,
    return_member,
    transfer_member,
)
from winay.registry.services.roles import end_representative, name_representative, set_participant
from winay.registry.services.splits import split_household
from winay.registry.services.stays import come_home, move_away
from winay.registry.sounds import name_tokens
from winay.registry.terms import AwayReason, HouseholdClosed, Kin, MemberLeft, MoveReason, Whereabouts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hamlet")]
LONG_AGO = people.today() - timedelta(days=300)
LATER = people.today() - timedelta(days=100)


@pytest.fixture
def home(rosa):
    """A household of five, registered long ago."""
    partner = scene.member(Kin.PARTNER, given_names="Félix", surname_1="Huamán")
    brother = scene.member(Kin.SIBLING, given_names="Waldir", surname_1="Ccori")
    grown = scene.member(Kin.CHILD, given_names="Yeni", born_on=date(2004, 2, 2))
    return scene.registered(scene.household(partner, brother, grown), by=rosa, on=LONG_AGO)


def named(home, name) -> Member:
    return home.members.get(given_names=name)


def test_a_birth_adds_a_member(home, rosa):
    baby = scene.member(given_names="Luz", national_id="", born_on=LATER)
    made = add_member(household=home, facts=baby, on=LATER, by=rosa, at=now())
    assert (made.kin, made.joined_on, made.id_missing) == ("child", LATER, "not_asked")
    assert name_tokens("Luz") <= set(NameToken.objects.filter(member=made).values_list("token", flat=True))
    assert Line.objects.order_by("-id").first().verb == "registry.add_member"


def test_who_is_added_is_judged_as_anybody(home, rosa):
    taken = scene.household()
    scene.registered(taken, by=rosa)
    bad = scene.member(Kin.PARTICIPANT, national_id=taken.members[0].national_id, phone="x")
    found = refused(add_member, household=home, facts=bad, on=people.today() + timedelta(days=1), by=rosa, at=now())
    assert codes(found) == {"in_future", "kin_of_participant", "phone_wrong", "id_taken"}
    assert home.members.count() == 5


def test_a_corrected_name_is_found_and_the_old_one_is_not(home, rosa):
    member = named(home, "Waldir")
    facts = scene.member(Kin.SIBLING, given_names="Valdir", surname_1="Mamani", national_id="70000001")
    correct_member(member=member, facts=facts, by=rosa, at=now())
    kept = set(NameToken.objects.filter(member=member).values_list("token", flat=True))
    assert kept == name_tokens("Valdir", "Mamani", "Ccori") and member.pk
    line = Line.objects.order_by("-id").first()
    assert line.verb == "registry.correct_member" and "Mamani" not in line.body and "Waldir" not in line.body


def test_correcting_nothing_writes_nothing(home, rosa):
    facts = scene.member(Kin.SIBLING, given_names="Abel", national_id="70000002")
    member = add_member(household=home, facts=facts, on=LATER, by=rosa, at=now())
    lines = Line.objects.count()
    correct_member(member=member, facts=facts, by=rosa, at=now())
    assert Line.objects.count() == lines


def test_the_same_id_keeps_its_ciphertext(home, rosa):
    member = home.participant
    number = "70000003"
    facts = scene.member(Kin.PARTICIPANT, national_id=number)
    correct_member(member=member, facts=facts, by=rosa, at=now())
    first = Member.objects.get(pk=member.pk).national_id
    correct_member(member=member, facts=replace(facts, phone="900000000"), by=rosa, at=now())
    assert Member.objects.get(pk=member.pk).national_id == first


def test_kinship_of_the_participant_is_hers_alone(home, rosa):
    facts = scene.member(Kin.PARTICIPANT)
    assert "kin_of_participant" in codes(
        refused(correct_member, member=named(home, "Waldir"), facts=facts, by=rosa, at=now())
    )
    facts = scene.member(Kin.PARTNER)
    assert "kin_of_participant" in codes(
        refused(correct_member, member=home.participant, facts=facts, by=rosa, at=now())
    )


def test_somebody_leaves_and_comes_back_later(home, rosa):
    member = named(home, "Félix")
    remove_member(member=member, on=LATER, why=MemberLeft.MOVED_OUT, note="", by=rosa, at=now())
    back = return_member(member=member, on=people.today(), by=rosa, at=now())
    assert back.left_on is None and back.joined_on == people.today()
    past = PastMembership.objects.get()
    assert (past.joined_on, past.left_on, past.left_why) == (LONG_AGO, LATER, "moved_out")


def test_a_leaving_by_mistake_is_undone_on_its_own_day(home, rosa):
    member = named(home, "Félix")
    remove_member(member=member, on=LATER, why=MemberLeft.DIED, note="", by=rosa, at=now())
    back = return_member(member=member, on=LATER, by=rosa, at=now())
    assert (back.left_on, back.joined_on, PastMembership.objects.count()) == (None, LONG_AGO, 0)


def test_nobody_leaves_twice_or_before_they_came(home, rosa):
    member = named(home, "Félix")
    ask = {"why": MemberLeft.DIED, "note": "", "by": rosa, "at": now()}
    early = refused(remove_member, member=member, on=LONG_AGO - timedelta(days=1), **ask)
    assert codes(early) == {"before_since"}
    remove_member(member=member, on=LATER, **ask)
    assert codes(refused(remove_member, member=member, on=LATER, **ask)) == {"member_left"}
    assert codes(refused(return_member, member=member, on=LATER - timedelta(days=1), by=rosa, at=now())) == {
        "before_since"
    }


def test_somebody_whose_id_another_has_meanwhile_does_not_come_back(home, rosa):
    member = home.members.get(given_names="Yeni")
    remove_member(member=member, on=LATER, why=MemberLeft.MOVED_OUT, note="", by=rosa, at=now())
    number = scene.national_id_of(member)
    scene.registered(scene.household(scene.member(national_id=number)), by=rosa)
    assert codes(refused(return_member, member=member, on=people.today(), by=rosa, at=now())) == {"id_taken"}


def test_the_participant_stays_until_another_is_set(home, rosa):
    ask = {"on": LATER, "why": MemberLeft.DIED, "note": "", "by": rosa, "at": now()}
    assert codes(refused(remove_member, member=home.participant, **ask)) == {"is_participant"}
    old, partner = home.participant, named(home, "Félix")
    set_participant(member=partner, old_kin=Kin.PARTNER, on=LATER, note="", by=rosa, at=now())
    home.refresh_from_db()
    old.refresh_from_db()
    assert home.participant == partner and home.participant_since == LATER and old.kin == "partner"
    assert home.past_participants.get().member == old
    remove_member(member=old, **ask)


def test_a_child_is_no_participant_and_no_representative(home, rosa):
    child = home.members.filter(kin="child").order_by("born_on").last()
    ask = {"on": LATER, "by": rosa, "at": now()}
    assert codes(refused(set_participant, member=child, old_kin=Kin.PARENT, note="", **ask)) == {"not_adult"}
    assert codes(refused(name_representative, member=child, **ask)) == {"not_adult"}


def test_a_representation_begins_and_ends(home, rosa):
    member = named(home, "Félix")
    name_representative(member=member, on=LONG_AGO, by=rosa, at=now())
    again = refused(name_representative, member=member, on=LATER, by=rosa, at=now())
    assert codes(again) == {"represents_already"}
    end_representative(member=member, on=LATER, by=rosa, at=now())
    past = home.past_representations.get()
    assert (past.from_on, past.until_on) == (LONG_AGO, LATER)
    assert codes(refused(end_representative, member=member, on=LATER, by=rosa, at=now())) == {"not_representative"}


def test_leaving_ends_a_representation(home, rosa):
    member = named(home, "Félix")
    name_representative(member=member, on=LONG_AGO, by=rosa, at=now())
    remove_member(member=member, on=LATER, why=MemberLeft.DIED, note="", by=rosa, at=now())
    assert home.past_representations.get().until_on == LATER


def test_somebody_works_in_the_city_goes_on_abroad_and_comes_home(home, rosa):
    member = named(home, "Félix")
    city = AwayFacts(LONG_AGO, Whereabouts.CITY, AwayReason.WORK, "15")
    move_away(member=member, away=city, by=rosa, at=now())
    abroad = AwayFacts(LATER, Whereabouts.ABROAD, AwayReason.WORK)
    member = move_away(member=member, away=abroad, by=rosa, at=now())
    assert (member.whereabouts, member.away_place) == ("abroad", None)
    member = come_home(member=member, on=people.today(), by=rosa, at=now())
    assert (member.whereabouts, member.away_since) == ("home", None)
    assert list(PastStay.objects.order_by("id").values_list("whereabouts", "from_on", "until_on")) == [
        ("city", LONG_AGO, LATER),
        ("abroad", LATER, people.today()),
    ]
    assert codes(refused(come_home, member=member, on=people.today(), by=rosa, at=now())) == {"at_home"}


def test_a_stay_entered_by_mistake_leaves_no_row(home, rosa):
    member = named(home, "Félix")
    move_away(member=member, away=AwayFacts(LATER, Whereabouts.CITY, AwayReason.STUDY), by=rosa, at=now())
    come_home(member=member, on=LATER, by=rosa, at=now())
    assert not PastStay.objects.exists()
    unknown = AwayFacts(LATER, Whereabouts.CITY, AwayReason.STUDY, "99")
    assert codes(refused(move_away, member=member, away=unknown, by=rosa, at=now())) == {"place_unknown"}


def test_a_marriage_takes_the_person_along_with_her_history(home, rosa):
    other = scene.registered(by=rosa, on=LONG_AGO)
    member = named(home, "Yeni")
    name_representative(member=member, on=LONG_AGO, by=rosa, at=now())
    moved = transfer_member(member=member, to=other, kin=Kin.OTHER_RELATIVE, on=LATER, by=rosa, at=now())
    assert (moved.pk, moved.household, moved.joined_on) == (member.pk, other, LATER)
    assert PastMembership.objects.get().household == home and moved.represents_since is None
    same = refused(transfer_member, member=moved, to=other, kin=Kin.CHILD, on=LATER, by=rosa, at=now())
    assert codes(same) == {"same_household"}


def test_a_household_divides(home, rosa):
    brother, grown = named(home, "Waldir"), named(home, "Yeni")
    kin = {brother.public_id: Kin.PARTICIPANT, grown.public_id: Kin.OTHER_RELATIVE}
    ask = {"household": home, "place_code": scene.OTHER_HAMLET, "on": LATER, "note": "", "by": rosa, "at": now()}
    new = split_household(kin=kin, **ask)
    assert (new.split_from, new.origin, new.participant) == (home, "split", brother)
    assert new.members.count() == 2 and home.members.count() == 3
    assert set(PastMembership.objects.values_list("left_why", flat=True)) == {"new_household"}
    verb, subjects = Line.objects.order_by("-id").values_list("verb", "pk")[0]
    assert verb == "registry.split_household" and subjects


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({}, "nobody_moves"),
        ({"Waldir": Kin.SIBLING}, "participant_among_moving"),
        ({"Rosa": Kin.PARTICIPANT}, "is_participant"),
        ({"child": Kin.PARTICIPANT}, "not_adult"),
    ],
)
def test_a_division_that_leaves_somebody_alone_is_refused(home, rosa, chosen, code):
    who = {"Rosa": home.participant, "Waldir": named(home, "Waldir")}
    who["child"] = home.members.filter(born_on=date(2015, 6, 1)).get()
    kin = {who[name].public_id: what for name, what in chosen.items()}
    found = refused(
        split_household, household=home, kin=kin, place_code=scene.HAMLET, on=LATER, note="", by=rosa, at=now()
    )
    assert code in codes(found) and home.members.count() == 5


def test_everybody_leaving_is_a_move(home, rosa):
    kin = {member.public_id: Kin.SIBLING for member in home.members.all()}
    found = refused(
        split_household, household=home, kin=kin, place_code=scene.HAMLET, on=LATER, note="", by=rosa, at=now()
    )
    assert "everybody_moves" in codes(found)


def test_a_move_keeps_where_the_household_was(home, rosa):
    moved = move_household(
        household=home, place_code=scene.OTHER_HAMLET, on=LATER, reason=MoveReason.SCHOOL, note="", by=rosa, at=now()
    )
    assert moved.place.code == scene.OTHER_HAMLET and moved.lives_since == LATER
    past = moved.past_dwellings.get()
    assert (past.place.code, past.from_on, past.until_on) == (scene.HAMLET, LONG_AGO, LATER)


def test_a_move_into_another_offices_territory_moves_the_sound_of_names(home, rosa):
    tokens = set(NameToken.objects.filter(district=50110).values_list("token", "member"))
    moved = move_household(
        household=home, place_code=scene.OUTSIDE, on=LATER, reason=MoveReason.WORK, note="", by=rosa, at=now()
    )
    assert moved.district == int(scene.OUTSIDE) and not NameToken.objects.filter(district=50110).exists()
    assert set(NameToken.objects.filter(district=int(scene.OUTSIDE)).values_list("token", "member")) == tokens
    with pytest.raises(NotAllowed):  # it is the other office's now
        close_household(household=moved, on=people.today(), why=HouseholdClosed.DISSOLVED, note="", by=rosa, at=now())


def test_the_other_office_may_take_a_household_in_and_a_third_may_not(home):
    puno = people.acting_as(people.head(place="21"))
    ask = {"place_code": scene.OUTSIDE, "on": LATER, "reason": MoveReason.WORK, "note": "", "at": now()}
    with pytest.raises(NotAllowed):
        move_household(household=home, by=people.acting_as(people.head(place="08")), **ask)
    assert move_household(household=home, by=puno, **ask).district == int(scene.OUTSIDE)


def test_a_place_entered_wrongly_counts_from_the_first_day(home, rosa):
    moved = move_household(
        household=home, place_code=scene.OTHER_HAMLET, on=people.today(), reason=MoveReason.MISTAKE,
        note="Se eligió el caserío de al lado.", by=rosa, at=now(),
    )  # fmt: skip
    assert moved.lives_since == LONG_AGO and moved.past_dwellings.get().until_on == LONG_AGO


def test_an_outsider_changes_nobody(home):
    outsider = people.acting_as(people.other_head())
    member = named(home, "Félix")
    for verb, words in (
        (add_member, {"household": home, "facts": scene.member(), "on": LATER}),
        (correct_member, {"member": member, "facts": scene.member(Kin.PARTNER)}),
        (remove_member, {"member": member, "on": LATER, "why": MemberLeft.DIED, "note": ""}),
        (name_representative, {"member": member, "on": LATER}),
        (set_participant, {"member": member, "old_kin": Kin.PARTNER, "on": LATER, "note": ""}),
        (move_away, {"member": member, "away": AwayFacts(LATER, Whereabouts.CITY, AwayReason.WORK)}),
    ):
        with pytest.raises(NotAllowed):
            verb(**words, by=outsider, at=now())


def test_what_held_before_is_never_rewritten(home, rosa):
    member = named(home, "Félix")
    remove_member(member=member, on=LATER, why=MemberLeft.MOVED_OUT, note="", by=rosa, at=now())
    return_member(member=member, on=people.today(), by=rosa, at=now())
    for attack in (
        lambda: PastMembership.objects.update(left_on=people.today()),
        lambda: PastMembership.objects.all().delete(),
        lambda: Member.objects.filter(pk=member.pk).update(public_id=home.public_id),
        lambda: Member.objects.filter(pk=member.pk).delete(),
        lambda: Member.objects.filter(pk=member.pk).update(sex="x"),
        lambda: Member.objects.filter(pk=member.pk).update(left_on=LATER),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()
