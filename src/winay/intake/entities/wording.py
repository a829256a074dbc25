"""The words of entities: what became of what a phone said of one, conflicts, lists."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.intake.terms import ConflictKind, EntitySource, Keep, SaidState

MESSAGES: dict[str, Promise] = {
    "intake.entity_exists": _("Ya había algo con ese identificador: no se creó otra vez."),
    "intake.entity_unknown": _("Cambia algo que no está en ninguna lista: no se aplicó a ninguna."),
    "intake.entity_without_label": _("Crea algo sin nombre: el formulario debe darle uno. No se creó."),
    "intake.entity_base_unknown": _("Cambia la versión %(version)s, que nunca existió aquí: no se aplicó a la lista."),
    "intake.entity_from_future": _(
        "Dice que vio la versión %(version)s, y aquí la última es la %(newest)s: no se aplicó a la lista. Si se "
        "restauró una copia del servidor, avise a soporte."
    ),
    "intake.entity_id_wrong": _("No dice de qué cosa de la lista habla («%(value)s»): no se aplicó a ninguna."),
    "intake.entity_list_wrong": _("La lista «%(value)s» no puede llamarse así: revise el formulario."),
    "intake.entity_too_long": _("Un valor tiene más de %(most)s letras: no se aplicó a la lista."),
    "intake.entity_edited": _("Corrige un envío que ya cambió la lista: no la cambia otra vez."),
    "intake.entity_failed": _("El sistema falló al aplicarlo a la lista (%(error)s). Avise a soporte."),
    "intake.entity_answered": _(
        "Lo que dice ya se había visto cuando una persona decidió entre dos cambios: la lista quedó como se decidió."
    ),
    "intake.conflict_erased": _("Los valores se borraron a pedido de una persona: ya no hay qué decidir."),
    "intake.conflict_newer": _(
        "Mientras usted miraba cambió lo que dice la lista. Aquí está lo nuevo: mírelo y decida otra vez."
    ),
    "intake.conflict_decided_so": _("Ya está decidido así. Para deshacer, elija el otro valor."),
}

SAID: dict[SaidState, Promise] = {
    SaidState.WAITING: _("espera a un cambio anterior del mismo teléfono"),
    SaidState.APPLIED: _("aplicado a la lista"),
    SaidState.FAILED: _("no se aplicó"),
    SaidState.SKIPPED: _("no se aplicó otra vez"),
}

CONFLICTS: dict[ConflictKind, Promise] = {
    ConflictKind.HARD: _("dicen cosas distintas"),
    ConflictKind.SOFT: _("cambiaron a la vez"),
}

SOURCES: dict[EntitySource, Promise] = {
    EntitySource.SERVER: _("el sistema"),
    EntitySource.PHONE: _("un teléfono"),
    EntitySource.DECISION: _("una decisión"),
}

KEPT: dict[Keep, Promise] = {
    Keep.SERVER: _("quedó lo que había"),
    Keep.PHONE: _("quedó lo que mandó el teléfono"),
}
