"""Verbs on members: add, correct, leave, come back, go to another household."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.core.ids import new_id
from winay.journal.bulk import insert_columns, next_ids
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.registry.access import require_write_at_one
from winay.registry.facts import MemberFacts
from winay.registry.models import Household, Member, NameToken, PastMembership
from winay.registry.national_ids import NationalIds
from winay.registry.queries.facts import national_ids, places_by_code
from winay.registry.queries.taken import on_record
from winay.registry.rows import member_columns, token_columns, tokens_of
from winay.registry.rules import dated, household_code, member_problems, sort_key, unreasonable
from winay.registry.services.records import (
    about,
    changed,
    end_representation,
    locked,
    locked_member,
    locked_open,
    open_state,
    today_at,
)
from winay.registry.terms import IdMissing, Kin, MemberLeft

PERSONAL = frozenset(
    {"given_names", "surname_1", "surname_2", "born_on", "national_id", "phone", "languages", "birth_precision"}
)


@transaction.atomic
def add_member(*, household: Household, facts: MemberFacts, on: date, by: Actor, at: datetime) -> Member:
    """Somebody joins a household: a birth, a marriage, somebody who was forgotten. Not as its participant, who is set
    by a verb of its own."""
    household = locked_open(household, by)
    ids = national_ids()
    hashed = ids.hash(facts.national_id)
    reasons = [
        *dated(on, today=today_at(at), since=household.registered_on).reasons,
        *([Reason("registry.kin_of_participant")] if facts.kin is Kin.PARTICIPANT else []),
        *member_problems(facts, number=1, on=on),
        *_taken(hashed),
    ]
    if facts.public_id and Member.objects.filter(public_id=facts.public_id).exists():
        reasons.append(Reason("registry.already_here"))
    if reasons:
        raise Refused(reasons)
    key = next_ids(Member, 1)[0]
    facts = replace(facts, public_id=facts.public_id or new_id())
    away = places_by_code([facts.away.place_code] if facts.away else [])
    columns = member_columns([facts], [key], [household.pk], away=away, joined_on=[on], hashes=[hashed], ids=ids)
    with _nobody_else(hashed):
        insert_columns(Member, columns)
    _write_tokens(key, household.district, facts)
    member = Member.objects.get(pk=key)
    record(
        "registry.add_member",
        by=by,
        at=at,
        subjects=about(household, member),
        after={"on": on, "kin": facts.kin.value, "name": Personal(facts.given_names)},
    )
    return member


@transaction.atomic
def correct_member(*, member: Member, facts: MemberFacts, by: Actor, at: datetime) -> Member:
    """Correct what was written of somebody. Where they live, whether they represent and whether they are the
    participant are left as they are: those have verbs with a day. Nothing is written when nothing changes."""
    household, member = locked_member(member, by)
    today, ids = today_at(at), national_ids()
    is_participant = household.participant_id == member.pk
    facts = replace(facts, represents=False, away=None)
    kin_wrong = (facts.kin is Kin.PARTICIPANT) != is_participant
    hashed = ids.hash(facts.national_id)
    reasons = [
        *_present(member).reasons,
        *([Reason("registry.kin_of_participant")] if kin_wrong else []),
        *member_problems(facts, number=1, on=today),
        *(_taken(hashed) if hashed != member.national_id_hash else []),
    ]
    if reasons:
        raise Refused(reasons)
    old_tokens = set(NameToken.objects.filter(member=member, district=household.district).values_list("token"))
    before, after = changed(member, _columns(facts, member, ids, hashed))
    if not after:
        return member
    with _nobody_else(hashed):
        member.save(update_fields=list(after))
    if {(token,) for token in tokens_of(facts)} != old_tokens:
        NameToken.objects.filter(member=member, district=household.district).delete()
        _write_tokens(member.pk, household.district, facts)
    hidden = {"sort_key", "national_id_hash"}
    record(
        "registry.correct_member",
        by=by,
        at=at,
        subjects=about(household, member),
        before={k: Personal(v) if k in PERSONAL else v for k, v in before.items() if k not in hidden},
        after={k: Personal(v) if k in PERSONAL else v for k, v in after.items() if k not in hidden},
    )
    return member


def _columns(facts: MemberFacts, member: Member, ids: NationalIds, hashed: str) -> dict[str, object]:
    """What is corrected, by column. The same id keeps the ciphertext it has."""
    missing = "" if facts.national_id else (facts.id_missing or IdMissing.NOT_ASKED).value
    same = hashed == member.national_id_hash
    return {
        "given_names": facts.given_names,
        "surname_1": facts.surname_1,
        "surname_2": facts.surname_2,
        "sort_key": sort_key(facts),
        "sex": facts.sex.value,
        "born_on": facts.born_on,
        "birth_precision": facts.birth_precision.value,
        "kin": facts.kin.value,
        "national_id": member.national_id if same else ids.encrypt(facts.national_id),
        "national_id_hash": hashed,
        "id_missing": missing,
        "languages": " ".join(facts.languages),
        "reads": facts.reads,
        "phone": facts.phone,
    }


@transaction.atomic
def remove_member(*, member: Member, on: date, why: MemberLeft, note: str, by: Actor, at: datetime) -> Member:
    """Somebody is no longer a member from a day on. The row stays; `return_member` takes it back. The participant
    stays until another one is set."""
    household, member = locked_member(member, by)
    on = member.joined_on if why is MemberLeft.MISTAKE else on
    refuse_unless(
        allow_unless(
            *_present(member).reasons,
            *dated(on, today=today_at(at), since=member.joined_on).reasons,
            Reason("registry.is_participant") if household.participant_id == member.pk else None,
            unreasonable(note, needed=why in {MemberLeft.OTHER, MemberLeft.MISTAKE}),
        )
    )
    end_representation(household, member, on)
    member.left_on, member.left_why = on, why.value
    member.save(update_fields=["left_on", "left_why", "represents_since"])
    record(
        "registry.remove_member",
        by=by,
        at=at,
        subjects=about(household, member),
        after={"on": on, "why": why.value, "note": note.strip()},
    )
    return member


@transaction.atomic
def return_member(*, member: Member, on: date, by: Actor, at: datetime) -> Member:
    """Somebody who left is a member again. On the very day on which they left, the leaving is undone as if it had not
    been; on a later one, the former time stands in the record and a new one begins."""
    household, member = locked_member(member, by)
    left = member.left_on
    reasons = [
        *([Reason("registry.member_here")] if left is None else []),
        *([Reason("registry.member_merged")] if member.merged_into_id else []),
        *([Reason("registry.member_erased")] if member.erased_at else []),
        *dated(on, today=today_at(at), since=left or on).reasons,
        *_taken(member.national_id_hash),
    ]
    if reasons or left is None:
        raise Refused(reasons)
    undone = on == left
    if not undone:
        _keep_membership(member, household, left, member.left_why)
        member.joined_on = on
    member.left_on, member.left_why = None, ""
    with _nobody_else(member.national_id_hash):
        member.save(update_fields=["left_on", "left_why", "joined_on"])
    record(
        "registry.return_member",
        by=by,
        at=at,
        subjects=about(household, member),
        before={"left_on": left},
        after={"on": on, "undone": undone},
    )
    return member


@transaction.atomic
def transfer_member(*, member: Member, to: Household, kin: Kin, on: date, by: Actor, at: datetime) -> Member:
    """Somebody goes from one household to another, as by marriage: the same person, with their history. Allowed to
    whoever writes at the household that they leave or at the one that takes them in."""
    household, to, member = _both_locked(member, to)
    require_write_at_one(by, [household.place.code, to.place.code])
    refuse_unless(
        allow_unless(
            *open_state(household).reasons,
            *open_state(to).reasons,
            *_present(member).reasons,
            *dated(on, today=today_at(at), since=max(member.joined_on, to.registered_on)).reasons,
            Reason("registry.same_household") if household.pk == to.pk else None,
            Reason("registry.is_participant") if household.participant_id == member.pk else None,
            Reason("registry.kin_of_participant") if kin is Kin.PARTICIPANT else None,
        )
    )
    carry_over(member, household, to, kin=kin, on=on, why=MemberLeft.OTHER_HOUSEHOLD)
    record(
        "registry.transfer_member",
        by=by,
        at=at,
        subjects=[*about(household, member), *about(to)],
        before={"household": household_code(household.public_id)},
        after={"household": household_code(to.public_id), "on": on, "kin": kin.value},
    )
    return member


def _both_locked(member: Member, to: Household) -> tuple[Household, Household, Member]:
    """The household of a member, another one, and the member under lock: households always in one order, and again
    where somebody took the member elsewhere meanwhile."""
    while True:
        home = Member.objects.filter(pk=member.pk).values_list("household_id", flat=True).get()
        locks = {key: locked(Household.objects.get(pk=key)) for key in sorted({home, to.pk})}
        row = Member.objects.select_for_update().get(pk=member.pk)
        if row.household_id in locks:
            return locks[row.household_id], locks[to.pk], row


def carry_over(member: Member, old: Household, new: Household, *, kin: Kin, on: date, why: MemberLeft) -> None:
    """Put a member into another household: the former time is kept, names are found in the new district, and an open
    representation ends. The caller has judged and locked."""
    end_representation(old, member, on)
    _keep_membership(member, old, on, why.value)
    if old.district != new.district:
        NameToken.objects.filter(member=member, district=old.district).update(district=new.district)
    member.household, member.joined_on, member.kin = new, on, kin.value
    member.save(update_fields=["household", "joined_on", "kin", "represents_since"])


def _keep_membership(member: Member, household: Household, left_on: date, why: str) -> None:
    PastMembership.objects.create(
        member=member, household=household, kin=member.kin, joined_on=member.joined_on, left_on=left_on, left_why=why
    )


def _present(member: Member) -> Decision:
    """Whether somebody is a member now, whose data are here."""
    return allow_unless(
        Reason("registry.member_merged") if member.merged_into_id else None,
        Reason("registry.member_left") if member.left_on is not None and not member.merged_into_id else None,
        Reason("registry.member_erased") if member.erased_at else None,
    )


def _taken(hashed: str) -> list[Reason]:
    holders = on_record([], [hashed]).holders
    return [
        Reason("registry.id_taken", {"member": 1, "household": household_code(holder)}) for holder in holders.values()
    ]


@contextmanager
def _nobody_else(hashed: str) -> Iterator[None]:
    """`Refused` where somebody else was given the id at this very moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if reasons := _taken(hashed):
            raise Refused(reasons) from None
        raise


def _write_tokens(key: int, district: int, facts: MemberFacts) -> None:
    insert_columns(NameToken, token_columns([facts], [key], [district]))
