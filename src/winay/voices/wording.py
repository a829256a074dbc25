"""The words of grievances, rumours, conflicts and microstrategies: refusals, kinds, states."""

from django.utils.translation import gettext_lazy as _

from winay.voices.terms import (
    About,
    AnswerHow,
    Channel,
    ConflictAbout,
    ConflictEnd,
    ConflictState,
    ConflictStepKind,
    GrievanceKind,
    GrievanceState,
    Outcome,
    PilotState,
    RumourTopic,
    Speaker,
    StepKind,
    StrategyKind,
    ToldHow,
    Travel,
    TrialResult,
)

MESSAGES = {
    "voices.words_short": _("Escriba lo que dijeron, en sus palabras: 15 letras o más."),
    "voices.in_future": _("La fecha no puede ser futura: escriba hoy o un día anterior."),
    "voices.long_ago": _("La fecha es de hace más de cinco años: revísela."),
    "voices.language": _("Diga en qué idioma lo dijeron."),
    "voices.anonymous_named": _(
        "Si no quiere dar su nombre, deje vacíos nombre, contacto y código. Si lo da, elija «con reserva»."
    ),
    "voices.name_needed": _("Escriba el nombre de quien habla, o elija «sin nombre»."),
    "voices.name_long": _("Nombre y contacto van en una línea, de hasta %(most)s letras cada uno."),
    "voices.household_unknown": _(
        "Ningún hogar del lugar tiene ese código con alguien de ese nombre: revise los dos, o deje vacío el código."
    ),
    "voices.receiver_accused": _("Una queja contra usted la registra otra persona de la oficina."),
    "voices.contract_outside": _("Ese contrato no atiende a ese núcleo."),
    "voices.contract_not_trainer": _("Si es sobre un yachachiq, elija «yachachiq» en «sobre qué»."),
    "voices.accused_unknown": _("Nadie que pueda entrar al sistema tiene ese correo."),
    "voices.answered_already": _("Ya se respondió: lo escrito no se corrige. Si falta algo, responda de nuevo."),
    "voices.closed": _("Está cerrado: ábralo de nuevo antes de cambiarlo."),
    "voices.assignee_accused": _("El reclamo es sobre esa persona: encárguelo a otra."),
    "voices.assignee_may_not": _("Esa persona no responde reclamos de este lugar: elija a otra."),
    "voices.assigned_already": _("Ya lo tiene esa persona."),
    "voices.answer_short": _("Escriba la respuesta, en 15 letras o más."),
    "voices.before_heard": _("Se escuchó el %(on)s: la fecha va desde ese día."),
    "voices.nobody_to_tell": _("Nadie dio su nombre: la respuesta se dice en asamblea o se publica en un aviso."),
    "voices.tell_in_private": _("La persona pidió reserva: respóndale a ella sola, no en asamblea ni en un aviso."),
    "voices.not_answered": _("Primero se responde; después se cierra con su resultado."),
    "voices.same_person": _(
        "Es sobre alguien del programa: lo cierra otra persona, no quien lo respondió o lo recibió."
    ),
    "voices.before_answer": _("Se cierra desde el %(on)s: ese día se respondió o se escuchó."),
    "voices.note_short": _("Escriba en qué terminó, en 15 letras o más."),
    "voices.not_closed": _("No está cerrado: todavía se puede responder."),
    "voices.before_close": _("Se cerró el %(on)s: se abre de nuevo desde ese día."),
    "voices.reason_short": _("Escriba la razón, en 15 letras o más: otras personas la leerán."),
    "voices.not_named": _("La persona no está nombrada a la vista: no hay nada que proteger."),
    "voices.forgotten": _("Lo que dijo esta persona ya se borró."),
    "voices.nothing_hidden": _("Nadie pidió reserva en este reclamo: no hay identidad que ver."),
    "voices.program_needed": _("Hay más de un programa: diga de cuál es el reclamo."),
    "voices.code_unknown": _("Ningún reclamo tiene ese código. Revise sus diez letras y números."),
    "voices.place_unknown": _("No se encontró ese lugar: escriba su ubigeo, o el nombre completo del distrito."),
    "voices.withdrawn": _("Ya se retiró."),
    "voices.heard_after": _("Se anotó desde el %(on)s: diga un día posterior en que se volvió a oír."),
    "voices.heard_known": _("Ese día ya está anotado."),
    "voices.parties": _("Elija de %(least)s a %(most)s comunidades distintas."),
    "voices.party_unknown": _("Una de las comunidades no existe: elija de la lista."),
    "voices.party_outside": _("Al menos una de las comunidades debe estar en el distrito."),
    "voices.since_year": _("Escriba el año con cuatro cifras, no posterior al día en que se supo; o déjelo vacío."),
    "voices.conflict_closed": _("El conflicto está cerrado: ábralo de nuevo."),
    "voices.conflict_not_closed": _("El conflicto no está cerrado."),
    "voices.step_short": _("Cuente qué se hizo, en 15 letras o más."),
    "voices.no_agreement": _("Anote primero el acuerdo; sin él, el conflicto no está resuelto."),
    "voices.before_step": _("Lo último anotado es del %(on)s: se cierra desde ese día."),
    "voices.step_stays": _("Un cierre o una reapertura no se retira: abra o cierre el conflicto otra vez."),
    "voices.strategy_name": _("Póngale un nombre de 2 a %(most)s letras."),
    "voices.strategy_named": _("Otra microestrategia de este distrito ya se llama así."),
    "voices.problem_short": _("Diga qué dificultad había, en 15 letras o más."),
    "voices.done_short": _("Cuente qué se hizo, en 15 letras o más."),
    "voices.cost": _("El costo se escribe en soles, como 120 o 120,50; o se deja vacío."),
    "voices.shipped_unknown": _("El estudio de caso no nombra esa microestrategia."),
    "voices.strategy_used": _("Ya se probó, se adoptó o tiene piloto: retire antes eso."),
    "voices.trial_going": _("Ese núcleo ya la está probando: anote primero el resultado."),
    "voices.before_nucleus": _("El núcleo se formó el %(on)s: diga un día desde entonces."),
    "voices.nucleus_closed": _("El núcleo se cerró el %(on)s: diga un día anterior."),
    "voices.minutes": _("Los minutos van de 0 a %(most)s; déjelo vacío si no se sabe."),
    "voices.trial_ended": _("Este intento ya tiene su resultado. Si está mal, retírelo y anótelo de nuevo."),
    "voices.result": _("Diga si funcionó, en parte o no."),
    "voices.before_trial": _("Se empezó a probar el %(on)s: diga un día desde entonces."),
    "voices.evidence_short": _("Diga qué se vio, en 15 letras o más: otros lo leerán antes de probarla."),
    "voices.adopted_already": _("Ese núcleo ya la adoptó."),
    "voices.pilot_untried": _("Primero se prueba en un núcleo; después se propone un piloto."),
    "voices.pilot_going": _("Ya tiene un piloto en marcha."),
    "voices.question_short": _("Escriba la pregunta, en 15 letras o más."),
    "voices.indicator_short": _("Diga con qué se responderá la pregunta, en 15 letras o más."),
    "voices.until_past": _("El último día del piloto debe ser posterior."),
    "voices.pilot_not_proposed": _("Este piloto no espera una decisión."),
    "voices.pilot_same_person": _("Quien propone el piloto no lo acepta: lo hace otra persona."),
    "voices.before_proposal": _("Diga un día desde el %(on)s."),
    "voices.pilot_not_accepted": _("Solo se cierra un piloto aceptado."),
    "voices.pilot_over": _("Este piloto ya terminó."),
}

