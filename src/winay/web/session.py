"""Language, the "See as…" switch of a demonstration, reports of the content policy, a sign of life."""

import json
import logging

from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import RawPostDataException
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from winay.accounts.queries import demo_people
from winay.web.guard import demo_only, public

log = logging.getLogger("winay.csp")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LONGEST_ADDRESS = 500
"""Characters of an address that the log keeps: anybody may send reports, and nobody shall fill a disk with them."""


@demo_only
@require_POST
def see_as(request: HttpRequest) -> HttpResponse:
    """Become one of the demonstration's synthetic people, or the public. Nobody real can be become."""
    wanted = request.POST.get("person", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    if not wanted:
        logout(request)
        return HttpResponseRedirect(target)
    person = next((p for p in demo_people() if str(p.public_id) == wanted), None)
    if person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    return HttpResponseRedirect(target)


@public
@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Browsers tell here what the content policy blocked; one line in the log each."""
    try:
        report = json.loads(request.body[:10_000])["csp-report"]
        blocked, page = (str(report[name])[:LONGEST_ADDRESS] for name in ("blocked-uri", "document-uri"))
    except (ValueError, LookupError, TypeError, RecursionError, RawPostDataException):
        return HttpResponse(status=400)
    log.warning("blocked %r on %r", blocked, page)  # %r: whoever sends this must not write lines of their own
    return HttpResponse(status=204)


@public
def health(request: HttpRequest) -> HttpResponse:
    """Whether the web process answers."""
    return HttpResponse("ok", content_type="text/plain")


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this beside the first page. Without it the 404 page would set a second CSRF cookie and
    invalidate the form that the first page shows."""
    response = redirect(static("winay.svg"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


urlpatterns = [
    path("favicon.ico", favicon, name="favicon"),
    path("idioma/", public(set_language), name="set_language"),
    path("ver-como/", see_as, name="see_as"),
    path("csp-report/", csp_report, name="csp_report"),
    path("salud/", health, name="health"),
]
