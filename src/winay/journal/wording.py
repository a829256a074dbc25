"""The journal's words: what was done, and what `verify` can find wrong."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.journal.terms import ProblemKind

VERBS: dict[str, Promise] = {
    "places.load_country": _("Cargó los lugares y las cifras del país"),
    "places.install_pack": _("Instaló un paquete del país"),
    "places.load_counts": _("Cargó hogares contados por centro poblado"),
    "places.withdraw_counts": _("Retiró un conteo de hogares"),
    "places.import_offices": _("Importó unidades territoriales"),
    "places.save_office": _("Guardó una unidad territorial"),
    "programs.publish_version": _("Publicó una versión de un programa"),
    "accounts.add_person": _("Registró a una persona"),
    "accounts.grant_role": _("Asignó un rol"),
    "accounts.end_grant": _("Retiró un rol"),
    "accounts.end_access": _("Cerró el acceso de una persona"),
    "accounts.reopen_access": _("Volvió a abrir el acceso de una persona"),
    "accounts.issue_credential": _("Dio acceso a un teléfono"),
    "accounts.revoke_credential": _("Retiró el acceso de un teléfono"),
    "places.add_localities": _("Registró centros poblados"),
    "places.record_travel_time": _("Registró un tiempo de viaje"),
    "places.end_travel_time": _("Terminó un tiempo de viaje registrado"),
    "targeting.define_areas": _("Definió las áreas"),
    "targeting.regroup_district": _("Agrupó de nuevo las áreas de un distrito"),
    "targeting.move_localities": _("Movió centros poblados a otra área"),
    "targeting.merge_areas": _("Juntó áreas"),
    "targeting.split_area": _("Partió un área"),
    "targeting.undo_area_act": _("Deshizo un cambio de áreas"),
    "targeting.recount_areas": _("Actualizó los hogares de las áreas"),
    "targeting.record_history": _("Registró la historia de un distrito con programas"),
    "targeting.import_farm_table": _("Importó una tabla de predios"),
    "targeting.draft_selection": _("Preparó un borrador de selección"),
    "targeting.propose_override": _("Propuso una excepción"),
    "targeting.withdraw_override": _("Retiró una excepción"),
    "targeting.confirm_override": _("Confirmó una excepción"),
    "targeting.submit_selection": _("Envió una selección para su aprobación"),
    "targeting.return_selection": _("Devolvió una selección con observaciones"),
    "targeting.approve_selection": _("Aprobó una selección"),
    "targeting.withdraw_selection": _("Retiró una selección"),
    "targeting.annul_selection": _("Anuló una selección aprobada"),
    "targeting.add_farm_cut": _("Contó una tabla de predios con otro corte"),
    "targeting.withdraw_farm_table": _("Retiró una tabla de predios"),
    "registry.register_household": _("Registró un hogar"),
    "registry.register_households": _("Registró hogares de un archivo o de una lista"),
    "registry.correct_household": _("Corrigió dónde está un hogar"),
    "registry.move_household": _("Anotó que un hogar se mudó"),
    "registry.close_household": _("Cerró un hogar"),
    "registry.reopen_household": _("Volvió a abrir un hogar"),
    "registry.split_household": _("Dividió un hogar en dos"),
    "registry.add_member": _("Agregó a una persona a un hogar"),
    "registry.correct_member": _("Corrigió los datos de una persona"),
    "registry.remove_member": _("Anotó que una persona dejó un hogar"),
    "registry.return_member": _("Anotó que una persona volvió a su hogar"),
    "registry.transfer_member": _("Pasó a una persona a otro hogar"),
    "registry.move_away": _("Anotó que una persona vive en otro lugar"),
    "registry.come_home": _("Anotó que una persona volvió a vivir en el hogar"),
    "registry.set_participant": _("Cambió a la persona usuaria de un hogar"),
    "registry.name_representative": _("Nombró a quien representa a un hogar"),
    "registry.end_representative": _("Terminó la representación de un hogar"),
    "registry.describe_household": _("Anotó la chacra y el trabajo de un hogar"),
    "registry.record_juntos": _("Anotó si un hogar está en Juntos"),
    "registry.record_classification": _("Anotó la clasificación SISFOH de un hogar"),
    "registry.give_consent": _("Anotó el consentimiento de un hogar"),
    "registry.withdraw_consent": _("Anotó que un hogar retiró su consentimiento"),
    "registry.look_up_id": _("Buscó a alguien por su documento de identidad"),
    "registry.see_national_id": _("Vio un documento de identidad completo"),
    "registry.see_all_data": _("Sacó la hoja con todos los datos de un hogar"),
    "registry.erase_member": _("Borró los datos personales de una persona, a su pedido"),
    "enrolment.open_call": _("Abrió una convocatoria"),
    "enrolment.close_call": _("Cerró una convocatoria"),
    "enrolment.reopen_call": _("Abrió otra vez una convocatoria"),
    "enrolment.record_assembly": _("Registró una asamblea de orientación"),
    "enrolment.reverse_assembly": _("Corrigió una asamblea de orientación"),
    "enrolment.enrol_household": _("Inscribió a un hogar"),
    "enrolment.enrol_many": _("Inscribió a varios hogares de una vez"),
    "enrolment.end_enrolment": _("Registró la salida de un hogar"),
    "enrolment.undo_end": _("Deshizo la salida de un hogar"),
    "enrolment.correct_date": _("Corrigió la fecha de una inscripción"),
    "enrolment.record_refusal": _("Registró que no quieren entrar"),
    "enrolment.withdraw_refusal": _("Retiró un «no quieren entrar»"),
    "enrolment.mark_due": _("Avisó que se cumplió el tiempo de unos hogares"),
    "enrolment.move_cycle": _("Pasó una inscripción a otro hogar"),
    "intake.publish_form": _("Publicó una versión de un formulario"),
    "intake.retire_form": _("Retiró una versión de un formulario"),
    "intake.restore_form": _("Volvió a poner en uso una versión de un formulario"),
    "documents.issue": _("Emitió un documento"),
    "documents.revoke": _("Revocó un documento"),
}

_PROBLEMS: dict[ProblemKind, Promise] = {
    ProblemKind.ALTERED_LINE: _(
        "La línea %(line)s (%(verb)s, %(at)s) fue alterada después de escribirse: no coincide «%(what)s»."
    ),
    ProblemKind.REMOVED_LINE: _("La línea %(line)s, sellada en el lote %(batch)s, fue borrada."),
    ProblemKind.FORGED_LINE: _(
        "La línea %(line)s (%(verb)s, %(at)s) no fue escrita por esta aplicación: su código no es válido."
    ),
    ProblemKind.ALTERED_SUBJECTS: _(
        "Los asuntos de la línea %(line)s (%(verb)s, %(at)s) no son los que se escribieron."
    ),
    ProblemKind.ALTERED_SEALED_ROW: _("Una fila de sello del lote %(batch)s fue alterada o agregada (%(what)s)."),
    ProblemKind.REMOVED_SEALED_ROW: _("Falta una fila de sello del lote %(batch)s (posición %(what)s)."),
    ProblemKind.REMOVED_SEALED_ROWS: _("Faltan %(what)s filas de sello del lote %(batch)s."),
    ProblemKind.ALTERED_BATCH: _("El lote %(batch)s (%(at)s) fue alterado: no coincide «%(what)s»."),
    ProblemKind.REMOVED_BATCH: _("Falta el lote de sellos %(what)s: fue borrado de la base de datos."),
    ProblemKind.BROKEN_CHAIN: _("El lote %(batch)s (%(at)s) no continúa el lote anterior."),
    ProblemKind.BATCH_NOT_AS_WITNESSED: _(
        "El lote %(batch)s (%(at)s) no es el que se anotó fuera de la base de datos."
    ),
    ProblemKind.WITNESS_MISSING: _(
        "Falta el archivo «%(what)s», que anota los sellos fuera de la base de datos. Recupérelo de un respaldo."
    ),
    ProblemKind.WITNESS_DAMAGED: _("El archivo que anota los sellos está dañado (%(what)s)."),
    ProblemKind.MISSING_KEY: _("Falta la clave «%(what)s»: sin ella no se puede verificar lo que protege."),
}

MESSAGES: dict[str, Promise] = {f"journal.{kind}": words for kind, words in _PROBLEMS.items()}
