"""One technical plan in the browser: the package against the cap, needs, what others give, orders, households; and
every act on it."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import names_of
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.core.fixed import from_fixed
from winay.core.money import Money
from winay.documents.queries import document_by_id
from winay.journeys.plan_files import issue_plan_file, issued_of, plan_of_document, revoke_plan_file
from winay.nuclei.access import may_for
from winay.plans.plan_rules import MOST_LABOUR, ContributionSaid
from winay.plans.queries.plans import contribution_of, plan_by_id, sheet_of
from winay.plans.services.deciding import approve_plan, return_plan, submit_plan
from winay.plans.services.packages import add_contribution, remove_contribution, say_need, set_item
from winay.plans.services.planning import withdraw_plan
from winay.plans.terms import Contributor, PlanState
from winay.plans.wording import GIVERS
from winay.web.addresses import uuid_or_none
from winay.web.assemblies_of_nuclei import act
from winay.web.board_words import sayings
from winay.web.days import local_today
from winay.web.enrolment_forms import DayForm
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs
from winay.web.plan_sheet import (
    cap_bar,
    rate_words,
    shown_gifts,
    shown_home,
    shown_items,
    shown_needs,
    shown_order,
    shown_plan,
    title,
    to_add,
)
from winay.web.price_forms import exact
from winay.web.table_files import Column, Table, table_response
from winay.web.workshops import decider, preparer


@needs(Permission.READ_NUCLEI)
@require_GET
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A plan: what it gives each household, for how much, beside the cap."""
    return render(request, "technical/plan.html", plan_context(request, plan_or_404(request, public_id)))


def plan_context(request: HttpRequest, found: Any) -> dict[str, Any]:
    """What the page shows."""
    sheet, who = sheet_of(found), actor(request)
    people = names_of(one for one in (found.drafted_by, found.submitted_by, found.decided_by) if one)
    draft, waits = found.state == PlanState.DRAFT, found.state == PlanState.SUBMITTED
    may_prepare = may_for(found.nucleus, Permission.PREPARE_PLAN, who)
    may_decide = waits and may_for(found.nucleus, Permission.APPROVE_PLAN, who)
    orders = [shown_order(one, sheet) for one in sheet.orders]
    return {
        **shown_plan(found),
        "nucleus": found.nucleus,
        "sheet": sheet,
        "heading": title(found),
        "draft": draft,
        "waits": waits,
        "cost": Money(sheet.cost.known),
        "missing": sheet.cost.missing,
        "cap": None if sheet.cap is None else Money(sheet.cap),
        "cap_terms": sheet.terms.cap,
        "cap_money": Money(sheet.terms.cap.minor, sheet.terms.cap.currency) if sheet.terms.cap else None,
        "bar": cap_bar(sheet.cap, sheet.cost.known),
        "rate": rate_words(sheet.rate),
        "menus": shown_items(sheet),
        "to_add": to_add(sheet) if draft and may_prepare else [],
        "needs": shown_needs(sheet),
        "gifts": shown_gifts(sheet),
        "orders": orders,
        "missing_lines": sheet.missing,
        "total": None if sheet.total is None else Money(sheet.total),
        "homes": [shown_home(one, sheet) for one in sheet.homes],
        "varied": sum(one.varied for one in sheet.homes),
        "givers": [(giver, GIVERS[giver]) for giver in Contributor],
        "names": {key: people.get(getattr(found, f"{key}_by"), "") for key in ("drafted", "submitted", "decided")},
        "may_edit": draft and may_prepare,
        "may_withdraw": (draft or waits) and may_prepare,
        "own": who is not None and who.public_id in {found.drafted_by, found.submitted_by},
        "may_decide": may_decide,
        "may_issue": found.state == PlanState.APPROVED and may_prepare,
        "documents": issued_of(found),
        "usual": sheet.terms.usual_items,
        "back_url": reverse("web:technical_plans", args=[found.nucleus.public_id]),
    }


@needs(Permission.PREPARE_PLAN)
@require_http_methods(["POST"])
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a draft: an item, a need, what somebody gives."""
    found = plan_or_404(request, public_id)
    who = preparer(request, found.nucleus)
    verb = {"item": _item, "need": _need, "give": _give, "ungive": _ungive}.get(request.POST.get("act", ""))
    try:
        if verb is None:
            raise Refused([])
        verb(request, found, who)
    except NotAllowed:
        raise PermissionDenied from None
    except Refused as refused:
        context = plan_context(request, found) | {
            "problems": sayings(refused.reasons) or [_("No se entendió qué cambiar.")]
        }
        return render(request, "technical/plan.html", context, status=422)
    return redirect(reverse("web:technical_plan", args=[found.public_id]) + f"#{request.POST.get('act')}")


def _whole(text: str) -> int:
    """A whole number; one that nobody may want for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 99_999


