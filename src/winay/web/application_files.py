"""Applications from a file in the browser: checked first, then registered in one act. The file is not kept: it goes
back and forth with the page, for it holds people's ids."""

import base64
import binascii
import csv
from io import StringIO
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import BadInputs, NotAllowed, Refused
from winay.core.spreadsheet import safe
from winay.journeys.wording import WORDS, describe, say
from winay.registry.files.reading import Fault
from winay.registry.files.wording import fault_words
from winay.trainers.files import EXAMPLE, OPTIONAL, REQUIRED, Checked, check_applications, register_applications
from winay.web.contest_acting import contest_or_404, doer, of_contest, sayings
from winay.web.guard import needs

MOST_BYTES = 1_000_000


class ApplicationsFileForm(forms.Form):
    """A table of applications."""

    file = forms.FileField(
        label=gettext_lazy("Archivo de postulaciones"),
        help_text=gettext_lazy("CSV o Excel (.xlsx), una fila por persona, hasta 500 filas y 1 MB."),
    )


@needs(Permission.RUN_CONTEST)
@require_http_methods(["GET", "POST"])
def applications_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Check a file; with its second step, register what it holds."""
    found = contest_or_404(request, public_id)
    who = doer(request, found, Permission.RUN_CONTEST)
    form = ApplicationsFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {**of_contest(found), "form": form, "columns": REQUIRED, "more": OPTIONAL, "one": found}
    name, content = _sent(request, form)
    if content is not None:
        try:
            if "kept" in request.POST:
                made = register_applications(contest=found, name=name, content=content, by=who, at=now())
                words = ngettext("%(n)s postulación registrada.", "%(n)s postulaciones registradas.", len(made))
                messages.success(request, words % {"n": len(made)})
                return redirect("web:contest", found.public_id)
            context |= _checked(check_applications(found, name, content, by=who, at=now()), name, content)
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            context["problems"] = sayings(refused.reasons)
        except BadInputs as bad:
            context["problems"] = [describe(problem) for problem in bad.problems]
    wrong = request.method == "POST" and (content is None or context.get("problems") or context.get("faults"))
    return render(request, "trainers/applications_file.html", context, status=422 if wrong else 200)


def _sent(request: HttpRequest, form: ApplicationsFileForm) -> tuple[str, bytes | None]:
    """What was sent: the file itself, or the one that the page carried since it was checked."""
    if request.method != "POST":
        return "", None
    if "kept" in request.POST:
        try:
            return request.POST.get("name", "")[:120], base64.b64decode(request.POST["kept"], validate=True)
        except (binascii.Error, ValueError):
            return "", None
    if not form.is_valid():
        return "", None
    file = form.cleaned_data["file"]
    if file.size > MOST_BYTES:
        form.add_error("file", _("El archivo pasa de 1 MB."))
        return "", None
    return file.name[:120], file.read()


def _checked(checked: Checked, name: str, content: bytes) -> dict[str, Any]:
    return {
        "checked": checked,
        "faults": [(fault.row, words(fault)) for fault in checked.faults],
        "kept": "" if checked.faults else base64.b64encode(content).decode(),
        "name": name,
    }


def words(fault: Fault) -> str:
    """What is wrong with a cell, and what to do."""
    if fault.code.startswith("trainers.") and fault.code in WORDS:
        where = f"{fault.column}: " if fault.column else ""
        return where + say(Reason(fault.code, fault.params))
    return fault_words(fault)


@needs(Permission.RUN_CONTEST)
@require_GET
def applications_template(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An empty table with its titles and one made-up row."""
    found = contest_or_404(request, public_id)
    doer(request, found, Permission.RUN_CONTEST)
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([*REQUIRED, *OPTIONAL])
    writer.writerow([safe(cell) for cell in EXAMPLE])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="postulaciones.csv"'
    return response


urlpatterns = [
    path("concursos/<uuid:public_id>/archivo/", applications_file, name="applications_file"),
    path("concursos/<uuid:public_id>/archivo/modelo.csv", applications_template, name="applications_template"),
]
