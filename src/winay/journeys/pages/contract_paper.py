"""What the contract of a trainer or technician with a nucleus prints, in the language that is active now: parties,
work, days, fee, addenda, an early end. No id and no address: whoever signs writes the number by hand."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from winay.accounts.queries import is_demo
from winay.core.money import Money
from winay.core.numbers import day, money, number
from winay.documents.services import Content
from winay.documents.terms import DocumentKind, StatementKey
from winay.journeys.namesakes import name_of
from winay.journeys.pages.selection_act import issuing_office, place_words
from winay.nuclei.queries.boards import board_of
from winay.nuclei.terms import Post
from winay.nuclei.wording import POSTS
from winay.targeting.criteria_wording import language
from winay.trainers.contract_models import Addendum, Contract
from winay.trainers.contract_wording import CONTRACT_ENDS, CONTRACT_KINDS, FEES, SELECTORS
from winay.trainers.queries.contracts import addenda_of
from winay.trainers.terms import ContractEnd, ContractKind, FeePer, SelectedBy

TEMPLATE, SUBJECT = "trainer_contract", "contract"
ONE_DAY = timedelta(days=1)
SIGNING = (Post.PRESIDENT, Post.TREASURER)
"""Who of the board signs for the nucleus; beside whom is hired, a row of the sheet."""


def contract_content(contract: Contract) -> Content:
    """What the paper prints and states. A constant number of queries."""
    office, addenda = issuing_office(contract.hired_by.district), addenda_of(contract)
    mistake = contract.end_why == ContractEnd.MISTAKE
    inputs: dict[str, object] = {
        "language": language(),
        "labels": _labels(),
        "title": _title(contract),
        "lead": _("El núcleo %(nucleus)s, por su junta, contrata a %(name)s.")
        % {"nucleus": contract.hired_by.name, "name": contract.applicant.name},
        "void": [_("ANULADO"), _("Este contrato se anotó por error: nunca fue.")] if mistake else [],
        "synthetic": _("INVENTADO") if is_demo() or contract.synthetic else "",
        "draft": _(
            "Texto en borrador: ningún abogado lo ha aprobado. Léalo con la oficina antes de firmar; lo que falte se "
            "escribe a mano."
        ),
        "facts": _facts(contract),
        "clauses": [[title, lines] for title, lines in _clauses(contract, addenda)],
        "addenda": [
            [
                number(one.number, language()), _last(one.before_on), _last(one.over_on), one.why,
            ]
            for one in addenda
        ],
        "signatures": _signers(contract),
    }  # fmt: skip
    return Content(
        kind=DocumentKind.TRAINER_CONTRACT,
        template=TEMPLATE,
        language=language(),
        office=office.code if office else "NAC",
        seat=(office.seat or office.name) if office else _("Sede nacional"),
        subject=(SUBJECT, str(contract.public_id)),
        inputs=inputs,
        statements={
            StatementKey.NUCLEUS: contract.hired_by.name,
            StatementKey.PLACE: place_words(contract.hired_by.district),
            StatementKey.PROGRAM: f"{contract.version.program.name}, {contract.version.key}",
            StatementKey.BEGINS_ON: contract.began_on.isoformat(),
            StatementKey.LAST_ON: (contract.over_on - ONE_DAY).isoformat(),
            StatementKey.ADDENDA: str(len(addenda)),
        },
        synthetic=is_demo() or contract.synthetic,
    )


def _title(contract: Contract) -> str:
    if contract.beside is not None:
        return _("Contrato de aprendiz de yachachiq")
    professional = contract.kind == ContractKind.PROFESSIONAL
    return _("Contrato de servicio profesional") if professional else _("Contrato de yachachiq")


def _last(over_on: date) -> str:
    return day(over_on - ONE_DAY, language())


def _facts(contract: Contract) -> list[list[str]]:
    fee = money(Money(contract.fee_minor, contract.currency), language())
    found = [
        [_("Contrata"), f"{contract.hired_by.name}, {place_words(contract.hired_by.district)}"],
        [_("Contratado"), f"{contract.applicant.name} · {CONTRACT_KINDS[ContractKind(contract.kind)]}"],
        [_("Atiende a"), ", ".join(one.nucleus.name for one in contract.nuclei.all())],
        [_("Desde"), day(contract.began_on, language())],
        [_("Hasta"), _last(contract.over_on)],
        [_("Pago"), f"{fee} {FEES[FeePer(contract.fee_per)]}"],
        [_("Seleccionó"), _selected(contract)],
        [_("Programa y versión"), f"{contract.version.program.name}, {contract.version.key}"],
    ]
    if contract.beside is not None:
        found.append([_("Aprende con"), contract.beside.applicant.name])
    return [[str(name), str(value)] for name, value in found]


def _selected(contract: Contract) -> str:
    words = str(SELECTORS[SelectedBy(contract.selected_by)])
    if contract.application is not None:
        return f"{words}: {contract.application.contest.name}"
    if contract.assembly is not None:
        held = day(contract.assembly.held_on, language())
        return _("%(who)s, en la asamblea del %(day)s") % {"who": words, "day": held}
    return words


def _clauses(contract: Contract, addenda: list[Addendum]) -> list[tuple[str, list[str]]]:
    """Titles with what is agreed. Draft words: they say so on the paper."""
    early = _("Cualquiera de las partes puede terminarlo por escrito y con su razón.")
    return [
        (_("Trabajo"), _work(contract)),
        (
            _("Pago"),
            [
                _("El núcleo paga contra recibo lo pactado aquí: ninguna señal lo detiene por sí sola."),
                _("No cobra nada a los hogares, ni recibe regalos por su trabajo."),
            ],
        ),
        (_("Duración"), _length(contract, addenda)),
        (_("Término antes del plazo"), [_ended(contract) if contract.end_why else early]),
        (_("Parentesco"), [_("Quien es contratado declara si es pariente de alguien de la junta o de la oficina.")]),
    ]


def _work(contract: Contract) -> list[str]:
    if contract.kind == ContractKind.PROFESSIONAL:
        return [_("Presta al núcleo el servicio para el que se le contrata.")]
    return [
        _("Visita a los hogares a su cargo, los capacita en su lengua y les muestra en la práctica lo que enseña."),
        _(
            "Anota cada visita con su día, con quién estuvo y qué se aconsejó. Cada hogar dice por sí mismo si es "
            "cierto; nadie recoge lo que un hogar dice de su propio trabajo."
        ),
    ]


def _length(contract: Contract, addenda: list[Addendum]) -> list[str]:
    if contract.over_on <= contract.began_on:
        return [_("Este contrato nunca empezó.")]
    ends = _("Este contrato termina el %(day)s.") % {"day": _last(contract.over_on)}
    if not addenda:
        return [ends, _("Solo una adenda firmada por las dos partes lo alarga.")]
    told = ngettext("Tiene %(n)s adenda.", "Tiene %(n)s adendas.", len(addenda)) % {"n": len(addenda)}
    return [ends, told]


def _ended(contract: Contract) -> str:
    words = _("Terminó antes de su día: %(why)s.") % {"why": CONTRACT_ENDS[ContractEnd(contract.end_why)]}
    return f"{words} {contract.end_note}".strip()


def _signers(contract: Contract) -> list[list[str]]:
    """The board as it was when the contract began, and who is hired."""
    seats = {seat.post: seat.mandate for seat in board_of(contract.hired_by, contract.began_on).seats}
    found = []
    for post in SIGNING:
        mandate = seats.get(post)
        found.append([str(POSTS[post]).capitalize(), name_of(mandate.member) if mandate else "", _("por el núcleo")])
    return [*found, [_("Contratado"), contract.applicant.name, ""]]


def _labels() -> dict[str, str]:
    return {
        "number": _("N.º"), "by": _("Emitido por"), "signatures": _("Firmas"), "signature": _("Firma"),
        "fingerprint": _("Huella"), "verify": _("Verifique este documento con el código"), "page": _("Página"),
        "of": _("de"), "addenda": _("Adendas"), "which": _("Adenda"), "before": _("Terminaba"), "until": _("Termina"),
        "why": _("Por qué"),
        "synthetic_note": _("Personas o lugares inventados para una demostración: este documento no decide nada."),
    }  # fmt: skip
