"""Assemblies of nuclei in the browser: those of a nucleus, one with everything it decided, its call."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journeys.minutes import issued_of
from winay.journeys.native_words import languages_written
from winay.journeys.pages.came import came_to
from winay.nuclei.access import may_for
from winay.nuclei.assembly_rules import ELECTING
from winay.nuclei.queries.assemblies import (
    assemblies_of,
    assembly_by_id,
    governance_of,
    minutes_of,
)
from winay.nuclei.queries.boards import mandate_by_id
from winay.nuclei.queries.nuclei import nucleus_by_id
from winay.nuclei.services.assemblies import call_assembly, cancel_assembly, correct_call, said_of
from winay.nuclei.terms import AssemblyState
from winay.registry.wording import LANGUAGES
from winay.web.board_words import (
    address,
    arithmetic,
    quorum_words,
    sayings,
    shown_assembly,
    shown_attendance,
    shown_ballot,
    shown_certification,
    shown_mandate,
    shown_motion,
)
from winay.web.days import local_today
from winay.web.governance_forms import NoticeForm, ReasonForm, notice_of
from winay.web.guard import actor, needs, require


@needs(Permission.READ_NUCLEI)
@require_GET
def assemblies(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The assemblies of a nucleus, the newest first."""
    nucleus = nucleus_or_404(request, public_id)
    rows = [{**shown_assembly(row.assembly), "row": row} for row in assemblies_of(nucleus)]
    held = sum(one["standing"] for one in rows)
    context = {
        "nucleus": nucleus, "rows": rows, "held": held, "back_url": address("nucleus", nucleus.public_id),
        "may_tell": may_for(nucleus, Permission.RECORD_ASSEMBLY, actor(request)),
    }  # fmt: skip
    return render(request, "governance/assemblies.html", context)


