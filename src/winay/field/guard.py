"""Who may come through the door for phones. Deny by default, as in `web`: a view without a rule is a failed test."""

import base64
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from winay.accounts.phones.queries import ActingPhone, credential_for
from winay.accounts.phones.rules import named_device
from winay.accounts.phones.services import note_contact
from winay.core.clock import local_date, now
from winay.field.answers import envelope
from winay.field.door import PREFIX

log = logging.getLogger("winay.field")


class Audience(StrEnum):
    """For whom an address is."""

    PHONE = "phone"


@dataclass(frozen=True)
class Rule:
    """The access rule of one address."""

    audience: Audience = Audience.PHONE


@dataclass(frozen=True, slots=True)
class Visit:
    """A phone at the door. `token` is the one in the address, None for a phone that logs in with Basic; `origin` is the
    scheme and the host by which it came."""

    phone: ActingPhone
    token: str | None
    device_id: str
    origin: str

    def url(self, name: str, *args: str) -> str:
        """An address of the door as this phone must ask for it: absolute, with its token if it came with one."""
        door, way = _address(name, args)
        return f"{self.origin}{door}{f'{self.token}/' if self.token is not None else ''}{way}"


@lru_cache(4096)
def _address(name: str, args: tuple[str, ...]) -> tuple[str, str]:
    """The door, and the way from there, which is the same for all phones."""
    before, door, way = reverse(f"field:basic_{name}", args=args).partition(PREFIX)
    return before + door, way


View = Callable[..., HttpResponseBase]


def phone(view: View) -> View:
    """Only a phone with a good token: in the address, or as the password of Basic.

    A wrong token in the address is 403 and never 401, which would make the phone ask for a password that nobody has.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, token: str | None = None, **kwargs: Any) -> HttpResponseBase:
        secret = token if token is not None else _password(request)
        at = now()
        who = credential_for(secret, on=local_date(at, settings.TIME_ZONE)) if secret else None
        if who is None:
            return _shut_out() if token is not None else _challenge()
        origin = f"{request.scheme}://{request.get_host()}"
        visit = Visit(who, token, named_device(request.GET.get("deviceID", "")), origin)
        _note(visit, request.headers.get("User-Agent", ""), at)
        return view(request, visit, *args, **kwargs)

    guarded.access_rule = Rule()  # type: ignore[attr-defined]
    return guarded


def _note(visit: Visit, user_agent: str, at: datetime) -> None:
    """Note that the phone was heard of. Where that fails, as on a full disk, what it came for decides what it hears."""
    try:
        note_contact(phone=visit.phone, device_id=visit.device_id, user_agent=user_agent, at=at)
    except DatabaseError:
        log.exception("That a phone was heard of could not be noted.")


def only(*methods: str) -> Callable[[View], View]:
    """Turns every other method away, with words."""

    def decorate(view: View) -> View:
        def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method in methods:
                return view(request, *args, **kwargs)
            response: HttpResponse = envelope(_("Esta dirección no recibe envíos. Avise a su oficina."), status=405)
            response["Allow"] = ", ".join(methods)
            return response

        limited.access_rule = view.access_rule  # type: ignore[attr-defined]
        return limited

    return decorate


def _password(request: HttpRequest) -> str | None:
    scheme, _space, body = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(body.strip(), validate=True).decode("utf-8").partition(":")[2]
    except ValueError:  # not base64, or not UTF-8 behind it
        return None


def _shut_out() -> HttpResponse:
    words = _(
        "Este teléfono no tiene acceso, o su acceso terminó. Lo que usted llenó sigue guardado en el teléfono: "
        "pida a su oficina un código QR nuevo y vuelva a enviar."
    )
    return envelope(words, status=403)


def _challenge() -> HttpResponse:
    words = _("Escriba como contraseña la clave que le dio su oficina, o configure el teléfono con su código QR.")
    response = envelope(words, status=401)
    response["WWW-Authenticate"] = 'Basic realm="Winay", charset="UTF-8"'
    return response
