"""What the minutes of an assembly print, in the language that is active now: words and numbers ready to be laid out.

Everything comes from rows that were frozen when the assembly was told, and from what confirmed or certified them since.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from winay.accounts.queries import is_demo
from winay.core.numbers import day, number, percent
from winay.documents.services import Content
from winay.documents.terms import DocumentKind, StatementKey
from winay.journeys.namesakes import apart, name_of
from winay.journeys.native_words import native_words
from winay.journeys.pages.selection_act import issuing_office, place_words
from winay.nuclei.assembly_rules import needed
from winay.nuclei.governance_models import Assembly, Attendance, Ballot, Mandate, Motion
from winay.nuclei.queries.assemblies import QUORUM, Minutes, governance_of, minutes_of
from winay.nuclei.terms import AssemblyState
from winay.nuclei.wording import ASSEMBLIES, CERTIFIERS, MANDATE_ENDS, MOTIONS, POSTS
from winay.registry.rules import household_code
from winay.registry.wording import LANGUAGES
from winay.targeting.criteria_wording import language

TEMPLATE, SUBJECT = "minutes", "assembly"


def minutes_content(assembly: Assembly) -> Content:
    """What the minutes of an assembly print and state. A constant number of queries."""
    minutes = minutes_of(assembly)
    office = issuing_office(assembly.nucleus.district)
    spoken = native_words(assembly.language)
    synthetic = is_demo() or assembly.synthetic or assembly.nucleus.synthetic
    inputs: dict[str, object] = {
        "language": language(),
        "labels": labels(),
        "native": spoken,
        "native_mark": _("Sin revisión de hablante: las palabras en otro idioma.") if spoken else "",
        "title": _("Acta de asamblea"),
        "lead": _lead(minutes),
        "void": [],
        "synthetic": _("INVENTADO") if synthetic else "",
        "facts": _facts(minutes),
        "quorum": _quorum(minutes),
        "agenda": [one.text for one in minutes.agenda],
        "attendance": _attendance(minutes.attendance, assembly.held_on),
        "motions": [_motion(one) for one in minutes.motions],
        "ballots": [_ballot(one, assembly.held_on) for one in minutes.ballots],
        "elected": [[str(POSTS[one.post]), name_of(one.member)] for one in _real(minutes.begun)],
        "ended": [_ended(one) for one in minutes.ended],
        "notes": assembly.notes,
        "standing": _standing(minutes),
        "signatures": _signers(minutes),
    }
    return Content(
        kind=DocumentKind.MINUTES,
        template=TEMPLATE,
        language=language(),
        office=office.code if office else "NAC",
        seat=(office.seat or office.name) if office else _("Sede nacional"),
        subject=(SUBJECT, str(assembly.public_id)),
        inputs=inputs,
        statements=_statements(minutes),
        synthetic=synthetic,
    )


def _lead(minutes: Minutes) -> str:
    one = minutes.assembly
    words = {
        "nucleus": one.nucleus.name, "kind": str(ASSEMBLIES[one.kind]), "day": day(one.held_on, language()),
        "present": _n(minutes.present), "members": _n(one.members or 0),
    }  # fmt: skip
    if one.state == AssemblyState.FAILED:
        return (
            _(
                "Núcleo ejecutor %(nucleus)s, asamblea %(kind)s del %(day)s: vinieron %(present)s de %(members)s "
                "hogares y no hubo quórum. No se decidió nada."
            )
            % words
        )
    return _(
        "Núcleo ejecutor %(nucleus)s, asamblea %(kind)s del %(day)s, con %(present)s de %(members)s hogares."
    ) % words  # fmt: skip


def _facts(minutes: Minutes) -> list[list[str]]:
    """A row a fact: its name, the value, and which native word stands beside the name."""
    one = minutes.assembly
    calls = one.first_call_at.strftime("%H:%M")
    if one.second_call_at is not None:
        calls = _("%(first)s; segunda citación %(second)s") % {
            "first": calls, "second": one.second_call_at.strftime("%H:%M"),
        }  # fmt: skip
    held = _("en primera citación") if one.call == 1 else _("en segunda citación")
    version = one.nucleus.version
    return [
        [_("Núcleo"), f"{one.nucleus.name}, {place_words(one.nucleus.district)}", ""],
        [_("Programa y versión"), f"{version.program.name}, {version.key}", ""],
        [_("Asamblea"), str(ASSEMBLIES[one.kind]), "assembly"],
        [_("Fecha"), day(one.held_on, language()), "date"],
        [_("Lugar"), one.meeting_place, "where"],
        [_("Convocó"), f"{one.called_by_name}, {day(one.called_on, language())}", ""],
        [_("Hora citada"), f"{calls}; {held}", "hour"],
        [_("Dirigió"), one.led_by, ""],
        [_("Idioma"), str(LANGUAGES[one.language]), "language"],
        [_("Transcrita"), _("en nombre de %(whom)s") % {"whom": one.on_behalf_of}, ""],
    ]


def _quorum(minutes: Minutes) -> str:
    """The arithmetic of the quorum, and whether a source gives the rule."""
    one = minutes.assembly
    members, over = one.members or 0, one.quorum_over or 0
    words = _(
        "Hogares del núcleo ese día: %(members)s. Se necesita más del %(percent)s: %(needed)s hogares. Asistieron "
        "%(present)s: %(said)s."
    ) % {
        "members": _n(members), "percent": percent(Decimal(over).scaleb(-2).normalize(), language()),
        "needed": _n(needed(members, over)), "present": _n(minutes.present),
        "said": _("hay quórum") if one.state == AssemblyState.HELD else _("no hay quórum"),
    }  # fmt: skip
    if QUORUM in governance_of(one.nucleus.version_id).confirmed:
        return words
    note = _(
        "Este quórum es un valor de partida, sin confirmar: ninguna fuente leída lo da, ni uno menor en la segunda."
    )
    return f"{words} {note}"


def _attendance(attendance: Sequence[Attendance], on: date) -> list[list[str]]:
    """A row a household: its code, who came of it, who of them spoke."""
    homes: dict[int, list[Attendance]] = {}
    for one in attendance:
        homes.setdefault(one.membership_id, []).append(one)
    return [
        [
            household_code(rows[0].membership.enrolment.household.public_id),
            ", ".join(apart([one.member for one in rows], on, one_home=True)),
            ", ".join(one.member.given_names or _("sí") for one in rows if one.spoke),
        ]
        for rows in homes.values()
    ]


def _motion(one: Motion) -> list[str]:
    about = ""
    if one.mandate is not None:
        about = f"{name_of(one.mandate.member)}, {POSTS[one.mandate.post]}"
    if one.minutes_of is not None:
        about = _("acta del %(day)s") % {"day": day(one.minutes_of.held_on, language())}
    votes = (
        _("por unanimidad (%(n)s)") % {"n": _n(one.votes_for)}
        if one.unanimous
        else _("%(yes)s a favor, %(no)s en contra, %(none)s abstenciones")
        % {"yes": _n(one.votes_for), "no": _n(one.votes_against), "none": _n(one.abstained)}
    )
    result = _("Aprobado") if one.carried else _("No aprobado")
    return [str(one.position), str(MOTIONS[one.kind]), one.text + (f" ({about})" if about else ""), votes, result]


def _ballot(one: Ballot, on: date) -> list[str]:
    rows = sorted(one.candidates.all(), key=lambda each: (-each.votes, each.pk))
    names = apart([each.member for each in rows], on)
    votes = "; ".join(f"{name}: {_n(each.votes)}" for name, each in zip(names, rows, strict=True))
    won = next((name for name, each in zip(names, rows, strict=True) if each.elected), "")
    return [str(POSTS[one.post]), str(one.round), votes, _n(one.blank), won or _("empate: nadie")]


def _real(mandates: Sequence[Mandate]) -> list[Mandate]:
    return [one for one in mandates if one.ended_on != one.began_on]


def _ended(one: Mandate) -> list[str]:
    return [str(POSTS[one.post]), name_of(one.member), str(MANDATE_ENDS[one.end_why])]


def _standing(minutes: Minutes) -> list[str]:
    """Who confirmed and certified these minutes since."""
    found, confirmed, certified = [], minutes.assembly.confirmed_at_assembly, minutes.certification
    if confirmed is not None:
        found.append(_("La confirmó la asamblea del %(day)s.") % {"day": day(confirmed.held_on, language())})
    if certified is not None:
        told = {"kind": str(CERTIFIERS[certified.kind]), "who": certified.certifier}
        told["day"] = day(certified.certified_on, language())
        found.append(_("La certificó: %(kind)s, %(who)s, el %(day)s.") % told)
    return found


def _signers(minutes: Minutes) -> list[list[str]]:
    one = minutes.assembly
    elected = [[_("Elegido o elegida"), name_of(each.member), str(POSTS[each.post])] for each in _real(minutes.begun)]
    return [[_("Dirigió"), one.led_by, ""], [_("Escribió el acta"), one.on_behalf_of, ""], *elected]


def _statements(minutes: Minutes) -> dict[StatementKey, str]:
    one = minutes.assembly
    version = one.nucleus.version
    return {
        StatementKey.NUCLEUS: one.nucleus.name,
        StatementKey.PLACE: place_words(one.nucleus.district),
        StatementKey.PROGRAM: f"{version.program.name}, {version.key}",
        StatementKey.ASSEMBLY_KIND: one.kind,
        StatementKey.ASSEMBLY_STATE: one.state,
        StatementKey.HELD_ON: one.held_on.isoformat(),
        StatementKey.PRESENT: str(minutes.present),
        StatementKey.MEMBERS: str(one.members),
        StatementKey.CARRIED: str(sum(motion.carried for motion in minutes.motions)),
        StatementKey.ELECTED: str(len(_real(minutes.begun))),
    }


def labels() -> dict[str, str]:
    """The fixed words of minutes and of the papers of an assembly."""
    return {
        "number": _("N.º"), "by": _("Emitida por"), "quorum": _("Quórum"), "agenda": _("Agenda"),
        "attendance": _("Quiénes asistieron"), "household": _("Hogar"), "names": _("Nombres"),
        "spoke": _("Tomó la palabra"),
        "motions": _("Acuerdos"), "about": _("Asunto"), "text": _("Acuerdo"), "votes": _("Votos, por hogares"),
        "result": _("Resultado"), "ballots": _("Votaciones"), "post": _("Cargo"), "round": _("Vuelta"),
        "blank": _("En blanco o nulos"), "won": _("Elegido o elegida"), "elected": _("Junta directiva elegida"),
        "ended": _("Dejan el cargo"), "why": _("Por qué"), "notes": _("Notas"), "standing": _("Después de la asamblea"),
        "nothing": _("No se tomó ningún acuerdo."), "signatures": _("Firmas"), "signature": _("Firma"),
        "fingerprint": _("Huella"), "verify": _("Verifique este documento con el código"), "page": _("Página"),
        "of": _("de"),
        "synthetic_note": _("Personas o lugares inventados para una demostración: este documento no decide nada."),
        "by_household": _("Cada hogar cuenta una vez para el quórum, vengan cuantos vengan."),
    }  # fmt: skip


def _n(value: int) -> str:
    return number(value, language())
