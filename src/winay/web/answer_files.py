"""The answers of a form as files: every submission of one's territory with what was answered, and the files with it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from winay.core.actors import Permission
from winay.core.clock import now
from winay.intake.desk.queries import forms_sent, read_filters
from winay.intake.desk.wording import FLAGS, STATES
from winay.intake.exporting.rows import FormAnswers, answers_of_form, envelope_of
from winay.intake.exporting.services import export_answers
from winay.intake.exporting.tables import ELSEWHERE, AnswerTable
from winay.intake.reading.shape import in_language
from winay.journeys.ingest import SEALED
from winay.web.addresses import uuid_or_none
from winay.web.answer_lines import submission_rows
from winay.web.answer_pieces import made_by_two
from winay.web.file_streams import parquet_stream, zip_stream
from winay.web.form_differences import KINDS
from winay.web.guard import needs
from winay.web.submissions import require_somewhere
from winay.web.table_files import Column, Table, csv_parts, table_response

MOST_IN_A_WORKBOOK = 100_000
"""Rows in a workbook: a spreadsheet opens no more with comfort, and making it takes minutes."""
FORMS = ("csv", "xlsx", "zip", "parquet", "files")


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def answer_files(request: HttpRequest) -> HttpResponse:
    """Choose a form and a kind of file; what each holds."""
    answers = _answers(request)
    open_forms = {key: title for key, title in forms_sent().items() if key not in SEALED}
    context: dict[str, Any] = {"forms": open_forms, "states": STATES, "all_flags": FLAGS, "asked": request.GET}
    if answers is not None:
        count = answers.count()
        context |= {
            "answers": answers, "count": count, "too_many": count > MOST_IN_A_WORKBOOK,
            "most": MOST_IN_A_WORKBOOK, "tables": _about(answers),
        }  # fmt: skip
    return render(request, "submissions/answer_files.html", context)


@needs(Permission.READ_SUBMISSIONS)
@require_POST
def answer_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The file, written while it is sent. The journal says who took it."""
    who, answers = require_somewhere(request), _answers(request)
    if answers is None or form not in FORMS:
        raise Http404
    if form == "xlsx" and answers.count() > MOST_IN_A_WORKBOOK:
        words = _("Son más de 100 000 filas, más de lo que una hoja de cálculo abre bien: descárguelas como CSV.")
        return render(request, "submissions/too_many.html", {"words": words, "answers": answers}, status=422)
    export_answers(answers=answers, kind=form, by=who, at=now())
    name = f"winay-{answers.form_id}"
    tables = [_table(answers, number) for number in range(len(answers.tables))]
    if form == "xlsx":
        return table_response(request, tables[0], form)
    if form == "csv":
        return _sent_as(_csv(answers, tables[0]), f"{name}.csv", "text/csv; charset=utf-8")
    if form == "zip":
        parts = zip_stream((f"{one.name}.csv", _encoded(csv_parts(one.keys, one.rows()))) for one in tables)
        return _sent_as(parts, f"{name}.zip", "application/zip")
    if form == "parquet":
        batches = ((f"{one.name}.parquet", parquet_stream(one.keys, _batches(one))) for one in tables)
        return _sent_as(zip_stream(batches, packed=False), f"{name}-parquet.zip", "application/zip")
    return _sent_as(zip_stream(_files(answers), packed=False), f"{name}-archivos.zip", "application/zip")


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def answer_dictionary(request: HttpRequest) -> HttpResponseBase:
    """What every column of the file means; the answers themselves are not in it."""
    answers = _answers(request)
    if answers is None:
        raise Http404
    return table_response(request, _table(answers, 0), "diccionario")


def _answers(request: HttpRequest) -> FormAnswers | None:
    who, asked = require_somewhere(request), request.GET
    filters = read_filters(
        asked.get("state", ""), asked.get("form", ""), asked.get("flag", ""), asked.get("text", ""),
        uuid_or_none(asked.get("phone")),
    )  # fmt: skip
    if not filters.form_id or filters.form_id in SEALED:  # what is told in confidence is not handed out by the file
        return None
    found = answers_of_form(filters.form_id, filters, who.places_for(Permission.READ_SUBMISSIONS))
    return found and replace(found, filters=replace(filters, form_id=found.form_id))