GRIEVANCES = {
    GrievanceKind.CLAIM: _("un reclamo"),
    GrievanceKind.COMPLAINT: _("una queja"),
    GrievanceKind.DENUNCIATION: _("una denuncia"),
}
GRIEVANCE_HELP = {
    GrievanceKind.CLAIM: _("reclamo: pide algo que le corresponde"),
    GrievanceKind.COMPLAINT: _("queja: cómo le trataron o atendieron"),
    GrievanceKind.DENUNCIATION: _("denuncia: alguien rompió una regla"),
}
CHANNELS = {
    Channel.OFFICE: _("en la oficina"),
    Channel.VISIT: _("en una visita"),
    Channel.ASSEMBLY: _("en una asamblea"),
    Channel.TELEPHONE: _("por teléfono"),
    Channel.LETTER: _("por carta"),
    Channel.WEB: _("en la página pública"),
    Channel.OTHER: _("de otra manera"),
}
ABOUTS = {
    About.TRAINER: _("yachachiq"),
    About.BOARD: _("junta directiva"),
    About.DELIVERY: _("entregas y su calidad"),
    About.MONEY: _("dinero"),
    About.SELECTION: _("quién entra"),
    About.TREATMENT: _("trato recibido"),
    About.OTHER: _("otra cosa"),
}
SPEAKERS = {
    Speaker.NAMED: _("con su nombre a la vista"),
    Speaker.PROTECTED: _("con reserva: su nombre se guarda cifrado"),
    Speaker.ANONYMOUS: _("sin nombre"),
}
SPEAKERS_SHORT = {
    Speaker.NAMED: _("nombrada"),
    Speaker.PROTECTED: _("con reserva"),
    Speaker.ANONYMOUS: _("sin nombre"),
}
GRIEVANCE_STATES = {
    GrievanceState.RECEIVED: _("espera respuesta"),
    GrievanceState.ANSWERED: _("respondido, por cerrar"),
    GrievanceState.CLOSED: _("cerrado"),
}
OUTCOMES = {
    Outcome.FOUNDED: _("fundado"),
    Outcome.PARTLY: _("fundado en parte"),
    Outcome.UNFOUNDED: _("infundado"),
    Outcome.WITHDRAWN: _("lo retiró quien lo dijo"),
    Outcome.REFERRED: _("pasa a otra institución"),
}
STEPS = {
    StepKind.ASSIGNED: _("encargado"),
    StepKind.ANSWERED: _("respondido"),
    StepKind.CLOSED: _("cerrado"),
    StepKind.REOPENED: _("abierto de nuevo"),
}
TOLD = {
    ToldHow.IN_PERSON: _("en persona"),
    ToldHow.TELEPHONE: _("por teléfono"),
    ToldHow.LETTER: _("por carta"),
    ToldHow.ASSEMBLY: _("en asamblea"),
    ToldHow.NOTICE: _("en un aviso público"),
}
TOPICS = {
    RumourTopic.REPLACES_TRANSFER: _("reemplaza a Juntos"),
    RumourTopic.WHO_IS_CHOSEN: _("a quién escogen"),
    RumourTopic.MONEY: _("dinero"),
    RumourTopic.REPAYMENT: _("después lo cobran"),
    RumourTopic.LAND: _("la tierra"),
    RumourTopic.RELIGION: _("la religión"),
    RumourTopic.OTHER: _("otra cosa"),
}
ANSWERED = {
    AnswerHow.ASSEMBLY: _("en asamblea"),
    AnswerHow.RADIO: _("por radio"),
    AnswerHow.VISIT: _("casa por casa"),
    AnswerHow.NOTICE: _("en un aviso"),
    AnswerHow.OTHER: _("de otra manera"),
}
CONFLICTS_ABOUT = {
    ConflictAbout.WATER: _("agua"),
    ConflictAbout.BOUNDARIES: _("linderos"),
    ConflictAbout.PASTURE: _("pastos"),
    ConflictAbout.ROAD: _("el camino"),
    ConflictAbout.BOARD: _("la junta del núcleo"),
    ConflictAbout.SHARES: _("lo que recibe cada quien"),
    ConflictAbout.OTHER: _("otra cosa"),
}
CONFLICT_STATES = {
    ConflictState.OPEN: _("abierto"),
    ConflictState.AGREED: _("con acuerdo"),
    ConflictState.CLOSED: _("cerrado"),
}
CONFLICT_STEPS = {
    ConflictStepKind.STEP: _("gestión"),
    ConflictStepKind.AGREEMENT: _("acuerdo"),
    ConflictStepKind.CLOSED: _("cierre"),
    ConflictStepKind.REOPENED: _("abierto de nuevo"),
}
CONFLICT_ENDS = {
    ConflictEnd.SOLVED: _("resuelto por el acuerdo"),
    ConflictEnd.CALMED: _("se calmó"),
    ConflictEnd.ELSEWHERE: _("lo ve otra autoridad"),
    ConflictEnd.MISTAKE: _("se anotó por error"),
}
STRATEGIES = {
    StrategyKind.RAFFLE: _("sorteo entre quienes vienen"),
    StrategyKind.WIVES_TRAIN: _("se capacitan las esposas"),
    StrategyKind.SHARED_VEHICLE: _("movilidad compartida"),
    StrategyKind.MACHINE_LOAN: _("máquina prestada"),
    StrategyKind.FAIR: _("feria o festival"),
    StrategyKind.OTHER: _("otra"),
}
RESULTS = {
    TrialResult.WORKED: _("funcionó"),
    TrialResult.PARTLY: _("funcionó en parte"),
    TrialResult.DID_NOT: _("no funcionó"),
}
TRAVELS = {Travel.ROAD: _("por carretera"), Travel.RIVER: _("por río")}
PILOTS = {
    PilotState.PROPOSED: _("propuesto"),
    PilotState.ACCEPTED: _("en marcha"),
    PilotState.CLOSED: _("con respuesta"),
    PilotState.WITHDRAWN: _("retirado"),
}
