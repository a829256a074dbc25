"""The words of refusals and of what is shown about people."""

from django.utils.translation import gettext_lazy as _

from winay.core.actors import Permission

MESSAGES = {
    "accounts.only_a_demo": _("Eso solo se hace en una demostración, nunca donde se trabaja de verdad."),
    "accounts.grant_to_self": _("Nadie se da un rol a sí mismo: pídalo a otra persona de la gestión nacional."),
    "accounts.role_needs_place": _("Este rol se da para un lugar: elija el departamento, la provincia o el distrito."),
    "accounts.role_is_national": _("Este rol es para todo el país: deje vacío el lugar."),
    "accounts.auditor_alone": _("Quien audita no lleva otro rol. Termine primero los demás roles."),
    "accounts.grant_held": _("La persona ya tiene este rol para ese lugar y programa."),
    "accounts.grant_ended": _("Este rol ya tiene fin: %(on)s. Solo se puede adelantar si aún no llegó."),
    "accounts.end_before_start": _("El rol no puede terminar antes de empezar (%(starts_on)s)."),
    "accounts.email_taken": _("Ya hay una persona con ese correo."),
    "accounts.end_own_access": _("Nadie cierra su propio acceso: pídalo a otra persona de la gestión nacional."),
    "accounts.inactive": _("El acceso de esta persona está cerrado."),
    "accounts.starts_in_past": _("Un rol no puede empezar antes de hoy (%(today)s)."),
    "accounts.ends_in_past": _("Un rol no puede terminar antes de hoy (%(today)s): lo hecho hasta ayer quedó hecho."),
    "accounts.last_manager": _(
        "Es la última persona con gestión nacional para todos los programas: dé antes ese rol a otra."
    ),
    "accounts.reason_short": _("Escriba la razón, en %(least)s letras o más: otras personas la leerán."),
    "accounts.reason_long": _("La razón es demasiado larga: use hasta %(most)s letras."),
    "accounts.name_missing": _("Escriba el nombre completo de la persona, en una sola línea."),
    "accounts.email_wrong": _("«%(email)s» no es una dirección de correo."),
    "accounts.active": _("El acceso de esta persona está abierto."),
    "accounts.place_unknown": _("No existe el lugar «%(place)s». Escriba su nombre o su ubigeo."),
    "accounts.place_many": _("Hay varios lugares con el nombre «%(place)s»: %(found)s. Escriba el ubigeo."),
    "accounts.program_unknown": _("No existe el programa «%(program)s»."),
    "accounts.label_wrong": _("Escriba de quién o para qué es el teléfono, en %(least)s a %(most)s letras."),
    "accounts.one_holder": _("Elija a la persona que llevará el teléfono o escriba su nombre: una de las dos cosas."),
    "accounts.expires_in_past": _("El acceso debe terminar después de hoy (%(today)s)."),
    "accounts.credential_revoked": _("El acceso de este teléfono ya fue retirado. Si debe seguir, dé uno nuevo."),
    "accounts.person_unknown": _("Nadie del equipo tiene el correo «%(email)s»."),
    "accounts.demo_only": _("Las cuentas de demostración solo existen en una base creada como demostración."),
}

