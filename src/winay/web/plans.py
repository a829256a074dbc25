"""Plans of nuclei in the browser: where households wait, one plan as it stands, what communities said."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from winay.core.actors import Permission
from winay.enrolment.queries.calls import titles_of
from winay.journeys.wording import say
from winay.nuclei.access import may_for
from winay.nuclei.queries.costs import Costs
from winay.nuclei.queries.plan_lists import count_plans, count_waiting, plans_inside, waiting_districts
from winay.nuclei.queries.plans import Plan, formation_by_id, nuclei_of, plan_of, waiting_now
from winay.nuclei.queries.waiting import bounds_of, elsewhere
from winay.nuclei.rules import Sizes, plan_faults
from winay.nuclei.terms import FormationState
from winay.nuclei.wording import EDITS, MARKS
from winay.targeting.criteria_wording import language
from winay.web.days import local_today
from winay.web.deciding_plans import queue_of
from winay.web.guard import actor, needs
from winay.web.plan_forms import ApproveForm, AskForm, MarkForm, WhyForm
from winay.web.plan_picture import plan_picture
from winay.web.plan_words import (
    community_row,
    edit_rows,
    gap_of,
    group_row,
    moves_of,
    named,
    proof_words,
    shown_state,
    size_words,
)
from winay.web.table_files import csv_response

COLUMNS = (
    "nucleo", "nombre", "sede", "ubigeo", "comunidad", "hogares", "minutos_a_la_sede", "acepto", "motivo_de_excepcion",
)  # fmt: skip


@needs(Permission.READ_NUCLEI)
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """Districts where households wait for a nucleus, what plan each has, and the plans there were."""
    places = my_places(request)
    text, after = request.GET.get("q", "").strip()[:60], request.GET.get("after", "")[:24]
    rows, next_after = waiting_districts(places, text=text, after=after)
    titles = titles_of({row.version.pk for row in rows})
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    known = plans_inside(places)
    return render(
        request,
        "plans/plans.html",
        {
            "rows": [
                {
                    "row": row,
                    "title": titles[row.version.pk].text(language()),
                    "sizes": size_words(row.sizes) if row.sizes else "",
                    "state": shown_state(row.formation) if row.formation else None,
                    "may": who.may(
                        Permission.FORM_NUCLEI, place_code=row.district.code, program=row.version.program.key
                    ),
                }
                for row in rows
            ],
            "country": None in places,
            "number": count_plans(places) if None in places else count_waiting(places),
            "next_after": next_after,
            "text": text,
            "form": AskForm(),
            "plans": [{"plan": one, "state": shown_state(one)} for one in known],
        },
    )  # fmt: skip


@needs(Permission.READ_NUCLEI)
@require_GET
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One plan: its groups in a picture and in tables, what keeps it from being sent, what may be done."""
    return render(request, "plans/plan.html", plan_context(request, readable_or_404(request, public_id)))


def readable_or_404(request: HttpRequest, public_id: UUID) -> Plan:
    """A plan of one's territory: 404 where there is none, 403 where it is somebody else's."""
    formation = formation_by_id(public_id)
    if formation is None:
        raise Http404
    if not may_for(formation, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return plan_of(formation)


def plan_context(request: HttpRequest, found: Plan, **more: Any) -> dict[str, Any]:
    """What the template of a plan reads. `more` is what a refused form had written."""
    formation, who, today = found.formation, actor(request), local_today()
    state = FormationState(formation.state)
    costs = Costs(found, on=today)
    by_group = costs.by_group
    chosen = found.unit_at(request.GET.get("comunidad", "")[:10])
    may_form = may_for(formation, Permission.FORM_NUCLEI, who)
    unheard = set(found.unheard)
    facts = found.facts(waiting=waiting_now(formation) if state is FormationState.DRAFT else None)
    total = sum(one.cost for one in by_group.values())
    sizes = Sizes(sum(facts.units.values()), formation.least, formation.most)
    bounds = bounds_of(formation.version_id)
    return {
        "plan": found,
        "formation": formation,
        "state": shown_state(formation),
        "draft": state is FormationState.DRAFT,
        "version": titles_of([formation.version_id])[formation.version_id].text(language()),
        "unconfirmed": bounds is not None and not bounds.confirmed,
        "sizes": size_words(sizes) if facts.units else "",
        "households": sizes.households,
        "elsewhere": elsewhere(formation.version_id, formation.district_id) if state is FormationState.DRAFT else 0,
        "total": total,
        "mean": round(total / sizes.households) if sizes.households else 0,
        "gap": gap_of(total, formation.bound),
        "groups": [group_row(found, pk, by_group[pk]) for pk in found.facts_by_group],
        "small": sum(one.households < formation.least for one in by_group.values()),
        "proofs": proof_words(
            formation,
            small=sum(one.households for one in by_group.values() if one.households < formation.least),
            torn=sum(not one.joined for one in by_group.values()),
        ),
        "communities": [community_row(found, costs, pk, unheard) for pk in found.units],
        "heard": len(found.units) - len(unheard),
        "faults": [say(reason) for reason in named(found, plan_faults(facts))],
        "recount": any(reason.code == "nuclei.counts_changed" for reason in plan_faults(facts)),
        "picture": plan_picture(found, costs, chosen=chosen.pk if chosen else None),
        "chosen": chosen,
        "moves": moves_of(found, costs, chosen.pk) if chosen and state is FormationState.DRAFT and may_form else [],
        "marks": [{"mark": mark, "kind": MARKS[mark.kind]} for mark in found.marks],
        "edits": edit_rows(found),
        "undoable": found.last_edit,
        "undoable_kind": EDITS[found.last_edit.kind] if found.last_edit else "",
        "nuclei": nuclei_of(formation) if state is FormationState.APPROVED else [],
        "may_form": may_form,
        "may_decide": may_for(formation, Permission.APPROVE_NUCLEI, who),
        "own": who is not None and who.public_id in {formation.drafted_by, formation.submitted_by},
        "discard_form": WhyForm(prefix="discard"),
        "return_form": WhyForm(prefix="return"),
        "approve_form": ApproveForm(initial={"on": today}),
        **(queue_of(request, formation) if state is FormationState.SUBMITTED else {}),
        "mark_form": MarkForm(places=[(unit.place.code, unit.place.name) for unit in found.units.values()]),
        **more,
    }


@needs(Permission.READ_NUCLEI)
@require_GET
def plan_csv(request: HttpRequest, public_id: UUID) -> StreamingHttpResponse:
    """A plan, one community of a group a line."""
    found = readable_or_404(request, public_id)
    costs = Costs(found, on=local_today())
    unheard = set(found.unheard)
    rows = (
        (
            group.number, group.name, found.units[group.seat_id].place.name if group.seat_id else "", unit.place.code,
            unit.place.name, share.households, costs.minutes(unit.pk, group.pk), int(unit.place.code not in unheard),
            group.exception_why,
        )
        for share in found.shares
        for group, unit in [(found.groups[share.group_id], found.units[share.unit_id])]
    )  # fmt: skip
    return csv_response(f"winay-plan-{found.formation.district.code}.csv", COLUMNS, rows)


def my_places(request: HttpRequest) -> tuple[str | None, ...]:
    """Where whoever asks reads nuclei."""
    who = actor(request)
    assert who is not None  # `needs` turned nobody away
    return who.places_for(Permission.READ_NUCLEI)


urlpatterns = [
    path("nucleos/planes/", plans, name="plans"),
    path("nucleos/planes/<uuid:public_id>/", plan, name="plan"),
    path("nucleos/planes/<uuid:public_id>/plan.csv", plan_csv, name="plan_csv"),
]
