"""The words of a file's faults: which column, what it says, what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from winay.places.wording import expected
from winay.registry.files.reading import Fault
from winay.registry.wording import MESSAGES

ABOUT = {
    "household": gettext_lazy("Clave del hogar: la misma en todas sus filas y en ninguna otra lista"),
    "place_code": gettext_lazy("Ubigeo del centro poblado (10 dígitos), o del distrito si no se conocen"),
    "reference": gettext_lazy("Cómo llegar"),
    "latitude": gettext_lazy("Latitud en grados (WGS84)"),
    "longitude": gettext_lazy("Longitud en grados (WGS84)"),
    "household_language": gettext_lazy("Lengua del hogar"),
    "given_names": gettext_lazy("Nombres"),
    "surname_1": gettext_lazy("Primer apellido"),
    "surname_2": gettext_lazy("Segundo apellido"),
    "sex": gettext_lazy("Sexo: f mujer, m hombre, u no se dijo"),
    "born": gettext_lazy("Nacimiento, tan exacto como se sepa: 1984-03-12, 3/1984, 1984"),
    "kin": gettext_lazy("Parentesco con la persona usuaria; una, y solo una, es participant"),
    "national_id": gettext_lazy("DNI: 8 números; vacío si no hay"),
    "id_missing": gettext_lazy("Por qué no hay DNI"),
    "languages": gettext_lazy("Lenguas, la que aprendió primero antes: quy es"),
    "reads": gettext_lazy("Lee y escribe: 1 o 0"),
    "phone": gettext_lazy("Teléfono"),
    "represents": gettext_lazy("Puede representar al hogar: 1 o 0"),
    "away_since": gettext_lazy("Vive en otro lugar desde este día"),
    "away_where": gettext_lazy("Dónde: ciudad, otra zona rural, otro país"),
    "away_reason": gettext_lazy("Por qué"),
    "away_place": gettext_lazy("Ubigeo de ese lugar, si se sabe"),
    "farm_ha": gettext_lazy("Tierra en hectáreas"),
    "labour_share_pct": gettext_lazy("Trabajo que va a la chacra (%)"),
    "property_share_pct": gettext_lazy("Propiedad que va a la chacra (%)"),
    "sold_share_pct": gettext_lazy("Cosecha que se vende (%)"),
    "main_activity": gettext_lazy("Actividad principal"),
    "juntos": gettext_lazy("Está en Juntos: 1 o 0"),
    "juntos_since": gettext_lazy("En Juntos desde"),
    "sisfoh": gettext_lazy("Clasificación que dice su papel"),
    "sisfoh_expires": gettext_lazy("El papel vence el"),
    "consent_text": gettext_lazy("Qué texto de consentimiento se leyó"),
    "consent_language": gettext_lazy("En qué lengua se explicó"),
    "consent_how": gettext_lazy("Cómo aceptó: firma, huella, de palabra"),
    "consent_on": gettext_lazy("Qué día aceptó"),
}
"""What each column holds."""

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
