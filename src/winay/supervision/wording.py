"""The words of supervision: refusals, and its vocabularies as people read them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.supervision.terms import (
    Agreement,
    Came,
    Goods,
    Met,
    MissedWhy,
    SampleState,
    SeenState,
    SignalKind,
    SignalOutcome,
    SignalState,
    StepKind,
    ToldHow,
)

MESSAGES: dict[str, str | Promise] = {
    "supervision.told_already": _("Ya está anotado que se le avisó. Si fue un error, quite ese paso primero."),
    "supervision.in_future": _("El día no puede ser posterior a hoy."),
    "supervision.too_early": _("Ese día es anterior al %(on)s: revise la fecha."),
    "supervision.whom": _("Escriba a quién se le avisó, con nombre y apellido."),
    "supervision.whom_answers": _("Escriba quién responde, con nombre y apellido."),
    "supervision.not_told": _("Primero anote que se le avisó: la persona ve la señal y responde antes que nadie."),
    "supervision.explained_by_nobody": _("Para darla por explicada hace falta la respuesta de la persona: anótela."),
    "supervision.confirmed_untold": _("No se confirma lo que la persona no ha visto: avísele primero."),
    "supervision.confirmed_early": _(
        "Todavía puede responder hasta el %(on)s. Se confirma cuando responda o cuando pase ese día."
    ),
    "supervision.same_person": _("Quien transcribió el aviso o la respuesta no decide: ciérrela otra persona."),
    "supervision.about_yourself": _("La señal es de algo que usted registró: la atiende otra persona."),
    "supervision.words_short": _("Escríbalo en %(least)s letras o más: otras personas lo leerán."),
    "supervision.words_long": _("El texto pasa de %(most)s letras: acórtelo."),
    "supervision.not_closed": _("La señal no está cerrada."),
    "supervision.closed": _("La señal ya está cerrada: ábrala otra vez si hay algo nuevo."),
    "supervision.withdrawn": _("La señal ya no se halla en los datos: no hay nada que hacer con ella."),
    "supervision.step_kept": _("Solo se quitan avisos y respuestas anotados por error."),
    "supervision.step_reversed": _("Ese paso ya se quitó."),
    "supervision.answer_first": _("Hay una respuesta a ese aviso: quite primero la respuesta."),
    "supervision.month": _("El mes todavía no empieza."),
    "supervision.before_nucleus": _("El núcleo se formó el %(on)s: antes no hay nada que mirar."),
    "supervision.period": _("El periodo termina después de empezar."),
    "supervision.nobody": _("Ese día no hay hogares en la lista."),
    "supervision.size": _("La muestra va de 1 a %(most)s hogares, los que hay en la lista."),
    "supervision.seed": _("La semilla lleva de 4 a 64 letras o cifras: por ejemplo, el número ganador de una rifa."),
    "supervision.sample_open": _("Ya hay una muestra en campo de la misma lista: ciérrela o anúlela primero."),
    "supervision.sample_closed": _("La muestra está cerrada: ábrala otra vez para cambiar algo."),
    "supervision.sample_void": _("La muestra se anuló: sortee otra."),
    "supervision.sample_not_closed": _("La muestra no está cerrada."),
    "supervision.not_in_sample": _("El hogar es de reserva y no reemplaza a nadie: no se le pregunta."),
    "supervision.missed_already": _("Está anotado que no se le pudo preguntar. Si no fue así, quítelo primero."),
    "supervision.not_missed": _("No está anotado que no se le pudo preguntar."),
    "supervision.found_already": _("Ya hay algo hallado en ese hogar: corríjalo."),
    "supervision.not_found_yet": _("Todavía no hay nada hallado en ese hogar."),
    "supervision.found_by": _("Escriba quién fue al hogar, con nombre y apellido."),
    "supervision.remembered": _("Las visitas que recuerda van de 0 a %(most)s; vacío si no lo dice."),
    "supervision.came": _(
        "Diga si el yachachiq vino el día de la última visita informada; «ninguna informada», solo si no hay ninguna."
    ),
    "supervision.seen_twice": _("Una tecnología está dos veces."),
    "supervision.missed_why": _("Elija por qué no se le pudo preguntar."),
    "supervision.replacement_used": _("Ya se preguntó al hogar que lo reemplazó: se queda así."),
    "supervision.no_more_reserve": _("No quedan hogares de reserva para reemplazarlo."),
    "supervision.still_waiting": _("Faltan hogares por visitar: %(count)s."),
    "supervision.nothing_found": _("No se halló nada en ningún hogar: si el sorteo fue un error, anúlelo."),
    "supervision.void_found": _("Ya hay algo hallado: la muestra se termina, no se anula."),
}  # fmt: skip

SIGNALS = {
    SignalKind.MANY_VISITS: _("Muchas visitas a la vez"),
    SignalKind.SAME_PLACE: _("Visitas anotadas en un mismo lugar"),
    SignalKind.COPIED_ANSWERS: _("Consejos iguales, letra por letra"),
    SignalKind.IMPOSSIBLE_WALK: _("No alcanza el tiempo para caminar"),
    SignalKind.BEYOND_ORDER: _("Se entregó más de lo pedido"),
    SignalKind.PRICE_FAR: _("Precio lejos de los demás"),
    SignalKind.NEVER_VISITED: _("Hogares sin visita"),
    SignalKind.ABANDONED_CLUSTER: _("Tecnología abandonada en una comunidad"),
    SignalKind.HOUSEHOLD_DENIES: _("El hogar dice que no"),
}
QUESTIONS = {
    SignalKind.MANY_VISITS: _("¿Cómo se hicieron tantas visitas en tan poco tiempo?"),
    SignalKind.SAME_PLACE: _("¿Por qué el teléfono estaba en el mismo lugar en casas distintas?"),
    SignalKind.COPIED_ANSWERS: _("¿Por qué se anotó el mismo consejo en varios hogares?"),
    SignalKind.IMPOSSIBLE_WALK: _("¿Cómo se llegó de una casa a la otra?"),
    SignalKind.BEYOND_ORDER: _("¿De dónde salió lo que pasa del pedido?"),
    SignalKind.PRICE_FAR: _("¿Por qué este precio es tan distinto?"),
    SignalKind.NEVER_VISITED: _("¿Por qué nadie visitó estos hogares?"),
    SignalKind.ABANDONED_CLUSTER: _("¿Qué pasó con esta tecnología aquí?"),
    SignalKind.HOUSEHOLD_DENIES: _("¿Qué pasó? El hogar dice que no vino, que no llegó, o que no es lo prometido."),
}
"""What the person is asked, in one sentence."""
COULD_BE = {
    SignalKind.MANY_VISITS: _("Puede ser una hora mal copiada, o un grupo de vecinos visitado junto."),
    SignalKind.SAME_PLACE: _("Puede ser que el teléfono tomó la posición más tarde, donde había señal."),
    SignalKind.COPIED_ANSWERS: _("Puede ser el tema del mes, dicho igual a todos."),
    SignalKind.IMPOSSIBLE_WALK: _("Puede ser que fue en moto, o que la hora se anotó mal."),
    SignalKind.BEYOND_ORDER: _(
        "Puede ser una adenda que bajó el pedido, o una entrega que se anotó tarde o dos veces."
    ),
    SignalKind.PRICE_FAR: _("Puede ser otra unidad, el flete de un lugar lejano, o un cero de más."),
    SignalKind.NEVER_VISITED: _("Puede ser que las visitas aún no se anotaron, o que el hogar viajó."),
    SignalKind.ABANDONED_CLUSTER: _("Puede ser una helada o una plaga que afectó a todos."),
    SignalKind.HOUSEHOLD_DENIES: _("Puede ser que recibió otra persona de la casa, o que el día se anotó mal."),
}
"""What else it may be: nobody is accused by a rule."""
SIGNAL_STATES = {
    SignalState.OPEN: _("falta avisarle"),
    SignalState.TOLD: _("espera su respuesta"),
    SignalState.ANSWERED: _("respondió: falta decidir"),
    SignalState.CLOSED: _("cerrada"),
    SignalState.WITHDRAWN: _("ya no se halla"),
}
SIGNAL_OUTCOMES = {
    SignalOutcome.EXPLAINED: _("explicada"),
    SignalOutcome.CONFIRMED: _("confirmada"),
    SignalOutcome.CORRECTED: _("el registro se corrigió"),
}
STEPS = {
    StepKind.TOLD: _("se le avisó"),
    StepKind.ANSWERED: _("respondió"),
    StepKind.CLOSED: _("se cerró"),
    StepKind.REOPENED: _("se abrió otra vez"),
    StepKind.WITHDRAWN: _("al mirar otra vez, ya no se halla: los datos se corrigieron"),
    StepKind.FOUND_AGAIN: _("al mirar otra vez, se halla de nuevo"),
}
TOLD_HOW = {
    ToldHow.IN_PERSON: _("en persona, con la hoja"),
    ToldHow.PHONE: _("por teléfono"),
    ToldHow.LETTER: _("por carta o mensaje"),
    ToldHow.MEETING: _("en una reunión con la junta"),
}
SAMPLE_STATES = {
    SampleState.FIELD: _("en campo"),
    SampleState.CLOSED: _("cerrada"),
    SampleState.VOID: _("anulada"),
}
MISSED = {
    MissedWhy.NOBODY_HOME: _("no había nadie, en dos intentos"),
    MissedWhy.MOVED: _("ya no vive ahí"),
    MissedWhy.NO_ACCESS: _("no se pudo llegar: camino, río o lluvia"),
    MissedWhy.REFUSED: _("no quiso responder"),
    MissedWhy.NOT_FOUND: _("nadie conoce a ese hogar"),
}
MET = {
    Met.PARTICIPANT: _("la persona usuaria"),
    Met.MEMBER: _("otra persona del hogar"),
    Met.NEIGHBOUR: _("una vecina o un vecino"),
}
CAME = {
    Came.YES: _("sí vino ese día"),
    Came.NO: _("no vino ese día"),
    Came.NOT_REMEMBERED: _("no lo recuerda"),
    Came.NONE_TOLD: _("ninguna informada"),
}
GOODS = {
    Goods.ALL: _("tiene todo lo entregado"),
    Goods.SOME: _("tiene una parte"),
    Goods.NONE: _("no tiene nada"),
    Goods.NOT_ASKED: _("no se preguntó"),
}
SEEN = {
    SeenState.IN_USE: _("en uso"),
    SeenState.NOT_IN_USE: _("está, pero no se usa"),
    SeenState.NOT_THERE: _("no está"),
}
AGREEMENTS = {
    Agreement.AGREES: _("coincide"),
    Agreement.DISAGREES: _("no coincide"),
    Agreement.UNKNOWN: _("no se sabe"),
}
