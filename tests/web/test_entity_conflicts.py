"""The page of crossed changes: both values with who sent each, a person's decision and its undoing, the desk's line."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery.visits_scene import visited
from tests.journeys import lists_scene as scene
from tests.journeys.crossed_scene import crossed, say
from tests.nuclei import scene as nuclei
from tests.worlds import world
from winay.core.clock import now
from winay.intake.entities.rules import Said
from winay.intake.entity_models import EntityConflict
from winay.intake.models import Submission

pytestmark = pytest.mark.django_db
LIST = "/envios/listas/"
WHY = scene.WHY


made = world(scene.made)


@pytest.fixture
def met(made: nuclei.Formed, client: Client) -> EntityConflict:
    """Two visits to a household, each told without knowing of the other."""
    phone = scene.let_in(made)
    phone.refresh()
    phone.send(phone.visit(days=3, base=1, advice="Podar el palto"))
    phone.send(phone.visit(days=6, base=1, advice="Abonar el huerto", began="15:00"))
    people.log_in(client, made.ana.person)
    return EntityConflict.objects.get()


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_both_values_stand_side_by_side_and_a_person_decides_twice(client: Client, met: EntityConflict) -> None:
    here = f"{LIST}{met.public_id}/"
    listed = client.get(LIST)
    assert listed.context["open"] == 1 and here in text(listed) and "dicen cosas distintas" in text(listed)
    assert "1 cambio cruzado" in text(client.get("/envios/"))
    assert LIST in [one["url"] for one in client.get("/escritorio/").context["lines"]]
    page = text(client.get(here))
    assert {one["now"] for one in client.get(here).context["properties"]} >= {"Podar el palto"}, "as the visits say"
    for shown in ("Podar el palto", "Abonar el huerto", "Último consejo", "Yachachiq "):
        assert shown in page
    sent = met.version.submission
    assert sent is not None and f"/envios/{sent.public_id}/" in page
    assert f"{LIST}{met.public_id}/" in text(client.get(f"/envios/{sent.public_id}/"))
    seen = {"seen": client.get(here).context["row"].entity.version}
    none = client.post(here, seen | {"why": WHY})
    assert none.status_code == 422 and "Elija cuál" in text(none) and WHY in text(none)
    assert client.post(here, seen | {"keep": "phone", "why": "no"}).status_code == 422
    assert client.post(here, seen | {"keep": "phone", "why": WHY}).status_code == 302
    seen = {"seen": client.get(here).context["row"].entity.version}
    assert "quedó lo que mandó el teléfono" in text(client.get(here))
    assert client.get(LIST).context["open"] == 0 and "Ningún cambio se cruzó" in text(client.get(LIST))
    assert here in text(client.get(f"{LIST}?decided=1"))
    assert client.post(here, seen | {"keep": "phone", "why": WHY}).status_code == 422
    assert client.post(here, seen | {"keep": "server", "why": WHY}).status_code == 302
    assert "Decisiones anteriores" in text(client.get(here))
    assert LIST not in [one["url"] for one in client.get("/escritorio/").context["lines"]]


def test_who_decides_sees_what_was_learned_since(client: Client, met: EntityConflict, made: nuclei.Formed) -> None:
    """Nobody's phone asked meanwhile. What is looked at is the newest, and what changes under one's eyes is refused
    with the draft kept."""
    here = f"{LIST}{met.public_id}/"
    before = client.get(here)
    visited(made, 0, days=1, advice="Cosechar el maíz")
    sent = {"keep": "phone", "why": WHY, "seen": before.context["row"].entity.version}
    assert not before.context["since"] and 'name="seen"' in text(before)
    late = client.post(here, sent)
    page = text(late)
    assert late.status_code == 422 and "Mientras usted miraba" in page and WHY in page
    assert "Lo que se supo después:" in page and "Cosechar el maíz" in page
    newest = late.context["row"].entity.version
    assert client.get(here).context["row"].entity.version == newest > sent["seen"]
    for odd in ("", "uno", "-1", "²", "9" * 40):
        assert client.post(here, sent | {"seen": odd}).status_code == 422
    assert client.post(here, sent | {"seen": newest}).status_code == 302
    page = text(client.get(here))
    assert "quedó lo que mandó el teléfono" in page and "Cosechar el maíz" in page


def test_a_thing_of_a_household_says_of_which(client: Client, met: EntityConflict, made: nuclei.Formed) -> None:
    """Beside it, where one thing alone is at stake, what each choice means."""
    household = made.cycles[0].household
    one = crossed(Submission.objects.latest("id"), dataset="trees", home=household.public_id)
    name = household.participant.given_names
    assert name in text(client.get(f"{LIST}?list=trees"))
    page = text(client.get(f"{LIST}{one.public_id}/"))
    assert name in page and f"/hogares/{household.public_id}/" in page
    (only,) = client.get(f"{LIST}{one.public_id}/").context["properties"]
    assert f"Lo que había aquí: <strong>{only['here']}</strong>" in page
    assert f"Lo que mandó el teléfono: <strong>{only['sent']}</strong>" in page and only["here"] != only["sent"]


def test_what_came_after_and_was_weighed_stands_on_both_pages(client: Client, met: EntityConflict) -> None:
    sent = Submission.objects.latest("id")
    one = crossed(sent, dataset="trees")
    here = f"{LIST}{one.public_id}/"
    one_seen = client.get(here).context["row"].entity.version
    assert client.post(here, {"keep": "phone", "why": WHY, "seen": one_seen}).status_code == 302
    assert "dice lo que ya se había visto" not in text(client.get(here))
    sent.ended_at = now() - timedelta(days=2)
    say(sent, "trees", one.entity.name, Said(False, True, "", {"last_on": "2026-03-01"}, 1))
    assert client.get(LIST).context["open"] == 1, "none of these is asked again"
    page = text(client.get(here))
    assert "Llegó después y dice lo que ya se había visto" in page and page.count(f"/envios/{sent.public_id}/") == 2
    told = text(client.get(f"/envios/{sent.public_id}/"))
    assert "la lista quedó como se decidió" in told and "Ver lo que se decidió" in told and here in told


@pytest.mark.parametrize("more", [0, 2])
def test_one_costs_the_same_beside_others(client: Client, met: EntityConflict, more: int) -> None:
    for _ in range(more):
        crossed(Submission.objects.latest("id"))
    here = f"{LIST}{met.public_id}/"
    client.get(here)
    with CaptureQueriesContext(connection) as caught:
        client.get(here)
    assert len(caught) == 15


def test_it_can_be_filtered_and_walked_through(client: Client, met: EntityConflict) -> None:
    sent = Submission.objects.latest("id")
    soft = crossed(sent, hard=False)
    crossed(sent, dataset="trees")
    assert [one["row"] for one in client.get(f"{LIST}?kind=soft").context["rows"]] == [soft]
    assert len(client.get(f"{LIST}?list=trees").context["rows"]) == 1
    assert "con estos filtros" in text(client.get(f"{LIST}?list=trees&kind=soft"))
    page = client.get(f"{LIST}?before={soft.public_id}")
    assert [one["row"] for one in page.context["rows"]] == [met]


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_for_one_and_for_three(client: Client, met: EntityConflict, more: int) -> None:
    for _ in range(more):
        crossed(Submission.objects.latest("id"))
    client.get(LIST)
    with CaptureQueriesContext(connection) as caught:
        assert len(client.get(LIST).context["rows"]) == 1 + more
    assert len(caught) == 8


def test_another_office_sees_none_of_it(met: EntityConflict) -> None:
    stranger = people.log_in(Client(raise_request_exception=False), people.other_head())
    assert stranger.get(LIST).context["open"] == 0
    here = f"{LIST}{met.public_id}/"
    assert stranger.get(here).status_code == 403
    assert stranger.post(here, {"keep": "phone", "why": WHY}).status_code == 403
