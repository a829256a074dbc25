"""Staff prove themselves twice outside a demonstration; in one, only invented people can be become."""

import base64
import hashlib
import hmac
import re
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as installed
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from tests import people
from tests.web.expected_access import ROWS
from winay.accounts.models import Person
from winay.accounts.services import add_person, end_access, open_installation
from winay.config.cache import SharedFileCache
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import Refused
from winay.web.guard import SecondFactorMiddleware

LOGIN = "/cuenta/login/"
FACTOR = "/cuenta/2fa/"


def totp(secret: str, at: float) -> str:
    """RFC 6238 with 30 seconds, six digits and SHA-1, written here anew: allauth is not asked to judge itself."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def enter(client: Client, person: Person, password: str = people.PASSWORD, **extra: str) -> Any:
    return client.post(LOGIN, {"login": person.email, "password": password}, **extra)


def again(client: Client) -> None:
    """The password once more, which every change of a second factor asks for, even right after logging in."""
    assert client.get(f"{FACTOR}totp/activate/")["Location"].startswith("/cuenta/reauthenticate/")
    assert client.post("/cuenta/reauthenticate/", {"password": "no-es-esta-2026"}).status_code == 200
    assert client.get(f"{FACTOR}totp/activate/").status_code == 302
    assert client.post("/cuenta/reauthenticate/", {"password": people.PASSWORD}).status_code == 302


def activate(client: Client) -> str:
    """Set up a code application through the pages; its secret."""
    again(client)
    page = client.get(f"{FACTOR}totp/activate/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert secret in page.content.decode(), "the page shows the secret in letters, for who cannot read the picture"
    assert client.post(f"{FACTOR}totp/activate/", {"code": totp(secret, time.time())}).status_code == 302
    return str(secret)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> float:
    """A minute from now, as allauth sees it: a code is good once."""
    at = time.time() + 60
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: at))
    return at


# ---- outside a demonstration --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_factor_every_page_leads_to_setting_one_up(client: Client) -> None:
    client.force_login(people.manager())
    tried = 0
    for name, cases in ROWS.items():
        if cases[0].args:
            continue
        url = reverse(name)
        if url.startswith(SecondFactorMiddleware.OPEN) or name.startswith("field:"):
            continue  # a phone's door asks for the phone's token and knows no session
        for answer in (client.get(url), client.post(url)):
            assert (answer.status_code, answer.headers.get("Location")) == (302, FACTOR), url
        tried += 1
    assert tried > 15


@pytest.mark.django_db
def test_what_stays_open_without_a_factor_is_little() -> None:
    assert SecondFactorMiddleware.OPEN == ("/cuenta/", "/static/", "/idioma/", "/csp-report/", "/salud/")


@pytest.mark.django_db
def test_in_with_password_and_code(client: Client, later: float) -> None:
    person = people.manager()
    assert enter(client, person).status_code == 302
    assert client.get("/personas/")["Location"] == FACTOR
    again(client)
    # `later` is what allauth's clock shows, so the code of that minute is the good one
    page = client.get(f"{FACTOR}totp/activate/")
    secret = page.context["form"].secret
    assert client.post(f"{FACTOR}totp/activate/", {"code": totp(secret, later)}).status_code == 302
    assert client.get("/personas/").status_code == 200

    client.post("/cuenta/logout/")
    assert client.get("/personas/").status_code == 302
    cache.clear()  # the code that activated is used up; a new login has a new one, thirty seconds on
    assert enter(client, person)["Location"] == f"{FACTOR}authenticate/"
    assert client.get("/personas/")["Location"].startswith(LOGIN), "the password alone opens nothing"
    assert client.post(f"{FACTOR}authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/personas/")["Location"].startswith(LOGIN)
    assert client.post(f"{FACTOR}authenticate/", {"code": totp(secret, later)}).status_code == 302
    assert client.get("/personas/").status_code == 200


@pytest.mark.django_db
def test_a_code_is_good_once(client: Client) -> None:
    person = people.manager()
    enter(client, person)
    secret = activate(client)
    cache.clear()
    at = time.time()
    for expected in (302, 200):
        other = Client()
        enter(other, person)
        assert other.post(f"{FACTOR}authenticate/", {"code": totp(secret, at)}).status_code == expected


@pytest.mark.django_db
def test_taking_the_factor_away_closes_the_pages_again(client: Client) -> None:
    person = people.manager()
    enter(client, person)
    activate(client)
    assert client.get("/personas/").status_code == 200
    assert client.post(f"{FACTOR}totp/deactivate/").status_code == 302
    assert client.get("/personas/")["Location"] == FACTOR


@pytest.mark.django_db
def test_recovery_codes_alone_are_no_factor(client: Client) -> None:
    person = people.manager()
    client.force_login(person)
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client.get("/personas/")["Location"] == FACTOR


@pytest.mark.django_db
def test_secrets_are_not_in_the_database(client: Client) -> None:
    enter(client, people.manager())
    secret = activate(client)
    codes = client.get(f"{FACTOR}recovery-codes/")
    assert codes.status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = " ".join(str(row[0]) for row in cursor.fetchall())
        cursor.execute("SELECT session_data FROM django_session")
        sessions = " ".join(str(row[0]) for row in cursor.fetchall())
    assert len(stored) > 50
    assert secret not in stored and secret not in sessions
    assert base64.b32decode(secret).hex() not in stored
    rows = {row.type: row.data for row in Authenticator.objects.all()}
    ring = installed.WINAY_KEYRING()
    assert ring.decrypt("second-factor", rows["totp"]["secret"]).decode() == secret
    assert re.fullmatch(r"[0-9a-f]{32,}", ring.decrypt("second-factor", rows["recovery_codes"]["seed"]).decode())


@pytest.mark.django_db
def test_passkey_pages_render_in_our_frame(client: Client) -> None:
    enter(client, people.manager())
    again(client)
    for address in ("webauthn/", "webauthn/add/"):
        page = client.get(FACTOR + address)
        assert page.status_code == 200 and "winay.css" in page.content.decode(), address
    login = Client().get(LOGIN).content.decode()
    assert "passkey_login" in login
    for script in re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", login):
        assert "application/json" in script, "an inline script would be refused by the content policy"


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    before = Person.objects.count()
    page = client.get("/cuenta/signup/")
    assert page.status_code == 200 and "sede central" in page.content.decode()
    answer = client.post(
        "/cuenta/signup/", {"email": "yo@ejemplo.pe", "password1": people.PASSWORD, "password2": people.PASSWORD}
    )
    assert "sede central" in answer.content.decode() and Person.objects.count() == before


@pytest.mark.django_db
def test_nobody_changes_their_own_address(client: Client) -> None:
    people.log_in(client, people.manager())
    assert client.post("/cuenta/email/", {"action_add": "", "email": "otra@ejemplo.pe"}).status_code == 404
    assert not Person.objects.filter(email="otra@ejemplo.pe").exists()


@pytest.mark.django_db
def test_a_new_person_sets_a_password_through_the_mail(client: Client) -> None:
    person = add_person(email="Nelly@Ejemplo.pe", name="Nelly Cusi Rojas", by=SYSTEM, at=now())
    assert enter(client, person, password="").status_code == 200
    assert client.post("/cuenta/password/reset/", {"email": "nelly@ejemplo.pe"}).status_code == 302
    [letter] = mail.outbox
    assert letter.to == ["nelly@ejemplo.pe"]
    link = re.search(r"https?://[^/]+(/cuenta/password/reset/key/\S+)", letter.body)
    assert link is not None
    form = client.get(link[1], follow=True)
    action = form.redirect_chain[-1][0]
    weak = client.post(action, {"password1": "quinua", "password2": "quinua"})
    assert weak.status_code == 200, "a short password is refused"
    good = {"password1": people.PASSWORD, "password2": people.PASSWORD}
    assert client.post(action, good).status_code == 302
    assert enter(Client(), person).status_code == 302
    used = Client().get(link[1])
    assert used.status_code == 200 and "password1" not in used.content.decode(), "the link is used up"


@pytest.mark.django_db
def test_a_reset_for_nobody_says_the_same_and_tells_the_asker_nothing(client: Client) -> None:
    known = client.post("/cuenta/password/reset/", {"email": people.manager().email})
    unknown = client.post("/cuenta/password/reset/", {"email": "nadie@ejemplo.pe"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.django_db
def test_closing_an_access_ends_the_sessions_that_are_open(client: Client) -> None:
    person = people.head()
    people.log_in(client, person)
    assert client.get("/selecciones/preparar/").status_code == 200
    end_access(person=person, reason="Dejó la institución en noviembre.", by=SYSTEM, at=now())
    assert client.get("/selecciones/preparar/")["Location"].startswith(LOGIN)
    other = Client()
    enter(other, person)
    assert "_auth_user_id" not in other.session


# ---- too many failures --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_five_failures_lock_the_account_for_a_while(client: Client) -> None:
    person = people.manager()
    for _ in range(5):
        assert enter(client, person, password="no-es-esta-2026").status_code == 200
    locked = enter(client, person)
    assert locked.status_code == 429 and "cinco minutos" in locked.content.decode()
    assert enter(Client(REMOTE_ADDR="10.0.0.9"), person).status_code == 429, "from elsewhere as well"
    assert enter(Client(REMOTE_ADDR="10.0.0.9"), people.head()).status_code == 302, "others get in"


@pytest.mark.django_db
def test_ten_failures_from_one_address_lock_that_address(client: Client) -> None:
    for number in range(10):
        client.post(LOGIN, {"login": f"p{number}@ejemplo.pe", "password": "x" * 12})
    assert enter(client, people.manager()).status_code == 429
    assert enter(Client(REMOTE_ADDR="10.0.0.9"), people.manager()).status_code == 302


@pytest.mark.django_db
def test_a_claimed_address_does_not_help(client: Client) -> None:
    for number in range(10):
        headers = {"HTTP_X_FORWARDED_FOR": f"10.1.0.{number}"}
        client.post(LOGIN, {"login": f"p{number}@ejemplo.pe", "password": "x" * 12}, **headers)
    assert enter(client, people.manager(), HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 429


@pytest.mark.django_db
def test_wrong_codes_are_counted_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    person = people.manager()
    enter(client, person)
    secret = activate(client)
    soon = time.time() + 60  # allauth's clock from here on: the next code has not been used
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: soon))
    guesser = Client()
    enter(guesser, person)
    for _ in range(5):
        guesser.post(f"{FACTOR}authenticate/", {"code": "000000"})
    guesser.post(f"{FACTOR}authenticate/", {"code": totp(secret, soon)})
    assert guesser.get("/personas/").status_code == 302, "the right code comes too late"
    cache.clear()  # five minutes later
    guesser.post(f"{FACTOR}authenticate/", {"code": totp(secret, soon)})
    assert guesser.get("/personas/").status_code == 200


def test_all_processes_of_the_machine_see_the_same_counts(tmp_path: Path) -> None:
    one, other = (SharedFileCache(str(tmp_path), {}) for _ in range(2))
    one.set("failures", [1, 2, 3])
    assert other.get("failures") == [1, 2, 3]
    assert installed.CACHES["default"]["BACKEND"] == "winay.config.cache.SharedFileCache"


def test_only_one_of_many_takes_a_lock(tmp_path: Path) -> None:
    caches = [SharedFileCache(str(tmp_path), {}) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for round in range(20):
            taken = list(pool.map(lambda c, key=f"lock{round}": c.add(key, True, timeout=10), caches))
            assert sum(taken) == 1


# ---- a demonstration ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_real_database_has_no_see_as_and_no_invented_people(client: Client) -> None:
    person = people.manager()
    assert client.post("/ver-como/", {"person": str(person.public_id)}).status_code == 404
    with pytest.raises(Refused) as refused:
        people.someone("Persona Inventada", synthetic=True)
    assert refused.value.reasons[0].code == "accounts.demo_only"


@pytest.mark.django_db
def test_an_invented_person_smuggled_into_a_real_database_needs_a_factor(client: Client) -> None:
    person = people.manager()
    Person.objects.filter(pk=person.pk).update(synthetic=True)
    client.force_login(person)
    assert client.get("/personas/")["Location"] == FACTOR
    assert client.post("/ver-como/", {"person": str(person.public_id)})["Location"] == FACTOR
    assert Client().post("/ver-como/", {"person": str(person.public_id)}).status_code == 404


@pytest.mark.django_db
def test_a_real_database_cannot_be_turned_into_a_demonstration() -> None:
    for statement in (
        "UPDATE accounts_installation SET demo = NOT demo",
        "DELETE FROM accounts_installation",
        "INSERT INTO accounts_installation (id, demo, schema_fingerprint, created_at) "
        "SELECT 2, NOT demo, schema_fingerprint, created_at FROM accounts_installation",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.bare
def test_in_a_demonstration_only_invented_people_can_be_become(client: Client) -> None:
    open_installation(demo=True, schema_fingerprint="x", at=now())
    invented = people.someone("Rosa Inventada", synthetic=True)
    real = people.someone("Persona Real")
    closed = people.someone("Elena Inventada", synthetic=True)
    end_access(person=closed, reason="Se fue de la oficina.", by=SYSTEM, at=now())
    for nobody in (str(real.public_id), str(closed.public_id), "x", "00000000-0000-0000-0000-000000000000"):
        assert client.post("/ver-como/", {"person": nobody}).status_code == 404
    assert "_auth_user_id" not in client.session

    answer = client.post("/ver-como/", {"person": str(invented.public_id), "next": "/personas/roles/"})
    assert (answer.status_code, answer["Location"]) == (302, "/personas/roles/")
    assert client.session["_auth_user_id"] == str(invented.pk)
    assert client.get("/personas/roles/").status_code == 200, "without a second factor"
    for elsewhere in ("https://otro.example/", "//otro.example/", "javascript:alert(1)", ""):
        assert client.post("/ver-como/", {"person": "", "next": elsewhere})["Location"] == "/"
    assert client.post("/ver-como/", {"person": "", "next": "nada"}).status_code == 302, "no name of a view"
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
@pytest.mark.bare
def test_a_real_person_needs_a_factor_in_a_demonstration_too(client: Client) -> None:
    open_installation(demo=True, schema_fingerprint="x", at=now())
    client.force_login(people.someone("Persona Real"))
    assert client.get("/personas/roles/")["Location"] == FACTOR


@pytest.mark.django_db
@pytest.mark.bare
def test_see_as_needs_a_token_of_this_site() -> None:
    open_installation(demo=True, schema_fingerprint="x", at=now())
    invented = people.someone("Rosa Inventada", synthetic=True)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/ver-como/", {"person": str(invented.public_id)}).status_code == 403
