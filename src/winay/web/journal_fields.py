"""The names of recorded values, and a value as people read it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from winay.accounts.roles import ROLES
from winay.core import numbers
from winay.delivery.asset_wording import ENDS
from winay.delivery.home_wording import SIGNED, SUPPORTS
from winay.delivery.technology_wording import STATES as TECH_STATES
from winay.enrolment.wording import EXITS, LANGUAGES, MOVES, REFUSALS, SOURCES
from winay.intake.desk.wording import STATES as SENT
from winay.intake.entities.wording import KEPT
from winay.intake.entities.wording import SAID as SAID_STATES
from winay.journal.rules import MASK
from winay.nuclei.wording import LEAVES, MANDATE_ENDS, POSTS
from winay.places.wording import TRAVEL_MODES
from winay.registry.duplicates.wording import STATES as PAIRS
from winay.registry.wording import HOWS, KINS
from winay.targeting.terms import Outcome
from winay.targeting.wording import OUTCOMES, STATES
from winay.trainers.contract_wording import FEES, KIN, SELECTORS
from winay.trainers.schedule_wording import ABSENCES
from winay.trainers.wording import APPEAL_ANSWERS, APPLICATION_STATES, CONTEST_STATES
from winay.web.menu_words import ABANDON_REASONS
from winay.web.saying_fields import FIELDS as SAYING_FIELDS
from winay.web.saying_fields import VALUES as SAYING_VALUES
from winay.web.supervision_fields import FIELDS as SUPERVISION_FIELDS
from winay.web.supervision_fields import VALUES as SUPERVISION_VALUES
from winay.web.voice_fields import FIELDS as VOICE_FIELDS
from winay.web.voice_fields import VALUES as VOICE_VALUES

FIELDS: dict[str, Promise] = {
    "absence_why": gettext_lazy("razón de la ausencia"),
    "kept": gettext_lazy("lo que quedó"),
    "list": gettext_lazy("lista del teléfono"),
    "properties": gettext_lazy("datos de la lista"),
    **VOICE_FIELDS,
    **SAYING_FIELDS,
    "held_at": gettext_lazy("dónde fue"),
    "hours": gettext_lazy("horas"),
    "items": gettext_lazy("tecnologías"),
    "teacher": gettext_lazy("quién la dictó"),
    "topics": gettext_lazy("otros temas"),
    **SUPERVISION_FIELDS,
    "answer": gettext_lazy("respuesta"),
    "appeals_until": gettext_lazy("se reclama hasta"),
    "applications": gettext_lazy("postulaciones"),
    "apprentice": gettext_lazy("como aprendiz"),
    "apprentices": gettext_lazy("admite aprendices"),
    "bases": gettext_lazy("bases"),
    "board_kin": gettext_lazy("parentesco con la junta"),
    "candidates": gettext_lazy("personas que postulan"),
    "closes_on": gettext_lazy("se postula hasta"),
    "criteria": gettext_lazy("criterios con puntos"),
    "criterion": gettext_lazy("criterio"),
    "draw": gettext_lazy("hubo sorteo"),
    "fee": gettext_lazy("pago"),
    "fee_per": gettext_lazy("se paga"),
    "flag": gettext_lazy("marca"),
    "incomplete": gettext_lazy("quedaron incompletas"),
    "kin_declared": gettext_lazy("parentesco declarado"),
    "missing": gettext_lazy("lo que falta"),
    "over_on": gettext_lazy("primer día sin contrato"),
    "paper": gettext_lazy("llegó en papel"),
    "points": gettext_lazy("puntos"),
    "posts": gettext_lazy("plazas"),
    "received_on": gettext_lazy("llegó el"),
    "registered_late": gettext_lazy("se registró después del cierre"),
    "scores_until": gettext_lazy("se califica hasta"),
    "selected": gettext_lazy("seleccionados"),
    "selected_by": gettext_lazy("quién seleccionó"),
    "submissions": gettext_lazy("envíos"),
    "vacancies": gettext_lazy("clases de plazas"),
    "vacancy": gettext_lazy("plaza"),
    "wider": gettext_lazy("lugares que se suman"),
    "accepted": gettext_lazy("aceptó"),
    "act": gettext_lazy("huella del acta"),
    "active": gettext_lazy("acceso abierto"),
    "added": gettext_lazy("agregados"),
    "area": gettext_lazy("área"),
    "areas": gettext_lazy("áreas"),
    "as_of": gettext_lazy("fecha de los datos"),
    "assembly": gettext_lazy("código de la asamblea"),
    "attended": gettext_lazy("hogares que asistieron"),
    "backup": gettext_lazy("huella del respaldo"),
    "before_call": gettext_lazy("antes de abrir la convocatoria"),
    "began_on": gettext_lazy("empezó"),
    "bound": gettext_lazy("lo menos posible, en minutos"),
    "boundaries": gettext_lazy("huella de los límites"),
    "call_number": gettext_lazy("convocatoria con que se realizó"),
    "called_on": gettext_lazy("convocada el"),
    "carried": gettext_lazy("acuerdos"),
    "certified_on": gettext_lazy("certificada el"),
    "certifier": gettext_lazy("quién certificó"),
    "changed": gettext_lazy("cambiados"),
    "chosen": gettext_lazy("escogidos"),
    "closed_on": gettext_lazy("cerrada desde"),
    "cohort": gettext_lazy("año de ingreso"),
    "communities": gettext_lazy("comunidades"),
    "compared": gettext_lazy("personas comparadas"),
    "confirmed": gettext_lazy("actas confirmadas"),
    "consent": gettext_lazy("consentimiento"),
    "content_sha256": gettext_lazy("huella del contenido"),
    "cost": gettext_lazy("minutos de camino de los hogares"),
    "counted_on": gettext_lazy("día del conteo"),
    "country": gettext_lazy("país"),
    "cuts": gettext_lazy("cortes"),
    "database": gettext_lazy("base de datos"),
    "days_late": gettext_lazy("días entre el hecho y su registro"),
    "departure": gettext_lazy("razón para apartarse de la versión"),
    "described_anew": gettext_lazy("indicadores y fuentes descritos de nuevo"),
    "different": gettext_lazy("áreas que serían otras"),
    "digest": gettext_lazy("huella del paquete"),
    "districts": gettext_lazy("distritos"),
    "due": gettext_lazy("hogares con plazo cumplido"),
    "due_on": gettext_lazy("día del aviso"),
    "each": gettext_lazy("visitas por hogar"),
    "elected": gettext_lazy("elegidos"),
    "eligible": gettext_lazy("elegibles"),
    "email": gettext_lazy("correo"),
    "end_why": gettext_lazy("razón del término"),
    "ended": gettext_lazy("cargos que terminaron"),
    "ended_on": gettext_lazy("termina"),
    "enrolled_on": gettext_lazy("inscrito el"),
    "entered": gettext_lazy("hogares que entraron"),
    "exit_reason": gettext_lazy("razón de la salida"),
    "expires_on": gettext_lazy("vence el"),
    "faded": gettext_lazy("pares que ya no se parecen"),
    "families": gettext_lazy("familias"),
    "figures": gettext_lazy("revisión de las cifras"),
    "figures_added": gettext_lazy("cifras agregadas"),
    "figures_changed": gettext_lazy("cifras cambiadas"),
    "figures_withdrawn": gettext_lazy("cifras retiradas"),
    "file": gettext_lazy("archivo"),
    "file_sha256": gettext_lazy("huella del archivo"),
    "files": gettext_lazy("archivos"),
    "form": gettext_lazy("formulario"),
    "form_id": gettext_lazy("código del formulario"),
    "formed_on": gettext_lazy("formado el"),
    "found": gettext_lazy("encontrados"),
    "from_on": gettext_lazy("desde"),
    "further": gettext_lazy("otros cortes"),
    "given": gettext_lazy("datos que pasaron"),
    "given_on": gettext_lazy("dado el"),
    "group": gettext_lazy("grupo"),
    "held_on": gettext_lazy("día de la asamblea"),
    "holder": gettext_lazy("de quién es"),
    "household": gettext_lazy("hogar"),
    "households": gettext_lazy("hogares"),
    "households_counted": gettext_lazy("hogares contados"),
    "households_from_pack": gettext_lazy("hogares contados en el paquete"),
    "how": gettext_lazy("cómo lo dio"),
    "in_force": gettext_lazy("vigente"),
    "in_use": gettext_lazy("en uso"),
    "include": gettext_lazy("entra el área"),
    "inputs": gettext_lazy("huella de lo impreso"),
    "joined_on": gettext_lazy("en el núcleo desde"),
    "kin": gettext_lazy("parentesco"),
    "kind": gettext_lazy("clase"),
    "label": gettext_lazy("nombre puesto"),
    "language": gettext_lazy("lengua"),
    "languages": gettext_lazy("idiomas"),
    "least": gettext_lazy("mínimo de hogares"),
    "led_by": gettext_lazy("quién dirigió"),
    "left_on": gettext_lazy("salió el"),
    "left_out": gettext_lazy("hogares que no entraron"),
    "left_why": gettext_lazy("razón de la salida del núcleo"),
    "leftovers": gettext_lazy("áreas bajo el mínimo"),
    "level": gettext_lazy("nivel"),
    "localities": gettext_lazy("centros poblados"),
    "localities_added": gettext_lazy("centros poblados agregados"),
    "localities_changed": gettext_lazy("centros poblados cambiados"),
    "localities_not_listed": gettext_lazy("centros poblados que el paquete no trae"),
    "made_at": gettext_lazy("momento del respaldo"),
    "mandates": gettext_lazy("cargos"),
    "measured_on": gettext_lazy("día en que se midió"),
    "member": gettext_lazy("persona"),
    "members": gettext_lazy("personas"),
    "men": gettext_lazy("varones"),
    "message": gettext_lazy("versión del mensaje"),
    "minutes": gettext_lazy("minutos"),
    "mistake": gettext_lazy("fue un error"),
    "mode": gettext_lazy("cómo se va"),
    "most": gettext_lazy("máximo de hogares"),
    "motions": gettext_lazy("mociones"),
    "move_why": gettext_lazy("por qué pasó"),
    "moved": gettext_lazy("visitas que cambian de día"),
    "must_end_by": gettext_lazy("plazo"),
    "name": gettext_lazy("nombre"),
    "national_id": gettext_lazy("DNI"),
    "note": gettext_lazy("nota"),
    "nuclei": gettext_lazy("núcleos"),
    "nucleus": gettext_lazy("núcleo"),
    "number": gettext_lazy("número"),
    "on": gettext_lazy("fecha de la decisión"),
    "on_behalf_of": gettext_lazy("en nombre de"),
    "opened": gettext_lazy("pares por revisar"),
    "opened_on": gettext_lazy("abierta desde"),
    "origin": gettext_lazy("de"),
    "outcome": gettext_lazy("según los criterios"),
    "pages": gettext_lazy("páginas"),
    "participant": gettext_lazy("persona usuaria"),
    "pdf": gettext_lazy("huella del PDF"),
    "people": gettext_lazy("personas"),
    "percent": gettext_lazy("porcentaje del tiempo estimado"),
    "place": gettext_lazy("lugar"),
    "places": gettext_lazy("lugares"),
    "places_added": gettext_lazy("lugares agregados"),
    "places_changed": gettext_lazy("lugares cambiados"),
    "post": gettext_lazy("cargo"),
    "present": gettext_lazy("hogares presentes"),
    "program": gettext_lazy("programa"),
    "reached": gettext_lazy("hogares avisados"),
    "reason": gettext_lazy("razón"),
    "received_at": gettext_lazy("llegó"),
    "refusal_reason": gettext_lazy("razón para no entrar"),
    "refused": gettext_lazy("no pasaron"),
    "refused_on": gettext_lazy("dijo que no el"),
    "resolution": gettext_lazy("qué se hizo"),
    "retired": gettext_lazy("retirados"),
    "revoked": gettext_lazy("retirado"),
    "role": gettext_lazy("rol"),
    "roles": gettext_lazy("roles"),
    "rows": gettext_lazy("filas"),
    "said_no_before": gettext_lazy("antes había dicho que no"),
    "same": gettext_lazy("la misma persona"),
    "scan": gettext_lazy("huella del papel escaneado"),
    "sheet": gettext_lazy("número de la hoja"),
    "filled_on": gettext_lazy("día que dice la hoja"),
    "seat": gettext_lazy("sede"),
    "seconds": gettext_lazy("segundos de búsqueda"),
    "seed": gettext_lazy("semilla"),
    "sha256": gettext_lazy("huella de lo enviado"),
    "since": gettext_lazy("desde"),
    "source": gettext_lazy("cómo llegó"),
    "source_sha256": gettext_lazy("huella del libro"),
    "spoke": gettext_lazy("personas que hablaron"),
    "stage": gettext_lazy("etapa"),
    "starts_on": gettext_lazy("empieza"),
    "state": gettext_lazy("estado"),
    "synthetic": gettext_lazy("inventado"),
    "target": gettext_lazy("a"),
    "template": gettext_lazy("huella de la plantilla"),
    "text": gettext_lazy("texto leído"),
    "times_longer": gettext_lazy("si los tiempos fueran mayores"),
    "times_shorter": gettext_lazy("si los tiempos fueran menores"),
    "title": gettext_lazy("título"),
    "unconfirmed": gettext_lazy("actas sin confirmar"),
    "under_cut": gettext_lazy("bajo el corte"),
    "undone": gettext_lazy("deshecho"),
    "unknown": gettext_lazy("sin dato suficiente"),
    "last_on": gettext_lazy("último día"),
    "until_on": gettext_lazy("hasta"),
    "value": gettext_lazy("valor"),
    "version": gettext_lazy("versión"),
    "visits": gettext_lazy("visitas"),
    "waiting": gettext_lazy("hogares en espera"),
    "walking_minutes": gettext_lazy("minutos de camino"),
    "why": gettext_lazy("razón"),
    "withdrawn_on": gettext_lazy("cambió de opinión el"),
    "without_place": gettext_lazy("visitas sin lugar"),
    "good": gettext_lazy("qué se compra"),
    "office": gettext_lazy("unidad territorial"),
    "question": gettext_lazy("pregunta"),
    "recorded_on": gettext_lazy("grabado el"),
    "speaker": gettext_lazy("quién habla"),
    "voice_consent": gettext_lazy("cómo dio permiso"),
    "withdrawn": gettext_lazy("retirado"),
    "questions_added": gettext_lazy("preguntas agregadas"),
    "questions_changed": gettext_lazy("preguntas cambiadas"),
    "questions_dropped": gettext_lazy("preguntas quitadas"),
    "price": gettext_lazy("precio de una unidad"),
    "quoted_on": gettext_lazy("día del precio"),
    "price_source": gettext_lazy("fuente"),
    "prices": gettext_lazy("precios"),
    "rate": gettext_lazy("soles por dólar"),
    "item": gettext_lazy("tecnología"),
    "facilitator": gettext_lazy("quién condujo"),
    "choice_mode": gettext_lazy("cómo se escogió"),
    "answers": gettext_lazy("respuestas"),
    "choices": gettext_lazy("preferencias"),
    "wanted": gettext_lazy("hogares que lo quieren"),
    "addendum": gettext_lazy("adenda"),
    "modules": gettext_lazy("módulos"),
    "month": gettext_lazy("mes"),
    "labour": gettext_lazy("jornales, en décimos"),
    "how_met": gettext_lazy("cómo se cumple"),
    "need": gettext_lazy("lo que necesita, por su número"),
    "package": gettext_lazy("paquete"),
    "giver": gettext_lazy("quién aporta"),
    "assemblies": gettext_lazy("asambleas"),
    "contracts": gettext_lazy("contratos"),
    "plans": gettext_lazy("propuestas técnicas"),
    "workshops": gettext_lazy("talleres de diagnóstico"),
    "contribution": gettext_lazy("qué aporta"),
    "worth": gettext_lazy("cuánto vale"),
    "total_cost": gettext_lazy("costo de todos los hogares"),
    "cap": gettext_lazy("tope por hogar"),
    "women": gettext_lazy("mujeres"),
    "delivered_on": gettext_lazy("se entregó el"),
    "lines": gettext_lazy("cosas que llegaron"),
    "rejected": gettext_lazy("cosas rechazadas"),
    "complaints": gettext_lazy("reclamos"),
    "ended_how": gettext_lazy("cómo terminó"),
    "guests": gettext_lazy("invitados"),
    "visited_on": gettext_lazy("día de la visita"),
    "points_good": gettext_lazy("puntos en sí"),
    "applying": gettext_lazy("puntos que corresponden"),
    "actions": gettext_lazy("compromisos con fecha"),
    "with_health_post": gettext_lazy("con el puesto de salud"),
    "home_item": gettext_lazy("punto de la vivienda"),
    "done_on": gettext_lazy("se hizo el"),
    "institution": gettext_lazy("institución"),
    "support_kind": gettext_lazy("qué clase de apoyo"),
    "signed_on": gettext_lazy("se firmó el"),
    "signed_how": gettext_lazy("cómo se firmó"),
    "installed_on": gettext_lazy("se instaló el"),
    "owed": gettext_lazy("trabajo comprometido, en décimos de jornal"),
    "worked": gettext_lazy("trabajo hecho, en décimos de jornal"),
    "checked_on": gettext_lazy("se verificó el"),
    "tech_state": gettext_lazy("cómo está"),
    "abandon_why": gettext_lazy("por qué se abandonó"),
}
"""The names of recorded values. One without its word here is shown as it was recorded."""

UNGROUPED = {"cohort", "since_year"}
"""Numbers that are names of years."""


HASH = re.compile(r"[0-9a-f]{40,}")
_NOTHING: dict[str, Promise] = {
    "place": gettext_lazy("todo el país"),
    "program": gettext_lazy("todos los programas"),
    "departure": gettext_lazy("no se aparta"),
}
_ROLE_LABELS = {key: role.label for key, role in ROLES.items()}
_VALUES: dict[str, Mapping[str, Any]] = {
    **VOICE_VALUES,
    **SUPERVISION_VALUES,
    **SAYING_VALUES,
    "consent": {str(how): words for how, words in HOWS.items()},
    "how": {str(how): words for how, words in HOWS.items()},
    "kin": {str(kin): words for kin, words in KINS.items()},
    "language": LANGUAGES,
    "left_why": {str(why): words for why, words in LEAVES.items()},
    "end_why": {str(why): words for why, words in MANDATE_ENDS.items()},
    "board_kin": {str(one): words for one, words in KIN.items()},
    "selected_by": {str(one): words for one, words in SELECTORS.items()},
    "fee_per": {str(one): words for one, words in FEES.items()},
    "absence_why": {str(one): words for one, words in ABSENCES.items()},
    "answer": {str(one): words for one, words in APPEAL_ANSWERS.items()},
    "post": {str(post): words for post, words in POSTS.items()},
    "ended_how": {str(one): words for one, words in ENDS.items()},
    "support_kind": {str(one): words for one, words in SUPPORTS.items()},
    "signed_how": {str(one): words for one, words in SIGNED.items()},
    "tech_state": {str(one): words for one, words in TECH_STATES.items()},
    "abandon_why": {str(one): words for one, words in ABANDON_REASONS.items()},
    "exit_reason": {str(reason): words for reason, words in EXITS.items()},
    "kept": {str(one): words for one, words in KEPT.items()},
    "languages": LANGUAGES,
    "move_why": {str(why): words for why, words in MOVES.items()},
    "refusal_reason": {str(reason): words for reason, words in REFUSALS.items()},
    "source": {str(source): words for source, words in SOURCES.items()},
    "mode": {str(mode): words for mode, words in TRAVEL_MODES.items()},
    "role": _ROLE_LABELS,
    "roles": _ROLE_LABELS,
    "state": {
        str(state): words
        for state, words in {
            **SAID_STATES,
            **CONTEST_STATES,
            **APPLICATION_STATES,
            **STATES,
            **SENT,
            **PAIRS,
        }.items()
    },
    "outcome": {str(outcome): words for outcome, words in OUTCOMES.items() if isinstance(outcome, Outcome)},
}


def field_words(name: str) -> str:
    """The name of a recorded value."""
    return str(FIELDS.get(name, name.replace("_", " ")))


def value_words(field: str, value: Any) -> str:
    """A recorded value as people read it."""
    lang = get_language() or "es"
    if value is None or value == "":
        return str(_NOTHING.get(field, _("vacío")))
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    if isinstance(value, int):
        return str(value) if field in UNGROUPED else numbers.number(value, lang)
    if isinstance(value, list):
        return ", ".join(value_words(field, item) for item in value) or _("ninguno")
    text = str(value)
    known: Mapping[str, Any] = _VALUES.get(field, {})
    if text in known:
        return str(known[text])
    if text == MASK:
        return _("dato personal, no se guarda aquí")
    return grouped(text) if HASH.fullmatch(text) else _dated(text, lang)


def grouped(code: str) -> str:
    """A long code as a hand can copy it and a narrow page can break it: eight by eight."""
    return " ".join(code[at : at + 8] for at in range(0, len(code), 8))


def _dated(text: str, lang: str) -> str:
    try:
        if len(text) == 10:
            return numbers.day(date.fromisoformat(text), lang)
        if len(text) == 27 and text.endswith("Z"):
            return numbers.moment(timezone.localtime(datetime.fromisoformat(text)), lang)
    except ValueError:
        pass
    return text
