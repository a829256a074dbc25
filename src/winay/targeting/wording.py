"""The words of targeting: refusals, answers, states."""

from django.utils.translation import gettext_lazy as _

from winay.programs.terms import CriterionMode
from winay.targeting.terms import Answer, AreaActKind, AreaOrigin, Leftover, Outcome, SelectionState, WhatIf

MESSAGES = {
    "targeting.unknown_criterion": _("No existe el criterio «%(key)s» en esta versión. Los que hay: %(known)s."),
    "targeting.no_value_to_set": _("El criterio «%(key)s» no tiene un número que cambiar."),
    "targeting.not_a_number": _(
        "«%(value)s» no es un número para «%(key)s»: escriba cifras, sin separar miles, "
        "con %(scale)s decimales o menos."
    ),
    "targeting.share_for_percent": _(
        "«%(value)s» parece una proporción: «%(key)s» se escribe en porcentaje, por ejemplo 35%%."
    ),
    "targeting.out_of_range": _("«%(value)s» está fuera de lo posible para «%(key)s»."),
    "targeting.k_of_n": _("Pide %(k)s criterios alternativos, pero hay %(n)s."),
    "targeting.unknown_mode": _("«%(mode)s» no es un modo: requerido, alternativo o preferencia."),
    "targeting.k_not_a_number": _("«%(k)s» no es un número de criterios."),
    "targeting.no_areas": _("No hay áreas rurales que decidir en ese territorio."),
    "targeting.departure_needs_reason": _(
        "Esta selección se aparta de la versión publicada: diga por qué, en 15 letras o más."
    ),
    "targeting.cohort_before_version": _("La versión rige desde %(year)s: elija ese año o uno posterior."),
    "targeting.cohort_far": _("El año de ingreso puede ser hasta %(year)s."),
    "targeting.override_changes_nothing": _("Los criterios ya dicen eso del área: no hace falta una excepción."),
    "targeting.override_reason_short": _("Una excepción lleva su razón, en 15 letras o más."),
    "targeting.override_open": _("El área ya tiene una excepción. Retírela antes de proponer otra."),
    "targeting.override_withdrawn": _("La excepción ya fue retirada."),
    "targeting.override_confirmed": _("La excepción ya fue confirmada."),
    "targeting.same_person_override": _("Quien propone una excepción no la confirma: debe hacerlo otra persona."),
    "targeting.reason_short": _("Escriba la razón, en 15 letras o más: otras personas la leerán."),
    "targeting.text_long": _("El texto pasa de %(most)s letras: resúmalo."),
    "targeting.text_unreadable": _("El texto trae signos que no se pueden guardar: escríbalo de nuevo."),
    "targeting.not_a_draft": _("Solo un borrador se puede cambiar. Esta selección ya fue enviada o cerrada."),
    "targeting.not_open": _("Solo se retira un borrador o una selección enviada."),
    "targeting.not_submitted": _("Esta selección no está a la espera de una decisión."),
    "targeting.not_approved": _("Solo se anula una selección aprobada."),
    "targeting.annulled_already": _("Esta selección ya fue anulada."),
    "targeting.nothing_chosen": _(
        "La selección no escoge ninguna área. Proponga excepciones con su razón, o prepare otra con datos de predios."
    ),
    "targeting.overrides_unconfirmed": _(
        "Faltan confirmar %(count)s excepciones: otra persona debe hacerlo antes del envío."
    ),
    "targeting.same_person": _("Quien preparó o envió una selección no la aprueba: debe hacerlo otra persona."),
    "targeting.day_unreadable": _("La fecha de la decisión no se entiende: escríbala como año-mes-día, 2026-03-12."),
    "targeting.decided_in_future": _("La fecha de la decisión no puede ser futura."),
    "targeting.decided_before_version": _("La decisión no puede ser anterior a la versión (%(on)s)."),
    "targeting.figures_changed": _(
        "Las cifras o las tablas de predios cambiaron desde el borrador. "
        "Devuélvalo para que se prepare con las actuales."
    ),
    "targeting.no_localities": _(
        "En este distrito no se conoce la posición de ningún centro poblado: su parte rural es una sola área."
    ),
    "targeting.areas_changed": _(
        "Otra persona cambió las áreas de este distrito mientras usted miraba. No se cambió nada: "
        "abra la página de nuevo y vuelva a elegir."
    ),
    "targeting.areas_same": _("Las áreas quedarían como están: no hay nada que cambiar."),
    "targeting.area_unknown": _("El área %(area)s ya no existe."),
    "targeting.area_held": _(
        "El área «%(area)s» está en una selección aprobada de %(program)s, %(cohort)s: "
        "queda como se aprobó mientras dure la intervención, tres años."
    ),
    "targeting.area_apart": _(
        "«%(locality)s» no es vecino de los demás centros poblados de esa área: quedaría partida. Si se llega "
        "directo, registre primero el tiempo de viaje entre los dos."
    ),
    "targeting.no_locality_chosen": _("Elija al menos un centro poblado."),
    "targeting.locality_elsewhere": _("%(locality)s no es un centro poblado rural de este distrito."),
    "targeting.merge_two": _("Para juntar, elija dos áreas o más."),
    "targeting.split_within": _("Elija una parte de los centros poblados de «%(area)s», no todos ni de otra área."),
    "targeting.nothing_to_undo": _("No hay un cambio de este distrito que se pueda deshacer."),
    "targeting.chosen_twice": _("Ya están en otra selección aprobada de esos años: %(areas)s."),
    "targeting.farm_table_again": _("Ese mismo archivo ya está cargado."),
    "targeting.farm_name": _("Diga cómo se llama la tabla y quién contó, en 160 letras o menos cada uno."),
    "targeting.farm_cut": _("El corte de hectáreas debe ser mayor que cero, por ejemplo 1.3."),
    "targeting.farm_share": _(
        "La parte del trabajo y de la propiedad se escribe en porcentaje, de 1 a 100: por ejemplo 75."
    ),
    "targeting.farm_both_shares": _(
        "Diga desde qué parte del trabajo y desde qué parte de la propiedad se cuenta: las dos, o ninguna."
    ),
    "targeting.farm_future": _("La fecha del conteo no puede ser futura."),
    "targeting.farm_further_undeclared": _(
        "El archivo cuenta también las demás características: diga desde qué parte del trabajo y de la propiedad, "
        "y qué es "
        "vender poco."
    ),
    "targeting.history_of_districts": _("La historia con programas se registra por distrito."),
    "targeting.history_same": _("Eso ya está registrado así."),
    "targeting.farm_sales_undeclared": _("El archivo marca quién vende poco: diga qué se contó como «vender poco»."),
    "targeting.farm_cut_again": _("La tabla ya está contada con ese corte."),
    "targeting.farm_cut_needs_units": _(
        "Esa tabla trae conteos por distrito: solo una tabla con una fila por hogar se puede contar con otro corte."
    ),
    "targeting.farm_units_gone": _(
        "El archivo de los predios ya no está o fue alterado en el disco: recupérelo de una copia de respaldo."
    ),
    "targeting.farm_table_withdrawn": _("Esa tabla ya fue retirada."),
}

