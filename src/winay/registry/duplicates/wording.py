"""The words of pairs, searches and merges."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.registry.duplicates.terms import Agreement, Nearness
from winay.registry.terms import PairState, SearchKind, SearchState

MESSAGES: dict[str, Promise] = {
    "registry.merge_same": _("Es la misma fila: no hay nada que juntar."),
    "registry.merge_not_present": _("Una de las dos ya no figura en su hogar. Vuelva a abrir la revisión."),
    "registry.merge_household_closed": _("Uno de los dos hogares está cerrado. Ábralo antes, o revise cuál es."),
    "registry.merge_participant": _(
        "La ficha que se iría es la persona usuaria de su hogar. Nombre antes a otra, conserve esa ficha, o junte los "
        "dos hogares."
    ),
    "registry.merge_last": _("Es la última persona de su hogar: junte los dos hogares."),
    "registry.merge_nobody_same": _("Diga al menos de una persona que está en los dos hogares."),
    "registry.merge_not_theirs": _(
        "Alguna de las personas ya no está en el hogar que se dijo, o se dijo dos veces. Vuelva a abrir la revisión."
    ),
    "registry.merge_two_cycles": _(
        "Los dos hogares (%(kept)s y %(gone)s) están inscritos. Termine antes la inscripción que fue por error, y diga "
        "la razón: un hogar tiene una sola."
    ),
    "registry.merge_cycle_meets": _(
        "La inscripción del otro hogar se cruza con una que ya tuvo el hogar %(kept)s. Corrija antes sus fechas."
    ),
    "registry.merge_undone": _("Esta unión ya se deshizo."),
    "registry.merge_kept_closed": _("El hogar que quedó está cerrado ahora: ábralo antes de deshacer la unión."),
    "registry.merge_gone_changed": _("El otro hogar ya no está como lo dejó la unión: no puede volver a lo que era."),
    "registry.merge_left_since": _("Quien quedó ya no figura en el hogar (%(names)s): regístrelo de vuelta antes."),
    "registry.merge_changed_since": _(
        "Se corrigieron datos que vinieron de la otra ficha (%(names)s): no se sabe ya de quién son. Registre de nuevo "
        "a la otra persona."
    ),
    "registry.merge_id_taken": _("Ahora otra persona tiene ese documento (%(names)s): corrija uno de los dos antes."),
    "registry.merge_moved_since": _(
        "Hubo cambios después de la unión (%(names)s): se fue, pasó a otro hogar, representa o es la persona usuaria. "
        "Deshaga eso antes."
    ),
    "registry.merge_erased": _("Se borraron los datos personales (%(names)s): la unión ya no se puede deshacer."),
    "registry.pair_settled": _("Este par ya no está por revisar: alguien decidió, o sus datos cambiaron."),
    "registry.pair_not_different": _("Solo se reabre un par del que se dijo que son personas distintas."),
}

STATES: dict[PairState, Promise] = {
    PairState.OPEN: _("por revisar"),
    PairState.SAME: _("misma persona"),
    PairState.DIFFERENT: _("personas distintas"),
    PairState.FADED: _("ya no se parecen"),
}
SEARCHES: dict[SearchState, Promise] = {
    SearchState.WANTED: _("en espera"),
    SearchState.RUNNING: _("en curso"),
    SearchState.DONE: _("terminada"),
    SearchState.FAILED: _("falló"),
}
KINDS: dict[SearchKind, Promise] = {
    SearchKind.CHANGED: _("lo nuevo y lo corregido"),
    SearchKind.TERRITORY: _("un territorio"),
    SearchKind.EVERYBODY: _("todo el país"),
}
THINGS: dict[str, Promise] = {
    "s1": _("primer apellido"),
    "s2": _("segundo apellido"),
    "given": _("nombres"),
    "birth": _("nacimiento"),
    "national_id": _("documento"),
    "sex": _("sexo"),
    "place": _("lugar"),
}
AGREEMENTS: dict[str, Promise] = {
    Agreement.SAME: _("igual"),
    Agreement.SWAPPED: _("cruzado"),
    Agreement.PARTLY: _("en parte"),
    Agreement.SIMILAR: _("casi igual"),
    Agreement.NEAR: _("casi igual"),
    Agreement.YEAR: _("cercano"),
    Agreement.OTHER: _("distinto"),
    Agreement.FAR: _("distinto"),
    Agreement.UNKNOWN: _("falta en una"),
    Nearness.HOUSEHOLD: _("mismo hogar"),
    Nearness.LOCALITY: _("mismo centro poblado"),
    Nearness.DISTRICT: _("mismo distrito"),
    Nearness.PROVINCE: _("misma provincia"),
    Nearness.DEPARTMENT: _("mismo departamento"),
}
FAR_AWAY = _("otro departamento")
