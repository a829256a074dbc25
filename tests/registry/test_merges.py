"""Merging two entries of one person and two households that are one; taking it back; when neither is possible."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.registry import scene
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line
from winay.registry.duplicate_models import Merge, MergePart
from winay.registry.facts import MemberFacts
from winay.registry.models import Household, Member, NameToken, PastMembership
from winay.registry.queries.facts import national_ids
from winay.registry.services.households import close_household, reopen_household
from winay.registry.services.members import correct_member, remove_member, return_member, transfer_member
from winay.registry.services.merges import merge_households, merge_members
from winay.registry.services.roles import name_representative, set_participant
from winay.registry.services.unmerging import undo_merge
from winay.registry.sounds import name_tokens
from winay.registry.terms import BirthPrecision, HouseholdClosed, IdMissing, Kin, MemberLeft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hamlet")]
WHY = "Es la misma persona: lo confirmó su madre en la asamblea."
MISTAKE = "Son primas con el mismo nombre; hay dos documentos."


@pytest.fixture
def by() -> ActingPerson:
    return people.acting_as(people.specialist())


def woman(**more: Any) -> MemberFacts:
    return replace(scene.member(Kin.CHILD, given_names="Yaneth", surname_1="Ñaupari"), **more)


def unknown(**more: Any) -> MemberFacts:
    """The same, entered by somebody who knew little of her."""
    facts = woman(surname_2="", national_id="", id_missing=IdMissing.NOT_SHOWN, kin=Kin.PARTNER)
    return replace(facts, born_on=None, birth_precision=BirthPrecision.UNKNOWN, languages=(), **more)


def two(first: MemberFacts | None = None, second: MemberFacts | None = None) -> tuple[Member, Member]:
    """A daughter in her parents' household, and as the wife in another."""
    scene.registered(scene.household(first or woman()))
    scene.registered(scene.household(second or unknown(), place_code=scene.OTHER_HAMLET))
    one, other = Member.objects.filter(surname_1="Ñaupari").order_by("pk")
    return one, other


def merged(kept: Member, gone: Member, by: ActingPerson, **more: Any) -> Merge:
    said = {"on": people.today(), "why": WHY, "at": now()} | more
    return merge_members(kept=kept, gone=gone, by=by, **said)


def state() -> dict[str, list[tuple[Any, ...]]]:
    """All rows that say what holds now."""
    return {
        "households": list(Household.objects.order_by("pk").values_list()),
        "members": list(Member.objects.order_by("pk").values_list()),
        "tokens": sorted(NameToken.objects.values_list("token", "district", "member")),
    }


def refusal(call: Any) -> set[str]:
    """The codes of a refusal; nothing was written."""
    before, lines = state(), Line.objects.count()
    with pytest.raises(Refused) as refused:
        call()
    assert state() == before and Line.objects.count() == lines
    return {reason.code.removeprefix("registry.") for reason in refused.value.reasons}


def test_the_entry_that_stays_is_given_what_it_lacked_and_the_other_points_at_it(by: ActingPerson) -> None:
    rich, poor = two()
    number = national_ids().decrypt(rich.national_id)
    merge = merged(poor, rich, by)
    poor.refresh_from_db()
    rich.refresh_from_db()
    assert (rich.merged_into, rich.left_on, rich.left_why) == (poor, people.today(), MemberLeft.MISTAKE)
    assert (poor.surname_2, poor.born_on, poor.birth_precision) == ("Ccori", rich.born_on, "day")
    assert national_ids().decrypt(poor.national_id) == number and poor.id_missing == ""
    assert (poor.languages, poor.kin, poor.left_on) == ("quy es", Kin.PARTNER, None)
    assert poor.sort_key == "nzzaupari ccori yaneth"
    tokens = NameToken.objects.filter(member=poor).values_list("token", flat=True)
    assert set(tokens) == name_tokens("Yaneth", "Ñaupari", "Ccori")
    part = merge.parts.get()
    assert (part.member, part.into) == (rich, poor)
    assert part.filled == "surname_2 born national_id:not_shown languages"
    line = Line.objects.get(verb="registry.merge_members")
    kinds = sorted(line.subjects.values_list("kind", flat=True))
    assert kinds == ["household", "household", "member", "member", "merge", "place", "place"]
    assert number not in line.body and "Yaneth" not in line.body


def test_what_both_have_is_left_as_the_kept_entry_says_it(by: ActingPerson) -> None:
    one, other = two(second=woman(given_names="Janet", national_id=""))
    merged(other, one, by)
    other.refresh_from_db()
    assert other.given_names == "Janet" and MergePart.objects.get().filled == "national_id:not_asked"


@pytest.mark.parametrize("keep_first", [True, False])
def test_undone_both_are_exactly_what_they_were(by: ActingPerson, keep_first: bool) -> None:
    one, other = two()
    before = state()
    merge = merged(one, other, by) if keep_first else merged(other, one, by)
    assert state() != before
    undo_merge(merge=merge, why=MISTAKE, by=by, at=now())
    assert state() == before
    merge.refresh_from_db()
    assert merge.undone_by == by.public_id and merge.undone_why == MISTAKE
    assert refusal(lambda: undo_merge(merge=merge, why=MISTAKE, by=by, at=now())) >= {"merge_undone"}
    merged(one, other, by)  # and they may be merged anew


