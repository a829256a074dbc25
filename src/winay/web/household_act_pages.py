"""The pages of the verbs on a household: one for each act, the id in full, and the sheet of all that is kept."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import local_date, now
from winay.core.errors import NotAllowed, Refused
from winay.documents.queries import revocation_of
from winay.journeys.board_phones import act_on_household
from winay.journeys.pages.naming import papers_naming
from winay.journeys.wording import say
from winay.nuclei.access import may_for
from winay.nuclei.wording import ASSEMBLIES, POSTS
from winay.registry.consent_texts import consent_text
from winay.registry.queries.households import Known, known, member_of
from winay.registry.services.privacy import see_all_data, see_national_id
from winay.web import household_words as words
from winay.web.guard import actor, needs
from winay.web.household_acts import ACTS, BY_KEY, Act, Asked, ready
from winay.web.households import household_context, readable_or_404

ERASE = "borrar"
PARTS = ("people", "place", "consent", "farm", "programs", "household")


def act_links(view: Known, who: ActingPerson) -> dict[str, Any]:
    """What somebody may do with a household, by the part of the page, and with each of its people by primary key."""
    one = view.household
    may = {p for p in Permission if who.may_at(p, one.place.code)}
    links: dict[str, Any] = {f"{part}_acts": [] for part in PARTS}
    for act in ACTS:
        if not act.of_member and act.permission in may and act.offered(view, None):
            url = reverse("web:household_act", args=[one.public_id, act.key])
            links[f"{act.place}_acts"].append({"url": url, "label": act.label})
    links["by_member"] = {
        member.pk: [
            {"url": reverse("web:member_act", args=[one.public_id, member.public_id, act.key]), "label": act.label}
            for act in ACTS
            if act.of_member and act.permission in may and act.offered(view, member)
        ]
        for member in (*view.members, *view.left)
    }
    return links


@needs(Permission.READ_HOUSEHOLDS)
@require_GET
def household(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One household: who belongs to it, where they live, what was told, what was agreed, what may be done."""
    view = known(readable_or_404(request, public_id))
    who = actor(request)
    assert who is not None
    context, links = household_context(request, view), act_links(view, who)
    for one in (*context["people"], *context["left"]):
        one["acts"] = links["by_member"][one["member"].pk]
    context["may_change"] = any(one["acts"] for one in context["people"])
    return render(request, "households/household.html", {**context, **links})


@needs(Permission.READ_HOUSEHOLDS)
@require_http_methods(["GET", "POST"])
def household_act(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """Do something with a household."""
    return _answer(request, public_id, None, key)


@needs(Permission.READ_HOUSEHOLDS)
@require_http_methods(["GET", "POST"])
def member_act(request: HttpRequest, public_id: UUID, member_id: UUID, key: str) -> HttpResponse:
    """Do something with one of its people."""
    return _answer(request, public_id, member_id, key)


def _answer(request: HttpRequest, public_id: UUID, member_id: UUID | None, key: str) -> HttpResponse:
    found = readable_or_404(request, public_id)
    member = member_of(found, member_id) if member_id else None
    act = BY_KEY.get((key, member_id is not None))
    who = actor(request)
    if act is None or who is None or (member_id is not None and member is None):
        raise Http404
    if not who.may_at(act.permission, found.place.code):
        raise PermissionDenied
    view, at = known(found), now()
    today = local_date(at, settings.TIME_ZONE)
    form = ready(act, act.form(request.POST or None, initial=act.initial(view, member, today)), view, who)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            asked = Asked(view, member, form, who, at)
            done = act_on_household(household=found, verb=lambda: act.do(asked), by=who, at=at)
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
        except NotAllowed:
            raise PermissionDenied from None
        else:
            messages.success(request, _("Hecho: %(what)s.") % {"what": act.label})
            return redirect("web:household", done.public_id if act.key == "dividir" else found.public_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "households/act.html", _context(act, form, view, member, refused, today, who), status=status)


def _context(
    act: Act, form: Any, view: Known, member: Any, refused: list[str], today: Any, who: ActingPerson
) -> dict[str, Any]:
    text = consent_text(today) if act.key == "consentir" else None
    named = papers_naming(member) if act.key == ERASE and member is not None else None
    return {
        "named": named,
        "papers": [_paper(one, who) for one in named.papers] if named else [],
        "handed": [
            {
                "one": one.delivery,
                "typed": one.typed,
                "documents": [{"one": doc, "ended": revocation_of(doc) is not None} for doc in one.documents],
                "may_read": may_for(one.delivery.nucleus, Permission.READ_NUCLEI, who),
            }
            for one in named.handed
        ]
        if named
        else [],
        "posts": [f"{POSTS[one.post]}, {one.nucleus.name}" for one in named.open_mandates] if named else [],
        "act": act,
        "form": form,
        "household": view.household,
        "title": words.title_of(view.household),
        "name": words.name_of(member) if member is not None else "",
        "refused": refused,
        "text": text,
    }


def _paper(one: Any, who: ActingPerson) -> dict[str, Any]:
    """An assembly whose papers keep a name; without addresses for who may not read its nucleus."""
    return {
        "assembly": one.assembly,
        "kind": str(ASSEMBLIES[one.assembly.kind]),
        "documents": [{"one": doc, "ended": revocation_of(doc) is not None} for doc in one.documents],
        "scanned": one.scanned,
        "typed": one.typed,
        "may_read": may_for(one.assembly.nucleus, Permission.READ_NUCLEI, who),
    }


@needs(Permission.SEE_NATIONAL_ID)
@never_cache
@require_http_methods(["GET", "POST"])
def see_id(request: HttpRequest, public_id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody's national id in full, after saying that one wants to see it."""
    found = readable_or_404(request, public_id)
    member = member_of(found, member_id)
    if member is None:
        raise Http404
    who = _holder(request, found)
    number, refused = "", []
    if request.method == "POST":
        try:
            number = see_national_id(member=member, by=who, at=now())
        except Refused as refusal:
            refused = [say(reason) for reason in refusal.reasons]
    context = {
        "household": found, "title": words.title_of(found), "name": words.name_of(member), "member": member,
        "number": number, "refused": refused,
    }  # fmt: skip
    return render(request, "households/see_id.html", context, status=422 if refused else 200)


@needs(Permission.SEE_NATIONAL_ID)
@never_cache
@require_http_methods(["GET", "POST"])
def data_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything that is kept of a household, on paper, for its people: they may ask for it."""
    found = readable_or_404(request, public_id)
    who = _holder(request, found)
    if request.method == "GET":
        return render(request, "households/sheet_ask.html", {"household": found, "title": words.title_of(found)})
    opened = see_all_data(household=found, by=who, at=now())
    context = household_context(request, known(found))
    for one in (*context["people"], *context["left"]):
        one["id"] = opened.by_member.get(one["member"].pk, "")
    return render(request, "households/sheet.html", context)


def _holder(request: HttpRequest, found: Any) -> ActingPerson:
    who = actor(request)
    if who is None or not who.may_at(Permission.SEE_NATIONAL_ID, found.place.code):
        raise PermissionDenied
    return who


urlpatterns = [
    path("hogares/<uuid:public_id>/", household, name="household"),
    path("hogares/<uuid:public_id>/hoja/", data_sheet, name="household_sheet"),
    path("hogares/<uuid:public_id>/persona/<uuid:member_id>/dni/", see_id, name="see_national_id"),
    path("hogares/<uuid:public_id>/persona/<uuid:member_id>/<slug:key>/", member_act, name="member_act"),
    path("hogares/<uuid:public_id>/<slug:key>/", household_act, name="household_act"),
]
