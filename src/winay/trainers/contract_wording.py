"""The words of posts and contracts: refusals, kinds, ends."""

from django.utils.translation import gettext_lazy as _

from winay.trainers.terms import BoardKin, ContractEnd, ContractKind, FeePer, SelectedBy

MESSAGES = {
    "trainers.paper_of_nobody": _("Sus datos se borraron a su pedido: ya no se emite un papel con su nombre."),
    "trainers.other_kind": _("El concurso fue para otra clase de yachachiq."),
    "trainers.not_selected": _("El resultado que rige no la selecciona ni la pone de suplente."),
    "trainers.not_next": _("Aún no le toca: hay personas antes que no han dicho que no toman la plaza."),
    "trainers.refused_post": _("Está anotado que no toma la plaza."),
    "trainers.hired_already": _("Ya tiene un contrato por este concurso."),
    "trainers.appeals_open": _("Reclamos sin responder: %(appeals)s. Respóndalos antes de contratar."),
    "trainers.no_apprentices": _("Estas plazas no admiten aprendices."),
    "trainers.only_apprentice": _("No alcanzó la nota mínima: entra solo como aprendiz, al lado de un yachachiq."),
    "trainers.no_refusal": _("No está anotado que no tome la plaza."),
    "trainers.post_filled": _("La plaza ya la tiene otra persona."),
    "trainers.over_before_begin": _("El contrato termina después de empezar."),
    "trainers.too_long": _("Un contrato dura hasta %(days)s días, con sus adendas."),
    "trainers.before_nucleus": _("El núcleo existe desde el %(on)s."),
    "trainers.nucleus_closed": _("El núcleo cerró el %(on)s."),
    "trainers.serves_nobody": _("Diga a qué núcleos atiende."),
    "trainers.serves_elsewhere": _("%(name)s es de otro distrito o ya cerró."),
    "trainers.fee": _("Escriba cuánto se paga, en soles: por ejemplo 1200 o 35.50."),
    "trainers.of_board": _("Ese día integra la junta del núcleo que contrata: no puede ser contratada."),
    "trainers.board_kin": _(
        "Vive en el hogar de un integrante de la junta que contrata, o declaró ser su pariente: en esta versión no se "
        "puede contratar."
    ),
    "trainers.both_kinds": _(
        "Tiene un contrato de la otra clase del %(since)s al %(until)s: nadie es yachachiq productivo y financiero a "
        "la vez."
    ),
    "trainers.assembly_elsewhere": _("Esa asamblea es de otro núcleo."),
    "trainers.beside": _("Un aprendiz acompaña a un yachachiq de la misma clase, mientras dura el contrato de este."),
    "trainers.contest_needed": _("Si la seleccionó un concurso, regístrela desde sus resultados."),
    "trainers.hired_meanwhile": _("Alguien registró otro contrato de esta persona en este momento: revise."),
    "trainers.contract_ended": _("El contrato ya terminó antes de su día."),
    "trainers.not_later": _("Una adenda lo alarga: termina después del %(on)s."),
    "trainers.end_outside": _("Termina antes de su día: entre el %(since)s y el %(until)s."),
    "trainers.no_caseload": _("Un técnico o profesional no tiene hogares a su cargo."),
    "trainers.gives_nobody": _("No hay hogares que dar."),
    "trainers.not_of_nucleus": _("Hogares que ese día no están en el núcleo: %(households)s."),
    "trainers.contract_elsewhere": _(
        "Contratos que ese día no rigen, son de otra clase o no atienden al núcleo: %(contracts)s."
    ),
    "trainers.told_later": _(
        "Hogares con un cambio ya anotado para un día posterior: %(households)s. Corrija primero ese."
    ),
    "trainers.nobody_serves": _("Ese día ningún contrato atiende al núcleo: primero se contrata."),
    "trainers.proposal_changed": _("Los hogares o los contratos cambiaron mientras miraba. Vea la propuesta otra vez."),
    "trainers.same_caseload": _("Ya es así: no cambia nada."),
    "trainers.nothing_given": _("El %(on)s no se repartió ningún hogar."),
    "trainers.mistake_extended": _("Tiene una adenda: no fue un error. Diga otra razón."),
}

CONTRACT_KINDS = {
    ContractKind.PRODUCTIVE: _("yachachiq productivo"),
    ContractKind.FINANCIAL: _("yachachiq financiero"),
    ContractKind.PROFESSIONAL: _("técnico o profesional"),
}
SELECTORS = {
    SelectedBy.OFFICE_CONTEST: _("concurso de la unidad territorial"),
    SelectedBy.COMMUNITY: _("la comunidad"),
    SelectedBy.NUCLEUS: _("la junta del núcleo"),
}
FEES = {FeePer.MONTH: _("al mes"), FeePer.VISIT: _("por visita")}
CONTRACT_ENDS = {
    ContractEnd.RESIGNED: _("renunció"),
    ContractEnd.RESCINDED: _("el núcleo lo resolvió"),
    ContractEnd.DIED: _("falleció"),
    ContractEnd.NOT_NEEDED: _("ya no hace falta"),
    ContractEnd.MISTAKE: _("fue un error: nunca hubo ese contrato"),
}
KIN = {
    BoardKin.NONE: _("ninguno conocido"),
    BoardKin.MEMBER: _("integra la junta"),
    BoardKin.HOUSEHOLD: _("vive en el hogar de un integrante de la junta"),
    BoardKin.DECLARED: _("declaró un parentesco"),
}
