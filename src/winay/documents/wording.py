"""The words of documents: refusals, kinds, what verifying says."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.documents.terms import DocumentKind, StatementKey

MESSAGES: dict[str, Promise] = {
    "documents.revoked_already": _("El documento %(number)s ya fue revocado."),
    "documents.reason_missing": _("Escriba por qué se revoca el documento: quien lo verifique lo leerá."),
    "documents.not_decided": _("Solo una selección aprobada tiene acta: esta todavía no se decidió."),
    "documents.many_at_once": _("Varias personas están emitiendo documentos a la vez. Inténtelo de nuevo."),
}

KINDS: dict[DocumentKind, Promise] = {
    DocumentKind.SELECTION_ACT: _("Acta de selección de áreas"),
    DocumentKind.MINUTES: _("Acta de asamblea"),
    DocumentKind.CONTEST_RESULTS: _("Acta de resultados de un concurso"),
    DocumentKind.COURSE_CERTIFICATE: _("Constancia de capacitación"),
    DocumentKind.TECHNICAL_PLAN: _("Expediente técnico"),
    DocumentKind.DELIVERY_ACT: _("Acta de entrega a un hogar"),
    DocumentKind.TRAINER_CONTRACT: _("Contrato con un núcleo"),
}

STATEMENTS: dict[StatementKey, Promise] = {
    StatementKey.PLACE: _("Territorio"),
    StatementKey.PROGRAM: _("Programa y versión"),
    StatementKey.YEAR: _("Año de ingreso"),
    StatementKey.DECIDED_ON: _("Fecha de la decisión"),
    StatementKey.AREAS: _("Áreas escogidas"),
    StatementKey.HOUSEHOLDS: _("Hogares rurales (estimados)"),
    StatementKey.UNKNOWN_HOUSEHOLDS: _("Áreas sin cifra de hogares"),
    StatementKey.APPROVED_BY: _("Aprobó"),
    StatementKey.APPROVED_AS: _("En calidad de"),
    StatementKey.LIST_SHA256: _("Huella de la lista aprobada (CSV)"),
    StatementKey.ANNULLED_ON: _("Anulada el"),
    StatementKey.ANNULLED_WHY: _("Por qué se anuló"),
    StatementKey.NUCLEUS: _("Núcleo ejecutor"),
    StatementKey.ASSEMBLY_KIND: _("Asamblea"),
    StatementKey.ASSEMBLY_STATE: _("Estado"),
    StatementKey.HELD_ON: _("Se realizó el"),
    StatementKey.PRESENT: _("Hogares que asistieron"),
    StatementKey.MEMBERS: _("Hogares del núcleo ese día"),
    StatementKey.CARRIED: _("Acuerdos aprobados"),
    StatementKey.ELECTED: _("Cargos elegidos"),
    StatementKey.CONTEST: _("Concurso"),
    StatementKey.SELECTED: _("Personas seleccionadas"),
    StatementKey.ADDENDUM: _("Adenda"),
    StatementKey.PLANNED_ON: _("Día de la propuesta"),
    StatementKey.PLANNED_HOUSEHOLDS: _("Hogares de la propuesta"),
    StatementKey.TOTAL: _("Costo de todos los hogares"),
    StatementKey.CAP: _("Tope por hogar ese día"),
    StatementKey.DELIVERED_ON: _("Se entregó el"),
    StatementKey.ITEM: _("Tecnología"),
    StatementKey.LINES: _("Cosas del kit que llegaron"),
    StatementKey.PERSON: _("Persona"),
    StatementKey.COURSE: _("Capacitación"),
    StatementKey.HOURS: _("Horas a las que asistió"),
    StatementKey.RESULT: _("Resultado"),
    StatementKey.BEGINS_ON: _("Empieza el"),
    StatementKey.LAST_ON: _("Último día"),
    StatementKey.ADDENDA: _("Adendas"),
}
