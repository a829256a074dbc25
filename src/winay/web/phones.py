"""Phones: which may come in, what they last did, letting one in with a QR code, shutting one out."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import UUID

import segno
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.phones.collect import packed, settings_for
from winay.accounts.phones.lists import (
    PhoneFilters,
    PhoneState,
    count_phones,
    devices_of,
    list_phones,
    phone_by_id,
    state_of,
)
from winay.accounts.phones.services import revoke_credential
from winay.accounts.queries import ActingPerson, names_of, programs_offered
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.intake.entities.listing import lists_on
from winay.journeys.pages.journal import about
from winay.journeys.phones import let_phone_in
from winay.journeys.wording import say
from winay.nuclei.access import may_for
from winay.nuclei.queries.board_phones import board_phones_behind, credentials_carried_by
from winay.places.queries import place_by_code
from winay.trainers.access import may_for_contract
from winay.trainers.queries.phones import credentials_of_trainers, trainer_phones_behind
from winay.web.addresses import uuid_or_none
from winay.web.guard import actor, needs, require
from winay.web.household_words import name_of
from winay.web.journal_words import told_lines
from winay.web.list_words import list_words
from winay.web.people_forms import DAY, ReasonForm
from winay.web.table_files import csv_response

PAGE = 50
STATES = {
    PhoneState.IN_USE: gettext_lazy("en uso"),
    PhoneState.SILENT: gettext_lazy("callado hace más de 14 días"),
    PhoneState.NEVER: gettext_lazy("nunca se conectó"),
    PhoneState.EXPIRED: gettext_lazy("venció"),
    PhoneState.ENDED: gettext_lazy("quien lo lleva ya no tiene acceso"),
    PhoneState.REVOKED: gettext_lazy("retirado"),
}


class PhoneForm(forms.Form):
    """A phone to be let in."""

    label = forms.CharField(
        label=gettext_lazy("De quién o para qué es"), max_length=80,
        help_text=gettext_lazy("Por ejemplo: «Tableta 3, Vinchos». Así se reconoce en la lista."),
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("Correo de quien lo lleva, si es del equipo"), required=False, max_length=254
    )
    holder = forms.CharField(
        label=gettext_lazy("O su nombre, si no entra al sistema"), required=False, max_length=120,
        help_text=gettext_lazy("Un yachachiq o una encuestadora, por ejemplo. Llene uno de los dos."),
    )  # fmt: skip
    place = forms.CharField(
        label=gettext_lazy("Lugar"), required=False, max_length=120,
        help_text=gettext_lazy("Ubigeo o nombre. El teléfono recibe los centros poblados de ahí y registra solo ahí."),
    )  # fmt: skip
    program = forms.ChoiceField(label=gettext_lazy("Programa"), required=False)
    expires_on = forms.DateField(
        label=gettext_lazy("Primer día sin acceso"), required=False, widget=DAY,
        help_text=gettext_lazy("Vacío: hasta que se retire."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs = [("", _("Todos los programas")), *programs_offered().items()]
        self.fields["program"].choices = programs  # type: ignore[attr-defined]


@needs(Permission.READ_PHONES)
@require_GET
def phones(request: HttpRequest) -> HttpResponse:
    """The phones of one's territory, the newest first."""
    who, at = _reader(request), now()
    filters, places = _filters(request), who.places_for(Permission.READ_PHONES)
    page = list_phones(
        filters, places=places, at=at, on=who.on, after=uuid_or_none(request.GET.get("after")), limit=PAGE,
        also=_by_name(filters, who),
    )  # fmt: skip
    counts = count_phones(places=places, at=at, on=who.on)
    context = {
        "page": page,
        "rows": _rows(page.phones, at, who),
        "counts": counts,
        "live": counts[PhoneState.IN_USE] + counts[PhoneState.SILENT] + counts[PhoneState.NEVER],
        "silent": counts[PhoneState.SILENT],
        "never": counts[PhoneState.NEVER],
        "filters": filters,
        "filtered": filters != PhoneFilters(),
        "states": {state.value: words for state, words in STATES.items()},
        "may_manage": who.may_somewhere(Permission.MANAGE_PHONES),
    }
    return render(request, "phones/phones.html", context)


