"""Who may open which address. Deny by default: a view without a rule is a failed test and a 403."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from winay.accounts.queries import ActingPerson, acting, is_demo
from winay.core.actors import Permission
from winay.web.days import local_today

View = Callable[..., HttpResponseBase]


class Audience(StrEnum):
    """For whom an address is."""

    PUBLIC = "public"
    PERSON = "person"
    PERMISSION = "permission"
    DEMO = "demo"


@dataclass(frozen=True)
class Rule:
    """The access rule of one address. Where a permission is asked for an object's place, the view asks again
    with `require` once it has found the object."""

    audience: Audience
    permission: Permission | None = None


def actor(request: HttpRequest) -> ActingPerson | None:
    """Who is asking, read once a request; None for the public."""
    if not hasattr(request, "_winay_actor"):
        person = request.user
        today = local_today()
        request._winay_actor = acting(person, on=today) if person.is_authenticated else None  # type: ignore
    return request._winay_actor  # type: ignore


def demo(request: HttpRequest) -> bool:
    """Whether this installation is a demonstration, read once a request."""
    if not hasattr(request, "_winay_demo"):
        request._winay_demo = is_demo()  # type: ignore
    return request._winay_demo  # type: ignore


def public(view: View) -> View:
    """Anybody, without logging in. Shows no personal data."""
    return _guarded(view, Rule(Audience.PUBLIC))


def person(view: View) -> View:
    """Anybody who has logged in."""
    return _guarded(view, Rule(Audience.PERSON))


def needs(permission: Permission) -> Callable[[View], View]:
    """Somebody who holds the permission somewhere; the view narrows it to the object's place with `require`."""
    return lambda view: _guarded(view, Rule(Audience.PERMISSION, permission))


def demo_only(view: View) -> View:
    """Only in a database created as a demonstration; 404 anywhere else."""
    return _guarded(view, Rule(Audience.DEMO))


def require(
    request: HttpRequest, permission: Permission, *, place_code: str | None = None, program: str | None = None
) -> ActingPerson:
    """The actor, if the permission is theirs for this place and program; 403 otherwise."""
    who = actor(request)
    if who is None or not who.may(permission, place_code=place_code, program=program):
        raise PermissionDenied
    return who


def _guarded(view: View, rule: Rule) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sent = (text for _name, texts in request.POST.lists() for text in texts)
        if "%00" in request.get_full_path() or any("\0" in text for text in sent):
            raise SuspiciousOperation("a character that no text has")
        if rule.audience is Audience.DEMO and not demo(request):
            raise Http404
        if rule.audience in {Audience.PERSON, Audience.PERMISSION}:
            who = actor(request)
            if who is None:
                if request.method not in {"GET", "HEAD"}:
                    raise PermissionDenied
                return redirect_to_login(request.get_full_path())
            if rule.permission is not None and not who.may_somewhere(rule.permission):
                raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.access_rule = rule  # type: ignore[attr-defined]
    return guarded


class SizeLimitMiddleware:
    """Nothing larger than the largest file we read gets in, whoever sends it: before anybody is asked who they are,
    a form's files would already lie on our disk."""

    MOST = 6_000_000
    LARGE = 210_000_000
    LARGE_AT = ("/hogares/archivos/",)
    """Where files of a whole territory come in: from people who are logged in alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if size > self.MOST:
            most = self.LARGE if request.path in self.LARGE_AT and SESSION_KEY in request.session else self.MOST
            if size > most:
                words = _("El envío pasa de %(most)s MB: no se recibió nada.") % {"most": most // 1_000_000}
                return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class SecondFactorMiddleware:
    """Staff outside a demonstration reach nothing but their own account until they have a second factor."""

    OPEN = ("/cuenta/", "/static/", "/idioma/", "/csp-report/", "/salud/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not request.path.startswith(self.OPEN) and not self._has_factor(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    def _has_factor(self, request: HttpRequest) -> bool:
        if demo(request) and request.user.synthetic:  # type: ignore[union-attr]
            return True
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        return Authenticator.objects.filter(user_id=request.user.pk, type__in=kinds).exists()
