"""The words of plans: refusals, sources, states."""

from django.utils.translation import gettext_lazy as _

from winay.plans.terms import PriceSource

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
}

SOURCES = {
    PriceSource.SUPPLIER: _("proveedor o tienda"),
    PriceSource.MARKET: _("mercado o feria"),
    PriceSource.QUOTATION: _("cotización escrita"),
}
