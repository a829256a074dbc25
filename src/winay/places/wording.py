"""The words of the room: refusals, what a file should have held, units, levels, topics."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from winay.places.terms import Counted, Level, Unit

MESSAGES = {
    "places.office_unnamed": _("La unidad territorial necesita código y nombre."),
    "places.unknown_place": _("No existe el lugar %(place)s."),
    "places.place_covered": _("%(place)s ya pertenece a la unidad territorial %(office)s (%(other)s)."),
}

EXPECTED = {
    "file_missing": _("un archivo con este nombre en la carpeta"),
    "empty_file": _("un archivo con una fila de títulos y al menos una fila de datos"),
    "utf8": _("texto en UTF-8: guarde el archivo como «CSV UTF-8»"),
    "old_excel": _("un archivo XLSX o CSV en UTF-8: guarde el archivo con uno de esos formatos"),
    "broken_excel": _("un archivo XLSX que se pueda abrir"),
    "broken_csv": _("un archivo CSV bien formado: %(why)s"),
    "column_missing": _("la columna %(column)s"),
    "column_unknown": _("solo estas columnas: %(columns)s"),
    "column_repeated": _("cada columna una sola vez"),
    "cell_count": _("%(columns)s celdas, como la fila de títulos"),
    "not_empty": _("un valor"),
    "code_not_digits": _("un código de solo dígitos (%(digits)s)"),
    "code_length": _("un código de %(digits)s dígitos"),
    "code_lost_zero": _(
        "%(fixed)s: falta el cero inicial. La hoja de cálculo lo quita cuando lee el código como número: "
        "dé a la columna el formato «Texto»"
    ),
    "code_repeated": _("un código que no se repita: ya está en la fila %(row)s"),
    "place_unknown": _("el código de un lugar que exista"),
    "parent_unknown": _("el código de un lugar de este archivo"),
    "parent_wrong": _("%(parent)s: el código de un lugar empieza con el de su lugar superior"),
    "parent_none": _("una celda vacía: un departamento no tiene lugar superior"),
    "lent_unknown": _("el código de otro distrito de este archivo que tenga censo"),
    "lent_census": _("una celda vacía: el distrito tiene cifras propias del censo"),
    "number": _("un número con punto decimal y sin separador de miles"),
    "decimals": _("un número con %(scale)s decimales como máximo"),
    "not_negative": _("un número que no sea negativo"),
    "percent": _("un porcentaje de 0 a 100"),
    "share": _(
        "porcentajes de 0 a 100. Ningún valor de la columna pasa de 1: parecen proporciones; multiplíquelas por 100"
    ),
    "interval": _("un intervalo que contenga el valor %(value)s"),
    "interval_whole": _("los dos extremos del intervalo y el valor, o ninguno"),
    "number_range": _("un número entre %(low)s y %(high)s"),
    "flag": _("1 o 0"),
    "word": _("una de estas palabras: %(words)s"),
    "key": _("un nombre en minúsculas, sin espacios ni tildes"),
    "as_of": _("un año (2018) o un día (2024-08-31)"),
    "source_unknown": _("la clave de una fuente de sources.csv"),
    "too_large": _("un número más pequeño"),
    "too_long": _("%(most)s caracteres como máximo"),
    "office_differs": _("el mismo nombre y la misma sede que en la fila %(row)s"),
    "office_overlap": _("un lugar que no pertenezca ya a la unidad territorial %(office)s (%(other)s)"),
    "more": _("corregir primero lo anterior: hay %(count)s problemas más"),
}

LEVELS = {
    Level.DEPARTMENT: _("departamento"),
    Level.PROVINCE: _("provincia"),
    Level.DISTRICT: _("distrito"),
    Level.LOCALITY: _("centro poblado"),
}

UNITS = {
    Unit.PERCENT: _("%"),
    Unit.COUNT: "",
    Unit.RANK: _("puesto"),
    Unit.INDEX: _("índice"),
    Unit.HECTARE: _("ha"),
    Unit.HECTARE_PER_PRODUCER: _("ha por productor"),
    Unit.METRE: _("m s. n. m."),
    Unit.SQUARE_KILOMETRE: _("km²"),
}

COUNTED = {
    Counted.NOTHING: "",
    Counted.PEOPLE: _("personas"),
    Counted.EMPLOYED_PEOPLE: _("personas ocupadas"),
    Counted.SPEAKERS: _("personas que declararon su lengua"),
    Counted.CHILDREN: _("niñas y niños evaluados"),
    Counted.HOUSEHOLDS: _("hogares"),
    Counted.PRODUCERS: _("productores"),
    Counted.FARMS: _("unidades agropecuarias"),
    Counted.PROJECTS: _("proyectos"),
    Counted.LAND: "",
}

TOPICS = {
    "poverty": _("Pobreza"),
    "poverty_departments": _("Pobreza por grupos de departamentos"),
    "human_development": _("Desarrollo humano"),
    "unmet_needs": _("Necesidades básicas insatisfechas"),
    "population": _("Población"),
    "households": _("Hogares"),
    "employment": _("Empleo"),
    "languages": _("Lenguas"),
    "nutrition": _("Nutrición infantil"),
    "agriculture": _("Agricultura"),
    "social_programs": _("Programas sociales"),
    "territory": _("Territorio"),
    "farm_sizes": _("Tamaño de las unidades agropecuarias"),
}


def expected(code: str, params: Mapping[str, str | int] | None = None) -> str:
    """What a file should have held, in the language that is active now."""
    return str(EXPECTED[code]) % params if params else str(EXPECTED[code])