@needs(Permission.READ_PHONES)
@require_GET
def phones_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The list as a file, under the same filters."""
    who, at = _reader(request), now()
    filters, places = _filters(request), who.places_for(Permission.READ_PHONES)
    also = _by_name(filters, who)
    language = get_language() or "es"

    def rows() -> Iterator[list[object]]:
        after: UUID | None = None
        while True:
            page = list_phones(filters, places=places, at=at, on=who.on, after=after, limit=500, also=also)
            with override(language):
                done = [_csv_row(row) for row in _rows(page.phones, at, who)]
            yield from done
            if page.next_after is None:
                return
            after = page.next_after

    head = [_("teléfono"), _("lo lleva"), _("ubigeo"), _("lugar"), _("programa"), _("estado"), _("último contacto"),
            _("aparatos"), _("dado"), _("primer día sin acceso"), _("inventada")]  # fmt: skip
    return csv_response("winay-telefonos.csv", head, rows())


@needs(Permission.READ_PHONES)
@require_GET
def phone(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One phone: whose it is, the devices that came with it, what was done about it."""
    found, who = _phone_or_404(request, public_id)
    place, program = _scope(found)
    names = names_of({found.issued_by, *([found.revoked_by] if found.revoked_by else [])})
    devices = devices_of(found)
    may_read = who.may(Permission.READ_JOURNAL)
    context = {
        "row": _rows([found], now(), who)[0],
        "devices": devices,
        "lists": [{"row": one, "name": list_words(one.dataset)} for one in lists_on(found.pk)],
        "several": len(devices) > 1,
        "issued_by": names.get(found.issued_by, ""),
        "revoked_by": names.get(found.revoked_by, "") if found.revoked_by else "",
        "may_manage": who.may(Permission.MANAGE_PHONES, place_code=place, program=program),
        "about": told_lines(about("phone", str(found.public_id), limit=10)) if may_read else None,
    }
    return render(request, "phones/phone.html", context)