def _about(answers: FormAnswers) -> list[dict[str, Any]]:
    language = get_language() or "es"
    names = {one.path: in_language(one.label, language) for shape in answers.versions for one in
             shape.questions.values() if one.path in shape.repeats}  # fmt: skip
    return [
        {"columns": len(one.columns), "about": names.get(one.path) or one.path or _("una fila por envío")}
        for one in answers.tables
    ]


def _name(answers: FormAnswers, table: AnswerTable) -> str:
    return f"winay-{answers.form_id}{'-' if table.path else ''}{table.path.replace('/', '-')}"


def _table(answers: FormAnswers, number: int) -> Table:
    language, of = get_language() or "es", answers.tables[number]
    asked = [
        Column(one.key, in_language(one.label, language) or one.path, one.path, str(KINDS.get(one.kind, "")))
        for one in of.columns
    ]  # fmt: skip
    if number:
        head = [Column("submission", _("Envío")), Column("round", _("Vuelta"), _("cuál de las que se llenaron"))]
        return Table(_name(answers, of), answers.title, [*head, *asked], lambda: _rounds(answers, number))
    elsewhere = Column(ELSEWHERE, _("Otras respuestas"), _("de una versión que este sistema no conoce"))
    return Table(
        _name(answers, of), answers.title, [*_head(), *asked, elsewhere], lambda: submission_rows(answers, language)
    )


def _head() -> list[Column]:
    return [
        Column("submission", _("Envío")), Column("instance_id", _("Identificador del teléfono")),
        Column("version", _("Versión del formulario")), Column("state", _("Estado")),
        Column("received_at", _("Llegó"), _("reloj del servidor, UTC")),
        Column("began_at", _("Se empezó"), _("reloj del teléfono, UTC")),
        Column("ended_at", _("Se terminó"), _("reloj del teléfono, UTC")), Column("phone", _("Teléfono")),
        Column("device", _("Aparato")), Column("place", _("Territorio")), Column("flags", _("Marcas")),
        Column("unread", _("No se puede leer"), _("está cifrado, o falta la clave")),
        Column("synthetic", _("Inventado"), _("datos de demostración")),
    ]  # fmt: skip


def _csv(answers: FormAnswers, table: Table) -> Iterator[bytes]:
    language = get_language() or "es"
    yield from _encoded(csv_parts(table.keys, []))
    yield from made_by_two(answers, language)


def _rounds(answers: FormAnswers, number: int) -> Iterator[list[object]]:
    for one in answers.submissions():
        for table, place, cells in one.flat.rounds:
            if table == number:
                yield [str(one.public_id), place, *cells]


def _files(answers: FormAnswers) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Photographs, signatures and sound, in a folder for each submission; of an encrypted one also what it was sent as,
    so that the folder is whole for whoever has the key. One that is gone from the disk is left out: the page of its
    submission says which files there should be."""
    for public_id, files in answers.files():
        if (envelope := envelope_of(files[0].submission)) is not None:
            yield f"{public_id}/submission.xml", iter([envelope])
        for one in files:
            with suppress(FileNotFoundError, ValueError):
                content: bytes = settings.WINAY_BLOBS.get(one.sha256)
                yield f"{public_id}/{one.filename.replace('/', '_')}", iter([content])


def _batches(table: Table) -> Iterator[list[Any]]:
    held: list[Any] = []
    for row in table.rows():
        held.append(row)
        if len(held) == 20_000:
            yield held
            held = []
    yield held


def _encoded(parts: Iterator[str]) -> Iterator[bytes]:
    for part in parts:
        yield part.encode()


def _sent_as(parts: Iterator[bytes], name: str, content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


urlpatterns = [
    path("envios/respuestas/", answer_files, name="answer_files"),
    path("envios/respuestas/diccionario", answer_dictionary, name="answer_dictionary"),
    path("envios/respuestas/<str:form>", answer_file, name="answer_file"),
]
