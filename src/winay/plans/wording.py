"""The words of plans: refusals, sources, states."""

from django.utils.translation import gettext_lazy as _

from winay.plans.terms import ChoiceMode, Menu, PriceSource, WorkshopState

MESSAGES = {
    "plans.reason_short": _("Escriba la razón, en 15 letras o más: otras personas la leerán."),
    "plans.withdrawn_already": _("Ya se retiró: queda escrito por qué."),
    "plans.not_on_menu": _("Eso no está en ningún menú del programa: escójalo de la lista."),
    "plans.price_without_day": _("Falta el día en que se preguntó el precio: sin fecha no se guarda."),
    "plans.price_in_future": _("El día del precio no puede ser posterior a hoy."),
    "plans.price_before_program": _("El programa empezó en %(year)s: revise la fecha."),
    "plans.price_amount": _("Escriba el precio de una unidad, mayor que cero y menor que un millón de soles."),
    "plans.price_source_kind": _("Diga dónde se preguntó: proveedor, mercado o cotización."),
    "plans.price_without_source": _(
        "Falta quién dio el precio, en 2 a %(most)s letras: el nombre de la tienda, la feria o la cotización."
    ),
    "plans.price_again": _("Ese precio ya está anotado, con el mismo día, lugar y fuente."),
    "plans.price_place": _("Escoja un departamento, una provincia o un distrito de su territorio."),
    "plans.prices_at_once": _("Anote de 1 a %(most)s precios a la vez."),
    "plans.price_row": _("No se guardó ninguno: revise el precio número %(number)s."),
    "plans.sheet_wrong": _("No se guardó ningún precio: corrija la hoja y vuelva a enviarla."),
    "plans.rate_without_day": _("Falta el día desde el que vale el tipo de cambio."),
    "plans.rate_in_future": _("El día del tipo de cambio no puede ser posterior a hoy."),
    "plans.rate_number": _("Escriba cuántos soles cuesta un dólar, mayor que cero, con 4 decimales a lo más."),
    "plans.rate_without_source": _("Falta la fuente del tipo de cambio, en 2 a %(most)s letras."),
    "plans.rate_again": _("Ese día ya tiene un tipo de cambio: si está mal, retírelo primero."),
    "plans.not_diagnostic": _("Un taller se cuenta de una asamblea de diagnóstico."),
    "plans.assembly_not_held": _("La asamblea no se realizó, o su acta se retiró: primero transcriba su acta."),
    "plans.not_constituted": _("El núcleo no estaba constituido ese día."),
    "plans.no_board": _("El núcleo no tenía junta directiva ese día."),
    "plans.workshop_told": _("El taller de esa asamblea ya está transcrito."),
    "plans.workshop_over": _("Este taller ya se aprobó o se retiró: no se cambia."),
    "plans.workshop_not_told": _("Este taller no espera una decisión."),
    "plans.workshop_reversed": _("Este taller ya se retiró."),
    "plans.own_workshop": _("Usted lo transcribió: lo aprueba otra persona."),
    "plans.facilitator": _("Escriba quién condujo el taller, en 2 a %(most)s letras."),
    "plans.nobody_chose": _("Falta lo que escogieron los hogares."),
    "plans.off_menu": _("«%(item)s» no está en los menús de esta versión del programa."),
    "plans.not_present": _("%(count)s de los hogares que escogieron no vinieron a la asamblea."),
    "plans.mixed_modes": _("O cada hogar dice lo suyo, o se cuentan manos: las dos cosas a la vez no."),
    "plans.secret_kept": _("El voto fue secreto: no se anota quién escogió qué."),
    "plans.more_hands": _("Hay %(hands)s votos por algo y vinieron %(present)s hogares."),
    "plans.many_answers": _("Anote hasta %(most)s respuestas."),
    "plans.answer_text": _("La respuesta %(number)s necesita su pregunta y de 2 a %(most)s letras."),
    "plans.answer_said": _("La respuesta %(number)s: la dijeron entre 1 y %(people)s personas, las que vinieron."),
    "plans.plan_stands": _("Una propuesta se hizo con este taller: primero se retira la propuesta."),
}

SOURCES = {
    PriceSource.SUPPLIER: _("proveedor o tienda"),
    PriceSource.MARKET: _("mercado o feria"),
    PriceSource.QUOTATION: _("cotización escrita"),
}

MENUS = {
    Menu.PRODUCTIVE: _("Menú productivo"),
    Menu.HEALTHY_HOME: _("Menú de vivienda saludable"),
}
MODES = {
    ChoiceMode.EACH: _("cada hogar dijo lo suyo"),
    ChoiceMode.HANDS: _("se contaron manos levantadas"),
    ChoiceMode.SECRET: _("voto secreto: solo se anotan los números"),
}
WORKSHOP_STATES = {
    WorkshopState.TOLD: _("espera a otra persona"),
    WorkshopState.RETURNED: _("observado"),
    WorkshopState.APPROVED: _("aprobado"),
    WorkshopState.REVERSED: _("retirado"),
}
