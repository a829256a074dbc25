"""What every page's frame needs: who is asking, the menu, the demonstration's people."""

from typing import Any

from django.http import HttpRequest
from django.urls import is_valid_path

from winay.accounts.queries import SeenAs, people_to_see_as
from winay.accounts.roles import ROLES
from winay.core.actors import Permission
from winay.web.guard import actor, demo
from winay.web.menu import menu


def frame(request: HttpRequest) -> dict[str, Any]:
    """For base.html. Nothing is read before a template asks for it."""
    who = actor(request) if hasattr(request, "user") else None
    return {
        "person": who.person if who else None,
        "actor": who,
        "roles": [ROLES[key] for key in sorted({grant.role for grant in who.held})] if who else [],
        "demo": demo(request),
        "demo_people": [
            {"key": str(p.public_id), "label": _demo_label(p), "current": bool(who and who.public_id == p.public_id)}
            for p in (people_to_see_as() if demo(request) else [])
        ],
        "nav": menu(request, who),
        "finds_people": who is not None and who.may_somewhere(Permission.READ_HOUSEHOLDS),
        "return_to": _return_to(request),
    }


def _return_to(request: HttpRequest) -> str:
    """Where a change of person or language comes back to: this page, or what stands above an address that only takes
    forms, as the page of a refused one."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    path = request.path.rstrip("/")
    while path := path.rpartition("/")[0]:
        if is_valid_path(f"{path}/"):
            return f"{path}/"
    return "/"


def _demo_label(one: SeenAs) -> str:
    """`Rosa Quispe — Especialista de unidad territorial, Ayacucho`."""
    held = [f"{ROLES[role].label}{f', {place}' if place else ''}" for role, place in one.held]
    return f"{one.name} — {'; '.join(held)}" if held else one.name
