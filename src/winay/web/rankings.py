"""Rankings in the browser: draw one up, read it with its reasons, publish or return it, appeals; and what everybody
may read of a contest."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.journeys.contest_results import issue_results, results_of
from winay.trainers.access import may_for
from winay.trainers.queries.applications import applications_of
from winay.trainers.queries.contests import contest_by_id, public_contests, scoring_of, vacancies_of
from winay.trainers.queries.contracts import posts_of
from winay.trainers.queries.rankings import (
    appeals_of,
    in_force,
    lines_of,
    ranked_now,
    ranking_by_id,
    rankings_of,
    waits_for_ranking,
)
from winay.trainers.services.rankings import (
    draw_up_ranking,
    publish_results,
    return_ranking,
)
from winay.trainers.terms import AppealAnswer, ContestState
from winay.trainers.wording import APPEAL_ANSWERS
from winay.web.contest_acting import act, contest_or_404, doer, of_contest
from winay.web.contest_forms import DrawForm, WhyForm
from winay.web.contest_words import shown_contest, shown_criteria, shown_line, shown_vacancy
from winay.web.days import local_today
from winay.web.guard import actor, needs, public


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def draw_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Place the candidates; with a tie that nothing parts, tell of the draw."""
    found = contest_or_404(request, public_id)
    who = doer(request, found, Permission.RUN_CONTEST)
    ranked, _scoring = ranked_now(found)
    names = {one.pk: one.applicant.name for one in applications_of(found)}
    tied = [(key, names[key]) for tie in ranked.ties for key in tie]
    form: Any = DrawForm(request.POST or None, tied=tied, initial={"draw_on": local_today()}) if tied else None
    if form is None:
        form = forms.Form(request.POST if request.method == "POST" else None)

    def verb() -> Any:
        if not tied:
            return draw_up_ranking(contest=found, by=who, at=now())
        given = form.cleaned_data
        return draw_up_ranking(
            contest=found, drawn=form.drawn(), draw_on=given["draw_on"], minutes=given["minutes"], by=who, at=now()
        )  # fmt: skip

    answer = (
        _("Hay empates que ningún criterio separa: se sortea en público y se cuenta aquí.")
        if tied
        else _("Promedio de las fichas cerradas; los empates los separan los criterios de la versión.")
    )
    return act(
        request,
        form,
        verb,
        done=_("Resultado ordenado. Otra persona lo publica."),
        to=lambda made: reverse("web:ranking", args=[made.public_id]),
        context={
            **of_contest(found), "heading": _("Ordenar el resultado"), "answer": answer,
            "verb": _("Ordenar el resultado"), "next": _("Lo publica otra persona, con permiso para decidir."),
            "undo": _("Antes de publicarse se puede devolver con su razón, y ordenar otra vez."),
        },
    )  # fmt: skip


