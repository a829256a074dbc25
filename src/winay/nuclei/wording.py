"""The words of nuclei: refusals, kinds, posts, reasons."""

from django.utils.translation import gettext_lazy as _

from winay.nuclei.terms import (
    AssemblyKind,
    AssemblyState,
    CertifierKind,
    EditKind,
    FormationState,
    LeaveWhy,
    MandateEnd,
    MarkKind,
    MotionKind,
    Post,
    PostOrigin,
)

MESSAGES = {
    "nuclei.plan_running": _("Ya hay un plan de núcleos de este distrito en preparación: siga con él, o descártelo."),
    "nuclei.nobody_waits": _("Ningún hogar inscrito de este distrito espera un núcleo."),
    "nuclei.no_bounds": _("La versión del programa no dice cuántos hogares tiene un núcleo."),
    "nuclei.seconds": _("Elija cuánto buscar: de %(least)s a %(most)s segundos."),
    "nuclei.plan_over": _("Este plan ya terminó: no se cambia más."),
    "nuclei.reason_short": _("Escriba la razón, en 15 letras o más: otras personas la leerán."),
    "nuclei.not_a_draft": _("Solo un borrador se puede cambiar. Si ya se envió, quien decide puede devolverlo."),
    "nuclei.same_group": _("La comunidad ya está en ese grupo."),
    "nuclei.not_there": _("Ese grupo no tiene tantos hogares de esa comunidad."),
    "nuclei.no_room": _("No caben: a ese grupo le quedan %(room)s lugares."),
    "nuclei.splits": _("Una comunidad que cabe en un núcleo no se parte: pase todos sus hogares."),
    "nuclei.seat_outside": _("La asamblea se reúne en una comunidad del mismo grupo."),
    "nuclei.seat_same": _("La asamblea ya se reúne ahí."),
    "nuclei.nothing_to_undo": _("No hay un cambio que deshacer."),
    "nuclei.nothing_changed": _("No hay nada distinto que guardar."),
    "nuclei.name": _("Escriba un nombre de 2 a %(most)s letras."),
    "nuclei.name_taken": _("Otro grupo de este plan ya se llama así."),
    "nuclei.left_out": _("%(households)s hogares de %(place)s no están en ningún grupo."),
    "nuclei.too_large": _("El grupo %(number)s tiene %(households)s hogares y el máximo es %(most)s."),
    "nuclei.too_small": _(
        "El grupo %(number)s tiene %(households)s hogares y el mínimo es %(least)s: júntelo, o diga por qué puede ser "
        "más pequeño."
    ),
    "nuclei.no_seat": _("Falta decir dónde se reúne el grupo %(number)s."),
    "nuclei.not_together": _("%(first)s y %(second)s están marcadas «siempre juntas» y no lo están."),
    "nuclei.not_apart": _("%(first)s y %(second)s están marcadas «nunca juntas» y comparten un grupo."),
    "nuclei.split_without_need": _("%(place)s está en varios grupos y cabría en uno de %(most)s hogares."),
    "nuclei.counts_changed": _(
        "Desde que se hizo el plan cambió cuántos hogares esperan: eran %(then)s y ahora son %(now)s. Actualice las "
        "cuentas."
    ),
    "nuclei.counts_same": _("Las cuentas están al día."),
    "nuclei.not_accepted": _("La comunidad %(place)s aún no aceptó su lugar en el plan como está ahora."),
    "nuclei.not_submitted": _("El plan no se envió, o ya se decidió."),
    "nuclei.same_person": _("Quien preparó o envió el plan no lo aprueba: lo hace otra persona."),
    "nuclei.annulled": _("La selección detrás de este plan fue anulada: no se forman núcleos con ella."),
    "nuclei.in_future": _("La fecha no puede ser futura: escriba hoy o un día anterior."),
    "nuclei.before_acceptance": _("La fecha no puede ser anterior a la última asamblea que aceptó (%(on)s)."),
    "nuclei.before_plan": _("La asamblea no puede ser anterior al plan del que habló (%(on)s)."),
    "nuclei.acceptance_known": _("Ya está registrada una asamblea de esa comunidad y ese día (%(on)s)."),
    "nuclei.no_without_reason": _("Si la comunidad no aceptó, escriba por qué, en 15 letras o más."),
    "nuclei.assembly_words": _("Diga dónde fue y quién la dirigió, en 2 a %(most)s letras cada uno."),
    "nuclei.numbers": _("Los números van de 0 a %(most)s."),
    "nuclei.nobody_came": _("Una asamblea a la que no vino ningún hogar no acepta nada."),
    "nuclei.more_than_wait": _("Asistieron más hogares que los %(waiting)s que esperan un núcleo en esa comunidad."),
    "nuclei.people_under_households": _(
        "Hay menos personas que hogares: de cada hogar que asistió vino al menos una."
    ),
    "nuclei.reversed_already": _("Esto ya fue corregido."),
    "nuclei.same_community": _("Elija dos comunidades distintas."),
    "nuclei.marked_already": _("Esas dos comunidades ya tienen una marca: retírela antes."),
    "nuclei.other_district": _("Las dos comunidades deben ser del mismo distrito."),
    "nuclei.withdrawn_already": _("Esa marca ya fue retirada."),
    "nuclei.closed_already": _("El núcleo ya cerró: solo se corrige si se vuelve a abrir."),
    "nuclei.not_closed": _("El núcleo está abierto."),
    "nuclei.other_version": _("El hogar se inscribió bajo otra versión del programa que la del núcleo."),
    "nuclei.lives_elsewhere": _("Ese día el hogar no vivía en el distrito del núcleo."),
    "nuclei.before_formed": _("La fecha debe ser posterior a la formación del núcleo (%(on)s), o ese mismo día."),
    "nuclei.before_cycle": _("El hogar entró al programa el %(on)s: antes no pudo estar en un núcleo."),
    "nuclei.cycle_over": _("El hogar salió del programa el %(on)s, y con eso del núcleo."),
    "nuclei.in_another": _("El hogar está en el núcleo %(name)s desde el %(since)s: registre antes que salió de ahí."),
    "nuclei.full": _("El núcleo está lleno: recibe %(most)s hogares como máximo."),
    "nuclei.left_already": _("El hogar ya no está en el núcleo."),
    "nuclei.not_left": _("El hogar está en el núcleo: no hay salida que deshacer."),
    "nuclei.left_before_joined": _("El hogar entró al núcleo el %(on)s: su primer día fuera es posterior."),
    "nuclei.leave_why": _("Elija por qué el hogar deja el núcleo."),
    "nuclei.holds_post": _("Alguien del hogar tiene un cargo en la junta: registre antes que su mandato terminó."),
    "nuclei.seen_since": _("Alguien del hogar asistió a una asamblea del núcleo el %(on)s: salió después."),
    "nuclei.acted_there": _("Alguien del hogar asistió a una asamblea del núcleo o tuvo un cargo: no fue un error."),
    "nuclei.never_there": _("Se registró como error: si el hogar sí estuvo, inscríbalo otra vez con su fecha."),
    "nuclei.not_moved": _("No hay un pase de núcleo que deshacer."),
    "nuclei.same_nucleus": _("Elija un núcleo distinto del que deja."),
    "nuclei.stage_order": _("Las etapas van una tras otra: implementación, apropiación, consolidación."),
    "nuclei.stage_before": _("La etapa anterior empezó el %(on)s: esta empieza después."),
    "nuclei.stage_not_newest": _("Se corrige primero la etapa más reciente."),
    "nuclei.after_closing": _("El núcleo cerró el %(on)s: nada empieza desde ese día."),
    "nuclei.told_since": _("Hay algo registrado el %(on)s: el cierre es posterior."),
    "nuclei.nucleus_name_taken": _("Otro núcleo abierto del distrito y de la versión ya se llama así."),
    "nuclei.central_place": _("Un núcleo central agrupa núcleos de un distrito o de una provincia."),
    "nuclei.no_centrals": _("En esta versión el dinero no pasa por núcleos centrales."),
    "nuclei.central_name_taken": _("Otro núcleo central abierto de ese lugar y versión ya se llama así."),
    "nuclei.central_closed": _("El núcleo central ya cerró."),
    "nuclei.central_open": _("El núcleo central está abierto."),
    "nuclei.central_version": _("El núcleo es de otra versión del programa que el central."),
    "nuclei.central_outside": _("El núcleo está fuera del lugar del central."),
    "nuclei.before_central": _("La fecha no puede ser anterior al %(on)s, cuando ambos ya existían."),
    "nuclei.in_central": _("El núcleo está en el central %(name)s desde el %(since)s."),
    "nuclei.out_already": _("El núcleo ya no está en este central."),
    "nuclei.out_before_in": _("El núcleo entró al central el %(on)s: su primer día fuera es posterior."),
    "nuclei.cycle_before_nucleus": _(
        "El hogar está en el núcleo %(name)s desde el %(on)s: su primer día en el programa no puede ser posterior."
    ),
}  # fmt: skip

