"""Documents: issuing the act of a selection, handing it out, and the public page that verifies any of them."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.numbers import day, number
from winay.documents.queries import Verified, document_by_id, verified
from winay.documents.rules import grouped
from winay.documents.terms import DocumentKind, Standing, StatementKey
from winay.documents.wording import KINDS, STATEMENTS
from winay.journeys.acts import issue_selection_act
from winay.journeys.reading_documents import may_read_document
from winay.nuclei.wording import ASSEMBLIES, ASSEMBLY_STATES
from winay.targeting.criteria_wording import language
from winay.trainers.course_wording import RESULTS
from winay.web.guard import actor, needs, public
from winay.web.kept_files import kept_file
from winay.web.selection_pages import act, readable_or_404

COUNTS = {
    *(StatementKey.AREAS, StatementKey.HOUSEHOLDS, StatementKey.UNKNOWN_HOUSEHOLDS, StatementKey.PRESENT),
    *(StatementKey.MEMBERS, StatementKey.CARRIED, StatementKey.ELECTED, StatementKey.SELECTED),
    *(StatementKey.PLANNED_HOUSEHOLDS, StatementKey.HOURS),
    StatementKey.LINES,
    StatementKey.ADDENDA,
}
DATES = {
    StatementKey.DECIDED_ON,
    StatementKey.ANNULLED_ON,
    StatementKey.HELD_ON,
    StatementKey.PLANNED_ON,
    StatementKey.DELIVERED_ON,
    StatementKey.BEGINS_ON,
    StatementKey.LAST_ON,
}
CODED: dict[StatementKey, Mapping[str, Any]] = {
    StatementKey.ASSEMBLY_KIND: ASSEMBLIES,
    StatementKey.ASSEMBLY_STATE: ASSEMBLY_STATES,
    StatementKey.RESULT: RESULTS,
}


@needs(Permission.DRAFT_SELECTION)
@require_POST
def issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Issue the act of a decided selection."""
    selection = readable_or_404(request, public_id)
    base = request.build_absolute_uri(reverse("web:verify"))
    return act(
        request,
        selection,
        lambda who: issue_selection_act(selection=selection, by=who, at=now(), base_url=base),
        _("Acta emitida. Descárguela, imprímala y fírmela: cualquiera puede verificarla con su código."),
    )


@public
@require_GET
def download(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A document as it was issued. Acts of selections are public, as the decisions they certify; minutes name people,
    and are handed to who may read the nucleus."""
    document = document_by_id(public_id)
    if document is None:
        raise Http404
    if not may_read_document(document, actor(request)):
        raise PermissionDenied
    return kept_file(request, document.pdf_sha256, f"acta-{document.number}.pdf", "application/pdf")


@public
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in."""
    typed = request.GET.get("codigo", "").strip()
    if typed:
        return redirect("web:verified", "".join(typed[:100].split()).replace("/", "") or "-")
    return _quiet(render(request, "documents/verify.html"))


@public
@require_http_methods(["GET", "POST"])
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of a code; by POST, whether a file is the one that was issued. The file is hashed and let go. For
    codes that were never given the answer is always the same."""
    found = verified(code)
    if found is None:
        return _quiet(render(request, "documents/unknown.html", status=404))
    context: dict[str, Any] = _told(found, may_download=may_read_document(found.document, actor(request)))
    if request.method == "POST":
        given = request.FILES.get("file")
        context["compared"] = "" if given is None else "same" if _hash(given) == found.document.pdf_sha256 else "other"
        if given is None:
            return _quiet(render(request, "documents/verified.html", {**context, "no_file": True}, status=422))
    return _quiet(render(request, "documents/verified.html", context))


def _hash(given: Any) -> str:
    digest = hashlib.sha256()
    for part in given.chunks():
        digest.update(part)
    return digest.hexdigest()


def _quiet(response: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, listed by no search engine."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _told(found: Verified, *, may_download: bool) -> dict[str, Any]:
    document = found.document
    return {
        "document": document,
        "may_download": may_download,
        "kind": KINDS[DocumentKind(document.series.kind)],
        "code": grouped(document.code),
        "look": {Standing.VALID: "done", Standing.REVOKED: "refused", Standing.OF_ANNULLED: "warning"}[found.standing],
        "standing": str(found.standing),
        "revocation": found.revocation,
        "annulled_on": _value(StatementKey.ANNULLED_ON, found.statements.get(StatementKey.ANNULLED_ON, "")),
        "annulled_why": found.statements.get(StatementKey.ANNULLED_WHY, ""),
        "facts": [
            (STATEMENTS[key], _value(key, found.statements[key]), key is StatementKey.LIST_SHA256)
            for key in StatementKey
            if key in found.statements and not _empty(key, found.statements[key])
        ],
    }


def _empty(key: StatementKey, value: str) -> bool:
    return (key is StatementKey.UNKNOWN_HOUSEHOLDS and value == "0") or (key is StatementKey.APPROVED_AS and not value)


def _value(key: StatementKey, value: str) -> str:
    """A fact as people read it."""
    if key in COUNTS:
        return number(int(value), language())
    if key in DATES:
        return day(date.fromisoformat(value), language()) if value else ""
    if key in CODED:
        return str(CODED[key][value])
    return _("Todo el país") if key is StatementKey.PLACE and not value else value


urlpatterns = [
    path("selecciones/<uuid:public_id>/acta/", issue, name="issue_act"),
    path("documentos/<uuid:public_id>.pdf", download, name="document"),
    path("verificar/", verify, name="verify"),
    path("verificar/<str:code>/", verify_code, name="verified"),
]
