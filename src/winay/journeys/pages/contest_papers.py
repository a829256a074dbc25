"""The sheet with which a candidate of a contest is scored by hand. What is written on it is typed afterwards, by the
scorer, in the same order."""

from django.utils.translation import gettext as _

from winay.accounts.queries import is_demo
from winay.core.numbers import number
from winay.targeting.criteria_wording import language
from winay.trainers.contest_models import Contest
from winay.trainers.queries.contests import scoring_of
from winay.trainers.terms import ConflictKind
from winay.trainers.wording import CONFLICTS

TEMPLATE = "contest_papers"


def sheet_inputs(contest: Contest) -> dict[str, object]:
    """Everything that stands on a blank sheet."""
    scoring = scoring_of(contest.version_id, contest.kind)
    return {
        "labels": _labels(),
        "language": language(),
        "title": _("Ficha de calificación"),
        "contest": contest.name,
        "synthetic": _("INVENTADO") if is_demo() or contest.synthetic else "",
        "conflicts": [str(CONFLICTS[kind]) for kind in ConflictKind],
        "criteria": [
            [one.label.text(language()), one.note.text(language()), number(one.maximum, language())]
            for one in scoring.criteria.values()
        ],
        "whole": number(scoring.whole, language()),
    }


def _labels() -> dict[str, str]:
    return {
        "candidate": _("Postulante"), "scorer": _("Quién califica"), "day": _("Fecha"),
        "conflict": _("¿Algo me une a esta persona?"), "tied": _("Si algo le une a esta persona, no la califique."),
        "criterion": _("Criterio"), "maximum": _("Hasta"), "points": _("Puntos enteros"), "total": _("Total"),
        "notes": _("Notas"), "sign": _("Firma de quien califica"),
        "scan": _("Con este código se llega al concurso en el sistema."),
    }  # fmt: skip
