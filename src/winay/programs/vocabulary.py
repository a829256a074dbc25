"""The room's closed vocabularies in Spanish, the source language of the catalogues."""

from django.utils.translation import gettext_lazy as _

from winay.programs.rules import Group
from winay.programs.terms import (
    CheckState,
    Comparison,
    Condition,
    CriterionKind,
    CriterionMode,
    Deliverer,
    Giver,
    HouseholdRuleKey,
    KitUnit,
    Language,
    MenuState,
    SourceKind,
    Support,
    TrainerKind,
    Unit,
    Word,
    Zone,
)

UNKNOWN = _("no se sabe")
YES, NO = _("sí"), _("no")

SETTING_NAMES = {
    "menu_cap_per_household": _("Tope del menú por hogar"),
    "total_cost_per_household": _("Costo total por hogar en tres años"),
    "household_months_max": _("Tiempo máximo de un hogar en el programa"),
    "reentry_allowed": _("Un hogar puede volver a entrar"),
    "open_to_every_household": _("Abierto a todos los hogares del ámbito"),
    "nucleus_households_min": _("Hogares por núcleo, mínimo"),
    "nucleus_households_max": _("Hogares por núcleo, máximo"),
    "board_posts": _("Cargos de la junta directiva"),
    "prosecutor_origin": _("Origen del fiscal"),
    "assembly_quorum_over": _("Quórum de la asamblea"),
    "central_nucleus_routes_money": _("El dinero pasa por el núcleo ejecutor central"),
    "municipal_signature": _("La municipalidad firma el convenio"),
    "office_approves_payments": _("La oficina aprueba cada pago"),
    "tranches": _("Número de desembolsos"),
    "menu_choice": _("Quién escoge del menú"),
    "items_per_household_max": _("Tecnologías por hogar, máximo"),
    "household_labour_unpaid": _("El hogar pone mano de obra sin pago"),
    "day_wage": _("Jornal con que se valora la mano de obra"),
    "visits_per_month_min": _("Visitas por mes, mínimo"),
    "visits_per_month_max": _("Visitas por mes, máximo"),
    "households_per_trainer": _("Hogares por yachachiq"),
    "visit_minutes": _("Duración de una visita"),
    "home_to_home_minutes": _("De una casa a la siguiente en la comunidad"),
    "trainer_days_a_month": _("Días de trabajo del yachachiq al mes"),
    "trainer_day_minutes": _("Jornada del yachachiq"),
    "trainer_reserve": _("Parte de la jornada para informes, lluvia y espera"),
    "trainer_selection": _("Selección de yachachiqs"),
    "trainers_apart": _("Yachachiq productivo y financiero son personas distintas"),
    "contest_pass_mark": _("Nota mínima en un concurso de yachachiqs"),
    "contest_scorers_min": _("Personas que califican un concurso, al menos"),
    "contest_appeal_days": _("Plazo para reclamar contra el resultado"),
    "contest_board_kin": _("Contratar a quien integra la junta o vive con un integrante"),
    "trainers_familiar": _("La gente ya conoce al yachachiq"),
    "area_history_recorded": _("Se anota la experiencia del ámbito con programas"),
    "finance_for_every_household": _("Educación financiera para todos los hogares"),
    "business_members_min": _("Integrantes de un grupo de negocio, mínimo"),
    "business_members_max": _("Integrantes de un grupo de negocio, máximo"),
    "competition_at_end_of_year": _("Año del concurso de negocios"),
    "award_support_year": _("Año del apoyo a los ganadores"),
    "award_delivery": _("Cómo se entrega el premio"),
    "limited_sales_share_at_most": _("Ventas «limitadas»: parte máxima que se vende"),
    "grievance_days": _("Plazo para responder un reclamo"),
    "delivery_late_days": _("Plazo para entregar lo pedido, desde que se aprueba la propuesta"),
    "signal_visits_hour": _("Señal: visitas que empiezan en una hora, más de"),
    "signal_day_minutes": _("Señal: minutos de visitas y capacitaciones en un día, más de"),
    "signal_place_metres": _("Señal: visitas anotadas en un mismo lugar, a menos de"),
    "signal_homes_metres": _("Señal: casas que no pueden ser el mismo lugar, a más de"),
    "signal_copied_visits": _("Señal: hogares con el mismo consejo en un mes, al menos"),
    "signal_walk_share": _("Señal: parte de la caminata que cabe entre dos visitas, menos de"),
    "signal_price_share": _("Señal: precio lejos de la mediana de la oficina, por más de"),
    "signal_price_least": _("Señal: precios que hacen falta para una mediana"),
    "signal_unvisited_days": _("Señal: hogar a cargo de un yachachiq sin visita"),
    "signal_abandoned_share": _("Señal: tecnologías abandonadas en una comunidad, al menos"),
    "signal_abandoned_least": _("Señal: hogares con la tecnología en la comunidad, al menos"),
    "signal_answer_days": _("Plazo para que responda quien fue avisado de una señal"),
    "sample_memory_share": _("Muestra: parte de las visitas informadas que el hogar recuerda, al menos"),
    "usual_travel": _("Viaje habitual"),
    "travel_hours_max": _("Viaje más largo"),
    "stove_model": _("Modelo de cocina mejorada"),
    "garden_form": _("Forma del huerto"),
    "garden_season": _("Temporada del huerto"),
    "main_animal": _("Animal principal"),
    "organisation_base": _("Organización de base"),
}

