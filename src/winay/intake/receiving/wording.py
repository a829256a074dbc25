"""The words of what is not received. They stand on a phone's small screen before a trainer who has nobody to ask: what
happened, what was kept, what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Promise] = {
    "intake.unknown_form": _(
        "El servidor no conoce el formulario «%(form)s». Lo que envió quedó guardado aparte, para su oficina. "
        "No lo borre del teléfono y avise a su oficina."
    ),
    "intake.other_xml": _(
        "Este envío ya había llegado con otras respuestas. Lo nuevo quedó guardado aparte y su oficina decidirá. "
        "Avísele; no hace falta llenarlo otra vez."
    ),
    "intake.other_file": _("Llegó otro archivo con el nombre de uno que ya estaba."),
    "intake.no_form_id": _(
        "El envío no dice de qué formulario es. Quedó guardado aparte. No lo borre del teléfono y avise a su oficina."
    ),
    "intake.no_instance_id": _(
        "El envío no tiene identificador: el formulario está mal hecho. Quedó guardado aparte. "
        "No lo borre del teléfono y avise a su oficina."
    ),
    "intake.id_too_long": _(
        "El identificador del envío es demasiado largo. Quedó guardado aparte. "
        "No lo borre del teléfono y avise a su oficina."
    ),
    "intake.xml_broken": _(
        "Las respuestas no se pueden leer (línea %(line)s). Quedaron guardadas aparte. "
        "No borre el envío del teléfono y avise a su oficina."
    ),
    "intake.xml_empty": _("El envío llegó sin respuestas. No lo borre del teléfono y avise a su oficina."),
    "intake.xml_dtd": _("El envío trae instrucciones que no se aceptan (DTD, línea %(line)s). Avise a su oficina."),
    "intake.xml_too_deep": _("Las respuestas tienen demasiados niveles (línea %(line)s). Avise a su oficina."),
    "intake.xml_too_many": _("El envío tiene demasiadas respuestas (línea %(line)s). Avise a su oficina."),
    "intake.xml_too_long": _("Una parte del envío es demasiado larga (línea %(line)s). Avise a su oficina."),
    "intake.xml_too_large": _(
        "Las respuestas pasan de 10 MB: no se recibió nada. No borre el envío del teléfono y avise a su oficina."
    ),
    "intake.body_too_large": _(
        "El envío pasa de %(most)s MB: no se recibió nada. En el teléfono, elija fotos de menor tamaño "
        "o envíe menos archivos, y avise a su oficina."
    ),
    "intake.cut": _("El envío llegó cortado: no se recibió nada. Sigue en el teléfono: envíelo otra vez."),
    "intake.no_xml": _("El envío llegó sin respuestas: no se recibió nada. Avise a su oficina."),
    "intake.compressed": _("El envío llegó comprimido, y así no se acepta: no se recibió nada. Avise a su oficina."),
    "intake.no_room": _(
        "El servidor no pudo guardar el envío: no se recibió nada. Sigue en el teléfono: envíelo más tarde "
        "y avise a su oficina."
    ),
}
