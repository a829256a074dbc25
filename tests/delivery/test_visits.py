"""Visits: told, told late, corrected, reversed; what the rules refuse, the database, and to another office."""

from datetime import time, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.delivery import visits_scene as scene
from tests.delivery.visits_scene import GARDEN, PIGS, WHY, codes, full, line, said, visited
from tests.enrolment import scene as enrolment
from tests.nuclei import scene as nuclei
from tests.trainers.scene import ago, at
from tests.trainers.test_caseloads import hires
from tests.worlds import world
from winay.core.errors import NotAllowed, Refused
from winay.delivery.services.visit_sheets import record_visits
from winay.delivery.services.visits import correct_visit, record_visit, reverse_visit
from winay.delivery.visit_models import Agreement, Presence, Production, Visit
from winay.delivery.visit_rules import AgreementSaid, PresentSaid, ProductionSaid
from winay.delivery.visit_terms import LastTime, Mark, OutputUnit, Relation, Seen, Topic
from winay.enrolment.services.cycles import end_enrolment
from winay.enrolment.terms import ExitReason
from winay.registry.models import Member
from winay.registry.terms import Sex
from winay.trainers.services.contracts import end_contract
from winay.trainers.terms import ContractEnd, ContractKind

pytestmark = pytest.mark.django_db
QUERIES = 13


made = world(scene.shared)


def test_a_visit_with_everything_in_thirteen_queries(made):
    visited(made, 1, days=4)  # the menu is read once a process
    told = full(made.person(), topics=(Topic.SOIL, Topic.SELLING))
    with CaptureQueriesContext(connection) as asked:
        visit = record_visit(
            contract=made.trainer, enrolment=made.cycles[0], said=told, by=made.ana, at=at(0), synthetic=True
        )
    assert len(asked) == QUERIES
    visit.refresh_from_db()
    assert (visit.nucleus, visit.visited_on, visit.present) == (made.nucleus, ago(5), 1)
    assert (visit.receiver, visit.receiver_relation, visit.mark) == (made.person(), Relation.PARTICIPANT, Mark.PRINT)
    assert (visit.item_keys, visit.topic_codes) == ([GARDEN, PIGS], [Topic.SOIL, Topic.SELLING])
    assert not Presence.objects.exists()
    assert [one.who for one in Agreement.objects.filter(visit=visit).order_by("position")] == [
        "la familia", "el yachachiq",
    ]  # fmt: skip
    pigs = Production.objects.get(visit=visit, item=PIGS)
    assert (pigs.females, pigs.price_minor, pigs.currency, pigs.unit) == (8, 2_000, "PEN", "piece")
    assert line("record_visit")["after"] == {
        "visited_on": ago(5).isoformat(), "minutes": 90, "people": 1, "days_late": 5, "source": "web",
    }  # fmt: skip


def test_whoever_attends_is_recorded(made):
    wife = Member.objects.create(
        household=made.cycles[0].household, given_names="Rosa", surname_1="Sulca", sort_key="sulca rosa",
        sex=Sex.WOMAN, birth_precision="unknown", kin="partner", joined_on=ago(90), id_missing="none_yet",
    )  # fmt: skip
    neighbour = PresentSaid(None, Relation.NEIGHBOUR, Sex.MAN, "Don Julián")
    visit = visited(made, present=(PresentSaid(wife.public_id), neighbour))
    assert (visit.receiver, visit.receiver_relation, visit.receiver_sex, visit.present) == (wife, "partner", "f", 2)
    assert list(visit.others.values_list("position", "relation", "sex", "name")) == [
        (2, "neighbour", "m", "Don Julián")
    ]


