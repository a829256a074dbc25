"""Rumours in the browser: what is heard by topic and place, one with its answers and those that worked elsewhere."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.places.queries import place_by_code
from winay.places.terms import Level
from winay.voices.access import may_here
from winay.voices.queries.rumours import (
    PAGE,
    answer_by_id,
    answers_of,
    by_topic,
    every_rumour,
    heard_again,
    list_rumours,
    places_with,
    worked_elsewhere,
)
from winay.voices.services.rumours import (
    answer_rumour,
    hear_again,
    hear_rumour,
    withdraw_answer,
    withdraw_rumour,
)
from winay.voices.telling_rules import QUIET_DAYS, AnswerSaid, RumourSaid
from winay.voices.terms import AnswerHow, RumourTopic
from winay.voices.wording import TOPICS
from winay.web.assemblies_of_nuclei import act
from winay.web.days import local_today
from winay.web.governance_forms import ReasonForm
from winay.web.guard import needs
from winay.web.table_files import Column, Table, table_response
from winay.web.voice_acting import (
    district_named,
    me,
    my_reach,
    one_of,
    paged,
    recorder,
    rumour_or_404,
    start_of,
)
from winay.web.voice_forms import HeardAgainForm, RumourAnswerForm, RumourForm
from winay.web.voice_words import shown_answer, shown_rumour

STATES: dict[str, Any] = {
    "open": gettext_lazy("los que esperan respuesta"),
    "answered": gettext_lazy("los respondidos"),
    "": gettext_lazy("todos"),
}


@needs(Permission.READ_VOICES)
@require_GET
def rumours(request: HttpRequest) -> HttpResponse:
    """What is said of the program in one's territory, the latest first."""
    reach, today, start = my_reach(request), local_today(), start_of(request)
    topic, state, place = one_of(request, "tema", list(RumourTopic)), _state(request), _place(request)
    found, more = list_rumours(reach, topic=topic, state=state, place=place, start=start)
    topics = by_topic(reach)
    who = me(request)
    context = {
        "rows": [
            {**shown_rumour(one), "answers": [shown_answer(a, one.last_heard_on, today) for a in one.answers.all()[:1]]}
            for one in found
        ],
        "topics": [{"one": one, "words": TOPICS[one.topic]} for one in topics],
        "waiting": sum(one.open for one in topics),
        "every": sum(one.every for one in topics),
        "places": places_with(reach),
        "names": {str(key): words for key, words in TOPICS.items()},
        "states": STATES,
        "topic": topic,
        "state": state,
        "place": place,
        "may_record": who.may_somewhere(Permission.RECORD_VOICE),
        **paged(start, PAGE, more),
    }
    return render(request, "voices/rumours.html", context)


def _state(request: HttpRequest) -> str:
    return one_of(request, "estado", STATES, "open" if "estado" not in request.GET else "")


def _place(request: HttpRequest) -> str:
    code = request.GET.get("lugar", "")
    return code if code.isascii() and code.isdigit() and len(code) <= 10 else ""


@needs(Permission.READ_VOICES)
@require_GET
def rumours_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same as a file."""
    columns = [
        Column("district_code", _("Ubigeo"), _("Donde se oyó.")),
        Column("place", _("Lugar"), ""),
        Column("topic", _("Sobre qué"), ""),
        Column("words", _("Qué dicen"), ""),
        Column("heard_on", _("Se oyó"), "", _("fecha")),
        Column("last_heard_on", _("Se oyó por última vez"), "", _("fecha")),
        Column("last_answered_on", _("Se respondió por última vez"), "", _("fecha")),
        Column("open", _("Espera respuesta"), "1: sí"),
        Column("synthetic", _("Inventado"), _("1: inventado para la demostración.")),
    ]
    asked = {
        "topic": one_of(request, "tema", list(RumourTopic)), "state": _state(request), "place": _place(request)
    }  # fmt: skip

    def rows() -> Iterator[list[object]]:
        for one in every_rumour(my_reach(request), **asked):
            answered = one.last_answered_on.isoformat() if one.last_answered_on else None
            yield [
                one.place.code, one.place.name, one.topic, one.words, one.heard_on.isoformat(),
                one.last_heard_on.isoformat(), answered, int(shown_rumour(one)["open"]), int(one.synthetic),
            ]  # fmt: skip

    return table_response(request, Table("rumores", _("Rumores"), columns, rows), form)


@needs(Permission.READ_VOICES)
@require_GET
def rumour(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One rumour: what was answered, whether it is still heard, what worked elsewhere."""
    found, today = rumour_or_404(request, public_id), local_today()
    elsewhere = worked_elsewhere(found.topic, but=found.pk, today=today)
    context = {
        **shown_rumour(found),
        "answers": [shown_answer(one, found.last_heard_on, today) for one in answers_of(found)],
        "heard": heard_again(found),
        "elsewhere": [shown_answer(one, one.rumour.last_heard_on, today) for one in elsewhere],
        "quiet_days": QUIET_DAYS,
        "may_record": found.withdrawn_at is None and may_here(found.place, Permission.RECORD_VOICE, me(request)),
    }
    return render(request, "voices/rumour.html", context)


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def hear(request: HttpRequest) -> HttpResponse:
    """Write a rumour down."""
    who = me(request)
    initial = {"heard_on": local_today(), "place": request.GET.get("lugar", "")[:10]}
    form = RumourForm(request.POST or None, initial=initial)

    def verb() -> Any:
        given = form.cleaned_data
        said = RumourSaid(RumourTopic(given["topic"]), given["words"], given["heard_on"])
        return hear_rumour(place=_heard_where(given["place"]), said=said, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Rumor anotado. Vea abajo qué respuesta sirvió en otro lugar."),
        to=lambda made: reverse("web:rumour", args=[made.public_id]),
        context={
            "back": _("Rumores"), "back_url": reverse("web:rumours"), "heading": _("Anotar un rumor"),
            "answer": _("Como lo dice la gente, sin corregirlo. Nadie que lo dijo se nombra."),
            "verb": _("Anotar rumor"), "next": _("Espera respuesta. La página muestra cuál sirvió en otro lugar."),
            "undo": _("Se retira con su razón."),
        },
    )  # fmt: skip


