"""The words of what is delivered: refusals, roles of witnesses, what was wrong, how complaints end."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.delivery.asset_terms import ComplaintEnd, Fullness, RejectWhy, WitnessRole

MESSAGES: dict[str, str | Promise] = {
    "delivery.say_why": _("Escriba la razón, en 15 letras o más: otras personas la leerán."),
    "delivery.day_ahead": _("El día no puede ser posterior a hoy."),
    "delivery.two_witnesses": _("Faltan los dos testigos: nombre y apellido de cada uno, en 2 a 160 letras."),
    "delivery.receiver": _("Falta quién recibió: su nombre y apellido, en 2 a 160 letras."),
    "delivery.witness_twice": _("Los dos testigos son la misma persona: hacen falta dos distintas."),
    "delivery.receiver_witness": _("Quien recibe no puede ser testigo: pida a otra persona que firme."),
    "delivery.trainer_witness": _("Quien entrega no puede ser testigo: pida a otra persona que firme."),
    "delivery.trainer_elsewhere": _("Ese contrato no atendía al núcleo ese día: escoja otro, o deje «nadie»."),
    "delivery.nothing_came": _("No se contó nada: anote lo que llegó, también lo que se rechazó."),
    "delivery.line_twice": _("Una cosa del kit está dos veces: anótela una sola vez."),
    "delivery.not_ordered": _("La propuesta no le da eso a este hogar: anote solo lo que está en la lista."),
    "delivery.counted": _("«%(line)s»: lo rechazado no puede ser más que lo contado."),
    "delivery.beyond_order": _(
        "«%(line)s»: pasa de lo que la propuesta le da a este hogar. Anote como recibido solo lo que le toca."
    ),
    "delivery.reject_why": _("«%(line)s»: diga por qué se rechazó, y solo si se rechazó algo."),
    "delivery.expired_taken": _("«%(line)s»: está vencido ese día: no se recibe, se rechaza."),
    "delivery.complaint_day": _("«%(line)s»: el reclamo necesita su fecha para remediar, después de la entrega."),
    "delivery.short_text": _("Proveedor, comprobante y lote: hasta %(most)s letras cada uno."),
    "delivery.taken_back": _("Esa entrega ya se retiró: queda escrito por qué."),
    "delivery.leaned_on": _(
        "Una instalación, una verificación o un reclamo se apoya en esta entrega: primero se retira eso."
    ),
    "delivery.complaint_over": _("El reclamo ya está cerrado."),
    "delivery.complaint_open": _("El reclamo sigue abierto."),
    "delivery.cured_early": _("La entrega fue el %(on)s: se cierra ese día o después."),
    "delivery.brought_by_what": _(
        "Escoja la entrega con que llegó lo que faltaba. Si todavía no está anotada, anótela primero."
    ),
    "delivery.receiver_left": _("Esa persona no estaba en el hogar ese día: escoja a otra, o escriba su nombre."),
    "delivery.item_unsaid": _("Falta de qué tecnología se trata."),
    "delivery.no_technology": _("A ese hogar todavía no se le entregó eso."),
}

ROLES = {
    WitnessRole.PRESIDENT: _("presidencia de la junta"),
    WitnessRole.SECRETARY: _("secretaría de la junta"),
    WitnessRole.TREASURER: _("tesorería de la junta"),
    WitnessRole.PROSECUTOR: _("fiscal de la junta"),
    WitnessRole.AUTHORITY: _("autoridad local"),
    WitnessRole.MEMBER: _("de otro hogar del núcleo"),
    WitnessRole.OTHER: _("otra persona"),
}
REJECTIONS = {
    RejectWhy.FLIMSY: _("endeble, de mala calidad"),
    RejectWhy.BROKEN: _("roto"),
    RejectWhy.SHORT_WEIGHT: _("le falta peso"),
    RejectWhy.EXPIRED: _("vencido"),
    RejectWhy.WRONG: _("no es lo pedido"),
    RejectWhy.SICK_ANIMAL: _("animal enfermo"),
    RejectWhy.DEAD_ANIMAL: _("animal muerto"),
    RejectWhy.USED: _("usado"),
    RejectWhy.OTHER: _("otra cosa"),
}
ENDS = {
    ComplaintEnd.BROUGHT: _("llegó lo que faltaba"),
    ComplaintEnd.REPAIRED: _("se reparó"),
    ComplaintEnd.REFUNDED: _("el proveedor devolvió el dinero"),
    ComplaintEnd.WITHDRAWN: _("el hogar retiró su reclamo"),
    ComplaintEnd.DENIED: _("el proveedor no lo reconoce"),
}
FULLNESS = {
    Fullness.NOTHING: _("no llegó nada"),
    Fullness.PART: _("llegó una parte"),
    Fullness.WHOLE: _("llegó todo"),
}
