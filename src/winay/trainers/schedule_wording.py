"""The words of absences and months: refusals, reasons, what found no place."""

from django.utils.translation import gettext_lazy as _

from winay.trainers.terms import AbsenceWhy, BelowWhy, ShortWhy

MESSAGES = {
    "trainers.absence_backwards": _("Vuelve después de irse: revise los dos días."),
    "trainers.absence_long": _("Una ausencia dura hasta %(days)s días. Si es más larga, termine el contrato."),
    "trainers.absence_outside": _("El contrato va del %(since)s al %(until)s: la ausencia cae fuera."),
    "trainers.absence_met": _("Ya está anotada una ausencia del %(since)s al %(until)s. Quítela o cambie los días."),
    "trainers.absence_taken_back": _("Esa ausencia ya se quitó."),
    "trainers.month_outside": _("El contrato va del %(since)s al %(until)s: ese mes queda fuera."),
    "trainers.month_over": _("El mes ya terminó: lo que pasó no se planifica."),
    "trainers.planned_already": _("El mes ya tiene un plan: véalo y, si algo cambió, replanifíquelo."),
    "trainers.not_planned": _("El mes no tiene un plan: primero se planifica."),
    "trainers.visits_nobody": _("Ese mes no tiene hogares a su cargo: primero repártalos en la página del núcleo."),
    "trainers.no_budget": _("La versión del programa no dice cuánto dura una visita: no se puede planificar."),
    "trainers.no_home": _("No se sabe dónde duerme: elija una comunidad."),
    "trainers.no_days": _("No le quedan días de trabajo en el mes: está ausente o el mes se acaba."),
    "trainers.same_month": _("Nada cambió desde que se planificó: no hace falta."),
    "trainers.month_changed": _("Algo cambió mientras miraba: vea el plan otra vez antes de confirmarlo."),
    "trainers.month_begun": _("El plan rige desde el %(on)s y ya empezó: no se quita, se replanifica."),
}
ABSENCES = {
    AbsenceWhy.ILLNESS: _("enfermedad"),
    AbsenceWhy.HARVEST: _("siembra o cosecha propia"),
    AbsenceWhy.SEASON: _("temporada de trabajo fuera"),
    AbsenceWhy.TRAINING: _("capacitación"),
    AbsenceWhy.RIVER: _("río crecido o camino cortado"),
    AbsenceWhy.OTHER: _("otra razón"),
}
SHORTS = {
    ShortWhy.FAR: _("queda tan lejos que no se va y vuelve en el día"),
    ShortWhy.UNKNOWN: _("nadie anotó cuánto se demora en llegar"),
    ShortWhy.TIME: _("los días no alcanzan"),
}
BELOWS = {
    BelowWhy.FAR: SHORTS[ShortWhy.FAR],
    BelowWhy.UNKNOWN: SHORTS[ShortWhy.UNKNOWN],
    BelowWhy.TIME: SHORTS[ShortWhy.TIME],
    BelowWhy.NOBODY: _("no tiene yachachiq"),
    BelowWhy.UNPLANNED: _("el mes de su yachachiq no está planificado"),
    BelowWhy.LATER: _("llegó después de que se planificó: replanifique"),
    BelowWhy.AWAY: _("su yachachiq está ausente unos días, y en los otros no hay tiempo"),
}
MENDS = {
    BelowWhy.FAR: _("Que otra persona que viva más cerca visite esos hogares, o que duerma en otra comunidad."),
    BelowWhy.UNKNOWN: _("Anotar cuánto se demora la gente hasta esa comunidad."),
    BelowWhy.TIME: _("Pasar hogares a quien tenga tiempo, o contratar a una persona más."),
    BelowWhy.NOBODY: _("Repartir esos hogares entre quienes tienen contrato."),
    BelowWhy.UNPLANNED: _("Planificar el mes."),
    BelowWhy.LATER: _("Replanificar el mes."),
    BelowWhy.AWAY: _("Replanificar al volver, o que otra persona visite esos hogares mientras tanto."),
}
