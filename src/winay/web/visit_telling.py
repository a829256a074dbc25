"""Telling a visit in the browser, correcting one, saying that one never was."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.queries.months import ever_held
from winay.delivery.queries.visit_facts import lived, offered_advice, people_on, planned
from winay.delivery.queries.visits import agreements_of, last_visits_of, told_of
from winay.delivery.services.visits import correct_visit, record_visit, reverse_visit
from winay.delivery.visit_rules import ProductionSaid, VisitSaid
from winay.delivery.visit_terms import Demonstration, LastTime, Mark, Seen
from winay.enrolment.queries.households import enrolment_by_id
from winay.targeting.criteria_wording import language
from winay.trainers.access import may_for_contract
from winay.trainers.queries.contracts import contract_by_id
from winay.trainers.terms import ContractKind
from winay.web.contest_acting import act, sayings
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import actor, needs, require
from winay.web.household_words import name_of
from winay.web.visit_forms import (
    PRODUCTIONS,
    ProductionForm,
    VisitForm,
    WhyForm,
    day_or_none,
    initial_of,
    initial_of_production,
)
from winay.web.visit_words import item_names
from winay.web.visits import visit_or_404


@needs(Permission.RECORD_VISIT)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, public_id: UUID, cycle: UUID) -> HttpResponse:
    """Tell a visit of a trainer to a household. What was written is kept when it is refused."""
    contract, enrolment = contract_by_id(public_id), enrolment_by_id(cycle)
    if contract is None or enrolment is None:
        raise Http404
    if not may_for_contract(contract, Permission.RECORD_VISIT, actor(request)):
        raise PermissionDenied
    if not ever_held(contract, enrolment):
        raise Http404  # a household of which this trainer never was in charge is nobody's to look at here
    who = _doer(request, contract.hired_by)
    language = enrolment.household.language
    initial = {
        "on": local_today(), "language": language if language else "es", "minutes": 90,
        "demonstration": Demonstration.NONE, "initiative": Seen.NOT_SEEN, "last_time": LastTime.NOTHING,
        "mark": Mark.SIGNATURE,
    }  # fmt: skip
    page = _Page(request, contract, enrolment, initial)

    def verb(said: VisitSaid) -> Any:
        return record_visit(
            contract=contract, enrolment=enrolment, said=said, by=who, at=now(), synthetic=enrolment.synthetic
        )

    context = {
        "heading": _("Registrar visita"),
        "verb": _("Registrar visita"),
        "back": _("Visitas del hogar"),
        "back_url": reverse("web:visits_of_household", args=[enrolment.household.public_id]),
        "next": _("Queda con su propio día, aunque se registre después; se ven las dos fechas."),
        "undo": _("Se puede corregir o anular, con su razón; lo anterior queda a la vista."),
    }
    return page.answer(verb, _("Visita registrada."), context)


@needs(Permission.RECORD_VISIT)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another telling takes the place of a visit's."""
    found = visit_or_404(request, public_id)
    who = _doer(request, found.nucleus)
    told = told_of(found)
    contract = contract_by_id(found.contract.public_id)
    page = _Page(request, contract, found.enrolment, initial_of(told), told.production, day=found.visited_on, why=True)

    def verb(said: VisitSaid) -> Any:
        return correct_visit(visit=found, said=said, why=page.why, by=who, at=now())

    context = {
        "heading": _("Corregir visita"),
        "verb": _("Corregir visita"),
        "back": _("Visita"),
        "back_url": reverse("web:visit", args=[found.public_id]),
        "next": _("La visita queda como la escriba ahora; la de antes se sigue viendo, con la razón."),
        "undo": _("Se puede corregir otra vez."),
    }
    return page.answer(verb, _("Visita corregida."), context)


@needs(Permission.RECORD_VISIT)
@require_http_methods(["GET", "POST"])
def reverse_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """There never was such a visit."""
    found = visit_or_404(request, public_id)
    who = _doer(request, found.nucleus)
    form = WhyForm(request.POST or None)
    context = {
        "heading": _("Anular visita"),
        "kicker": person_name(found.enrolment.household.participant),
        "back": _("Visita"),
        "back_url": reverse("web:visit", args=[found.public_id]),
        "answer": _("Solo si esa visita nunca ocurrió. Si algo está mal escrito, corríjala."),
        "verb": _("Anular visita"),
        "next": _("Deja de contar en el mes del hogar y del yachachiq; se sigue viendo, con la razón."),
        "undo": _("Si ocurrió, se registra de nuevo."),
        "danger": True,
    }
    return act(
        request, form, lambda: reverse_visit(visit=found, why=form.cleaned_data["why"], by=who, at=now()),
        done=_("Visita anulada."), context=context,
    )  # fmt: skip