@needs(Permission.READ_TRAINERS)
@require_GET
def ranking(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A ranking with the bars of each criterion, and why each place."""
    found = ranking_by_id(public_id)
    if found is None:
        raise Http404
    contest = contest_or_404(request, found.contest.public_id)
    who = actor(request)
    lines = lines_of(found)
    newest = in_force(contest)
    standing = newest is not None and newest.pk == found.pk
    context = {
        **shown_contest(contest),
        "ranking": found,
        "groups": _groups(contest, lines, posts_of(contest.pk, lines) if standing else {}),
        "all": rankings_of(contest),
        "standing": standing,
        "waits": found.published_at is None and found.returned_at is None,
        "appeals": [{"one": one, "answer": _answer(one)} for one in appeals_of(contest)],
        "anew": contest.state == ContestState.RESULTS and waits_for_ranking(contest, newest),
        "may_run": may_for(contest, Permission.RUN_CONTEST, who),
        "may_decide": may_for(contest, Permission.DECIDE_CONTEST, who),
        "documents": results_of(contest),
    }
    return render(request, "trainers/ranking.html", context)


def _answer(appeal: Any) -> str:
    return str(APPEAL_ANSWERS[AppealAnswer(appeal.answer)]) if appeal.answer else ""


def _groups(contest: Any, lines: list[Any], posts: dict[int, Any]) -> list[dict[str, Any]]:
    """The lines of each vacancy, in their order."""
    scoring = scoring_of(contest.version_id, contest.kind)
    criteria = shown_criteria(scoring)
    names = {str(one["key"]): one["name"] for one in criteria}
    names |= {scoring.criteria[one["key"]].key: one["name"] for one in criteria}
    maxima = {one["key"]: one["maximum"] for one in criteria}
    found = []
    for _pk, group in groupby(lines, key=lambda line: line.application.vacancy_id):
        above, shown = None, []
        for line in group:
            shown.append({**shown_line(line, above, names, maxima), "post": posts.get(line.application_id)})
            above = line
        found.append({"vacancy": shown[0]["one"].application.vacancy, "lines": shown})
    return found


@needs(Permission.DECIDE_CONTEST)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make a ranking public."""
    found, contest = ranking_or_404(request, public_id)
    who = doer(request, contest, Permission.DECIDE_CONTEST)
    return act(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: publish_results(ranking=found, by=who, at=now()),
        done=_("Resultado publicado: cualquiera lo lee, sin DNI ni teléfonos."),
        context={
            **of_ranking(found, contest), "heading": _("Publicar el resultado"), "verb": _("Publicar resultado"),
            "next": _("Se ven nombres, lugares y puntos. Desde hoy se reciben reclamos."),
            "undo": _("No se deshace: un reclamo fundado trae otro orden, y este queda a la vista."),
        },
    )  # fmt: skip


@needs(Permission.DECIDE_CONTEST)
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a ranking back before it is published."""
    found, contest = ranking_or_404(request, public_id)
    who = doer(request, contest, Permission.DECIDE_CONTEST)
    form = WhyForm(request.POST or None)
    return act(
        request,
        form,
        lambda: return_ranking(ranking=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Orden devuelto: se ordena otra vez."),
        context={
            **of_ranking(found, contest), "heading": _("Devolver el orden"), "verb": _("Devolver"),
            "next": _("Queda guardado con su razón, y se ordena otro."), "danger": True,
        },
    )  # fmt: skip


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Issue the act of the results."""
    found, contest = ranking_or_404(request, public_id)
    who = doer(request, contest, Permission.RUN_CONTEST)
    base = request.build_absolute_uri(reverse("web:verify"))
    return act(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: issue_results(contest=contest, by=who, at=now(), base_url=base),
        done=_("Acta emitida: cualquiera puede verificarla con su código."),
        context={
            **of_ranking(found, contest), "heading": _("Emitir el acta de resultados"),
            "verb": _("Emitir acta de resultados"),
            "answer": _("Un PDF con número y código de verificación: nombres, lugares y puntos, sin DNI."),
            "next": _("Reemplaza a la que se emitió antes en este idioma."),
        },
    )  # fmt: skip


def ranking_or_404(request: HttpRequest, public_id: UUID) -> tuple[Any, Any]:
    """The ranking and its contest, if they exist; 403 for those of another territory."""
    found = ranking_by_id(public_id)
    if found is None:
        raise Http404
    return found, contest_or_404(request, found.contest.public_id)


def of_ranking(found: Any, contest: Any) -> dict[str, Any]:
    """What every act on one ranking shows."""
    url = reverse("web:ranking", args=[found.public_id])
    return {**of_contest(contest), "back": _("Resultado"), "back_url": url}


@public
@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    """The contests that anybody may apply to or read of."""
    rows = [shown_contest(one) for one in public_contests(local_today())]
    return render(request, "trainers/public_list.html", {"rows": rows, "today": local_today()})


@public
@require_GET
def public_contest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What everybody may read of a contest: its call, and its results without ids, telephones or births."""
    contest = contest_by_id(public_id)
    if contest is None or contest.published_on is None:
        raise Http404
    newest = in_force(contest)
    scoring = scoring_of(contest.version_id, contest.kind)
    context = {
        **shown_contest(contest),
        "vacancies": [shown_vacancy(one) for one in vacancies_of(contest)],
        "criteria": shown_criteria(scoring),
        "scoring": scoring,
        "ranking": newest,
        "groups": _groups(contest, lines_of(newest), {}) if newest else [],
        "open": contest.state == ContestState.PUBLISHED and local_today() <= contest.closes_on,
    }
    return render(request, "trainers/public_contest.html", context)


urlpatterns = [
    path("concursos/<uuid:public_id>/ordenar/", draw_up, name="draw_up_ranking"),
    path("concursos/resultados/<uuid:public_id>/", ranking, name="ranking"),
    path("concursos/resultados/<uuid:public_id>/publicar/", publish, name="publish_results"),
    path("concursos/resultados/<uuid:public_id>/devolver/", send_back, name="return_ranking"),
    path("concursos/resultados/<uuid:public_id>/acta/", issue, name="issue_results"),
    path("concursos-publicos/", public_list, name="public_contests"),
    path("concursos-publicos/<uuid:public_id>/", public_contest, name="public_contest"),
]
