"""How pages write contests: states, zones, candidates, places and why."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from winay.core import numbers
from winay.programs.vocabulary import TRAINER_KINDS
from winay.registry.national_ids import masked
from winay.registry.queries.facts import national_ids
from winay.registry.wording import LANGUAGES
from winay.targeting.criteria_wording import language
from winay.trainers.queries.contests import Scoring
from winay.trainers.terms import ApplicationState, ContestState, Outcome
from winay.trainers.wording import APPLICATION_STATES, CONTEST_STATES, EDUCATION, OUTCOMES, REOPENINGS, VOIDS
from winay.web.version_words import said, source_of

LOOKS = {
    ContestState.DRAFT: "draft", ContestState.PUBLISHED: "approved", ContestState.CLOSED: "neutral",
    ContestState.SCORED: "neutral", ContestState.RESULTS: "approved", ContestState.VOID: "rejected",
}  # fmt: skip
APPLICATION_LOOKS = {
    ApplicationState.RECEIVED: "neutral", ApplicationState.OBSERVED: "unconfirmed",
    ApplicationState.WITHDRAWN: "neutral",
}  # fmt: skip
OUTCOME_LOOKS = {Outcome.SELECTED: "approved", Outcome.SUBSTITUTE: "neutral", Outcome.BELOW_MARK: "rejected"}


def points_words(points_e2: int) -> str:
    """Hundredths of a point, with two decimals always: what decides is what is seen."""
    return numbers.number(Decimal(points_e2).scaleb(-2), language(), 2)


def shown_contest(contest: Any) -> dict[str, Any]:
    """A contest as lists and heads show it."""
    state = ContestState(contest.state)
    return {
        "one": contest,
        "kind": str(TRAINER_KINDS[contest.kind]),
        "state_words": str(CONTEST_STATES[state]),
        "look": LOOKS[state],
        "void_words": str(VOIDS[contest.void_why]) if contest.void_why else "",
        "reopened_words": str(REOPENINGS[contest.reopened_how]) if contest.reopened_how else "",
    }


def shown_vacancy(vacancy: Any) -> dict[str, Any]:
    """Posts with whom they serve."""
    zones = [one.nucleus.name if one.nucleus else f"{one.place.name}" for one in vacancy.zones.all()]
    return {"one": vacancy, "language": str(LANGUAGES[vacancy.language]), "zones": zones}


def shown_criteria(scoring: Scoring) -> list[dict[str, Any]]:
    """What is scored, in the version's words."""
    return [
        {
            "key": pk, "name": said(one.label), "note": said(one.note), "maximum": one.maximum, "tie": one.tie_break,
            "confirmed": one.backing.confirmed, "source": source_of(one.backing, {}),
        }
        for pk, one in scoring.criteria.items()
    ]  # fmt: skip


def shown_application(application: Any) -> dict[str, Any]:
    """An application as lists show it: never the id."""
    state = ApplicationState(application.state)
    late = application.paper and application.registered_at.date() > application.contest.closes_on
    return {
        "one": application,
        "name": application.applicant.name,
        "state_words": str(APPLICATION_STATES[state]),
        "look": APPLICATION_LOOKS[state],
        "education": str(EDUCATION[application.education]),
        "late": late,
    }


def masked_id(applicant: Any) -> str:
    """The last digits of somebody's id alone."""
    return masked(national_ids().decrypt(applicant.national_id)) if applicant.national_id else ""


def languages_words(codes: str) -> str:
    """The languages that somebody speaks."""
    return ", ".join(str(LANGUAGES[code]) for code in codes.split() if code in LANGUAGES)


def next_step(
    contest: Any, rankings: Sequence[Any], *, may_run: bool, may_decide: bool, today: date
) -> dict[str, str] | None:
    """The one thing to do now: its words, its address, its verb; None where it is somebody else's or nothing."""
    state = ContestState(contest.state)
    args = [contest.public_id]
    steps: dict[ContestState, tuple[bool, str, str, str]] = {
        ContestState.DRAFT: (may_decide, "web:publish_contest", _("Publicar concurso"), "send"),
        ContestState.CLOSED: (may_run, "web:draw_up_ranking", _("Ordenar el resultado"), "list"),
    }
    if state is ContestState.PUBLISHED:
        if today > contest.closes_on:
            steps[state] = (may_run, "web:close_contest", _("Cerrar postulaciones"), "lock")
        else:
            steps[state] = (may_run, "web:new_application", _("Registrar postulación"), "plus")
    if state is ContestState.VOID and getattr(contest, "reopened_by", None) is None:
        steps[state] = (may_run, "web:reopen_contest", _("Convocar otra vez"), "refresh")
    if state in {ContestState.SCORED, ContestState.RESULTS} and rankings:
        steps[state] = (True, "web:ranking", _("Ver el resultado"), "list")
        args = [rankings[0].public_id]
    found = steps.get(state)
    if found is None or not found[0]:
        return None
    return {"url": reverse(found[1], args=args), "verb": found[2], "icon": found[3]}


def shown_line(line: Any, above: Any, names: dict[str, str], maxima: dict[int, int]) -> dict[str, Any]:
    """A candidate's place with why, and the bars by criterion. `above` is the line over it, of the same vacancy."""
    outcome = Outcome(line.outcome)
    parts = [
        {
            "name": names[str(part.criterion_id)],
            "points": points_words(part.points_e2),
            "maximum": maxima[part.criterion_id],
            "width": part.points_e2 // maxima[part.criterion_id],
        }
        for part in line.parts.all()
    ]
    return {
        "one": line,
        "name": line.application.applicant.name,
        "points": points_words(line.points_e2),
        "outcome": str(OUTCOMES[outcome]),
        "look": OUTCOME_LOOKS[outcome],
        "parts": parts,
        "why": _why(line, above, names),
    }


def _why(line: Any, above: Any, names: dict[str, str]) -> str:
    """Why this place: the mean, the sheets, and what parted a tie."""
    mean = _("Promedio de %(sheets)s fichas: %(points)s puntos.") % {
        "sheets": line.sheets, "points": points_words(line.points_e2),
    }  # fmt: skip
    if not line.parted_by or above is None:
        return mean
    who = above.application.applicant.name
    if line.parted_by == "draw":
        return mean + " " + _("Igualó en todo con %(who)s: lo decidió el sorteo.") % {"who": who}
    criterion = names.get(line.parted_by, line.parted_by)
    return mean + " " + _("Igualó con %(who)s; desempató «%(criterion)s».") % {"who": who, "criterion": criterion}
