"""Selections: drafted by one person, decided by another, never changed afterwards, always explained."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import conditional_page, require_GET, require_http_methods, require_POST

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import local_date, now
from winay.core.errors import NotAllowed, Refused
from winay.journeys.pages.selections import AreaPage, SelectionPage, area_page, selection_page
from winay.journeys.wording import say
from winay.places.queries import place_by_code, places_by_codes, search
from winay.targeting.access import may_read_selection
from winay.targeting.queries import selections as queries
from winay.targeting.queries.screening import find_version, screen_country, terms_of
from winay.targeting.rules import Adjustments
from winay.targeting.services import decisions, drafts
from winay.targeting.terms import Answer, Outcome, SelectionState, outcome_of
from winay.targeting.wording import ANSWERS, STATES
from winay.web import criteria_words, what_if
from winay.web.csv_files import csv_response
from winay.web.guard import actor, needs, public, require
from winay.web.kept_files import kept_file
from winay.web.maps import map_urls
from winay.web.screening import STATES as MAP_STATES
from winay.web.screening import parts

SHOWN = ("", "chosen", "exceptions", Outcome.ELIGIBLE, Outcome.UNKNOWN, Outcome.NOT_ELIGIBLE, "near")


@public
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every selection that the reader may see, the newest first."""
    who = actor(request)
    state = request.GET.get("state", "")
    rows, more = queries.list_selections(
        who, state=state if state in set(SelectionState) else "", before=_before(request.GET.get("before", ""))
    )
    return render(
        request,
        "selections/list.html",
        {
            "rows": [{"one": row, "state": STATES[row.state], "kind": BADGES[row.state]} for row in rows],
            "next_before": rows[-1].selection.pk if more else "",
            "states": [(state, words) for state, words in STATES.items()],
            "state": state,
            "may_draft": who is not None and who.may_somewhere(Permission.DRAFT_SELECTION),
        },
    )


def _before(text: str) -> int | None:
    """The number to list from, of an address that somebody may have changed; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


BADGES = {
    SelectionState.DRAFT: "draft",
    SelectionState.SUBMITTED: "unconfirmed",
    SelectionState.APPROVED: "approved",
    SelectionState.WITHDRAWN: "neutral",
    SelectionState.ANNULLED: "rejected",
}


class DraftForm(forms.Form):
    """Where, for which year, and why if it departs from the published version."""

    territory = forms.ChoiceField(label=gettext_lazy("Territorio"))
    cohort = forms.IntegerField(
        label=gettext_lazy("Año de ingreso"),
        min_value=2012,
        max_value=2100,
        help_text=gettext_lazy("El año en que las áreas entran al programa."),
    )
    departure = forms.CharField(
        label=gettext_lazy("Por qué se aparta de la versión publicada"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Nota para quien decide"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=600,
        required=False,
    )

    def __init__(self, *args: Any, who: ActingPerson, program: str, departs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = who.places_for(Permission.DRAFT_SELECTION, program=program)
        choices = [("", _("Todo el país"))] if None in codes else []
        named = places_by_codes([c for c in codes if c is not None]) if None not in codes else places_by_codes(None)
        self.fields["territory"].choices = choices + [(p.code, p.name) for p in named]  # type: ignore[attr-defined]
        self.fields["territory"].required = None not in codes
        if not departs:
            del self.fields["departure"]


@needs(Permission.DRAFT_SELECTION)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Prepare a selection: what the criteria say of a territory becomes a draft."""
    who = actor(request)
    assert who is not None
    version = find_version(request.GET.get("version", ""))
    if version is None:
        return render(request, "selections/choose_version.html", {"versions": queries.draftable_versions()})
    try:
        wanted = what_if.read(request.GET, terms_of(version))
        screening = screen_country(version, wanted)
        problems: list[str] = []
    except Refused as refused:
        wanted, screening, problems = Adjustments(), screen_country(version), [say(r) for r in refused.reasons]
    form = DraftForm(
        request.POST or None,
        who=who,
        program=version.program_key,
        departs=screening.departs,
        initial={"cohort": local_date(now(), settings.TIME_ZONE).year + 1},
    )
    if request.method == "POST" and form.is_valid() and not problems:
        territory = place_by_code(form.cleaned_data["territory"]) if form.cleaned_data["territory"] else None
        require(
            request, Permission.DRAFT_SELECTION,
            place_code=territory.code if territory else None, program=version.program_key,
        )  # fmt: skip
        try:
            made = drafts.draft_selection(
                screening=screening.within(territory.code if territory else None),
                territory=territory,
                cohort=form.cleaned_data["cohort"],
                departure=form.cleaned_data.get("departure", ""),
                note=form.cleaned_data["note"],
                by=who,
                at=now(),
            )
        except Refused as refused:
            problems = [say(reason) for reason in refused.reasons]
        else:
            messages.success(request, _("El borrador está listo. Revise las áreas y envíelo a quien decide."))
            return redirect("web:selection", made.public_id)
    refused_now = request.method == "POST"
    choices = form.fields["territory"].choices  # type: ignore[attr-defined]
    only = place_by_code(choices[0][0]) if len(choices) == 1 else None
    return render(
        request,
        "selections/draft.html",
        {
            "form": form,
            "version": version,
            "title": version.title.text(criteria_words.language()),
            "parts": parts(screening.within(only.code if only else None)),
            "only": only,
            "departs": screening.departs,
            "query": what_if.write(wanted),
            "problems": problems,
        },
        status=422 if refused_now else 200,
    )


