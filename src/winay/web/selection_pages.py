"""What every page about one selection needs: who may read it, what it shows, and a verb's answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.errors import NotAllowed, Refused
from winay.documents.queries import revocation_of
from winay.documents.rules import grouped
from winay.journeys import acts
from winay.journeys.pages.selections import AreaPage, SelectionPage, area_page, selection_page
from winay.journeys.wording import say
from winay.places.queries import search
from winay.targeting.access import may_read_selection
from winay.targeting.queries import selections as queries
from winay.targeting.terms import Answer, Outcome, SelectionState, outcome_of
from winay.targeting.wording import ANSWERS, STATES
from winay.web import criteria_words
from winay.web.days import local_today
from winay.web.guard import actor
from winay.web.maps import map_urls

SHOWN = ("", "chosen", "exceptions", Outcome.ELIGIBLE, Outcome.UNKNOWN, Outcome.NOT_ELIGIBLE, "near")


BADGES = {
    SelectionState.DRAFT: "draft",
    SelectionState.SUBMITTED: "unconfirmed",
    SelectionState.APPROVED: "approved",
    SelectionState.WITHDRAWN: "neutral",
    SelectionState.ANNULLED: "rejected",
}


def act(request: HttpRequest, selection: Any, verb: Any, done: str, area_code: str = "") -> HttpResponse:
    """Call a verb; on a refusal show the same page with the reasons and what was written."""
    who = actor(request)
    assert who is not None
    try:
        verb(who)
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        problems = [say(reason) for reason in refused.reasons]
        if area_code:
            found = area_page(selection, area_code)
            assert found is not None
            context = {**area_context(request, found), "problems": problems, "written": request.POST.get("reason", "")}
            return render(request, "selections/area.html", context, status=422)
        page = selection_page(queries.selection_by_id(selection.public_id) or selection)
        context = {**selection_context(request, page), "problems": problems, "written": request.POST.get("reason", "")}
        return render(request, "selections/detail.html", context, status=422)
    messages.success(request, done)
    if area_code:
        return redirect("web:selection_area", selection.public_id, area_code)
    return redirect("web:selection", selection.public_id)


def readable_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The selection, if it exists; 403 for a draft of another territory."""
    selection = queries.selection_by_id(public_id)
    if selection is None:
        raise Http404
    if not may_read_selection(selection, actor(request)):
        raise PermissionDenied
    return selection


def selection_context(request: HttpRequest, page: SelectionPage) -> dict[str, Any]:
    who, selection = actor(request), page.selection
    place = selection.territory.code if selection.territory else None
    program = selection.version.program.key

    def may(permission: Permission) -> bool:
        return who is not None and who.may(permission, place_code=place, program=program)

    show = request.GET.get("show", "")
    text = request.GET.get("q", "").strip()
    codes = [p.code for p in search(text, limit=200)] if text else None
    rows, more = queries.areas_of(
        selection, show=show if show in SHOWN else "", text_codes=codes, after=request.GET.get("after", "")
    )
    mine = who is not None and who.person.pk in {selection.drafted_by_id, selection.submitted_by_id}
    panel = reverse("web:selection_area", args=[selection.public_id, "000000"]).replace("000000", "__code__")
    return {
        "page": page,
        "selection": selection,
        "state": page.state,
        "state_words": STATES[page.state],
        "state_badge": BADGES[page.state],
        "title": page.title.text(criteria_words.language()),
        "parts": [(str(c.outcome), str(words), c.areas) for c, words in page.counts],
        "rows": [_shown(r) for r in rows],
        "next_after": rows[-1].area.code if more else "",
        "show": show,
        "text": text,
        "panel_url": panel,
        "is_draft": page.state is SelectionState.DRAFT,
        "is_submitted": page.state is SelectionState.SUBMITTED,
        "is_approved": page.state is SelectionState.APPROVED,
        "may_draft": may(Permission.DRAFT_SELECTION),
        "may_approve": may(Permission.APPROVE_SELECTION),
        "prepared_it_myself": mine,
        "today": local_today().isoformat(),
        "may_read_journal": may(Permission.READ_JOURNAL) or may(Permission.READ_DRAFTS) or selection.decided_at,
        **_issued(selection, who),
        **map_urls(),
    }


def _shown(row: Any) -> dict[str, Any]:
    """An area of a list as the component `area_answer` reads it."""
    answer = Answer(row.level)
    return {"row": row, "outcome": str(outcome_of(answer)), "answer": ANSWERS[answer], "override": _first(row)}


def _issued(selection: Any, who: ActingPerson | None) -> dict[str, Any]:
    """The acts issued of a selection, the one in force in the language of the page, and who may issue one."""
    issued = [
        {"document": one, "revocation": revocation_of(one), "code": grouped(one.code)}
        for one in acts.acts_of(selection)
    ]
    in_force = (o["document"] for o in issued if o["revocation"] is None)
    return {
        "issued": issued,
        "act_in_force": next((one for one in in_force if one.language == criteria_words.language()), None),
        "may_issue": who is not None and acts.may_issue(selection, who),
    }


def district_context(selection: Any, rows: Sequence[Any]) -> dict[str, Any]:
    """What the panel of a district with several areas shows."""
    return {
        "selection": selection,
        "place": rows[0].area.district,
        "rows": [_shown(row) for row in rows],
        "chosen": sum(row.chosen for row in rows),
    }


def _first(row: Any) -> Any:
    return row.open_overrides[0] if row.open_overrides else None


def area_context(request: HttpRequest, found: AreaPage) -> dict[str, Any]:
    who, selection = actor(request), found.selection
    place = selection.territory.code if selection.territory else None
    may = who is not None and who.may(
        Permission.DRAFT_SELECTION, place_code=place, program=selection.version.program.key
    )
    override = _first(found.row)
    return {
        "found": found,
        "selection": selection,
        "place": found.row.area.district,
        "row": found.row,
        "kind": criteria_words.RESULT[Answer(found.row.level)],
        "outcome": str(found.outcome),
        "findings": criteria_words.frozen_rows(found),
        "override": override,
        "may_propose": may and found.state is SelectionState.DRAFT and override is None,
        "may_confirm": may
        and found.state is SelectionState.DRAFT
        and override is not None
        and override.confirmed_at is None
        and who is not None
        and override.proposed_by_id != who.person.pk,
        "may_withdraw": may and found.state is SelectionState.DRAFT and override is not None,
        "is_mine": who is not None and override is not None and override.proposed_by_id == who.person.pk,
    }