def test_told_late_it_keeps_its_day(made):
    visit = visited(made, days=8, told=0)
    assert (visit.visited_on, visit.recorded_at) == (ago(8), at(0))
    assert line("record_visit")["after"]["days_late"] == 8


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"days": -1}, "in_future"),
        ({"days": 9}, "not_in_caseload"),
        ({"days": 11}, "outside_contract"),
        ({"days": 95}, "before_enrolment"),
        ({"began": time(3, 59)}, "hour"),
        ({"began": time(21, 1)}, "hour"),
        ({"minutes": 4}, "minutes"),
        ({"began": time(20), "minutes": 300}, "minutes"),
        ({"language": "xx"}, "language"),
        ({"present": ()}, "nobody_present"),
        ({"present": (PresentSaid(None, None, Sex.MAN),)}, "relation"),
        ({"present": (PresentSaid(None, Relation.PARTICIPANT, Sex.MAN),)}, "relation"),
        ({"present": (PresentSaid(None, Relation.NEIGHBOUR),) * 9}, "many_present"),
        ({"items": (), "topics": ()}, "no_topic"),
        ({"items": (GARDEN, GARDEN)}, "topic_twice"),
        ({"items": ("weaving_kit",)}, "item_not_taught"),
        ({"items": ("nothing_of_the_kind",)}, "item_not_taught"),
        ({"topics": (Topic.CARD,)}, "topic_not_taught"),
        ({"advice": "  "}, "no_advice"),
        ({"last_time": LastTime.NOT_DONE}, "last_why"),
        ({"last_why": "llovió"}, "last_why"),
        ({"initiative": Seen.YES}, "initiative_what"),
        ({"agreements": (AgreementSaid("Cercar", "ellos", ago(1)),) * 4}, "many_agreements"),
        ({"agreements": (AgreementSaid("Cercar", "ellos", ago(5)),)}, "agreement_day"),
        ({"agreements": (AgreementSaid(" ", "ellos", ago(1)),)}, "agreement_words"),
        ({"next_on": ago(5)}, "next_day"),
        ({"next_on": ago(-200)}, "next_day"),
        ({"mark": Mark.PRINT}, "print_needs_witness"),
        ({"mark": Mark.PRINT, "witness": "ROSA quispe huaman"}, "witness_is_trainer"),
        ({"witness": "Teófila"}, "witness_not_needed"),
        ({"position": (95_000_000, 0, 5)}, "position"),
        ({"production": (ProductionSaid(PIGS, females=3),)}, "production_topic"),
        ({"production": (ProductionSaid(GARDEN, sick_of_20=21),)}, "sick_of_20"),
        ({"production": (ProductionSaid(GARDEN, eaten=5),)}, "output_unit"),
        ({"production": (ProductionSaid(GARDEN, unit=OutputUnit.KG),)}, "output_unit"),
        ({"production": (ProductionSaid(GARDEN, plants=-1),)}, "count"),
        ({"advice": "a" * 601}, "text_long"),
    ],
)  # fmt: skip
def test_what_is_refused(made, more, code):
    days = more.pop("days", 5)
    with pytest.raises(Refused) as refused:
        visited(made, days=days, **more)
    assert code in codes(refused)
    assert not Visit.objects.exists()


def test_whose_household_it_is(made):
    stranger = made.person(1)
    with pytest.raises(Refused) as refused:
        visited(made, present=(PresentSaid(stranger.public_id),))
    assert codes(refused) == ["not_a_member"]
    twice = PresentSaid(made.person().public_id)
    with pytest.raises(Refused) as refused:
        visited(made, present=(twice, twice))
    assert codes(refused) == ["present_twice"]
    lonely = enrolment.enrolled(made.ground)
    with pytest.raises(Refused) as refused:
        visited(made, enrolment=lonely, present=(PresentSaid(lonely.household.participant.public_id),))
    assert codes(refused) == ["not_in_nucleus"]
    other = hires(made, 1)
    with pytest.raises(Refused) as refused:
        visited(made, contract=other)
    assert codes(refused) == ["not_in_caseload"]
    with pytest.raises(Refused) as refused:
        visited(made, contract=hires(made, 2, kind=ContractKind.PROFESSIONAL))
    assert "not_visiting" in codes(refused)


def test_after_the_contract_or_the_cycle_there_is_no_visit(made):
    end_enrolment(enrolment=made.cycles[1], on=ago(3), reason=ExitReason.MOVED_OUT, by=made.ana, at=at(3))
    visited(made, 1, days=4)
    with pytest.raises(Refused) as refused:
        visited(made, 1, days=3)
    assert codes(refused) == ["not_in_nucleus"]
    end_contract(contract=made.trainer, why=ContractEnd.RESIGNED, on=ago(4), note=WHY, by=made.ana, at=at(4))
    made.trainer.refresh_from_db()
    visited(made, 0, days=5)
    with pytest.raises(Refused) as refused:
        visited(made, 0, days=4)
    assert codes(refused) == ["outside_contract"]


