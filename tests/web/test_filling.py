"""Forms in a browser: how one is let in, what its pages may do, and that what it says is said in words."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve
from tools import web_forms

from tests import people
from tests.delivery import visits_scene
from tests.field.phones import message
from tests.field.scene import Phone
from tests.journeys.test_visiting import fill, xform
from winay.accounts.models import FieldCredential, Person
from winay.accounts.phones.queries import credential_for
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.delivery.visit_models import Visit
from winay.intake.models import Submission
from winay.intake.terms import State
from winay.journeys.browsers import BROWSER_DAYS
from winay.journeys.pages.trying import Sample, sample_visit
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.web.filling_words import of_library, of_pages

STATIC = Path(finders.find("filling.css")).parent
PAGES = ("filling-store.js", "filling-door.js", "filling-lists.js", "filling-list.js", "filling-form.js")


@pytest.fixture
def ana(client: Client) -> Person:
    person = people.specialist(name="Ana Quispe Huamán")
    people.log_in(client, person)
    return person


def token_of(answer: Any) -> str:
    return str(re.search(r"#([\w-]{43})&", answer["Location"])[1])  # type: ignore[index]


@pytest.mark.django_db
def test_somebody_of_the_team_lets_their_own_browser_in(client: Client, ana: Person) -> None:
    answer = client.post("/llenar/entrar/?formulario=household_visit", {"place": "0501"})
    page, _, behind = answer["Location"].partition("#")
    assert (answer.status_code, page, answer["Cache-Control"]) == (302, "/llenar/household_visit/", "no-store")
    assert unquote(behind).endswith("&kind=person&name=Ana Quispe Huamán")
    found = FieldCredential.objects.get(person=ana)
    assert (found.place.code, found.label) == ("0501", "Navegador de Ana Quispe Huamán")  # type: ignore[union-attr]
    assert found.expires_on == people.today() + timedelta(days=BROWSER_DAYS)
    who = credential_for(token_of(answer), on=people.today())
    assert who is not None and who.public_id == found.public_id
    assert credential_for(token_of(answer), on=found.expires_on) is None


@pytest.mark.django_db
def test_not_outside_ones_territory_and_not_without_the_right(client: Client, ana: Person) -> None:
    answer = client.post("/llenar/entrar/", {"place": "2101"})
    assert answer.status_code == 422 and "dentro de su territorio" in answer.content.decode()
    reader = people.log_in(Client(raise_request_exception=False), people.auditor())
    assert reader.get("/llenar/entrar/").status_code == 403
    assert not FieldCredential.objects.exists()


@pytest.mark.django_db
def test_the_library_is_on_its_page_and_on_no_other(client: Client, ana: Person) -> None:
    form, others = client.get("/llenar/household_visit/"), ("/", "/llenar/", "/llenar/entrar/", "/telefonos/")
    assert form.content.decode().count("odk-web-forms/") == 3
    assert "'wasm-unsafe-eval'" in form["Content-Security-Policy"]
    for url in others:
        page = client.get(url)
        assert "odk-web-forms" not in page.content.decode(), url
        assert "wasm" not in page["Content-Security-Policy"], url


@pytest.mark.django_db
def test_the_pages_that_a_browser_keeps_name_nobody(client: Client, ana: Person) -> None:
    for url in ("/llenar/", "/llenar/household_visit/"):
        assert "Ana" not in client.get(url).content.decode()


@pytest.mark.django_db
def test_the_worker_keeps_files_that_are_there_and_changes_with_them(client: Client) -> None:
    answer = client.get("/llenar/sw.js")
    said = json.loads(re.search(r"const said = (.*);", answer.content.decode())[1])  # type: ignore[index]
    assert answer["Content-Type"].startswith("text/javascript") and answer["Cache-Control"] == "no-cache"
    for url in (said["list"], said["form"]):
        for name in re.findall(r'(?:src|href)="(/static/[^"#]+)', client.get(url).content.decode()):
            assert name in said["files"], f"{url} needs {name}, which is not kept"
    assert len({resolve(url).url_name for url in said["passed"]}) == 4


@pytest.mark.django_db
def test_what_arrived_is_read_at_once_for_who_may_review_and_shown_to_who_may_read(client: Client) -> None:
    publish_shipped_forms(Path(settings.WINAY_FORMS), by=SYSTEM, at=now())
    visits_scene.shared()
    sample = sample_visit(on=people.today(), synthetic=False)
    assert sample is not None
    sent = _sent(sample, client)
    asked = {"form": sent.form_id, "instance": sent.instance_id}
    reader = people.log_in(Client(), people.auditor())
    assert reader.post("/llenar/enviado/", asked)["Location"] == f"/envios/{sent.public_id}/"
    sent.refresh_from_db()
    assert sent.state == State.RECEIVED, "an auditor writes nothing"
    people.log_in(client, people.specialist())
    page = client.post("/llenar/enviado/", asked, follow=True)
    sent.refresh_from_db()
    visit = Visit.objects.get()
    assert sent.state == State.PROCESSED and visit.submission == sent.public_id
    shown = page.content.decode()
    assert f"/visitas/{visit.public_id}/" in shown and f"/hogares/{sample.household.public_id}/visitas/" in shown
    other = people.log_in(Client(raise_request_exception=False), people.other_head())
    assert other.post("/llenar/enviado/", asked).status_code == 404


def _sent(sample: Sample, client: Client) -> Submission:
    """The sample as a browser sends it."""
    client_of_ana = people.log_in(Client(), people.specialist())
    phone = Phone(token_of(client_of_ana.post("/llenar/entrar/", {"place": "0501"})))
    body = fill(xform(), sample.answers, {}, instance="uuid:browser")
    answer = phone.send(body, {})
    assert answer.status_code == 201, message(answer)
    return Submission.objects.get(instance_id="uuid:browser")


@pytest.mark.parametrize("name", PAGES)
def test_what_the_scripts_say_has_words(name: str) -> None:
    said = set(re.findall(r'say\("(\w+)"', (STATIC / name).read_text()))
    assert said <= set(of_pages())


def test_every_word_of_the_pages_is_said_somewhere() -> None:
    scripts = " ".join((STATIC / name).read_text() for name in PAGES)
    assert [word for word in of_pages() if f'"{word}"' not in scripts] == []


def test_the_library_is_given_words_for_all_that_it_says() -> None:
    patterns = {word for _old, new, _often in web_forms.PATTERNS for word in re.findall(r'odkWord\("([^"]+)"\)', new)}
    says = {word for word, _often in (*web_forms.WORDS, *web_forms.LABELS)} | patterns
    assert says - set(of_library()) == set() and set(of_library()) - says == set()
