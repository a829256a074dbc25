"""The verbs about people and roles, attacked."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from tests import people
from winay.accounts.models import Grant, Person
from winay.accounts.queries import ActingPerson
from winay.accounts.services import add_person, end_access, end_grant, grant_role, reopen_access
from winay.accounts.terms import RoleKey
from winay.core.actors import SYSTEM, Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line
from winay.journal.queries.history import history
from winay.journal.rules import MASK
from winay.journeys.staff import enter_staff, give_role, named_place
from winay.places.models import Place

WHY = "Pasó a otra oficina del ministerio."


def codes(call: Callable[[], object]) -> list[str]:
    """The reasons of a refusal, which must change nothing and leave no line."""
    before = Line.objects.count(), Grant.objects.count(), Person.objects.count()
    with pytest.raises(Refused) as refused:
        call()
    assert (Line.objects.count(), Grant.objects.count(), Person.objects.count()) == before
    return [reason.code.removeprefix("accounts.") for reason in refused.value.reasons]


def give(person: Person, role: RoleKey, place: str | None, by: Any, on: date | None = None) -> Grant:
    return grant_role(
        person=person, role=role, place=Place.objects.get(code=place) if place else None, program=None,
        on=on or people.today(), by=by, at=now(),
    )  # fmt: skip


@pytest.fixture
def boss(db: None) -> ActingPerson:
    return people.acting_as(people.manager())


def test_a_grant_is_one_line_that_names_person_grant_and_place(boss: ActingPerson) -> None:
    ana = people.someone("Ana Quispe")
    lines = Line.objects.count()
    grant = give(ana, RoleKey.OFFICE_HEAD, "05", boss)
    assert Line.objects.count() == lines + 1
    [seen] = history("grant", str(grant.public_id)).lines
    assert seen.entry.verb == "accounts.grant_role" and seen.entry.actor == boss.public_id
    assert set(seen.entry.subjects) == {
        ("person", str(ana.public_id)), ("grant", str(grant.public_id)), ("place", "05")
    }  # fmt: skip


def test_names_and_addresses_are_not_copied_into_the_journal(boss: ActingPerson) -> None:
    ana = add_person(email="ana.secreta@ejemplo.pe", name="Ana Secreta", by=boss, at=now())
    [seen] = history("person", str(ana.public_id)).lines
    assert seen.entry.after == {"name": MASK, "email": MASK, "synthetic": False}
    assert not Line.objects.filter(body__icontains="secreta").exists()


def test_nobody_gives_themselves_a_role(boss: ActingPerson) -> None:
    assert codes(lambda: give(boss.person, RoleKey.OFFICE_HEAD, "05", boss)) == ["grant_to_self"]
    assert codes(lambda: give(boss.person, RoleKey.AUDITOR, None, boss)) == ["grant_to_self", "auditor_alone"]


@pytest.mark.parametrize("role", ["specialist", "head", "other_head", "auditor"])
def test_only_the_national_manager_gives_roles(db: None, role: str) -> None:
    by = people.acting_as(getattr(people, role)())
    ana = people.someone("Ana Quispe")
    people.manager()
    grant = people.give(ana, RoleKey.OFFICE_SPECIALIST, "05")
    lines = Line.objects.count()
    for call in (
        lambda: give(ana, RoleKey.OFFICE_HEAD, "05", by),
        lambda: end_grant(grant=grant, reason=WHY, on=people.today(), by=by, at=now()),
        lambda: end_access(person=ana, reason=WHY, by=by, at=now()),
        lambda: reopen_access(person=ana, reason=WHY, by=by, at=now()),
        lambda: add_person(email="x@ejemplo.pe", name="Otra Persona", by=by, at=now()),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert Line.objects.count() == lines


def test_a_manager_of_one_program_gives_no_roles(boss: ActingPerson) -> None:
    limited = people.someone("Gestora de un programa")
    people.give(limited, RoleKey.NATIONAL_MANAGER, None, "haku-winay")
    by = people.acting_as(limited)
    assert by.may(Permission.APPROVE_SELECTION, place_code="05", program="haku-winay")
    assert not by.may(Permission.APPROVE_SELECTION, place_code="05", program="noa-jayatai")
    with pytest.raises(NotAllowed):
        give(people.someone("Ana Quispe"), RoleKey.OFFICE_HEAD, "05", by)


def test_the_auditor_stands_alone(boss: ActingPerson) -> None:
    auditor, head = people.auditor(), people.head()
    assert codes(lambda: give(auditor, RoleKey.OFFICE_HEAD, "05", boss)) == ["auditor_alone"]
    assert codes(lambda: give(auditor, RoleKey.NATIONAL_MANAGER, None, boss)) == ["auditor_alone"]
    assert codes(lambda: give(head, RoleKey.AUDITOR, None, boss)) == ["auditor_alone"]
    end_grant(grant=head.grants.get(), reason=WHY, on=people.today(), by=boss, at=now())
    give(head, RoleKey.AUDITOR, None, boss)
    held = people.acting_as(head)
    assert held.may(Permission.VERIFY_JOURNAL) and not held.may(Permission.APPROVE_SELECTION, place_code="05")


def test_an_end_planned_for_later_does_not_let_the_auditor_in_early(boss: ActingPerson) -> None:
    head = people.head()
    soon = people.today() + timedelta(days=10)
    end_grant(grant=head.grants.get(), reason=WHY, on=soon, by=boss, at=now())
    assert codes(lambda: give(head, RoleKey.AUDITOR, None, boss)) == ["auditor_alone"]
    give(head, RoleKey.AUDITOR, None, boss, on=soon)
    assert people.acting_as(head, soon - timedelta(days=1)).role_name == "office_head"
    assert people.acting_as(head, soon).role_name == "auditor"


def test_what_a_grant_allows_where_and_when(boss: ActingPerson) -> None:
    head = people.head("0501", "haku-winay")
    may = lambda on, place, program: people.acting_as(head, on).may(  # noqa: E731
        Permission.APPROVE_SELECTION, place_code=place, program=program
    )
    today = people.today()
    assert may(today, "0501", "haku-winay") and may(today, "050101", "haku-winay")
    assert not may(today, "05", "haku-winay"), "the department around it"
    assert not may(today, "0502", "haku-winay") and not may(today, None, "haku-winay")
    assert not may(today, "0501", "noa-jayatai") and not may(today, "0501", None)
    assert not may(today - timedelta(days=1), "0501", "haku-winay"), "before it began"
    end_grant(grant=head.grants.get(), reason=WHY, on=today + timedelta(days=2), by=boss, at=now())
    assert may(today + timedelta(days=1), "0501", "haku-winay")
    assert not may(today + timedelta(days=2), "0501", "haku-winay")


def test_a_wrong_grant_ended_on_its_first_day_never_held(boss: ActingPerson) -> None:
    head = people.head()
    end_grant(grant=head.grants.get(), reason="Se asignó por error.", on=people.today(), by=boss, at=now())
    assert people.acting_as(head).held == () and people.acting_as(head).role_name == "none"
    assert codes(lambda: end_grant(grant=head.grants.get(), reason=WHY, on=people.today(), by=boss, at=now())) == [
        "grant_ended"
    ]
    give(head, RoleKey.OFFICE_HEAD, "05", boss)  # and it can be given again


def test_the_past_is_not_rewritten(boss: ActingPerson) -> None:
    head, yesterday = people.head(), people.today() - timedelta(days=1)
    assert codes(lambda: give(head, RoleKey.OFFICE_HEAD, "21", boss, on=yesterday)) == ["starts_in_past"]
    Grant.objects.filter(person=head).update(starts_on=yesterday - timedelta(days=30))
    assert codes(lambda: end_grant(grant=head.grants.get(), reason=WHY, on=yesterday, by=boss, at=now())) == [
        "ends_in_past"
    ]


def test_somebody_can_always_give_roles(db: None) -> None:
    one = people.manager()
    own = one.grants.get()
    assert codes(lambda: end_grant(grant=own, reason=WHY, on=people.today(), by=people.acting_as(one), at=now())) == [
        "last_manager"
    ]
    assert codes(lambda: end_access(person=one, reason=WHY, by=SYSTEM, at=now())) == ["last_manager"]
    limited = people.someone("Gestora de un programa")
    people.give(limited, RoleKey.NATIONAL_MANAGER, None, "haku-winay")
    assert codes(lambda: end_access(person=one, reason=WHY, by=SYSTEM, at=now())) == ["last_manager"]
    people.manager("Otra gestora")
    end_access(person=one, reason=WHY, by=SYSTEM, at=now())


def test_a_closed_access_holds_nothing_and_opens_without_roles(boss: ActingPerson) -> None:
    head = people.head()
    assert codes(lambda: end_access(person=boss.person, reason=WHY, by=boss, at=now())) == ["end_own_access"]
    assert codes(lambda: end_access(person=head, reason="corta", by=boss, at=now())) == ["reason_short"]
    end_access(person=head, reason=WHY, by=boss, at=now())
    head.refresh_from_db()
    assert people.acting_as(head).held == () and head.grants.get().ended_on == people.today()
    assert codes(lambda: give(head, RoleKey.OFFICE_HEAD, "05", boss)) == ["inactive"]
    assert codes(lambda: end_access(person=head, reason=WHY, by=boss, at=now())) == ["inactive"]
    reopen_access(person=head, reason="Volvió a la oficina.", by=boss, at=now())
    head.refresh_from_db()
    assert people.acting_as(head).held == (), "a role from before does not come back by itself"
    assert codes(lambda: reopen_access(person=head, reason=WHY, by=boss, at=now())) == ["active"]


def test_closing_ends_a_role_that_was_to_end_later(boss: ActingPerson) -> None:
    head, later = people.head(), people.today() + timedelta(days=90)
    end_grant(grant=head.grants.get(), reason=WHY, on=later, by=boss, at=now())
    end_access(person=head, reason=WHY, by=boss, at=now())
    reopen_access(person=head, reason="Volvió a la oficina.", by=boss, at=now())
    assert people.acting_as(Person.objects.get(pk=head.pk)).held == ()


def test_one_address_one_person_whatever_its_case(boss: ActingPerson) -> None:
    add_person(email="Ana@Ejemplo.pe", name="Ana Quispe", by=boss, at=now())
    for email in ("ana@ejemplo.pe", " ANA@EJEMPLO.PE "):
        assert codes(lambda email=email: add_person(email=email, name="Otra Ana", by=boss, at=now())) == ["email_taken"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="aNa@ejemplo.pe", name="Otra", joined_at=now())


def test_a_person_with_a_role_that_is_refused_is_not_entered(boss: ActingPerson) -> None:
    def enter(role: RoleKey, place: str, program: str = "") -> Callable[[], object]:
        return lambda: enter_staff(
            name="Nelly Cusi", email="nelly@ejemplo.pe", role=role, place_code=place, program=program, by=boss, at=now()
        )

    assert codes(enter(RoleKey.OFFICE_HEAD, "")) == ["role_needs_place"]
    assert codes(enter(RoleKey.OFFICE_HEAD, "Atlántida")) == ["place_unknown"]
    assert codes(enter(RoleKey.OFFICE_HEAD, "05", "otro")) == ["program_unknown"]
    assert codes(enter(RoleKey.AUDITOR, "05")) == ["role_is_national"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("05", "05"), ("ayacucho", "05"), ("AYACUCHO", "05"), ("huamanga", "0501"), ("Áncash", "02"), ("", None)],
)
def test_a_place_by_its_code_or_name(db: None, text: str, code: str | None) -> None:
    found = named_place(text)
    assert (found.code if found else None) == code


def test_a_name_that_several_places_bear_is_not_guessed(db: None) -> None:
    with pytest.raises(Refused) as refused:
        named_place("Santa Rosa")
    reason = refused.value.reasons[0]
    assert reason.code == "accounts.place_many" and "(" in str(reason.params["found"])


def test_the_database_refuses_what_the_rules_forgot(boss: ActingPerson) -> None:
    head = people.head()
    today = people.today()
    for wrong in (
        {"role": "emperor"},
        {"role": RoleKey.OFFICE_HEAD, "place": Place.objects.get(code="05")},
        {"role": RoleKey.OFFICE_HEAD, "ended_on": today - timedelta(days=1)},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Grant.objects.create(person=head, starts_on=today, **wrong)


def test_a_person_with_three_roles_can_still_act(boss: ActingPerson) -> None:
    """All role names together fit the journal."""
    ana = people.someone("Ana Quispe")
    people.give(ana, RoleKey.OFFICE_HEAD, "05")
    people.give(ana, RoleKey.OFFICE_SPECIALIST, "21")
    people.give(ana, RoleKey.NATIONAL_MANAGER)
    add_person(email="otra@ejemplo.pe", name="Otra Persona", by=people.acting_as(ana), at=now())


# ---- two at once --------------------------------------------------------------------------------------------------


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Runs calls in threads that start together; what each gave or raised."""
    ready = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        ready.wait()
        try:
            results[number] = call()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def refusals(results: list[object]) -> list[str]:
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, Refused)], results
    return [r.reasons[0].code for r in results if isinstance(r, Refused)]


