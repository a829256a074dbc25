"""A trainer's month typed from paper: every household on one page, and the same sheet printed to fill in by hand."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.decision import Reason
from winay.core.errors import NotAllowed, Refused
from winay.delivery.queries.months import Home, TrainerMonth, trainer_month
from winay.delivery.queries.visit_sheets import people_of_homes
from winay.delivery.queries.visits import month_after
from winay.delivery.services.visit_sheets import record_visits
from winay.delivery.visit_rules import LONGEST, SHORTEST, PresentSaid, VisitSaid
from winay.delivery.visit_terms import Demonstration, LastTime, Mark, Seen
from winay.delivery.visit_wording import LAST_TIMES, MARKS
from winay.registry.rules import household_code
from winay.trainers.access import may_for_contract
from winay.trainers.queries.contracts import contract_by_id
from winay.trainers.terms import ContractKind
from winay.web.contest_acting import sayings
from winay.web.contract_forms import ONE_DAY
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import actor, needs, require
from winay.web.household_words import name_of
from winay.web.visit_forms import CLOCK
from winay.web.visit_words import item_names, month_of, months_before

MOST_ROWS = 100
"""Rows that one page takes: what a browser sends of more is refused."""
USUAL = 90


class RowForm(forms.Form):
    """A visit of the sheet. A row without a day is no visit."""

    day = forms.IntegerField(required=False, min_value=1, max_value=31)
    began = forms.TimeField(required=False, widget=CLOCK)
    minutes = forms.IntegerField(required=False, min_value=SHORTEST, max_value=LONGEST)
    received = forms.ChoiceField(required=False)
    item = forms.ChoiceField(required=False)
    advice = forms.CharField(required=False, max_length=600)
    last_time = forms.ChoiceField(required=False, choices=[(one.value, words) for one, words in LAST_TIMES.items()])
    mark = forms.ChoiceField(required=False, choices=[(one.value, words) for one, words in MARKS.items()])
    witness = forms.CharField(required=False, max_length=160)

    LABELS = {
        "day": gettext_lazy("Día"), "began": gettext_lazy("Hora"), "minutes": gettext_lazy("Minutos"),
        "received": gettext_lazy("Quién recibió"), "item": gettext_lazy("De qué trató"),
        "advice": gettext_lazy("Qué se aconsejó"), "last_time": gettext_lazy("Lo acordado la última vez"),
        "mark": gettext_lazy("Cómo confirmó"), "witness": gettext_lazy("Testigo de la huella"),
    }  # fmt: skip

    def __init__(self, *args: Any, first: date, people: Any, items: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.first = first
        self.fields["received"].choices = people  # type: ignore[attr-defined]
        self.fields["item"].choices = [("", _("otro tema")), *items]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.label = self.LABELS[name]
            field.widget.attrs |= {"class": kind, "aria-label": f"{self.LABELS[name]}, {more['prefix']}"}

    @property
    def told(self) -> bool:
        """Whether anything of a visit was typed: a day, an hour or an advice."""
        return any((self[name].value() or "") != "" for name in ("day", "began", "advice"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.told:
            for name in ("day", "began", "minutes"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Falta."))
            day = given.get("day")
            if day is not None and day > (month_after(self.first) - self.first).days:
                self.add_error("day", _("Ese mes no tiene ese día."))
        return given

    def said(self, language: str) -> VisitSaid:
        """The visit that was typed. What the sheet does not ask was not seen."""
        given = self.cleaned_data
        last = LastTime(given["last_time"] or LastTime.NOTHING)
        asked = last in {LastTime.PARTLY, LastTime.NOT_DONE}
        return VisitSaid(
            on=self.first.replace(day=given["day"]), began=given["began"], minutes=given["minutes"], language=language,
            present=(PresentSaid(UUID(given["received"])),) if given["received"] else (),
            items=(given["item"],) if given["item"] else (), topics=(), last_time=last,
            last_why=_("La hoja no lo dice.") if asked else "", advice=given["advice"],
            demonstration=Demonstration.NONE, initiative=Seen.NOT_SEEN, mark=Mark(given["mark"] or Mark.SIGNATURE),
            witness=given["witness"],
        )  # fmt: skip


class _Sheet:
    """The rows of a month of a trainer."""

    def __init__(self, contract: Any, month: TrainerMonth, rows_each: int, data: Any) -> None:
        kind = ContractKind(contract.kind)
        items = list(item_names(contract.version, kind).items())
        lives = people_of_homes({one.enrolment.household_id for one in month.homes})
        self.homes: list[tuple[Home, list[RowForm]]] = []
        for number, one in enumerate(month.homes):
            home = one.enrolment.household
            there = sorted(lives.get(home.pk, ()), key=lambda who: who.pk != home.participant_id)
            people = [(str(who.public_id), name_of(who)) for who in there]
            initial = {
                "minutes": USUAL, "received": people[0][0] if people else "", "last_time": LastTime.NOTHING,
                "mark": Mark.SIGNATURE,
            }  # fmt: skip
            rows = [
                RowForm(
                    data, prefix=f"h{number}v{turn}", initial=initial, first=month.first, people=people, items=items
                )
                for turn in range(1, rows_each + 1)
            ]
            self.homes.append((one, rows))

    def typed(self) -> list[tuple[Home, RowForm]]:
        return [(home, row) for home, rows in self.homes for row in rows if row.told]


def _month_of(request: HttpRequest, public_id: UUID) -> tuple[Any, TrainerMonth, str]:
    """The contract, and the month of it that an address asks for."""
    contract = contract_by_id(public_id)
    if contract is None or contract.kind == ContractKind.PROFESSIONAL:
        raise Http404
    if not may_for_contract(contract, Permission.RECORD_VISIT, actor(request)):
        raise PermissionDenied
    today = local_today()
    last = max(min(today, contract.over_on - ONE_DAY), contract.began_on)
    first = month_of(request.GET.get("mes")) or last.replace(day=1)
    first = min(max(first, contract.began_on.replace(day=1)), last.replace(day=1))
    return contract, trainer_month(contract, first, today), f"{first:%Y-%m}"


@needs(Permission.RECORD_VISIT)
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The visits of a trainer's month, typed from their notebook. All of them are told, or none."""
    contract, month, key = _month_of(request, public_id)
    place, program = contract.hired_by.district.code, contract.version.program.key
    who = require(request, Permission.RECORD_VISIT, place_code=place, program=program)
    each = 2 if request.GET.get("filas") != "1" and 2 * len(month.homes) <= MOST_ROWS else 1
    page = _Sheet(contract, month, each, request.POST or None)
    faults: dict[str, list[str]] = {}
    problems: list[str] = []
    if request.method == "POST":
        typed = page.typed()
        valid = [row.is_valid() for _home, row in typed]  # all of them, so that each says what is wrong
        if all(valid):
            told = [(home.enrolment, row.said(home.enrolment.household.language or "es")) for home, row in typed]
            try:
                made = record_visits(contract=contract, told=told, by=who, at=now(), synthetic=contract.synthetic)
            except NotAllowed:
                raise PermissionDenied from None
            except Refused as refused:
                problems, faults = _parted(refused.reasons, [row.prefix or "" for _home, row in typed])
            else:
                done = ngettext("%(n)s visita registrada.", "%(n)s visitas registradas.", len(made))
                messages.success(request, done % {"n": len(made)})
                return redirect(f"{reverse('web:trainer_visits', args=[public_id])}?mes={key}")
        else:
            problems = [_("Falta algo en las filas marcadas.")]
    last = min(local_today(), contract.over_on - ONE_DAY)
    context = {
        "contract": contract,
        "month": month,
        "chosen": key,
        "months": months_before(last, contract.began_on),
        "late": (local_today() - (month_after(month.first) - ONE_DAY)).days,
        "homes": [
            {
                "name": person_name(one.enrolment.household.participant), "place": one.enrolment.household.place.name,
                "code": household_code(one.enrolment.household.public_id), "days": [day.day for day in one.days],
                "rows": [{"form": row, "faults": faults.get(row.prefix or "", [])} for row in rows],
            }
            for one, rows in page.homes
        ],
        "labels": list(RowForm.LABELS.items()),
        "problems": problems,
        "each": each,
    }  # fmt: skip
    return render(request, "visits/sheet.html", context, status=422 if problems else 200)


