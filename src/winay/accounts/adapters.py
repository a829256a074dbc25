"""How allauth is bent to this house: nobody signs up, secrets are encrypted with the installation's keys."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are entered by the national office; there is no public sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many failures are answered with their own page and status, not with the login form once more."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(respond_429(request)) from None

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """People have no user name, only an e-mail."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second-factor secrets rest encrypted, with a key that is not in the database."""

    def encrypt(self, text: str) -> str:
        return str(settings.WINAY_KEYRING().encrypt("second-factor", text.encode()))

    def decrypt(self, encrypted_text: str) -> str:
        return bytes(settings.WINAY_KEYRING().decrypt("second-factor", encrypted_text)).decode()
