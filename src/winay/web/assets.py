"""What a nucleus's households received, in the browser: orders and what came of them, what is still to come, writing a
delivery down. One delivery with its acts is in `delivery_acts`, complaints in `delivery_complaints`."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.clock import now
from winay.core.errors import NotAllowed, Refused
from winay.delivery.asset_terms import Fullness, RejectWhy, WitnessRole
from winay.delivery.asset_wording import FULLNESS, REJECTIONS, ROLES
from winay.delivery.queries.assets import (
    PAGE,
    deliveries_of,
    open_complaints,
    orders_of,
    people_of,
    totals_of,
)
from winay.delivery.queries.giving import given_to
from winay.delivery.queries.sayings import heard_in
from winay.delivery.services.deliveries import Proof, record_delivery
from winay.journeys.pages.nucleus import state_of
from winay.nuclei.access import may_for
from winay.nuclei.queries.boards import board_of
from winay.nuclei.queries.members import last_membership
from winay.nuclei.terms import Post
from winay.plans.queries.workshops import offered
from winay.registry.terms import Kin, Sex
from winay.registry.wording import KINS, SEXES
from winay.targeting.criteria_wording import language
from winay.trainers.queries.caseloads import serving
from winay.trainers.terms import ContractKind
from winay.web.asset_forms import DeliverySheet, Photo
from winay.web.contest_acting import sayings
from winay.web.days import local_today
from winay.web.enrolment_words import person_name
from winay.web.guard import actor, needs, require
from winay.web.household_words import name_of, title_of
from winay.web.nucleus import frame, readable_or_404
from winay.web.pictures import position
from winay.web.plan_sheet import quantity_words
from winay.web.saying_words import heard_parts

POST_ROLES = {
    Post.PRESIDENT: WitnessRole.PRESIDENT, Post.SECRETARY: WitnessRole.SECRETARY,
    Post.TREASURER: WitnessRole.TREASURER, Post.PROSECUTOR: WitnessRole.PROSECUTOR,
}  # fmt: skip
LOOKS = {Fullness.NOTHING: "neutral", Fullness.PART: "unconfirmed", Fullness.WHOLE: "approved"}


def item_names(nucleus: Any) -> dict[str, str]:
    """The items of the nucleus's menus in the reader's language."""
    return {key: item.name.text(language()) for key, item in offered(nucleus.version).items()}


def offset_of(request: HttpRequest) -> int:
    """Where a list begins."""
    text = request.GET.get("desde", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def turns(start: int, total: int, page: int = PAGE) -> dict[str, int | None]:
    """The pages before and after."""
    return {
        "next_start": start + page if start + page < total else None,
        "previous_start": max(0, start - page) if start else None,
    }


def recorder(request: HttpRequest, nucleus: Any) -> ActingPerson:
    """Who is asking, if they record deliveries of the nucleus; 403 otherwise."""
    place, program = nucleus.district.code, nucleus.version.program.key
    return require(request, Permission.RECORD_DELIVERY, place_code=place, program=program)


def may_record(request: HttpRequest, nucleus: Any) -> bool:
    """Whether whoever asks records deliveries of the nucleus."""
    return may_for(nucleus, Permission.RECORD_DELIVERY, actor(request))


# ---- a nucleus ------------------------------------------------------------------------------------------------------


@needs(Permission.READ_NUCLEI)
@require_GET
def of_nucleus(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was ordered for a nucleus and what came of it, line by line; its deliveries."""
    found = readable_or_404(request, public_id)
    today, start = local_today(), offset_of(request)
    orders = orders_of(found, today)
    names = item_names(found)
    rows, total = deliveries_of(found, start=start)
    whole = len(orders.due) - len(orders.open)
    context = {
        **frame(request, found, state_of(found, month=None, today=today), "assets"),
        "plan": orders.plan,
        "whole": whole,
        "due": len(orders.due),
        "open": len(orders.open),
        "items": _totals(totals_of(found, orders.plan), names),
        "rows": [shown_delivery(one, names) for one in rows],
        "total": total,
        "heard": heard_parts(heard) if (heard := heard_in(found, today).deliveries).households else None,
        "complaints": open_complaints(found),
        "may_record": may_record(request, found) and not found.closed_on,
        **turns(start, total),
    }
    return render(request, "assets/of_nucleus.html", context)