@public
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A selection: what it decides, on what, by whom, and what may be done with it now."""
    page = _page_or_404(request, public_id)
    return render(request, "selections/detail.html", _context(request, page))


@public
@require_GET
@conditional_page
def states(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Each district's state in a selection, for the map."""
    selection = _readable_or_404(request, public_id)
    legend = [
        {"key": answer.name.lower(), "label": str(ANSWERS[answer]), "color": color, "pattern": pattern}
        for answer, (color, pattern) in MAP_STATES.items()
    ]
    legend += [
        {"key": "override", "label": _("entra por excepción"), "color": "override", "pattern": ""},
        {"key": "left_out", "label": _("queda fuera por excepción"), "color": "override", "pattern": "hatch"},
    ]
    return JsonResponse(
        {"legend": legend, "states": queries.states_of(selection), "names": queries.names_of(selection)}
    )


@public
@require_GET
def area(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """One area of a selection: what each criterion found, its exceptions, and the form for a new one."""
    selection = _readable_or_404(request, public_id)
    found = area_page(selection, code)
    if found is None:
        raise Http404
    fragment = request.headers.get("HX-Request") or request.headers.get("X-Requested-With") == "fetch"
    template = "selections/area_panel.html" if fragment else "selections/area.html"
    return render(request, template, _area_context(request, found))


@public
@require_GET
def export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All areas of a selection as CSV; of an approved one, the very file that was approved."""
    selection = _readable_or_404(request, public_id)
    if selection.act_sha256:
        return kept_file(request, selection.act_sha256, f"acta-{selection.public_id}.csv", "text/csv; charset=utf-8")
    return csv_response(f"borrador-{selection.public_id}.csv", EXPORT, _export_rows(selection))


EXPORT = ("ubigeo", "department", "province", "area", "households_est", "answer", "near_miss", "chosen")


def _export_rows(selection: Any) -> Iterator[list[object]]:
    after = ""
    while True:
        rows, more = queries.areas_of(selection, after=after, limit=500)
        for row in rows:
            district = row.area.district
            yield [
                district.code, district.parent.parent.name, district.parent.name, row.area.name,
                "" if row.households is None else row.households, Answer(row.level).name.lower(), int(row.near_miss),
                int(row.chosen),
            ]  # fmt: skip
        if not more:
            return
        after = rows[-1].area.district.code


@needs(Permission.DRAFT_SELECTION)
@require_POST
def propose(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Propose an exception for an area."""
    selection = _readable_or_404(request, public_id)
    found = queries.area_of(selection, code)
    if found is None:
        raise Http404
    return _act(
        request,
        selection,
        lambda who: drafts.propose_override(
            selection_area=found,
            include=request.POST.get("include") == "1",
            reason=request.POST.get("reason", ""),
            by=who,
            at=now(),
        ),
        _("Excepción propuesta. Otra persona debe confirmarla antes del envío."),
        area_code=code,
    )


@needs(Permission.DRAFT_SELECTION)
@require_POST
def confirm_exception(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The second person's yes to an exception."""
    override = queries.override_by_id(public_id)
    if override is None:
        raise Http404
    selection = override.selection_area.selection
    return _act(
        request, selection, lambda who: drafts.confirm_override(override=override, by=who, at=now()),
        _("Excepción confirmada."), area_code=override.selection_area.area.district.code,
    )  # fmt: skip


@needs(Permission.DRAFT_SELECTION)
@require_POST
def withdraw_exception(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an exception back."""
    override = queries.override_by_id(public_id)
    if override is None:
        raise Http404
    selection = override.selection_area.selection
    return _act(
        request, selection, lambda who: drafts.withdraw_override(override=override, by=who, at=now()),
        _("Excepción retirada: el área vuelve a lo que dicen los criterios."),
        area_code=override.selection_area.area.district.code,
    )  # fmt: skip


@needs(Permission.DRAFT_SELECTION)
@require_POST
def submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a draft to be decided."""
    selection = _readable_or_404(request, public_id)
    return _act(
        request, selection, lambda who: drafts.submit_selection(selection=selection, by=who, at=now()),
        _("Enviada. Ahora decide otra persona; hasta entonces se puede retirar."),
    )  # fmt: skip


@needs(Permission.DRAFT_SELECTION)
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a selection up before it is decided."""
    selection = _readable_or_404(request, public_id)
    reason = request.POST.get("reason", "")
    return _act(
        request, selection, lambda who: drafts.withdraw_selection(selection=selection, reason=reason, by=who, at=now()),
        _("Selección retirada. Queda en el registro."),
    )  # fmt: skip


@needs(Permission.APPROVE_SELECTION)
@require_POST
def send_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Return a selection with an observation."""
    selection = _readable_or_404(request, public_id)
    reason = request.POST.get("reason", "")
    return _act(
        request,
        selection,
        lambda who: decisions.return_selection(selection=selection, reason=reason, by=who, at=now()),
        _("Devuelta con su observación."),
    )


@needs(Permission.APPROVE_SELECTION)
@require_POST
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve a selection that somebody else prepared."""
    selection = _readable_or_404(request, public_id)
    today = local_date(now(), settings.TIME_ZONE)
    try:
        on = date.fromisoformat(request.POST.get("on", "") or today.isoformat())
    except ValueError:
        messages.error(request, _("La fecha de la decisión no se entiende: use día, mes y año."))
        return redirect("web:selection", public_id)
    return _act(
        request,
        selection,
        lambda who: decisions.approve_selection(selection=selection, on=on, today=today, by=who, at=now()),
        _("Selección aprobada. Desde ahora no cambia; si hubo un error, se anula y se decide de nuevo."),
    )


@needs(Permission.APPROVE_SELECTION)
@require_POST
def annul(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End an approved selection that was a mistake."""
    selection = _readable_or_404(request, public_id)
    reason = request.POST.get("reason", "")
    return _act(
        request, selection, lambda who: decisions.annul_selection(selection=selection, reason=reason, by=who, at=now()),
        _("Selección anulada. La aprobación y su anulación quedan en el registro."),
    )  # fmt: skip


def _act(request: HttpRequest, selection: Any, verb: Any, done: str, area_code: str = "") -> HttpResponse:
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
            context = {**_area_context(request, found), "problems": problems, "written": request.POST.get("reason", "")}
            return render(request, "selections/area.html", context, status=422)
        page = selection_page(queries.selection_by_id(selection.public_id))
        context = {**_context(request, page), "problems": problems, "written": request.POST.get("reason", "")}
        return render(request, "selections/detail.html", context, status=422)
    messages.success(request, done)
    if area_code:
        return redirect("web:selection_area", selection.public_id, area_code)
    return redirect("web:selection", selection.public_id)


def _readable_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The selection, if it exists; 403 for a draft of another territory."""
    selection = queries.selection_by_id(public_id)
    if selection is None:
        raise Http404
    if not may_read_selection(selection, actor(request)):
        raise PermissionDenied
    return selection


def _page_or_404(request: HttpRequest, public_id: UUID) -> SelectionPage:
    return selection_page(_readable_or_404(request, public_id))


def _context(request: HttpRequest, page: SelectionPage) -> dict[str, Any]:
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
        "rows": [
            {
                "row": r,
                "outcome": str(outcome_of(Answer(r.level))),
                "answer": ANSWERS[Answer(r.level)],
                "override": _first(r),
            }
            for r in rows
        ],
        "next_after": rows[-1].area.district.code if more else "",
        "show": show,
        "text": text,
        "panel_url": panel,
        "is_draft": page.state is SelectionState.DRAFT,
        "is_submitted": page.state is SelectionState.SUBMITTED,
        "is_approved": page.state is SelectionState.APPROVED,
        "may_draft": may(Permission.DRAFT_SELECTION),
        "may_approve": may(Permission.APPROVE_SELECTION),
        "prepared_it_myself": mine,
        "today": local_date(now(), settings.TIME_ZONE).isoformat(),
        "may_read_journal": may(Permission.READ_JOURNAL) or may(Permission.READ_DRAFTS) or selection.decided_at,
        **map_urls(),
    }


def _first(row: Any) -> Any:
    return row.open_overrides[0] if row.open_overrides else None


def _area_context(request: HttpRequest, found: AreaPage) -> dict[str, Any]:
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


urlpatterns = [
    path("selecciones/", listing, name="selections"),
    path("selecciones/preparar/", draft, name="draft"),
    path("selecciones/<uuid:public_id>/", detail, name="selection"),
    path("selecciones/<uuid:public_id>/estados.json", states, name="selection_states"),
    path("selecciones/<uuid:public_id>/areas.csv", export, name="selection_export"),
    path("selecciones/<uuid:public_id>/areas/<str:code>/", area, name="selection_area"),
    path("selecciones/<uuid:public_id>/areas/<str:code>/excepcion/", propose, name="propose_override"),
    path("selecciones/<uuid:public_id>/enviar/", submit, name="submit_selection"),
    path("selecciones/<uuid:public_id>/retirar/", withdraw, name="withdraw_selection"),
    path("selecciones/<uuid:public_id>/devolver/", send_back, name="return_selection"),
    path("selecciones/<uuid:public_id>/aprobar/", approve, name="approve_selection"),
    path("selecciones/<uuid:public_id>/anular/", annul, name="annul_selection"),
    path("excepciones/<uuid:public_id>/confirmar/", confirm_exception, name="confirm_override"),
    path("excepciones/<uuid:public_id>/retirar/", withdraw_exception, name="withdraw_override"),
]
