"""When a trainer is away, told in the browser."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import Refused
from winay.trainers.queries.absences import absence_by_id
from winay.trainers.schedule_rules import AbsenceSaid
from winay.trainers.schedule_wording import ABSENCES
from winay.trainers.services.absences import take_back_absence, tell_absence
from winay.trainers.terms import AbsenceWhy
from winay.web.contest_acting import act, sayings
from winay.web.contest_forms import long_text
from winay.web.contract_forms import ONE_DAY
from winay.web.guard import needs
from winay.web.people_forms import DAY
from winay.web.schedules import contract_or_404, signer


class AbsenceForm(forms.Form):
    """From when, until when, why."""

    from_on = forms.DateField(label=gettext_lazy("Primer día que falta"), widget=DAY)
    last_on = forms.DateField(label=gettext_lazy("Último día que falta"), widget=DAY)
    why = forms.ChoiceField(
        label=gettext_lazy("Por qué"), choices=[(one, ABSENCES[one]) for one in AbsenceWhy], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Nota"), max_length=300, required=False, widget=long_text(3),
        help_text=gettext_lazy("Para otra razón, escríbala en 15 letras o más."),
    )  # fmt: skip


@needs(Permission.SIGN_CONTRACT)
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A trainer is, will be or was away."""
    found = contract_or_404(request, public_id)
    who = signer(request, found)
    form = AbsenceForm(request.POST or None)

    def verb() -> Any:
        given = form.cleaned_data
        said = AbsenceSaid(
            given["from_on"], given["last_on"] + ONE_DAY, AbsenceWhy(given["why"]), given["note"].strip()
        )  # fmt: skip
        return tell_absence(contract=found, said=said, by=who, at=now())

    def onward(told: Any) -> str:
        return f"{reverse('web:trainer_month', args=[found.public_id])}?mes={told.from_on:%Y-%m}"

    context = {
        "heading": _("¿Qué días falta %(name)s?") % {"name": found.applicant.name},
        "kicker": found.hired_by.name,
        "back": _("Mes de %(name)s") % {"name": found.applicant.name},
        "back_url": reverse("web:trainer_month", args=[found.public_id]),
        "verb": _("Anotar ausencia"),
        "next": _("Las visitas de esos días quedan donde están hasta que replanifique: verá antes cuáles cambian."),
        "undo": _("Una ausencia equivocada se quita en la página del mes."),
    }
    return act(request, form, verb, done=_("Ausencia anotada."), context=context, to=onward)


@needs(Permission.SIGN_CONTRACT)
@require_POST
def take_back(request: HttpRequest, public_id: UUID, absence: UUID) -> HttpResponse:
    """It never was, or was otherwise."""
    contract = contract_or_404(request, public_id)
    who, found = signer(request, contract), absence_by_id(contract, absence)
    if found is None:
        raise Http404
    try:
        take_back_absence(absence=found, by=who, at=now())
    except Refused as refused:
        messages.error(request, " ".join(sayings(refused.reasons)))
    else:
        messages.success(request, _("La ausencia se quitó."))
    return redirect(f"{reverse('web:trainer_month', args=[contract.public_id])}?mes={found.from_on:%Y-%m}")


urlpatterns = [
    path("contratos/<uuid:public_id>/ausencias/nueva/", tell, name="tell_absence"),
    path("contratos/<uuid:public_id>/ausencias/<uuid:absence>/quitar/", take_back, name="take_back_absence"),
]
