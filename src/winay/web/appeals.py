"""Appeals against the results of a contest in the browser: one that came, and its answer."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.trainers.queries.contests import scoring_of
from winay.trainers.queries.rankings import appeal_by_id, lines_of, sheets_of
from winay.trainers.services.rankings import answer_appeal, receive_appeal
from winay.trainers.terms import AppealAnswer
from winay.web.contest_acting import act, contest_or_404, doer
from winay.web.contest_forms import AnswerForm, AppealForm
from winay.web.contest_words import shown_criteria
from winay.web.days import local_today
from winay.web.guard import needs
from winay.web.rankings import of_ranking, ranking_or_404


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def appeal_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down an appeal."""
    found, contest = ranking_or_404(request, public_id)
    who = doer(request, contest, Permission.RUN_CONTEST)
    people = {str(line.application.public_id): line.application for line in lines_of(found)}
    offered = [(key, one.applicant.name) for key, one in people.items()]
    form = AppealForm(request.POST or None, people=offered, initial={"received_on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        one = people[given["application"]]
        return receive_appeal(
            application=one, received_on=given["received_on"], text=given["text"], by=who, at=now()
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Reclamo registrado. Lo responde alguien que no calificó."),
        context={
            **of_ranking(found, contest), "heading": _("Registrar un reclamo"), "verb": _("Registrar reclamo"),
            "next": _("Mientras no se responda no se contrata a nadie de este concurso."),
        },
    )  # fmt: skip


@needs(Permission.DECIDE_CONTEST)
@require_http_methods(["GET", "POST"])
def appeal_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer an appeal: the sheets of who appeals, with the points of each criterion."""
    one = appeal_by_id(public_id)
    if one is None:
        raise Http404
    contest = contest_or_404(request, one.ranking.contest.public_id)
    who = doer(request, contest, Permission.DECIDE_CONTEST)
    scoring = scoring_of(contest.version_id, contest.kind)
    sheets = sheets_of(one)
    form = CorrectionForm(request.POST or None, criteria=shown_criteria(scoring), sheets=sheets)

    def verb() -> Any:
        given = form.cleaned_data
        key = int(given["criterion"]) if given["criterion"] else None
        corrected = form.corrected(sheets, key)
        if form.strange():
            raise Refused([Reason("trainers.criterion_unknown")])
        return answer_appeal(
            appeal=one, answer=AppealAnswer(given["answer"]), why=given["why"], criterion_id=key,
            corrected=corrected, by=who, at=now(),
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Reclamo respondido."),
        context={
            **of_ranking(one.ranking, contest), "heading": _("Responder el reclamo"), "verb": _("Responder"),
            "answer": f"{one.application.applicant.name}: {one.text}",
            "next": _("Si es fundado, el resultado se ordena otra vez; el de antes queda a la vista."),
            "undo": _("No se deshace."),
        },
    )  # fmt: skip


class CorrectionForm(AnswerForm):
    """An answer with the criterion that is corrected and the points on each sheet."""

    def __init__(self, *args: Any, criteria: list[dict[str, Any]], sheets: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((str(one["key"]), f"{one['name']} (0–{one['maximum']})") for one in criteria)]
        self.fields["criterion"] = forms.ChoiceField(
            label=_("Si es fundado, qué criterio se corrige"), choices=choices, required=False
        )
        for number, _sheet in enumerate(sheets, 1):
            self.fields[f"sheet-{number}"] = forms.IntegerField(
                label=_("Puntos en la ficha %(n)s") % {"n": number}, required=False, min_value=0
            )

    def corrected(self, sheets: list[Any], criterion: int | None) -> dict[int, int]:
        """The points that were written, by score."""
        found = {}
        for number, sheet in enumerate(sheets, 1):
            value = self.cleaned_data[f"sheet-{number}"]
            score = next((one for one in sheet.scores.all() if one.criterion_id == criterion), None)
            if value is not None and score is not None:
                found[score.pk] = value
        return found

    def strange(self) -> bool:
        """Whether points were written without saying of which criterion."""
        given = self.cleaned_data
        written = any(value is not None for key, value in given.items() if key.startswith("sheet-"))
        return written and not given["criterion"]


urlpatterns = [
    path("concursos/resultados/<uuid:public_id>/reclamar/", appeal_new, name="receive_appeal"),
    path("concursos/reclamos/<uuid:public_id>/", appeal_answer, name="answer_appeal"),
]
