"""Where phones send what was filled in: HEAD says how much may come at once, POST keeps it.

A phone deletes what it sent when it hears 201 or 202, and shows the words of any other answer to a trainer.
"""

import logging
import mmap
from contextlib import suppress
from io import UnsupportedOperation

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from winay.core.clock import now
from winay.core.decision import Reason
from winay.field.answers import envelope
from winay.field.guard import Visit, only, phone
from winay.field.multipart import Body, NotMultipart, Part, parts_of
from winay.intake.receiving.services import Delivery, Fault, NotReceived, SentFile, receive
from winay.journeys.wording import say

log = logging.getLogger("winay.field")
XML_PART = "xml_submission_file"
INCOMPLETE = "*isIncomplete*"
BODY = "winay.body"
IN_MEMORY = 512 * 1024
DONE = "full submission upload was successful!"
"""Collect shows its own translated word for exactly this sentence, and any other as it is."""
STATUS = {Fault.BROKEN: 400, Fault.UNKNOWN_FORM: 404, Fault.CONFLICT: 409, Fault.TOO_LARGE: 413}


@only("HEAD", "POST")
@phone
def submission(request: HttpRequest, visit: Visit) -> HttpResponse:
    """HEAD: 204 and what may be sent. POST: 201 when it is kept, 202 when it waits for the one it corrects."""
    answer = HttpResponse(status=204) if request.method == "HEAD" else _received(request, visit)
    if answer.status_code == 204:
        del answer["Content-Type"]
    answer["X-OpenRosa-Accept-Content-Length"] = str(settings.WINAY_PHONES_SEND)
    return answer


def _received(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        body = _body_of(request)
    except _NotRead as fault:
        return envelope(say(fault.reason), status=fault.status)
    try:
        return _kept(body, request, visit)
    except (DatabaseError, OSError):
        log.exception("What a phone sent could not be kept.")
        return envelope(say(Reason("intake.no_room")), status=503)
    finally:
        if isinstance(body, mmap.mmap):
            with suppress(BufferError):  # a part is still looked at by a traceback; it goes with it
                body.close()


def _kept(body: Body, request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        parts = parts_of(body, request.META.get("CONTENT_TYPE", ""))
    except NotMultipart:
        return envelope(say(Reason("intake.cut")), status=400)
    xml = next((part for part in parts if part.name == XML_PART), None)
    if xml is None:
        return envelope(say(Reason("intake.no_xml")), status=400)
    delivery = Delivery(
        xml=bytes(xml.content(body)),
        files=[SentFile(_name(part), part.content(body)) for part in parts if part is not xml and _is_file(part)],
        incomplete=any(part.name == INCOMPLETE and bytes(part.content(body)) == b"yes" for part in parts),
        device_id=visit.device_id,
    )
    try:
        receipt = receive(delivery=delivery, by=visit.phone, at=now())
    except NotReceived as refusal:
        return envelope(say(refusal.reasons[0]), status=STATUS[refusal.fault])
    if receipt.waits:
        return envelope(_("Recibido: espera al envío que corrige."), status=202)
    return envelope(DONE, status=201)


def _is_file(part: Part) -> bool:
    return part.filename is not None and part.name != XML_PART


def _name(part: Part) -> str:
    """A phone gives field and file the same name; some clients name only one."""
    return part.filename or part.name


class _NotRead(Exception):
    def __init__(self, status: int, reason: Reason) -> None:
        super().__init__(reason.code)
        self.status, self.reason = status, reason


def _body_of(request: HttpRequest) -> Body:
    """The body, whole: in memory, or as a file that is looked into. It was read before this is asked, as far as the
    server in front is ours (`config.bodies`)."""
    most = settings.WINAY_PHONES_SEND + settings.WINAY_PHONES_SPARE
    arrived = request.environ.get(BODY, "whole") if hasattr(request, "environ") else "whole"
    announced = int(request.META.get("CONTENT_LENGTH") or 0)
    if arrived == "too_large" or announced > most:
        raise _NotRead(413, Reason("intake.body_too_large", {"most": settings.WINAY_PHONES_SEND // 1_000_000}))
    if arrived == "cut":
        raise _NotRead(400, Reason("intake.cut"))
    if request.META.get("HTTP_CONTENT_ENCODING", "identity") not in {"", "identity"}:
        raise _NotRead(415, Reason("intake.compressed"))
    try:
        file = request.environ["wsgi.input"]
        if announced > IN_MEMORY and BODY in request.environ:
            with suppress(UnsupportedOperation, OSError, ValueError):
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return request.read() if BODY not in request.environ else file.read()
    except (OSError, UnreadablePostError):
        raise _NotRead(503, Reason("intake.no_room")) from None
