"""The Monday page: each line appears when something waits, leads there, and goes when it is done."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.field.scene import FORM, Phone, answers, credential, published
from tests.registry import file_scene, scene
from tests.registry.alike import looks_alike
from tests.targeting.scene import draft
from winay.accounts.models import Person
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journeys import ingest
from winay.journeys.form_readers import Form
from winay.journeys.ingest import ingest_next
from winay.journeys.pages import desk
from winay.registry.terms import Kin
from winay.targeting.services.decisions import return_selection
from winay.targeting.services.drafts import submit_selection

pytestmark = pytest.mark.django_db
URL = "/escritorio/"


def lines(client: Client, person: Person) -> dict[str, str]:
    """What the page shows somebody: the words, with the number, by the address that they lead to."""
    people.log_in(client, person)
    page = client.get(URL)
    return {line["url"]: f"{line['count']} {line['words']}" for line in page.context["lines"]}


def test_nothing_waits_and_the_page_says_so(client: Client) -> None:
    assert lines(client, people.head()) == {}
    assert "Nada le espera" in client.get(URL).content.decode()


def test_a_selection_waits_for_whoever_may_decide_it_and_did_not_make_it(client: Client) -> None:
    specialist, head = people.specialist(), people.head()
    made = draft(by=people.acting_as(specialist))
    submit_selection(selection=made, by=people.acting_as(specialist), at=now())
    assert lines(client, head) == {"/selecciones/?state=submitted": "1 selección espera su decisión"}
    assert lines(client, specialist) == {} and lines(client, people.other_head()) == {}
    return_selection(selection=made, reason="Falta el acta de la comunidad.", by=people.acting_as(head), at=now())
    assert lines(client, head) == {}
    assert lines(client, specialist) == {"/selecciones/?state=draft": "1 borrador suyo volvió observado"}


def test_households_without_consent_and_those_whose_support_ends_soon(client: Client) -> None:
    scene.a_hamlet()
    specialist = people.specialist()
    born = people.today() - timedelta(days=19 * 365 - 90)
    nearly = scene.member(Kin.CHILD, born_on=born)
    one = scene.everything()
    scene.registered(scene.replace(one, members=(one.members[0], nearly), external_key=""))
    scene.registered()
    shown = lines(client, specialist)
    assert shown["/hogares/?state=no_consent"] == "1 hogar registrado sin consentimiento"
    assert shown["/hogares/?state=juntos_ending"] == "1 hogar dejaría Juntos dentro de un año"
    for url in shown:
        assert len(client.get(url).context["rows"]) == 1, "the line leads to what it counted"
    assert lines(client, people.manager()) == {}, "the whole country is no list for a Monday"


def test_a_checked_file_waits_for_whoever_sent_it(client: Client) -> None:
    scene.a_hamlet()
    specialist = people.specialist()
    file_scene.checked(file_scene.household("A"), by=people.acting_as(specialist))
    assert lines(client, specialist)["/hogares/archivos/"] == "1 archivo de hogares por cargar o corregir"
    assert lines(client, people.head()) == {}


def test_what_phones_sent_and_nobody_understood_waits_for_its_office(client: Client, monkeypatch: Any) -> None:
    def understands_nothing(**_: object) -> None:
        raise Refused([Reason("registry.phone_wrong", {"member": 1})])

    published()
    monkeypatch.setattr(ingest, "FORMS", {FORM: Form(understands_nothing)})
    Phone(credential("0501")[1]).send(answers("w", name="Fortunata"))
    assert ingest_next(at=now())
    assert lines(client, people.specialist())["/envios/"] == "1 envío de un teléfono por revisar"
    assert lines(client, people.other_head()) == {}


def test_people_who_may_be_registered_twice_wait_for_either_office(client: Client) -> None:
    scene.a_hamlet()
    specialist = people.specialist()
    looks_alike(people.acting_as(specialist))
    assert lines(client, specialist)["/registros-dobles/"] == "1 posible registro doble"
    assert "/registros-dobles/" not in lines(client, people.other_head())


def test_the_page_asks_a_question_a_line_whatever_waits(client: Client, django_assert_num_queries: Any) -> None:
    scene.a_hamlet()
    people.log_in(client, people.head())
    counts = []
    for _ in range(2):
        with django_assert_num_queries(36):
            counts.append(len(client.get(URL).context["lines"]))
        for _ in range(3):
            scene.registered()
    assert counts == [0, 1]


def test_never_more_than_ten_lines(client: Client, monkeypatch: Any) -> None:
    many = tuple(lambda who: desk.Waiting("due", 1) for _ in range(14))
    monkeypatch.setattr(desk, "READERS", many)
    people.log_in(client, people.head())
    assert len(client.get(URL).context["lines"]) == 10


def test_logging_in_leads_here(client: Client) -> None:
    from django.conf import settings

    assert settings.LOGIN_REDIRECT_URL == "web:desk"
