"""The words of healthy homes, support by others and commitments."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.delivery.home_terms import Answer, Sense, SignedHow, SupportKind

MESSAGES: dict[str, str | Promise] = {
    "delivery.before_joining": _("El hogar entró al núcleo el %(on)s: revise la fecha."),
    "delivery.home_told": _("Ya hay una visita a esa vivienda con ese día. Si está mal, retírela primero."),
    "delivery.unanswered": _(
        "Faltan %(count)s respuestas; la primera es la %(first)s. Lo que no se vio es «no se vio»."
    ),
    "delivery.no_such_item": _("Hay una respuesta a algo que no está en la lista."),
    "delivery.health_worker": _("Escriba quién vino del puesto de salud, en 2 a 160 letras, o déjelo vacío."),
    "delivery.action_missing": _("El punto %(number)s es crítico y está en «no»: diga qué se hará y hasta cuándo."),
    "delivery.action_unasked": _("Solo un punto crítico en «no» lleva compromiso con fecha."),
    "delivery.action_done": _("Eso ya se hizo: está anotado."),
    "delivery.action_open": _("Eso todavía no está anotado como hecho."),
    "delivery.done_early": _("La visita fue el %(on)s: se hizo ese día o después."),
    "delivery.done_what": _("Diga qué se hizo, en 2 a %(most)s letras."),
    "delivery.institution": _("Falta la institución, en 2 a 160 letras."),
    "delivery.support_what": _("Diga qué aporta, en 2 a %(most)s letras."),
    "delivery.support_early": _("El núcleo se formó el %(on)s: revise la fecha."),
    "delivery.support_days": _("El último día no puede ser anterior al primero."),
    "delivery.support_worth": _("Si se sabe cuánto vale, escríbalo en soles, más de cero."),
    "delivery.signed_early": _("El compromiso se firma al salir del programa: desde el %(on)s."),
    "delivery.signed_already": _("Ese hogar ya firmó. Si está mal, retire primero ese compromiso."),
    "delivery.signer": _("Firma una persona que era del hogar ese día."),
    "delivery.print_witness": _("Con huella hace falta un testigo que firme a ruego: su nombre, en 2 a 160 letras."),
    "delivery.signer_witness": _("Quien firma no puede ser su propio testigo."),
    "delivery.commit_words": _("Escriba a qué se compromete el hogar, en 15 letras o más."),
}

ANSWERS = {
    Answer.YES: _("sí"),
    Answer.NO: _("no"),
    Answer.NOT_APPLICABLE: _("no corresponde"),
    Answer.NOT_SEEN: _("no se vio"),
}
SENSES = {Sense.SEEN: _("se ve"), Sense.TOLD: _("lo dicen"), Sense.BOTH: _("se ve y lo dicen")}
SUPPORTS = {
    SupportKind.SUPPLIES: _("insumos"),
    SupportKind.TRAINING: _("capacitación"),
    SupportKind.LOGISTICS: _("traslado y logística"),
    SupportKind.WORKS: _("obras"),
    SupportKind.HEALTH: _("salud"),
    SupportKind.MONEY: _("dinero"),
    SupportKind.OTHER: _("otra cosa"),
}
SIGNED = {SignedHow.SIGNATURE: _("firma"), SignedHow.PRINT: _("huella, con testigo a ruego")}
