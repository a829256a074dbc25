"""Where a phone's change met another: the list, one with both values and who sent each, and a person's decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.intake.desk.access import may_read, may_review
from winay.intake.entities.queries import (
    ConflictFilters,
    Disputed,
    conflict_by_id,
    count_conflicts,
    datasets_in_conflict,
    homes_in,
    labels_of,
    list_conflicts,
)
from winay.intake.entities.wording import CONFLICTS, KEPT, SOURCES
from winay.intake.terms import ConflictKind, EntitySource, Keep
from winay.journeys.phone_lists.deciding import decide, look_at
from winay.journeys.wording import say
from winay.web.addresses import uuid_or_none
from winay.web.guard import needs, require
from winay.web.list_words import list_words, property_words, value_words
from winay.web.submissions import require_somewhere

PAGE = 50


@needs(Permission.READ_SUBMISSIONS)
@require_GET
def conflict_list(request: HttpRequest) -> HttpResponse:
    """The conflicts of one's territory, the newest first."""
    who = require_somewhere(request)
    places, filters = who.places_for(Permission.READ_SUBMISSIONS), _filters(request)
    page = list_conflicts(filters, places, before=uuid_or_none(request.GET.get("before")), limit=PAGE)
    labels, homes = labels_of(page.rows), homes_in(page.rows)
    context = {
        "rows": [_row(row, labels[row.pk], homes.get(row.pk, "")) for row in page.rows],
        "open": count_conflicts(places),
        "filters": filters,
        "filtered": filters != ConflictFilters(decided=filters.decided),
        "kinds": CONFLICTS,
        "lists": {one: list_words(one) for one in datasets_in_conflict()},
        "next_before": page.next_before,
    }
    return render(request, "submissions/conflicts.html", context)


@needs(Permission.READ_SUBMISSIONS)
@require_http_methods(["GET", "POST"])
def conflict(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Both values side by side, with who sent each and when; POST decides, for whoever may review."""
    who, row = _found(request, public_id)
    refused: list[str] = []
    if request.method == "POST":
        if not may_review(who, row.place_code):
            raise PermissionDenied
        refused = _decide(request, who, row)
        if not refused:
            messages.success(request, _("Decidido: los teléfonos lo reciben con su próxima lista."))
            return redirect("web:entity_conflict", public_id)
    seen = look_at(row, at=now())
    last = seen.decisions[0] if seen.decisions else None
    properties = [_property(one) for one in seen.properties]
    context = {
        "row": row,
        "list": list_words(row.entity.dataset),
        "label": seen.label,
        "home": homes_in([row]).get(row.pk, ""),
        "kind": CONFLICTS[ConflictKind(row.kind)],
        "hard": row.kind == ConflictKind.HARD,
        "properties": properties,
        "only": properties[0] if len(properties) == 1 else None,
        "sender": _maker(row.version),
        "since": any(one.since for one in seen.properties),
        "answered": [
            {"sender": _maker(one.version), "said": [value_words(name, value) for name, value in one.values.items()]}
            for one in seen.answered
        ],
        "erased": seen.erased,
        "decisions": [{"row": one, "kept": KEPT[Keep(one.kept)]} for one in seen.decisions],
        "last": last.kept if last else "",
        "may_decide": may_review(who, row.place_code) and not seen.erased,
        "refused": refused,
        "sent": request.POST,
    }
    return render(request, "submissions/conflict.html", context, status=422 if refused else 200)


def _decide(request: HttpRequest, who: ActingPerson, row: Any) -> list[str]:
    asked = request.POST.get("keep", "")
    if asked not in set(Keep):
        return [_("Elija cuál de los dos vale.")]
    try:
        decide(
            conflict=row, keep=Keep(asked), why=request.POST.get("why", ""), seen=_number(request.POST.get("seen")),
            by=who, by_name=who.person.name, at=now(),
        )  # fmt: skip
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refusal:
        return [say(reason) for reason in refusal.reasons]
    return []


def _number(text: str | None) -> int:
    """A version as the form gives it; 0, which none has, for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _property(one: Disputed) -> dict[str, Any]:
    return {
        "name": property_words(one.name),
        "was": value_words(one.name, one.was),
        "here": value_words(one.name, one.here),
        "sent": value_words(one.name, one.sent),
        "now": value_words(one.name, one.now),
        "since": value_words(one.name, one.since),
        "maker": _maker(one.made),
    }


def _row(row: Any, label: str, home: str) -> dict[str, Any]:
    return {
        "row": row,
        "home": home,
        "label": label or _("borrado a pedido de la persona"),
        "list": list_words(row.entity.dataset),
        "kind": CONFLICTS[ConflictKind(row.kind)],
        "hard": row.kind == ConflictKind.HARD,
        "properties": ", ".join(property_words(one) for one in row.disputed.split()),
        "sender": row.version.by_name,
    }


def _maker(version: Any) -> dict[str, Any]:
    """Who made a version, and when; the submission that it came with."""
    if version is None:
        return {"who": str(SOURCES[EntitySource.SERVER]), "at": None, "submission": None, "device": ""}
    sent = version.submission
    return {
        "who": version.by_name or str(SOURCES[EntitySource(version.source)]),
        "at": version.at,
        "said_at": (sent.ended_at or sent.began_at) if sent else None,
        "submission": sent.public_id if sent else None,
        "device": sent.device_id if sent else "",
        "forced": version.forced,
    }


def _filters(request: HttpRequest) -> ConflictFilters:
    asked = request.GET
    kind = asked.get("kind", "")
    return ConflictFilters(
        kind=kind if kind in set(ConflictKind) else "", dataset=asked.get("list", "")[:64],
        decided=asked.get("decided") == "1",
    )  # fmt: skip


def _found(request: HttpRequest, public_id: UUID) -> tuple[ActingPerson, Any]:
    who = require_somewhere(request)
    row = conflict_by_id(public_id)
    if row is None:
        raise Http404
    if not may_read(who, row.place_code):
        require(request, Permission.READ_SUBMISSIONS, place_code=row.place_code or None)
    return who, row


urlpatterns = [
    path("envios/listas/", conflict_list, name="entity_conflicts"),
    path("envios/listas/<uuid:public_id>/", conflict, name="entity_conflict"),
]
