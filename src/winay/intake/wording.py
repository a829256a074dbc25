"""The words of intake's refusals."""

from django.utils.translation import gettext_lazy as _

REPLACED = _("La reemplazó la versión %(version)s.")
"""Why a version of an office is retired when another one takes its place."""

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
    "intake.form_media_unknown": _(
        "«%(name)s» no es un archivo que un formulario pueda llevar: use PNG o JPG para fotos y dibujos, MP3, M4A, "
        "OGG, AAC o WAV para voz, MP4 para video, CSV para listas."
    ),
    "intake.form_media_empty": _("«%(name)s» está vacío."),
    "intake.form_media_lies": _(
        "«%(name)s» no es lo que dice su nombre: por dentro es %(found)s. Guárdelo otra vez desde su programa."
    ),
    "intake.form_media_too_large": _(
        "«%(name)s» pesa demasiado: hasta %(most)s kB, porque cada teléfono lo descarga con poca señal."
    ),
    "intake.recording_without_words": _("El formulario no dice nada ahí en esa lengua: no hay qué grabar."),
    "intake.recording_no_sound": _("«%(name)s» no es una grabación: use MP3, M4A, OGG, AAC o WAV."),
    "intake.recording_speaker": _("Escriba quién habla: nombre y apellido, hasta 160 letras."),
    "intake.recording_without_consent": _(
        "Diga cómo dio permiso quien habla. Sin su permiso, su voz no se guarda ni va a los teléfonos."
    ),
    "intake.recording_in_future": _("El día de la grabación no puede ser futuro."),
    "intake.recording_withdrawn": _("Esa voz ya está retirada."),
    "intake.recording_nothing_new": _("La versión en uso ya lleva estas voces: no hay nada que publicar."),
    "intake.office_without_places": _(
        "Esta unidad no cubre ningún lugar todavía: ningún teléfono recibiría su versión. Anote primero qué cubre."
    ),
    "intake.form_not_central": _(
        "Ningún teléfono recibe un formulario «%(id)s»: una unidad adapta los que ya hay. Deje form_id como estaba en "
        "el libro que descargó; uno nuevo lo publica la gerencia nacional."
    ),
    "intake.version_not_of_office": _(
        "La versión «%(version)s» no dice de qué unidad es: en la hoja «settings», escriba una que termine en "
        "«%(ending)s», como 2026.2%(ending)s."
    ),
    "intake.version_withdrawn": _(
        "La versión %(version)s ya se usó aquí y se retiró. Vuelva a ponerla en uso desde su página, o escriba otra "
        "versión en la hoja «settings»."
    ),
    "intake.office_has_version": _(
        "La unidad ya usa la versión %(version)s de este formulario: retírela primero, o publique otra en su lugar."
    ),
    "intake.sheet_other_office": _(
        "Este formulario es de otra unidad: pase la hoja con la versión que está impresa en ella."
    ),
    "intake.needs_question": _("Falta la pregunta «%(path)s»: sin ella no se puede registrar lo que llega."),
    "intake.needs_repeat": _("Falta el grupo que se repite «%(path)s»."),
    "intake.needs_answer": _("«%(path)s» debe ser obligatoria (required = yes): sin ella no se puede registrar."),
    "intake.needs_text": _("«%(path)s» debe ser un texto (text)."),
    "intake.needs_integer": _("«%(path)s» debe ser un número entero (integer)."),
    "intake.needs_decimal": _("«%(path)s» debe ser un número (decimal)."),
    "intake.needs_day": _("«%(path)s» debe ser una fecha (date)."),
    "intake.needs_time": _("«%(path)s» debe ser una hora (time)."),
    "intake.needs_point": _("«%(path)s» debe ser una posición (geopoint)."),
    "intake.needs_file": _("«%(path)s» debe ser una foto, un audio o un archivo (image, audio, file)."),
    "intake.needs_one": _("«%(path)s» debe ser de una sola respuesta (select_one)."),
    "intake.needs_several": _("«%(path)s» debe ser de varias respuestas (select_multiple)."),
    "intake.needs_listed": _("«%(path)s» debe elegirse de una lista o escribirse (select_one_from_file o text)."),
    "intake.needs_known_codes": _(
        "«%(path)s» ofrece respuestas que el sistema no conoce: %(codes)s. Quite esos códigos o use los que ya había; "
        "el texto que se lee sí puede cambiar."
    ),
    "intake.needs_all_codes": _("A «%(path)s» le faltan respuestas: %(codes)s. Devuélvalas a la hoja «choices»."),
    "intake.sheet_number": _(
        "Ese número de hoja no existe: cópielo de nuevo, son dos grupos de cinco. Si la hoja es una fotocopia, "
        "escriba en ella /2, /3… detrás del número y úselo así."
    ),
    "intake.sheet_known": _(
        "Esa hoja ya la pasó o la está pasando %(by)s (%(on)s): no se pasa dos veces. Si es una fotocopia, escriba en "
        "ella /2, /3… detrás del número y úselo así."
    ),
    "intake.sheet_in_future": _("El día de la hoja no puede ser futuro."),
    "intake.sheet_long_ago": _("El día de la hoja es de hace más de cinco años: revíselo."),
    "intake.sheet_behalf": _("Escriba quién llenó la hoja, en 3 a %(most)s letras."),
    "intake.sheet_handed_over": _("Esta hoja ya se registró: mire su envío."),
    "intake.sheet_unscanned": _("Falta la foto o el PDF de la hoja: súbalo antes de registrarla."),
    "intake.sheet_no_scan": _("La hoja se sube como foto (JPG o PNG) o como PDF."),
    "intake.sheet_wrong": _("Hay respuestas que no se pueden escribir así (%(n)s). Corríjalas donde se dice."),
    "intake.sheet_doubted": _(
        "Hay respuestas que el formulario no dejaría pasar (%(n)s). Corríjalas; si el papel las tiene así, márquelo "
        "abajo."
    ),
    "intake.sheet_not_asked": _("No corresponde según lo que respondió antes: no se registrará."),
    "intake.sheet_unanswered": _("Es obligatoria y está vacía."),
    "intake.sheet_choice_apart": _("No va con lo que se respondió antes: revise las dos respuestas."),
    "intake.sheet_unfit": _("%(message)s"),
    "intake.sheet_not_listed": _("«%(value)s» no está en la lista: escriba su código."),
    "intake.sheet_no_choice": _("«%(value)s» no es una de las respuestas."),
    "intake.sheet_no_int": _("«%(value)s» no es un número entero."),
    "intake.sheet_no_decimal": _("«%(value)s» no es un número."),
    "intake.sheet_no_date": _("«%(value)s» no es una fecha: año-mes-día."),
    "intake.sheet_no_time": _("«%(value)s» no es una hora, como 09:30."),
    "intake.sheet_no_geopoint": _("«%(value)s» no es una posición: latitud y longitud, como -13.24 -74.36."),
    "intake.form_retired": _("Esta versión ya está retirada."),
    "intake.form_not_retired": _("Esta versión está en uso."),
    "intake.reason_length": _("Escriba la razón en 10 a 200 letras: otras personas la leerán."),
}
