"""What a file of farms should have held, in words. What every table shares stands in `places.wording`."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from winay.core.errors import BadInput, BadInputs
from winay.places.wording import expected
from winay.targeting.farms.files import Faults

EXPECTED = {
    "broken_parquet": _("un archivo Parquet completo: este está cortado o dañado. Cópielo otra vez desde su origen"),
    "column_personal": _(
        "un archivo sin datos personales: quite la columna y vuelva a intentar. El archivo se guarda como llega, "
        "y solo necesita estas columnas: %(columns)s"
    ),
    "column_missing": _("la columna %(column)s. Las columnas se explican con: winay farms schema"),
    "code_not_text": _(
        "el código como texto; en el archivo es un número (%(kind)s), y así se pierde el cero inicial de 05 o 09"
    ),
    "wrong_type": _("números o texto; en el archivo la columna es de otro tipo (%(kind)s)"),
    "decimal_comma": _("un número con punto decimal: 1.3 y no 1,3"),
    "locality_unknown": _(
        "un centro poblado que exista. Su distrito, %(district)s, sí existe: si no sabe el centro poblado, "
        "escriba el código del distrito"
    ),
    "household_repeated": _("cada hogar una sola vez: ya está en la fila %(row)s"),
    "household_is_id": _(
        "una clave que no identifique a nadie: todas tienen ocho cifras, como un DNI. "
        "Cámbielas por números de orden con una letra, por ejemplo H-1"
    ),
    "households_many": _(
        "menos hogares: este distrito suma %(households)s predios y el censo contó %(census)s hogares. "
        "¿Se repitieron filas, o el código es de otro lugar?"
    ),
    "sheet_of_units": _(
        "un archivo CSV en UTF-8 o Parquet: con una fila por hogar, guarde la hoja como «CSV UTF-8 (delimitado por "
        "comas)»"
    ),
}

SCHEMA = {
    "place_code": _("El centro poblado del hogar (10 cifras) o, si no se sabe, su distrito (6 cifras). Texto."),
    "area_ha": _(
        "Hectáreas del predio, con punto decimal y hasta 4 decimales. Obligatorio; 0 es un predio sin tierra."
    ),
    "labour_share_pct": _(
        "Parte del trabajo del hogar que va al agro, de 0 a 100, hasta 2 decimales. Vacío: no se sabe."
    ),
    "property_share_pct": _(
        "Parte de la propiedad del hogar que se usa en el agro, de 0 a 100, hasta 2 decimales. Vacío: no se sabe."
    ),
    "limited_sales": _("1 si vende poco de lo que produce, 0 si no. Vacío: no se sabe."),
    "household": _(
        "Puede faltar: una clave que distinga a los hogares sin decir quiénes son (nunca el DNI). Si está, "
        "un hogar repetido es un error."
    ),
}
"""The columns of a file with one line a household, each in one line. No other column is let in."""


def words(code: str, params: Mapping[str, str | int]) -> str:
    """What was expected, in the language that is active now."""
    return str(EXPECTED[code]) % params if code in EXPECTED else expected(code, params)


def bad_inputs(file: str, faults: Faults) -> BadInputs:
    """The faults of a file in words, in the language that is active now; the last says how many more there are."""
    said = []
    for fault in faults.found:
        words = (
            str(EXPECTED[fault.code]) % fault.params if fault.code in EXPECTED else expected(fault.code, fault.params)
        )
        said.append(BadInput(file, words, fault.row, fault.column, fault.value))
    if faults.total > len(said):
        said.append(BadInput(file, expected("more", {"count": faults.total - len(said)})))
    return BadInputs(said)
