"""A board member's phone: let in for an open mandate, shut out by whatever ends it; on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests import people
from tests.field.phones import Phone, message
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from tests.nuclei.scene import WHY, Formed
from tests.worlds import world
from winay.accounts.models import FieldCredential
from winay.accounts.phones import queries
from winay.accounts.phones.queries import KEEP_SECONDS, phone_of
from winay.accounts.phones.services import issue_credential, revoke_credential
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.terms import ExitReason
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.journeys.board_phones import act_on_household, leave_program
from winay.journeys.cycles import undo_exit
from winay.journeys.erasing import erase_person
from winay.journeys.wording import say
from winay.nuclei.governance_models import Mandate
from winay.nuclei.models import Nucleus
from winay.nuclei.phone_models import BoardPhone
from winay.nuclei.phone_rules import PhoneFacts, may_have_phone
from winay.nuclei.services.board_phones import let_board_phone_in
from winay.nuclei.services.mandates import end_mandate, reopen_mandate
from winay.nuclei.services.stages import close_nucleus, reopen_nucleus
from winay.nuclei.terms import MandateEnd, Post
from winay.places.models import Place
from winay.registry.facts import MemberFacts
from winay.registry.models import Member
from winay.registry.services.members import remove_member, transfer_member
from winay.registry.services.roles import set_participant
from winay.registry.terms import Kin, MemberLeft, Sex

pytestmark = pytest.mark.django_db
FACTS = PhoneFacts(Post.TREASURER, date(2026, 3, 1), None, None, belongs=True, minor=False, live=False)


def _made() -> Formed:
    made = scene.formed(5)
    boards.elects(made, boards.day(made, 3), president=0, treasurer=1)
    return made


made = world(_made)


def let_in(made: Formed, post: Post = Post.TREASURER, **more: Any) -> tuple[BoardPhone, str]:
    said: dict[str, Any] = {"mandate": boards.mandate(made, post), "by": made.ana, "at": now()} | more
    return let_board_phone_in(**said)


def refused(made: Formed, **more: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        let_in(made, **more)
    assert all(say(reason) for reason in refusal.value.reasons)
    return boards.codes(refusal)


def why(phone: BoardPhone) -> str:
    """Why it was shut out; empty while it is live."""
    return FieldCredential.objects.get(pk=phone.credential.pk).revoked_why


# ---- the rule


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"ended_on": date(2026, 5, 1)}, ["phone_mandate_ended"]),
        ({"ended_on": date(2026, 3, 1), "belongs": False}, ["mandate_never_was"]),
        ({"nucleus_closed_on": date(2026, 5, 1), "belongs": False}, ["nucleus_closed"]),
        ({"belongs": False}, ["phone_outside"]),
        ({"minor": True}, ["phone_minor"]),
        ({"live": True}, ["phone_live"]),
        ({"minor": True, "live": True}, ["phone_minor", "phone_live"]),
    ],
)
def test_who_may_have_a_phone(change: dict[str, Any], expected: list[str]) -> None:
    decision = may_have_phone(replace(FACTS, **change))
    assert decision.ok == (not expected)
    assert [one.code.removeprefix("nuclei.") for one in decision.reasons] == expected


# ---- letting in


def test_a_phone_is_for_the_post_in_district_and_program_of_the_nucleus(made: Formed) -> None:
    phone, token = let_in(made)
    held = phone.credential
    assert (held.place, held.program) == (made.nucleus.district, made.nucleus.version.program)
    assert held.label == "Tesorera, núcleo Ayllu Ñan" and held.issued_by == made.ana.public_id
    someone = made.person(1)
    for text in (held.label, held.holder):
        assert someone.given_names not in text and someone.surname_1 not in text
    line = parse_body(Line.objects.get(verb="accounts.issue_credential").body)
    about = {("nucleus", str(made.nucleus.public_id)), ("member", str(someone.public_id))}
    assert about < set(line.subjects)
    who = queries.credential_for(token, on=people.today())
    assert who is not None and who.label == held.label
    district, program = made.nucleus.district.code, made.nucleus.version.program.key
    assert who.may(Permission.REGISTER_HOUSEHOLD, place_code=f"{district}0001", program=program)
    assert not who.may(Permission.REGISTER_HOUSEHOLD, place_code="210101", program=program)
    assert not who.may(Permission.ENROL_HOUSEHOLD, place_code=district, program="otro")


@pytest.mark.parametrize(("sex", "words"), [(Sex.MAN, "Tesorero"), (Sex.UNKNOWN, "Tesorería")])
def test_it_is_called_as_people_say_the_post(made: Formed, sex: Sex, words: str) -> None:
    Member.objects.filter(pk=made.person(1).pk).update(sex=sex)
    assert let_in(made)[0].credential.label == f"{words}, núcleo Ayllu Ñan"


def test_a_long_name_of_a_nucleus_fits(made: Formed) -> None:
    Nucleus.objects.filter(pk=made.nucleus.pk).update(name="Ñ" * 120)
    held = let_in(made)[0].credential
    assert len(held.label) == 80 and held.label.startswith("Tesorera, núcleo ÑÑÑ")


def test_one_phone_at_a_time_and_another_after_it_was_withdrawn(made: Formed) -> None:
    first, _ = let_in(made)
    assert refused(made) == ["phone_live"]
    let_in(made, Post.PRESIDENT)
    revoke_credential(credential=first.credential, reason=WHY, by=made.ana, at=now())
    second, _ = let_in(made)
    assert second.mandate == first.mandate and second.credential != first.credential


def test_no_phone_for_a_mandate_that_is_over_or_never_was(made: Formed) -> None:
    gone, never = boards.mandate(made, Post.TREASURER), boards.mandate(made, Post.PRESIDENT)
    end_mandate(mandate=gone, why=MandateEnd.RESIGNED, on=boards.day(made, 9), by=made.ana, at=now())
    end_mandate(mandate=never, why=MandateEnd.MISTAKE, on=people.today(), note=WHY, by=made.ana, at=now())
    assert refused(made, mandate=gone) == ["phone_mandate_ended"]
    assert refused(made, mandate=never) == ["mandate_never_was"]
    assert not FieldCredential.objects.exists()


def test_no_phone_for_somebody_who_turns_out_to_be_under_age(made: Formed) -> None:
    born = people.today().replace(year=people.today().year - 15, day=1)
    Member.objects.filter(pk=made.person(1).pk).update(born_on=born, birth_precision="day")
    assert refused(made) == ["phone_minor"]


def test_no_phone_in_a_nucleus_that_is_closed(made: Formed) -> None:
    held = boards.mandate(made, Post.TREASURER)
    close_nucleus(nucleus=made.nucleus, on=people.today(), why=WHY, by=made.rosa, at=now())
    assert refused(made, mandate=held) == ["phone_mandate_ended", "nucleus_closed"]


def test_no_phone_for_somebody_whose_household_is_out(made: Formed) -> None:
    cycle = made.cycles[1]
    leave_program(enrolment=cycle, reason=ExitReason.MIGRATION, on=people.today(), by=made.ana, at=now())
    assert refused(made) == ["phone_outside"]


def test_only_who_manages_phones_there_lets_one_in(made: Formed) -> None:
    for who in (people.other_head(), people.auditor(), people.specialist(program="noa-jayatai")):
        with pytest.raises(NotAllowed):
            let_in(made, by=people.acting_as(who))
    assert not BoardPhone.objects.exists() and not FieldCredential.objects.exists()


# ---- what ends it


def resigns(made: Formed, reason: MandateEnd = MandateEnd.RESIGNED, days: int = 9) -> None:
    held, on = boards.mandate(made, Post.TREASURER), boards.day(made, days)
    note = WHY if reason is MandateEnd.MISTAKE else ""
    end_mandate(mandate=held, why=reason, on=on, note=note, by=made.ana, at=now())


def recalled(made: Formed) -> None:
    boards.held(made, boards.day(made, 9), motions=(boards.recall(boards.mandate(made, Post.TREASURER), 5),))


def replaced(made: Formed) -> None:
    boards.elects(made, boards.day(made, 9), treasurer=2)


def taken_back(made: Formed) -> None:
    boards.reverse(made, boards.mandate(made, Post.TREASURER).assembly)


def closed(made: Formed) -> None:
    close_nucleus(nucleus=made.nucleus, on=people.today(), why=WHY, by=made.rosa, at=now())


def household_out(made: Formed) -> None:
    cycle = made.cycles[1]
    leave_program(enrolment=cycle, reason=ExitReason.MIGRATION, on=people.today(), by=made.ana, at=now())


ENDS: list[tuple[Callable[[Formed], None], str]] = [
    (resigns, "renunció"),
    (lambda made: resigns(made, MandateEnd.DIED), "falleció"),
    (lambda made: resigns(made, MandateEnd.TERM), "terminó su período"),
    (lambda made: resigns(made, MandateEnd.LEFT_NUCLEUS), "su hogar dejó el núcleo"),
    (lambda made: resigns(made, MandateEnd.MISTAKE), "nunca lo tuvo"),
    (recalled, "fue revocado por la asamblea"),
    (replaced, "terminó su período"),
    (taken_back, "nunca lo tuvo"),
    (closed, "el núcleo cerró"),
    (household_out, "Ya no es de un hogar del núcleo"),
]


@pytest.mark.parametrize(("act", "words"), ENDS)
def test_whatever_ends_the_post_shuts_the_phone_out(made: Formed, act: Callable[[Formed], None], words: str) -> None:
    phone, token = let_in(made)
    other, _ = let_in(made, Post.PRESIDENT)
    act(made)
    assert words in why(phone)
    queries.memory.forget()
    assert queries.credential_for(token, on=people.today()) is None
    line = parse_body(Line.objects.filter(verb="accounts.revoke_credential").order_by("id")[0].body)
    assert ("nucleus", str(made.nucleus.public_id)) in line.subjects and line.after["reason"]
    both = act in {taken_back, closed}
    assert bool(why(other)) == both, "only the phone of whose post ended"


def test_an_end_that_is_told_late_ends_the_phone_that_was_given_since(made: Formed) -> None:
    phone, _ = let_in(made)
    resigns(made, days=4)
    assert why(phone).startswith("Dejó el cargo el ")


def test_an_end_that_an_earlier_paper_moves_touches_no_phone_of_another(made: Formed) -> None:
    replaced(made)
    later, _ = let_in(made)
    assert later.mandate.member == made.person(2)
    held = Mandate.objects.get(member=made.person(1))
    end_mandate(mandate=held, why=MandateEnd.RESIGNED, on=boards.day(made, 6), by=made.ana, at=now())
    assert why(later) == ""


def test_a_mandate_that_goes_on_again_has_no_phone(made: Formed) -> None:
    phone, token = let_in(made)
    resigns(made)
    reopen_mandate(mandate=phone.mandate, why=WHY, by=made.ana, at=now())
    assert boards.mandate(made, Post.TREASURER).ended_on is None and why(phone)
    queries.memory.forget()
    assert queries.credential_for(token, on=people.today()) is None
    again, _ = let_in(made)
    assert again.mandate == phone.mandate


def test_a_nucleus_that_opens_again_and_a_household_that_comes_back_bring_no_phone_back(made: Formed) -> None:
    phone, _ = let_in(made)
    household_out(made)
    undo_exit(enrolment=made.cycles[1], why=WHY, by=made.ana, at=now())
    assert why(phone)
    second, _ = let_in(made)
    closed(made)
    reopen_nucleus(nucleus=made.nucleus, why=WHY, by=made.rosa, at=now())
    assert why(second) and refused(made, mandate=phone.mandate) == ["phone_mandate_ended"]


def test_an_act_that_is_refused_shuts_nobody_out(made: Formed) -> None:
    phone, _ = let_in(made)
    with pytest.raises(Refused):
        boards.elects(made, boards.day(made, 9), treasurer=0)  # who presides already
    assert why(phone) == ""


def test_whoever_may_write_minutes_but_manages_no_phones_ends_it_all_the_same(
    made: Formed, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, _ = let_in(made)
    may = type(made.ana).may
    monkeypatch.setattr(
        type(made.ana), "may", lambda self, asked, **more: asked != "manage_phones" and may(self, asked, **more)
    )
    recalled(made)
    assert "revocado" in why(phone)


# ---- at the door


def test_a_recalled_treasurer_is_turned_away_within_the_seconds_a_process_remembers(
    made: Formed, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(at=3_000_000.0)
    clock.monotonic = lambda: clock.at
    monkeypatch.setattr(queries, "time", clock)
    phone, token = let_in(made)
    asking = Phone(phone.credential, token)
    assert asking.get("formList").status_code == 200
    recalled(made)
    clock.at += KEEP_SECONDS
    sent = asking.client.post(f"{asking.base}/submission", b"", content_type="multipart/form-data; boundary=x")
    answer = asking.get("formList")
    assert (answer.status_code, sent.status_code) == (403, 403)
    assert "código QR nuevo" in message(answer)
    contact = FieldCredential.objects.get(pk=phone.credential.pk).last_contact_at
    assert contact is not None and contact <= now()


# ---- people who leave


def second_adult(made: Formed) -> Member:
    """Another adult of the treasurer's household, so that its treasurer may leave it."""
    from tests.registry import scene as registry
    from winay.registry.services.members import add_member

    facts: MemberFacts = registry.member(Kin.PARTNER)
    home = made.cycles[1].household
    return add_member(household=home, facts=facts, on=home.registered_on, by=made.ana, at=now())


