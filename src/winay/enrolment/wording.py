"""The words of enrolment: refusals, reasons to leave and not to enter, doors."""

from django.utils.translation import gettext_lazy as _

from winay.enrolment.terms import CycleMoveWhy, ExitReason, RefusalReason
from winay.registry.terms import Origin

MESSAGES = {
    "enrolment.not_approved": _("La selección aún no está aprobada: la convocatoria se abre después."),
    "enrolment.annulled": _("La selección que escogió esta área fue anulada: nadie más puede inscribirse con ella."),
    "enrolment.not_chosen": _("La selección no escogió esta área."),
    "enrolment.call_known": _("Esta área ya tiene su convocatoria. Si está cerrada, ábrala otra vez."),
    "enrolment.call_running": _("Otra convocatoria de esta área sigue abierta con la misma versión."),
    "enrolment.in_future": _("La fecha no puede ser futura: escriba hoy o un día anterior."),
    "enrolment.before_approval": _("La fecha no puede ser anterior al día en que se aprobó la selección (%(on)s)."),
    "enrolment.closed_already": _("La convocatoria ya está cerrada."),
    "enrolment.close_before_open": _("La convocatoria no puede cerrar antes de abrir (%(on)s)."),
    "enrolment.not_closed": _("La convocatoria está abierta."),
    "enrolment.call_closed": _(
        "La convocatoria cerró el %(on)s. Se aceptan inscripciones de días anteriores; para otras, ábrala otra vez."
    ),
    "enrolment.no_call_there": _("Ninguna convocatoria abierta recibía a su comunidad el %(on)s."),
    "enrolment.several_calls": _("Más de una convocatoria recibía a su comunidad el %(on)s: la oficina elige cuál."),
    "enrolment.phone_may_not": _("El teléfono que lo mandó no puede inscribir en ese programa o en ese lugar."),
    "enrolment.note_short": _("Escriba la razón, en 15 letras o más: otras personas la leerán."),
    "enrolment.place_outside": _("Ese lugar no es de esta área."),
    "enrolment.assembly_known": _(
        "Ya está registrada una asamblea de ese lugar y ese día (%(on)s). Si hubo un error, corríjala."
    ),
    "enrolment.assembly_words": _("Diga dónde fue y quién la dirigió, en 2 a %(most)s letras cada uno."),
    "enrolment.assembly_numbers": _("Los números van de 0 a %(most)s."),
    "enrolment.attended_over_reached": _(
        "No pueden haber asistido más hogares que los avisados: quien asistió también fue avisado."
    ),
    "enrolment.people_under_households": _(
        "Hay menos personas que hogares: de cada hogar que asistió vino al menos una."
    ),
    "enrolment.assembly_language": _("Elija al menos un idioma de la lista."),
    "enrolment.reversed_already": _("Esta asamblea ya fue corregida."),
    "enrolment.household_closed": _("El hogar está cerrado en el registro: ábralo antes, si fue un error."),
    "enrolment.outside_area": _("Ese día el hogar no vivía en esta área. Si se mudó, registre antes la mudanza."),
    "enrolment.no_consent": _(
        "Falta el consentimiento de la persona usuaria. Regístrelo antes: firma, huella o de palabra."
    ),
    "enrolment.open_cycle": _("El hogar ya está inscrito, desde el %(since)s. No puede estar dos veces a la vez."),
    "enrolment.overlap": _("El hogar estuvo inscrito en esos días (del %(since)s al %(until)s): elija otra fecha."),
    "enrolment.no_reentry": _(
        "El hogar ya participó hasta el %(until)s, y la versión del programa no permite volver a entrar."
    ),
    "enrolment.not_juntos_member": _(
        "Esta versión pedía que el hogar estuviera en Juntos, y no lo está. Las versiones desde 2014 no lo piden."
    ),
    "enrolment.unknown_juntos_member": _(
        "Esta versión pedía que el hogar estuviera en Juntos, y no se sabe si lo está: regístrelo antes."
    ),
    "enrolment.ended_already": _("El hogar ya salió del programa."),
    "enrolment.never_was": _("Esa inscripción fue un error y no cuenta: no tiene fecha que corregir."),
    "enrolment.not_ended": _("El hogar sigue en el programa: no hay una salida que deshacer."),
    "enrolment.end_before_start": _("La salida debe ser después de la inscripción (%(on)s)."),
    "enrolment.end_too_late": _(
        "El hogar no puede estar más tiempo que el de la versión: su último plazo es el %(until)s."
    ),
    "enrolment.not_completed": _(
        "«Cumplió todo el tiempo» vale solo para el %(until)s. Si salió otro día, elija otra razón."
    ),
    "enrolment.date_same": _("Esa ya es la fecha de inscripción."),
    "enrolment.refuses_enrolled": _("El hogar está inscrito: si quiere salir, registre su salida."),
    "enrolment.refused_already": _("Ya está registrado que este hogar no quiere entrar."),
    "enrolment.households_count": _("Cuente de 1 a %(most)s hogares; de un hogar registrado, solo uno."),
    "enrolment.withdrawn_already": _("Ese «no» ya fue retirado."),
    "enrolment.withdrawn_before": _("El cambio de opinión no puede ser anterior al «no» (%(on)s)."),
    "enrolment.choose_some": _("Elija de 1 a %(most)s hogares."),
}

