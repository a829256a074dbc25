"""The papers of an assembly in the browser: those to fill in by hand, and the minutes that are issued."""

from pathlib import Path
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.documents.queries import document_by_id
from winay.documents.rendering import render as lay_out
from winay.documents.rendering import template_of
from winay.journeys.minutes import issue_minutes, revoke_minutes
from winay.journeys.pages.assembly_papers import PAPERS, TEMPLATE, paper_inputs
from winay.journeys.pages.minutes import SUBJECT
from winay.journeys.reading_documents import may_read_document
from winay.nuclei.assembly_rules import ELECTING
from winay.web.assemblies_of_nuclei import act, assembly_or_404, teller
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs


@needs(Permission.READ_NUCLEI)
@require_GET
def paper(request: HttpRequest, public_id: UUID, which: str) -> HttpResponse:
    """A paper to print and fill in. Its QR leads to the page of the assembly. An assembly that elects nobody has no
    ballot sheet."""
    found = assembly_or_404(request, public_id)
    if which not in PAPERS or (which == "votos" and found.kind not in ELECTING):
        raise Http404
    template = template_of(Path(settings.WINAY_DOCUMENTS), TEMPLATE)
    address = request.build_absolute_uri(reverse("web:nucleus_assembly", args=[found.public_id]))
    spoken = request.GET.get("idioma", "")
    pdf = lay_out(template, paper_inputs(found, which, spoken=spoken), {"url": address}).pdf
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{which}-{found.held_on.isoformat()}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def issue_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Issue the minutes of an assembly."""
    found = assembly_or_404(request, public_id)
    who = teller(request, found.nucleus)
    base = request.build_absolute_uri(reverse("web:verify"))
    return act(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: issue_minutes(assembly=found, by=who, at=now(), base_url=base),
        done=_("Acta emitida. Imprímala para la firma: cualquiera puede verificarla con su código."),
        context={
            "nucleus": found.nucleus, "one": found, "back": _("Asamblea"),
            "back_url": reverse("web:nucleus_assembly", args=[found.public_id]),
            "heading": _("Emitir el acta"),
            "answer": _("Un PDF con número y código de verificación, con los nombres de quienes asistieron."),
            "verb": _("Emitir acta"),
            "next": _("Reemplaza a la que se emitió antes en este idioma."),
            "undo": _("Se puede anular con su razón."),
        },
    )  # fmt: skip


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def revoke_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End minutes that should not have been issued."""
    document = document_by_id(public_id)
    if document is None or document.subject_kind != SUBJECT:
        raise Http404
    if not may_read_document(document, actor(request)):
        raise PermissionDenied
    found = assembly_or_404(request, UUID(document.subject_key))
    who = teller(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: revoke_minutes(document=document, reason=form.cleaned_data["why"], by=who, at=now()),
        done=_("Acta anulada: quien la verifique leerá la razón."),
        context={
            "nucleus": found.nucleus, "one": found, "back": _("Asamblea"),
            "back_url": reverse("web:nucleus_assembly", args=[found.public_id]),
            "heading": _("Anular un acta emitida"),
            "answer": _("Acta N.º %(number)s. La asamblea queda como se transcribió.") % {"number": document.number},
            "verb": _("Anular acta"),
            "undo": _("No se deshace: se emite otra."),
            "danger": True,
        },
    )  # fmt: skip


urlpatterns = [
    path("asambleas/<uuid:public_id>/papel/<slug:which>.pdf", paper, name="assembly_paper"),
    path("asambleas/<uuid:public_id>/acta/", issue_one, name="issue_minutes"),
    path("asambleas/acta/<uuid:public_id>/anular/", revoke_one, name="revoke_minutes"),
]
