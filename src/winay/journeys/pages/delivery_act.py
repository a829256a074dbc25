"""What the act of a delivery prints, in the language that is active now: words and numbers ready to be laid out.
Everything comes from rows that never change."""

from typing import Any

from django.utils.translation import gettext as _

from winay.accounts.queries import is_demo
from winay.core.fixed import from_fixed
from winay.core.numbers import day, number
from winay.delivery.asset_models import Delivery, DeliveryLine
from winay.delivery.asset_terms import RejectWhy, WitnessRole
from winay.delivery.asset_wording import REJECTIONS, ROLES
from winay.delivery.queries.assets import lines_of
from winay.documents.services import Content
from winay.documents.terms import DocumentKind, StatementKey
from winay.journeys.namesakes import name_of
from winay.journeys.pages.selection_act import issuing_office, place_words
from winay.plans.queries.workshops import offered
from winay.programs.terms import KitUnit
from winay.programs.vocabulary import KIT_UNITS
from winay.registry.rules import household_code
from winay.registry.terms import Kin
from winay.registry.wording import KINS
from winay.targeting.criteria_wording import language

TEMPLATE, SUBJECT = "delivery_act", "delivery"


def act_content(delivery: Delivery) -> Content:
    """What the act prints and states. A constant number of queries."""
    office = issuing_office(delivery.nucleus.district)
    lines = lines_of(delivery)
    inputs: dict[str, object] = {
        "language": language(),
        "labels": labels(),
        "title": _("Acta de entrega a un hogar"),
        "lead": _lead(delivery),
        "void": [],
        "synthetic": _("INVENTADO") if is_demo() or delivery.synthetic or delivery.nucleus.synthetic else "",
        "facts": _facts(delivery),
        "lines": [_line(one) for one in lines],
        "complaints": [
            [one.words, one.complaint.said, day(one.complaint.cure_by, language())]
            for one in lines
            if hasattr(one, "complaint")
        ],
        "duty": _duty(delivery),
        "note": delivery.note,
        "signatures": _signers(delivery),
    }
    return Content(
        kind=DocumentKind.DELIVERY_ACT,
        template=TEMPLATE,
        language=language(),
        office=office.code if office else "NAC",
        seat=(office.seat or office.name) if office else _("Sede nacional"),
        subject=(SUBJECT, str(delivery.public_id)),
        inputs=inputs,
        statements={
            StatementKey.NUCLEUS: delivery.nucleus.name,
            StatementKey.PLACE: place_words(delivery.nucleus.district),
            StatementKey.PROGRAM: f"{delivery.nucleus.version.program.name} {delivery.nucleus.version.key}",
            StatementKey.ITEM: _item(delivery),
            StatementKey.DELIVERED_ON: delivery.delivered_on.isoformat(),
            StatementKey.LINES: str(sum(one.accepted > 0 for one in lines)),
        },
        synthetic=is_demo() or delivery.synthetic or delivery.nucleus.synthetic,
    )


def _item(delivery: Delivery) -> str:
    found = offered(delivery.nucleus.version).get(delivery.technology.item)
    return found.name.text(language()) if found else delivery.technology.item


def _receiver(delivery: Delivery) -> str:
    return name_of(delivery.receiver) if delivery.receiver else delivery.receiver_name


def _lead(delivery: Delivery) -> str:
    household = delivery.technology.membership.enrolment.household
    return _("El %(day)s, %(receiver)s recibió para su hogar en %(place)s: %(item)s.") % {
        "day": day(delivery.delivered_on, language()), "receiver": _receiver(delivery), "place": household.place.name,
        "item": _item(delivery),
    }  # fmt: skip


def _facts(delivery: Delivery) -> list[list[str]]:
    household = delivery.technology.membership.enrolment.household
    version = delivery.nucleus.version
    participant = name_of(household.participant) if household.participant else ""
    found = [
        [_("Núcleo"), f"{delivery.nucleus.name}, {place_words(delivery.nucleus.district)}"],
        [_("Programa y versión"), f"{version.program.name}, {version.key}"],
        [_("Hogar"), f"{household_code(household.public_id)} · {participant}"],
        [_("Recibió"), f"{_receiver(delivery)} ({KINS[Kin(delivery.receiver_kin)]})"],
        [_("Módulos de la propuesta"), number(delivery.modules, language())],
        [_("Proveedor"), delivery.supplier or "—"],
        [_("Comprobante"), delivery.voucher or "—"],
    ]
    return [[str(name), str(value)] for name, value in found]


def _line(one: DeliveryLine) -> list[str]:
    why = f" ({REJECTIONS[RejectWhy(one.reject_why)]})" if one.reject_why else ""
    rest = [one.lot, day(one.expires_on, language()) if one.expires_on else ""]
    return [
        one.words, _quantity(one.due, one.unit), _quantity(one.counted, one.unit), _quantity(one.accepted, one.unit),
        f"{_quantity(one.rejected, one.unit)}{why}" if one.rejected else "—",
        " · ".join(part for part in rest if part) or "—",
    ]  # fmt: skip


def _quantity(thousandths: int, unit: str) -> str:
    return f"{number(f'{from_fixed(thousandths, 3).normalize():f}', language())} {KIT_UNITS[KitUnit(unit)]}"


def _duty(delivery: Delivery) -> str:
    said = (
        _("Se explicó la hoja de cuidados.")
        if delivery.explained
        else _("No se explicó la hoja de cuidados: queda pendiente.")
    )
    return _("El hogar se compromete a instalar lo recibido con su trabajo, a usarlo y a cuidarlo.") + " " + said


def _signers(delivery: Delivery) -> list[list[str]]:
    trainer = delivery.trainer.applicant.name if delivery.trainer else ""
    people: list[tuple[Any, str, Any]] = [
        (_("Recibió"), _receiver(delivery), KINS[Kin(delivery.receiver_kin)]),
        (_("Testigo"), delivery.first_witness, ROLES[WitnessRole(delivery.first_role)]),
        (_("Testigo"), delivery.second_witness, ROLES[WitnessRole(delivery.second_role)]),
        (_("Entregó"), trainer, _("yachachiq")),
        (_("Transportó"), "", _("por el proveedor")),
    ]
    return [[str(part) for part in one] for one in people]


def labels() -> dict[str, str]:
    """The fixed words of an act of delivery."""
    return {
        "number": _("N.º"), "by": _("Emitida por"), "kit": _("Lo que llegó"), "line": _("Qué"), "due": _("Le toca"),
        "counted": _("Contado o pesado"), "accepted": _("Recibido"), "rejected": _("Rechazado"),
        "lot": _("Lote y vencimiento"), "complaints": _("Lo que falta o está mal"), "said": _("Reclamo"),
        "cure_by": _("Se remedia hasta"), "duty": _("Deber del hogar"), "note": _("Nota"),
        "signatures": _("Firmas"), "signature": _("Firma"), "fingerprint": _("Huella"),
        "verify": _("Verifique este documento con el código"), "page": _("Página"), "of": _("de"),
        "synthetic_note": _("Personas o lugares inventados para una demostración: este documento no decide nada."),
    }  # fmt: skip
