"""Files of households: send one, see how far it has come and what is wrong in it, load what is good, take it back."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.journeys.wording import say
from winay.registry.files.columns import COLUMNS, KEYS
from winay.registry.files.queries import first_faults, import_for, imports_for
from winay.registry.files.services import drop_file, load_file, send_file, undo_file
from winay.registry.files.wording import ABOUT
from winay.registry.terms import ImportState
from winay.registry.wording import IMPORT_STATES, MESSAGES
from winay.web.days import local_today
from winay.web.guard import actor, needs
from winay.web.household_forms import day_field
from winay.web.kept_files import kept_file
from winay.web.table_files import Column, Table, csv_response, table_response

LARGEST = 200_000_000
BADGES = {
    ImportState.WAITING: "draft", ImportState.CHECKED: "draft", ImportState.WANTED: "draft", ImportState.UNDO: "draft",
    ImportState.DONE: "approved", ImportState.FAILED: "rejected", ImportState.DROPPED: "neutral",
    ImportState.UNDONE: "neutral",
}  # fmt: skip


class FileForm(forms.Form):
    """A file, and the day of its registrations."""

    file = forms.FileField(
        label=gettext_lazy("Archivo"),
        help_text=gettext_lazy("CSV en UTF-8 o XLSX, una fila por persona, hasta 200 MB."),
    )
    on = day_field(gettext_lazy("Fecha de estos registros"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("Pasa de 200 MB. Pártalo, o cárguelo en el servidor: winay load households"))
        return file


@needs(Permission.REGISTER_HOUSEHOLD)
@require_http_methods(["GET", "POST"])
def household_files(request: HttpRequest) -> HttpResponse:
    """Send a file, and the files that were sent."""
    who = _registrar(request)
    today = local_today()
    form = FileForm(request.POST or None, request.FILES or None, initial={"on": today})
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        file, language = form.cleaned_data["file"], request.LANGUAGE_CODE  # type: ignore[attr-defined]
        try:
            sent = send_file(
                name=file.name, digest=_kept(file), on=form.cleaned_data["on"], language=language, by=who, at=now()
            )
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            return redirect("web:household_file", sent.public_id)
    rows = [_row(one) for one in imports_for(who)]
    context = {"form": form, "refused": refused, "rows": rows}
    return render(request, "households/files.html", context, status=422 if request.method == "POST" else 200)


def _kept(file: Any) -> str:
    """The hash of what was sent, kept; a large file is on disk already and is not read into memory."""
    if hasattr(file, "temporary_file_path"):
        return str(settings.WINAY_BLOBS.put_file(Path(file.temporary_file_path())))
    return str(settings.WINAY_BLOBS.put(file.read()))


def _row(one: Any) -> dict[str, Any]:
    state = ImportState(one.state)
    return {"one": one, "state": IMPORT_STATES[state], "kind": BADGES[state], "working": state.for_worker}


@needs(Permission.REGISTER_HOUSEHOLD)
@never_cache
@require_GET
def household_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One file: how far it has come, what would happen or happened, what is wrong in it."""
    return render(request, "households/file.html", _context(request, public_id))


@needs(Permission.REGISTER_HOUSEHOLD)
@never_cache
@require_GET
def household_file_progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of its page that is asked for again while the worker works."""
    return render(request, "households/file_state.html", _context(request, public_id))


def _context(request: HttpRequest, public_id: UUID) -> dict[str, Any]:
    one = _found(request, public_id)
    failed = str(MESSAGES[one.failed_code]) % {"what": one.failed_what} if one.failed_code else ""
    loaded = one.loaded_at is not None
    state = ImportState(one.state)
    return {
        **_row(one),
        "failed": failed,
        "faults": [] if state.for_worker else first_faults(one),
        "good": one.households_new + one.households_changed,
        "checked": state is ImportState.CHECKED,
        "may_undo": state is ImportState.DONE or (state is ImportState.FAILED and loaded),
        "may_drop": state in {ImportState.CHECKED, ImportState.FAILED} and not loaded,
        "undoing": state in {ImportState.UNDO, ImportState.UNDONE},
    }


@needs(Permission.REGISTER_HOUSEHOLD)
@require_POST
def household_file_act(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """Load what is good, give the file up, or take back what it registered."""
    one, who, at = _found(request, public_id), _registrar(request), now()
    try:
        if key == "cargar":
            load_file(sent=one, by=who, at=at)
        elif key == "retirar":
            drop_file(sent=one, by=who, at=at)
        elif key == "deshacer":
            undo_file(sent=one, reason=request.POST.get("reason", ""), by=who, at=at)
        else:
            raise Http404
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refusal:
        context = {**_context(request, public_id), "refused": [say(reason) for reason in refusal.reasons]}
        return render(request, "households/file.html", context, status=422)
    if key == "retirar":
        messages.success(request, _("Archivo retirado: no se cargó nada."))
    return redirect("web:household_file", public_id)


@needs(Permission.REGISTER_HOUSEHOLD)
@never_cache
@require_GET
def household_file_faults(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rows with something wrong, as they came, with a column that says what to mend."""
    one = _found(request, public_id)
    if not one.report_sha256:
        raise Http404
    return kept_file(request, one.report_sha256, "winay-por-corregir.csv", "text/csv; charset=utf-8")


@needs(Permission.REGISTER_HOUSEHOLD)
@require_GET
def household_template(request: HttpRequest, form: str) -> HttpResponseBase:
    """The empty file to fill in, and what each column is."""
    _registrar(request)
    if form == "csv":
        return csv_response("winay-hogares-plantilla.csv", KEYS, [])
    if form not in {"diccionario", "diccionario.csv"}:
        raise Http404
    columns = [Column(one.key, str(ABOUT[one.key]), _definition(one), source=one.example) for one in COLUMNS]
    table = Table("winay-hogares-plantilla", _("Archivo de hogares"), columns, list)
    return table_response(request, table, form)


def _definition(column: Any) -> str:
    words = [_("necesaria") if column.required else _("puede quedar vacía")]
    words += [_("del hogar: en su primera fila, o la misma en todas")] if column.of_household else []
    words += [_("una de: %(words)s") % {"words": ", ".join(column.words)}] if column.words else []
    return "; ".join(words)


def _found(request: HttpRequest, public_id: UUID) -> Any:
    found = import_for(_registrar(request), public_id)
    if found is None:
        raise PermissionDenied
    return found


def _registrar(request: HttpRequest) -> ActingPerson:
    who = actor(request)
    if who is None:
        raise PermissionDenied
    return who


urlpatterns = [
    path("hogares/archivos/", household_files, name="household_files"),
    path("hogares/archivos/plantilla.<str:form>", household_template, name="household_template"),
    path("hogares/archivos/<uuid:public_id>/", household_file, name="household_file"),
    path("hogares/archivos/<uuid:public_id>/avance/", household_file_progress, name="household_file_progress"),
    path("hogares/archivos/<uuid:public_id>/por-corregir.csv", household_file_faults, name="household_file_faults"),
    path("hogares/archivos/<uuid:public_id>/<slug:key>/", household_file_act, name="household_file_act"),
]
