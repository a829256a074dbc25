"""Phones are let in by a token that is kept nowhere, and shut out within seconds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests import people
from winay.accounts.models import Device, FieldCredential
from winay.accounts.phones import queries, services
from winay.accounts.phones.queries import KEEP_SECONDS, ActingPhone, credential_for, phone_of
from winay.accounts.phones.rules import MOST_DEVICES
from winay.accounts.phones.services import issue_credential, note_contact, revoke_credential
from winay.accounts.phones.tokens import is_token
from winay.accounts.services import end_access, reopen_access
from winay.core.actors import NOBODY, SYSTEM, Actor, Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.core.keys import KeyRing
from winay.journal.models import Line, Subject
from winay.places.models import Place
from winay.programs.models import Program

pytestmark = pytest.mark.django_db
WHY = "Se perdió el teléfono en el río."


def issue(place: str | None = "0501", by: Actor | None = None, **more: Any) -> tuple[FieldCredential, str]:
    said: dict[str, Any] = {
        "label": "Tableta de Vinchos", "person": None, "holder": "Julia Ñahui Ccora", "program": None,
        "expires_on": None, "by": by or people.acting_as(people.specialist()), "at": now(),
    }  # fmt: skip
    return issue_credential(place=Place.objects.get(code=place) if place else None, **(said | more))


def test_a_token_lets_a_phone_in_and_stands_nowhere() -> None:
    credential, token = issue()
    assert is_token(token)
    phone = credential_for(token, on=people.today())
    assert phone is not None and phone.public_id == credential.public_id and phone.place_code == "0501"
    line = Line.objects.latest("id")
    assert line.verb == "accounts.issue_credential" and "Julia" not in line.body
    assert token not in line.body and token not in str(FieldCredential.objects.values().get())
    assert Subject.objects.filter(line=line, kind="phone", key=str(credential.public_id)).exists()


@pytest.mark.parametrize(
    "change", [str.swapcase, lambda t: t[:-1], lambda t: t + "a", lambda t: "", lambda t: "x" * 43]
)
def test_no_other_token_lets_anybody_in(change: Callable[[str], str]) -> None:
    _, token = issue()
    assert credential_for(change(token), on=people.today()) is None


def test_a_phone_may_register_inside_its_place_and_program_and_nothing_else() -> None:
    program = Program.objects.order_by("id")[0]
    phone = phone_of(issue(program=program)[0])
    may = Permission.REGISTER_HOUSEHOLD
    assert phone.may(may, place_code="050101", program=program.key)
    assert not phone.may(may, place_code="0502", program=program.key)
    assert not phone.may(may, place_code="05", program=program.key)
    assert not phone.may(may, place_code=None, program=program.key)
    assert not phone.may(may, place_code="050101", program="otro")
    assert not phone.may(may, place_code="050101")
    by_forms = {Permission.ENROL_HOUSEHOLD, Permission.RECORD_VISIT, Permission.RECORD_DELIVERY,
                Permission.RECORD_VOICE, Permission.RECORD_ASSEMBLY, Permission.PREPARE_PLAN}  # fmt: skip
    for other in set(Permission) - {may} - by_forms:
        assert not phone.may(other, place_code="050101", program=program.key)


@pytest.mark.parametrize("place", ["05", "0501", "050101"])
def test_staff_issue_inside_their_territory_only(place: str) -> None:
    for inside in (people.specialist(), people.head(), people.manager()):
        issue(place, by=people.acting_as(inside))
    for outside in (people.other_head(), people.auditor(), people.specialist("050102"), people.someone()):
        with pytest.raises(NotAllowed):
            issue(place, by=people.acting_as(outside))
    with pytest.raises(NotAllowed):
        issue(place, by=SYSTEM)


def test_only_the_national_manager_lets_a_phone_in_for_the_whole_country() -> None:
    issue(None, by=people.acting_as(people.manager()))
    with pytest.raises(NotAllowed):
        issue(None, by=people.acting_as(people.head()))


def test_who_works_for_one_program_does_not_issue_for_every_program() -> None:
    one, other = Program.objects.order_by("id")[:2]
    by = people.acting_as(people.specialist(program=one.key))
    issue(by=by, program=one)
    for wider in (None, other):
        with pytest.raises(NotAllowed):
            issue(by=by, program=wider)


def test_the_rules_of_issuing() -> None:
    carrier, today = people.someone(), people.today()
    closed = people.someone()
    closed.is_active = False
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"label": " x "}, "accounts.label_wrong"),
        ({"label": "x" * 81}, "accounts.label_wrong"),
        ({"label": "dos\nrenglones"}, "accounts.label_wrong"),
        ({"holder": ""}, "accounts.one_holder"),
        ({"person": carrier}, "accounts.one_holder"),
        ({"holder": "ab"}, "accounts.name_missing"),
        ({"person": closed, "holder": ""}, "accounts.inactive"),
        ({"expires_on": today}, "accounts.expires_in_past"),
        ({"synthetic": True}, "accounts.demo_only"),
    ]
    for said, code in wrong:
        with pytest.raises(Refused) as refusal:
            issue(**said)
        assert [reason.code for reason in refusal.value.reasons] == [code], said
    assert not FieldCredential.objects.exists()
    issue(person=carrier, holder="", expires_on=today + timedelta(days=1))


def test_an_expired_credential_lets_nobody_in() -> None:
    today = people.today()
    _, token = issue(expires_on=today + timedelta(days=30))
    assert credential_for(token, on=today + timedelta(days=29)) is not None
    assert credential_for(token, on=today + timedelta(days=30)) is None


class Clock:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def monotonic(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(queries, "time", made)
    monkeypatch.setattr(services, "time", made)
    return made


def test_a_revoked_credential_is_out_within_five_seconds_everywhere(clock: Clock) -> None:
    credential, token = issue()
    assert credential_for(token, on=people.today())
    revoke_credential(credential=credential, reason=WHY, by=people.acting_as(people.head()), at=now())
    waited = next(tenths for tenths in range(100) if _later(clock, token, tenths) is None)
    assert 0 < waited / 10 <= KEEP_SECONDS <= 5


def _later(clock: Clock, token: str, tenths: int) -> ActingPhone | None:
    clock.at = 1_000_000.0 + tenths / 10
    return credential_for(token, on=people.today())


def test_who_has_no_access_any_more_carries_no_phone_that_has(clock: Clock) -> None:
    boss, who = people.acting_as(people.manager()), people.specialist()
    _credential, token = issue(person=who, holder="")
    assert credential_for(token, on=people.today()) is not None
    end_access(person=who, reason=WHY, by=boss, at=now())
    clock.at += KEEP_SECONDS + 1
    assert credential_for(token, on=people.today()) is None
    reopen_access(person=who, reason=WHY, by=boss, at=now())
    clock.at += KEEP_SECONDS + 1
    assert credential_for(token, on=people.today()) is not None


def test_asking_again_costs_no_query(clock: Clock, django_assert_num_queries: Any) -> None:
    _, token = issue()
    with django_assert_num_queries(1):
        for _ in range(5):
            assert credential_for(token, on=people.today())
    clock.at += KEEP_SECONDS
    with django_assert_num_queries(1):
        credential_for(token, on=people.today())
    with django_assert_num_queries(0):
        credential_for("no-token", on=people.today())


def test_a_credential_outlives_the_rotation_of_the_keys(clock: Clock, settings: Any) -> None:
    _, token = issue()
    old: KeyRing = settings.WINAY_KEYRING()
    rotated = KeyRing({**old.keys, "k9": b"n" * 32}, "k9")
    settings.WINAY_KEYRING = lambda: rotated
    assert credential_for(token, on=people.today())
    credential, newer = issue()
    assert credential.key_id == "k9" and credential_for(newer, on=people.today())
    settings.WINAY_KEYRING = lambda: KeyRing({"k9": b"n" * 32}, "k9")
    queries.memory.forget()
    assert credential_for(token, on=people.today()) is None, "without its key a hash tells nothing"


def test_revoking_takes_right_and_reason_and_happens_once() -> None:
    credential, _ = issue()
    with pytest.raises(NotAllowed):
        revoke_credential(credential=credential, reason=WHY, by=people.acting_as(people.other_head()), at=now())
    head = people.acting_as(people.head())
    with pytest.raises(Refused, match="reason_short"):
        revoke_credential(credential=credential, reason="perdido", by=head, at=now())
    revoked = revoke_credential(credential=credential, reason=WHY, by=head, at=now())
    assert revoked.revoked_by == head.public_id != NOBODY
    assert Line.objects.latest("id").verb == "accounts.revoke_credential"
    with pytest.raises(Refused, match="credential_revoked"):
        revoke_credential(credential=credential, reason=WHY, by=head, at=now())


def test_contact_is_noted_once_a_minute_for_each_device(clock: Clock, django_assert_num_queries: Any) -> None:
    credential, _ = issue()
    phone, lines = phone_of(credential), Line.objects.count()
    note_contact(phone=phone, device_id="collect:abc", user_agent="org.odk.collect", at=now())
    with django_assert_num_queries(0):
        note_contact(phone=phone, device_id="collect:abc", user_agent="org.odk.collect", at=now())
    device = Device.objects.get()
    assert device.credential == credential and device.user_agent == "org.odk.collect"
    clock.at += 60
    later = now() + timedelta(seconds=60)
    note_contact(phone=phone, device_id="collect:abc", user_agent="org.odk.collect/2", at=later)
    credential.refresh_from_db()
    again = Device.objects.get()
    assert again.last_contact_at == later == credential.last_contact_at
    assert again.first_contact_at == device.first_contact_at and again.user_agent == "org.odk.collect/2"
    note_contact(phone=phone, device_id="collect:other", user_agent="", at=later)
    assert Device.objects.count() == 2 and Line.objects.count() == lines


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "x" * 201])
def test_a_device_that_says_no_name_is_still_heard_of(name: str) -> None:
    credential, _ = issue()
    note_contact(phone=phone_of(credential), device_id=name, user_agent="\x00\n", at=now())
    credential.refresh_from_db()
    assert credential.last_contact_at is not None and not Device.objects.exists()


def test_a_phone_cannot_fill_the_table_with_names() -> None:
    credential, _ = issue()
    for number in range(MOST_DEVICES + 5):
        note_contact(phone=phone_of(credential), device_id=f"d{number}", user_agent="", at=now())
    assert Device.objects.count() == MOST_DEVICES


def test_a_clock_that_was_set_back_breaks_nothing() -> None:
    credential, _ = issue()
    note_contact(phone=phone_of(credential), device_id="d", user_agent="", at=now())
    services.heard.forget()
    note_contact(phone=phone_of(credential), device_id="d", user_agent="", at=now() - timedelta(days=3))
    assert Device.objects.count() == 1


def test_a_contact_just_after_the_revocation_changes_nothing() -> None:
    credential, _ = issue()
    phone = phone_of(credential)
    revoke_credential(credential=credential, reason=WHY, by=people.acting_as(people.head()), at=now())
    note_contact(phone=phone, device_id="d", user_agent="", at=now())
    assert not Device.objects.exists() and FieldCredential.objects.get().last_contact_at is None


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE accounts_field_credential SET token_hash = 'x'",
        "UPDATE accounts_field_credential SET place_id = NULL",
        "UPDATE accounts_field_credential SET holder = 'Otra persona'",
        "UPDATE accounts_field_credential SET expires_on = '2099-01-01'",
        "DELETE FROM accounts_device",
        "DELETE FROM accounts_field_credential",
        "UPDATE accounts_device SET device_id = 'otro'",
        "UPDATE accounts_device SET first_contact_at = '2001-01-01'",
    ],
)
def test_the_database_keeps_whose_a_credential_was(attack: str) -> None:
    credential, _ = issue()
    note_contact(phone=phone_of(credential), device_id="d", user_agent="", at=now())
    _refused(attack)


def test_a_revoked_credential_never_comes_back() -> None:
    credential, _ = issue()
    revoke_credential(credential=credential, reason=WHY, by=people.acting_as(people.head()), at=now())
    _refused("UPDATE accounts_field_credential SET revoked_at = NULL, revoked_by = NULL, revoked_why = ''")
    _refused("UPDATE accounts_field_credential SET revoked_why = 'Otra razón.'")


def _refused(statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
