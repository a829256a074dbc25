"""Forms in a browser: the pages that fill them in, also without signal, and how a browser is let in.

The pages themselves are the same for everybody and hold nothing of anybody: a browser keeps them. What they fetch and
send goes through the door for phones, with a credential as a phone has one (ADR 40).
"""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from winay.accounts.queries import ActingPerson, acting, demo_people, programs_offered
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.intake.desk.access import may_read, may_review
from winay.intake.desk.queries import submission_sent
from winay.journeys.browsers import let_browser_in, let_newcomer_in
from winay.journeys.ingest import SEALED, ingest_one
from winay.journeys.pages.trying import Sample, sample_visit
from winay.journeys.visit_form import VISIT_FORM
from winay.journeys.wording import say
from winay.places.queries import place_by_code
from winay.web.addresses import uuid_or_none
from winay.web.days import local_today
from winay.web.filling_words import of_library, of_pages
from winay.web.guard import actor, demo_only, needs, public
from winay.web.household_words import title_of
from winay.web.session import BACKEND

POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, "'wasm-unsafe-eval'"],
    "style-src": [SELF],
    "img-src": [SELF, "blob:", "data:"],
    "media-src": [SELF, "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
}
"""What the page with the library needs beyond others: it reads the conditions of a form with a parser that is compiled
to WebAssembly, and shows pictures and sound from the browser's own store. Nothing else of the house may do either."""
PAGE_FILES = (
    "winay.svg", "winay.css", "filling.css", "filling-store.js", "filling-door.js", "filling-lists.js",
    "vendor/icons/tabler-icons.svg",
)  # fmt: skip
LIST_FILES = ("vendor/tabler/tabler.min.css", "filling-list.js")
FORM_FILES = (
    "vendor/odk-web-forms/odk-web-forms.css", "vendor/odk-web-forms/vue.runtime.global.prod.js",
    "vendor/odk-web-forms/odk-web-forms.js", "filling-form.js",
)  # fmt: skip
ANY_FORM = "formulario"
"""The page of every form is the same one; it is kept under this name."""


