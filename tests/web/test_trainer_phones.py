"""The pages of trainers' phones: one act from the contract, a code shown once, whose it is in the list of phones, what
lists it carries."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import people
from tests.journeys import lists_scene as scene
from tests.nuclei import scene as nuclei
from tests.worlds import world
from winay.accounts.models import FieldCredential
from winay.core.clock import now
from winay.trainers.services.contracts import end_contract
from winay.trainers.terms import ContractEnd

pytestmark = pytest.mark.django_db


begun = world(scene.made)


@pytest.fixture
def made(begun: nuclei.Formed, client: Client) -> nuclei.Formed:
    people.log_in(client, begun.ana.person)
    return begun


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_code_is_shown_once_and_contract_and_list_say_whose_it_is(client: Client, made: nuclei.Formed) -> None:
    contract = made.trainer  # type: ignore[attr-defined]
    page, giving = f"/contratos/{contract.public_id}/", f"/contratos/{contract.public_id}/telefono/"
    assert giving in text(client.get(page)) and "Aún no tiene un teléfono" in text(client.get(page))
    assert contract.applicant.name in text(client.get(giving))
    shown = client.post(giving)
    token = shown.context["token"]
    assert shown.status_code == 200 and shown["Cache-Control"] == "no-store"
    assert client.get(f"/campo/{token}/formList").status_code == 200
    again = client.post(giving)
    assert again.status_code == 422 and "Ya tiene un teléfono" in text(again)
    one = FieldCredential.objects.get()
    after = text(client.get(page))
    assert giving not in after and f"/telefonos/{one.public_id}/retirar/" in after and token not in after
    listed = text(client.get("/telefonos/"))
    assert contract.applicant.name in listed and f"{page}#telefonos" in listed
    last = contract.applicant.name.split()[-1]
    assert len(client.get(f"/telefonos/?who={last}").context["rows"]) == 1


def test_its_page_says_how_large_each_list_is_and_when_it_was_fetched(client: Client, made: nuclei.Formed) -> None:
    phone = scene.let_in(made)
    here = f"/telefonos/{phone.phone.credential.public_id}/"
    assert "Ninguna todavía" in text(client.get(here))
    phone.rows()
    phone.rows("members")
    page = client.get(here)
    assert {str(one["name"]): one["row"].rows for one in page.context["lists"]}["Hogares que visita"] == 3
    assert "Integrantes de los hogares" in text(page) and " ms" in text(page)


def test_a_contract_that_is_over_gives_no_phone(client: Client, made: nuclei.Formed) -> None:
    contract = made.trainer  # type: ignore[attr-defined]
    end_contract(
        contract=contract, why=ContractEnd.NOT_NEEDED, on=people.today(), note=scene.WHY, by=made.ana, at=now()
    )  # fmt: skip
    giving = f"/contratos/{contract.public_id}/telefono/"
    assert giving not in text(client.get(f"/contratos/{contract.public_id}/"))
    refused = client.post(giving)
    assert refused.status_code == 422 and "ya no corre" in text(refused)