@pytest.mark.usefixtures("fresh_db")
def test_the_same_role_given_twice_at_once_is_given_once() -> None:
    one, other = people.manager(), people.manager("Otra gestora")
    ana = people.someone("Ana Quispe")
    results = at_once(
        lambda: give(ana, RoleKey.OFFICE_HEAD, "05", people.acting_as(one)),
        lambda: give(ana, RoleKey.OFFICE_HEAD, "05", people.acting_as(other)),
    )
    assert refusals(results) == ["accounts.grant_held"]
    assert Grant.objects.filter(person=ana).count() == 1


@pytest.mark.usefixtures("fresh_db")
def test_auditor_and_head_given_at_once_are_not_both_given() -> None:
    one, other = people.manager(), people.manager("Otra gestora")
    ana = people.someone("Ana Quispe")
    results = at_once(
        lambda: give(ana, RoleKey.OFFICE_HEAD, "05", people.acting_as(one)),
        lambda: give(ana, RoleKey.AUDITOR, None, people.acting_as(other)),
    )
    assert refusals(results) == ["accounts.auditor_alone"]


@pytest.mark.usefixtures("fresh_db")
def test_two_managers_who_close_each_other_do_not_both_succeed() -> None:
    one, other = people.manager(), people.manager("Otra gestora")
    by_one, by_other = people.acting_as(one), people.acting_as(other)
    results = at_once(
        lambda: end_access(person=other, reason=WHY, by=by_one, at=now()),
        lambda: end_access(person=one, reason=WHY, by=by_other, at=now()),
    )
    assert refusals(results) == ["accounts.last_manager"]
    assert Person.objects.filter(pk__in=[one.pk, other.pk], is_active=True).count() == 1


