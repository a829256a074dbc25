"""Contests of the office of department 05, told on the days on which they would have happened: all through the verbs.

Drafted 60 days ago, published on that day, closed 40 days ago, scored in the ten days after.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from tests import people
from tests.nuclei import scene as nuclei
from winay.accounts.queries import ActingPerson
from winay.core.money import Money
from winay.journal.models import Line
from winay.journal.rules import parse_body
from winay.places.models import Place
from winay.programs.criterion_models import ContestCriterion
from winay.programs.terms import TrainerKind
from winay.registry.terms import Sex
from winay.trainers.application_models import Application
from winay.trainers.application_rules import ApplicationSaid, PersonSaid
from winay.trainers.contest_models import Contest, Vacancy
from winay.trainers.contest_rules import ContestSaid, VacancySaid
from winay.trainers.contract_models import Contract
from winay.trainers.contract_rules import ContractSaid
from winay.trainers.ranking_models import Ranking
from winay.trainers.scoring_models import Scorer, Sheet
from winay.trainers.services.applications import register_application
from winay.trainers.services.contests import close_contest, draft_contest, publish_contest
from winay.trainers.services.contracts import hire_selected
from winay.trainers.services.rankings import draw_up_ranking, publish_results
from winay.trainers.services.scoring import declare_conflict, fill_sheet, name_scorer
from winay.trainers.services.vacancies import add_vacancy
from winay.trainers.terms import ConflictKind, ContractKind, Education, FeePer, SelectedBy

DAY = timedelta(days=1)
WHY = "Así consta en el expediente del concurso."
NAMES = ("Rosa Quispe Huamán", "Julián Ccori Auqui", "Elena Sulca Ñahui", "Mario Taipe Rojas", "Nelly Cusi Poma",
         "Fredy Ayala Condori")  # fmt: skip
DRAFTED, CLOSED, SCORED, RESULTS = 60, 40, 30, 28
"""Days ago."""


@dataclass
class Stage:
    """A nucleus, its office, a contest with one vacancy, and its scorers."""

    made: nuclei.Formed
    contest: Contest
    vacancy: Vacancy
    scorers: list[Scorer] = field(default_factory=list)
    people: list[ActingPerson] = field(default_factory=list)

    @property
    def ana(self) -> ActingPerson:
        return self.made.ana

    @property
    def rosa(self) -> ActingPerson:
        return self.made.rosa

    def fresh(self) -> Contest:
        return Contest.objects.select_related("version__program", "place").get(pk=self.contest.pk)


def ago(days: int) -> date:
    return people.today() - days * DAY


def at(days: int) -> datetime:
    """Noon in Lima so many days ago."""
    return datetime.combine(ago(days), time(12), tzinfo=ZoneInfo(settings.TIME_ZONE))


def said(**more: Any) -> ContestSaid:
    facts = {
        "name": "Yachachiqs productivos de Vinchos", "kind": TrainerKind.PRODUCTIVE, "closes_on": ago(CLOSED),
        "scores_until": ago(SCORED), "bases": "Quien practica lo que enseña, habla quechua y vive cerca.",
    }  # fmt: skip
    return ContestSaid(**(facts | more))


def drafted(made: nuclei.Formed | None = None, **more: Any) -> Stage:
    """A draft with a vacancy of two posts that serves the nucleus."""
    made = made or nuclei.formed(2)
    posts, apprentices = more.pop("posts", 2), more.pop("apprentices", False)
    contest = draft_contest(
        version=made.nucleus.version, place=Place.objects.get(code="05"), said=said(**more), by=made.ana,
        at=at(DRAFTED),
    )  # fmt: skip
    offered = VacancySaid("Vinchos alto", "quy", posts, (), 1, apprentices)
    vacancy = add_vacancy(contest=contest, said=offered, nuclei=[made.nucleus], by=made.ana, at=at(DRAFTED))
    return Stage(made, contest, vacancy)


def published(made: nuclei.Formed | None = None, **more: Any) -> Stage:
    stage = drafted(made, **more)
    publish_contest(contest=stage.contest, by=stage.rosa, at=at(DRAFTED))
    return stage


def person(number: int = 0, **more: Any) -> PersonSaid:
    given, first, second = NAMES[number % len(NAMES)].split()
    facts = {
        "given_names": given, "surname_1": first, "surname_2": second, "sex": Sex.WOMAN, "born_on": date(1985, 3, 12),
        "national_id": f"4{number:07}", "languages": ("quy", "es"), "phone": "966123456",
    }  # fmt: skip
    return PersonSaid(**(facts | more))


def applying(**more: Any) -> ApplicationSaid:
    facts = {
        "place": "0501100001", "education": Education.SECONDARY, "practice_years": 6, "received_on": ago(CLOSED + 5),
    }  # fmt: skip
    return ApplicationSaid(**(facts | more))


def applied(stage: Stage, number: int = 0, *, days: int = CLOSED + 5, who: Any = None, **more: Any) -> Application:
    return register_application(
        vacancy=stage.vacancy, person=who or person(number), said=applying(**more), by=stage.ana, at=at(days)
    )


def closed(made: nuclei.Formed | None = None, applicants: int = 3, scorers: int = 3, **more: Any) -> Stage:
    """Closed, with candidates and scorers."""
    stage = published(made, **more)
    for number in range(applicants):
        applied(stage, number)
    close_contest(contest=stage.contest, by=stage.ana, at=at(CLOSED - 1))
    stage.contest = stage.fresh()
    for number in range(scorers):
        named(stage, f"Calificadora {number}")
    return stage


def named(stage: Stage, name: str = "Calificadora") -> Scorer:
    somebody = people.specialist(name=name)
    stage.people.append(people.acting_as(somebody))
    scorer = name_scorer(contest=stage.contest, person=somebody, by=stage.rosa, at=at(CLOSED - 1))
    stage.scorers.append(scorer)
    return scorer


def criteria(stage: Stage) -> dict[str, ContestCriterion]:
    rows = ContestCriterion.objects.filter(version=stage.contest.version_id, kind=stage.contest.kind)
    return {one.key: one for one in rows.order_by("position")}


def points(stage: Stage, part: int = 80, **more: int) -> dict[int, int | None]:
    """So many hundredths of each maximum, rounded down, but for what is said by key."""
    return {one.pk: more.get(key, one.maximum * part // 100) for key, one in criteria(stage).items()}


def frees(stage: Stage, n: int, application: Application) -> None:
    """A scorer declares that nothing ties them."""
    declare_conflict(
        scorer=stage.scorers[n], application=application, kind=ConflictKind.NONE, by=stage.people[n],
        at=at(CLOSED - 2),
    )  # fmt: skip


def scores(stage: Stage, n: int, application: Application, *, closing: bool = True, **more: int) -> Sheet:
    frees(stage, n, application)
    return fill_sheet(
        scorer=stage.scorers[n], application=application, points=points(stage, **more), closing=closing,
        by=stage.people[n], at=at(CLOSED - 3),
    )  # fmt: skip


def scored(parts: Sequence[int] = (90, 80, 70), **more: Any) -> Stage:
    """Everybody scored by everybody: the same part of each maximum for one candidate."""
    stage = closed(applicants=len(parts), **more)
    for application, part in zip(candidates(stage), parts, strict=True):
        for n in range(len(stage.scorers)):
            scores(stage, n, application, part=part)
    return stage


def candidates(stage: Stage) -> list[Application]:
    return list(Application.objects.filter(contest=stage.contest).order_by("number"))


def ranked(stage: Stage | None = None, days: int = SCORED, **more: Any) -> tuple[Stage, Ranking]:
    stage = stage or scored()
    return stage, draw_up_ranking(contest=stage.contest, by=stage.ana, at=at(days), **more)


def with_results(stage: Stage | None = None, days: int = RESULTS) -> tuple[Stage, Ranking]:
    stage, ranking = ranked(stage)
    return stage, publish_results(ranking=ranking, by=stage.rosa, at=at(days))


def contract(**more: Any) -> ContractSaid:
    facts = {
        "kind": ContractKind.PRODUCTIVE, "selected_by": SelectedBy.OFFICE_CONTEST, "began_on": ago(10),
        "over_on": ago(-170), "fee": Money(120_000), "fee_per": FeePer.MONTH,
    }  # fmt: skip
    return ContractSaid(**(facts | more))


def hired(stage: Stage, number: int = 0, *, beside: Contract | None = None, **more: Any) -> Contract:
    return hire_selected(
        application=candidates(stage)[number], said=contract(**more), hired_by=stage.made.nucleus,
        nuclei=[stage.made.nucleus], beside=beside, by=stage.ana, at=at(9),
    )  # fmt: skip


def codes(refused: Any) -> list[str]:
    return [reason.code.removeprefix("trainers.") for reason in refused.value.reasons]


def line(verb: str) -> Any:
    """What the newest line of a verb says."""
    entry = parse_body(Line.objects.filter(verb=f"trainers.{verb}").order_by("-id")[0].body)
    return {"before": entry.before, "after": entry.after}


def changed(one: Any, **more: Any) -> Any:
    return replace(one, **more)