EXITS = {
    ExitReason.COMPLETED: _("cumplió todo el tiempo"),
    ExitReason.FEAR_OF_LOSING_TRANSFER: _("temor de perder Juntos"),
    ExitReason.MIGRATION: _("migración"),
    ExitReason.MOVED_OUT: _("se mudó fuera del área"),
    ExitReason.DEATH: _("fallecimiento"),
    ExitReason.NO_TIME: _("no tiene tiempo"),
    ExitReason.LOST_INTEREST: _("perdió el interés"),
    ExitReason.CONFLICT: _("conflicto"),
    ExitReason.HOUSEHOLD_SPLIT: _("el hogar se separó"),
    ExitReason.MISTAKE: _("se inscribió por error"),
    ExitReason.OTHER: _("otra razón"),
}

REFUSALS = {
    RefusalReason.FEAR_OF_LOSING_TRANSFER: _("temor de perder Juntos"),
    RefusalReason.RUMOUR: _("un rumor"),
    RefusalReason.DISTRUST: _("desconfianza"),
    RefusalReason.NO_TIME: _("no tiene tiempo o quién trabaje"),
    RefusalReason.MIGRATION: _("se va o vive en otro lugar"),
    RefusalReason.OTHER_PROGRAM: _("ya está en otro programa"),
    RefusalReason.NO_CONTRIBUTION: _("no quiere dar su aporte"),
    RefusalReason.NOT_HEARD: _("no se enteró"),
    RefusalReason.OTHER: _("otra razón"),
}

SOURCES = {
    Origin.WEB: _("en la oficina"),
    Origin.FILE: _("por archivo"),
    Origin.PHONE: _("desde un teléfono"),
    Origin.PAPER: _("en una hoja de papel"),
    Origin.SPLIT: _("al separarse un hogar"),
    Origin.SEED: _("inventado para la demostración"),
}

MOVES = {
    CycleMoveWhy.SPLIT: _("la persona usuaria formó otro hogar"),
    CycleMoveWhy.MERGE: _("dos registros eran un solo hogar"),
    CycleMoveWhy.UNDONE: _("se deshizo"),
}

LANGUAGES = {
    "es": _("castellano"),
    "quy": _("quechua de Ayacucho (chanka)"),
    "quz": _("quechua del Cusco (collao)"),
    "qxx": _("otro quechua"),
    "ayr": _("aimara"),
    "shp": _("shipibo-konibo"),
    "agr": _("awajún"),
    "cni": _("asháninka"),
    "xxx": _("otro idioma"),
}