def _parted(reasons: Any, prefixes: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """What is wrong with the whole sheet, and row by row."""
    whole: list[Reason] = []
    of: dict[str, list[Reason]] = {}
    here = whole
    for one in reasons:
        if one.code == "delivery.of_row":
            here = of.setdefault(prefixes[int(one.params["number"]) - 1], [])
        else:
            here.append(one)
    said = sayings(whole)
    if of:
        wrong = ngettext("%(n)s fila no se puede registrar.", "%(n)s filas no se pueden registrar.", len(of))
        said.append(wrong % {"n": len(of)})
    return said, {prefix: sayings(some) for prefix, some in of.items()}


@needs(Permission.RECORD_VISIT)
@require_GET
def paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same sheet on paper, with the households of the trainer and what was agreed with each the last time."""
    contract, month, key = _month_of(request, public_id)
    context = {
        "contract": contract,
        "month": month,
        "chosen": key,
        "nuclei": [one.nucleus for one in contract.nuclei.all()],
        "homes": [
            {
                "name": person_name(one.enrolment.household.participant), "place": one.enrolment.household.place.name,
                "code": household_code(one.enrolment.household.public_id), "last": one.last,
            }
            for one in month.homes
            if one.held
        ],
    }  # fmt: skip
    return render(request, "visits/sheet_paper.html", context)


urlpatterns = [
    path("contratos/<uuid:public_id>/hoja/", sheet, name="visit_sheet"),
    path("contratos/<uuid:public_id>/hoja/papel/", paper, name="visit_sheet_paper"),
]
