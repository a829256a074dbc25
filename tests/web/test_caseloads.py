"""The pages that say who visits whom: what they show and do, in how many queries."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene as nuclei
from tests.trainers.scene import WHY, ago, at
from tests.trainers.test_caseloads import PRODUCTIVE, hires, shares
from tests.worlds import world
from winay.trainers.caseload_models import Case
from winay.trainers.services.contracts import end_contract
from winay.trainers.terms import ContractEnd

pytestmark = pytest.mark.django_db
PAGE, LIST = 19, 8


def _made() -> nuclei.Formed:
    made = nuclei.formed(6, least=1, most=12, synthetic=True)
    made.one, made.other = hires(made, 0), hires(made, 1)  # type: ignore[attr-defined]
    return made


made = world(_made)


@pytest.fixture
def rosa(made: nuclei.Formed) -> Client:
    return people.log_in(Client(), made.rosa.person)


def url(name: str, *args: object) -> str:
    return reverse(f"web:{name}", args=args)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def fields(page: str, form: str) -> dict[str, str]:
    """What a form of the page would send."""
    body = re.search(rf'<form[^>]*id="{form}".*?</form>', page, re.S)
    assert body is not None
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body[0]))


def test_the_page_asks_as_much_for_more_households_and_trainers(made, rosa):
    address = url("caseloads", made.nucleus.public_id)
    shares(made)
    assert queries(rosa, address) == PAGE
    hires(made, 2)
    nuclei.join(made.nucleus, enrolment.enrolled(made.ground), by=made.ana)
    assert queries(rosa, address) == PAGE


def test_a_list_asks_as_much_for_three_as_for_one(made, rosa):
    contract = hires(made, 2, nuclei=[made.nucleus])
    address = url("caseload", contract.public_id)
    assert queries(rosa, address) == LIST
    shares(made)
    assert Case.objects.filter(contract=contract).count() == 2
    assert queries(rosa, address) == LIST


def test_what_is_proposed_is_done_and_taken_back(made, rosa):
    address = url("caseloads", made.nucleus.public_id)
    page = rosa.get(address).content.decode()
    assert "Propuesta: 6 hogares cambian" in page
    answer = rosa.post(url("share_out", made.nucleus.public_id), fields(page, "repartir"), follow=True)
    assert "6 hogares repartidos" in answer.content.decode()
    assert Case.objects.filter(until_on=None).count() == 6
    again = rosa.get(address).content.decode()
    assert "Propuesta:" not in again
    done = rosa.post(url("take_back_sharing", made.nucleus.public_id), fields(again, "quitar"), follow=True)
    assert "El reparto se quitó: era de 6 hogares" in done.content.decode()
    assert not Case.objects.filter(until_on=None).exists()


def test_a_proposal_that_has_changed_is_shown_again(made, rosa):
    told = fields(rosa.get(url("caseloads", made.nucleus.public_id)).content.decode(), "repartir")
    nuclei.join(made.nucleus, enrolment.enrolled(made.ground), by=made.ana)
    answer = rosa.post(url("share_out", made.nucleus.public_id), told)
    assert answer.status_code == 422
    assert "cambiaron mientras miraba" in answer.content.decode()
    assert "Propuesta: 7 hogares cambian" in answer.content.decode()


def test_one_household_goes_to_the_other(made, rosa):
    shares(made, kind=PRODUCTIVE)
    case = Case.objects.filter(contract=made.one).select_related("enrolment").first()
    address = url("give_household", made.nucleus.public_id, case.enrolment.public_id)
    told = {"contract": str(made.other.public_id), "on": ago(2).isoformat()}
    assert rosa.post(address, told, follow=True).status_code == 200
    assert Case.objects.get(enrolment=case.enrolment, until_on=None).contract == made.other
    refused = rosa.post(address, told | {"on": ago(9).isoformat()})
    assert refused.status_code == 422 and "un día posterior" in refused.content.decode()
    assert rosa.post(address, {"contract": "x", "on": "x"}).status_code == 422


def test_without_a_contract_there_is_nobody_to_share_among(rosa, made):
    alone = nuclei.nucleus(made.ground, formed_on=made.on, name="Uno", least=1, most=4)
    page = rosa.get(url("caseloads", alone.public_id)).content.decode()
    assert "ningún yachachiq atiende al núcleo" in page


def test_the_list_of_a_contract_that_is_over_shows_its_last_day(rosa, made):
    shares(made)
    end_contract(contract=made.one, why=ContractEnd.RESIGNED, on=ago(4), note=WHY, by=made.ana, at=at(4))
    answer = rosa.get(url("caseload", made.one.public_id))
    assert (answer.context["on"], answer.context["households"]) == (ago(5), 3)