@needs(Permission.READ_NUCLEI)
@require_GET
def assembly(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One assembly: its call, who came, what was decided, who was elected, its minutes."""
    found = assembly_or_404(request, public_id)
    minutes = minutes_of(found)
    asks = governance_of(found.nucleus.version_id)
    told = found.state in {AssemblyState.HELD, AssemblyState.FAILED}
    certification = minutes.certification
    context = {
        **shown_assembly(found),
        "nucleus": found.nucleus,
        "minutes": minutes,
        "told": told,
        "quorum": quorum_words(asks),
        "sum": arithmetic(minutes) if told else None,
        "came": shown_attendance(minutes),
        "motions": [shown_motion(one) for one in minutes.motions],
        "ballots": [shown_ballot(one, found.held_on) for one in minutes.ballots],
        "begun": [shown_mandate(one) for one in minutes.begun],
        "ended": [shown_mandate(one) for one in minutes.ended],
        "certification": shown_certification(certification) if certification else None,
        "documents": issued_of(found),
        "forms": came_to("assembly", found.public_id, actor(request)) if told else [],
        "replaced_by": getattr(found, "replaced_by", None),
        "may_tell": may_for(found.nucleus, Permission.RECORD_ASSEMBLY, actor(request)),
        "due": found.held_on <= local_today(),
        "elects": found.kind in ELECTING,
        **_beside(request.GET.get("idioma", "")),
    }
    return render(request, "governance/assembly.html", context)


def _beside(wanted: str) -> dict[str, Any]:
    """Which language's words may stand beside the Spanish of the papers to print, and which were asked for."""
    offered = languages_written()
    return {
        "beside": wanted if wanted in offered else "",
        "languages": [(code, str(LANGUAGES[code])) for code in offered],
    }


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def call_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down that an assembly was called."""
    nucleus = nucleus_or_404(request, public_id)
    who = teller(request, nucleus)
    form = NoticeForm(request.POST or None, initial={"called_on": local_today(), "meeting_place": nucleus.seat.name})
    return act(
        request,
        form,
        lambda: call_assembly(nucleus=nucleus, said=form.said(), by=who, at=now()),
        done=_("Convocatoria registrada. Imprima el aviso y la lista de asistencia."),
        to=lambda made: reverse("web:nucleus_assembly", args=[made.public_id]),
        context={
            "nucleus": nucleus,
            "heading": _("Convocar una asamblea"),
            "answer": _("También puede registrar una que ya se realizó: primero su convocatoria, después su acta."),
            "back_url": reverse("web:assemblies_of_nucleus", args=[nucleus.public_id]),
            "back": _("Asambleas"),
            "verb": _("Registrar convocatoria"),
            "next": _("Queda como convocada. El acta se transcribe cuando se haya realizado."),
            "undo": _("Se puede corregir o cancelar mientras no se transcriba el acta."),
        },
    )


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def correct_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct the notice of an assembly."""
    found = assembly_or_404(request, public_id)
    who = teller(request, found.nucleus)
    form = NoticeForm(request.POST or None, initial=notice_of(said_of(found)))
    return act(
        request,
        form,
        lambda: correct_call(assembly=found, said=form.said(), by=who, at=now()),
        done=_("Convocatoria corregida."),
        context={
            **_of(found),
            "heading": _("Corregir la convocatoria"),
            "answer": _("El motivo y la fecha en que se convocó no se corrigen: si están mal, cancele la asamblea."),
            "verb": _("Guardar corrección"),
            "next": _("Queda escrito cómo era antes."),
        },
    )


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def cancel_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel an assembly that will not be held."""
    found = assembly_or_404(request, public_id)
    who = teller(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: cancel_assembly(assembly=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Asamblea cancelada."),
        context={
            **_of(found),
            "heading": _("Cancelar la asamblea"),
            "answer": _("Si ya se realizó sin quórum no se cancela: cuéntela, y queda como fallida."),
            "verb": _("Cancelar asamblea"),
            "next": _("Queda como cancelada, con su razón. Se puede convocar otra para el mismo día."),
            "undo": _("No se deshace: se convoca otra."),
            "danger": True,
        },
    )


def _of(found: Any) -> dict[str, Any]:
    """What every act on one assembly shows."""
    return {
        "nucleus": found.nucleus, "one": found, "back": _("Asamblea"),
        "back_url": reverse("web:nucleus_assembly", args=[found.public_id]),
    }  # fmt: skip


def act(
    request: HttpRequest,
    form: Any,
    verb: Callable[[], Any],
    *,
    done: str,
    context: dict[str, Any],
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """A page with one form and one verb: do it and go on, or show what is wrong and what was written."""
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = verb()
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = sayings(refused.reasons)
        else:
            messages.success(request, done)
            return redirect(to(made) if to else context["back_url"])
    kicker = getattr(context.get("nucleus"), "name", "")
    context = {"kicker": kicker, **context, "form": form, "problems": problems}
    return render(request, "governance/act.html", context, status=422 if request.method == "POST" else 200)


def nucleus_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The nucleus, if it exists; 403 for one of another territory."""
    found = nucleus_by_id(public_id)
    return _readable(request, found, found)


def assembly_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The assembly, if it exists; 403 for one of another territory."""
    found = assembly_by_id(public_id)
    return _readable(request, found, found and found.nucleus)


def mandate_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The mandate, if it exists; 403 for one of another territory."""
    found = mandate_by_id(public_id)
    return _readable(request, found, found and found.nucleus)


def _readable(request: HttpRequest, found: Any, nucleus: Any) -> Any:
    if found is None:
        raise Http404
    if not may_for(nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


def teller(request: HttpRequest, nucleus: Any) -> ActingPerson:
    """Who is asking, if they may tell what happens in the nucleus; 403 otherwise."""
    place, program = nucleus.district.code, nucleus.version.program.key
    return require(request, Permission.RECORD_ASSEMBLY, place_code=place, program=program)


urlpatterns = [
    path("nucleos/<uuid:public_id>/asambleas/", assemblies, name="assemblies_of_nucleus"),
    path("nucleos/<uuid:public_id>/asambleas/convocar/", call_one, name="call_assembly"),
    path("asambleas/<uuid:public_id>/", assembly, name="nucleus_assembly"),
    path("asambleas/<uuid:public_id>/convocatoria/", correct_one, name="correct_assembly_call"),
    path("asambleas/<uuid:public_id>/cancelar/", cancel_one, name="cancel_assembly"),
]
