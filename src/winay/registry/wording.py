"""The words of refusals and of the registry's vocabularies."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.registry.terms import (
    AwayReason,
    BirthPrecision,
    Classification,
    ConsentHow,
    HouseholdClosed,
    IdMissing,
    ImportState,
    Kin,
    MemberLeft,
    MoveReason,
    Origin,
    Sex,
    Whereabouts,
)

MESSAGES: dict[str, Promise] = {
    "registry.members_count": _("Un hogar tiene de 1 a %(most)s integrantes; aquí hay %(found)s."),
    "registry.one_participant": _(
        "Un hogar tiene una sola persona usuaria registrada; aquí hay %(found)s. Marque a una persona adulta."
    ),
    "registry.given_names_missing": _("Falta el nombre de la persona %(member)s."),
    "registry.surname_1_missing": _("Falta el primer apellido de la persona %(member)s."),
    "registry.name_wrong": _("«%(name)s» (persona %(member)s) no es un nombre: use letras, hasta 60."),
    "registry.birth_half_said": _(
        "Persona %(member)s: escriba la fecha de nacimiento, o diga que no se sabe; no las dos cosas."
    ),
    "registry.born_in_future": _("Persona %(member)s: nació el %(born)s, que aún no llega. Revise el año."),
    "registry.born_too_early": _(
        "Persona %(member)s: nació el %(born)s y tendría más de %(oldest)s años. Revise el año."
    ),
    "registry.participant_not_adult": _(
        "La persona usuaria (persona %(member)s) debe tener %(age)s años o más. Elija a otra persona adulta del hogar."
    ),
    "registry.representative_not_adult": _("Quien representa (persona %(member)s) debe tener %(age)s años o más."),
    "registry.represents_self": _("La persona usuaria (persona %(member)s) no necesita representarse a sí misma."),
    "registry.id_length": _(
        "El DNI de la persona %(member)s tiene %(found)s signos; son %(digits)s números. "
        "Mírelo otra vez o déjelo vacío."
    ),
    "registry.id_taken": _(
        "El DNI de la persona %(member)s ya es de una persona del hogar %(household)s. "
        "Vea ese hogar: quizá ya está registrada, se mudó, o alguien copió mal el número."
    ),
    "registry.member_twice": _("La persona %(member)s es la misma que la persona %(first)s: quite una."),
    "registry.languages_many": _("Persona %(member)s: anote hasta cuatro lenguas."),
    "registry.language_unknown": _("«%(language)s» no es una lengua de la lista (persona %(member)s)."),
    "registry.phone_wrong": _("El teléfono de la persona %(member)s no es un número de 6 a 15 cifras."),
    "registry.away_since_wrong": _("Persona %(member)s: la fecha desde la que vive en otro lugar no puede ser esa."),
    "registry.reference_wrong": _("La referencia va en una sola línea de hasta %(most)s letras."),
    "registry.key_wrong": _("La clave del hogar va en una sola línea de hasta %(most)s signos."),
    "registry.key_taken": _("La clave «%(key)s» ya es del hogar %(household)s."),
    "registry.already_here": _("Este hogar ya está registrado: llegó antes, con los mismos datos de identificación."),
    "registry.not_yours": _(
        "El lugar %(place)s no está en su territorio: pida a la oficina de ese lugar que lo registre."
    ),
    "registry.position_wrong": _("La posición no está en la Tierra: revise latitud y longitud, o deje las dos vacías."),
    "registry.farm_wrong": _("La chacra mide entre 0 y 100 000 hectáreas."),
    "registry.labour_share_wrong": _("La parte del trabajo que va a la chacra está entre 0 y 100 %%."),
    "registry.property_share_wrong": _("La parte de la propiedad que va a la chacra está entre 0 y 100 %%."),
    "registry.sold_share_wrong": _("La parte de la cosecha que se vende está entre 0 y 100 %%."),
    "registry.activity_wrong": _("La actividad principal va en una línea de hasta %(most)s letras."),
    "registry.juntos_in_future": _("La fecha desde la que está en Juntos aún no llega."),
    "registry.consent_in_future": _("La fecha del consentimiento aún no llega."),
    "registry.consent_text_missing": _("Falta decir qué texto de consentimiento se leyó."),
    "registry.consent_text_unknown": _("No existe el texto de consentimiento «%(text)s»."),
    "registry.consent_held": _("Ya hay un consentimiento de esa persona para este hogar."),
    "registry.consent_withdrawn": _("Ese consentimiento ya fue retirado."),
    "registry.place_unknown": _(
        "«%(place)s» no es un centro poblado que se conozca, ni un distrito sin centros poblados. "
        "Elija el lugar de la lista."
    ),
    "registry.reason_short": _("Escriba la razón, en %(least)s letras o más: otras personas la leerán."),
    "registry.reason_long": _("La razón es demasiado larga: use hasta %(most)s letras."),
    "registry.household_merged": _("Este hogar se juntó con otro: abra el otro, o deshaga la unión."),
    "registry.household_closed": _("Este hogar está cerrado desde el %(on)s. Ábralo otra vez para cambiar algo."),
    "registry.household_empty": _("En este hogar no queda nadie: regístrelo otra vez."),
    "registry.household_open": _("Este hogar está abierto."),
    "registry.merged_by_verb": _("Para juntar dos hogares use la revisión de duplicados."),
    "registry.in_future": _("El %(on)s aún no llega: use hasta hoy, %(today)s."),
    "registry.before_since": _("El %(on)s es antes del %(since)s, cuando empezó lo que se cambia."),
    "registry.same_place": _("El hogar ya vive ahí."),
    "registry.member_left": _("Esa persona ya no es integrante del hogar."),
    "registry.member_here": _("Esa persona es integrante del hogar."),
    "registry.member_elsewhere": _("Esa persona no es integrante de este hogar."),
    "registry.member_merged": _("Esa persona se juntó con otra: use la otra, o deshaga la unión."),
    "registry.member_erased": _("Los datos de esa persona se borraron porque lo pidió."),
    "registry.is_participant": _("Es la persona usuaria del hogar: elija antes a otra."),
    "registry.not_participant": _("No es la persona usuaria."),
    "registry.no_participant": _("El hogar no tiene persona usuaria: elija antes a una."),
    "registry.not_adult": _("Debe tener %(age)s años o más."),
    "registry.represents_already": _("Esa persona ya representa al hogar."),
    "registry.not_representative": _("Esa persona no representa al hogar."),
    "registry.at_home": _("Esa persona ya vive en el hogar."),
    "registry.kin_of_participant": _("Solo la persona usuaria lleva ese parentesco."),
    "registry.nobody_moves": _("Elija a las personas que forman el nuevo hogar."),
    "registry.everybody_moves": _("Si se van todas, no es una división: mude el hogar."),
    "registry.participant_among_moving": _("La persona usuaria del nuevo hogar debe ser una de las que se van."),
    "registry.file_moves": _(
        "el hogar %(household)s vive en %(place)s. Un archivo no muda a nadie: si se mudó, anótelo en su página"
    ),
    "registry.file_participant": _(
        "esta clave ya es de un hogar con otra persona usuaria. Si es otro hogar, use otra clave; si cambió la persona "
        "usuaria, anótelo en su página"
    ),
    "registry.import_not_checked": _("El archivo todavía no se ha revisado, o ya se cargó."),
    "registry.import_nothing_good": _("No hay en el archivo ningún hogar nuevo ni cambiado que se pueda cargar."),
    "registry.import_loaded_already": _("El archivo ya se cargó: se puede deshacer, no retirar."),
    "registry.import_not_loaded": _("El archivo no se ha cargado: no hay nada que deshacer."),
    "registry.import_unreadable": _("No se pudo leer. Se esperaba %(what)s."),
    "registry.import_unexpected": _(
        "Algo que nadie esperaba detuvo este archivo. Lo cargado hasta ahí está completo y se puede deshacer; avise a "
        "quien administra el servidor, que lo verá en su registro."
    ),
    "registry.import_file_gone": _("El archivo ya no está guardado: envíelo otra vez."),
    "registry.nothing_told": _("No escribió nada que anotar."),
    "registry.code_unknown": _("«%(code)s» no es el código de un hogar registrado: son diez signos, como 7K4M9-QXT2H."),
    "registry.same_household": _("Es el mismo hogar."),
    "registry.left_differently": _(
        "Se fue el %(left)s: para deshacer esa salida use el mismo día; para un regreso, uno posterior."
    ),
    "registry.open_consent_of_erased": _("Retire antes su consentimiento."),
    "registry.id_nothing": _("Esa persona no tiene documento registrado."),
    "registry.expires_before_told": _("El papel de la clasificación ya había vencido antes del día en que se vio."),
}

SEXES = {Sex.WOMAN: _("mujer"), Sex.MAN: _("hombre"), Sex.UNKNOWN: _("no se dijo")}
BIRTHS = {
    BirthPrecision.DAY: _("fecha completa"),
    BirthPrecision.MONTH: _("mes y año"),
    BirthPrecision.YEAR: _("solo el año"),
    BirthPrecision.UNKNOWN: _("no se sabe"),
}
KINS = {
    Kin.PARTICIPANT: _("persona usuaria"),
    Kin.PARTNER: _("pareja"),
    Kin.CHILD: _("hija o hijo"),
    Kin.PARENT: _("madre o padre"),
    Kin.SIBLING: _("hermana o hermano"),
    Kin.GRANDCHILD: _("nieta o nieto"),
    Kin.GRANDPARENT: _("abuela o abuelo"),
    Kin.OTHER_RELATIVE: _("otro pariente"),
    Kin.NOT_RELATED: _("sin parentesco"),
}
IDS_MISSING = {
    IdMissing.NONE_YET: _("aún no tiene"),
    IdMissing.LOST: _("lo perdió"),
    IdMissing.NOT_SHOWN: _("no lo mostró"),
    IdMissing.NOT_ASKED: _("no se preguntó"),
}
LEFT = {
    MemberLeft.DIED: _("falleció"),
    MemberLeft.MOVED_OUT: _("se fue a vivir a otro lugar"),
    MemberLeft.NEW_HOUSEHOLD: _("formó otro hogar"),
    MemberLeft.OTHER_HOUSEHOLD: _("pasó a otro hogar"),
    MemberLeft.MISTAKE: _("se anotó por error"),
    MemberLeft.OTHER: _("otra razón"),
}
WHEREABOUTS = {
    Whereabouts.HOME: _("vive en el hogar"),
    Whereabouts.CITY: _("está en una ciudad"),
    Whereabouts.COUNTRYSIDE: _("está en otra zona rural"),
    Whereabouts.ABROAD: _("está en otro país"),
}
AWAY = {
    AwayReason.WORK: _("por trabajo"),
    AwayReason.HARVEST: _("por cosecha"),
    AwayReason.STUDY: _("por estudios"),
    AwayReason.HEALTH: _("por salud"),
    AwayReason.CARE: _("por cuidar a alguien"),
    AwayReason.SERVICE: _("por servicio militar o comunal"),
    AwayReason.OTHER: _("por otra razón"),
}
MOVES = {
    MoveReason.WORK: _("por trabajo"),
    MoveReason.LAND: _("por tierra"),
    MoveReason.FAMILY: _("por la familia"),
    MoveReason.SCHOOL: _("por la escuela"),
    MoveReason.DISASTER: _("por un desastre"),
    MoveReason.CONFLICT: _("por un conflicto"),
    MoveReason.MISTAKE: _("se anotó mal el lugar"),
    MoveReason.OTHER: _("por otra razón"),
}
CLOSED = {
    HouseholdClosed.DISSOLVED: _("ya no viven juntas"),
    HouseholdClosed.LEFT_COUNTRY: _("se fueron del país"),
    HouseholdClosed.MISTAKE: _("se registró por error"),
    HouseholdClosed.MERGED: _("se juntó con otro hogar"),
    HouseholdClosed.OTHER: _("otra razón"),
}
CLASSES = {
    Classification.EXTREMELY_POOR: _("pobre extremo"),
    Classification.POOR: _("pobre"),
    Classification.NOT_POOR: _("no pobre"),
}
HOWS = {
    ConsentHow.SIGNATURE: _("con firma"),
    ConsentHow.FINGERPRINT: _("con huella"),
    ConsentHow.SPOKEN: _("de palabra"),
}
ORIGINS = {
    Origin.WEB: _("escrito en la página"),
    Origin.FILE: _("de un archivo"),
    Origin.PHONE: _("de un teléfono"),
    Origin.PAPER: _("de una hoja de papel"),
    Origin.SPLIT: _("de la división de otro hogar"),
    Origin.SEED: _("de la demostración"),
}
LANGUAGES = {
    "es": _("castellano"),
    "quy": _("quechua de Ayacucho"),
    "quz": _("quechua del Cusco"),
    "qxx": _("otro quechua"),
    "ayr": _("aimara"),
    "shp": _("shipibo-konibo"),
    "agr": _("awajún"),
    "cni": _("asháninka"),
    "xxx": _("otra lengua"),
}
IMPORT_STATES = {
    ImportState.WAITING: _("revisándose"),
    ImportState.CHECKED: _("revisado"),
    ImportState.WANTED: _("cargándose"),
    ImportState.DONE: _("cargado"),
    ImportState.FAILED: _("no se pudo"),
    ImportState.DROPPED: _("retirado"),
    ImportState.UNDO: _("deshaciéndose"),
    ImportState.UNDONE: _("deshecho"),
}
