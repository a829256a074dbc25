"""Grievances without logging in: written, followed by their code, and not by guessing."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.nuclei import scene as nuclei
from tests.voices import scene
from tests.worlds import world
from winay.core.actors import NOBODY
from winay.core.ids import new_id
from winay.registry.rules import household_code
from winay.voices.grievance_models import Grievance
from winay.voices.terms import Channel, Speaker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_count() -> Any:
    cache.clear()
    yield
    cache.clear()


made = world(nuclei.formed, 2)


def said(made: nuclei.Formed, **more: Any) -> dict[str, Any]:
    return {
        "ticket": str(new_id()), "kind": "claim", "words": scene.WORDS, "language": "es", "about": "delivery",
        "district": made.nucleus.district.code, "program": made.nucleus.version.program.key, "speaker": "protected",
        "name": "Teodora Ccori Sulca",
    } | more  # fmt: skip


def test_anybody_says_something_and_gets_a_code(client: Client, made: nuclei.Formed) -> None:
    assert client.get("/reclamar/").status_code == 200
    form = said(made)
    page = client.post("/reclamar/", form)
    one = Grievance.objects.get()
    assert page.url == f"/reclamar/recibido/?codigo={household_code(one.public_id)}"
    assert household_code(one.public_id) in client.get(page.url).content.decode()
    assert (one.channel, one.received_by, one.speaker) == (Channel.WEB, NOBODY, Speaker.PROTECTED)
    assert one.speaker_name == "" and one.speaker_hidden
    assert client.post("/reclamar/", form).url == page.url and Grievance.objects.count() == 1  # sent twice


def test_the_code_shows_the_answer_and_neither_words_nor_name(client: Client, made: nuclei.Formed) -> None:
    client.post("/reclamar/", said(made, speaker="named"))
    one = Grievance.objects.get()
    waiting = client.post("/reclamar/respuesta/", {"codigo": household_code(one.public_id).lower()}).content.decode()
    assert "Todavía no tiene respuesta" in waiting
    scene.answered(one, made.ana, on=scene.ago(0))
    told = client.post("/reclamar/respuesta/", {"codigo": household_code(one.public_id)})
    text = told.content.decode()
    assert scene.NOTE in text and scene.WORDS not in text and "Teodora" not in text
    assert "no-store" in told["Cache-Control"]
    wrong = client.post("/reclamar/respuesta/", {"codigo": "AAAAA-AAAAA"})
    assert wrong.status_code == 422 and "Ningún reclamo tiene ese código" in wrong.content.decode()


def test_who_writes_or_guesses_too_often_waits(client: Client, made: nuclei.Formed) -> None:
    found = [client.post("/reclamar/", said(made)).status_code for _time in range(6)]
    assert found == [302] * 5 + [429] and Grievance.objects.count() == 5
    found = [client.post("/reclamar/respuesta/", {"codigo": "AAAAA-AAAAA"}).status_code for _time in range(11)]
    assert found == [422] * 10 + [429]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"words": "Mal"}, "15 letras"),
        ({"district": "Nowhere"}, "ubigeo"),
        ({"speaker": "anonymous"}, "Si no quiere dar su nombre"),
        ({"name": ""}, "Escriba el nombre"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_written_stays(
    client: Client, made: nuclei.Formed, change: Any, words: str
) -> None:
    page = client.post("/reclamar/", said(made, **change))
    text = page.content.decode()
    assert page.status_code == 422 and words in text and not Grievance.objects.exists()
    assert (change.get("words") or "La cocina") in text
