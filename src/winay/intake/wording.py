"""The words of intake's refusals."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "intake.form_no_workbook": _("El archivo no es un libro XLSForm (.xlsx) que se pueda leer. No se publicó nada."),
    "intake.form_wrong": _("El formulario tiene un error, dicho por el conversor: %(what)s"),
    "intake.form_named_wrong": _(
        "En la hoja «settings», escriba form_id (hasta 200 signos), form_title (hasta 200) y version (hasta 100), "
        "cada uno en una sola línea."
    ),
    "intake.form_without_instance_id": _(
        "El formulario no tiene instanceID: dos envíos no se podrían distinguir. Quite de la hoja «settings» "
        "lo que lo apaga (omit_instanceID)."
    ),
    "intake.form_entities_newer": _(
        "El formulario usa listas de entidades de la versión %(version)s; se conocen hasta la %(known)s."
    ),
    "intake.form_media_missing": _("Faltan archivos que el formulario usa: %(names)s. Agréguelos y publique de nuevo."),
    "intake.form_media_not_needed": _("El formulario no usa estos archivos: %(names)s. Revise sus nombres o quítelos."),
    "intake.form_media_clash": _("«%(one)s» y «%(other)s» son el mismo nombre para un teléfono: cambie uno."),
    "intake.form_media_named_wrong": _(
        "«%(name)s» no sirve como nombre de archivo: use letras, números, punto y guion."
    ),
    "intake.form_id_alike": _(
        "Ya hay un formulario «%(other)s», igual a «%(id)s» salvo por las mayúsculas: se confundirían."
    ),
    "intake.version_taken": _(
        "La versión %(version)s de «%(id)s» ya está publicada con otro contenido, y los teléfonos la tienen. "
        "Escriba una versión nueva en la hoja «settings»."
    ),
    "intake.form_retired": _("Esta versión ya está retirada."),
    "intake.form_not_retired": _("Esta versión está en uso."),
    "intake.reason_length": _("Escriba la razón en 10 a 200 letras: otras personas la leerán."),
}