CHOICES = {
    ("prosecutor_origin", "elected"): _("elegido por la asamblea"),
    ("prosecutor_origin", "appointed_by_municipality"): _("designado por la municipalidad"),
    ("menu_choice", "diagnostic_workshop"): _("el núcleo, en el taller de diagnóstico"),
    ("menu_choice", "office"): _("la oficina"),
    ("trainer_selection", "office_contest"): _("concurso público de la oficina"),
    ("trainer_selection", "community"): _("la comunidad"),
    ("contest_board_kin", "refused"): _("no se puede"),
    ("contest_board_kin", "flagged"): _("se puede, con una advertencia a la vista"),
    ("award_delivery", "nucleus_services"): _("servicios y activos que contrata el núcleo"),
    ("award_delivery", "cash_to_group"): _("dinero al grupo"),
    ("usual_travel", "road_and_foot"): _("por carretera y a pie"),
    ("usual_travel", "river_boat"): _("por río, en bote"),
    ("stove_model", "highlands"): _("modelos de sierra"),
    ("stove_model", "jungle"): _("modelo selva"),
    ("garden_form", "open_beds_and_greenhouse"): _("camas a campo abierto y fitotoldo"),
    ("garden_form", "raised_beds"): _("camas altas"),
    ("garden_season", "august_to_april"): _("de agosto a abril"),
    ("garden_season", "april_to_october"): _("de abril a octubre"),
    ("main_animal", "guinea_pigs"): _("cuyes"),
    ("main_animal", "hens"): _("gallinas"),
    ("organisation_base", "peasant_community"): _("comunidad campesina"),
    ("organisation_base", "native_community"): _("comunidad nativa"),
}

UNITS = {
    Unit.HOUSEHOLDS: (_("%(n)s hogar"), _("%(n)s hogares")),
    Unit.PERSONS: (_("%(n)s persona"), _("%(n)s personas")),
    Unit.POSTS: (_("%(n)s cargo"), _("%(n)s cargos")),
    Unit.VISITS_A_MONTH: (_("%(n)s visita al mes"), _("%(n)s visitas al mes")),
    Unit.MONTHS: (_("%(n)s mes"), _("%(n)s meses")),
    Unit.YEAR_OF_PROGRAM: (_("año %(n)s"),) * 2,
    Unit.ITEMS: (_("%(n)s tecnología"), _("%(n)s tecnologías")),
    Unit.DAYS: (_("%(n)s día"), _("%(n)s días")),
    Unit.TRANSFERS: (_("%(n)s desembolso"), _("%(n)s desembolsos")),
    Unit.HOURS: (_("%(n)s hora"), _("%(n)s horas")),
    Unit.MINUTES: (_("%(n)s minuto"), _("%(n)s minutos")),
    Unit.PERCENT: (_("%(n)s %%"),) * 2,
    Unit.HECTARES: (_("%(n)s ha"),) * 2,
    Unit.POINTS: (_("%(n)s punto"), _("%(n)s puntos")),
    Unit.VISITS: (_("%(n)s visita"), _("%(n)s visitas")),
    Unit.METRES: (_("%(n)s metro"), _("%(n)s metros")),
    Unit.PRICES: (_("%(n)s precio"), _("%(n)s precios")),
}