PERMISSIONS = {
    Permission.DRAFT_SELECTION: _("Prepara selecciones y propone excepciones"),
    Permission.APPROVE_SELECTION: _("Aprueba, devuelve o anula lo que otra persona preparó"),
    Permission.READ_DRAFTS: _("Lee los borradores"),
    Permission.IMPORT_FARM_TABLE: _("Carga tablas de predios"),
    Permission.MAP_TERRITORY: _("Cuenta hogares, registra tiempos de viaje y dibuja áreas"),
    Permission.READ_JOURNAL: _("Lee la bitácora"),
    Permission.VERIFY_JOURNAL: _("Verifica los sellos de la bitácora"),
    Permission.MANAGE_OFFICES: _("Registra unidades territoriales"),
    Permission.MANAGE_GRANTS: _("Registra personas, asigna y retira roles, cierra accesos"),
    Permission.READ_PEOPLE: _("Ve la lista de personas y sus roles"),
    Permission.MANAGE_PHONES: _("Da y retira el acceso de los teléfonos"),
    Permission.READ_PHONES: _("Ve los teléfonos y los formularios"),
    Permission.READ_SUBMISSIONS: _("Ve lo que mandan los teléfonos"),
    Permission.REVIEW_SUBMISSIONS: _("Revisa lo que mandan los teléfonos: corrige, procesa de nuevo, aparta"),
    Permission.PUBLISH_FORM: _("Publica y retira formularios"),
    Permission.ADAPT_FORM: _("Adapta formularios para los teléfonos de su unidad, y los retira"),
    Permission.READ_HOUSEHOLDS: _("Ve los hogares de su territorio, con los documentos de identidad tapados"),
    Permission.REGISTER_HOUSEHOLD: _("Registra hogares, corrige sus datos y anota lo que cambia en ellos"),
    Permission.OPEN_CALL: _("Abre y cierra las convocatorias de las áreas escogidas"),
    Permission.ENROL_HOUSEHOLD: _("Inscribe a los hogares que quieren entrar, anota quién no quiere y quién sale"),
    Permission.SEE_NATIONAL_ID: _("Ve un documento de identidad completo; cada vez queda anotada"),
    Permission.ERASE_PERSON: _("Borra los datos personales de quien lo pide"),
    Permission.FORM_NUCLEI: _("Propone y ajusta núcleos, y mueve hogares entre ellos"),
    Permission.APPROVE_NUCLEI: _("Aprueba planes de núcleos, o los devuelve"),
    Permission.RECORD_ASSEMBLY: _("Registra asambleas, elecciones y actas de los núcleos"),
    Permission.READ_NUCLEI: _("Ve los núcleos, sus planes y sus asambleas"),
    Permission.RECORD_PRICE: _("Anota precios de su territorio"),
    Permission.RECORD_EXCHANGE_RATE: _("Anota tipos de cambio, con su fuente"),
    Permission.PREPARE_PLAN: _("Registra talleres y prepara lo que recibirá cada hogar"),
    Permission.APPROVE_PLAN: _("Aprueba lo que recibirá cada hogar, o lo devuelve"),
    Permission.RECORD_DELIVERY: _("Anota lo que se entrega a los hogares y lo que se ve de ello después"),
    Permission.RUN_CONTEST: _("Prepara concursos de yachachiqs, registra postulaciones y ordena el resultado"),
    Permission.DECIDE_CONTEST: _("Publica concursos y resultados, nombra a quienes califican y responde reclamos"),
    Permission.SIGN_CONTRACT: _("Registra contratos que los núcleos firman"),
    Permission.TEACH_TRAINERS: _("Registra lo que aprendieron los yachachiqs y emite sus constancias"),
    Permission.READ_TRAINERS: _("Ve los concursos, las postulaciones y los contratos"),
    Permission.FIND_SIGNALS: _("Busca señales en lo que se registró"),
    Permission.SUPERVISE: _("Atiende señales y supervisa con muestras al azar"),
    Permission.READ_SIGNALS: _("Ve las señales y las muestras de supervisión"),
    Permission.RECORD_VISIT: _("Registra visitas y capacitaciones de yachachiqs, y las corrige"),
    Permission.READ_VOICES: _("Ve reclamos, rumores, conflictos y microestrategias, sin la identidad de quien habla"),
    Permission.RECORD_VOICE: _(
        "Registra lo que dicen los hogares: confirmaciones, reclamos, rumores, conflictos, microestrategias"
    ),
    Permission.ANSWER_GRIEVANCE: _("Responde y cierra reclamos, menos los que son sobre sí"),
    Permission.SEE_PROTECTED_VOICE: _("Ve quién habló con reserva; cada vez queda anotada"),
    Permission.ACCEPT_PILOT: _("Acepta pilotos que otra persona propuso"),
}
"""What each permission lets somebody do, as the page of roles says it."""

SYSTEM = _("El sistema")
"""Who acted where nobody signed: the command line and the worker."""
