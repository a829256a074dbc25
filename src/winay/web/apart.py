"""What arrived and could not be taken as it was: shown beside what was received first, and settled by a person."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.core.keys import KeyMissing
from winay.intake.desk.access import may_erase, may_read, may_review
from winay.intake.desk.erasing import erase_apart
from winay.intake.desk.queries import apart_by_id, count_apart, list_apart
from winay.intake.desk.services import admit, keep_first
from winay.intake.desk.wording import ADMITS, APART, RESOLUTIONS
from winay.intake.reading.kinds import kind_of
from winay.intake.terms import QuarantineKind
from winay.journeys.ingest import ingest_one
from winay.journeys.pages.submissions import side_by_side, xml_of_apart
from winay.journeys.wording import WORDS
from winay.web.addresses import uuid_or_none
from winay.web.guard import needs, require
from winay.web.submissions import gone, kept, require_somewhere, saved

PAGE = 50


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def apart_list(request: HttpRequest) -> HttpResponse:
    """What stands apart in one's territory, open or settled."""
    who = require_somewhere(request)
    places, settled = who.places_for(Permission.READ_SUBMISSIONS), request.GET.get("settled") == "1"
    rows, before = list_apart(
        places, settled=settled, before=uuid_or_none(request.GET.get("before")), limit=PAGE
    )  # fmt: skip
    context = {
        "rows": [{"row": row, "kind": APART[QuarantineKind(row.kind)]} for row in rows],
        "open": count_apart(places),
        "settled": settled,
        "next_before": before,
    }
    return render(request, "submissions/apart_list.html", context)


@needs(Permission.READ_SUBMISSIONS)
@require_http_methods(["GET", "POST"])
def apart(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Both versions side by side; POST settles it, for whoever may review."""
    who, row = _found(request, public_id)
    refused: list[str] = []
    if request.method == "POST":
        refused = _settle(request, who, row)
        if not refused:
            messages.success(request, _("Resuelto."))
            return redirect("web:apart", public_id)
    kind = QuarantineKind(row.kind)
    sees_first = row.submission is not None and may_read(who, row.submission.place_code)
    language = get_language() or "es"
    both = side_by_side(row, language=language, both=sees_first) if row.body is not None else ()
    files = list(row.files.order_by("id")) if row.erased_at is None else []
    context = {
        "row": row,
        "kind": APART[kind],
        "admits": ADMITS.get(kind) if row.submission is None or sees_first else None,
        "why": _why(row),
        "both": both,
        "differing": [one for one in both if one.differs],
        "alike": [one for one in both if not one.differs],
        "files": files,
        "resolution": RESOLUTIONS.get(row.resolution, ""),
        "may_settle": may_review(who, row.place_code) and not row.resolution,
        "may_erase": may_erase(who, row.place_code) and row.erased_at is None,
        "sees_first": sees_first,
        "elsewhere": row.submission is not None and not sees_first,
        "first_file": _first_file(row) if sees_first else None,
        "refused": refused,
        "sent": request.POST,
    }
    return render(request, "submissions/apart.html", context, status=422 if refused else 200)


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def apart_content(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The XML or the file that stands apart, as it was sent."""
    _who, row = _found(request, public_id)
    if row.erased_at:
        return gone()
    if row.body is None:
        return kept(row.sha256, row.filename, _kind(row))
    try:
        content = xml_of_apart(row)
    except (ValueError, KeyMissing):
        raise Http404 from None
    return saved(content or b"", f"{row.public_id}.xml", "application/octet-stream")


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def apart_file(request: HttpRequest, public_id: UUID, sha256: str) -> HttpResponse:
    """A file that came with it."""
    _who, row = _found(request, public_id)
    if row.erased_at:
        return gone()
    file = row.files.filter(sha256=sha256).first()
    if file is None:
        raise Http404
    return kept(file.sha256, file.filename, file.content_type)


def _settle(request: HttpRequest, who: ActingPerson, row: Any) -> list[str]:
    verb = {"admit": admit, "erase": erase_apart}.get(request.POST.get("do", ""), keep_first)
    try:
        done = verb(apart=row, why=request.POST.get("why", ""), by=who, by_name=who.person.name, at=now())
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refusal:
        return [str(WORDS[reason.code]) % dict(reason.params) for reason in refusal.reasons]
    if done.became is not None:
        ingest_one(public_id=done.became.public_id, at=now())
    return []


def _found(request: HttpRequest, public_id: UUID) -> tuple[ActingPerson, Any]:
    who = require_somewhere(request)
    row = apart_by_id(public_id)
    if row is None:
        raise Http404
    if not may_read(who, row.place_code):
        require(request, Permission.READ_SUBMISSIONS, place_code=row.place_code or None)
    return who, row


def _why(row: Any) -> str:
    """What the phone was told, as far as it is known without what it is about."""
    return str(WORDS[row.code]) % {"form": row.form_id, "line": "?", "instance": row.instance_id}


def _first_file(row: Any) -> Any:
    return row.submission.attachments.filter(filename=row.filename).first() if row.filename and row.submission else None


def _kind(row: Any) -> str:
    try:
        with settings.WINAY_BLOBS.path(row.sha256).open("rb") as file:
            return kind_of(row.filename, file.read(512)).content_type
    except OSError:
        raise Http404 from None


urlpatterns = [
    path("envios/aparte/", apart_list, name="apart_list"),
    path("envios/aparte/<uuid:public_id>/", apart, name="apart"),
    path("envios/aparte/<uuid:public_id>/contenido", apart_content, name="apart_content"),
    path("envios/aparte/<uuid:public_id>/archivo/<str:sha256>", apart_file, name="apart_file"),
]
