"""The words of the review desk: where a submission stands, what is remarkable, why something was refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.intake.processing.queue import ERASED_ACCEPTED, FILES_GIVEN_UP, FORK_ACCEPTED
from winay.intake.terms import QuarantineKind, Resolution, State, StepKind

STATES: dict[State, Promise] = {
    State.RECEIVED: _("en cola"),
    State.WAITING_FILES: _("espera archivos"),
    State.WAITING_PARENT: _("espera al que corrige"),
    State.PROCESSED: _("procesado"),
    State.REVIEW: _("por revisar"),
    State.STORED: _("guardado"),
    State.SUPERSEDED: _("reemplazado"),
    State.DISMISSED: _("apartado"),
}

FLAGS: dict[str, Promise] = {
    "unknown_version": _("versión desconocida"),
    "retired_version": _("versión retirada"),
    "late": _("llegó tarde"),
    "clock_off": _("reloj mal puesto"),
    "encrypted": _("cifrado"),
    "entities": _("cambia una lista del teléfono"),
    "outside_territory": _("fuera de su territorio"),
}

STEPS: dict[str, Promise] = {
    StepKind.FILES: _("Llegaron archivos"),
    StepKind.PROCESSED: _("Se procesó"),
    StepKind.REVIEW: _("Quedó por revisar"),
    StepKind.STORED: _("Quedó guardado"),
    StepKind.WAITING_FILES: _("Espera archivos que nombra"),
    StepKind.WAITING_PARENT: _("Espera al envío que corrige"),
    StepKind.SUPERSEDED: _("Otro envío lo reemplazó"),
    StepKind.AGAIN: _("Se mandó procesar de nuevo"),
    StepKind.CORRECTED: _("Se corrigió una respuesta"),
    StepKind.DISMISSED: _("Se apartó"),
    StepKind.RESTORED: _("Se recuperó"),
    StepKind.RESENT: _("El teléfono lo mandó otra vez; sigue como estaba"),
    StepKind.ERASED: _("Se borró lo que decía, a pedido de la persona"),
    StepKind.SEALED: _("Lo que decía quedó solo en el reclamo, con su reserva"),
}

APART: dict[QuarantineKind, Promise] = {
    QuarantineKind.OTHER_XML: _("El mismo envío con otras respuestas"),
    QuarantineKind.OTHER_FILE: _("Un archivo con el nombre de otro"),
    QuarantineKind.BROKEN: _("Respuestas que no se pueden leer"),
    QuarantineKind.UNKNOWN_FORM: _("Un formulario que no se conoce"),
}

ADMITS: dict[QuarantineKind, Promise] = {
    QuarantineKind.OTHER_XML: _("Usar lo nuevo como corrección del primero"),
    QuarantineKind.OTHER_FILE: _("Agregarlo al envío con otro nombre"),
    QuarantineKind.UNKNOWN_FORM: _("Procesarlo: el formulario ya está publicado"),
}
"""What letting it in means, for each kind that can be."""

RESOLUTIONS: dict[str, Promise] = {
    Resolution.KEPT_FIRST: _("quedó lo primero"),
    Resolution.ADMITTED: _("se dejó entrar"),
}

SHORT: dict[str, Promise] = {
    "intake.fork": _("dos corrigen el mismo"),
    "intake.encrypted": _("cifrado"),
    "intake.no_reader": _("nada lo interpreta"),
    "intake.unexpected": _("falló el sistema"),
    "intake.not_allowed": _("lugar no asignado al teléfono"),
    "intake.corrects_one_that_was_read": _("corrige uno ya registrado"),
    "intake.files_missing": _("faltan archivos"),
    "intake.corrects_elsewhere": _("corrige uno de otro territorio"),
    "intake.corrects_erased": _("corrige uno que se borró"),
}
"""Reasons in a list. Those of other rooms are told on the page."""

ACCEPTED: dict[str, Promise] = {
    FORK_ACCEPTED: _("Se decidió por este."),
    FILES_GIVEN_UP: _("Se sigue sin los archivos que faltan."),
    ERASED_ACCEPTED: _("La persona quiere que se registre."),
}

MESSAGES: dict[str, Promise] = {
    "intake.again_not_now": _("Este envío no se puede procesar de nuevo en el estado en que está."),
    "intake.dismiss_not_now": _("Este envío no se puede apartar: ya se hizo algo con él, o está en cola."),
    "intake.not_dismissed": _("Este envío no está apartado."),
    "intake.correct_not_now": _("Solo se corrige lo que está por revisar o guardado."),
    "intake.no_such_answer": _("El formulario no tiene esa respuesta."),
    "intake.same_answer": _("La respuesta ya es esa."),
    "intake.answer_unwritable": _("La respuesta puede tener hasta %(most)s signos que se puedan escribir."),
    "intake.why_short": _("Escriba por qué, en %(least)s letras o más: otras personas lo leerán."),
    "intake.why_long": _("La razón puede tener hasta %(most)s letras."),
    "intake.settled_already": _("Ya estaba resuelto."),
    "intake.broken_cannot_be_admitted": _("No se puede procesar lo que no se puede leer: descárguelo y regístrelo."),
    "intake.form_still_unknown": _("El formulario sigue sin publicarse: publíquelo primero."),
    "intake.id_taken": _("Ya hay un envío con ese identificador."),
    "intake.not_sure": _("Marque que entiende que no se puede deshacer."),
    "intake.erased_already": _("Lo que decía se borró a pedido de la persona: no queda nada que procesar."),
    **ACCEPTED,
}