LEFTOVERS = {
    Leftover.SMALL_DISTRICT: _("Todo el distrito tiene menos hogares rurales que el mínimo."),
    Leftover.TOO_FAR: _("Ningún vecino está al alcance: a más de %(reach)s minutos."),
    Leftover.NO_POSITION: _("No se conoce su posición: no se sabe quién es su vecino."),
    Leftover.BY_HAND: _(
        "Tiene vecinos al alcance: quedó así por una edición de la oficina, o porque los retiene una selección "
        "aprobada."
    ),
}

ORIGINS = {
    AreaOrigin.WHOLE: _("todo lo rural del distrito"),
    AreaOrigin.GROUPED: _("agrupada por la regla"),
    AreaOrigin.EDITED: _("editada por la oficina"),
}

AREA_ACTS = {
    AreaActKind.DEFINED: _("Se definieron las áreas"),
    AreaActKind.GROUPED: _("Se agrupó de nuevo"),
    AreaActKind.EDITED: _("Se editó a mano"),
    AreaActKind.UNDONE: _("Se deshizo un cambio"),
    AreaActKind.RECOUNTED: _("Se actualizaron los hogares"),
}

ANSWERS = {
    Answer.SURELY_YES: _("seguro que sí"),
    Answer.PROBABLY_YES: _("probablemente sí"),
    Answer.UNKNOWN: _("sin dato"),
    Answer.PROBABLY_NO: _("probablemente no"),
    Answer.SURELY_NO: _("seguro que no"),
}

OUTCOMES = {
    Outcome.ELIGIBLE: _("elegible"),
    Outcome.NOT_ELIGIBLE: _("no elegible"),
    Outcome.UNKNOWN: _("sin dato suficiente"),
}

WHAT_IFS = {
    WhatIf.PREDOMINANCE_PREFERRED: _("Hipótesis: predominio como preferencia"),
    WhatIf.ALL_GUIDELINES: _("Hipótesis: todas las guías requeridas, predominio como preferencia"),
}

OUTCOMES_OF_MANY = {
    Outcome.ELIGIBLE: _("elegibles"),
    Outcome.NOT_ELIGIBLE: _("no elegibles"),
    Outcome.UNKNOWN: _("sin dato suficiente"),
}

MODES = {
    CriterionMode.REQUIRED: _("requerido"),
    CriterionMode.ALTERNATIVE: _("alternativo"),
    CriterionMode.PREFERENCE: _("preferencia"),
}

STATES = {
    SelectionState.DRAFT: _("borrador"),
    SelectionState.SUBMITTED: _("enviada a aprobación"),
    SelectionState.APPROVED: _("aprobada"),
    SelectionState.WITHDRAWN: _("retirada"),
    SelectionState.ANNULLED: _("anulada"),
}
