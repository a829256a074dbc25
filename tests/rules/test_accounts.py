"""Who may be given what: pure rules."""

from datetime import date

import pytest

from winay.accounts.rules import GrantFacts, endable, enterable, grantable, unreasonable
from winay.accounts.terms import RoleKey
from winay.core.decision import Decision
from winay.core.period import Period

TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)
ALONE = frozenset({RoleKey.AUDITOR})
HEAD = GrantFacts(RoleKey.OFFICE_HEAD, "05", None, Period(date(2026, 1, 1)))


def wanted(role: RoleKey, place: str | None = None, program: str | None = None, on: date = TODAY) -> GrantFacts:
    return GrantFacts(role, place, program, Period(on))


def asked(want: GrantFacts, *held: GrantFacts, self_granted: bool = False) -> Decision:
    national = want.role in {RoleKey.NATIONAL_MANAGER, RoleKey.AUDITOR}
    return grantable(
        role=want.role, national=national, alone_roles=ALONE, wanted=want, held=held,
        granter_is_grantee=self_granted, today=TODAY,
    )  # fmt: skip


def codes(decision: Decision) -> list[str]:
    return [reason.code.removeprefix("accounts.") for reason in decision.reasons]


@pytest.mark.parametrize(
    ("want", "held", "said"),
    [
        (wanted(RoleKey.OFFICE_HEAD, "05"), [], []),
        (wanted(RoleKey.OFFICE_HEAD), [], ["role_needs_place"]),
        (wanted(RoleKey.NATIONAL_MANAGER, "05"), [], ["role_is_national"]),
        (wanted(RoleKey.AUDITOR), [], []),
        (wanted(RoleKey.AUDITOR), [HEAD], ["auditor_alone"]),
        (wanted(RoleKey.OFFICE_HEAD, "05"), [wanted(RoleKey.AUDITOR)], ["auditor_alone"]),
        (wanted(RoleKey.AUDITOR, program="haku-winay"), [wanted(RoleKey.AUDITOR, program="noa-jayatai")], []),
        (wanted(RoleKey.OFFICE_HEAD, "05"), [HEAD], ["grant_held"]),
        (wanted(RoleKey.OFFICE_HEAD, "05", "haku-winay"), [HEAD], []),
        (wanted(RoleKey.OFFICE_HEAD, "0501"), [HEAD], []),
        (wanted(RoleKey.OFFICE_HEAD, "05", on=date(2026, 11, 22)), [], ["starts_in_past"]),
        (wanted(RoleKey.OFFICE_HEAD, None, on=date(2020, 1, 1)), [], ["role_needs_place", "starts_in_past"]),
    ],
)
def test_grantable(want: GrantFacts, held: list[GrantFacts], said: list[str]) -> None:
    assert codes(asked(want, *held)) == said


def test_nobody_grants_to_themselves() -> None:
    assert codes(asked(wanted(RoleKey.OFFICE_HEAD, "05"), self_granted=True)) == ["grant_to_self"]


def test_a_role_that_ends_in_some_days_stands_in_the_way_until_then() -> None:
    leaving = GrantFacts(RoleKey.OFFICE_HEAD, "05", None, Period(date(2026, 1, 1), date(2026, 12, 1)))
    assert codes(asked(wanted(RoleKey.AUDITOR), leaving)) == ["auditor_alone"]
    assert codes(asked(wanted(RoleKey.AUDITOR, on=date(2026, 11, 30)), leaving)) == ["auditor_alone"]
    assert codes(asked(wanted(RoleKey.AUDITOR, on=date(2026, 12, 1)), leaving)) == []


@pytest.mark.parametrize(
    ("starts", "ended", "on", "reason", "said"),
    [
        (date(2026, 1, 1), None, TODAY, "Pasó a otra oficina.", []),
        (date(2026, 1, 1), None, date(2026, 11, 22), "Pasó a otra oficina.", ["ends_in_past"]),
        (date(2026, 1, 1), None, date(2025, 12, 31), "Pasó a otra oficina.", ["end_before_start", "ends_in_past"]),
        (date(2026, 12, 1), None, date(2026, 12, 1), "Se asignó por error.", []),
        (date(2026, 12, 1), None, TODAY, "Se asignó por error.", ["end_before_start"]),
        (date(2026, 1, 1), TODAY, TODAY, "Pasó a otra oficina.", ["grant_ended"]),
        (date(2026, 1, 1), date(2026, 12, 1), TOMORROW, "Se adelanta su salida.", []),
        (date(2026, 1, 1), date(2026, 12, 1), date(2026, 12, 2), "Se queda un día más.", ["grant_ended"]),
        (date(2026, 1, 1), None, TODAY, "  corta  ", ["reason_short"]),
        (date(2026, 1, 1), None, TODAY, "x" * 201, ["reason_long"]),
    ],
)
def test_endable(starts: date, ended: date | None, on: date, reason: str, said: list[str]) -> None:
    assert codes(endable(starts_on=starts, ended_on=ended, on=on, today=TODAY, reason=reason)) == said


@pytest.mark.parametrize(
    ("email", "name", "ok"),
    [
        ("ana@foncodes.gob.pe", "Ana Quispe", True),
        (" Ana@Foncodes.Gob.Pe ", "  Ñusta  ", True),
        ("ana", "Ana Quispe", False),
        ("ana@foncodes", "Ana Quispe", False),
        ("ana@a.pe\nBcc: x@y.pe", "Ana Quispe", False),
        ("ana@@a.pe", "Ana Quispe", False),
        (f"{'a' * 250}@a.pe", "Ana Quispe", False),
        ("ana@a.pe", "", False),
        ("ana@a.pe", "Ana\nQuispe", False),
        ("ana@a.pe", "x" * 121, False),
    ],
)
def test_enterable(email: str, name: str, ok: bool) -> None:
    assert enterable(email=email, name=name).ok is ok


def test_a_good_reason_is_no_fault() -> None:
    assert unreasonable("Pasó a otra oficina.") is None


@pytest.mark.parametrize(
    ("place", "program", "on", "reaches"),
    [
        ("05", "haku-winay", TODAY, True),
        ("050101", "haku-winay", TODAY, True),
        ("0", "haku-winay", TODAY, False),
        ("21", "haku-winay", TODAY, False),
        (None, "haku-winay", TODAY, False),
        ("05", "noa-jayatai", TODAY, False),
        ("05", None, TODAY, False),
        ("05", "haku-winay", date(2026, 11, 22), False),
        ("05", "haku-winay", date(2026, 12, 1), False),
    ],
)
def test_a_grant_reaches_its_place_and_all_below_its_program_and_its_days(
    place: str | None, program: str | None, on: date, reaches: bool
) -> None:
    grant = GrantFacts(RoleKey.OFFICE_HEAD, "05", "haku-winay", Period(TODAY, date(2026, 12, 1)))
    assert grant.reaches(place, program, on) is reaches
