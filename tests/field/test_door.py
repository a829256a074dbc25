"""Who comes in, what every failure says, and that a token never stands in a log."""

import base64
import logging
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from tests import people
from tests.field.phones import COLLECT, Phone, message, phone, publish
from winay.accounts.phones import queries
from winay.accounts.phones.services import revoke_credential
from winay.core.clock import now
from winay.field import guard, lists
from winay.field.masking import MaskTokens, masked

pytestmark = pytest.mark.django_db
PATHS = ("formList", "form/{id}", "form/{id}/manifest", "form/{id}/media/a.csv")


def paths() -> list[str]:
    form = publish()
    return [path.format(id=form.public_id) for path in PATHS]


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


@pytest.mark.parametrize("token", ["x", "y" * 43, "ñandú", "formList", "%2e%2e", "a" * 5000])
def test_a_wrong_token_is_forbidden_and_never_asked_for_a_password(token: str) -> None:
    for path in paths():
        response = Client().get(f"/campo/{token}/{path}", headers=COLLECT)
        assert response.status_code == 403 and "WWW-Authenticate" not in response
        assert "código QR nuevo" in message(response)


def test_a_revoked_token_is_forbidden() -> None:
    asking = phone()
    assert asking.get("formList").status_code == 200
    by = people.acting_as(people.head())
    revoke_credential(credential=asking.credential, reason="Se perdió el teléfono.", by=by, at=now())
    queries.memory.forget()
    response = asking.get("formList")
    assert response.status_code == 403 and "sigue guardado en el teléfono" in message(response)


def test_a_contact_that_cannot_be_noted_turns_nobody_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk what a phone came for decides what it hears, and not that it was heard of."""

    def full(**_: Any) -> None:
        raise OperationalError("database or disk is full")

    asking = phone()
    monkeypatch.setattr(guard, "note_contact", full)
    assert asking.get("formList").status_code == 200


def test_without_a_token_basic_is_asked_for() -> None:
    asking = phone()
    for path in paths():
        wrong: list[dict[str, str]] = [
            {}, basic("julia", "x" * 43), basic("julia", ""), basic(asking.token, "x"), {"Authorization": "Basic ñ"},
            {"Authorization": "Basic %%%"}, {"Authorization": f"Bearer {asking.token}"}, {"Authorization": "Basic"},
        ]  # fmt: skip
        for headers in wrong:
            for method in ("get", "head"):
                response = getattr(Client(), method)(f"/campo/{path}", headers=headers)
                assert response.status_code == 401 and response["WWW-Authenticate"].startswith('Basic realm="')
                assert response["X-OpenRosa-Version"] == "1.0"
        assert message(Client().get(f"/campo/{path}"))


def test_basic_lets_in_with_the_token_for_password_and_keeps_it_out_of_addresses() -> None:
    asking = phone()
    publish()
    response = Client().get("/campo/formList", headers=basic("julia", asking.token))
    assert response.status_code == 200 and asking.token not in response.content.decode()
    url = f"http://testserver/campo/form/{asking.forms()[0]['downloadUrl'].rpartition('/')[2]}"
    assert f"<downloadUrl>{url}</downloadUrl>" in response.content.decode()
    assert Client().get(url, headers=basic("", asking.token)).status_code == 200


def test_a_session_of_staff_opens_nothing_here() -> None:
    client = Client()
    people.log_in(client, people.manager())
    assert client.get("/campo/formList").status_code == 401
    assert client.get(f"/campo/{'x' * 43}/formList").status_code == 403


def test_a_token_opens_no_page_of_staff() -> None:
    asking = phone()
    response = asking.client.get(reverse("web:people"), headers=basic("julia", asking.token))
    assert response.status_code == 302


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_other_methods_are_turned_away_with_words(method: str) -> None:
    asking = phone()
    response = getattr(asking.client, method)(f"{asking.base}/formList")
    assert response.status_code == 405 and response["Allow"] == "GET, HEAD" and message(response)


@pytest.mark.parametrize("path", ["nada", "form/no-uuid", "form/00000000-0000-4000-8000-000000000000", "%00", "a%00b"])
def test_what_does_not_exist_has_an_envelope(path: str) -> None:
    asking = phone()
    response = asking.client.get(f"{asking.base}/{path}")
    assert response.status_code in {400, 404} and message(response)
    assert Client().get("/campo/").status_code == 404 and message(Client().get("/campo/"))


def test_a_crash_has_an_envelope_and_a_line_in_the_log_without_the_token(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asking = phone()

    def crash(*_: Any) -> None:
        raise RuntimeError(f"no disk at /campo/{asking.token}/formList")

    monkeypatch.setattr(lists, "forms_at_the_door", crash)
    with caplog.at_level(logging.ERROR):
        response = asking.get("formList")
    assert response.status_code == 500 and "vuelva a enviar más tarde" in message(response)
    assert "RuntimeError" not in response.content.decode()
    assert caplog.records and asking.token not in caplog.records[0].getMessage()


def test_a_host_that_is_not_ours_gets_into_no_address() -> None:
    asking = phone()
    publish()
    response = asking.client.get(f"{asking.base}/formList", headers={"Host": "evil.example"})
    assert response.status_code == 400 and "evil" not in response.content.decode() and message(response)


def test_failures_speak_spanish_whatever_the_client_asks_for() -> None:
    response = Client().get(f"/campo/{'x' * 43}/formList", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "es" and "Este teléfono no tiene acceso" in message(response)


def test_what_hides_the_token() -> None:
    asking = phone()
    response = asking.get("formList")
    assert response["Referrer-Policy"] == "no-referrer" and response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_the_log_masks_tokens_wherever_they_come_from() -> None:
    asking: Phone = phone()
    said = logging.LogRecord("x", 40, "", 1, "GET %s failed: %s", (f"{asking.base}/formList", "why"), None)
    assert MaskTokens().filter(said) and asking.token not in said.getMessage() and "why" in said.getMessage()
    assert masked(f"http://h/campo/{asking.token}/formList?deviceID=1") == "http://h/campo/•••/formList?deviceID=1"
    from django.conf import settings

    assert all("mask_tokens" in handler["filters"] for handler in settings.LOGGING["handlers"].values())
