"""The words of visits and sessions: refusals, answers, topics."""

from django.utils.translation import gettext_lazy as _

from winay.delivery.visit_terms import (
    Demonstration,
    LastTime,
    Mark,
    OutputUnit,
    PlantStage,
    Relation,
    Seen,
    Topic,
    VisitEnd,
    WaterFlow,
    WaterSource,
    Weather,
)
from winay.registry.terms import Origin

MESSAGES = {
    "delivery.in_future": _("El día no puede ser posterior a hoy."),
    "delivery.not_visiting": _("Ese contrato no es de un yachachiq: no visita hogares."),
    "delivery.outside_contract": _("El contrato va del %(from)s al %(to)s: ese día no trabajaba."),
    "delivery.before_enrolment": _("El hogar se inscribió el %(on)s: antes no hubo visitas del programa."),
    "delivery.not_in_nucleus": _("El %(on)s el hogar no estaba en ningún núcleo."),
    "delivery.not_in_caseload": _(
        "El %(on)s el hogar no estaba a cargo de este yachachiq. Si lo visitaba, repártalo primero desde ese día en "
        "«¿Quién visita a quién?»."
    ),
    "delivery.hour": _("Una visita empieza entre las 4:00 y las 21:00: revise la hora."),
    "delivery.minutes": _("Dura de %(least)s a %(most)s minutos, sin pasar de la medianoche."),
    "delivery.at_once": _("De %(from)s a %(to)s el yachachiq ya estaba en otra visita o capacitación de ese día."),
    "delivery.twice_a_day": _(
        "Ese día ya hay una visita de este yachachiq a este hogar: corríjala si le falta algo."
    ),
    "delivery.language": _("Diga en qué lengua se habló."),
    "delivery.nobody_present": _("Diga quién estuvo: sin nadie en casa no hubo visita."),
    "delivery.many_present": _("Anote hasta %(most)s personas."),
    "delivery.present_twice": _("La misma persona está anotada dos veces."),
    "delivery.not_a_member": _(
        "Alguien que anotó no era del hogar ese día: anótelo como otra persona, con su parentesco."
    ),
    "delivery.relation": _("De quien no es del hogar diga qué relación tiene; la persona usuaria está en la lista."),
    "delivery.no_topic": _("Diga de qué trató: al menos una tecnología o un tema."),
    "delivery.many_topics": _("Anote hasta %(most)s temas."),
    "delivery.topic_twice": _("El mismo tema está dos veces."),
    "delivery.item_not_taught": _(
        "«%(item)s» no está en los componentes que enseña este yachachiq en esta versión del programa."
    ),
    "delivery.topic_not_taught": _("Ese tema no es de esta clase de yachachiq."),
    "delivery.many_agreements": _("Se acuerdan hasta %(most)s cosas en una visita: deje las principales."),
    "delivery.agreement_words": _("El acuerdo %(number)s necesita qué se hará y quién."),
    "delivery.agreement_day": _("El acuerdo %(number)s necesita un día posterior a la visita."),
    "delivery.next_day": _("La próxima visita es después de esta, en los seis meses que siguen."),
    "delivery.no_advice": _("Escriba qué se aconsejó, aunque sea en una frase."),
    "delivery.last_why": _("Lo acordado que se hizo en parte o no se hizo lleva su razón; lo demás, no."),
    "delivery.initiative_what": _("Si vio algo hecho por iniciativa propia, diga qué; si no, deje el texto vacío."),
    "delivery.text_long": _("Un texto pasa de %(most)s letras: acórtelo."),
    "delivery.print_needs_witness": _("La huella necesita un testigo con nombre y apellido."),
    "delivery.witness_not_needed": _("Con firma no hace falta testigo: deje vacío su nombre, o marque huella."),
    "delivery.witness_is_trainer": _("El yachachiq no puede ser el testigo: escriba el nombre de otra persona."),
    "delivery.position": _("La posición no es de este mundo: déjela vacía si el teléfono no la dio bien."),
    "delivery.production_topic": _("Lo contado de «%(item)s» necesita que la visita trate de eso."),
    "delivery.count": _("Un número de «%(item)s» es negativo o demasiado grande."),
    "delivery.sick_of_20": _("De «%(item)s» se miran 20 plantas: las enfermas van de 0 a 20."),
    "delivery.output_unit": _("Lo cosechado de «%(item)s» lleva su unidad: kilos, litros o piezas."),
    "delivery.sale_price": _("El precio de «%(item)s» va con lo que se vendió, y es mayor que cero."),
    "delivery.health_day": _("La próxima dosis de «%(item)s» es después de la visita."),
    "delivery.reason_short": _("Escriba la razón, en 15 letras o más: otras personas la leerán."),
    "delivery.reason_long": _("La razón pasa de %(most)s letras: acórtela."),
    "delivery.replaced_already": _("Otra persona ya lo corrigió: corrija lo último."),
    "delivery.reversed_already": _("Ya se anuló: si ocurrió, regístrelo de nuevo."),
    "delivery.contract_elsewhere": _("El contrato de este yachachiq no atiende a este núcleo."),
    "delivery.before_nucleus": _("El núcleo se formó el %(on)s."),
    "delivery.nucleus_closed": _("El núcleo se cerró el %(on)s."),
    "delivery.venue": _("Diga dónde fue, en 2 a 160 letras."),
    "delivery.nobody_came": _("Marque quién vino: sin nadie de los hogares no hubo capacitación."),
    "delivery.not_of_nucleus": _(
        "Personas que ese día no eran de un hogar del núcleo: %(people)s. Cuéntelas como invitadas."
    ),
    "delivery.guests": _("Los invitados van de 0 a %(most)s."),
    "delivery.empty_sheet": _("La hoja no tiene ninguna visita."),
    "delivery.of_row": _("No se registró ninguna: revise la visita número %(number)s."),
    "delivery.trainer_unknown": _("Ningún contrato tiene el código «%(code)s»."),
    "delivery.phone_of_nobody": _(
        "El hogar se eligió de una lista, pero el teléfono no es de un yachachiq con contrato: corrija el código del "
        "yachachiq."
    ),
    "delivery.household_unknown": _("Ningún hogar inscrito tiene el código «%(code)s»."),
    "delivery.came_unclear": _(
        "Del hogar %(code)s no se sabe quién vino: hay varias personas así, o ninguna. Corrija su parentesco o su sexo."
    ),
}  # fmt: skip