def _heard_where(text: str) -> Any:
    """A locality or district by its code, or a district by its name."""
    code = text.strip()
    found = place_by_code(code) if code.isascii() and code.isdigit() else None
    found = found if found is not None and found.level in {Level.DISTRICT, Level.LOCALITY} else district_named(text)
    if found is None:
        raise Refused([Reason("voices.place_unknown")])
    return found


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what was answered."""
    found = rumour_or_404(request, public_id)
    who = recorder(request, found.place)
    form = RumourAnswerForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        given = form.cleaned_data
        said = AnswerSaid(AnswerHow(given["how"]), given["words"], given["on"])
        return answer_rumour(rumour=found, said=said, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Respuesta anotada."),
        context={
            **_of(found), "heading": _("Anotar la respuesta"), "answer": found.words, "verb": _("Anotar respuesta"),
            "next": _("Si después se vuelve a oír, anótelo: espera otra respuesta."),
            "undo": _("Se retira con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It was heard again."""
    found = rumour_or_404(request, public_id)
    who = recorder(request, found.place)
    form = HeardAgainForm(request.POST or None, initial={"on": local_today()})

    def verb() -> Any:
        return hear_again(
            rumour=found, on=form.cleaned_data["on"], note=form.cleaned_data["note"], by=who, at=now()
        )  # fmt: skip

    return act(
        request,
        form,
        verb,
        done=_("Anotado: se volvió a oír."),
        context={
            **_of(found), "heading": _("Se volvió a oír"), "answer": found.words, "verb": _("Anotar"),
            "next": _("Si fue después de la respuesta, espera otra."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It was written down by mistake."""
    found = rumour_or_404(request, public_id)
    who = recorder(request, found.place)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: withdraw_rumour(rumour=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Rumor retirado."),
        context={
            **_of(found), "heading": _("Retirar el rumor"), "answer": found.words, "verb": _("Retirar"),
            "next": _("Sale de las listas; queda con su razón."), "undo": _("No se deshace: se anota otra vez."),
            "danger": True,
        },
    )  # fmt: skip


@needs(Permission.RECORD_VOICE)
@require_http_methods(["GET", "POST"])
def withdraw_one_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An answer was told wrongly."""
    told = answer_by_id(public_id)
    if told is None:
        raise Http404
    found = rumour_or_404(request, told.rumour.public_id)
    who = recorder(request, found.place)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: withdraw_answer(answer=told, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Respuesta retirada."),
        context={
            **_of(found), "heading": _("Retirar la respuesta"), "answer": told.words, "verb": _("Retirar"),
            "next": _("El rumor espera otra respuesta."), "danger": True,
        },
    )  # fmt: skip


def _of(found: Any) -> dict[str, Any]:
    return {
        "kicker": found.place.name, "back": _("Rumor"), "back_url": reverse("web:rumour", args=[found.public_id])
    }  # fmt: skip


urlpatterns = [
    path("voces/rumores/", rumours, name="rumours"),
    path("voces/rumores.<str:form>", rumours_file, name="rumours_file"),
    path("voces/rumores/anotar/", hear, name="hear_rumour"),
    path("voces/rumores/<uuid:public_id>/", rumour, name="rumour"),
    path("voces/rumores/<uuid:public_id>/responder/", answer, name="answer_rumour"),
    path("voces/rumores/<uuid:public_id>/otra-vez/", again, name="hear_again"),
    path("voces/rumores/<uuid:public_id>/retirar/", withdraw, name="withdraw_rumour"),
    path("voces/respuestas/<uuid:public_id>/retirar/", withdraw_one_answer, name="withdraw_rumour_answer"),
]