INDICATOR_SENTENCES = {
    ("poverty_pct", Comparison.OVER): _("Más del %(value)s de las personas del distrito en pobreza (2018)"),
    ("nbi_any_pct", Comparison.AT_LEAST): _(
        "El %(value)s o más de las personas del distrito con al menos una necesidad básica insatisfecha (2017)"
    ),
    ("u5_stunted_pct", Comparison.AT_LEAST): _(
        "El %(value)s o más de los niños menores de 5 años medidos en el distrito, con desnutrición crónica (2023)"
    ),
    ("juntos_households_affiliated", Comparison.AT_LEAST): _(
        "Al menos %(value)s del distrito en Juntos (agosto de 2024)"
    ),
}
COMPARISONS = {
    Comparison.OVER: _("%(what)s: más de %(value)s"),
    Comparison.AT_LEAST: _("%(what)s: %(value)s o más"),
    Comparison.UNDER: _("%(what)s: menos de %(value)s"),
    Comparison.AT_MOST: _("%(what)s: %(value)s o menos"),
}
MODES = {
    CriterionMode.REQUIRED: _("obligatorio"),
    CriterionMode.ALTERNATIVE: _("alternativo"),
    CriterionMode.PREFERENCE: _("preferencia: ordena, no decide"),
}
KINDS = {
    CriterionKind.THRESHOLD: _("cifra publicada"),
    CriterionKind.LISTED: _("lista de lugares"),
    CriterionKind.MINIMUM_HOUSEHOLDS: _("número de hogares"),
    CriterionKind.PREDOMINANCE: _("predominio de hogares"),
}
HOUSEHOLD_RULES = {
    (HouseholdRuleKey.JUNTOS_MEMBER, True): _("El hogar debe estar en Juntos"),
    (HouseholdRuleKey.JUNTOS_MEMBER, False): _("No importa si el hogar está en Juntos"),
    (HouseholdRuleKey.LIVES_IN_AREA, True): _("El hogar vive en el ámbito"),
    (HouseholdRuleKey.LIVES_IN_AREA, False): _("No importa dónde vive el hogar"),
}
SOURCES = {
    SourceKind.CASE_STUDY: _("Estudio de caso del Banco Mundial"),
    SourceKind.PUBLIC_NOTE: _("Nota pública (fuente más débil)"),
    SourceKind.NONE: _("Ninguna fuente leída"),
}
MENU_STATES = {
    MenuState.CONFIRMED: _("está en el menú, según la fuente"),
    MenuState.UNCONFIRMED: _("no confirmado en el menú oficial"),
    MenuState.PROPOSAL: _("propuesta: no está en el menú oficial"),
}
DELIVERERS = {
    Deliverer.PRODUCTIVE_TRAINER: _("yachachiq productivo"),
    Deliverer.FINANCIAL_TRAINER: _("yachachiq financiero"),
    Deliverer.NUCLEUS: _("núcleo ejecutor"),
}
LANGUAGES = {
    Language.SPANISH: _("español"),
    Language.ENGLISH: _("inglés"),
    Language.CHANKA: _("quechua chanka"),
    Language.CUSCO: _("quechua Cusco-Collao"),
    Language.SHIPIBO: _("shipibo-konibo"),
    Language.AWAJUN: _("awajún"),
    Language.ASHANINKA: _("asháninka"),
    Language.AYMARA: _("aimara"),
}
WORDS = {
    Word.PROGRAM: _("programa"),
    Word.HOUSEHOLD: _("hogar"),
    Word.COMMUNITY: _("comunidad"),
    Word.TRAINER: _("capacitador"),
    Word.NUCLEUS: _("núcleo"),
    Word.ASSEMBLY: _("asamblea"),
    Word.AUTHORITY: _("autoridad"),
    Word.VISIT: _("visita"),
}
TRAINER_KINDS = {
    TrainerKind.PRODUCTIVE: _("yachachiq productivo"),
    TrainerKind.FINANCIAL: _("yachachiq financiero"),
}

