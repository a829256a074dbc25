"""The contract on paper: what it says, addenda and ends, issued anew when something changed, who is handed it."""

from datetime import timedelta

import pytest

from tests import people
from tests.nuclei import scene as nuclei
from tests.trainers.scene import WHY
from tests.trainers.test_caseloads import hires
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.documents.queries import revocation_of
from winay.journeys import contract_papers
from winay.journeys.contract_papers import (
    contract_of_document,
    issue_contract_paper,
    papers_of,
    revoke_contract_paper,
)
from winay.journeys.pages.contract_paper import contract_content
from winay.journeys.reading_documents import may_read_document
from winay.trainers.queries.contracts import contract_by_id
from winay.trainers.services.contracts import end_contract, extend_contract
from winay.trainers.services.erasing import erase_applicant
from winay.trainers.terms import ContractEnd

pytestmark = pytest.mark.django_db
BASE = "https://winay.example/verificar/"


made = world(nuclei.formed, 2, least=1, most=12)


def paper(made, contract, by=None):
    return issue_contract_paper(contract=contract, by=by or made.ana, at=now(), base_url=BASE)


def test_it_says_who_until_when_and_that_it_is_a_draft(made):
    contract = contract_by_id(hires(made, 0).public_id)
    said = contract_content(contract).inputs
    assert "ningún abogado" in said["draft"] and said["void"] == [] and said["addenda"] == []
    assert "Rosa Quispe Huamán" in said["lead"] and made.nucleus.name in said["lead"]
    assert "40000000" not in str(said), "no id is printed"
    assert [row[0] for row in said["signatures"]][-1] == "Contratado" and len(said["signatures"]) == 3


def test_the_same_is_issued_once_and_a_change_takes_its_place(made):
    contract = hires(made, 0)
    first = paper(made, contract)
    assert paper(made, contract) == first and contract_of_document(first) == contract
    later = contract.over_on + timedelta(days=30)
    extend_contract(contract=contract, until=later, why=WHY, by=made.ana, at=now())
    second = paper(made, contract)
    assert second != first and revocation_of(first) is not None and revocation_of(second) is None
    assert [row[0] for row in contract_content(contract_by_id(contract.public_id)).inputs["addenda"]] == ["1"]
    end_contract(
        contract=contract_by_id(contract.public_id), on=people.today(), why=ContractEnd.RESIGNED, note=WHY,
        by=made.ana, at=now(),
    )  # fmt: skip
    third = paper(made, contract)
    assert WHY in str(contract_content(contract_by_id(contract.public_id)).inputs["clauses"])
    assert [one.pk for one in papers_of(contract)] == [third.pk, second.pk, first.pk]


def test_one_that_never_was_is_printed_void(made):
    contract = hires(made, 0)
    end_contract(contract=contract, on=people.today(), why=ContractEnd.MISTAKE, note=WHY, by=made.ana, at=now())
    assert contract_content(contract_by_id(contract.public_id)).inputs["void"][0] == "ANULADO"
    assert paper(made, contract).pk


def test_who_issues_revokes_and_is_handed_it(made):
    contract = hires(made, 0)
    elsewhere = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        paper(made, contract, by=elsewhere)
    issued = paper(made, contract)
    assert may_read_document(issued, made.rosa)
    assert not may_read_document(issued, None) and not may_read_document(issued, elsewhere)
    with pytest.raises(NotAllowed):
        revoke_contract_paper(document=issued, reason=WHY, by=elsewhere, at=now())
    revoke_contract_paper(document=issued, reason=WHY, by=made.ana, at=now())
    with pytest.raises(Refused):
        revoke_contract_paper(document=issued, reason=WHY, by=made.ana, at=now())


def test_no_paper_of_somebody_who_was_forgotten(made):
    contract = hires(made, 0)
    end_contract(contract=contract, on=people.today(), why=ContractEnd.RESIGNED, note=WHY, by=made.ana, at=now())
    erase_applicant(applicant=contract.applicant, reason="Lo pidió en la oficina.", by=made.rosa, at=now())
    with pytest.raises(Refused):
        paper(made, contract)


def test_nobody_is_printed_who_is_forgotten_while_it_is_laid_out(made, monkeypatch):
    contract = hires(made, 0)
    end_contract(contract=contract, on=people.today(), why=ContractEnd.RESIGNED, note=WHY, by=made.ana, at=now())

    def read_and_then_forgotten(read):
        content = contract_content(read)
        erase_applicant(applicant=read.applicant, reason="Lo pidió en la oficina.", by=made.rosa, at=now())
        return content

    monkeypatch.setattr(contract_papers, "contract_content", read_and_then_forgotten)
    with pytest.raises(Refused):
        paper(made, contract)
    assert papers_of(contract) == []
