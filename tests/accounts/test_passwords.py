"""Passwords rest as argon2, whatever the tests use for speed."""

from django.contrib.auth.hashers import check_password, make_password
from django.test import override_settings

from winay.config import settings as shipped


def test_the_shipped_hasher_is_argon2_alone() -> None:
    hashers = shipped.PASSWORD_HASHERS
    assert [name.rsplit(".", 1)[-1] for name in hashers] == ["Argon2PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers):
        kept = make_password("una clave larga y propia")
        assert kept.startswith("argon2$argon2id$")
        assert check_password("una clave larga y propia", kept)
