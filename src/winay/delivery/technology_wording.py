"""The words of technologies in households: refusals, states, what was seen, who looked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.delivery.technology_terms import CheckedBy, Evidence, OwnMeans, Series, TechState

MESSAGES: dict[str, str | Promise] = {
    "delivery.installed_early": _("La entrega fue el %(on)s: se instala ese día o después."),
    "delivery.kit_lacks": _("Falta que llegue algo del kit: %(lines)s. Sin eso no está instalada."),
    "delivery.installed_already": _("Ya está instalada. Si se anotó mal, retire primero esa instalación."),
    "delivery.not_tried": _("Sin probarla una vez delante de alguien no está instalada: pruébenla y anótelo."),
    "delivery.seen_by": _("Falta quién vio la prueba: nombre y apellido, en 2 a 160 letras."),
    "delivery.in_charge": _("Falta quién queda a cargo: una persona que vivía en el hogar ese día."),
    "delivery.work": _("El trabajo del hogar va de 0 a %(most)s jornales."),
    "delivery.taken_back_already": _("Eso ya se retiró: queda escrito por qué."),
    "delivery.checks_stand": _("Hay verificaciones que se apoyan en esta instalación: primero se retiran esas."),
    "delivery.checked_early": _("La primera entrega fue el %(on)s: se verifica ese día o después."),
    "delivery.visit_elsewhere": _("Esa visita es de otro hogar o de otro día."),
    "delivery.not_installed": _("Ese día no estaba instalada: anote primero la instalación, o «entregada»."),
    "delivery.judged_early": _(
        "Todavía no se puede decir si prendió: se juzga desde el %(on)s. Hasta entonces anote «instalada» o «en pausa»."
    ),
    "delivery.household_tells": _("Lo que dice el propio hogar se anota como «dicho, no visto»."),
    "delivery.no_trace": _(
        "Para decir que se usa hay que ver una huella: producto, desgaste, reserva, registro o prueba."
    ),
    "delivery.used_when": _("Diga qué día se usó la última vez."),
    "delivery.used_ahead": _("El último día de uso no puede ser posterior a la verificación."),
    "delivery.outside_window": _(
        "No se usó en los últimos %(days)s días: anote «instalada», «en pausa» con su fecha, o «abandonada»."
    ),
    "delivery.again_when": _("Diga desde qué día se usará otra vez, dentro de %(months)s meses."),
    "delivery.again_unasked": _("El día en que se usará otra vez solo se anota si está en pausa."),
    "delivery.own_means": _("Diga con qué de lo suyo la repitió el hogar, y solo si la replicó."),
    "delivery.abandoned_why": _("Diga por qué se abandonó, y solo si se abandonó."),
    "delivery.checker": _("Falta quién verificó: nombre y apellido, en 2 a 160 letras."),
    "delivery.evidence_words": _("Diga qué se vio, en 2 letras o más."),
}

STATES = {
    TechState.DELIVERED: _("entregada, sin instalar"),
    TechState.INSTALLED: _("instalada"),
    TechState.IN_USE: _("en uso"),
    TechState.PAUSED: _("en pausa por su temporada"),
    TechState.REPLICATED: _("replicada con lo suyo"),
    TechState.ABANDONED: _("abandonada"),
}
EVIDENCE = {
    Evidence.PRODUCE: _("producto: cosecha, crías, huevos, abono"),
    Evidence.WEAR: _("huellas de uso: ceniza, humedad, desgaste"),
    Evidence.STOCK: _("reserva: forraje, semilla, agua"),
    Evidence.RECORD: _("registro o cuaderno del hogar"),
    Evidence.DEMONSTRATION: _("lo hizo delante del visitante"),
    Evidence.PARTS: _("las piezas, sin huellas de uso"),
    Evidence.TOLD: _("nada: lo dijo el hogar"),
}
CHECKERS = {
    CheckedBy.TRAINER: _("yachachiq"),
    CheckedBy.SUPERVISOR: _("supervisión de la oficina"),
    CheckedBy.BOARD: _("junta del núcleo"),
    CheckedBy.HEALTH_POST: _("puesto de salud"),
    CheckedBy.HOUSEHOLD: _("el propio hogar"),
}
MEANS = {
    OwnMeans.MONEY: _("su dinero"),
    OwnMeans.MATERIAL: _("su material o semilla"),
    OwnMeans.BOTH: _("su dinero y su material"),
}
SERIES = {Series.ONGOING: _("en el programa"), Series.CONCLUDED: _("después de salir")}
