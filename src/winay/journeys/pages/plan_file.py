"""What the technical file of a nucleus prints, in the language that is active now: words and numbers ready to be laid
out. Everything comes from rows that were frozen when the plan was sent."""

from decimal import Decimal

from django.utils.translation import gettext as _

from winay.accounts.queries import is_demo, names_of
from winay.core.fixed import from_fixed
from winay.core.money import Money
from winay.core.numbers import day, money, number
from winay.documents.services import Content
from winay.documents.terms import DocumentKind, StatementKey
from winay.journeys.namesakes import name_of
from winay.journeys.pages.selection_act import issuing_office, place_words
from winay.nuclei.queries.boards import board_of
from winay.nuclei.wording import POSTS
from winay.plans.plan_models import Plan
from winay.plans.price_rules import RATE_SCALE
from winay.plans.queries.plans import Order, Sheet, sheet_of
from winay.plans.queries.workshops import came_to, offered, told_of
from winay.plans.rules import cost_of
from winay.plans.terms import ChoiceMode, Contributor, Menu
from winay.plans.wording import GIVERS, MENUS, MODES
from winay.programs.terms import KitUnit
from winay.programs.vocabulary import KIT_UNITS
from winay.targeting.criteria_wording import language

TEMPLATE, SUBJECT = "technical_plan", "technical_plan"


def plan_content(plan: Plan) -> Content:
    """What the technical file prints and states. A constant number of queries."""
    sheet = sheet_of(plan)
    office = issuing_office(plan.nucleus.district)
    synthetic = is_demo() or plan.synthetic or plan.nucleus.synthetic
    inputs: dict[str, object] = {
        "language": language(),
        "labels": labels(),
        "title": _title(plan),
        "lead": _lead(sheet),
        "void": [],
        "synthetic": _("INVENTADO") if synthetic else "",
        "facts": _facts(sheet),
        "why": plan.why,
        "workshop": _workshop(plan),
        "package": _package(sheet),
        "package_total": [_("Un hogar con el paquete"), "", _days(sheet.labour), _soles(sheet.cost.known)],
        "orders": [_order(one, sheet) for one in sheet.orders],
        "orders_total": ["", _("Total"), "", "", "", _soles(plan.total or 0)],
        "households": _households(sheet),
        "gifts": _gifts(sheet),
        "gifts_note": _gifts_note(sheet),
        "varied": _varied(sheet),
        "signatures": _signers(plan),
    }
    return Content(
        kind=DocumentKind.TECHNICAL_PLAN,
        template=TEMPLATE,
        language=language(),
        office=office.code if office else "NAC",
        seat=(office.seat or office.name) if office else _("Sede nacional"),
        subject=(SUBJECT, str(plan.public_id)),
        inputs=inputs,
        statements=_statements(sheet),
        synthetic=synthetic,
    )


def _title(plan: Plan) -> str:
    if plan.number == 0:
        return _("Expediente técnico")
    return _("Expediente técnico, adenda %(n)s") % {"n": plan.number}


def _lead(sheet: Sheet) -> str:
    return _(
        "Núcleo ejecutor %(nucleus)s: %(households)s hogares reciben lo que escogieron de los dos menús, por %(total)s "
        "en todo. El tope por hogar es %(cap)s."
    ) % {
        "nucleus": sheet.plan.nucleus.name, "households": _n(len(sheet.homes)), "total": _soles(sheet.plan.total or 0),
        "cap": _soles(sheet.cap or 0),
    }  # fmt: skip


