"""The words, icons and looks of badges and decisions: the same everywhere in the interface."""

from typing import Any

from django.utils.translation import gettext_lazy

# kind: (words, what the words mean, icon)
BADGES: dict[str, tuple[Any, Any, str]] = {
    "estimated": (gettext_lazy("estimado"), gettext_lazy("Calculado a partir de otros datos, no contado"), ""),
    "unconfirmed": (
        gettext_lazy("no confirmado"),
        gettext_lazy("No está en ninguna fuente que pudimos leer; puede cambiar"),
        "alert-triangle",
    ),
    "synthetic": (gettext_lazy("inventado"), gettext_lazy("Dato inventado para la demostración"), ""),
    "lent": (gettext_lazy("prestado"), gettext_lazy("Valor del lugar de origen; este lugar no tiene uno propio"), ""),
    "inherited": (
        gettext_lazy("del distrito"),
        gettext_lazy("Valor de todo el distrito: todas sus áreas llevan el mismo"),
        "",
    ),
    "unknown": (gettext_lazy("sin dato"), gettext_lazy("Nadie ha publicado este dato"), "help-circle"),
    "draft": (gettext_lazy("borrador"), gettext_lazy("Todavía puede cambiar"), "pencil"),
    "approved": (gettext_lazy("aprobado"), gettext_lazy("Aprobado por otra persona; ya no cambia"), "lock"),
    "rejected": (gettext_lazy("rechazado"), gettext_lazy("No se aprobó"), "ban"),
    "neutral": ("", "", ""),
}

# kind: (words, icon, look)
DECISIONS: dict[str, tuple[Any, str, str]] = {
    "eligible": (gettext_lazy("elegible"), "circle-check", "yes"),
    "not_eligible": (gettext_lazy("no elegible"), "circle-x", "no"),
    "unknown": (gettext_lazy("sin dato"), "help-circle", "unknown"),
    "met": (gettext_lazy("cumple"), "circle-check", "yes"),
    "surely": (gettext_lazy("seguro que sí"), "circle-check", "yes"),
    "probably": (gettext_lazy("probablemente sí"), "circle-dashed", "probably"),
    "not_met": (gettext_lazy("no cumple"), "circle-x", "no"),
    "probably_not": (gettext_lazy("probablemente no"), "circle-dashed", "probably-not"),
    "surely_not": (gettext_lazy("seguro que no"), "circle-x", "no"),
    "override": (gettext_lazy("excepción aprobada"), "writing-sign", "override"),
    "enrolled": (gettext_lazy("inscrito"), "circle-check", "yes"),
    "undecided": (gettext_lazy("sin respuesta"), "circle-dashed", "probably"),
    "left": (gettext_lazy("salió"), "logout", "override"),
    "refused": (gettext_lazy("no quiere"), "circle-x", "no"),
    "unregistered": (gettext_lazy("sin registrar"), "circle-dotted", "unknown"),
}