STATES = {
    FormationState.WANTED: _("en espera de cálculo"),
    FormationState.COMPUTING: _("calculándose"),
    FormationState.DRAFT: _("borrador"),
    FormationState.SUBMITTED: _("enviado"),
    FormationState.APPROVED: _("aprobado"),
    FormationState.DISCARDED: _("descartado"),
    FormationState.FAILED: _("no se pudo calcular"),
}
MARKS = {MarkKind.TOGETHER: _("siempre juntas"), MarkKind.APART: _("nunca juntas")}
EDITS = {EditKind.MOVE: _("cambio de grupo"), EditKind.SEAT: _("otra sede"), EditKind.UNDO: _("deshecho")}
LEAVES = {
    LeaveWhy.MOVED_HOME: _("se mudó"),
    LeaveWhy.OTHER_NUCLEUS: _("pasó a otro núcleo"),
    LeaveWhy.MISTAKE: _("fue un error"),
    LeaveWhy.NUCLEUS_CLOSED: _("el núcleo cerró"),
    LeaveWhy.PLACE_TAKEN: _("volvió al programa cuando su lugar ya estaba ocupado"),
}
POSTS = {
    Post.PRESIDENT: _("presidencia"),
    Post.SECRETARY: _("secretaría"),
    Post.TREASURER: _("tesorería"),
    Post.PROSECUTOR: _("fiscal"),
}
ORIGINS = {PostOrigin.ELECTED: _("elegido en asamblea"), PostOrigin.MUNICIPALITY: _("designado por la municipalidad")}
MANDATE_ENDS = {
    MandateEnd.TERM: _("terminó su período"),
    MandateEnd.RESIGNED: _("renunció"),
    MandateEnd.RECALLED: _("fue revocado por la asamblea"),
    MandateEnd.DIED: _("falleció"),
    MandateEnd.LEFT_NUCLEUS: _("su hogar dejó el núcleo"),
    MandateEnd.NUCLEUS_CLOSED: _("el núcleo cerró"),
    MandateEnd.MISTAKE: _("fue un error"),
}
ASSEMBLIES = {
    AssemblyKind.CONSTITUTING: _("constitutiva"),
    AssemblyKind.ELECTING: _("electoral"),
    AssemblyKind.DIAGNOSTIC: _("de diagnóstico"),
    AssemblyKind.ACCOUNTABILITY: _("de rendición de cuentas"),
    AssemblyKind.ORDINARY: _("ordinaria"),
    AssemblyKind.EXTRAORDINARY: _("extraordinaria"),
}
ASSEMBLY_STATES = {
    AssemblyState.CALLED: _("convocada"),
    AssemblyState.HELD: _("realizada"),
    AssemblyState.FAILED: _("sin quórum"),
    AssemblyState.CANCELLED: _("cancelada"),
}
MOTIONS = {
    MotionKind.CONSTITUTE: _("constituir el núcleo ejecutor"),
    MotionKind.BUSINESS_PLAN: _("plan de negocio"),
    MotionKind.ACCOUNTS: _("cuentas"),
    MotionKind.HIRING: _("contratar"),
    MotionKind.BUYING: _("comprar"),
    MotionKind.CONTRIBUTIONS: _("recibir aportes"),
    MotionKind.CONFIRM_MINUTES: _("confirmar un acta anterior"),
    MotionKind.RECALL: _("revocar un cargo"),
    MotionKind.OTHER: _("otro asunto"),
}
CERTIFIERS = {
    CertifierKind.NOTARY: _("notaría"),
    CertifierKind.AUTHORITY: _("autoridad local"),
    CertifierKind.JUSTICE_OF_PEACE: _("juzgado de paz"),
}