def test_what_cannot_be_merged(by: ActingPerson) -> None:
    one, other = two()
    head = one.household.participant
    assert head is not None
    assert refusal(lambda: merged(one, one, by)) == {"merge_same"}
    assert refusal(lambda: merged(one, head, by)) == {"merge_participant"}
    assert refusal(lambda: merged(one, other, by, why="sí")) == {"reason_short"}
    assert refusal(lambda: merged(one, other, by, on=people.today() + timedelta(1))) == {"in_future"}
    assert refusal(lambda: merged(one, other, by, on=date(2020, 1, 1))) == {"before_since"}
    remove_member(member=other, on=people.today(), why=MemberLeft.DIED, note="", by=by, at=now())
    assert refusal(lambda: merged(one, other, by)) == {"merge_not_present"}
    return_member(member=other, on=people.today(), by=by, at=now())
    close_household(household=one.household, on=people.today(), why=HouseholdClosed.DISSOLVED, note="", by=by, at=now())
    assert refusal(lambda: merged(one, other, by)) == {"merge_household_closed"}
    reopen_household(household=one.household, note="Fue un error de la oficina.", by=by, at=now())
    merged(one, other, by)
    assert refusal(lambda: merged(one, other, by)) == {"merge_not_present"}


def test_the_last_of_a_household_takes_the_household_along(by: ActingPerson) -> None:
    one, other = two()
    home = other.household
    for member in home.members.exclude(pk__in=[other.pk, home.participant_id]):
        remove_member(member=member, on=people.today(), why=MemberLeft.MOVED_OUT, note="", by=by, at=now())
    merged(one, other, by)
    assert refusal(lambda: merged(one, home.participant, by)) == {"merge_participant"}


def test_who_may_merge_and_undo(by: ActingPerson) -> None:
    scene.registered(scene.household(woman()))
    outside = people.acting_as(people.specialist(people.OUTSIDE))
    scene.registered(scene.household(unknown(), place_code=scene.OUTSIDE), by=outside)
    one, other = Member.objects.filter(surname_1="Ñaupari").order_by("pk")
    for who in (by, outside, people.acting_as(people.auditor())):
        with pytest.raises(NotAllowed):
            merged(one, other, who)
        with pytest.raises(NotAllowed):
            merge_households(
                kept=one.household,
                gone=other.household,
                same={other: one},
                on=people.today(),
                why=WHY,
                by=who,
                at=now(),
            )
    merge = merged(one, other, people.acting_as(people.manager()))
    for who in (by, outside, people.acting_as(people.auditor())):
        with pytest.raises(NotAllowed):
            undo_merge(merge=merge, why=MISTAKE, by=who, at=now())


def test_what_keeps_a_merge_from_being_undone(by: ActingPerson) -> None:
    one, other = two()
    merge = merged(other, one, by)
    assert refusal(lambda: undo_merge(merge=merge, why="no", by=by, at=now())) == {"reason_short"}
    number = national_ids().decrypt(one.national_id)
    facts = woman(given_names="Yaneth", national_id=number, kin=Kin.PARTNER, surname_2="Lapa")
    correct_member(member=other, facts=facts, by=by, at=now())
    assert refusal(lambda: undo_merge(merge=merge, why=MISTAKE, by=by, at=now())) == {"merge_changed_since"}
    correct_member(member=other, facts=replace(facts, surname_2="Ccori", national_id=""), by=by, at=now())
    thief = scene.registered(scene.household(scene.member(national_id=number)))
    assert thief and refusal(lambda: undo_merge(merge=merge, why=MISTAKE, by=by, at=now())) == {
        "merge_changed_since", "merge_id_taken"
    }  # fmt: skip


def test_who_stayed_and_left_since_comes_back_before_a_merge_is_undone(by: ActingPerson) -> None:
    one, other = two()
    merge = merged(other, one, by)
    remove_member(member=other, on=people.today(), why=MemberLeft.DIED, note="", by=by, at=now())
    assert refusal(lambda: undo_merge(merge=merge, why=MISTAKE, by=by, at=now())) == {"merge_left_since"}
    return_member(member=other, on=people.today(), by=by, at=now())
    close_household(household=one.household, on=people.today(), why=HouseholdClosed.DISSOLVED, note="", by=by, at=now())
    assert refusal(lambda: undo_merge(merge=merge, why=MISTAKE, by=by, at=now())) == {"merge_gone_changed"}
    reopen_household(household=one.household, note="Fue un error de la oficina.", by=by, at=now())
    undo_merge(merge=merge, why=MISTAKE, by=by, at=now())


