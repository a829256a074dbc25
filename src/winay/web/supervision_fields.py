"""The names of recorded values of signals and samples, for the journal's pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from winay.supervision.wording import CAME, GOODS, MISSED, SIGNAL_OUTCOMES, STEPS, TOLD_HOW

FIELDS: dict[str, Promise] = {
    "agree": gettext_lazy("hogares que coinciden"),
    "agree_of": gettext_lazy("de cuántos"),
    "came": gettext_lazy("si vino ese día"),
    "done_on": gettext_lazy("día"),
    "draw_number": gettext_lazy("sorteo número"),
    "found_by": gettext_lazy("quién fue"),
    "found_households": gettext_lazy("hogares con hallazgo"),
    "found_on": gettext_lazy("día de la supervisión"),
    "frame": gettext_lazy("huella de la lista"),
    "goods": gettext_lazy("lo entregado"),
    "missed_households": gettext_lazy("hogares a los que no se pudo preguntar"),
    "missed_why": gettext_lazy("por qué no se pudo"),
    "population": gettext_lazy("hogares de la lista"),
    "remembered": gettext_lazy("visitas que recuerda"),
    "replaced": gettext_lazy("lo reemplaza otro"),
    "sample_size": gettext_lazy("hogares de la muestra"),
    "signal_outcome": gettext_lazy("quedó"),
    "signal_step": gettext_lazy("paso"),
    "signal_told_how": gettext_lazy("cómo se le avisó"),
    "signals_again": gettext_lazy("señales halladas otra vez"),
    "signals_more": gettext_lazy("señales con más pruebas"),
    "signals_new": gettext_lazy("señales nuevas"),
    "signals_withdrawn": gettext_lazy("señales que ya no se hallan"),
    "whom": gettext_lazy("a quién"),
}


def _by_code(words: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(code): said for code, said in words.items()}


VALUES: dict[str, Mapping[str, Any]] = {
    "came": _by_code(CAME),
    "goods": _by_code(GOODS),
    "missed_why": _by_code(MISSED),
    "signal_outcome": _by_code(SIGNAL_OUTCOMES),
    "signal_step": _by_code(STEPS),
    "signal_told_how": _by_code(TOLD_HOW),
}
