"""The words of contests, applications and scores: refusals, kinds, states. Those of contracts are in
`contract_wording`."""

from django.utils.translation import gettext_lazy as _

from winay.trainers.terms import (
    AppealAnswer,
    ApplicationState,
    ConflictKind,
    ContestState,
    Education,
    Outcome,
    ReopenHow,
    VoidWhy,
)

MESSAGES = {
    "trainers.erased_already": _("Sus datos ya se borraron."),
    "trainers.erase_applying": _("Su postulación a «%(contest)s» sigue en curso: primero se retira, a su pedido."),
    "trainers.erase_selected": _("«%(contest)s» le dio una plaza: primero anote que no la toma."),
    "trainers.erase_working": _("Tiene un contrato vigente: se borra cuando termine, o se termina antes con su razón."),
    "trainers.erased_person": _("Sus datos se borraron a su pedido: ya no se le puede contratar por esa postulación."),
    "trainers.name": _("Escriba un nombre de 2 a %(most)s letras."),
    "trainers.no_criteria": _("La versión del programa no dice cómo se califica un concurso de esta clase."),
    "trainers.closes_in_past": _("El concurso cierra hoy o después."),
    "trainers.dates_far": _("Las fechas van hasta %(most)s días desde hoy."),
    "trainers.scored_before_close": _("Se califica después del cierre: revise las dos fechas."),
    "trainers.bases_short": _("Escriba las bases, en 15 letras o más: es lo que leerá quien postule."),
    "trainers.vacancy_named": _("Otras plazas de este concurso ya se llaman así."),
    "trainers.language": _("Diga en qué idioma se trabaja en la zona."),
    "trainers.posts": _("Las plazas van de 1 a %(most)s."),
    "trainers.no_zone": _("Diga a quién atienden: núcleos, comunidades o distritos."),
    "trainers.zone_outside": _("No está en %(within)s: %(what)s."),
    "trainers.many_zones": _("Una plaza atiende hasta %(most)s lugares o núcleos."),
    "trainers.many_vacancies": _("Un concurso tiene hasta %(most)s clases de plazas."),
    "trainers.published_locked": _(
        "Lo publicado no se cambia. Si tiene una falla, declare nulo el concurso y convóquelo de nuevo."
    ),
    "trainers.no_vacancy": _("Falta decir qué plazas se ofrecen."),
    "trainers.open_short": _("Un concurso público está abierto %(least)s días o más: cambie la fecha de cierre."),
    "trainers.not_published": _("Solo se cierra un concurso publicado."),
    "trainers.still_open": _("Se puede postular hasta el %(on)s: se cierra desde el día siguiente."),
    "trainers.nobody_applied": _("Nadie postuló con todo completo: declárelo desierto y convóquelo de nuevo."),
    "trainers.void_already": _("El concurso ya se declaró desierto o nulo."),
    "trainers.somebody_hired": _("Personas contratadas por este concurso: %(people)s. No se anula."),
    "trainers.somebody_applied": _("Hay postulaciones completas: %(people)s. Diga otra razón."),
    "trainers.somebody_passed": _("No consta que nadie haya alcanzado la nota mínima: ordene primero el resultado."),
    "trainers.reason_short": _("Escriba la razón, en 15 letras o más: otras personas la leerán."),
    "trainers.not_void": _("Solo se convoca de nuevo un concurso desierto o nulo."),
    "trainers.reopened_already": _("Este concurso ya se convocó de nuevo."),
    "trainers.nothing_wider": _("Para ampliarlo, nombre por su ubigeo al menos una comunidad o distrito más."),
    "trainers.id_needed": _("Falta el DNI, de %(digits)s cifras."),
    "trainers.not_adult": _("Para postular hay que tener %(age)s años cumplidos."),
    "trainers.no_language": _("Diga qué idiomas habla."),
    "trainers.not_taking": _("Este concurso no recibe postulaciones."),
    "trainers.in_future": _("La fecha no puede ser futura: escriba hoy o un día anterior."),
    "trainers.before_call": _("El concurso se publicó el %(on)s: nadie postuló antes."),
    "trainers.late": _("Llegó tarde: el concurso cerró el %(on)s. No se registra."),
    "trainers.late_not_paper": _(
        "El concurso cerró el %(on)s. Si la postulación llegó en papel hasta ese día, marque «llegó en papel»."
    ),
    "trainers.missing_after_close": _("El concurso cerró: lo que falta ya no se puede traer."),
    "trainers.place_unknown": _("Ninguna comunidad tiene el ubigeo «%(code)s»."),
    "trainers.applied_already": _("Esta persona ya postuló a este concurso."),
    "trainers.id_of_another": _("Ese DNI es de %(name)s: revise el DNI o los nombres."),
    "trainers.id_kept": _("El DNI no se corrige: retire la postulación y regístrela con el DNI correcto."),
    "trainers.practice": _("Los años de práctica van de 0 a %(most)s."),
    "trainers.nothing_missing": _("A esta postulación no le falta nada."),
    "trainers.not_standing": _("Esta postulación está incompleta o se retiró."),
    "trainers.missing_short": _("Diga qué falta."),
    "trainers.withdrawn_already": _("Esta postulación ya se retiró."),
    "trainers.ranked_already": _("El resultado ya se ordenó."),
    "trainers.before_application": _("Postuló el %(on)s: se retira ese día o después."),
    "trainers.vacancy_unknown": _("Ninguna plaza de este concurso se llama «%(name)s»."),
    "trainers.twice_in_file": _("El DNI está también en la fila %(row)s."),
    "trainers.file_changed": _("Algo cambió desde que se revisó el archivo: revíselo otra vez."),
    "trainers.file_empty": _("El archivo no tiene ninguna fila."),
    "trainers.file_large": _("Un archivo tiene hasta %(most)s filas."),
    "trainers.not_naming": _("Se nombra a quienes califican desde que el concurso se publica hasta que se ordena."),
    "trainers.named_already": _("Esa persona ya fue nombrada."),
    "trainers.nobody_of_that_name": _("Nadie que pueda entrar al sistema tiene ese correo."),
    "trainers.dismissed_already": _("Esa persona ya fue apartada."),
    "trainers.not_scoring": _("Este concurso no está en calificación."),
    "trainers.sheet_closed": _("La ficha está cerrada y no se cambia."),
    "trainers.conflict_words": _("Diga qué le une a esta persona."),
    "trainers.undeclared": _("Diga primero si algo le une a esta persona."),
    "trainers.conflicted": _("Declaró algo que le une a esta persona: no la califica."),
    "trainers.criterion_unknown": _("Ese criterio o esa ficha no es de esta postulación."),
    "trainers.over_maximum": _("Puso %(points)s puntos y el máximo es %(most)s."),
    "trainers.sheet_incomplete": _("Faltan puntos en %(criteria)s criterios: complete la ficha antes de cerrarla."),
    "trainers.nobody_to_rank": _("No hay postulaciones que ordenar."),
    "trainers.sheets_open": _("Faltan fichas por cerrar: %(sheets)s."),
    "trainers.few_sheets": _(
        "Personas que postulan con menos de %(least)s calificaciones: %(people)s. Nombre a otra persona que califique."
    ),
    "trainers.tie": _("Nada separa a %(people)s personas: falta el sorteo, con su acta."),
    "trainers.draw_minutes": _("Cuente el sorteo en 15 letras o más: dónde, ante quién, cómo se hizo."),
    "trainers.draw_day": _("Diga qué día fue el sorteo: hoy o antes."),
    "trainers.draw_order": _("Dé a cada persona del empate un número de orden distinto."),
    "trainers.not_ranked": _("Ningún orden espera publicarse."),
    "trainers.results_published": _("Ese orden ya se publicó o se devolvió."),
    "trainers.same_person": _("Quien ordenó el resultado no lo publica: lo hace otra persona."),
    "trainers.no_results": _("Se reclama contra el resultado publicado que rige, y se responde mientras rige."),
    "trainers.appeal_early": _("El resultado se publicó después de ese día."),
    "trainers.appeal_late": _("El plazo para reclamar terminó el %(on)s."),
    "trainers.appealed_already": _("Esa persona ya reclamó contra este resultado."),
    "trainers.answered_already": _("El reclamo ya se respondió."),
    "trainers.scorer_answers": _("Quien calificó no responde reclamos: lo hace otra persona."),
    "trainers.nothing_corrected": _(
        "Si el reclamo es fundado, corrija los puntos de un criterio en al menos una ficha."
    ),
    "trainers.unfounded_corrects": _("Un reclamo infundado no cambia puntos."),
}