RELATIONS = {
    Relation.PARTICIPANT: _("persona usuaria"),
    Relation.PARTNER: _("pareja"),
    Relation.CHILD: _("hija o hijo"),
    Relation.PARENT: _("madre o padre"),
    Relation.SIBLING: _("hermana o hermano"),
    Relation.GRANDCHILD: _("nieta o nieto"),
    Relation.GRANDPARENT: _("abuela o abuelo"),
    Relation.OTHER_RELATIVE: _("otro pariente"),
    Relation.NOT_RELATED: _("sin parentesco"),
    Relation.WORKER: _("trabaja para el hogar"),
    Relation.NEIGHBOUR: _("vecina o vecino"),
    Relation.AUTHORITY: _("autoridad de la comunidad"),
}
LAST_TIMES = {
    LastTime.NOTHING: _("no había nada acordado"),
    LastTime.DONE: _("se hizo"),
    LastTime.PARTLY: _("se hizo en parte"),
    LastTime.NOT_DONE: _("no se hizo"),
}
DEMONSTRATIONS = {
    Demonstration.NONE: _("no hubo"),
    Demonstration.MADE: _("el yachachiq la hizo"),
    Demonstration.REPEATED: _("la hizo, y el hogar la repitió"),
}
SEEN = {
    Seen.YES: _("sí"),
    Seen.NO: _("no"),
    Seen.NOT_APPLICABLE: _("no corresponde"),
    Seen.NOT_SEEN: _("no se vio"),
}
MARKS = {Mark.SIGNATURE: _("firma"), Mark.PRINT: _("huella, con testigo")}
WATER_SOURCES = {
    WaterSource.SPRING: _("manantial"),
    WaterSource.CANAL: _("canal o acequia"),
    WaterSource.RIVER: _("río o quebrada"),
    WaterSource.POND: _("cocha o reservorio"),
    WaterSource.WELL: _("pozo"),
    WaterSource.PIPE: _("tubería"),
    WaterSource.RAIN: _("lluvia"),
    WaterSource.OTHER: _("otra"),
}
WATER_FLOWS = {
    WaterFlow.ENOUGH: _("alcanza"),
    WaterFlow.LITTLE: _("poca"),
    WaterFlow.NONE: _("nada"),
    WaterFlow.NOT_SEEN: _("no se vio"),
}
WEATHERS = {
    Weather.NONE: _("sin daños"),
    Weather.FROST: _("helada"),
    Weather.HAIL: _("granizada"),
    Weather.FLOOD: _("inundación"),
    Weather.DROUGHT: _("sequía"),
    Weather.WIND: _("viento"),
    Weather.LANDSLIDE: _("derrumbe o huaico"),
}
PLANT_STAGES = {
    PlantStage.SOWN: _("recién sembrado"),
    PlantStage.GROWING: _("creciendo"),
    PlantStage.FLOWERING: _("en flor"),
    PlantStage.HARVEST: _("en cosecha"),
    PlantStage.RESTING: _("en descanso"),
}
UNITS = {OutputUnit.KG: _("kg"), OutputUnit.LITRE: _("l"), OutputUnit.PIECE: _("piezas")}
TOPIC_WORDS = {
    Topic.PROGRAM_RULES: _("qué es el programa y qué se pone"),
    Topic.ASSEMBLY: _("asambleas y junta del núcleo"),
    Topic.CONTRIBUTION: _("aporte del hogar"),
    Topic.COMPLAINTS: _("dónde quejarse"),
    Topic.FARM_PLAN: _("plan de la chacra y calendario"),
    Topic.SOIL: _("suelo y abono"),
    Topic.SEED: _("semilla y siembra"),
    Topic.PLANT_HEALTH: _("plagas y enfermedades de plantas"),
    Topic.ANIMAL_HEALTH: _("salud de los animales"),
    Topic.WATER: _("agua y riego"),
    Topic.WEATHER: _("heladas, lluvias y sequía"),
    Topic.TOOLS: _("herramientas y seguridad"),
    Topic.NUTRITION: _("comida de la familia"),
    Topic.CHILD_HEALTH: _("salud de niñas y niños"),
    Topic.HYGIENE: _("higiene y orden de la casa"),
    Topic.SELLING: _("ventas y mercado"),
    Topic.BUDGET: _("nuestro dinero: calendario y presupuesto"),
    Topic.SAVING_GOAL: _("ahorrar con una meta"),
    Topic.ACCOUNT: _("la cuenta y la Cuenta DNI"),
    Topic.CARD: _("tarjeta, cajero y agente"),
    Topic.WALLET: _("billetera en el celular"),
    Topic.FRAUD: _("estafas y mis derechos"),
    Topic.CREDIT: _("crédito: lo que cuesta de verdad"),
    Topic.INSURANCE: _("seguros y emergencias"),
    Topic.SAVINGS_GROUP: _("grupos de ahorro"),
    Topic.BUSINESS_IDEA: _("idea de negocio"),
    Topic.BUSINESS_PROFILE: _("perfil de negocio"),
    Topic.COMPETITION: _("concurso de negocios"),
    Topic.BUSINESS_BOOKS: _("cuentas del negocio"),
    Topic.COST_PRICE: _("costo, precio y punto de equilibrio"),
    Topic.BUSINESS_CREDIT: _("crédito, impuestos y formalidad del negocio"),
}
ENDS = {VisitEnd.REPLACED: _("corregida"), VisitEnd.REVERSED: _("anulada")}
DOOR_WORDS = {
    Origin.WEB: _("en la computadora"),
    Origin.PHONE: _("con un teléfono"),
    Origin.PAPER: _("en una hoja de papel"),
    Origin.SEED: _("con la demostración"),
}