def same_home(**more: Any) -> tuple[Household, Household, dict[Member, Member]]:
    """A household registered twice, with one more member in the second."""
    head, child = scene.member(Kin.PARTICIPANT), scene.member(Kin.CHILD)
    first = scene.registered(scene.household(members=(head, child)))
    nobody = {"national_id": "", "id_missing": IdMissing.NOT_SHOWN}
    more_members = (replace(head, **nobody), replace(child, **nobody), scene.member(Kin.PARENT, represents=True))
    second = scene.registered(scene.household(members=more_members), **more)
    ours, theirs = list(first.members.order_by("pk")), list(second.members.order_by("pk"))
    return first, second, {theirs[0]: ours[0], theirs[1]: ours[1]}


def test_two_households_that_are_one(by: ActingPerson) -> None:
    kept, gone, same = same_home()
    before = state()
    merge = merge_households(kept=kept, gone=gone, same=same, on=people.today(), why=WHY, by=by, at=now())
    gone.refresh_from_db()
    assert (gone.closed_on, gone.closed_why, gone.merged_into) == (people.today(), HouseholdClosed.MERGED, kept)
    here = kept.members.filter(left_on=None).order_by("pk")
    grandmother = here.last()
    assert here.count() == 3 and grandmother is not None
    assert (grandmother.kin, grandmother.represents_since) == (Kin.PARENT, None)  # both have one participant
    assert gone.members.filter(left_on=None).count() == 0
    assert {part.into_id for part in merge.parts.all()} == {None, *(member.pk for member in same.values())}
    assert PastMembership.objects.get(member=grandmother).household == gone
    undo_merge(merge=merge, why=MISTAKE, by=by, at=now())
    assert state() == before


def test_another_participant_means_another_kinship(by: ActingPerson) -> None:
    kept, gone, same = same_home()
    (head, _), (child, ours) = same.items()
    merge_households(kept=kept, gone=gone, same={child: ours}, on=people.today(), why=WHY, by=by, at=now())
    head.refresh_from_db()
    assert (head.household, head.kin, head.left_on) == (kept, Kin.OTHER_RELATIVE, None)
    assert kept.participant_id != head.pk


def test_which_households_cannot_be_merged(by: ActingPerson) -> None:
    kept, gone, same = same_home()
    (head, ours), (child, other) = same.items()

    def merge(**more: Any) -> Any:
        said = {"kept": kept, "gone": gone, "same": same, "on": people.today(), "why": WHY} | more
        return lambda: merge_households(by=by, at=now(), **said)

    assert refusal(merge(same={})) == {"merge_nobody_same"}
    assert refusal(merge(same={ours: head})) == {"merge_not_theirs"}
    assert refusal(merge(same={head: ours, child: ours})) == {"merge_not_theirs"}
    assert refusal(merge(gone=kept, same={})) == {"same_household", "merge_nobody_same"}
    assert refusal(merge(on=date(2020, 1, 1))) == {"before_since"}
    assert refusal(merge(why="")) == {"reason_short"}
    remove_member(member=other, on=people.today(), why=MemberLeft.DIED, note="", by=by, at=now())
    assert refusal(merge()) == {"merge_not_theirs"}
    close_household(household=gone, on=people.today(), why=HouseholdClosed.DISSOLVED, note="", by=by, at=now())
    assert refusal(merge(same={head: ours})) == {"merge_household_closed"}


@pytest.mark.parametrize("what", ["left", "moved", "represents", "participant"])
def test_a_merge_of_households_stands_once_somebody_who_came_along_changed(by: ActingPerson, what: str) -> None:
    kept, gone, same = same_home()
    merge = merge_households(kept=kept, gone=gone, same=same, on=people.today(), why=WHY, by=by, at=now())
    came = kept.members.filter(left_on=None).order_by("pk").last()
    assert came is not None
    at, today = now(), people.today()
    if what == "left":
        remove_member(member=came, on=today, why=MemberLeft.DIED, note="", by=by, at=at)
    elif what == "moved":
        other = scene.registered(scene.household())
        transfer_member(member=came, to=other, kin=Kin.PARENT, on=today, by=by, at=at)
    elif what == "represents":
        name_representative(member=came, on=today, by=by, at=at)
    else:
        set_participant(member=came, old_kin=Kin.CHILD, on=today, note="", by=by, at=at)
    assert refusal(lambda: undo_merge(merge=merge, why=MISTAKE, by=by, at=now())) == {"merge_moved_since"}


def test_the_database_keeps_merges(by: ActingPerson) -> None:
    one, other = two()
    merge = merged(one, other, by)
    part = merge.parts.get()
    attacks = [
        lambda: Merge.objects.filter(pk=merge.pk).update(why="otra razón cualquiera"),
        lambda: Merge.objects.filter(pk=merge.pk).update(undone_why="nadie"),
        lambda: Merge.objects.filter(pk=merge.pk).delete(),
        lambda: MergePart.objects.filter(pk=part.pk).update(filled=""),
        lambda: MergePart.objects.filter(pk=part.pk).delete(),
        lambda: Member.objects.filter(pk=other.pk).update(left_on=None, left_why=""),
    ]
    for attack in attacks:
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()
    undo_merge(merge=merge, why=MISTAKE, by=by, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.filter(pk=merge.pk).update(undone_by=None, undone_at=None, undone_why="")