def test_a_treasurer_who_goes_to_another_household_or_out_of_it(made: Formed) -> None:
    home, holder = made.cycles[1].household, made.person(1)
    other = second_adult(made)
    set_participant(member=other, old_kin=Kin.PARTNER, on=people.today(), note="", by=made.ana, at=now())
    phone, _ = let_in(made)
    inside = made.cycles[2].household
    act_on_household(
        household=home, by=made.ana, at=now(),
        verb=lambda: transfer_member(
            member=holder, to=inside, kin=Kin.OTHER_RELATIVE, on=people.today(), by=made.ana, at=now()
        ),
    )  # fmt: skip
    assert why(phone) == "", "the other household is of the nucleus too"
    holder.refresh_from_db()
    act_on_household(
        household=inside, by=made.ana, at=now(),
        verb=lambda: remove_member(
            member=holder, on=people.today(), why=MemberLeft.OTHER, note=WHY, by=made.ana, at=now()
        ),
    )  # fmt: skip
    assert why(phone) == "Ya no es de un hogar del núcleo."
    assert boards.mandate(made, Post.TREASURER).ended_on is None, "the post ends when somebody tells it"


def test_whoever_is_erased_has_no_phone_and_no_name_in_it(made: Formed) -> None:
    holder = made.person(1)
    other = second_adult(made)
    set_participant(member=other, old_kin=Kin.PARTNER, on=people.today(), note="", by=made.ana, at=now())
    phone, _ = let_in(made)
    erase_person(member=holder, reason=WHY, by=made.rosa, at=now())
    assert why(phone) == "Se borraron los datos de quien lo llevaba."
    held = FieldCredential.objects.get(pk=phone.credential.pk)
    texts = (held.label, held.holder, held.revoked_why)
    assert not any(part in text for text in texts for part in ("Fortunata", holder.surname_1))


