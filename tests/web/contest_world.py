"""Contests of the world's office: one with results, an appeal and a contract; one that is scored; a draft."""

from datetime import timedelta
from typing import Any

from tests import people
from tests.nuclei.scene import Formed
from tests.trainers import scene
from winay.core.clock import now
from winay.enrolment.models import Enrolment
from winay.journeys.contract_papers import issue_contract_paper
from winay.nuclei.models import Nucleus
from winay.places.models import Place
from winay.trainers.contest_rules import VacancySaid
from winay.trainers.contract_models import Contract
from winay.trainers.course_models import Course
from winay.trainers.course_rules import CourseSaid, SeatSaid
from winay.trainers.services.contests import draft_contest
from winay.trainers.services.contracts import hire_person
from winay.trainers.services.courses import record_course
from winay.trainers.services.rankings import receive_appeal
from winay.trainers.services.scoring import name_scorer
from winay.trainers.services.vacancies import add_vacancy
from winay.trainers.terms import CourseResult, SelectedBy


class Here(Formed):
    """The world's governed nucleus, with the world's people instead of a ground of its own."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.nucleus = Nucleus.objects.select_related("version__program", "district").get(
            public_id=world.keys["governed_nucleus"]
        )
        self.cycles: list[Enrolment] = []

    @property
    def ana(self) -> people.ActingPerson:
        return people.acting_as(self.world.people["specialist"])

    @property
    def rosa(self) -> people.ActingPerson:
        return people.acting_as(self.world.people["head"])


def told_course(made: Here, contract: Contract) -> Course:
    """A course that ended today for somebody whose contract begins today: told as of tomorrow."""
    seat = SeatSaid(contract.pk, 8, CourseResult.PASSED)
    said = CourseSaid(
        "Crianza de cuyes", people.today(), people.today() + timedelta(days=1), 8, "Local comunal",
        "Hernán Gutiérrez", "Unidad Territorial", ("guinea_pigs",), (), (seat,),
    )  # fmt: skip
    later = now() + timedelta(days=1)
    return record_course(
        version=made.nucleus.version, place=Place.objects.get(code="05"), said=said, by=made.ana, at=later
    )


def add(world: Any) -> None:
    made = Here(world)
    done, ranking = scene.with_results(scene.scored((90, 80), made=made), days=2)
    appeal = receive_appeal(
        application=scene.candidates(done)[1], received_on=scene.ago(1), text=scene.WHY, by=made.ana, at=now()
    )  # fmt: skip
    scoring = scene.closed(made, applicants=1, scorers=0, name="Concurso en calificación")
    scorer = name_scorer(
        contest=scoring.contest, person=world.people["specialist"], by=made.rosa, at=now()
    )  # fmt: skip
    soon = scene.said(closes_on=scene.ago(-20), scores_until=scene.ago(-40), name="Concurso en preparación")
    draft = draft_contest(version=made.nucleus.version, place=done.contest.place, said=soon, by=made.ana, at=now())
    offered = VacancySaid("Vinchos", "quy", 1, ("050110",), 0)
    vacancy = add_vacancy(contest=draft, said=offered, by=made.ana, at=now())
    said = scene.contract(selected_by=SelectedBy.COMMUNITY, began_on=people.today())
    contract = hire_person(
        person=scene.person(5), said=said, hired_by=made.nucleus, nuclei=[made.nucleus], by=made.ana, at=now()
    )  # fmt: skip
    course = told_course(made, contract)
    paper = issue_contract_paper(contract=contract, by=made.ana, at=now(), base_url="https://winay.example/verificar/")
    world.keys |= {
        "course": str(course.public_id),
        "contest": str(done.contest.public_id),
        "ranking": str(ranking.public_id),
        "application": str(scene.candidates(done)[0].public_id),
        "appeal": str(appeal.public_id),
        "contest_scored": str(scoring.contest.public_id),
        "scorer": str(scorer.public_id),
        "contest_draft": str(draft.public_id),
        "vacancy": str(vacancy.public_id),
        "contract": str(contract.public_id),
        "contract_paper": str(paper.public_id),
        "visited_cycle": str(made.nucleus.memberships.select_related("enrolment")[0].enrolment.public_id),
    }
