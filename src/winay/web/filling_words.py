"""What the pages that fill in forms say, for their scripts; and the words of ODK Web Forms, which speaks English."""

from django.utils.translation import gettext as _


def of_pages() -> dict[str, str]:
    """What the scripts say, by the names they know it by. `{…}` is what they put in."""
    return {
        "online": _("Con señal: lo terminado se envía solo."),
        "offline": _("Sin señal: lo que llene queda guardado aquí y se envía cuando haya."),
        "as": _("Llena como {name}"),
        "of_others": _("de {name}"),
        "fetching": _("Guardando en este navegador lo que hace falta sin señal: {n} de {all}…"),
        "ready": _("Listo para usar sin señal."),
        "not_kept": _(
            "Este navegador no puede guardar la página: no abrirá sin señal. Hace falta una dirección https."
        ),
        "no_list": _("No se pudo traer la lista de formularios. Lo que ya estaba guardado sirve igual."),
        "no_access": _("El acceso de este navegador terminó. Entre otra vez o pida un código nuevo: nada se perdió."),
        "version": _("versión {version}"),
        "changed": _("guardado el {at}"),
        "finished": _("terminado el {at}"),
        "sent": _("llegó el {at}"),
        "waiting": _("Espera señal."),
        "tried": _("No se pudo enviar ({at}). Se intenta otra vez solo."),
        "sending": _("Enviando…"),
        "delete_draft": _("¿Borrar este borrador? No se puede recuperar."),
        "delete_refused": _("¿Quitar este formulario de aquí sin que lo reciba su oficina? No se puede recuperar."),
        "forget": _("Este navegador olvidará su acceso. ¿Seguir?"),
        "forget_first": _("Todavía hay borradores o formularios sin enviar aquí. Envíelos o bórrelos primero."),
        "not_here": _("Este formulario no está guardado en este navegador. Ábralo una vez con señal."),
        "opened_twice": _("Este borrador está abierto en otra ventana. Ciérrela para seguir aquí."),
        "draft_gone": _("Ese borrador ya no está aquí: se terminó o se borró."),
        "saved": _("Guardado en este navegador a las {at}."),
        "not_saved": _("No se pudo guardar en este navegador: {why}. No cierre la página y envíe con señal."),
        "nothing_yet": _("Lo que llene se guarda solo, a cada cambio."),
        "done_waiting": _("Terminado y guardado. Se enviará solo cuando haya señal."),
        "done_sent": _("Enviado. Ya llegó."),
        "done_refused": _("Terminado, pero no se recibió. Está guardado aquí, con la razón."),
        "untitled": _("sin nombre todavía"),
        "confided": _("reservado: aquí no se muestra lo que dice"),
        "sample_of": _("Un día de {trainer} con el {household}. Todo es inventado."),
        "no_sample": _("Hoy no queda una visita de ejemplo: ya se contaron todas."),
        "broken": _("La página no pudo abrir el formulario: {why}"),
    }


def of_library() -> dict[str, str]:
    """The library's texts in the language of the page, by what they are in English."""
    return {
        "Send": _("Terminar y enviar"),
        " Add ": _("Agregar") + " ",
        "Remove": _("Quitar"),
        "Cancel": _("Cancelar"),
        " Okay ": " " + _("Conforme") + " ",
        "Change language": _("Cambiar de lengua"),
        "change language": _("cambiar de lengua"),
        "Repeat Item": _("Uno más"),
        "Condition not satisfied: required": _("Falta responder."),
        "Condition not satisfied: constraint": _("Esta respuesta no puede ser."),
        "1 question with error.": _("Hay 1 respuesta por corregir."),
        "{n} questions with errors.": _("Hay {n} respuestas por corregir."),
        "An error occurred while loading this form": _("No se pudo abrir este formulario"),
        "Technical error details": _("Detalles para soporte"),
        "Get location": _("Tomar la posición"),
        "Try again": _("Otra vez"),
        "Save location": _("Guardar la posición"),
        "Finding your location": _("Buscando la posición"),
        "Time taken to capture location: ": _("Tiempo de búsqueda:") + " ",
        "Good accuracy": _("Buena precisión"),
        "Poor accuracy": _("Poca precisión"),
        "Unknown accuracy": _("Precisión desconocida"),
        "Accuracy: ": _("Precisión:") + " ",
        "Latitude: ": _("Latitud:") + " ",
        "Longitude: ": _("Longitud:") + " ",
        " Location will be saved at ": " " + _("Se guardará al llegar a") + " ",
        " Previous saved location at ": " " + _("Guardada antes con") + " ",
        "Cannot access location": _("No se puede tomar la posición"),
        "Grant location permission in the browser settings and make sure location is turned on.": _(
            "Dé permiso de ubicación en el navegador y encienda la ubicación del aparato."
        ),
        "Location unavailable. Enable GPS and browser permissions, then restart the form to try again.": _(
            "Sin posición. Encienda el GPS, dé permiso en el navegador y abra otra vez el formulario."
        ),
        " Unable to load map ": _("Aquí no hay mapa. Responda esta pregunta en la aplicación."),
        "Take picture": _("Tomar una foto"),
        "Choose image": _("Elegir una imagen"),
        "Captured image preview": _("La imagen elegida"),
        "Rank items": _("Ordenar"),
        "Cannot fetch media. Verify the URL and fetch settings.": _("No se puede mostrar el archivo."),
        "Cannot fetch media. Unknown error. File:": _("No se puede mostrar el archivo:"),
        "Media not found. File:": _("El archivo no está guardado aquí:"),
        "Failed to load image. File:": _("No se puede mostrar la imagen:"),
        "Failed to load audio. File:": _("No se puede oír el audio:"),
        "Failed to load video. File:": _("No se puede ver el video:"),
        "Powered by": _("Hecho con"),
    }
