"""The names of recorded values of grievances, rumours, conflicts and microstrategies, for the journal's pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from winay.programs.vocabulary import ZONES
from winay.voices.wording import (
    ABOUTS,
    ANSWERED,
    CHANNELS,
    CONFLICT_ENDS,
    CONFLICT_STATES,
    CONFLICT_STEPS,
    CONFLICTS_ABOUT,
    GRIEVANCES,
    OUTCOMES,
    RESULTS,
    SPEAKERS_SHORT,
    STRATEGIES,
    TOLD,
    TOPICS,
    TRAVELS,
)

FIELDS: dict[str, Promise] = {
    "about_whom": gettext_lazy("sobre quién"),
    "answer_due_on": gettext_lazy("se responde hasta"),
    "answer_how": gettext_lazy("cómo se respondió"),
    "answered_on": gettext_lazy("respondido el"),
    "channel": gettext_lazy("por dónde llegó"),
    "conflict_about": gettext_lazy("sobre qué"),
    "conflict_end": gettext_lazy("por qué se cierra"),
    "conflict_state": gettext_lazy("estado"),
    "conflict_step": gettext_lazy("paso"),
    "days_over": gettext_lazy("días fuera de plazo"),
    "evidence": gettext_lazy("qué se vio"),
    "grievance_about": gettext_lazy("sobre qué"),
    "grievance_kind": gettext_lazy("clase"),
    "grievance_outcome": gettext_lazy("en qué terminó"),
    "heard_on": gettext_lazy("se escuchó el"),
    "indicator": gettext_lazy("con qué se responde"),
    "pilot_answer": gettext_lazy("respuesta del piloto"),
    "problem": gettext_lazy("dificultad"),
    "question": gettext_lazy("pregunta"),
    "reopened_on": gettext_lazy("abierto de nuevo el"),
    "since_year": gettext_lazy("desde el año"),
    "speaker": gettext_lazy("quien habla"),
    "staff": gettext_lazy("personas del equipo de quienes trata"),
    "strategy_kind": gettext_lazy("clase"),
    "told_how": gettext_lazy("cómo se le dijo"),
    "told_on": gettext_lazy("día"),
    "topic": gettext_lazy("tema"),
    "travel": gettext_lazy("cómo se llega"),
    "trial_result": gettext_lazy("resultado"),
    "what_was_done": gettext_lazy("qué se hizo"),
    "words": gettext_lazy("palabras"),
    "zone": gettext_lazy("zona"),
}


def _by_code(words: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(code): said for code, said in words.items()}


VALUES: dict[str, Mapping[str, Any]] = {
    "answer_how": _by_code(ANSWERED),
    "channel": _by_code(CHANNELS),
    "conflict_about": _by_code(CONFLICTS_ABOUT),
    "conflict_end": _by_code(CONFLICT_ENDS),
    "conflict_state": _by_code(CONFLICT_STATES),
    "conflict_step": _by_code(CONFLICT_STEPS),
    "grievance_about": _by_code(ABOUTS),
    "grievance_kind": _by_code(GRIEVANCES),
    "grievance_outcome": _by_code(OUTCOMES),
    "speaker": _by_code(SPEAKERS_SHORT),
    "strategy_kind": _by_code(STRATEGIES),
    "told_how": _by_code(TOLD),
    "topic": _by_code(TOPICS),
    "travel": _by_code(TRAVELS),
    "trial_result": _by_code(RESULTS),
    "zone": _by_code(ZONES),
}
