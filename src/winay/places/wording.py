"""The words of the room: refusals, what a file should have held, units, levels, topics."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from winay.places.terms import Counted, Level, TravelMode, Unit

MESSAGES = {
    "places.office_unnamed": _("La unidad territorial necesita código y nombre."),
    "places.unknown_place": _("No existe el lugar %(place)s."),
    "places.other_country": _(
        "El paquete es de otro país (%(country)s) y aquí está instalado %(installed)s: un país no reemplaza a otro. "
        "Use una instalación nueva para el otro país."
    ),
    "places.code_is_synthetic": _(
        "El código %(place)s lo usa aquí un centro poblado inventado de la demostración. "
        "Instale el paquete en una instalación que no sea de demostración."
    ),
    "places.pack_source_unknown": _(
        "%(path)s no es una carpeta de la que se pueda hacer un paquete: no tiene manifest.yaml ni los archivos que "
        "el país conoce."
    ),
    "places.pack_target_taken": _("%(path)s ya existe y no está vacío. Elija otro nombre."),
    "places.count_unnamed": _("Diga cómo se llama el conteo."),
    "places.count_name_long": _("El nombre del conteo puede tener %(most)s caracteres como máximo."),
    "places.counted_in_future": _("El día del conteo no puede estar en el futuro."),
    "places.count_again": _("Ese mismo archivo ya está cargado."),
    "places.count_withdrawn": _("Ese conteo ya fue retirado."),
    "places.count_of_pack": _("Ese conteo vino con el paquete del país: lo reemplaza un paquete nuevo."),
    "places.count_unknown": _("No hay un conteo %(load)s. Véalos con: winay load list"),
    "places.reason_missing": _("Escriba la razón."),
    "places.reason_long": _("La razón puede tener %(most)s caracteres como máximo."),
    "places.travel_time_same_place": _("Elija dos centros poblados distintos."),
    "places.travel_time_minutes": _("El tiempo va de 1 a %(most)s minutos (tres días)."),
    "places.travel_time_future": _("El día en que se midió no puede estar en el futuro."),
    "places.travel_time_reason": _(
        "Diga cómo se sabe ese tiempo, en %(least)s letras o más: otras personas lo leerán."
    ),
    "places.travel_time_same": _("Ese mismo tiempo ya está registrado."),
    "places.travel_time_unknown": _("No existe ese tiempo registrado."),
    "places.travel_time_ended": _("Ese tiempo ya no vale: otra persona lo terminó antes."),
    "places.place_covered": _("%(place)s ya pertenece a la unidad territorial %(office)s (%(other)s)."),
}

EXPECTED = {
    "file_missing": _("un archivo con este nombre en la carpeta"),
    "day": _("una fecha con año, mes y día, como 2026-03-31"),
    "empty_file": _("un archivo con una fila de títulos y al menos una fila de datos"),
    "utf8": _("texto en UTF-8: guarde el archivo como «CSV UTF-8»"),
    "utf16": _("texto en UTF-8: el archivo está en UTF-16, que Excel llama «Texto Unicode». Guárdelo como «CSV UTF-8»"),
    "old_excel": _("un archivo XLSX o CSV en UTF-8: guarde el archivo con uno de esos formatos"),
    "broken_excel": _("un archivo XLSX que se pueda abrir"),
    "large_excel": _("un XLSX de hasta %(most)s MB sin comprimir y un millón de celdas: guárdelo como «CSV UTF-8»"),
    "control": _("texto sin caracteres de control, que no se ven: escriba la celda de nuevo"),
    "formula": _(
        "un valor y no una fórmula: el resultado de una fórmula puede ser viejo o faltar. Copie la columna y péguela "
        "con «Pegado especial, solo valores»"
    ),
    "merged": _("celdas sin combinar: seleccione la hoja y quite «Combinar celdas»; cada título ocupa una sola celda"),
    "other_kind": _("una tabla: CSV en UTF-8 o XLSX. Por dentro este archivo es %(kind)s, diga lo que diga su nombre"),
    "bomb": _(
        "una hoja que quepa en %(most)s MB una vez abierta. Este archivo dice que se abre a mucho más: no se leyó. "
        "Guárdelo de nuevo como CSV, o pártalo en varios"
    ),
    "long_line": _("una fila de menos de 100 000 signos"),
    "open_quote": _("comillas que se cierran en la misma fila, y ningún salto de línea dentro de una celda"),
    "cells_apart": _("una celda por título: esta fila tiene más o menos celdas que títulos"),
    "broken_rest": _("el resto de la hoja: desde aquí el archivo está dañado. Guárdelo otra vez desde su origen"),
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
    "file_unknown": _("solo archivos que un paquete puede tener"),
    "file_unlisted": _("que manifest.yaml nombre este archivo con su huella SHA-256, o que no esté en el paquete"),
    "path_outside": _(
        "un archivo dentro del paquete: sin enlaces, sin clave, sin nombres repetidos y sin rutas que salgan de él"
    ),
    "too_many_files": _("%(most)s archivos como máximo"),
    "too_large_file": _("%(most)s MB como máximo, sin comprimir"),
    "broken_zip": _("una carpeta o un archivo ZIP completo, que se pueda abrir"),
    "hash": _(
        "la huella %(expected)s… que dice manifest.yaml: el archivo cambió o llegó incompleto. Cópielo otra vez, o "
        "haga el paquete de nuevo con: winay pack make"
    ),
    "broken_yaml": _("un archivo YAML bien formado, sin anclas ni claves repetidas"),
    "manifest_missing": _("este dato"),
    "manifest_unknown": _("solo estos datos: %(fields)s"),
    "manifest_country": _("dos letras mayúsculas, por ejemplo PE"),
    "manifest_key": _("un nombre en minúsculas, con guiones y sin espacios ni tildes"),
    "manifest_title": _("un título de 160 caracteres como máximo"),
    "manifest_version": _("una versión sin espacios, por ejemplo 2026.1"),
    "manifest_time_zone": _("una zona horaria, por ejemplo America/Lima"),
    "manifest_currency": _("una de estas monedas: %(currencies)s"),
    "manifest_digits": _("los dígitos %(digits)s: es la única forma de los códigos que esta versión conoce"),
    "manifest_localities_counted_on": _("un día, por ejemplo 2017-10-22"),
    "manifest_files": _("cada archivo con su huella SHA-256, que son 64 letras y números: los escribe winay pack make"),
    "counted_on_missing": _("el día en que se contaron los hogares de los centros poblados, por ejemplo 2017-10-22"),
    "figures_unknown": _("una tabla que indicators.csv nombre"),
    "two_locality_files": _("un solo archivo de centros poblados: también está %(other)s"),
    "not_parquet": _("un archivo Parquet"),
    "cut_parquet": _("un archivo Parquet completo: este está cortado o dañado. Cópielo otra vez desde su origen"),
    "locality_twice": _("cada centro poblado una sola vez: ya está en la fila %(row)s"),
    "locality_again": _(
        "cada centro poblado una sola vez: con el mismo nombre y en el mismo punto está %(other)s (fila %(row)s)"
    ),
    "locality_in_two_districts": _(
        "cada centro poblado en un solo distrito: con el mismo nombre y en el mismo punto está %(other)s (fila "
        "%(row)s). Deje el código que corresponde"
    ),
    "locality_two_districts": _(
        "%(district)s, el distrito con el que empieza su código: un centro poblado pertenece a un solo distrito"
    ),
    "locality_district_unknown": _("un código que empiece con el de un distrito que exista: no existe %(district)s"),
    "locality_unknown": _("el código de un centro poblado que esté registrado"),
    "locality_urban": _("un centro poblado rural: %(name)s es urbano"),
    "degrees": _("grados decimales entre %(low)s y %(high)s"),
    "position_swapped": _(
        "primero la latitud y después la longitud: están intercambiadas, al revés caen dentro del país"
    ),
    "position_outside": _(
        "una posición en el país: esta queda a más de %(km)s km de todos sus distritos, en el mar o en otro país. "
        "Revise el signo y los decimales (grados, WGS84)"
    ),
    "households_many": _(
        "menos hogares: el distrito tiene %(estimate)s hogares rurales estimados y esto es %(times)s veces más. "
        "¿Son personas, o el total de otro lugar?"
    ),
    "households_many_together": _(
        "menos hogares: los del distrito %(district)s suman %(total)s, %(times)s veces los %(estimate)s estimados o "
        "más. ¿Son personas?"
    ),
    "households_over_people": _("menos hogares: el distrito tiene %(people)s personas"),
    "broken_json": _("un archivo JSON bien formado y completo"),
    "not_geojson": _("un GeoJSON con una lista de distritos (FeatureCollection)"),
    "not_degrees": _("coordenadas en grados WGS84 (longitud, latitud), como pide GeoJSON: conviértalas antes"),
    "polygon_code": _("la propiedad «code» con el código del distrito, como texto"),
    "polygon_kind": _("un polígono para el distrito %(district)s (Polygon o MultiPolygon)"),
    "polygon_broken": _("un polígono con área y cerrado para el distrito %(district)s"),
    "polygon_invalid": _(
        "un polígono que no se cruce a sí mismo para el distrito %(district)s: corríjalo en el punto que se indica"
    ),
    "polygon_district_unknown": _("el código de un distrito que exista"),
    "polygon_repeated": _("un solo polígono por distrito"),
    "polygon_missing": _("un polígono para el distrito %(district)s"),
    "more": _("corregir primero lo anterior: hay %(count)s problemas más"),
}

TRAVEL_MODES = {
    TravelMode.WALKING: _("a pie"),
    TravelMode.RIVER: _("por río"),
    TravelMode.ROAD: _("por carretera"),
}

TRAVEL_PARAMETERS = {
    "detour": _("Un camino es más largo que la línea recta"),
    "top_speed": _("Velocidad mayor a pie, según Tobler"),
    "slope_decay": _("Cuánto frena la pendiente, según Tobler"),
    "easiest_slope": _("Pendiente en la que se camina más rápido"),
    "off_path": _("Fuera de camino se anda más lento"),
    "slowest_speed": _("Nadie camina más lento que esto"),
    "steepest_slope": _("Pendiente mayor que se considera"),
    "boat_speed": _("Velocidad del bote"),
    "meander": _("Un río es más largo que la línea recta"),
    "waiting_time": _("Espera del bote"),
    "reach": _("Más lejos que esto no se agrupan dos centros poblados"),
    "band": _("Cuánto puede errar un tiempo estimado, en más o en menos"),
}

TRAVEL_UNITS = {
    "times_straight_line": _("veces la línea recta"),
    "km_per_hour": _("km por hora"),
    "per_unit_slope": _("por unidad de pendiente"),
    "slope": _("de pendiente (subida entre recorrido)"),
    "times_speed": _("veces la velocidad"),
    "minutes": _("minutos"),
    "percent": _("%"),
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
