"""What phones are answered: OpenRosa's envelope and headers. Texts are in the project's language; phones send none."""

import hashlib
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpRequest, HttpResponse

XML = "text/xml; charset=utf-8"
"""Phones take nothing else for an answer: `application/xml` is taken for a page of some network on the way."""
RESPONSE = "http://openrosa.org/http/response"


def envelope(text: str, *, status: int, nature: str = "") -> HttpResponse:
    """A sentence for whoever holds the phone: the only way to tell them anything."""
    nature = nature or ("submit_success" if status < 300 else "error")
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<OpenRosaResponse xmlns="{RESPONSE}" items="0">'
        f"<message nature={quoteattr(nature)}>{escape(text)}</message></OpenRosaResponse>"
    )
    return HttpResponse(body, status=status, content_type=XML)


def document(request: HttpRequest, body: str) -> HttpResponse:
    """A list for phones. What stands behind it may change at any moment, so it is asked for again each time; a phone
    that holds just this is told so, which spares it the way."""
    content = body.encode()
    return kept(request, content, XML, hashlib.md5(content, usedforsecurity=False).hexdigest())


def kept(request: HttpRequest, content: bytes, content_type: str, etag: str) -> HttpResponse:
    """Bytes that a phone keeps: 304 when it holds these already."""
    if tags(request) & {etag, "*"}:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content, content_type=content_type)
        response["Content-Length"] = str(len(content))
    response["ETag"] = f'"{etag}"'
    response["Cache-Control"] = "private, no-cache"
    return response


def elements(values: Mapping[str, str]) -> str:
    """One element for each value that is there, in order, without a prefix: some clients read names as they stand."""
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())


def tags(request: HttpRequest) -> set[str]:
    """What the client says it holds. A proxy or our own compression may have called a tag weak."""
    header = request.headers.get("If-None-Match", "")
    return {one.strip().removeprefix("W/").strip('"') for one in header.split(",") if one.strip()}