def _item(request: HttpRequest, found: Any, who: Any) -> None:
    post = request.POST
    labour = exact(post["labour"], 1) if post.get("labour", "").strip() else None
    if labour is None and post.get("labour", "").strip():
        raise Refused([Reason("plans.labour", {"most": MOST_LABOUR // 10})])
    set_item(
        plan=found, item=post.get("item", "")[:48], modules=_whole(post.get("modules", "")), labour=labour, by=who,
        at=now(),
    )  # fmt: skip


def _need(request: HttpRequest, found: Any, who: Any) -> None:
    post = request.POST
    say_need(
        plan=found, item=post.get("item", "")[:48], position=_whole(post.get("position", "")),
        how=post.get("how", "")[:400], by=who, at=now(),
    )  # fmt: skip


def _give(request: HttpRequest, found: Any, who: Any) -> None:
    post = request.POST
    giver = post.get("giver", "")
    if giver not in set(Contributor):
        raise Refused([])
    said = ContributionSaid(
        Contributor(giver), post.get("what", ""),
        post.get("each") == "1", exact(post.get("worth", ""), 2) or 0, post.get("valued_how", ""),
    )  # fmt: skip
    add_contribution(plan=found, said=said, by=who, at=now())


def _ungive(request: HttpRequest, found: Any, who: Any) -> None:
    key = uuid_or_none(request.POST.get("contribution"))
    one = contribution_of(found, key) if key else None
    if one is None:
        raise Refused([])
    remove_contribution(contribution=one, by=who, at=now())


@needs(Permission.PREPARE_PLAN)
@require_http_methods(["GET", "POST"])
def submit_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send it to whoever decides."""
    found = plan_or_404(request, public_id)
    who = preparer(request, found.nucleus)
    return _decide(
        request, found, forms.Form(request.POST if request.method == "POST" else None),
        lambda form: submit_plan(plan=found, by=who, at=now()),
        done=_("Enviada: otra persona la revisa y la aprueba, o la observa."),
        heading=_("Enviar la propuesta"),
        answer=_("Se escriben los hogares, los precios, el tipo de cambio y el pedido como están hoy."),
        verb=_("Enviar"),
        next=_("Otra persona la aprueba o la devuelve con una observación."),
        undo=_("Mientras nadie decida se puede retirar."),
    )  # fmt: skip


@needs(Permission.APPROVE_PLAN)
@require_http_methods(["GET", "POST"])
def approve_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve what others drafted and sent."""
    found = plan_or_404(request, public_id)
    who = decider(request, found.nucleus)
    return _decide(
        request, found, DayForm(request.POST or None, initial={"on": local_today()}),
        lambda form: approve_plan(plan=found, on=form.cleaned_data["on"], by=who, at=now()),
        done=_("Aprobada. Desde ese día se puede entregar lo que dice."),
        heading=_("Aprobar la propuesta"),
        answer=_("Algo de los dos menús, todos los hogares dentro del tope, cada precio con su fuente."),
        verb=_("Aprobar propuesta"),
        next=_("Queda escrita y no cambia. Desde ese día se puede entregar."),
        undo=_("No se deshace: lo que cambie va en una adenda."),
    )  # fmt: skip


@needs(Permission.APPROVE_PLAN)
@require_http_methods(["GET", "POST"])
def return_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send it back with an observation."""
    found = plan_or_404(request, public_id)
    who = decider(request, found.nucleus)
    return _decide(
        request, found, ReasonForm(request.POST or None),
        lambda form: return_plan(plan=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Devuelta con su observación."),
        heading=_("Observar la propuesta"),
        answer="",
        verb=_("Devolver con esta observación"),
        next=_("Vuelve a ser un borrador de quien la preparó, con los precios del día otra vez vivos."),
    )  # fmt: skip


@needs(Permission.PREPARE_PLAN)
@require_http_methods(["GET", "POST"])
def withdraw_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give it up before anybody decided."""
    found = plan_or_404(request, public_id)
    who = preparer(request, found.nucleus)
    return _decide(
        request, found, ReasonForm(request.POST or None),
        lambda form: withdraw_plan(plan=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Retirada. Queda en el registro con su razón."),
        heading=_("Retirar la propuesta"),
        answer=_("Lo aprobado antes sigue en vigor."),
        verb=_("Retirar propuesta"),
        next=_("Se puede empezar otra."),
        danger=True,
    )  # fmt: skip


def _decide(
    request: HttpRequest, found: Any, form: Any, do: Callable[[Any], object], /, *, done: str, **words: Any
) -> HttpResponse:
    context = {
        "nucleus": found.nucleus, "back": title(found),
        "back_url": reverse("web:technical_plan", args=[found.public_id]), **words,
    }  # fmt: skip
    return act(request, form, lambda: do(form), done=done, context=context)


@needs(Permission.PREPARE_PLAN)
@require_http_methods(["GET", "POST"])
def issue_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Issue the technical file of an approved plan."""
    found = plan_or_404(request, public_id)
    who = preparer(request, found.nucleus)
    base = request.build_absolute_uri(reverse("web:verify"))
    return _decide(
        request, found, forms.Form(request.POST if request.method == "POST" else None),
        lambda form: issue_plan_file(plan=found, by=who, at=now(), base_url=base),
        done=_("Expediente emitido. Descárguelo e imprímalo para las firmas."),
        heading=_("Emitir el expediente técnico"),
        answer=_("Un PDF con número y código de verificación: taller, paquete, costos, pedido, aportes y firmas."),
        verb=_("Emitir expediente"),
        next=_("Cualquiera puede verificarlo con su código."),
        undo=_("Se puede anular con su razón."),
    )  # fmt: skip


@needs(Permission.PREPARE_PLAN)
@require_http_methods(["GET", "POST"])
def revoke_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a technical file that should not have been issued."""
    document = document_by_id(public_id)
    about = plan_of_document(document) if document else None
    if document is None or about is None:
        raise Http404
    found = plan_or_404(request, about.public_id)
    who = preparer(request, found.nucleus)
    return _decide(
        request, found, ReasonForm(request.POST or None),
        lambda form: revoke_plan_file(document=document, reason=form.cleaned_data["why"], by=who, at=now()),
        done=_("Expediente anulado: quien lo verifique leerá la razón."),
        heading=_("Anular un expediente emitido"),
        answer=_("N.º %(number)s. La propuesta sigue aprobada.") % {"number": document.number},
        verb=_("Anular expediente"),
        undo=_("No se deshace: se emite otro."),
        danger=True,
    )  # fmt: skip


@needs(Permission.READ_NUCLEI)
@require_GET
def orders_file(request: HttpRequest, public_id: UUID, form: str) -> HttpResponseBase:
    """What is bought, as a file."""
    found = plan_or_404(request, public_id)
    columns = [
        Column("item", _("Tecnología"), _("Clave del menú.")),
        Column("line", _("Qué se compra"), ""),
        Column("unit", _("Unidad"), ""),
        Column("quantity", _("Cantidad"), _("Para todos los hogares.")),
        Column("price", _("Precio"), _("De una unidad, el día de la propuesta."), _("soles")),
        Column("amount", _("Importe"), _("Suma de lo que cuesta a cada hogar."), _("soles")),
        Column("quoted_on", _("Día"), _("En que se preguntó."), _("fecha")),
        Column("source", _("Fuente"), _("Quién lo dijo.")),
    ]

    def rows() -> Iterator[list[object]]:
        for one in sheet_of(found).orders:
            line, price = one.line, one.line.price
            yield [
                line.item, line.words, line.unit, f"{from_fixed(one.quantity, 3).normalize():f}",
                None if line.minor is None else from_fixed(line.minor, 2),
                None if one.amount is None else from_fixed(one.amount, 2),
                price.quoted_on.isoformat() if price else None, price.source if price else None,
            ]  # fmt: skip

    name = f"pedido-{found.nucleus.district.code}-{str(found.public_id)[:8]}"
    return table_response(request, Table(name, _("Pedido"), columns, rows), form)


def plan_or_404(request: HttpRequest, public_id: UUID) -> Any:
    """The plan, if it exists; 403 for one of another territory."""
    found = plan_by_id(public_id)
    if found is None:
        raise Http404
    if not may_for(found.nucleus, Permission.READ_NUCLEI, actor(request)):
        raise PermissionDenied
    return found


urlpatterns = [
    path("propuestas/<uuid:public_id>/", plan, name="technical_plan"),
    path("propuestas/<uuid:public_id>/cambiar/", change, name="change_technical_plan"),
    path("propuestas/<uuid:public_id>/enviar/", submit_one, name="submit_technical_plan"),
    path("propuestas/<uuid:public_id>/aprobar/", approve_one, name="approve_technical_plan"),
    path("propuestas/<uuid:public_id>/observar/", return_one, name="return_technical_plan"),
    path("propuestas/<uuid:public_id>/retirar/", withdraw_one, name="withdraw_technical_plan"),
    path("propuestas/<uuid:public_id>/expediente/", issue_one, name="issue_plan_file"),
    path("propuestas/expediente/<uuid:public_id>/anular/", revoke_one, name="revoke_plan_file"),
    path("propuestas/<uuid:public_id>/pedido.<str:form>", orders_file, name="technical_plan_orders"),
]
