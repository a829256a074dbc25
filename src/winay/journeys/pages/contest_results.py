"""What the act of a contest's results prints, in the language that is active now: names, places and points. No ids,
telephones or births."""

from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from winay.accounts.queries import is_demo, names_of
from winay.core.numbers import day, number
from winay.documents.services import Content
from winay.documents.terms import DocumentKind, StatementKey
from winay.journeys.pages.selection_act import issuing_office, place_words
from winay.programs.vocabulary import TRAINER_KINDS
from winay.targeting.criteria_wording import language
from winay.trainers.contest_models import Contest
from winay.trainers.queries.contests import Scoring, scoring_of
from winay.trainers.queries.rankings import lines_of
from winay.trainers.ranking_models import Ranking, RankLine
from winay.trainers.terms import Outcome
from winay.trainers.wording import OUTCOMES

TEMPLATE, SUBJECT = "contest_results", "contest"


def results_content(contest: Contest, ranking: Ranking) -> Content:
    """What the act of a published ranking prints and states."""
    office = issuing_office(contest.place)
    scoring = scoring_of(contest.version_id, contest.kind)
    lines = lines_of(ranking)
    selected = sum(line.outcome == Outcome.SELECTED for line in lines)
    assert ranking.published_on is not None
    inputs: dict[str, object] = {
        "language": language(),
        "labels": _labels(),
        "title": _("Acta de resultados"),
        "lead": _("%(name)s: %(people)s personas calificadas, %(selected)s seleccionadas.")
        % {"name": contest.name, "people": len(lines), "selected": selected},
        "void": [],
        "synthetic": _("INVENTADO") if is_demo() or contest.synthetic else "",
        "facts": _facts(contest, ranking),
        "groups": _groups(lines, scoring),
        "draw": ranking.draw_minutes,
        "criteria": [
            [one.label.text(language()), number(one.maximum, language())] for one in scoring.criteria.values()
        ],
        "signatures": _signers(ranking),
    }
    return Content(
        kind=DocumentKind.CONTEST_RESULTS,
        template=TEMPLATE,
        language=language(),
        office=office.code if office else "NAC",
        seat=(office.seat or office.name) if office else _("Sede nacional"),
        subject=(SUBJECT, str(contest.public_id)),
        inputs=inputs,
        statements={
            StatementKey.CONTEST: contest.name,
            StatementKey.PLACE: place_words(contest.place),
            StatementKey.PROGRAM: f"{contest.version.program.name}, {contest.version.key}",
            StatementKey.DECIDED_ON: ranking.published_on.isoformat(),
            StatementKey.SELECTED: str(selected),
        },
        synthetic=is_demo() or contest.synthetic,
    )


def _facts(contest: Contest, ranking: Ranking) -> list[list[str]]:
    assert ranking.published_on is not None and ranking.appeals_until is not None
    return [
        [_("Concurso"), contest.name],
        [_("Clase"), str(TRAINER_KINDS[contest.kind])],  # type: ignore[index]
        [_("Lugar"), place_words(contest.place)],
        [_("Programa y versión"), f"{contest.version.program.name}, {contest.version.key}"],
        [_("Publicado"), day(ranking.published_on, language())],
        [_("Nota mínima"), number(ranking.pass_mark, language())],
        [_("Se reclama hasta"), day(ranking.appeals_until, language())],
        [_("Orden N.º"), number(ranking.number, language())],
    ]


def _groups(lines: list[RankLine], scoring: Scoring) -> list[dict[str, object]]:
    names = {one.key: one.label.text(language()) for one in scoring.criteria.values()} | {"draw": _("sorteo")}
    found = []
    for vacancy, group in groupby(lines, key=lambda line: line.application.vacancy):
        rows = [
            [
                number(line.place, language()),
                line.application.applicant.name,
                number(Decimal(line.points_e2).scaleb(-2), language(), 2),
                str(OUTCOMES[Outcome(line.outcome)]),
                _("desempata: %(what)s") % {"what": names.get(line.parted_by, "")} if line.parted_by else "",
            ]
            for line in group
        ]
        found.append({"name": f"{vacancy.name} ({vacancy.posts})", "rows": rows})
    return found


def _signers(ranking: Ranking) -> list[list[str]]:
    assert ranking.published_by is not None
    names = names_of([ranking.drawn_up_by, ranking.published_by])
    return [
        [_("Ordenó"), names.get(ranking.drawn_up_by, "—"), ""],
        [_("Publicó"), names.get(ranking.published_by, "—"), ""],
    ]


def _labels() -> dict[str, str]:
    return {
        "number": _("N.º"), "by": _("Emitida por"), "place": _("Lugar"), "person": _("Nombre"),
        "points": _("Puntos"), "outcome": _("Resultado"), "why": _("Empate"), "draw": _("Sorteo"),
        "criteria": _("Qué se calificó"), "criterion": _("Criterio"), "maximum": _("Puntos, hasta"),
        "signatures": _("Firmas"), "signature": _("Firma"), "fingerprint": _("Huella"),
        "verify": _("Verifique este documento con el código"), "page": _("Página"), "of": _("de"),
        "synthetic_note": _("Personas o lugares inventados para una demostración: este documento no decide nada."),
    }  # fmt: skip
