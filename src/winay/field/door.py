"""The door for phones: everything under `/campo/` is answered here, and nothing but what OpenRosa says is answered.

Phones carry no cookie and read no page, so sessions, languages, forms and pages of errors are left aside. Every
failure has an envelope: it is the only way to tell whoever holds the phone what to do.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import http_date
from django.utils.translation import gettext as _

from winay.field.answers import envelope
from winay.field.masking import masked

PREFIX = "/campo/"
log = logging.getLogger("winay.field")


class PhoneDoor:
    """The first middleware: requests of phones go no further."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.answer = GZipMiddleware(self._answer)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        with translation.override(settings.LANGUAGE_CODE):
            response = self.answer(request)
        return _dressed(request, response)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()  # a host name that is not ours must not get into the addresses we write
            if "\0" in request.path_info:
                raise SuspiciousOperation("a character that no address has")
            found = resolve(request.path_info)
            request.resolver_match = found
            return found.func(request, *found.args, **found.kwargs)
        except DisallowedHost:
            return envelope(_("El servidor no atiende bajo este nombre. Avise a su oficina."), status=400)
        except (Resolver404, Http404):
            return envelope(
                _("Esta dirección no existe. Vuelva a configurar el teléfono con su código QR."), status=404
            )
        except PermissionDenied:
            return envelope(_("Este teléfono no tiene permiso para eso. Avise a su oficina."), status=403)
        except SuspiciousOperation:
            return envelope(_("El envío no se entiende. Lo que usted llenó sigue en el teléfono."), status=400)
        except Exception:
            log.exception("A phone's request failed: %s %s", request.method, masked(request.path_info))
            words = _("El servidor falló. Lo que usted llenó sigue guardado en el teléfono: vuelva a enviar más tarde.")
            return envelope(words, status=500)


def _dressed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The headers that every answer carries, also a failure; and no body where none was asked for."""
    response["X-OpenRosa-Version"] = "1.0"
    response["Date"] = http_date()
    response["Content-Language"] = settings.LANGUAGE_CODE
    response["Referrer-Policy"] = "no-referrer"  # the address holds the token
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "default-src 'none'; sandbox"  # a form's file opened in a browser does nothing
    )
    response.headers.setdefault("Cache-Control", "no-store")
    if request.method == "HEAD" and isinstance(response, HttpResponse):
        response.content = b""
        del response["Content-Length"]
    return response
