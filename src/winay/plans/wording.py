"""The words of plans: refusals, sources, states."""

from django.utils.translation import gettext_lazy as _

from winay.plans.terms import ChoiceMode, Contributor, Menu, PlanState, PriceSource, WorkshopState

MESSAGES = {
    "plans.reason_short": _("Escriba la razón, en 15 letras o más: otras personas la leerán."),
    "plans.withdrawn_already": _("Ya se retiró: queda escrito por qué."),
    "plans.not_on_menu": _("Eso no está en ningún menú del programa: escójalo de la lista."),
    "plans.price_without_day": _("Falta el día en que se preguntó el precio: sin fecha no se guarda."),
    "plans.price_in_future": _("El día del precio no puede ser posterior a hoy."),
    "plans.price_before_program": _("El programa empezó en %(year)s: revise la fecha."),
    "plans.price_amount": _("Escriba el precio de una unidad, mayor que cero y menor que un millón de soles."),
    "plans.price_source_kind": _("Diga dónde se preguntó: proveedor, mercado o cotización."),
    "plans.price_without_source": _(
        "Falta quién dio el precio, en 2 a %(most)s letras: el nombre de la tienda, la feria o la cotización."
    ),
    "plans.price_again": _("Ese precio ya está anotado, con el mismo día, lugar y fuente."),
    "plans.price_place": _("Escoja un departamento, una provincia o un distrito de su territorio."),
    "plans.prices_at_once": _("Anote de 1 a %(most)s precios a la vez."),
    "plans.price_row": _("No se guardó ninguno: revise el precio número %(number)s."),
    "plans.sheet_wrong": _("No se guardó ningún precio: corrija la hoja y vuelva a enviarla."),
    "plans.rate_without_day": _("Falta el día desde el que vale el tipo de cambio."),
    "plans.rate_in_future": _("El día del tipo de cambio no puede ser posterior a hoy."),
    "plans.rate_number": _("Escriba cuántos soles cuesta un dólar, mayor que cero, con 4 decimales a lo más."),
    "plans.rate_without_source": _("Falta la fuente del tipo de cambio, en 2 a %(most)s letras."),
    "plans.rate_again": _("Ese día ya tiene un tipo de cambio: si está mal, retírelo primero."),
    "plans.not_diagnostic": _("Un taller se cuenta de una asamblea de diagnóstico."),
    "plans.assembly_not_held": _("La asamblea no se realizó, o su acta se retiró: primero transcriba su acta."),
    "plans.not_constituted": _("El núcleo no estaba constituido ese día."),
    "plans.no_board": _("El núcleo no tenía junta directiva ese día."),
    "plans.workshop_told": _("El taller de esa asamblea ya está transcrito."),
    "plans.workshop_over": _("Este taller ya se aprobó o se retiró: no se cambia."),
    "plans.workshop_not_told": _("Este taller no espera una decisión."),
    "plans.workshop_reversed": _("Este taller ya se retiró."),
    "plans.own_workshop": _("Usted lo transcribió: lo aprueba otra persona."),
    "plans.facilitator": _("Escriba quién condujo el taller, en 2 a %(most)s letras."),
    "plans.nobody_chose": _("Falta lo que escogieron los hogares."),
    "plans.off_menu": _("«%(item)s» no está en los menús de esta versión del programa."),
    "plans.not_present": _("%(count)s de los hogares que escogieron no vinieron a la asamblea."),
    "plans.mixed_modes": _("O cada hogar dice lo suyo, o se cuentan manos: las dos cosas a la vez no."),
    "plans.secret_kept": _("El voto fue secreto: no se anota quién escogió qué."),
    "plans.more_hands": _("Hay %(hands)s votos por algo y vinieron %(present)s hogares."),
    "plans.many_answers": _("Anote hasta %(most)s respuestas."),
    "plans.answer_text": _("La respuesta %(number)s necesita su pregunta y de 2 a %(most)s letras."),
    "plans.answer_said": _("La respuesta %(number)s: la dijeron entre 1 y %(people)s personas, las que vinieron."),
    "plans.plan_stands": _("Una propuesta se hizo con este taller: primero se retira la propuesta."),
    "plans.nothing_chosen": _("La propuesta está vacía: escoja de los dos menús."),
    "plans.not_chosen": _("«%(item)s» no lo escogió el taller."),
    "plans.modules": _("«%(item)s»: de 1 a %(most)s módulos por hogar."),
    "plans.left_out_productive": _("Falta algo del menú productivo: se escoge de los dos menús, o no se escoge."),
    "plans.left_out_healthy_home": _(
        "Falta algo del menú de vivienda saludable: se escoge de los dos menús, o no se escoge."
    ),
    "plans.cap_unknown": _("No se sabe el tope: falta en la versión, o falta el tipo de cambio del día."),
    "plans.prices_missing": _("Faltan %(count)s precios: lo que no se sabe no vale cero. Pregúntelos y anótelos."),
    "plans.over_cap": _("Cuesta S/ %(cost)s y el tope por hogar es S/ %(cap)s: sobran S/ %(over)s."),
    "plans.workshop_not_approved": _("Falta un taller aprobado: otra persona lo compara con su hoja y lo aprueba."),
    "plans.nucleus_closed": _("El núcleo está cerrado."),
    "plans.open_already": _("Ya hay una propuesta o una adenda en preparación: siga con ella, o retírela."),
    "plans.plan_in_future": _("El día no puede ser posterior a hoy."),
    "plans.before_workshop": _("El taller fue el %(on)s: la propuesta es de ese día o posterior."),
    "plans.approved_already": _("La propuesta ya se aprobó: lo que cambie va en una adenda."),
    "plans.nothing_to_change": _("Todavía no hay una propuesta aprobada que cambiar."),
    "plans.addendum_early": _("La que está en vigor es del %(on)s: la adenda es de ese día o posterior."),
    "plans.not_a_draft": _("Ya se envió: quien decide puede devolverla. Lo aprobado se cambia con una adenda."),
    "plans.nothing_changed": _("No hay nada distinto que guardar."),
    "plans.labour": _("El trabajo por módulo va de 0 a %(most)s jornales."),
    "plans.no_such_need": _("Eso no lo pide ninguna tecnología de la propuesta."),
    "plans.need_words": _("Diga cómo se cumple, en 2 a %(most)s letras."),
    "plans.need_unmet": _("«%(item)s» necesita antes: %(need)s Diga cómo se cumple."),
    "plans.nobody_in_plan": _("Ese día ningún hogar estaba en el núcleo."),
    "plans.of_household": _("Hogar %(code)s:"),
    "plans.more_households": _("Y %(count)s hogares más."),
    "plans.not_in_nucleus": _("El hogar no estaba en el núcleo el día de la propuesta."),
    "plans.same_as_package": _("Eso es lo mismo que el paquete: no hace falta variarlo."),
    "plans.not_submitted": _("Esta propuesta no espera una decisión."),
    "plans.own_plan": _("Usted la preparó o la envió: la aprueba otra persona."),
    "plans.decided_early": _("La propuesta es del %(on)s: se aprueba ese día o después."),
    "plans.plan_over": _("Ya se decidió o se retiró: no se cambia más."),
    "plans.contribution_words": _("Diga qué se aporta y cómo se valoró, cada uno en 2 a %(most)s letras."),
    "plans.contribution_worth": _("Diga cuánto vale en soles, más de cero."),
    "plans.not_approved": _("Solo una propuesta aprobada tiene expediente."),
    "plans.no_plan_yet": _("Nada se entrega antes de un taller y una propuesta aprobados, con fecha hasta ese día."),
    "plans.not_member": _("Ese día el hogar no estaba en el núcleo."),
    "plans.not_in_plan": _("El hogar no está en la propuesta en vigor: entra con una adenda."),
    "plans.item_not_planned": _("La propuesta en vigor no le da eso a este hogar."),
}

