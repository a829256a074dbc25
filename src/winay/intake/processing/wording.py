"""The words of what became of a submission: why somebody must look at it, or why nothing was made of it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Promise] = {
    "intake.fork": _(
        "Otro envío ya corrigió el mismo registro. Los dos están guardados: compárelos y decida cuál vale."
    ),
    "intake.encrypted": _("Está cifrado: el servidor no tiene la clave. Descárguelo y ábralo donde esté la clave."),
    "intake.no_reader": _("Nada en el sistema interpreta este formulario: está guardado y se puede descargar."),
    "intake.unexpected": _(
        "El sistema falló al interpretarlo (%(error)s). Las respuestas están completas. Avise a soporte y procéselo "
        "de nuevo después."
    ),
    "intake.fatal": _(
        "El proceso que lo interpreta se cayó con este envío %(tries)s veces. Las respuestas están completas. Avise a "
        "soporte y procéselo de nuevo después."
    ),
    "intake.not_allowed": _(
        "Es de un lugar que este teléfono no tiene asignado. Corrija el lugar, o procéselo con un teléfono de allá."
    ),
    "intake.corrects_one_that_was_read": _(
        "Corrige un envío que ya se registró. Haga el cambio en la ficha registrada y después aparte este envío."
    ),
    "intake.corrects_elsewhere": _(
        "Corrige un envío de otro territorio: no lo cambió. Pregunte a esa oficina, y después aparte este envío."
    ),
    "intake.corrects_erased": _(
        "Corrige un envío que se borró a pedido de la persona. Pregúntele antes de procesarlo; si no quiere, borre "
        "también lo que dice este."
    ),
    "intake.files_missing": _(
        "Nombra archivos que no llegaron en tres días. Pida que los envíen, o procéselo sin ellos."
    ),
    "intake.expected_integer": _("«%(value)s» no es un número entero (%(path)s). Corrija la respuesta."),
    "intake.expected_decimal": _("«%(value)s» no es un número (%(path)s). Corrija la respuesta."),
    "intake.expected_day": _("«%(value)s» no es una fecha (%(path)s). Corrija la respuesta."),
    "intake.expected_instant": _("«%(value)s» no es una fecha con hora (%(path)s). Corrija la respuesta."),
    "intake.expected_point": _("«%(value)s» no es una posición en la Tierra (%(path)s). Corrija la respuesta."),
    "intake.expected_choice": _("«%(value)s» no es una de las respuestas posibles (%(path)s). Corrija la respuesta."),
}
