"""Why a backup, a restore or a move was refused."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "carrying.served": _(
        "La instalación se está sirviendo. Deténgala (Ctrl-C donde corre) y vuelva a ejecutar la orden: mientras se "
        "traslada nadie puede escribir en ella."
    ),
    "carrying.source_busy": _("La base de datos de origen no se puede leer ahora: %(why)s."),
    "carrying.address": _("El destino es una dirección como postgresql://usuario:clave@servidor/nombre."),
    "carrying.target_silent": _("La base de datos de destino no responde: %(why)s."),
    "carrying.target_old": _("El destino es PostgreSQL %(version)s; hace falta el 15 o uno más nuevo."),
    "carrying.target_encoding": _(
        "La base de datos de destino guarda letras en %(encoding)s y tiene que ser UTF8: createdb --encoding UTF8."
    ),
    "carrying.target_not_empty": _(
        "La base de datos de destino no está vacía: tiene %(count)s tablas (la primera: %(first)s). "
        "Cree una vacía con createdb."
    ),
    "carrying.target_refused": _("El destino rechazó los datos y no quedó nada en él: %(why)s."),
    "carrying.not_same": _(
        "La tabla %(table)s no quedó igual: se dieron %(given)s filas y hay %(held)s, o su contenido es otro. "
        "No quedó nada en el destino."
    ),
    "carrying.guards_missing": _("Faltan %(count)s disparadores en el destino (el primero: %(first)s)."),
    "carrying.journal_differs": _(
        "La bitácora no se verifica igual en el destino: allí tiene %(after)s faltas y aquí %(before)s. "
        "No quedó nada en el destino."
    ),
    "carrying.file_exists": _("%(path)s ya existe. Elija otro nombre: un respaldo no reemplaza a otro."),
    "carrying.file_unwritable": _("No se pudo escribir %(path)s: %(why)s."),
    "carrying.file_unreadable": _("No se pudo leer %(path)s: %(what)s."),
    "carrying.witness_damaged": _(
        "El archivo journal-seals está dañado (%(what)s): recupérelo de un respaldo anterior y pregunte a la bitácora "
        "qué pasó (winay journal verify)."
    ),
    "carrying.not_a_backup": _("%(path)s no es un respaldo que esta versión conozca (%(what)s)."),
    "carrying.truncated": _("%(path)s está incompleto: se cortó antes de su final. Use otro respaldo."),
    "carrying.damaged": _("%(path)s está dañado: no coincide la huella de %(what)s. Use otro respaldo."),
    "carrying.other_version": _(
        "El respaldo es del %(made_at)s y de otra versión de Wiñay, con otras tablas: recupérelo con esa versión."
    ),
    "carrying.keys_missing": _(
        "Faltan claves que el respaldo necesita: %(keys)s. Ponga en su sitio el archivo keys.json que se guardó aparte."
    ),
    "carrying.keys_differ": _(
        "Las claves de aquí (%(keys)s) no son las del respaldo, aunque se llaman igual. Use el keys.json que "
        "corresponde."
    ),
    "carrying.place_unwritable": _("No se pudo escribir en %(where)s: %(why)s. No quedó nada."),
    "carrying.place_not_empty": _(
        "Aquí ya hay algo: %(what)s en %(where)s. Un respaldo se recupera en un lugar vacío; apunte WINAY_VAR a otra "
        "carpeta."
    ),
}
