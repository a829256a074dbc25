"""Exchange rates in the browser: what a dollar cost since when, and who says so; what ships beside them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.fixed import from_fixed
from winay.plans.access import may_rate
from winay.plans.price_rules import RATE_SCALE, RateSaid
from winay.plans.queries.prices import every_rate, rate_by_id, rate_on, shipped_rates
from winay.plans.services.prices import record_rate, withdraw_rate
from winay.targeting.criteria_wording import language
from winay.web.addresses import uuid_or_none
from winay.web.assemblies_of_nuclei import act
from winay.web.days import local_today
from winay.web.governance_forms import ReasonForm
from winay.web.guard import actor, needs
from winay.web.price_forms import RateForm


@needs(Permission.READ_NUCLEI)
@require_GET
def exchange_rates(request: HttpRequest) -> HttpResponse:
    """Every rate, the newest day first, and the one that holds today."""
    held = rate_on(local_today())
    return render(
        request,
        "prices/rates.html",
        {
            "today": local_today(),
            "held": held,
            "held_number": from_fixed(held.number, RATE_SCALE) if held else None,
            "rows": [{"one": one, "number": from_fixed(one.number, RATE_SCALE)} for one in every_rate()],
            "shipped": [
                {"one": one, "number": from_fixed(one.number, RATE_SCALE), "words": words.get(language(), words["es"])}
                for one, words in shipped_rates()
            ],
            "may_rate": may_rate(actor(request)),
        },
    )


@needs(Permission.RECORD_EXCHANGE_RATE)
@require_http_methods(["GET", "POST"])
def record_one(request: HttpRequest) -> HttpResponse:
    """Write down what a dollar cost from a day on."""
    who = actor(request)
    assert who is not None
    form = RateForm(request.POST or None, initial={"from_on": local_today()})

    def verb() -> object:
        given = form.cleaned_data
        return record_rate(said=RateSaid(given["from_on"], form.number, given["source"]), by=who, at=now())

    return act(
        request,
        form,
        verb,
        done=_("Tipo de cambio anotado."),
        context={
            **_back(),
            "heading": _("Anotar un tipo de cambio"),
            "answer": _("Con él se compara el costo en soles de cada propuesta con el tope en dólares."),
            "verb": _("Anotar tipo de cambio"),
            "next": _("Vale desde ese día hasta el siguiente. Lo que ya se envió no cambia."),
            "undo": _("Si está mal se retira con su razón."),
        },
    )


@needs(Permission.RECORD_EXCHANGE_RATE)
@require_http_methods(["GET", "POST"])
def withdraw_one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw a rate that was written down wrongly."""
    key, who = uuid_or_none(public_id), actor(request)
    found = rate_by_id(key) if key else None
    if found is None:
        raise Http404
    if who is None or not may_rate(who):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: withdraw_rate(rate=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Tipo de cambio retirado."),
        context={
            **_back(),
            "heading": _("Retirar un tipo de cambio"),
            "answer": found.source,
            "verb": _("Retirar"),
            "next": _("Vuelve a valer el anterior hasta que se anote el correcto."),
            "danger": True,
        },
    )


def _back() -> dict[str, Any]:
    return {"back": _("Tipos de cambio"), "back_url": reverse("web:exchange_rates")}


urlpatterns = [
    path("tipos-de-cambio/", exchange_rates, name="exchange_rates"),
    path("tipos-de-cambio/anotar/", record_one, name="record_rate"),
    path("tipos-de-cambio/<str:public_id>/retirar/", withdraw_one, name="withdraw_rate"),
]
