"""Telling how an assembly was held, in one form that fits a telephone; its scan, its corrections, who certified it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.journeys.minutes import take_back_assembly
from winay.nuclei.assembly_rules import CertificationSaid, needed
from winay.nuclei.queries.assemblies import (
    certification_by_id,
    governance_of,
    to_confirm,
)
from winay.nuclei.queries.boards import holders_before
from winay.nuclei.queries.people import Crowd, crowd_of
from winay.nuclei.services.minutes import attach_scan, tell_assembly
from winay.nuclei.services.reversing import certify_minutes, reverse_certification
from winay.nuclei.terms import AssemblyKind, AssemblyState, CertifierKind, MotionKind
from winay.nuclei.wording import MOTIONS
from winay.registry.rules import household_code
from winay.registry.wording import LANGUAGES
from winay.web.assemblies_of_nuclei import act, assembly_or_404, teller
from winay.web.board_words import quorum_words, sayings, shown_assembly, shown_mandate
from winay.web.days import local_today
from winay.web.governance_forms import LARGEST_SCAN, CertificationForm, ReasonForm, ScanForm, scan_kind
from winay.web.guard import needs
from winay.web.household_words import age_words, name_of, title_of
from winay.web.kept_files import kept_file
from winay.web.telling_form import Telling, labels_of

TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Copy the minutes of an assembly: who came, what was decided, who was elected."""
    found = assembly_or_404(request, public_id)
    who = teller(request, found.nucleus)
    if found.state != AssemblyState.CALLED:
        return redirect("web:nucleus_assembly", found.public_id)
    crowd = crowd_of(found.nucleus, found.held_on)
    asks = governance_of(found.nucleus.version_id)
    form = Telling(request.POST, AssemblyKind(found.kind), labels_of(crowd), asks.appointing)
    problems: list[str] = []
    if request.method == "POST" and not form.add:
        try:
            told = form.told(scan=_kept(request.FILES.get("scan")))
            problems = form.problems
            if not problems:
                tell_assembly(assembly=found, told=told, by=who, at=now())
                messages.success(request, _("Acta transcrita. Revísela y emita el documento."))
                return redirect("web:nucleus_assembly", found.public_id)
        except NotAllowed:
            raise PermissionDenied from None
        except Refused as refused:
            problems = sayings(refused.reasons)
    context = _context(found, crowd, asks, form) | {"problems": problems}
    wrong = request.method == "POST" and not form.add
    return render(request, "governance/tell.html", context, status=422 if wrong else 200)


def _context(found: Any, crowd: Crowd, asks: Any, form: Telling) -> dict[str, Any]:
    """What the form shows: everybody by household, and what was marked and typed."""
    holders = [shown_mandate(one) for one in holders_before(found.nucleus, found.held_on)]
    told_by_age = crowd.minors | crowd.namesakes
    return {
        **shown_assembly(found),
        "nucleus": found.nucleus,
        "told": form,
        "homes": [
            {
                "title": title_of(home.household),
                "code": household_code(home.household.public_id),
                "place": home.household.place.name,
                "people": [
                    {
                        "id": one.public_id,
                        "name": name_of(one),
                        "age": age_words(one, found.held_on) if one.public_id in told_by_age else "",
                        "came": one.public_id in form.came | form.spoke,
                        "spoke": one.public_id in form.spoke,
                    }
                    for one in home.people
                ],
            }
            for home in crowd.homes
        ],
        "members": len(crowd.homes),
        "needed": needed(len(crowd.homes), asks.over) if crowd.homes else 0,
        "quorum": quorum_words(asks),
        "labels": sorted(form.labels),
        "languages": list(LANGUAGES.items()),
        "spoken": form.text("language"),
        "kinds": [(kind, MOTIONS[kind]) for kind in MotionKind],
        "holders": holders,
        "earlier": to_confirm(found.nucleus, found.held_on),
        "due": found.held_on <= local_today(),
    }


