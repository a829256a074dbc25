"""The words of a file's faults: which column, what it says, what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.places.wording import expected
from winay.registry.files.reading import Fault
from winay.registry.wording import MESSAGES

FAULTS = {
    "file.key_missing": gettext_lazy(
        "falta la clave del hogar: repítala en cada fila, una por persona, y no combine celdas"
    ),
    "file.key_many": gettext_lazy(
        "%(rows)s filas llevan esta clave: un hogar no tiene tantas personas; revise las claves"
    ),
    "file.key_apart": gettext_lazy("este hogar ya estuvo en la fila %(row)s: ponga juntas todas sus filas"),
    "file.id_repeated": gettext_lazy(
        "este DNI ya está en la fila %(row)s de otro hogar: deje a la persona en uno solo, o corrija el número"
    ),
    "file.id_lost_zero": gettext_lazy(
        "¿es %(fixed)s? La hoja de cálculo quita el cero del comienzo: dé a la columna el formato «Texto»"
    ),
    "file.differs": gettext_lazy(
        "otra fila de este hogar dice «%(said)s»: ponga lo mismo en todas, o solo en la primera"
    ),
    "file.needed": gettext_lazy("falta este dato"),
    "file.lost_zero": gettext_lazy("debe ser %(fixed)s: la hoja de cálculo quitó el cero del comienzo"),
    "file.word": gettext_lazy("use una de estas palabras: %(words)s"),
    "file.flag": gettext_lazy("escriba 1 (sí), 0 (no), o deje la celda vacía"),
    "file.number": gettext_lazy("escriba un número con punto y hasta %(decimals)s decimales, sin separador de miles"),
    "file.day": gettext_lazy("escriba el día como 2026-03-12 o 12/3/2026"),
    "file.born": gettext_lazy("escriba el nacimiento como 1984-03-12 o 12/3/1984; si no se sabe el día, 3/1984 o 1984"),
    "file.away_whole": gettext_lazy(
        "si vive en otro lugar, diga desde cuándo, dónde y por qué; o deje las tres vacías"
    ),
    "file.consent_whole": gettext_lazy("diga el texto, la lengua, cómo y qué día; o deje las cuatro vacías"),
}


def fault_words(fault: Fault) -> str:
    """One fault as a sentence, in the language that is active now."""
    room, _dot, code = fault.code.partition(".")
    if fault.code in FAULTS:
        words = str(FAULTS[fault.code]) % dict(fault.params)
    elif room == "file":
        words = _("se esperaba %(what)s") % {"what": expected(code, fault.params)}
    else:
        words = str(MESSAGES[fault.code]) % dict(fault.params)
    if not fault.column:
        return f"{words[:1].upper()}{words[1:].rstrip('.')}."
    where = _("%(column)s (dice «%(value)s»)") if fault.value else "%(column)s"
    said = where % {"column": fault.column, "value": fault.value}
    return f"{said}: {words.rstrip('.')}."