SOURCES = {
    PriceSource.SUPPLIER: _("proveedor o tienda"),
    PriceSource.MARKET: _("mercado o feria"),
    PriceSource.QUOTATION: _("cotización escrita"),
}

MENUS = {
    Menu.PRODUCTIVE: _("Menú productivo"),
    Menu.HEALTHY_HOME: _("Menú de vivienda saludable"),
}
MODES = {
    ChoiceMode.EACH: _("cada hogar dijo lo suyo"),
    ChoiceMode.HANDS: _("se contaron manos levantadas"),
    ChoiceMode.SECRET: _("voto secreto: solo se anotan los números"),
}
WORKSHOP_STATES = {
    WorkshopState.TOLD: _("espera a otra persona"),
    WorkshopState.RETURNED: _("observado"),
    WorkshopState.APPROVED: _("aprobado"),
    WorkshopState.REVERSED: _("retirado"),
}
PLAN_STATES = {
    PlanState.DRAFT: _("borrador"),
    PlanState.SUBMITTED: _("espera decisión"),
    PlanState.APPROVED: _("aprobada"),
    PlanState.WITHDRAWN: _("retirada"),
}
GIVERS = {
    Contributor.HOUSEHOLD: _("cada hogar"),
    Contributor.COMMUNITY: _("comunidad"),
    Contributor.MUNICIPALITY: _("municipalidad"),
    Contributor.OTHER: _("otra institución"),
}