def _kept(file: Any) -> str:
    """The hash of a scan, kept; empty where none was sent. `Refused` for what is no picture or paper."""
    if file is None:
        return ""
    content = file.read(LARGEST_SCAN + 1)
    if len(content) > LARGEST_SCAN or not scan_kind(content):
        raise Refused([Reason("nuclei.scan_kind", {"most": LARGEST_SCAN // 1_000_000})])
    return str(settings.WINAY_BLOBS.put(content))


@needs(Permission.READ_NUCLEI)
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The scan of the signed paper; by POST, add it."""
    found = assembly_or_404(request, public_id)
    if request.method == "GET" and found.scan_sha256:
        kind = scan_kind(settings.WINAY_BLOBS.path(found.scan_sha256).open("rb").read(8)) if _there(found) else ""
        name = f"acta-{found.held_on.isoformat()}.{TYPES.get(kind, 'bin')}"
        return kept_file(request, found.scan_sha256, name, kind or "application/octet-stream")
    who = teller(request, found.nucleus)
    form = ScanForm(request.POST or None, request.FILES or None)
    return act(
        request,
        form,
        lambda: attach_scan(assembly=found, digest=_kept(form.cleaned_data["file"]), by=who, at=now()),
        done=_("Acta escaneada guardada."),
        context={
            **_of(found),
            "heading": _("Agregar el acta escaneada"),
            "answer": _("La hoja firmada, como está en el libro de actas."),
            "verb": _("Guardar"),
            "undo": _("No se cambia después: si es otra hoja, se retira el acta y se transcribe otra vez."),
            "with_file": True,
        },
    )


def _there(found: Any) -> bool:
    return settings.WINAY_BLOBS.path(found.scan_sha256).exists()


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def reverse_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back minutes that were copied wrongly, and copy them anew."""
    found = assembly_or_404(request, public_id)
    who = teller(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: take_back_assembly(assembly=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Acta retirada. Transcriba ahora la correcta."),
        to=lambda made: reverse("web:tell_assembly", args=[made.public_id]),
        context={
            **_of(found),
            "heading": _("Retirar un acta mal transcrita"),
            "answer": _(
                "Lo que se eligió y revocó en ella deja de contar; quien tenía el cargo antes lo recupera. Un teléfono "
                "que se retiró con un cargo no vuelve a tener acceso."
            ),
            "verb": _("Retirar el acta"),
            "next": _(
                "Queda en el registro con su razón, y sus documentos dejan de valer. Enseguida transcribe la correcta."
            ),
            "undo": _("No se deshace."),
            "danger": True,
        },
    )


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def certify(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down who certified the minutes."""
    found = assembly_or_404(request, public_id)
    who = teller(request, found.nucleus)
    form = CertificationForm(request.POST or None, initial={"certified_on": local_today()})

    def verb() -> object:
        given = form.cleaned_data
        said = CertificationSaid(
            CertifierKind(given["kind"]), given["certifier"], given["certified_on"], given["note"]
        )  # fmt: skip
        return certify_minutes(assembly=found, said=said, by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Certificación registrada. Emita el acta otra vez para que la diga."),
        context={
            **_of(found),
            "heading": _("¿Quién certificó el acta?"),
            "verb": _("Registrar certificación"),
            "next": _("Se ve en la página de la asamblea y en el acta que se emita desde ahora."),
            "undo": _("Si hay un error se retira con su razón."),
        },
    )


@needs(Permission.RECORD_ASSEMBLY)
@require_http_methods(["GET", "POST"])
def uncertify(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back a certification."""
    certification = certification_by_id(public_id)
    if certification is None:
        raise Http404
    found = assembly_or_404(request, certification.assembly.public_id)
    who = teller(request, found.nucleus)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: reverse_certification(
            certification=certification, why=form.cleaned_data["why"], by=who, at=now()
        ),
        done=_("Certificación retirada."),
        context={
            **_of(found),
            "heading": _("Retirar una certificación"),
            "answer": certification.certifier,
            "verb": _("Retirar certificación"),
            "danger": True,
        },
    )  # fmt: skip


def _of(found: Any) -> dict[str, Any]:
    return {
        "nucleus": found.nucleus, "one": found, "back": _("Asamblea"),
        "back_url": reverse("web:nucleus_assembly", args=[found.public_id]),
    }  # fmt: skip


urlpatterns = [
    path("asambleas/<uuid:public_id>/transcribir/", tell, name="tell_assembly"),
    path("asambleas/<uuid:public_id>/escaneo/", scan, name="assembly_scan"),
    path("asambleas/<uuid:public_id>/retirar/", reverse_one, name="take_back_assembly"),
    path("asambleas/<uuid:public_id>/certificar/", certify, name="certify_minutes"),
    path("asambleas/certificacion/<uuid:public_id>/retirar/", uncertify, name="reverse_certification"),
]
