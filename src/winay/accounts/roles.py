"""Roles as classes: what each may do, and in prose what it is for."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.accounts.terms import RoleKey
from winay.core.actors import Permission


@dataclass(frozen=True)
class Role:
    """One role. `national` roles are granted for the whole country, the others for a place."""

    key: RoleKey
    label: str | Promise
    prose: str | Promise
    permissions: frozenset[Permission]
    national: bool = False
    alone: bool = False


NATIONAL_MANAGER = Role(
    RoleKey.NATIONAL_MANAGER,
    _("Gestión nacional"),
    _(
        "Conduce el programa desde la sede central: prepara o aprueba selecciones en cualquier lugar, "
        "registra oficinas y personas."
    ),
    frozenset(
        {
            Permission.DRAFT_SELECTION,
            Permission.APPROVE_SELECTION,
            Permission.READ_DRAFTS,
            Permission.IMPORT_FARM_TABLE,
            Permission.MAP_TERRITORY,
            Permission.READ_HOUSEHOLDS,
            Permission.REGISTER_HOUSEHOLD,
            Permission.OPEN_CALL,
            Permission.ENROL_HOUSEHOLD,
            Permission.SEE_NATIONAL_ID,
            Permission.FORM_NUCLEI,
            Permission.APPROVE_NUCLEI,
            Permission.RECORD_ASSEMBLY,
            Permission.READ_NUCLEI,
            Permission.RECORD_PRICE,
            Permission.RECORD_EXCHANGE_RATE,
            Permission.PREPARE_PLAN,
            Permission.APPROVE_PLAN,
            Permission.RECORD_DELIVERY,
            Permission.RUN_CONTEST,
            Permission.DECIDE_CONTEST,
            Permission.SIGN_CONTRACT,
            Permission.TEACH_TRAINERS,
            Permission.RECORD_VISIT,
            Permission.FIND_SIGNALS,
            Permission.SUPERVISE,
            Permission.READ_SIGNALS,
            Permission.READ_TRAINERS,
            Permission.READ_VOICES,
            Permission.RECORD_VOICE,
            Permission.ANSWER_GRIEVANCE,
            Permission.SEE_PROTECTED_VOICE,
            Permission.ACCEPT_PILOT,
            Permission.ERASE_PERSON,
            Permission.MANAGE_OFFICES,
            Permission.MANAGE_GRANTS,
            Permission.READ_PEOPLE,
            Permission.READ_JOURNAL,
            Permission.MANAGE_PHONES,
            Permission.READ_PHONES,
            Permission.READ_SUBMISSIONS,
            Permission.REVIEW_SUBMISSIONS,
            Permission.PUBLISH_FORM,
            Permission.ADAPT_FORM,
        }
    ),
    national=True,
)
OFFICE_HEAD = Role(
    RoleKey.OFFICE_HEAD,
    _("Jefatura de unidad territorial"),
    _(
        "Responde por su territorio: revisa y aprueba lo que otra persona preparó, o lo devuelve con una observación. "
        "Nunca aprueba lo suyo."
    ),
    frozenset(
        {
            Permission.DRAFT_SELECTION,
            Permission.APPROVE_SELECTION,
            Permission.READ_DRAFTS,
            Permission.IMPORT_FARM_TABLE,
            Permission.MAP_TERRITORY,
            Permission.MANAGE_PHONES,
            Permission.READ_PHONES,
            Permission.ADAPT_FORM,
            Permission.READ_SUBMISSIONS,
            Permission.REVIEW_SUBMISSIONS,
            Permission.READ_HOUSEHOLDS,
            Permission.REGISTER_HOUSEHOLD,
            Permission.OPEN_CALL,
            Permission.ENROL_HOUSEHOLD,
            Permission.SEE_NATIONAL_ID,
            Permission.FORM_NUCLEI,
            Permission.APPROVE_NUCLEI,
            Permission.RECORD_ASSEMBLY,
            Permission.READ_NUCLEI,
            Permission.RECORD_PRICE,
            Permission.PREPARE_PLAN,
            Permission.APPROVE_PLAN,
            Permission.RECORD_DELIVERY,
            Permission.RUN_CONTEST,
            Permission.DECIDE_CONTEST,
            Permission.SIGN_CONTRACT,
            Permission.TEACH_TRAINERS,
            Permission.RECORD_VISIT,
            Permission.FIND_SIGNALS,
            Permission.SUPERVISE,
            Permission.READ_SIGNALS,
            Permission.READ_TRAINERS,
            Permission.READ_VOICES,
            Permission.RECORD_VOICE,
            Permission.ANSWER_GRIEVANCE,
            Permission.SEE_PROTECTED_VOICE,
            Permission.ACCEPT_PILOT,
            Permission.ERASE_PERSON,
        }
    ),
)
OFFICE_SPECIALIST = Role(
    RoleKey.OFFICE_SPECIALIST,
    _("Especialista de unidad territorial"),
    _("Prepara las selecciones de su territorio, propone excepciones con su razón y las envía a aprobación."),
    frozenset(
        {
            Permission.DRAFT_SELECTION,
            Permission.READ_DRAFTS,
            Permission.IMPORT_FARM_TABLE,
            Permission.MAP_TERRITORY,
            Permission.MANAGE_PHONES,
            Permission.READ_PHONES,
            Permission.ADAPT_FORM,
            Permission.READ_SUBMISSIONS,
            Permission.REVIEW_SUBMISSIONS,
            Permission.READ_HOUSEHOLDS,
            Permission.REGISTER_HOUSEHOLD,
            Permission.OPEN_CALL,
            Permission.ENROL_HOUSEHOLD,
            Permission.SEE_NATIONAL_ID,
            Permission.FORM_NUCLEI,
            Permission.RECORD_ASSEMBLY,
            Permission.READ_NUCLEI,
            Permission.RECORD_PRICE,
            Permission.PREPARE_PLAN,
            Permission.RECORD_DELIVERY,
            Permission.RUN_CONTEST,
            Permission.SIGN_CONTRACT,
            Permission.TEACH_TRAINERS,
            Permission.RECORD_VISIT,
            Permission.FIND_SIGNALS,
            Permission.SUPERVISE,
            Permission.READ_SIGNALS,
            Permission.READ_TRAINERS,
            Permission.READ_VOICES,
            Permission.RECORD_VOICE,
            Permission.ANSWER_GRIEVANCE,
        }
    ),
)
AUDITOR = Role(
    RoleKey.AUDITOR,
    _("Auditoría"),
    _("Lee todo y no escribe nada: bitácora, borradores, personas y permisos. Verifica los sellos de la bitácora."),
    frozenset(
        {
            Permission.READ_DRAFTS,
            Permission.READ_JOURNAL,
            Permission.VERIFY_JOURNAL,
            Permission.READ_PEOPLE,
            Permission.READ_PHONES,
            Permission.READ_SUBMISSIONS,
            Permission.READ_HOUSEHOLDS,
            Permission.READ_NUCLEI,
            Permission.READ_TRAINERS,
            Permission.READ_VOICES,
            Permission.READ_SIGNALS,
        }
    ),
    national=True,
    alone=True,
)
ROLES: dict[str, Role] = {role.key: role for role in (NATIONAL_MANAGER, OFFICE_HEAD, OFFICE_SPECIALIST, AUDITOR)}
