"""The demonstration's contests for trainers. In the highlands one with its failures: a conflict, a late application, a
tie that a draw parted, a founded appeal, somebody who did not take the post. In the jungle one that nobody applied to,
held again for neighbours, with an apprentice. Everything by the verbs that people use; the people are made up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from winay.accounts.models import Person
from winay.accounts.queries import ActingPerson, acting
from winay.accounts.services import add_person
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.core.errors import Refused
from winay.core.money import Money
from winay.nuclei.models import Nucleus
from winay.places.models import Place
from winay.programs.criterion_models import ContestCriterion
from winay.programs.terms import TrainerKind
from winay.registry.terms import Sex
from winay.synthetic.community import Office
from winay.synthetic.hopefuls import BASES, FINANCE, HIGHLAND, JUNGLE, JURORS, Hopeful
from winay.trainers.application_models import Application
from winay.trainers.application_rules import ApplicationSaid, PersonSaid
from winay.trainers.contest_models import Contest, Vacancy
from winay.trainers.contest_rules import ContestSaid, VacancySaid
from winay.trainers.contract_models import Contract
from winay.trainers.contract_rules import ContractSaid
from winay.trainers.scoring_models import Score, Scorer
from winay.trainers.services.applications import complete_application, register_application
from winay.trainers.services.contests import (
    close_contest,
    draft_contest,
    publish_contest,
    reopen_contest,
    void_contest,
)
from winay.trainers.services.contracts import extend_contract, hire_selected, refuse_post
from winay.trainers.services.rankings import answer_appeal, draw_up_ranking, publish_results, receive_appeal
from winay.trainers.services.scoring import declare_conflict, fill_sheet, name_scorer
from winay.trainers.services.vacancies import add_vacancy
from winay.trainers.terms import (
    AppealAnswer,
    ConflictKind,
    ContractKind,
    FeePer,
    ReopenHow,
    SelectedBy,
    VoidWhy,
)

DRAFTED, PUBLISHED, CLOSES, CLOSED, SCORED, RANKED, RESULTS = 23.2, 23.6, 34, 35.2, 36, 38, 38.5
APPEALED, ANSWERED, ANEW, FINAL, REFUSED, HIRED = 40, 41, 42, 42.5, 44, 45
AGAIN = 14
"""Days by which the second contest of the jungle is later."""
YEAR, LONGER = 365, 1000
DRAW = (
    "En la oficina, ante las dos personas y una representante de la comunidad: dos papelitos doblados en un sombrero; "
    "sacó el primero una niña que pasaba."
)


@dataclass(slots=True)
class Held:
    """A contest on its way: who runs and decides it, who scores, whom."""

    office: Office
    head: Person
    contest: Contest
    vacancy: Vacancy
    later: float = 0
    scorers: list[tuple[Scorer, Person]] = field(default_factory=list)
    people: list[Application] = field(default_factory=list)

    def by(self, days: float) -> ActingPerson:
        return self.office.by(days + self.later)

    def heads(self, days: float) -> ActingPerson:
        return acting(self.head, on=self.on(days))

    def on(self, days: float) -> date:
        return self.office.on(days + self.later)

    def run(self, days: float) -> dict[str, object]:
        """The one who runs it, at an instant."""
        return {"by": self.by(days), "at": self.office.at(days + self.later)}

    def decide(self, days: float) -> dict[str, object]:
        """The head, at an instant."""
        return {"by": self.heads(days), "at": self.office.at(days + self.later)}


def jurors(office: Office) -> list[Person]:
    """People from outside the office who score: they hold no role, only what the head names them for."""
    return [
        add_person(email=f"{key}@demo.invalid", name=name, synthetic=True, by=SYSTEM, at=office.at(DRAFTED))
        for key, name in JURORS
    ]


def hold_in_the_highlands(office: Office, nuclei: Sequence[Nucleus], *, head: Person, score: Sequence[Person]) -> None:
    """Three posts, six people who apply, four who score."""
    held = _drafted(office, nuclei, head, "Yachachiqs productivos para los primeros núcleos", posts=3)
    publish_contest(contest=held.contest, **held.decide(PUBLISHED))  # type: ignore[arg-type]
    _apply(held, HIGHLAND, first=1)
    _too_late(held)
    _close_and_score(held, HIGHLAND, score, tied=(1, 4))
    lots = {held.people[1].pk: 1, held.people[2].pk: 2}
    _rank(held, RANKED, RESULTS, lots)
    _appeal(held, held.people[3])
    _rank(held, ANEW, FINAL, lots)
    refuse_post(
        application=held.people[3], on=held.on(REFUSED), why="Entró a trabajar en la municipalidad y avisó por carta.",
        **held.run(REFUSED),
    )  # type: ignore[arg-type]  # fmt: skip
    for number in (0, 1, 2):
        _hire(held, held.people[number], nuclei)


def hold_in_the_jungle(office: Office, nuclei: Sequence[Nucleus], *, head: Person, score: Sequence[Person]) -> None:
    """Nobody applied; held again for the whole district, a trainer and an apprentice beside her."""
    held = _drafted(office, nuclei, head, "Yachachiqs productivos del río", posts=2, apprentices=True)
    publish_contest(contest=held.contest, **held.decide(PUBLISHED))  # type: ignore[arg-type]
    void_contest(
        contest=held.contest, why=VoidWhy.NO_APPLICANTS,
        note="Nadie postuló: la convocatoria llegó por radio a tres comunidades y la creciente cortó el paso.",
        **held.decide(CLOSED),
    )  # type: ignore[arg-type]  # fmt: skip
    held.later = AGAIN
    anew = reopen_contest(
        contest=held.contest, how=ReopenHow.WIDENED, closes_on=held.on(CLOSES), scores_until=held.on(CLOSES + 10),
        wider=(office.district,), **held.run(DRAFTED),
    )  # type: ignore[arg-type]  # fmt: skip
    held.contest, held.vacancy = anew, anew.vacancies.get()
    publish_contest(contest=anew, **held.decide(PUBLISHED))  # type: ignore[arg-type]
    _apply(held, JUNGLE, first=21)
    _close_and_score(held, JUNGLE, score)
    _rank(held, RANKED, RESULTS)
    trainer = _hire(held, held.people[0], nuclei)
    _hire(held, held.people[1], nuclei, beside=trainer)


def score_in_these_days(office: Office, nuclei: Sequence[Nucleus], *, head: Person, score: Sequence[Person]) -> None:
    """A contest for financial trainers that closed three days ago: the first scorer has not begun."""
    later = (now() - office.start).days - CLOSES - 3
    held = _drafted(office, nuclei, head, "Yachachiqs financieros", posts=1, later=later, kind=TrainerKind.FINANCIAL)
    publish_contest(contest=held.contest, **held.decide(PUBLISHED))  # type: ignore[arg-type]
    _apply(held, FINANCE, first=31)
    _close_and_score(held, FINANCE, score[1:])
    name_scorer(contest=held.contest, person=score[0], **held.decide(CLOSED))  # type: ignore[arg-type]


def _drafted(
    office: Office, nuclei: Sequence[Nucleus], head: Person, name: str, *, posts: int, apprentices: bool = False,
    later: float = 0, kind: TrainerKind = TrainerKind.PRODUCTIVE,
) -> Held:  # fmt: skip
    place = Place.objects.get(code=office.district[:2])
    said = ContestSaid(name, kind, office.on(CLOSES + later), office.on(CLOSES + later + 10), BASES[kind])
    who, at = office.by(DRAFTED + later), office.at(DRAFTED + later)
    contest = draft_contest(version=nuclei[0].version, place=place, said=said, by=who, at=at, synthetic=True)
    zone = VacancySaid(nuclei[0].district.name, office.language, posts, (), len(nuclei), apprentices)
    vacancy = add_vacancy(contest=contest, said=zone, nuclei=nuclei, by=who, at=at)
    return Held(office, head, contest, vacancy, later)


def _said(one: Hopeful, number: int, language: str) -> PersonSaid:
    given, first, second = one.names
    return PersonSaid(
        given, first, second, one.sex, one.born, f"9000{number:04}", (language, "es"), f"9000000{number:02}"
    )


def _apply(held: Held, hopefuls: Sequence[Hopeful], *, first: int) -> None:
    where = held.office.communities[0].call.area.localities.filter(current=True).order_by("locality__code")
    homes = [one.locality.code for one in where.select_related("locality")]
    for number, one in enumerate(hopefuls):
        said = ApplicationSaid(
            homes[number % len(homes)], one.education, one.years, held.on(one.came), number % 2 == 1, "", one.missing
        )
        made = register_application(
            vacancy=held.vacancy, person=_said(one, first + number, held.office.language), said=said,
            **held.run(one.came),
        )  # type: ignore[arg-type]  # fmt: skip
        if one.missing:
            complete_application(application=made, received_on=held.on(33), **held.run(33))  # type: ignore[arg-type]
        held.people.append(made)


def _too_late(held: Held) -> None:
    """Somebody came the day after the last: refused, whatever they brought."""
    late = Hopeful(("Abraham", "Bautista", "León"), Sex.MAN, date(1985, 8, 8), ())
    said = ApplicationSaid(held.people[0].place.code, late.education, 3, held.on(CLOSES + 1), True)
    try:
        register_application(
            vacancy=held.vacancy, person=_said(late, 9, held.office.language), said=said, **held.run(CLOSES + 1)
        )  # type: ignore[arg-type]
    except Refused:
        return
    raise AssertionError("an application that came late was registered")


def _close_and_score(
    held: Held, hopefuls: Sequence[Hopeful], score: Sequence[Person], *, tied: tuple[int, int] | None = None
) -> None:
    """`tied`: which scorer has a conflict with which candidate."""
    close_contest(contest=held.contest, **held.run(CLOSED))  # type: ignore[arg-type]
    criteria = list(
        ContestCriterion.objects.filter(version=held.contest.version, kind=held.contest.kind).order_by("position")
    )
    for number, person in enumerate(score):
        scorer = name_scorer(contest=held.contest, person=person, **held.decide(CLOSED))  # type: ignore[arg-type]
        held.scorers.append((scorer, person))
        for candidate, (application, one) in enumerate(zip(held.people, hopefuls, strict=True)):
            conflicted = tied == (number, candidate)
            act = {"by": acting(person, on=held.on(SCORED)), "at": held.office.at(SCORED + held.later)}
            declare_conflict(
                scorer=scorer, application=application,
                kind=ConflictKind.SAME_COMMUNITY if conflicted else ConflictKind.NONE,
                note="Es de mi comunidad y comadre de mi hermana." if conflicted else "", **act,
            )  # type: ignore[arg-type]  # fmt: skip
            if not conflicted:
                fill_sheet(
                    scorer=scorer, application=application, points=_points(criteria, one, number), closing=True, **act
                )  # type: ignore[arg-type]


def _points(criteria: Sequence[ContestCriterion], one: Hopeful, scorer: int) -> Mapping[int, int]:
    """What one scorer gives: one of them is a point less generous in what they see in the field."""
    less = 1 if scorer == 0 else 0
    return {
        criterion.pk: max(0, points - (less if criterion.key == "demonstration" else 0))
        for criterion, points in zip(criteria, one.points, strict=True)
    }


def _rank(held: Held, drawn_up: float, published: float, lots: Mapping[int, int] | None = None) -> None:
    draw = {"drawn": lots, "draw_on": held.on(RANKED), "minutes": DRAW} if lots else {}
    ranking = draw_up_ranking(contest=held.contest, **draw, **held.run(drawn_up))  # type: ignore[arg-type]
    publish_results(ranking=ranking, **held.decide(published))  # type: ignore[arg-type]


def _appeal(held: Held, who: Application) -> None:
    """The language was heard in Spanish: three more points on every sheet."""
    appeal = receive_appeal(
        application=who, received_on=held.on(APPEALED),
        text="En la entrevista me hablaron solo en castellano y me calificaron el quechua sin oírme.",
        **held.run(APPEALED),
    )  # type: ignore[arg-type]  # fmt: skip
    scores = Score.objects.filter(sheet__application=who, criterion__key="language").select_related("criterion")
    answer_appeal(
        appeal=appeal, answer=AppealAnswer.FOUNDED, criterion_id=scores[0].criterion_id,
        why="Se oyó la grabación y se repitió la parte en quechua ante dos testigos: lo habla desde niño.",
        corrected=dict.fromkeys(scores.values_list("pk", flat=True), 15), **held.decide(ANSWERED),
    )  # type: ignore[arg-type]  # fmt: skip


def _hire(held: Held, who: Application, nuclei: Sequence[Nucleus], *, beside: Contract | None = None) -> Contract:
    said = ContractSaid(
        ContractKind.PRODUCTIVE, SelectedBy.OFFICE_CONTEST, held.on(HIRED + 1), held.on(HIRED + 1 + YEAR),
        Money(60_000 if beside else 120_000), FeePer.MONTH,
    )  # fmt: skip
    made = hire_selected(
        application=who, said=said, hired_by=nuclei[0], nuclei=nuclei, beside=beside, **held.run(HIRED)
    )  # type: ignore[arg-type]
    if beside is None:
        extend_contract(
            contract=made, until=held.on(HIRED + 1 + LONGER), why="El núcleo sigue en la etapa de implementación.",
            **held.run(HIRED + YEAR - 20),
        )  # type: ignore[arg-type]  # fmt: skip
    return made
