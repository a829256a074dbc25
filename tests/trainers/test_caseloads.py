"""Who visits whom: sharing a nucleus out, one household to another trainer, mistakes, days told late, what the verbs
and the database itself refuse."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import scene as nuclei
from tests.trainers import scene
from tests.trainers.scene import ago, at, codes, contract, line
from tests.worlds import world
from winay.core.errors import NotAllowed, Refused
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.nuclei.models import Membership
from winay.nuclei.services.memberships import leave_nucleus
from winay.nuclei.terms import LeaveWhy
from winay.trainers.caseload_models import Case
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import cases_of, cases_on, sharing_of
from winay.trainers.services.caseloads import give_household, share_out, take_back_sharing
from winay.trainers.services.contracts import end_contract, hire_person
from winay.trainers.terms import ContractEnd, ContractKind, SelectedBy

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PRODUCTIVE = ContractKind.PRODUCTIVE


def hires(made: nuclei.Formed, number: int, **more: Any) -> Contract:
    served = more.pop("nuclei", [made.nucleus])
    facts = {"selected_by": SelectedBy.COMMUNITY} | more
    return hire_person(
        person=scene.person(number), said=contract(**facts), hired_by=made.nucleus, nuclei=served, by=made.ana, at=at(9)
    )  # fmt: skip


def _made() -> nuclei.Formed:
    """A nucleus of six households, with two trainers."""
    made = nuclei.formed(6, least=1, most=12)
    made.one, made.other = hires(made, 0), hires(made, 1)  # type: ignore[attr-defined]
    return made


made = world(_made)


def shares(made: nuclei.Formed, days: int = 8, **more: Any) -> int:
    facts = {"kind": PRODUCTIVE, "on": ago(days), "by": made.ana, "at": at(7)} | more
    seal = facts.pop("seal", None) or sharing_of(made.nucleus, facts["kind"], facts["on"]).seal
    return share_out(nucleus=made.nucleus, seal=seal, **facts)


def gives(made: nuclei.Formed, number: int, to: Contract, days: int = 5, **more: Any) -> None:
    facts = {"enrolment": made.cycles[number], "contract": to, "on": ago(days), "by": made.ana, "at": at(4)} | more
    give_household(nucleus=made.nucleus, **facts)


def held(made: nuclei.Formed, days: int) -> dict[int, int]:
    """By the number of the household, whose it is."""
    found = cases_on([one.pk for one in made.cycles], PRODUCTIVE, ago(days))
    return {n: found[one.pk].contract_id for n, one in enumerate(made.cycles) if one.pk in found}


def test_all_households_are_shared_out_evenly(made):
    assert shares(made) == 6
    assert sorted(held(made, 8).values()) == [made.one.pk] * 3 + [made.other.pk] * 3
    assert held(made, 9) == {}
    assert cases_of(made.one, ago(1)).count() == 3
    assert line("share_out")["after"]["households"] == 6
    with pytest.raises(Refused) as refused:
        shares(made, 6)
    assert codes(refused) == ["same_caseload"]


def test_one_household_goes_to_another_trainer_and_back(made):
    shares(made)
    before = held(made, 8)
    other = {made.one.pk: made.other, made.other.pk: made.one}[before[0]]
    gives(made, 0, other)
    assert held(made, 6) == before and held(made, 5) == before | {0: other.pk}
    gives(made, 0, {made.one.pk: made.one, made.other.pk: made.other}[before[0]])  # told again of the same day
    assert held(made, 5) == before == held(made, 0)
    assert Case.objects.filter(enrolment=made.cycles[0], end_why="mistake").count() == 1


def test_a_sharing_told_by_mistake_gives_back_what_was(made):
    shares(made)
    before = held(made, 8)
    for number in before:
        if before[number] == made.one.pk:
            gives(made, number, made.other, days=5)
    assert set(held(made, 5).values()) == {made.other.pk}
    assert take_back_sharing(nucleus=made.nucleus, kind=PRODUCTIVE, on=ago(5), by=made.ana, at=at(3)) == 3
    assert held(made, 5) == before == held(made, 0)
    with pytest.raises(Refused) as refused:
        take_back_sharing(nucleus=made.nucleus, kind=PRODUCTIVE, on=ago(8), by=made.ana, at=at(3))
    assert codes(refused) == ["told_later"]
    with pytest.raises(Refused) as refused:
        take_back_sharing(nucleus=made.nucleus, kind=PRODUCTIVE, on=ago(9), by=made.ana, at=at(3))
    assert codes(refused) == ["nothing_given"]


def test_a_trainer_who_left_leaves_households_to_the_others(made):
    shares(made)
    end_contract(contract=made.one, why=ContractEnd.RESIGNED, on=ago(4), note=scene.WHY, by=made.ana, at=at(4))
    assert set(held(made, 4).values()) == {made.other.pk} and len(held(made, 4)) == 3
    assert len(held(made, 5)) == 6
    assert shares(made, 4) == 3
    assert len(held(made, 4)) == 6
    sharing = sharing_of(made.nucleus, PRODUCTIVE, ago(4))
    assert [one.households for one in sharing.now] == [6]
    assert sharing.now[0].visits == 10 * 8640 // sharing.now[0].minutes


def test_who_leaves_the_program_is_visited_no_more(made):
    shares(made)
    end_enrolment(enrolment=made.cycles[0], on=ago(3), reason=ExitReason.MOVED_OUT, by=made.ana, at=at(3))
    assert 0 in held(made, 4) and 0 not in held(made, 3)


def test_nor_who_leaves_the_nucleus(made):
    shares(made)
    membership = Membership.objects.get(enrolment=made.cycles[0])
    leave_nucleus(membership=membership, why=LeaveWhy.MOVED_HOME, on=ago(3), note=scene.WHY, by=made.ana, at=at(3))
    assert 0 in held(made, 4) and 0 not in held(made, 3)
    assert made.cycles[0].pk not in cases_on([made.cycles[0].pk], PRODUCTIVE, ago(3))


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda made: shares(made, 30), "nobody_serves"),
        (lambda made: shares(made, seal="0" * 16), "proposal_changed"),
        (lambda made: gives(made, 0, made.one, days=11), "contract_elsewhere"),
        (lambda made: gives(made, 0, made.one, days=-170), "contract_elsewhere"),
        (lambda made: gives(made, 0, hires(made, 3, kind=ContractKind.PROFESSIONAL)), "no_caseload"),
        (lambda made: gives(made, 0, made.one, enrolment=enrolment.enrolled(made.ground)), "not_of_nucleus"),
    ],
)
def test_what_is_refused(made, act, code):
    with pytest.raises(Refused) as refused:
        act(made)
    assert code in codes(refused)
    assert not Case.objects.exists()


def test_a_change_told_of_a_later_day_comes_first(made):
    gives(made, 0, made.one, days=4)
    with pytest.raises(Refused) as refused:
        gives(made, 0, made.other, days=5)
    assert codes(refused) == ["told_later"]
    gives(made, 1, made.other, days=5)
    assert held(made, 5) == {1: made.other.pk}


def test_a_contract_of_another_nucleus_visits_nobody_here(made):
    elsewhere = nuclei.nucleus(made.ground, formed_on=made.on, name="Otro", least=1, most=4)
    contract = hires(made, 4, nuclei=[elsewhere])
    with pytest.raises(Refused) as refused:
        gives(made, 0, contract)
    assert codes(refused) == ["contract_elsewhere"]


def test_a_productive_and_a_financial_trainer_have_the_same_household(made):
    money = hires(made, 2, kind=ContractKind.FINANCIAL)
    gives(made, 0, made.one)
    gives(made, 0, money)
    assert Case.objects.filter(enrolment=made.cycles[0], until_on=None).count() == 2


def test_another_office_shares_nothing_out(made):
    with pytest.raises(NotAllowed):
        shares(made, by=people.acting_as(people.other_head()))


def test_what_they_have_elsewhere_counts(made):
    second = nuclei.nucleus(made.ground, formed_on=made.on, name="Otro", least=1, most=9)
    both = hires(made, 5, nuclei=[made.nucleus, second])
    theirs = [enrolment.enrolled(made.ground) for _ in range(4)]
    for one in theirs:
        nuclei.join(second, one, by=made.ana)
        give_household(nucleus=second, enrolment=one, contract=both, on=ago(8), by=made.ana, at=at(7))
    sharing = sharing_of(made.nucleus, PRODUCTIVE, ago(7))
    at_both = next(one for one in sharing.proposed if one.contract == both)
    assert at_both.elsewhere > 0
    assert at_both.households < max(one.households for one in sharing.proposed)


def test_the_database_itself(made):
    shares(made)
    case = Case.objects.filter(contract=made.one)[0]
    row = {"kind": "productive", "given_by": made.ana.public_id, "given_at": at(3)}

    def refused(**more: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.create(**(row | more))

    refused(contract=made.other, enrolment=case.enrolment, from_on=ago(3))
    stranger = enrolment.enrolled(made.ground)
    refused(contract=made.other, enrolment=stranger, from_on=ago(3))
    nuclei.join(made.nucleus, stranger, by=made.ana)
    refused(contract=made.other, enrolment=stranger, from_on=ago(11))
    refused(contract=made.other, enrolment=stranger, from_on=ago(3), kind="financial")
    for change in ({"from_on": ago(2)}, {"contract": made.other}, {"until_on": ago(3)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.all().delete()
    ended = {"until_on": ago(2), "end_why": "moved", "ended_by": made.ana.public_id, "ended_at": at(2)}
    Case.objects.filter(pk=case.pk).update(**ended)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(until_on=None, end_why="", ended_by=None, ended_at=None)
    refused(contract=made.other, enrolment=case.enrolment, from_on=ago(3))
    Case.objects.create(**(row | {"contract": made.other, "enrolment": case.enrolment, "from_on": ago(2)}))


def test_as_many_queries_for_more_households_and_trainers(made):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            sharing_of(made.nucleus, PRODUCTIVE, ago(8))
        return len(queries)

    shares(made)
    before = asked()
    hires(made, 2)
    nuclei.join(made.nucleus, enrolment.enrolled(made.ground), by=made.ana)
    assert asked() == before == QUERIES


QUERIES = 12