def _totals(lines: Any, names: dict[str, str]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in lines:
        top = max(one.ordered, one.taken + one.rejected)
        found.setdefault(one.item, []).append(
            {
                "one": one,
                "ordered": quantity_words(one.ordered, one.unit),
                "taken": quantity_words(one.taken, one.unit),
                "rejected": quantity_words(one.rejected, one.unit) if one.rejected else "",
                "missing": quantity_words(one.missing, one.unit) if one.missing else "",
                "bar": position(one.taken, top),
                "away": position(one.rejected, top),
                "share": round(100 * one.taken / one.ordered),
            }
        )
    return [{"name": names.get(item, item), "rows": some} for item, some in found.items()]


def shown_delivery(one: Any, names: dict[str, str]) -> dict[str, Any]:
    """A delivery in a list."""
    household = one.technology.membership.enrolment.household
    return {
        "one": one,
        "item": names.get(one.technology.item, one.technology.item),
        "name": person_name(household.participant),
        "place": household.place.name,
        "cycle": one.technology.membership.enrolment.public_id,
    }


@needs(Permission.READ_NUCLEI)
@require_GET
def to_deliver(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the plan in force gives each household and did not come whole: where a delivery begins."""
    found = readable_or_404(request, public_id)
    orders, names, start = orders_of(found, local_today()), item_names(found), offset_of(request)
    item = request.GET.get("que", "")
    rows = [one for one in orders.open if not item or one.item == item]
    page = rows[start : start + PAGE]
    context = {
        "nucleus": found, "plan": orders.plan, "item": item, "total": len(rows),
        "items": [(key, names.get(key, key)) for key in dict.fromkeys(one.item for one in orders.due)],
        "rows": [
            {
                "one": one, "item": names.get(one.item, one.item), "fullness": FULLNESS[one.fullness],
                "badge": LOOKS[one.fullness], "cycle": one.membership.enrolment.public_id,
                "name": person_name(one.membership.enrolment.household.participant),
                "place": one.membership.enrolment.household.place.name,
            }
            for one in page
        ],
        "may_record": may_record(request, found) and not found.closed_on,
        **turns(start, len(rows)),
    }  # fmt: skip
    return render(request, "assets/to_deliver.html", context)


# ---- recording ------------------------------------------------------------------------------------------------------


@needs(Permission.RECORD_DELIVERY)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, public_id: UUID, cycle: UUID, item: str) -> HttpResponse:
    """Write down what of an item a household received."""
    found = readable_or_404(request, public_id)
    who = recorder(request, found)
    home, today = _home_or_404(found, cycle), local_today()
    given = given_to(home, item, today)
    if not given.ordered:
        raise Http404
    people = {str(one.public_id): one for one in people_of(home)}
    trainers = {str(one.public_id): one for one in serving(found, ContractKind.PRODUCTIVE, today)}
    data = request.POST if request.method == "POST" else {"on": today.isoformat()}
    open_lines = [one for one in given.ordered if one.missing] or list(given.ordered)
    sheet, problems = DeliverySheet(data, open_lines, people, trainers), list[str]()
    photo = Photo(request)
    if request.method == "POST":
        said = sheet.said()
        problems = [*([photo.problem] if photo.problem else []), *sheet.problems]
        if said is not None and not problems:
            try:
                made = record_delivery(
                    membership=home, item=item, said=said, receiver=sheet.receiver, trainer=sheet.trainer,
                    proof=Proof(photo.digest), by=who, at=now(),
                )  # fmt: skip
            except NotAllowed:
                raise PermissionDenied from None
            except Refused as refused:
                problems = sayings(refused.reasons)
            else:
                messages.success(request, _("Entrega anotada. Emita el acta para las firmas."))
                return redirect("web:delivery", made.public_id)
    household = home.enrolment.household
    context = {
        "nucleus": found, "home": home, "title": title_of(household), "place": household.place.name,
        "item": item_names(found).get(item, item), "item_key": item, "given": given, "sheet": sheet,
        "problems": problems, "photo_token": photo.token, "cycle": cycle,
        "lines": [
            {**row, "due": quantity_words(row["line"].due, given.units[row["line"].position]),
             "missing": quantity_words(row["line"].missing, given.units[row["line"].position])}
            for row in sheet.shown_lines()
        ],
        "people": [
            {"key": key, "name": name_of(one), "kin": KINS[Kin(one.kin)]} for key, one in people.items()
        ],
        "trainers": [(key, one.applicant.name) for key, one in trainers.items()],
        "board": _board(found, today), "roles": [(one, ROLES[one]) for one in WitnessRole],
        "rejections": [(one, REJECTIONS[one]) for one in RejectWhy],
        "kins": [(one, KINS[one]) for one in Kin if one is not Kin.PARTICIPANT],
        "sexes": [(one, SEXES[one]) for one in Sex],
    }  # fmt: skip
    return render(request, "assets/record.html", context, status=422 if problems else 200)


def _home_or_404(nucleus: Any, cycle: UUID) -> Any:
    home = last_membership(nucleus, cycle)
    if home is None:
        raise Http404
    return home


def _board(nucleus: Any, on: Any) -> list[dict[str, str]]:
    """Those who hold a post, offered as witnesses."""
    return [
        {"name": name_of(seat.mandate.member), "role": str(ROLES[POST_ROLES[seat.post]])}
        for seat in board_of(nucleus, on).seats
        if seat.mandate is not None and seat.post in POST_ROLES and seat.mandate.member.erased_at is None
    ]


@needs(Permission.READ_NUCLEI)
@require_GET
def blank_sheet(request: HttpRequest, public_id: UUID, cycle: UUID, item: str) -> HttpResponse:
    """The act of a delivery to print and fill in by hand, for where there is no signal."""
    found = readable_or_404(request, public_id)
    home = _home_or_404(found, cycle)
    given = given_to(home, item, local_today())
    if not given.ordered:
        raise Http404
    context = {
        "nucleus": found, "title": title_of(home.enrolment.household), "place": home.enrolment.household.place.name,
        "item": item_names(found).get(item, item), "given": given,
        "lines": [
            {"line": one, "due": quantity_words(one.due, given.units[one.position]),
             "missing": quantity_words(one.missing, given.units[one.position])}
            for one in given.ordered
        ],
        "signs": [
            _("Recibió, del hogar"), _("Primer testigo"), _("Segundo testigo"), _("Entregó: yachachiq"),
            _("Transportó: proveedor"),
        ],
        "back_url": reverse("web:to_deliver", args=[public_id]),
    }  # fmt: skip
    return render(request, "assets/sheet.html", context)


NUCLEUS = "nucleos/<uuid:public_id>/entregas/"
urlpatterns = [
    path(NUCLEUS, of_nucleus, name="deliveries"),
    path(f"{NUCLEUS}por-entregar/", to_deliver, name="to_deliver"),
    path(f"{NUCLEUS}<uuid:cycle>/<slug:item>/", record, name="record_delivery"),
    path(f"{NUCLEUS}<uuid:cycle>/<slug:item>/hoja/", blank_sheet, name="delivery_sheet"),
]
