"""The words of what households say: refusals, answers, how it was heard."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.delivery.saying_terms import Answer, SaidHow

MESSAGES: dict[str, str | Promise] = {
    "delivery.saying_nothing": _("Marque al menos una respuesta: lo que el hogar dejó en blanco no se anota."),
    "delivery.saying_twice": _("Una visita o entrega está dos veces: anótela una sola vez."),
    "delivery.saying_not_of_home": _("Esa persona no era del hogar ese día: escoja a otra, o escriba su nombre."),
    "delivery.saying_who": _("Falta quién del hogar lo dijo: escójalo, o escriba su nombre y qué es del hogar."),
    "delivery.saying_assembly": _("Ese día no hay una asamblea anotada del núcleo: anótela primero, o escoja otra."),
    "delivery.saying_helper": _("Escriba quién recogió la hoja o ayudó, con nombre y apellido."),
    "delivery.saying_not_theirs": _("Eso no es una visita ni una entrega de este hogar."),
    "delivery.saying_answer": _("«%(about)s»: esa respuesta es de otra pregunta."),
    "delivery.saying_over": _("«%(about)s»: se corrigió o se retiró. Anote lo que el hogar dice de lo que vale ahora."),
    "delivery.saying_already": _("«%(about)s»: el hogar ya lo dijo. Si ahora dice otra cosa, use «cambiar»."),
    "delivery.saying_early": _("«%(about)s»: el hogar habla de eso ese día o después, no antes."),
    "delivery.saying_note": _("«%(about)s»: escriba en qué no es como se prometió."),
    "delivery.saying_by_trainer": _(
        "Quien hizo la visita o la entrega no recoge lo que el hogar dice de ella: que lo recoja otra persona. Si solo "
        "se llama parecido, escriba su nombre completo."
    ),
    "delivery.saying_of_oneself": _("Esa persona es el mismo yachachiq: que hable otra persona del hogar."),
    "delivery.saying_replaced": _("El hogar ya cambió lo que dijo: mire lo último."),
    "delivery.saying_reversed": _("Eso ya se quitó: queda escrito por qué."),
}
ANSWERS = {
    Answer.CAME: _("sí vino"),
    Answer.DID_NOT_COME: _("no vino"),
    Answer.HAVE_IT: _("sí lo tenemos"),
    Answer.DO_NOT_HAVE_IT: _("no lo tenemos"),
    Answer.NOT_AS_PROMISED: _("no es como se prometió"),
}
HOWS = {
    SaidHow.PAPER: _("en la hoja de papel"),
    SaidHow.PAGE: _("en la página, con ayuda"),
    SaidHow.ASSEMBLY: _("en una asamblea"),
}
