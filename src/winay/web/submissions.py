"""What phones sent: the list, one submission with its answers beside the reason, its files, the original."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from winay.accounts.queries import ActingPerson, names_of
from winay.core.actors import Permission
from winay.core.decision import Reason
from winay.core.keys import KeyMissing
from winay.delivery.queries.visits import visit_from
from winay.intake.desk.access import may_erase, may_read, may_review
from winay.intake.desk.queries import (
    MOST_COUNTED,
    Filters,
    count_apart,
    count_open,
    every_submission,
    forms_sent,
    list_submissions,
    read_filters,
    relatives,
    submission_by_id,
)
from winay.intake.desk.rules import AGAIN, ASIDE, CORRECTED
from winay.intake.desk.wording import FLAGS, SHORT, STATES, STEPS
from winay.intake.entities.queries import conflicts_answering, count_conflicts, label_of, said_of
from winay.intake.entities.wording import SAID
from winay.intake.paper.queries import sheet_of
from winay.intake.processing.services import reasons_told
from winay.intake.reading.kinds import SHOWN
from winay.intake.terms import SaidState, State, StepKind
from winay.journeys.ingest import SEALED
from winay.journeys.pages.journal import about
from winay.journeys.pages.submissions import whole, xml_of
from winay.journeys.wording import WORDS, say
from winay.nuclei.access import may_for
from winay.registry.access import may_read_household
from winay.registry.queries.households import registered_from
from winay.web.addresses import uuid_or_none
from winay.web.guard import actor, needs, require
from winay.web.household_words import title_of
from winay.web.journal_words import told_lines
from winay.web.list_words import list_words, property_words
from winay.web.table_files import csv_response

PAGE = 50
PROCESSED = "intake.process"
MADE = ("household", "visit", "session", "delivery", "technology", "home_check", "assembly")
"""What is made of submissions and has a page."""
MOST_MADE = 12


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def submissions(request: HttpRequest) -> HttpResponse:
    """What phones of one's territory sent, the newest first."""
    who = require_somewhere(request)
    places, filters = who.places_for(Permission.READ_SUBMISSIONS), _filters(request)
    page = list_submissions(filters, places, before=uuid_or_none(request.GET.get("before")), limit=PAGE)
    counts = count_open(places)
    forms = forms_sent()
    made = registered_from(str(row.public_id) for row in page.rows)
    context = {
        "page": page,
        "rows": [{"row": row, "state": STATES[State(row.state)], "flags": flags_of(row),
                  "title": forms.get(row.form_id, row.form_id), "why": _why(row),
                  "household": _made(made.get(str(row.public_id)), who)} for row in page.rows],
        "counts": [(STATES[state], number, state) for state, number in counts.items() if number],
        "in_review": counts[State.REVIEW],
        "apart": count_apart(places),
        "crossed": count_conflicts(places),
        "many": page.total > MOST_COUNTED,
        "filters": filters,
        "filtered": filters != Filters(),
        "may_type": who.may_somewhere(Permission.REVIEW_SUBMISSIONS),
        "states": STATES,
        "all_flags": FLAGS,
        "forms": forms,
    }  # fmt: skip
    return render(request, "submissions/list.html", context)


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def submissions_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The list as a file, under the same filters. No answers: those are personal data."""
    who = require_somewhere(request)
    places, filters, language = who.places_for(Permission.READ_SUBMISSIONS), _filters(request), get_language() or "es"

    def rows() -> Iterator[list[object]]:
        for some in every_submission(filters, places):
            with override(language):
                done = [_cells(row) for row in some]
            yield from done

    head = [_("envío"), _("formulario"), _("versión"), _("identificador"), _("estado"), _("razón"), _("marcas"),
            _("teléfono"), _("aparato"), _("territorio"), _("llegó"), _("se llenó"), _("huella SHA-256"),
            _("inventado")]  # fmt: skip
    return csv_response("winay-envios.csv", head, rows())


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def submission(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One submission: why it is where it is, the answers, the files, the way from the phone to what was made of it."""
    who, row = found(request, public_id)
    return render(request, "submissions/submission.html", page_of(row, who))


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def submission_xml(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The bytes as the phone sent them."""
    _who, row = found(request, public_id)
    return gone() if row.erased_at else saved(_xml(row), f"{row.public_id}.xml", "application/xml")


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def submission_file(request: HttpRequest, public_id: UUID, filename: str) -> HttpResponse:
    """One file of a submission. Pictures and sound are shown; anything else is only ever saved."""
    _who, row = found(request, public_id)
    if row.erased_at:
        return gone()
    file = row.attachments.filter(filename=filename).first()
    if file is None:
        raise Http404
    return kept(file.sha256, file.filename, file.content_type)


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def submission_zip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything of a submission in one file, as it was sent: to be opened where the key of an encrypted one is."""
    _who, row = found(request, public_id)
    if row.erased_at:
        return gone()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as pack:
        pack.writestr("submission.xml", _xml(row))
        for file in row.attachments.order_by("id"):
            with suppress(FileNotFoundError, ValueError):  # the page says which files there should be
                pack.writestr(file.filename.replace("/", "_"), settings.WINAY_BLOBS.get(file.sha256))
    return saved(packed.getvalue(), f"{row.public_id}.zip", "application/zip")


def page_of(row: Any, who: ActingPerson, **more: Any) -> dict[str, Any]:
    """What the page of a submission shows; `more` adds to it, or takes its place."""
    language = get_language() or "es"
    seen = whole(row, language=language)
    state, review = State(row.state), may_review(who, row.place_code)
    lines = told_lines(about("submission", str(row.public_id), limit=20, most=MOST_MADE), most=MOST_MADE)
    made = [one for line in lines if line["code"] == PROCESSED for one in line["subjects"] if one["code"] in MADE]
    context = {
        "seen": seen,
        "row": row,
        "state": STATES[state],
        "reasons": [say(reason) for reason in seen.reasons],
        "sealed": any(one.row.kind == StepKind.SEALED for one in seen.steps),
        "undone": [say(reason) for reason in seen.undone],
        "flags": flags_of(row),
        "wrong": [one for block in seen.blocks for one in block.answers if one.wrong],
        "files": [{"row": file, "shown": file.content_type.partition("/")[0] if file.content_type in SHOWN else ""}
                  for file in seen.files],
        "steps": [{"row": one.row, "kind": STEPS[one.row.kind],
                   "reasons": [say(reason) for reason in one.reasons if reason.code in WORDS]}
                  for one in seen.steps],
        "relatives": [{"row": one, "state": STATES[State(one.state)]} for one in relatives(row)],
        "lines": lines,
        "paper": sheet_of(row.pk) if row.sheet else None,
        "typed_by": names_of([row.transcribed_by]).get(row.transcribed_by, "") if row.transcribed_by else "",
        "made": made,
        "home": next((one for one in made if one["code"] == "household"), None),
        "visit": _visit(row, who),
        "may_again": review and state in AGAIN and not seen.erased,
        "may_dismiss": review and state in ASIDE and not seen.erased,
        "may_restore": review and state is State.DISMISSED and not seen.erased,
        "may_correct": review and state in CORRECTED and not (seen.unreadable or seen.erased or row.encrypted),
        "may_erase": not seen.erased and may_erase(who, row.place_code),
        "without_files": state is State.WAITING_FILES or row.reason_code == "intake.files_missing",
        "is_fork": row.reason_code == "intake.fork",
        "entities": _entities(row),
    }  # fmt: skip
    return context | more


def _entities(row: Any) -> list[dict[str, Any]]:
    """What a submission said of things on lists, and what became of it. One query, none where it says nothing."""
    return [
        {
            "list": list_words(one.dataset),
            "state": SAID[SaidState(one.state)],
            "why": [say(reason) for reason in reasons_told(one.why)] or ([say(Reason(one.code))] if one.code else []),
            "label": label_of(one),
            "version": one.version,
            "changed": ", ".join(property_words(name) for name in one.version.changed.split()) if one.version else "",
            "conflict": getattr(one.version, "conflict", None) if one.version else None,
            "answered": conflicts_answering(one),
        }
        for one in (said_of(row) if row.entities else ())
    ]


def found(request: HttpRequest, public_id: UUID) -> tuple[ActingPerson, Any]:
    """The submission, and who asks; 404 where it is not there, 403 outside one's territory."""
    who = require_somewhere(request)
    row = submission_by_id(public_id)
    if row is None:
        raise Http404
    if not may_read(who, row.place_code):
        require(request, Permission.READ_SUBMISSIONS, place_code=row.place_code or None)
    if row.form_id in SEALED and row.erased_at is None:  # what was told in confidence, before it is read
        require(request, Permission.RECORD_VOICE, place_code=row.place_code or None)
    return who, row


def require_somewhere(request: HttpRequest) -> ActingPerson:
    """Who asks; the rule of the address saw already that they may read somewhere."""
    who = actor(request)
    assert who is not None
    return who


def flags_of(row: Any) -> list[str]:
    """What is remarkable about a submission, in words."""
    sealed = row.form_id in SEALED
    erased = [_("borrado a pedido de la persona")] if row.erased_at and not sealed else []
    kept = [_("reservado")] if sealed else []
    paper = [_("de una hoja de papel")] if row.sheet else []
    return [*(str(words) for flag, words in FLAGS.items() if getattr(row, flag)), *erased, *kept, *paper]


def kept(sha256: str, name: str, content_type: str) -> HttpResponse:
    """A file of the store as it is: never run, whatever it holds."""
    try:
        content = settings.WINAY_BLOBS.get(sha256)
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    return saved(content, name, content_type, inline=content_type in SHOWN)


def saved(content: bytes, name: str, content_type: str, *, inline: bool = False) -> HttpResponse:
    """Bytes as a download, or in place where they are a picture or sound."""
    answer = HttpResponse(content, content_type=content_type)
    way = "inline" if inline else "attachment"
    answer["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def gone() -> HttpResponse:
    """What was here was erased because somebody whom it named asked for it."""
    return HttpResponse(_("Se borró a pedido de la persona."), status=410, content_type="text/plain; charset=utf-8")


def _xml(row: Any) -> bytes:
    try:
        return xml_of(row)
    except (ValueError, KeyMissing):
        raise Http404 from None


def _made(household: Any, who: ActingPerson) -> dict[str, Any] | None:
    """The household that a submission became, for who may read it: by its phone one reads the submission, not it."""
    if household is None or not may_read_household(who, household.place.code):
        return None
    return {"title": title_of(household), "place": household.place}


def _visit(row: Any, who: ActingPerson) -> dict[str, Any] | None:
    """The visit that a submission became and its household, for who may read them."""
    visit = visit_from(row.public_id) if row.state == State.PROCESSED else None
    if visit is None or not may_for(visit.nucleus, Permission.READ_NUCLEI, who):
        return None
    return {"row": visit, "household": visit.enrolment.household, "title": title_of(visit.enrolment.household)}


def _why(row: Any) -> str:
    """The short reason of a row in a list; the page has it whole, with what it is about."""
    if not row.reason_code:
        return ""
    return str(SHORT.get(row.reason_code) or _("un dato por corregir"))


def _filters(request: HttpRequest) -> Filters:
    asked = request.GET
    return read_filters(
        asked.get("state", ""), asked.get("form", ""), asked.get("flag", ""), asked.get("text", ""),
        uuid_or_none(asked.get("phone")),
    )  # fmt: skip


def _sender(row: Any) -> str:
    """The phone by its label, or the number of the paper sheet."""
    return row.credential.label if row.credential else _("hoja %(number)s") % {"number": row.sheet}


def _cells(row: Any) -> list[object]:
    ended = row.ended_at or row.began_at
    return [
        str(row.public_id), row.form_id, row.version, row.instance_id, str(STATES[State(row.state)]), row.reason_code,
        "; ".join(flags_of(row)), _sender(row), row.device_id, row.place_code, row.received_at.isoformat(),
        ended.isoformat() if ended else "", row.body_sha256, _("sí") if row.synthetic else _("no"),
    ]  # fmt: skip


urlpatterns = [
    path("envios/", submissions, name="submissions"),
    path("envios/lista.csv", submissions_csv, name="submissions_csv"),
    path("envios/<uuid:public_id>/", submission, name="submission"),
    path("envios/<uuid:public_id>/original.xml", submission_xml, name="submission_xml"),
    path("envios/<uuid:public_id>/todo.zip", submission_zip, name="submission_zip"),
    path("envios/<uuid:public_id>/archivo/<str:filename>", submission_file, name="submission_file"),
]
