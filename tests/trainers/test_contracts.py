"""Posts and contracts: selected, refused, substitutes, both kinds, the board's family, addenda, ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from tests.trainers import scene
from tests.trainers.scene import WHY, ago, at, codes, contract
from winay.core.errors import NotAllowed, Refused
from winay.core.money import Money
from winay.registry.models import Member
from winay.registry.queries.facts import national_ids
from winay.trainers.contract_models import Addendum, Contract
from winay.trainers.services.contracts import (
    end_contract,
    extend_contract,
    hire_person,
    hire_selected,
    refuse_post,
    take_back_refusal,
)
from winay.trainers.services.rankings import receive_appeal
from winay.trainers.terms import BoardKin, ContractEnd, ContractKind, SelectedBy

pytestmark = pytest.mark.django_db


def directly(made: nuclei.Formed, number: int = 0, **more: object) -> Contract:
    """Somebody whom the community chose."""
    facts = {"selected_by": SelectedBy.COMMUNITY} | more
    who = facts.pop("who", scene.person(number))
    return hire_person(
        person=who, said=contract(**facts), hired_by=made.nucleus, nuclei=[made.nucleus], by=made.ana, at=at(9)
    )  # fmt: skip


def test_a_nucleus_hires_the_selected_and_then_substitutes(db):
    stage, _ = scene.with_results(scene.scored((90, 80, 70, 40)))
    one = scene.hired(stage)
    assert (one.kind, one.selected_by, one.hired_by, one.fee_minor) == (
        "productive", "office_contest", stage.made.nucleus, 120_000
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        scene.hired(stage)
    assert codes(refused) == ["hired_already"]
    with pytest.raises(Refused) as refused:
        scene.hired(stage, 2)
    assert codes(refused) == ["not_next"]
    with pytest.raises(Refused) as refused:
        scene.hired(stage, 3)
    assert codes(refused) == ["not_selected"]
    second = scene.candidates(stage)[1]
    refuse_post(application=second, on=ago(12), why="Viaja a la costa a trabajar.", by=stage.ana, at=at(12))
    with pytest.raises(Refused) as refused:
        scene.hired(stage, 1)
    assert codes(refused) == ["refused_post"]
    take_back_refusal(application=second, by=stage.ana, at=at(11))
    refuse_post(application=second, on=ago(11), why="Viaja a la costa a trabajar.", by=stage.ana, at=at(11))
    assert scene.hired(stage, 2).application == scene.candidates(stage)[2]
    with pytest.raises(Refused) as refused:
        take_back_refusal(application=second, by=stage.ana, at=at(9))
    assert codes(refused) == ["post_filled"]


def test_appeals_are_answered_before_anybody_is_hired(db):
    stage, _ = scene.with_results()
    receive_appeal(
        application=scene.candidates(stage)[2], received_on=ago(25), text=WHY, by=stage.ana, at=at(25)
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        scene.hired(stage)
    assert codes(refused) == ["appeals_open"]


def test_nobody_is_productive_and_financial_on_one_day(db):
    made = nuclei.formed(1)
    one = directly(made)
    with pytest.raises(Refused) as refused:
        directly(made, kind=ContractKind.FINANCIAL, began_on=ago(-169), over_on=ago(-300))
    assert codes(refused) == ["both_kinds"]
    other = directly(made, kind=ContractKind.FINANCIAL, began_on=ago(-170), over_on=ago(-300))
    with pytest.raises(Refused) as refused:
        extend_contract(contract=one, until=ago(-180), why=WHY, by=made.ana, at=at(5))
    assert codes(refused) == ["both_kinds"]
    directly(made, kind=ContractKind.PROFESSIONAL)
    row = {
        name: getattr(other, name)
        for name in ("applicant", "version", "selected_by", "hired_by", "fee_minor", "currency", "fee_per", "board_kin",
                     "recorded_by", "recorded_at")
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="productive and financial"), transaction.atomic():
        Contract.objects.create(kind="financial", began_on=ago(-100), over_on=ago(-120), **row)
    with pytest.raises(IntegrityError, match="productive and financial"), transaction.atomic():
        Contract.objects.filter(pk=one.pk).update(over_on=ago(-200))
    end_contract(contract=other, why=ContractEnd.MISTAKE, on=ago(5), note=WHY, by=made.ana, at=at(4))
    extend_contract(contract=one, until=ago(-180), why=WHY, by=made.ana, at=at(3))


def test_nobody_of_the_board_is_hired_nor_of_its_families(db):
    made = nuclei.formed(2)
    boards.elects(made, boards.day(made, 1), president=0)
    president = made.person(0)
    ids = national_ids()
    Member.objects.filter(pk=president.pk).update(
        national_id=ids.encrypt("40000000"), national_id_hash=ids.hash("40000000")
    )
    with pytest.raises(Refused) as refused:
        directly(made)
    assert codes(refused) == ["of_board"]
    home = Member.objects.filter(household=president.household).exclude(pk=president.pk).first()
    assert home is not None
    Member.objects.filter(pk=home.pk).update(national_id=ids.encrypt("40000001"), national_id_hash=ids.hash("40000001"))
    with pytest.raises(Refused) as refused:
        directly(made, 1)
    assert codes(refused) == ["board_kin"]
    with pytest.raises(Refused) as refused:
        directly(made, 2, kin_declared="Soy sobrina de la presidenta")
    assert codes(refused) == ["board_kin"]
    assert directly(made, 2).board_kin == BoardKin.NONE
    row = Contract.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=row.pk).update(board_kin="member")


def test_an_apprentice_works_beside_a_trainer(db):
    stage, _ = scene.with_results(scene.scored((90, 40), apprentices=True))
    trainer = scene.hired(stage)
    with pytest.raises(Refused) as refused:
        scene.hired(stage, 1)
    assert codes(refused) == ["only_apprentice"]
    with pytest.raises(Refused) as refused:
        scene.hired(stage, 1, beside=trainer, over_on=trainer.over_on + timedelta(days=1))
    assert codes(refused) == ["beside"]
    learner = scene.hired(stage, 1, beside=trainer)
    assert learner.beside == trainer


def test_an_addendum_extends_and_an_end_has_its_reason(db):
    made = nuclei.formed(1)
    one = directly(made)
    with pytest.raises(Refused) as refused:
        extend_contract(contract=one, until=one.over_on, why=WHY, by=made.ana, at=at(5))
    assert codes(refused) == ["not_later"]
    extend_contract(contract=one, until=ago(-200), why=WHY, by=made.ana, at=at(5))
    one.refresh_from_db()
    assert one.over_on == ago(-200) and Addendum.objects.get().before_on == ago(-170)
    with pytest.raises(Refused) as refused:
        end_contract(contract=one, why=ContractEnd.MISTAKE, on=ago(5), note=WHY, by=made.ana, at=at(4))
    assert codes(refused) == ["mistake_extended"]
    with pytest.raises(Refused) as refused:
        end_contract(contract=one, why=ContractEnd.RESIGNED, on=ago(11), note=WHY, by=made.ana, at=at(4))
    assert codes(refused) == ["end_outside"]
    ended = end_contract(contract=one, why=ContractEnd.RESIGNED, on=ago(5), note=WHY, by=made.ana, at=at(4))
    assert ended.over_on == ago(5)
    with pytest.raises(Refused) as refused:
        extend_contract(contract=one, until=ago(-300), why=WHY, by=made.ana, at=at(3))
    assert "contract_ended" in codes(refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=one.pk).update(over_on=ago(-300))


def test_what_a_contract_cannot_say(db):
    made = nuclei.formed(1)
    for more, code in (
        ({"over_on": ago(10)}, "over_before_begin"),
        ({"began_on": ago(400)}, "before_nucleus"),
        ({"fee": Money(0)}, "fee"),
        ({"over_on": ago(-2000)}, "too_long"),
        ({"selected_by": SelectedBy.OFFICE_CONTEST}, "contest_needed"),
    ):
        with pytest.raises(Refused) as refused:
            directly(made, **more)
        assert codes(refused) == [code]
    with pytest.raises(Refused) as refused:
        hire_person(
            person=scene.person(), said=contract(selected_by=SelectedBy.NUCLEUS), hired_by=made.nucleus, nuclei=[],
            by=made.ana, at=at(9),
        )  # fmt: skip
    assert codes(refused) == ["serves_nobody"]
    outsider = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        hire_person(
            person=scene.person(), said=contract(selected_by=SelectedBy.NUCLEUS), hired_by=made.nucleus,
            nuclei=[made.nucleus], by=outsider, at=at(9),
        )  # fmt: skip


def test_the_contest_of_another_kind_does_not_hire(db):
    stage, _ = scene.with_results()
    with pytest.raises(Refused) as refused:
        hire_selected(
            application=scene.candidates(stage)[0], said=contract(kind=ContractKind.FINANCIAL),
            hired_by=stage.made.nucleus, nuclei=[stage.made.nucleus], by=stage.ana, at=at(9),
        )  # fmt: skip
    assert codes(refused) == ["other_kind"]