class EnterForm(forms.Form):
    """Where a browser may register."""

    place = forms.CharField(
        label=gettext_lazy("Lugar"), required=False, max_length=120,
        help_text=gettext_lazy("Ubigeo o nombre. Este navegador recibe sus centros poblados y registra solo ahí."),
    )  # fmt: skip
    program = forms.ChoiceField(label=gettext_lazy("Programa"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs = [("", _("Todos los programas")), *programs_offered().items()]
        self.fields["program"].choices = programs  # type: ignore[attr-defined]


@public
@require_GET
def filling(request: HttpRequest) -> HttpResponse:
    """What is in this browser: forms to fill in, drafts, what waits to be sent. It works without signal."""
    return render(request, "filling/list.html", {"config": _config(request), "words": of_pages()})


@public
@csp_replace(POLICY)
@require_GET
def filling_form(request: HttpRequest, form_id: str) -> HttpResponse:
    """A form to fill in. Which one it is the page reads in its own address: it is the same page for all of them."""
    return render(request, "filling/form.html", {"config": _config(request), "words": of_pages() | of_library()})


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """What keeps the pages and the library in the browser, under this address and no other."""
    files = [static(name) for name in (*PAGE_FILES, *LIST_FILES, *FORM_FILES)]
    kept = [reverse("web:filling"), reverse("web:filling_form", args=[ANY_FORM])]
    passed = [reverse(f"web:{name}") for name in ("filling_enter", "filling_try", "filling_sample", "filling_arrived")]
    said = json.dumps({"files": files, "list": kept[0], "form": kept[1], "passed": passed, "lang": get_language()})
    version = hashlib.sha256(said.encode()).hexdigest()[:16]
    context = {"said": said, "version": version}
    response = render(request, "filling/worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@needs(Permission.MANAGE_PHONES)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Let this browser in, for oneself. The token goes back behind the # of an address, which no server is sent."""
    who = actor(request)
    assert who is not None
    form_id = request.GET.get("formulario", "")[:200]
    form = EnterForm(request.POST or None, initial={"place": _own_place(who)})
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            _found, token = let_browser_in(person=who.person, **form.cleaned_data, by=who, at=now())
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        except NotAllowed:
            refused = [_("Solo puede registrar dentro de su territorio y su programa. Elija un lugar de ahí.")]
        else:
            return _opened(token, kind="person", name=who.person.name, form_id=form_id)
    context = {"form": form, "refused": refused, "here": request.get_full_path()}
    return render(request, "filling/enter.html", context, status=422 if request.method == "POST" else 200)


@demo_only
@require_POST
def try_out(request: HttpRequest) -> HttpResponse:
    """Try the phone here: this browser becomes the phone of a demonstration's trainer, and whoever looks on becomes
    somebody of the office who may follow what it sends."""
    sample = sample_visit(on=local_today())
    guide = _guide(request, sample) if sample is not None else None
    if sample is None or guide is None:
        messages.warning(request, _("Hoy ya se contaron todas las visitas de la demostración. Pruebe mañana."))
        return redirect("web:home")
    _found, token = let_newcomer_in(sample=sample, by=guide, at=now())
    contract = str(sample.contract.public_id)
    return _opened(token, kind="trial", name=sample.contract.applicant.name, form_id=VISIT_FORM, contract=contract)


@demo_only
@require_GET
def sample_answers(request: HttpRequest) -> HttpResponse:
    """The answers of a visit that a newcomer may take over, of the trainer whose phone it is. Everybody in it was made
    up."""
    sample = sample_visit(on=local_today(), contract=uuid_or_none(request.GET.get("contract")))
    if sample is None:
        raise Http404
    said = {"form": VISIT_FORM, "trainer": sample.contract.applicant.name, "household": title_of(sample.household),
            "answers": sample.answers}  # fmt: skip
    response = JsonResponse(said)
    response["Cache-Control"] = "no-store"
    return response


@needs(Permission.READ_SUBMISSIONS)
@require_POST
def arrived(request: HttpRequest) -> HttpResponse:
    """Where something that a browser sent has got to: it is read at once for whoever may, and looks on."""
    who = actor(request)
    row = submission_sent(request.POST.get("form", ""), request.POST.get("instance", ""))
    if row is None or not may_read(who, row.place_code):
        raise Http404
    if may_review(who, row.place_code):
        ingest_one(public_id=row.public_id, at=now())
    return redirect("web:submission", row.public_id)


def _config(request: HttpRequest) -> dict[str, Any]:
    """What the scripts of the pages must know."""
    return {
        "list": reverse("web:filling"),
        "form": reverse("web:filling_form", args=["__form__"]),
        "worker": reverse("web:filling_worker"),
        "enter": reverse("web:filling_enter"),
        "sample": reverse("web:filling_sample"),
        "door": "/campo/",
        "most": settings.WINAY_PHONES_SEND,
        "language": get_language(),
        "sealed": sorted(SEALED),
    }


def _opened(token: str, *, kind: str, name: str, form_id: str, contract: str = "") -> HttpResponse:
    """Over to the page, with the token where only the browser reads it."""
    page = reverse("web:filling_form", args=[form_id]) if form_id else reverse("web:filling")
    more = f"&contract={contract}" if contract else ""
    response = HttpResponseRedirect(f"{page}#{token}&kind={kind}&name={quote(name)}{more}")
    response["Cache-Control"] = "no-store"
    return response


def _guide(request: HttpRequest, sample: Sample) -> ActingPerson | None:
    """Whoever asks, if they may follow the visit; else somebody of the demonstration who may, whom they become."""
    place, program = sample.nucleus.district.code, sample.nucleus.version.program.key

    def may(who: ActingPerson) -> bool:
        asked = (Permission.MANAGE_PHONES, Permission.REVIEW_SUBMISSIONS, Permission.READ_NUCLEI)
        return all(who.may(one, place_code=place, program=program) for one in asked)

    here = actor(request)
    if here is not None and may(here):
        return here
    people = (acting(person, on=local_today()) for person in demo_people())
    guide = next((who for who in people if may(who)), None)
    if guide is not None:
        login(request, guide.person, backend=BACKEND)
        words = _("Usted ve ahora como %(name)s: así puede seguir lo que envía. «Ver como…» lo cambia.")
        messages.info(request, words % {"name": guide.person.name})
    return guide


def _own_place(who: ActingPerson) -> str:
    """The place that somebody with one territory most likely means."""
    held = who.places_for(Permission.MANAGE_PHONES)
    place = place_by_code(held[0]) if len(held) == 1 and held[0] else None
    return f"{place.code} {place.name}" if place else ""


urlpatterns = [
    path("llenar/", filling, name="filling"),
    path("llenar/sw.js", worker, name="filling_worker"),
    path("llenar/entrar/", enter, name="filling_enter"),
    path("llenar/probar/", try_out, name="filling_try"),
    path("llenar/ejemplo/", sample_answers, name="filling_sample"),
    path("llenar/enviado/", arrived, name="filling_arrived"),
    path("llenar/<str:form_id>/", filling_form, name="filling_form"),
]