def _facts(sheet: Sheet) -> list[list[str]]:
    plan, version, cap = sheet.plan, sheet.plan.nucleus.version, sheet.terms.cap
    people = names_of(one for one in (plan.drafted_by, plan.submitted_by, plan.decided_by) if one)
    decided = day(plan.decided_on, language()) if plan.decided_on else ""
    return [
        [_("Núcleo"), f"{plan.nucleus.name}, {place_words(plan.nucleus.district)}"],
        [_("Programa y versión"), f"{version.program.name}, {version.key}"],
        [_("Día de la propuesta"), day(plan.on, language())],
        [_("Preparó"), people.get(plan.drafted_by, "")],
        [_("Envió"), people.get(plan.submitted_by, "") if plan.submitted_by else ""],
        [_("Aprobó"), f"{people.get(plan.decided_by, '') if plan.decided_by else ''}, {decided}"],
        [_("Tope por hogar"), money(Money(cap.minor, cap.currency), language()) if cap else ""],
        [_("Tipo de cambio"), _rate(sheet)],
    ]


def _rate(sheet: Sheet) -> str:
    if sheet.rate is None:
        return "—"
    words = _("S/ %(rate)s por dólar desde el %(day)s (%(source)s)") % {
        "rate": number(from_fixed(sheet.rate.number, RATE_SCALE), language()),
        "day": day(sheet.rate.from_on, language()), "source": sheet.rate.source,
    }  # fmt: skip
    return words if sheet.rate.confirmed else words + " · " + _("no confirmado")


def _workshop(plan: Plan) -> list[list[str]]:
    workshop, came = plan.workshop, came_to(plan.workshop.assembly)
    ranked = told_of(workshop).ranked
    names = {key: item.name.text(language()) for key, item in offered(plan.nucleus.version).items()}
    wanted = "; ".join(f"{names.get(one.item, one.item)}: {_n(one.wanted)}" for one in ranked[:8])
    return [
        [_("Taller de diagnóstico"), day(workshop.assembly.held_on, language())],
        [_("Dónde"), workshop.assembly.meeting_place],
        [_("Condujo"), workshop.facilitator],
        [_("Asistieron"), _("%(homes)s hogares: %(women)s mujeres y %(men)s varones") % {
            "homes": _n(workshop.present), "women": _n(came.women), "men": _n(came.men),
        }],
        [_("Cómo se escogió"), str(MODES[ChoiceMode(workshop.mode)])],
        [_("Lo más pedido, por hogares"), wanted],
    ]  # fmt: skip


def _package(sheet: Sheet) -> list[list[str]]:
    found = []
    for menu in Menu:
        for row in sheet.items:
            if menu in sheet.facts.menus.get(row.item, frozenset()):
                cost = cost_of({row.item: row.modules}, sheet.costs)
                name = sheet.offered[row.item].name.text(language())
                found.append(
                    [f"{name} ({MENUS[menu]})", _n(row.modules), _days(row.labour * row.modules), _soles(cost.known)]
                )
    return found


def _order(order: Order, sheet: Sheet) -> list[str]:
    line, price = order.line, order.line.price
    item = sheet.offered[line.item].name.text(language()) if line.item in sheet.offered else line.item
    quantity = number(f"{from_fixed(order.quantity, 3).normalize():f}", language())
    said = f"{price.source}, {day(price.quoted_on, language())}" if price else ""
    return [
        item, line.words, f"{quantity} {KIT_UNITS[KitUnit(line.unit)]}", _soles(line.minor or 0), said,
        _soles(order.amount or 0),
    ]  # fmt: skip


def _households(sheet: Sheet) -> list[list[str]]:
    costs = sorted(one.cost.known for one in sheet.homes)
    return [
        [_("Hogares"), _n(len(costs))],
        [_("Con el paquete"), _n(sum(not one.varied for one in sheet.homes))],
        [_("Con algo distinto"), _n(sum(one.varied for one in sheet.homes))],
        [_("El que menos cuesta"), _soles(costs[0] if costs else 0)],
        [_("El que más cuesta"), _soles(costs[-1] if costs else 0)],
    ]


def _varied(sheet: Sheet) -> list[list[str]]:
    """Households that take something else: by code, never by name."""
    found = []
    for one in sheet.homes:
        if one.varied:
            items = "; ".join(
                f"{sheet.offered[key].name.text(language())} × {modules}" for key, modules in one.package.items()
            )
            found.append([one.code, items, one.row.why if one.row else "", _soles(one.cost.known)])
    return found