@pytest.mark.usefixtures("fresh_db")
def test_one_address_entered_twice_at_once_is_entered_once() -> None:
    results = at_once(
        *[lambda: add_person(email="ana@ejemplo.pe", name="Ana Quispe", by=SYSTEM, at=now()) for _ in range(3)]
    )
    assert refusals(results) == ["accounts.email_taken"] * 2
    assert Person.objects.filter(email="ana@ejemplo.pe").count() == 1 and connection.vendor in {"sqlite", "postgresql"}


@pytest.mark.usefixtures("fresh_db")
def test_one_role_ended_twice_at_once_is_ended_once() -> None:
    one, other, head = people.manager(), people.manager("Otra gestora"), people.head()
    grant = head.grants.get()
    results = at_once(
        *[
            lambda by=by: end_grant(grant=grant, reason=WHY, on=people.today(), by=people.acting_as(by), at=now())
            for by in (one, other)
        ]
    )
    assert refusals(results) == ["accounts.grant_ended"]
    assert Line.objects.filter(verb="accounts.end_grant").count() == 1


def test_give_role_finds_its_place_and_program(boss: ActingPerson) -> None:
    grant = give_role(
        person=people.someone("Ana Quispe"), role=RoleKey.OFFICE_SPECIALIST, place="Puno", program="haku-winay",
        on=people.today(), by=boss, at=now(),
    )  # fmt: skip
    assert grant.place is not None and grant.place.code == "21"
    assert grant.program is not None and grant.program.key == "haku-winay"