@needs(Permission.MANAGE_PHONES)
@require_http_methods(["GET", "POST"])
def phone_add(request: HttpRequest) -> HttpResponse:
    """Let a phone in. The answer shows the QR code and the address once: the token is kept nowhere."""
    who = _manager(request)
    form = PhoneForm(request.POST or None, initial={"place": _own_place(who)})
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            found, token = let_phone_in(**form.cleaned_data, by=who, at=now())
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        except NotAllowed:
            refused = [_("Solo puede dar acceso dentro de su territorio y su programa. Elija un lugar de ahí.")]
        else:
            return shown_once(request, found, token, back_url=reverse("web:phones"), back=_("Teléfonos"))
    context = {"form": form, "refused": refused}
    return render(request, "phones/phone_add.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.MANAGE_PHONES)
@require_http_methods(["GET", "POST"])
def phone_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Shut a phone out, with the reason."""
    found, _who = _phone_or_404(request, public_id)
    place, program = _scope(found)
    who = require(request, Permission.MANAGE_PHONES, place_code=place, program=program)
    form = ReasonForm(request.POST or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            revoke_credential(credential=found, reason=form.cleaned_data["reason"], by=who, at=now())
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        else:
            messages.success(request, _("«%(label)s» ya no tiene acceso.") % {"label": found.label})
            return redirect("web:phone", found.public_id)
    context = {"form": form, "refused": refused, "found": found}
    return render(request, "phones/phone_revoke.html", context, status=422 if request.method == "POST" else 200)


def _manager(request: HttpRequest) -> ActingPerson:
    """The actor; the verb asks again for the place once it is known."""
    who = actor(request)
    if who is None or not who.may_somewhere(Permission.MANAGE_PHONES):
        raise PermissionDenied
    return who


def shown_once(request: HttpRequest, found: Any, token: str, *, back_url: str, back: str) -> HttpResponse:
    """No redirect: a token in a session or an address would be kept somewhere."""
    base = request.build_absolute_uri(f"/campo/{token}")
    where = found.place.name if found.place else _("todo el país")
    page = f"{reverse('web:filling')}#{token}&kind=phone&name={quote(found.label)}"
    context = {
        "found": found, "base": base, "token": token, "back_url": back_url, "back": back, "page": page,
        "qr": _drawn(packed(settings_for(base, project=f"Wiñay · {where}"))),
        "page_qr": _drawn(request.build_absolute_uri(page)),
    }  # fmt: skip
    response = render(request, "phones/phone_shown.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _drawn(text: str) -> str:
    """A QR code as SVG."""
    out = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", border=4, xmldecl=False, svgns=True, nl=False, omitsize=True)
    return out.getvalue().decode()


def _reader(request: HttpRequest) -> ActingPerson:
    who = actor(request)
    if who is None:
        raise PermissionDenied
    return who


def _phone_or_404(request: HttpRequest, public_id: UUID) -> tuple[Any, ActingPerson]:
    """A phone that the reader may see; 403 for one outside their territory."""
    found = phone_by_id(public_id)
    if found is None:
        raise Http404
    who = _reader(request)
    code = found.place.code if found.place else None
    held = who.places_for(Permission.READ_PHONES)
    if None not in held and not any(code and wide and code.startswith(wide) for wide in held):
        raise PermissionDenied
    return found, who


def _scope(found: Any) -> tuple[str | None, str | None]:
    return found.place.code if found.place else None, found.program.key if found.program else None


def _own_place(who: ActingPerson) -> str:
    """The place that somebody with one territory most likely means."""
    held = who.places_for(Permission.MANAGE_PHONES)
    place = place_by_code(held[0]) if len(held) == 1 and held[0] else None
    return f"{place.code} {place.name}" if place else ""


def _by_name(filters: PhoneFilters, who: ActingPerson) -> list[UUID]:
    """The phones of members of boards and of trainers by whose name somebody searches, for those who may read it."""
    found = credentials_carried_by(filters.text) if who.may_somewhere(Permission.READ_NUCLEI) else []
    return found + (credentials_of_trainers(filters.text) if who.may_somewhere(Permission.READ_TRAINERS) else [])


def _rows(phones: Iterable[Any], at: Any, who: ActingPerson) -> list[dict[str, Any]]:
    """Phones as pages show them, with the board whose member carries one, or the trainer. Two queries, for any
    number."""
    phones = list(phones)
    keys = [one.public_id for one in phones]
    boards, trainers = board_phones_behind(keys), trainer_phones_behind(keys)
    return [
        _row(one, _on_board(boards.get(one.public_id), who), _of_trainer(trainers.get(one.public_id), who), at, who)
        for one in phones
    ]


def _on_board(found: Any, who: ActingPerson) -> dict[str, Any] | None:
    """Who of which board carries a phone, for those who may read the nucleus."""
    if found is None or not may_for(found.mandate.nucleus, Permission.READ_NUCLEI, who):
        return None
    mandate = found.mandate
    return {"name": name_of(mandate.member), "nucleus": mandate.nucleus}


def _of_trainer(found: Any, who: ActingPerson) -> dict[str, Any] | None:
    """Which trainer carries a phone, for those who may read the contract."""
    if found is None or not may_for_contract(found.contract, Permission.READ_TRAINERS, who):
        return None
    return {"name": found.contract.applicant.name or found.credential.holder, "contract": found.contract}


def _row(
    found: Any, board: dict[str, Any] | None, trainer: dict[str, Any] | None, at: Any, who: ActingPerson
) -> dict[str, Any]:
    state = state_of(found, at=at, on=who.on)
    carried = (board or trainer or {"name": found.holder})["name"]
    return {
        "phone": found,
        "holder": found.person.name if found.person else carried,
        "board": board,
        "trainer": trainer,
        "state": state.value,
        "state_words": STATES[state],
        "devices": getattr(found, "device_count", None),
    }


def _csv_row(row: dict[str, Any]) -> list[object]:
    one = row["phone"]
    return [
        one.label, row["holder"], one.place.code if one.place else "", one.place.name if one.place else "",
        one.program.name if one.program else "", str(row["state_words"]), one.last_contact_at or "", row["devices"],
        one.issued_at, one.expires_on or "", _("sí") if one.synthetic else "",
    ]  # fmt: skip


def _filters(request: HttpRequest) -> PhoneFilters:
    state = request.GET.get("state", "")
    return PhoneFilters(
        text=request.GET.get("who", "").strip()[:120],
        state=state if state in set(PhoneState) else "",
        place="".join(sign for sign in request.GET.get("place", "") if sign.isdigit())[:10],
    )


urlpatterns = [
    path("telefonos/", phones, name="phones"),
    path("telefonos/telefonos.csv", phones_csv, name="phones_csv"),
    path("telefonos/nuevo/", phone_add, name="phone_add"),
    path("telefonos/<uuid:public_id>/", phone, name="phone"),
    path("telefonos/<uuid:public_id>/retirar/", phone_revoke, name="phone_revoke"),
]
