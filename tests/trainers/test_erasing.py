"""The right to be erased of who applied or was hired: what goes, what stays, what it waits for; the database too."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.nuclei import scene as nuclei
from tests.trainers import scene
from tests.trainers.scene import ago, at, person
from tests.trainers.test_caseloads import hires
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journal.models import Line
from winay.journeys.contest_results import issue_results
from winay.journeys.erasing import erase_person
from winay.journeys.reading_documents import may_read_document
from winay.registry.models import Member
from winay.registry.queries.facts import national_ids
from winay.trainers.application_models import Applicant, Application
from winay.trainers.contract_models import Contract
from winay.trainers.ranking_models import RankLine
from winay.trainers.services.applications import correct_applicant, withdraw_application
from winay.trainers.services.contracts import end_contract, hire_selected, refuse_post
from winay.trainers.services.erasing import erase_applicant
from winay.trainers.terms import ContractEnd

pytestmark = pytest.mark.django_db
WHY = "Lo pidió en la oficina, con su documento."


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def withdrawn(**more):
    stage = scene.published()
    one = scene.applied(stage, kin_declared="Primo del tesorero", **more)
    withdraw_application(application=one, on=ago(41), why=scene.WHY, by=stage.ana, at=at(41))
    return stage, Application.objects.select_related("applicant", "contest").get(pk=one.pk)


def erases(one: Application, by=None, why: str = WHY):
    return erase_applicant(
        applicant=one.applicant, reason=why, by=by or people.acting_as(people.head()), at=now()
    )  # fmt: skip


def test_what_goes_and_what_stays():
    stage, one = withdrawn()
    erases(one)
    row = Applicant.objects.get()
    gone = (row.given_names, row.surname_1, row.surname_2, row.sort_key, row.national_id, row.national_id_hash)
    assert set(gone) == {""} and (row.phone, row.languages) == ("", "")
    assert (row.born_on, row.sex, row.name) == (date(1985, 7, 1), "f", "persona cuyos datos se borraron")
    one.refresh_from_db()
    assert (one.kin_declared, one.state, one.number) == ("", "withdrawn", 1)
    line = Line.objects.get(verb="trainers.erase_applicant")
    assert WHY in line.body and "Quispe" not in line.body
    assert {(s.kind, s.key) for s in line.subjects.all()} == {
        ("applicant", str(row.public_id)), ("contest", str(stage.contest.public_id))
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        erases(one)
    assert codes(refused) == ["trainers.erased_already"]
    with pytest.raises(Refused):
        correct_applicant(application=one, person=person(), by=stage.ana, at=now())
    scene.applied(stage)  # the same person, who comes back, is somebody new
    assert Applicant.objects.count() == 2


def test_it_waits_for_what_goes_on_and_needs_a_reason():
    stage = scene.published()
    one = scene.applied(stage)
    with pytest.raises(Refused) as refused:
        erases(one, why="no")
    assert codes(refused) == ["trainers.erase_applying", "registry.reason_short"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Applicant.objects.update(
            given_names="", surname_1="", surname_2="", sort_key="", national_id="", national_id_hash="", phone="",
            languages="", erased_at=now(),
        )  # fmt: skip
    elsewhere = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        erases(one, by=elsewhere)
    with pytest.raises(NotAllowed):
        erases(one, by=stage.ana)
    assert Applicant.objects.get().erased_at is None


def test_results_stay_without_the_person():
    stage, _ranking = scene.with_results()
    line = RankLine.objects.filter(outcome="selected").order_by("pk")[0]
    one = Application.objects.select_related("applicant", "contest").get(pk=line.application_id)
    with pytest.raises(Refused) as refused:
        erases(one)
    assert codes(refused) == ["trainers.erase_selected"]
    refuse_post(application=one, on=ago(20), why=scene.WHY, by=stage.ana, at=at(20))
    lines = list(RankLine.objects.order_by("pk").values())
    erases(one)
    assert list(RankLine.objects.order_by("pk").values()) == lines
    one.refresh_from_db()
    with pytest.raises(Refused) as refused:
        hire_selected(application=one, said=None, hired_by=stage.made.nucleus, nuclei=[], by=stage.ana, at=now())
    assert codes(refused) == ["trainers.erased_person"]


def test_a_contract_stays_and_is_waited_for():
    made = nuclei.formed(2, least=1, most=12)
    contract = hires(made, 0)
    with pytest.raises(Refused) as refused:
        erase_applicant(applicant=contract.applicant, reason=WHY, by=made.rosa, at=now())
    assert "trainers.erase_working" in codes(refused)
    end_contract(contract=contract, on=people.today(), why=ContractEnd.RESIGNED, note=scene.WHY, by=made.ana, at=now())
    before = Contract.objects.values().get(pk=contract.pk)
    erase_applicant(applicant=contract.applicant, reason=WHY, by=made.rosa, at=now())
    assert Contract.objects.values().get(pk=contract.pk) == before
    with pytest.raises(IntegrityError), transaction.atomic():
        before.pop("id")
        Contract.objects.create(**before | {"public_id": Line.objects.first().public_id})


def test_a_member_who_is_erased_is_erased_as_an_applicant_too():
    stage, _one = withdrawn()
    home = stage.made.cycles[0].household
    ids = national_ids()
    child = Member.objects.create(
        household=home, given_names="Rosa", surname_1="Quispe", sort_key="quispe rosa", sex="f",
        birth_precision="unknown", kin="child", joined_on=ago(90), national_id=ids.encrypt("40000000"),
        national_id_hash=ids.hash("40000000"), id_missing="",
    )  # fmt: skip
    erase_person(member=child, reason=WHY, by=people.acting_as(people.head()), at=now())
    assert Applicant.objects.get().erased_at is not None


def test_a_member_who_works_is_not_erased_anywhere():
    made = nuclei.formed(2, least=1, most=12)
    contract = hires(made, 0)
    child = Member.objects.create(
        household=made.cycles[0].household, given_names="Rosa", surname_1="Quispe", sort_key="quispe rosa", sex="f",
        birth_precision="unknown", kin="child", joined_on=ago(90), id_missing="",
        national_id=contract.applicant.national_id, national_id_hash=contract.applicant.national_id_hash,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        erase_person(member=child, reason=WHY, by=made.rosa, at=now())
    assert "trainers.erase_working" in codes(refused)
    child.refresh_from_db()
    assert child.erased_at is None


def test_the_database_keeps_what_was_erased_so():
    _stage, one = withdrawn()
    with pytest.raises(IntegrityError), transaction.atomic():
        Applicant.objects.update(national_id_hash="")  # half of it
    with pytest.raises(IntegrityError), transaction.atomic():
        Applicant.objects.update(national_id_hash="0" * 32)
    erases(one)
    for change in ({"given_names": "Rosa"}, {"erased_at": None}, {"born_on": date(1985, 3, 12)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Applicant.objects.update(**change)


def test_an_act_of_results_that_names_them_is_no_longer_public():
    stage, _ranking = scene.with_results()
    document = issue_results(
        contest=stage.fresh(), by=stage.rosa, at=at(20), base_url="https://winay.example/verificar/"
    )
    assert may_read_document(document, None)
    line = RankLine.objects.filter(outcome="selected").order_by("pk")[0]
    one = Application.objects.select_related("applicant", "contest").get(pk=line.application_id)
    refuse_post(application=one, on=ago(20), why=scene.WHY, by=stage.ana, at=at(20))
    erases(one)
    assert not may_read_document(document, None) and may_read_document(document, stage.ana)
    assert not may_read_document(document, people.acting_as(people.other_head()))
