"""Exact numbers, keys, files: what everything above relies on."""

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from winay.core.actors import SYSTEM, Permission
from winay.core.blobs import BlobStore
from winay.core.clock import local_date
from winay.core.decision import Decision, Reason, allow_unless
from winay.core.errors import BadInput
from winay.core.fixed import from_fixed, rescale, to_fixed
from winay.core.keys import KeyMissing, KeyRing
from winay.core.money import Money
from winay.core.period import Period


@given(st.integers(-(10**15), 10**15), st.integers(0, 6))
def test_fixed_goes_there_and_back(number: int, scale: int) -> None:
    assert to_fixed(str(from_fixed(number, scale)), scale) == number


@pytest.mark.parametrize("text", ["", "abc", "1,5", "NaN", "Infinity", "1.234"])
def test_fixed_refuses_what_it_cannot_hold_exactly(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|decimals"):
        to_fixed(text, 2)


def test_rescale_never_loses_digits() -> None:
    assert rescale(40, 0, 3) == 40_000
    assert rescale(40_000, 3, 0) == 40
    with pytest.raises(ValueError):
        rescale(40_500, 3, 0)


def test_money_is_exact_and_does_not_mix_currencies() -> None:
    assert Money.parse("0.10") + Money.parse("0.20") == Money(30)
    assert Money.parse("1700", "USD").amount == Decimal("1700.00")
    with pytest.raises(ValueError):
        Money(1, "PEN") + Money(1, "USD")
    with pytest.raises(ValueError):
        Money.parse("1.005")
    with pytest.raises(ValueError):
        Money(1, "XXX")


def test_the_local_date_is_limas_not_utcs() -> None:
    assert local_date(datetime(2026, 3, 1, 3, 30, tzinfo=UTC), "America/Lima") == date(2026, 2, 28)
    with pytest.raises(ValueError):
        local_date(datetime(2026, 3, 1), "America/Lima")  # noqa: DTZ001


def test_a_period_ends_before_its_end() -> None:
    period = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert period.covers(date(2026, 1, 31))
    assert not period.covers(date(2026, 2, 1))
    with pytest.raises(ValueError):
        Period(date(2026, 1, 1), date(2026, 1, 1))


def test_a_refusal_without_a_reason_is_impossible() -> None:
    with pytest.raises(ValueError):
        Decision(False)
    assert allow_unless(None, None).ok
    assert [r.code for r in allow_unless(Reason("a"), None, Reason("b")).reasons] == ["a", "b"]


def test_bad_input_names_file_row_column_value_and_expectation() -> None:
    text = str(BadInput("figures.csv", "a number", row=7, column="poverty", value="mucho"))
    for part in ("figures.csv", "7", "poverty", "mucho", "a number"):
        assert part in text


def test_keys_rotate_without_losing_what_they_protect(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring = KeyRing.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    old = ring.encrypt("second-factor", b"secret")
    newer = ring.rotate(path)
    assert KeyRing.load(path) == newer
    assert newer.encrypt("second-factor", b"x").startswith("k2.")
    assert newer.decrypt("second-factor", old) == b"secret"
    with pytest.raises(InvalidTag):
        newer.decrypt("journal", old)
    with pytest.raises(KeyMissing):
        KeyRing({"k2": newer.keys["k2"]}, "k2").decrypt("second-factor", old)
    with pytest.raises(FileExistsError):
        KeyRing.create(path)


def test_a_key_file_others_can_read_or_that_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    with pytest.raises(KeyMissing):
        KeyRing.load(path)
    KeyRing.create(path)
    path.chmod(0o644)
    with pytest.raises(KeyMissing, match="chmod 600"):
        KeyRing.load(path)
    path.chmod(0o600)
    path.write_text('{"keys": {}}')
    with pytest.raises(KeyMissing, match="damaged"):
        KeyRing.load(path)


def test_files_are_found_by_content_and_damage_is_seen(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    digest = store.put(b"acta")
    assert store.put(b"acta") == digest
    assert store.get(digest) == b"acta"
    assert not list(tmp_path.rglob("tmp-*"))
    store.path(digest).write_bytes(b"otra")
    with pytest.raises(ValueError, match="altered"):
        store.get(digest)
    with pytest.raises(ValueError):
        store.path("../../etc/passwd")


def test_only_old_orphans_are_swept(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    wanted, orphan, young = store.put(b"1"), store.put(b"2"), store.put(b"3")
    for digest in (wanted, orphan):
        os.utime(store.path(digest), (1, 1))
    assert store.sweep(lambda _: {wanted}) == 1
    assert store.path(wanted).exists() and store.path(young).exists() and not store.path(orphan).exists()


def test_the_system_may_do_only_what_setting_up_needs_and_ask_questions_at_night() -> None:
    """A signal decides nothing: it asks, and people answer and close it."""
    assert {wanted for wanted in Permission if SYSTEM.may(wanted)} == {
        Permission.MANAGE_OFFICES,
        Permission.MANAGE_GRANTS,
        Permission.PUBLISH_FORM,
        Permission.FIND_SIGNALS,
    }