def _doer(request: HttpRequest, nucleus: Any) -> ActingPerson:
    place, program = nucleus.district.code, nucleus.version.program.key
    return require(request, Permission.RECORD_VISIT, place_code=place, program=program)


def _advice_of(version: Any, item: str, name: str) -> list[tuple[str, str]]:
    """What the menu has a trainer say of an item, as it is written down and as it is offered."""
    texts = [one.text(language()) for one in offered_advice(version, item)]
    return [(text, f"{name}: {text}") for text in texts if text]


class _Page:
    """The page on which a visit is told: its forms, what it offers, what comes of it."""

    def __init__(
        self, request: HttpRequest, contract: Any, enrolment: Any, initial: dict[str, Any], production: Any = (),
        *, day: date | None = None, why: bool = False,
    ) -> None:  # fmt: skip
        self.request, self.contract, self.enrolment = request, contract, enrolment
        data = request.POST or None
        on = day_or_none(request.POST.get("on") or request.GET.get("dia")) or day or initial["on"]
        kind, lives = ContractKind(contract.kind), lived(enrolment, on)
        household = lives.household if lives else enrolment.household_id
        people = [(str(key), name_of(one)) for key, one in people_on(household, on).items()]
        names = item_names(contract.version, kind)
        plan = [key for key in (planned(lives, on) if lives else []) if key in names]
        first = [(key, names[key]) for key in plan]
        others = [(key, name) for key, name in names.items() if key not in plan]
        self.form = VisitForm(
            data, kind=kind, people=people, planned=first, others=others,
            advice=[choice for key, name in first for choice in _advice_of(contract.version, key, name)],
            initial={"received": people[0][0] if people else None, "on": on} | initial,
        )  # fmt: skip
        rows = [initial_of_production(row) for row in production]
        rows += [{} for _ in range(PRODUCTIONS - len(rows))]
        self.productions = [
            ProductionForm(data, prefix=f"p{number}", items=[*first, *others], initial=row)
            for number, row in enumerate(rows, start=1)
        ]
        self.why_form = WhyForm(data) if why else None

    @property
    def why(self) -> str:
        assert self.why_form is not None
        return str(self.why_form.cleaned_data["why"])

    def answer(self, verb: Any, done: str, context: dict[str, Any]) -> HttpResponse:
        """Do it and show the visit, or show what is wrong beside what was written."""
        problems: list[str] = []
        posted = self.request.method == "POST"
        forms = [self.form, *self.productions, *([self.why_form] if self.why_form else [])]
        valid = [one.is_valid() for one in forms]  # all of them, so that each says what is wrong
        if posted and all(valid):
            try:
                made = verb(self.form.said(self._counted()))
            except NotAllowed:
                raise PermissionDenied from None
            except Refused as refused:
                problems = sayings(refused.reasons)
            else:
                messages.success(self.request, done)
                return redirect("web:visit", made.public_id)
        last = last_visits_of([self.enrolment.pk], ContractKind(self.contract.kind)).get(self.enrolment.pk)
        context |= {
            "form": self.form,
            "productions": self.productions,
            "counted": any(one.errors or one["item"].value() for one in self.productions),
            "why_form": self.why_form,
            "problems": problems,
            "faults": posted and not problems,
            "contract": self.contract,
            "participant": person_name(self.enrolment.household.participant),
            "place": self.enrolment.household.place,
            "household": self.enrolment.household,
            "last": last,
            "agreed": agreements_of([last.pk]).get(last.pk, []) if last else [],
            "productive": self.contract.kind == ContractKind.PRODUCTIVE,
        }
        return render(self.request, "visits/tell.html", context, status=422 if posted else 200)

    def _counted(self) -> tuple[ProductionSaid, ...]:
        return tuple(said for one in self.productions if (said := one.said()) is not None)


urlpatterns = [
    path("contratos/<uuid:public_id>/visitas/<uuid:cycle>/nueva/", record, name="record_visit"),
    path("visitas/<uuid:public_id>/corregir/", correct, name="correct_visit"),
    path("visitas/<uuid:public_id>/anular/", reverse_one, name="reverse_visit"),
]