# ---- what the database refuses


def attack(statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def raw(made: Formed, mandate: Mandate, *, place: str = "", program: Any = None) -> None:
    """As somebody would who forgot every rule."""
    credential, _ = issue_credential(
        label="Otro teléfono", person=None, holder="Junta directiva", expires_on=None, at=now(),
        place=Place.objects.get(code=place) if place else made.nucleus.district,
        program=program or made.nucleus.version.program, by=people.acting_as(people.manager()),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardPhone.objects.create(mandate=mandate, credential=credential)


def test_the_database_keeps_one_live_phone_for_an_open_mandate(made: Formed) -> None:
    from winay.programs.models import Program

    phone, _ = let_in(made)
    held = boards.mandate(made, Post.TREASURER)
    raw(made, held)
    attack(f"UPDATE nuclei_mandate SET ended_on = '{boards.day(made, 9)}', end_why = 'resigned' WHERE id = {held.pk}")
    president = boards.mandate(made, Post.PRESIDENT)
    raw(made, president, place=people.INSIDE)
    raw(made, president, program=Program.objects.exclude(pk=made.nucleus.version.program_id)[0])
    resigns(made)
    raw(made, held)
    attack(f"UPDATE nuclei_board_phone SET mandate_id = {president.pk}")
    attack("DELETE FROM nuclei_board_phone")
    assert BoardPhone.objects.get() == phone


def test_a_revoked_credential_is_no_phone_of_a_board(made: Formed) -> None:
    phone, _ = let_in(made)
    revoke_credential(credential=phone.credential, reason=WHY, by=made.ana, at=now())
    attack(
        f"INSERT INTO nuclei_board_phone (mandate_id, credential_id) VALUES ({phone.mandate.pk}, {phone.credential.pk})"
    )


def test_what_such_a_phone_sends_is_signed_with_the_post(made: Formed) -> None:
    phone, _ = let_in(made)
    who = phone_of(phone.credential)
    assert (who.label, who.public_id) == ("Tesorera, núcleo Ayllu Ñan", phone.credential.public_id)