CONTEST_STATES = {
    ContestState.DRAFT: _("en preparación"),
    ContestState.PUBLISHED: _("abierto"),
    ContestState.CLOSED: _("en calificación"),
    ContestState.SCORED: _("ordenado, sin publicar"),
    ContestState.RESULTS: _("con resultados"),
    ContestState.VOID: _("desierto o nulo"),
}
VOIDS = {
    VoidWhy.NO_APPLICANTS: _("nadie postuló"),
    VoidWhy.NOBODY_PASSED: _("nadie alcanzó la nota mínima"),
    VoidWhy.FAULT: _("falla en el proceso"),
    VoidWhy.NOT_NEEDED: _("ya no hace falta"),
}
REOPENINGS = {
    ReopenHow.NEW_DATES: _("con otras fechas"),
    ReopenHow.WIDENED: _("ampliado a comunidades vecinas"),
    ReopenHow.APPRENTICES: _("también para aprendices"),
}
EDUCATION = {
    Education.NONE: _("sin estudios"),
    Education.PRIMARY: _("primaria"),
    Education.SECONDARY: _("secundaria"),
    Education.TECHNICAL: _("técnica"),
    Education.UNIVERSITY: _("universitaria"),
}
APPLICATION_STATES = {
    ApplicationState.RECEIVED: _("completa"),
    ApplicationState.OBSERVED: _("incompleta"),
    ApplicationState.WITHDRAWN: _("retirada"),
}
CONFLICTS = {
    ConflictKind.NONE: _("nada me une a esta persona"),
    ConflictKind.RELATIVE: _("es mi pariente"),
    ConflictKind.PARTNER: _("es mi pareja o lo fue"),
    ConflictKind.SAME_COMMUNITY: _("es de mi comunidad"),
    ConflictKind.WORK: _("trabajo o trabajé con ella o él, o le debo o me debe"),
    ConflictKind.ENEMY: _("tengo o tuve un pleito con ella o él"),
    ConflictKind.OTHER: _("otra cosa"),
}
OUTCOMES = {
    Outcome.SELECTED: _("seleccionado"),
    Outcome.SUBSTITUTE: _("suplente"),
    Outcome.BELOW_MARK: _("no alcanza la nota"),
}
APPEAL_ANSWERS = {AppealAnswer.FOUNDED: _("fundado"), AppealAnswer.UNFOUNDED: _("infundado")}