def test_nobody_is_in_two_places(made):
    visited(made, 0, began=time(9), minutes=60)
    visited(made, 1, began=time(10), minutes=60)
    with pytest.raises(Refused) as refused:
        visited(made, 2, began=time(10, 59), minutes=30)
    assert codes(refused) == ["at_once"]
    with pytest.raises(Refused) as refused:
        visited(made, 0, began=time(15))
    assert codes(refused) == ["twice_a_day"]
    visited(made, 0, days=4, began=time(9))
    scene.held(made, days=4)
    with pytest.raises(Refused) as refused:
        visited(made, 2, days=4, began=time(16, 30))
    assert codes(refused) == ["at_once"]


def test_a_correction_takes_its_place_and_the_old_one_stays(made):
    old = visited(made)
    new = correct_visit(visit=old, said=said(made.person(), days=6, minutes=60), why=WHY, by=made.rosa, at=at(0))
    old.refresh_from_db()
    assert (old.ended_how, old.ended_why, new.replaces, new.ended_how) == ("replaced", WHY, old, "")
    assert (new.visited_on, new.source, new.synthetic) == (ago(6), "web", True)
    assert line("correct_visit")["before"]["visited_on"] == ago(5).isoformat()
    with pytest.raises(Refused) as refused:
        correct_visit(visit=old, said=said(made.person()), why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["replaced_already"]
    with pytest.raises(Refused) as refused:
        correct_visit(visit=new, said=said(made.person(), days=-1), why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["in_future"]
    new.refresh_from_db()
    assert new.ended_how == ""


def test_one_that_never_was(made):
    visit = visited(made)
    with pytest.raises(Refused) as refused:
        reverse_visit(visit=visit, why="error", by=made.ana, at=at(0))
    assert codes(refused) == ["reason_short"]
    reverse_visit(visit=visit, why=WHY, by=made.ana, at=at(0))
    visit.refresh_from_db()
    assert (visit.ended_how, visit.ended_by) == ("reversed", made.ana.public_id)
    with pytest.raises(Refused) as refused:
        reverse_visit(visit=visit, why=WHY, by=made.ana, at=at(0))
    assert codes(refused) == ["reversed_already"]
    visited(made)  # told anew


def test_another_office_tells_nothing(made):
    visit = visited(made)
    stranger = people.acting_as(people.other_head())
    with pytest.raises(NotAllowed):
        visited(made, 1, by=stranger)
    with pytest.raises(NotAllowed):
        correct_visit(visit=visit, said=said(made.person()), why=WHY, by=stranger, at=at(0))
    with pytest.raises(NotAllowed):
        reverse_visit(visit=visit, why=WHY, by=stranger, at=at(0))


def row(visit: Visit, **more: Any) -> dict[str, Any]:
    """Another row like a visit's."""
    kept = ("id", "public_id", "submission")
    facts = {one.attname: getattr(visit, one.attname) for one in Visit._meta.concrete_fields if one.name not in kept}
    return facts | more


def test_the_database_itself(made):
    visit = visited(made, mark=Mark.PRINT, witness="Teófila Auqui")
    day = timedelta(days=1)

    def refused(**more: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.create(**row(visit, **more))
            connection.check_constraints()

    free = {"start_minute": 900}
    refused()
    refused(visited_on=ago(5), **free)
    refused(visited_on=ago(9), **free)
    refused(visited_on=ago(-200), **free)
    refused(enrolment_id=enrolment.enrolled(made.ground).pk, **free)
    refused(enrolment_id=made.cycles[1].pk, start_minute=visit.start_minute + 5)
    refused(contract_id=hires(made, 1).pk, **free)
    refused(kind="financial", enrolment_id=made.cycles[1].pk, **free)
    fine = {"enrolment_id": made.cycles[1].pk, **free}
    refused(**fine, items="", topics="")
    refused(**fine, receiver_relation="friend")
    refused(**fine, receiver_name="Rosa")
    refused(**fine, receiver_id=None)
    refused(**fine, receiver_id=10**9)
    refused(**(fine | {"start_minute": 100}))
    refused(**fine, present=0)
    refused(**fine, advice="")
    refused(**fine, last_time="partly")
    refused(**fine, next_on=visit.visited_on)
    refused(**fine, feed="maybe")
    refused(**fine, latitude_e6=1)
    refused(**fine, replaces_id=visit.pk)
    refused(**fine, ended_how="reversed")
    told = Visit.objects.create(**row(visit, **fine, present=3))
    for change in ({"visited_on": visit.visited_on - day}, {"advice": "Otra cosa"}, {"minutes": 5}, {"ended_why": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=visit.pk).update(**change)
    Presence.objects.create(visit=told, position=2, relation="neighbour", sex="f")
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(visit=told, position=1, relation="child", sex="f")
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(visit=told, position=3, member=told.receiver, relation="participant", sex="f")
    for rows in (Visit, Presence):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(visit=visit, position=2, relation="child", sex="f")
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.filter(visit=told).update(relation="child")
    reverse_visit(visit=visit, why=WHY, by=made.ana, at=at(0))
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(ended_how="", ended_why="", ended_by=None, ended_at=None)


def outcomes(made: nuclei.Formed, told: list[Any]) -> tuple[list[Any], list[Any]]:
    """What comes of each telling by itself, and as a sheet of one: codes of refusals, or the row without its keys."""

    def tried(verb: Any) -> Any:
        point = transaction.savepoint()
        try:
            (visit,) = verb()
        except Refused as refused:
            return [reason.code for reason in refused.reasons if reason.code != "delivery.of_row"]
        else:
            visit.refresh_from_db()
            parts = list(Presence.objects.filter(visit=visit).order_by("position").values_list("member", "relation"))
            return {key: value for key, value in row(visit).items() if not key.startswith("_")}, parts
        finally:
            transaction.savepoint_rollback(point)

    facts = {"contract": made.trainer, "by": made.ana, "at": at(0)}
    single = [tried(lambda one=one: [record_visit(enrolment=one[0], said=one[1], **facts)]) for one in told]
    sheets = [tried(lambda one=one: record_visits(told=[one], **facts)) for one in told]
    return single, sheets


def test_a_sheet_judges_and_writes_as_one_visit_does(made):
    luck = Random(7)
    end_enrolment(enrolment=made.cycles[2], on=ago(3), reason=ExitReason.MOVED_OUT, by=made.ana, at=at(3))
    visited(made, 0, days=5, began=time(9))
    scene.held(made, days=6)
    everybody = [made.person(number) for number in range(3)]
    told = []
    for _ in range(60):
        number = luck.randrange(3)
        more = {"began": time(luck.choice((3, 8, 9, 10, 15, 16))), "minutes": luck.choice((30, 90, 500))}
        if luck.random() < 0.2:
            more["present"] = (PresentSaid(luck.choice(everybody).public_id),)
        if luck.random() < 0.2:
            more |= {"mark": Mark.PRINT, "witness": luck.choice(("", "Teófila Auqui", "Rosa Quispe Huamán"))}
        told.append((made.cycles[number], said(everybody[number], luck.randrange(-1, 12), **more)))
    single, sheets = outcomes(made, told)
    assert single == sheets
    assert sum(isinstance(one, tuple) for one in single) > 5 and sum(isinstance(one, list) for one in single) > 20


def test_a_sheet_is_told_whole_or_not_at_all(made):
    fine = [(made.cycles[n], said(made.person(n), 5, began=time(7 + 2 * n))) for n in range(3)]
    with pytest.raises(Refused) as refused:
        record_visits(contract=made.trainer, told=[*fine, fine[0]], by=made.ana, at=at(0))
    assert codes(refused) == ["of_row", "at_once", "twice_a_day"] and refused.value.reasons[0].params == {"number": 4}
    wrong = (made.cycles[1], said(made.person(1), 5, began=time(2), advice=""))
    with pytest.raises(Refused) as refused:
        record_visits(contract=made.trainer, told=[wrong, *fine, wrong], by=made.ana, at=at(0))
    numbers = [one.params["number"] for one in refused.value.reasons if one.code == "delivery.of_row"]
    assert numbers == [1, 5], "every wrong one is named, and the others are judged without it"
    assert not Visit.objects.exists()
    with pytest.raises(Refused) as refused:
        record_visits(contract=made.trainer, told=[], by=made.ana, at=at(0))
    assert codes(refused) == ["empty_sheet"]
    with pytest.raises(NotAllowed):
        record_visits(contract=made.trainer, told=fine, by=people.acting_as(people.other_head()), at=at(0))
    assert len(record_visits(contract=made.trainer, told=fine, by=made.ana, at=at(0))) == 3
    assert line("record_visits")["after"]["visits"] == 3
