"""The fixed words of the act of a selection, in the language that is active now."""

from django.utils.translation import gettext as _


def labels() -> dict[str, str]:
    """Headings and column titles by the names that the template knows."""
    return {
        "number": _("N.º"),
        "by": _("Emitida por"),
        "people": _("Quiénes"),
        "rules": _("La regla que se aplicó"),
        "criterion": _("Criterio"),
        "use": _("Uso"),
        "needed": _("Se pide"),
        "source": _("Fuente"),
        "departure": _("Por qué se aparta de la versión publicada"),
        "note": _("Nota de quien preparó"),
        "totals": _("Lo que se decidió"),
        "answer": _("Los criterios dicen"),
        "areas": _("Áreas"),
        "chosen": _("Escogidas"),
        "households": _("Hogares (estimados)"),
        "unknown": _("Sin cifra de hogares"),
        "exceptions": _("Excepciones"),
        "no_exceptions": _("No hubo excepciones."),
        "decision": _("Decisión"),
        "reason": _("Razón"),
        "proposed": _("Propuso"),
        "confirmed": _("Confirmó"),
        "list": _("Áreas escogidas, una por una"),
        "code": _("Código"),
        "area": _("Área"),
        "district": _("Distrito"),
        "province": _("Provincia"),
        "localities": _("Centros poblados"),
        "by_exception": _("* Entra por excepción."),
        "long_list": _(
            "De cada área: código, nombre y, entre paréntesis, hogares estimados, centros poblados y lo que dicen los "
            "criterios, donde no es «seguro que sí»."
        ),
        "why_not": _("Anexo: por qué no entraron las demás"),
        "signatures": _("Firmas"),
        "signature": _("Firma"),
        "fingerprint": _("Huella"),
        "approved_list": _("La lista aprobada, con lo que halló cada criterio, es el archivo CSV de huella"),
        "verify": _("Verifique este documento con el código"),
        "page": _("Página"),
        "of": _("de"),
        "synthetic_note": _("Personas o lugares inventados para una demostración: este documento no decide nada."),
    }
