"""What the pages of voices share: where somebody reads them, the thing or 404, who may act, a page of a list."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.nuclei.access import may_for as may_for_nucleus
from winay.nuclei.queries.nuclei import Reach, nucleus_by_id
from winay.places.queries import place_by_code, search
from winay.places.rules import name_key
from winay.places.terms import Level
from winay.registry.rules import household_code
from winay.voices.access import may_for, may_here, reads_conflict
from winay.voices.queries.conflicts import conflict_by_id
from winay.voices.queries.grievances import grievance_by_id
from winay.voices.queries.rumours import rumour_by_id
from winay.voices.queries.strategies import strategy_by_id
from winay.web.guard import actor


def my_reach(request: HttpRequest, permission: Permission = Permission.READ_VOICES) -> Reach:
    """Where whoever asks holds a permission."""
    return me(request).reach(permission)


def me(request: HttpRequest) -> ActingPerson:
    """Who asks; `needs` turned nobody away."""
    who = actor(request)
    assert who is not None
    return who


def start_of(request: HttpRequest) -> int:
    """Where a page of a list begins, of an address that somebody may have changed."""
    text = request.GET.get("desde", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def one_of(request: HttpRequest, name: str, known: Any, default: str = "") -> str:
    """A choice of an address, where it is one."""
    asked = request.GET.get(name, default)
    return asked if asked in set(known) else default


def paged(start: int, size: int, more: bool) -> dict[str, Any]:
    """The pages before and after this one."""
    return {"next_start": start + size if more else None, "previous_start": max(0, start - size) if start else None}


def grievance_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The grievance, if it exists; 403 for one of another territory, and for one about whoever asks."""
    found = grievance_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found, Permission.READ_VOICES, actor(request)):
        raise PermissionDenied
    return found


def handler(request: HttpRequest, grievance: Any, permission: Permission) -> ActingPerson:
    """Who asks, if they may do this with the grievance; 403 otherwise."""
    who = me(request)
    if not may_for(grievance, permission, who):
        raise PermissionDenied
    return who


def of_grievance(grievance: Any) -> dict[str, Any]:
    """What every act on one grievance shows."""
    return {
        "kicker": household_code(grievance.public_id), "back": _("Reclamo o queja"),
        "back_url": reverse("web:grievance", args=[grievance.public_id]),
    }  # fmt: skip


def rumour_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The rumour, if it exists; 403 for one of another territory."""
    found = rumour_by_id(public_id)
    if found is None:
        raise Http404
    if not may_here(found.place, Permission.READ_VOICES, actor(request)):
        raise PermissionDenied
    return found


def conflict_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The conflict, if it exists; 403 for one of another territory."""
    found = conflict_by_id(public_id)
    if found is None:
        raise Http404
    if not reads_conflict(found, actor(request)):
        raise PermissionDenied
    return found


def strategy_or_404(public_id: UUID) -> Any:
    """The microstrategy, if it exists: whoever reads voices reads those of the whole country."""
    found = strategy_by_id(public_id)
    if found is None:
        raise Http404
    return found


def recorder(request: HttpRequest, place: Any, permission: Permission = Permission.RECORD_VOICE) -> ActingPerson:
    """Who asks, if they may write down what is said at a place; 403 otherwise."""
    who = me(request)
    if not may_here(place, permission, who):
        raise PermissionDenied
    return who


def nucleus_asked(request: HttpRequest, public_id: UUID | None, permission: Permission) -> Any:
    """A nucleus where whoever asks holds a permission; 404 for none, 403 for one of another territory."""
    found = nucleus_by_id(public_id) if public_id else None
    if found is None:
        raise Http404
    if not may_for_nucleus(found, permission, actor(request)):
        raise PermissionDenied
    return found


def district_named(text: str) -> Any:
    """The district that a ubigeo or a name stands for; None for nobody's, and for a name of several."""
    code = text.strip()
    if code.isascii() and code.isdigit():
        found = place_by_code(code)
        return found if found is not None and found.level == Level.DISTRICT else None
    named = [one for one in search(code) if one.level == Level.DISTRICT]
    whole = [one for one in named if name_key(one.name) == name_key(code)] or named
    return whole[0] if len(whole) == 1 else None