ZONES = {
    Zone.HIGHLANDS: _("sierra"),
    Zone.VALLEY: _("valle interandino"),
    Zone.HIGH_JUNGLE: _("selva alta"),
    Zone.LOW_JUNGLE: _("selva baja"),
}
CHECKS = {
    CheckState.INSTALLED: _("Instalada"),
    CheckState.IN_USE: _("En uso"),
    CheckState.REPLICATED: _("Replicada por iniciativa propia"),
    CheckState.ABANDONED: _("Abandonada"),
}
GIVERS = {
    Giver.PROGRAM: _("lo pone el programa"),
    Giver.HOUSEHOLD: _("lo pone el hogar"),
    Giver.SHARED: _("del programa, compartido"),
}
KIT_UNITS = {
    KitUnit.PIECE: _("unidad"),
    KitUnit.SET: _("juego"),
    KitUnit.METRE: _("m"),
    KitUnit.SQUARE_METRE: _("m²"),
    KitUnit.CUBIC_METRE: _("m³"),
    KitUnit.KILOGRAM: _("kg"),
    KitUnit.GRAM: _("g"),
    KitUnit.LITRE: _("l"),
    KitUnit.BAG: _("bolsa"),
    KitUnit.DOSE: _("dosis"),
}
CONDITIONS = {
    Condition.DAILY_WATER: _("agua todos los días"),
    Condition.WATER_TURN: _("turno de agua acordado"),
    Condition.ENOUGH_FLOW: _("caudal suficiente, medido"),
    Condition.COMMUNITY_ASSENT: _("acuerdo de la comunidad"),
    Condition.ORGANIC_WASTE: _("restos y guano"),
    Condition.OWN_ANIMALS: _("animales propios"),
    Condition.FENCE: _("cerco"),
    Condition.READY_MATERIALS: _("materiales del hogar listos"),
    Condition.RESTED_LAND: _("terreno descansado"),
    Condition.GOOD_SEED: _("buena semilla"),
    Condition.CLEAR_TENURE: _("terreno sin disputa"),
    Condition.SHADE: _("sombra"),
    Condition.DRY_SEASON_LAND: _("terreno libre en vaciante"),
    Condition.FODDER: _("forraje"),
    Condition.CLOSED_SHED: _("galpón o corral cerrado"),
    Condition.VACCINATOR: _("vacunador acordado"),
    Condition.TOILET_IN_USE: _("baño o letrina en uso"),
    Condition.SAFE_PERSON: _("persona sin alergia"),
    Condition.NOT_FLOODABLE: _("sitio que no se inunda"),
    Condition.FISHING_RIGHT: _("derecho de acuicultura"),
    Condition.TRAINED_INSTALLER: _("instalador capacitado"),
    Condition.SAFE_PLACE: _("sitio seguro"),
    Condition.FAMILY_PLAN: _("plano hecho por la familia"),
    Condition.SKILLED_MEMBER: _("persona con oficio"),
    Condition.BUYER: _("comprador"),
}
SUPPORTS = {
    Support.MENU: _("que está en el menú"),
    Support.MODULE: _("que el módulo se entregó"),
    Support.KIT: _("el kit"),
    Support.QUANTITY: _("cantidades"),
    Support.MANUAL: _("que existe un manual"),
    Support.CONDITIONS: _("dónde se da"),
    Support.PRICE: _("el precio"),
    Support.RESULTS: _("resultados"),
    Support.LAW: _("la norma"),
}
GROUPS = {
    Group.VERSION: _("La versión"),
    Group.CRITERION: _("Quién puede entrar: ámbitos"),
    Group.HOUSEHOLD_RULE: _("Quién puede entrar: hogares"),
    Group.SETTING: _("Parámetros"),
    Group.CONTEST: _("Concursos de yachachiqs: qué se califica"),
    Group.STAGE: _("Etapas"),
    Group.COMPONENT: _("Componentes"),
    Group.LANGUAGE: _("Lenguas"),
    Group.WORD: _("Nombres de las cosas"),
    Group.ITEM_ADDED: _("Se añade al menú"),
    Group.ITEM_REMOVED: _("Sale del menú"),
    Group.ITEM_CHANGED: _("Cambia en el menú"),
}