def _gifts(sheet: Sheet) -> list[list[str]]:
    """Labour and what others give. Each adds up over the nucleus."""
    found = []
    if sheet.labour_total:
        worth = "—" if sheet.labour_worth is None else _soles(sheet.labour_worth)
        words = _("%(days)s jornales de instalación") % {"days": _days(sheet.labour_total)}
        found.append([str(GIVERS[Contributor.HOUSEHOLD]), words, _("jornal de la versión, no confirmado"), worth])
    for one in sheet.contributions:
        times = len(sheet.homes) if one.each_household else 1
        found.append([str(GIVERS[Contributor(one.giver)]), one.what, one.valued_how, _soles(one.minor * times)])
    return found


def _gifts_note(sheet: Sheet) -> str:
    return _("No son dinero del programa: se muestran al lado del tope, no dentro.") if _gifts(sheet) else ""


def _signers(plan: Plan) -> list[list[str]]:
    people = names_of(one for one in (plan.drafted_by, plan.decided_by) if one)
    board = board_of(plan.nucleus, plan.decided_on or plan.on)
    held = [
        [_("Junta directiva"), name_of(seat.mandate.member), str(POSTS[seat.post])]
        for seat in board.seats
        if seat.mandate is not None
    ]
    approved = people.get(plan.decided_by, "") if plan.decided_by else ""
    return [*held, [_("Preparó"), people.get(plan.drafted_by, ""), ""], [_("Aprobó"), approved, ""]]


def _statements(sheet: Sheet) -> dict[StatementKey, str]:
    plan, version = sheet.plan, sheet.plan.nucleus.version
    found = {
        StatementKey.NUCLEUS: plan.nucleus.name,
        StatementKey.PLACE: place_words(plan.nucleus.district),
        StatementKey.PROGRAM: f"{version.program.name}, {version.key}",
        StatementKey.PLANNED_ON: plan.on.isoformat(),
        StatementKey.DECIDED_ON: plan.decided_on.isoformat() if plan.decided_on else "",
        StatementKey.PLANNED_HOUSEHOLDS: str(len(sheet.homes)),
        StatementKey.TOTAL: _soles(plan.total or 0),
        StatementKey.CAP: _soles(sheet.cap or 0),
    }
    return found if plan.number == 0 else {**found, StatementKey.ADDENDUM: str(plan.number)}


def labels() -> dict[str, str]:
    """The fixed words of a technical file."""
    return {
        "number": _("N.º"), "by": _("Emitida por"), "why": _("Qué cambia y por qué"), "workshop": _("El taller"),
        "package": _("Lo que recibe cada hogar"), "item": _("Tecnología"), "modules": _("Módulos"),
        "days": _("Jornales del hogar"), "cost": _("Costo"), "orders": _("Lo que se compra"),
        "line": _("Qué se compra"), "quantity": _("Cantidad"), "price": _("Precio"), "source": _("Fuente y día"),
        "amount": _("Importe"), "households": _("Los hogares"), "gifts": _("Lo que otros ponen"),
        "giver": _("Quién"), "what": _("Qué"), "valued": _("Cómo se valoró"), "worth": _("Vale"),
        "varied": _("Hogares con algo distinto al paquete"), "household": _("Hogar"), "gets": _("Recibe"),
        "reason": _("Por qué"), "signatures": _("Firmas"), "signature": _("Firma"), "fingerprint": _("Huella"),
        "verify": _("Verifique este documento con el código"), "page": _("Página"), "of": _("de"),
        "synthetic_note": _("Personas o lugares inventados para una demostración: este documento no decide nada."),
    }  # fmt: skip


def _soles(minor: int) -> str:
    return money(Money(minor), language())


def _days(tenths: int) -> str:
    return number(f"{(Decimal(tenths) / 10).normalize():f}", language())


def _n(value: int) -> str:
    return number(value, language())
