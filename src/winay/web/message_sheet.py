"""The message of an orientation assembly on one sheet: to read, to print, to send as a PDF."""

import json
import re
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.core import numbers
from winay.core.remembered import Remembered
from winay.documents.rendering import render as lay_out
from winay.documents.rendering import template_of
from winay.enrolment.message import Message, NativeWord, message_of, varieties
from winay.enrolment.queries.calls import asks_of, call_by_id
from winay.targeting.criteria_wording import language
from winay.web.calls import title_of
from winay.web.guard import actor, public
from winay.web.templatetags.winay import SPRITE

LONGEST = 160
TEMPLATE = "message_sheet"
INK = "#9b2743"
memory = Remembered(32)
"""Sheets that were laid out: a public one is asked for by many, and takes a tenth of a second."""


@public
@require_GET
def message(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is read and shown at the assembly, on one sheet. It names nobody, so anybody may print it. When, where and
    whom to ask come from the address and are kept nowhere: only whoever works here fills them in, or strangers would
    print a true sheet with a telephone of their own."""
    call = _call_or_404(public_id)
    context = {
        "call": call,
        "title": title_of(call.version),
        "message": _message(request, call),
        "varieties": varieties(),
        "spoken": request.GET.get("idioma", ""),
        "query": request.GET.urlencode(),
        "may_fill": actor(request) is not None,
        **_filled(request),
    }
    return render(request, "enrolment/message.html", context)


@public
@require_GET
def message_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same sheet as a PDF: one page, the same bytes for the same words. Its QR leads to the page, so that who holds
    the paper can see that the call is true."""
    call = _call_or_404(public_id)
    told = _message(request, call)
    template = template_of(Path(settings.WINAY_DOCUMENTS), TEMPLATE)
    address = request.build_absolute_uri(reverse("web:call_message", args=[call.public_id]))
    inputs = _inputs(call, told, _filled(request))
    pdf = memory.get(
        (address, json.dumps(inputs, sort_keys=True)), lambda: lay_out(template, inputs, {"url": address}).pdf
    )  # fmt: skip
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="mensaje-{call.area.code}.pdf"'
    return response


def _inputs(call: Any, told: Message, filled: dict[str, Any]) -> dict[str, Any]:
    """Everything that stands on the printed sheet."""
    area, program, spoken = call.area.name, call.version.program.name, language()
    closed = numbers.day(call.closed_on, spoken) if call.closed_on else ""
    day = numbers.day(filled["day"], spoken) if filled["day"] else ""
    asked = _("A quién preguntar o reclamar")
    return {
        "labels": {},
        "language": spoken,
        "title": _("%(program)s llega a %(area)s") % {"program": program, "area": area},
        "place": f"{call.area.district.name}, {call.area.district.parent.name}",
        "closed": _("Esta convocatoria cerró el %(day)s.") % {"day": closed} if closed else "",
        "synthetic": _("INVENTADO") if call.synthetic else "",
        "parts": [asdict(part) | {"icon": _icon(part.icon), "native": _word(part.native)} for part in told.parts],
        "meeting": told.meeting,
        "meeting_native": _word(told.meeting_native),
        "blanks": [(_("Día"), day), (_("Hora"), filled["hour"]), (_("Lugar"), filled["where"]), (asked, filled["who"])],
        "scan": _("Con este código cualquiera ve esta convocatoria y su mensaje en la página del programa."),
        "mark": _("Palabras sin revisión de hablante.") if told.has_native else "",
        "foot": _("%(title)s · mensaje %(version)s") % {"title": title_of(call.version), "version": told.version},
    }


def _message(request: HttpRequest, call: Any) -> Message:
    asks = asks_of(call.version_id)
    return message_of(
        language(),
        spoken=request.GET.get("idioma", ""),
        program=call.version.program.name,
        months=asks.months,
        everybody=asks.open_to_every_household is not False,
    )


def _filled(request: HttpRequest) -> dict[str, Any]:
    """What somebody who works here wrote into the sheet."""
    asked = request.GET if actor(request) is not None else {}
    return {
        "day": _day(asked.get("dia", "")),
        "hour": asked.get("hora", "").strip()[:20],
        "where": asked.get("lugar", "").strip()[:LONGEST],
        "who": asked.get("contacto", "").strip()[:LONGEST],
    }


def _word(native: NativeWord | None) -> str:
    return f"{native.word} ({native.means})" if native else ""


@cache
def _icon(name: str) -> str:
    """A drawing of the sprite as a picture of its own. KeyError for a name that it does not hold."""
    drawings = dict(re.findall(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', SPRITE.read_text("utf-8"), re.DOTALL))
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke-width="1.5"'
    return f'{head} stroke="{INK}" stroke-linecap="round" stroke-linejoin="round">{drawings[name]}</svg>'


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _call_or_404(public_id: UUID) -> Any:
    call = call_by_id(public_id)
    if call is None:
        raise Http404
    return call


urlpatterns = [
    path("convocatorias/<uuid:public_id>/mensaje/", message, name="call_message"),
    path("convocatorias/<uuid:public_id>/mensaje.pdf", message_pdf, name="call_message_pdf"),
]
