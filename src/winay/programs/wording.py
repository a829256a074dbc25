"""Versions in sentences. Spanish is the source language; every function answers in the language now active.

Numbers are written as people write them here: 1 700, 1,3, 40 %.
"""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from winay.core.fixed import from_fixed
from winay.programs.rules import Difference, Group
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
    Precision,
    SettingKind,
    SourceKind,
    Support,
    Unit,
    Word,
    Zone,
)
from winay.programs.version_terms import CriterionTerms, NumberTerms, SettingTerms, VersionTerms

MESSAGES = {
    "programs.unknown_version": _("No existe la versión %(ref)s."),
    "programs.not_allowed": _("Las versiones se publican solo desde la línea de órdenes."),
}
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
    "visits_per_month_min": _("Visitas por mes, mínimo"),
    "visits_per_month_max": _("Visitas por mes, máximo"),
    "households_per_trainer": _("Hogares por yachachiq"),
    "trainer_selection": _("Selección de yachachiqs"),
    "trainers_apart": _("Yachachiq productivo y financiero son personas distintas"),
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
    Unit.HOUSEHOLDS: ngettext_lazy("%(n)s hogar", "%(n)s hogares"),
    Unit.PERSONS: ngettext_lazy("%(n)s persona", "%(n)s personas"),
    Unit.POSTS: ngettext_lazy("%(n)s cargo", "%(n)s cargos"),
    Unit.VISITS_A_MONTH: ngettext_lazy("%(n)s visita al mes", "%(n)s visitas al mes"),
    Unit.MONTHS: ngettext_lazy("%(n)s mes", "%(n)s meses"),
    Unit.YEAR_OF_PROGRAM: _("año %(n)s"),
    Unit.ITEMS: ngettext_lazy("%(n)s tecnología", "%(n)s tecnologías"),
    Unit.DAYS: ngettext_lazy("%(n)s día", "%(n)s días"),
    Unit.TRANSFERS: ngettext_lazy("%(n)s desembolso", "%(n)s desembolsos"),
    Unit.HOURS: ngettext_lazy("%(n)s hora", "%(n)s horas"),
    Unit.PERCENT: _("%(n)s %%"),
    Unit.HECTARES: _("%(n)s ha"),
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
    Group.STAGE: _("Etapas"),
    Group.COMPONENT: _("Componentes"),
    Group.LANGUAGE: _("Lenguas"),
    Group.WORD: _("Nombres de las cosas"),
    Group.ITEM_ADDED: _("Se añade al menú"),
    Group.ITEM_REMOVED: _("Sale del menú"),
    Group.ITEM_CHANGED: _("Cambia en el menú"),
}


def number_text(number: Decimal) -> str:
    """1 700 · 1,3 · 15,34, with the decimal sign of the language."""
    plain = f"{number.normalize():f}"
    whole, _dot, decimals = plain.partition(".")
    grouped = f"{int(whole):,}".replace(",", " ") if len(whole) > 3 else whole
    return grouped + (("." if _english() else ",") + decimals if decimals else "")


def quantity_text(quantity: NumberTerms | None) -> str:
    """A number with its unit; "no se sabe" where no source gives it."""
    if quantity is None or quantity.number is None:
        return str(UNKNOWN)
    return _with_unit(quantity.number, quantity.scale, quantity.unit)


def _with_unit(number: int, scale: int, unit: Unit) -> str:
    value = from_fixed(number, scale)
    words = UNITS[unit]
    fill = {"n": number_text(value)}
    plural = int(value) if value == int(value) else 2
    try:
        return str(words % ({**fill, "count": plural}))
    except (KeyError, TypeError):
        return str(words) % fill


def money_text(minor: int, currency: str) -> str:
    """S/ 1 234,50 · US$ 1 700."""
    amount = from_fixed(minor, 2)
    whole = amount == int(amount)
    digits = number_text(amount) if whole else number_text(Decimal(int(amount))) + _cents(amount)
    return f"{'S/' if currency == 'PEN' else 'US$'} {digits}"


def _cents(amount: Decimal) -> str:
    return ("." if _english() else ",") + f"{amount:.2f}".rsplit(".", 1)[1]


def setting_value(setting: SettingTerms) -> str:
    """The value of a setting in words."""
    if setting.choice is not None:
        return str(CHOICES[setting.key, setting.choice])
    if setting.number is None:
        return str(UNKNOWN)
    if setting.kind is SettingKind.YES_NO:
        return str(YES if setting.number else NO)
    if setting.kind is SettingKind.MONEY:
        return money_text(setting.number, setting.currency or "PEN")
    assert setting.unit is not None
    if setting.key == "assembly_quorum_over":
        return now("más del %(value)s") % {"value": _with_unit(setting.number, setting.scale, setting.unit)}
    return _with_unit(setting.number, setting.scale, setting.unit)


def setting_in_words(setting: SettingTerms) -> str:
    """A name and a value, as in: Hogares por núcleo, mínimo: 80 hogares."""
    return now("%(name)s: %(value)s") % {"name": SETTING_NAMES[setting.key], "value": setting_value(setting)}


def criterion_in_words(criterion: CriterionTerms) -> str:
    """One sentence: "Más del 40 % de las personas del distrito en pobreza (2018)"."""
    if criterion.kind is CriterionKind.THRESHOLD:
        return _threshold(criterion)
    if criterion.kind is CriterionKind.MINIMUM_HOUSEHOLDS:
        return now("El ámbito tiene al menos %(value)s") % {"value": quantity_text(criterion.value)}
    if criterion.kind is CriterionKind.LISTED:
        return _listed(criterion)
    return _predominance(criterion)


def _threshold(criterion: CriterionTerms) -> str:
    assert criterion.comparison is not None
    value = quantity_text(criterion.value)
    sentence = INDICATOR_SENTENCES.get((criterion.indicator or "", criterion.comparison))
    if sentence is not None:
        return str(sentence) % {"value": value}
    label = criterion.label.text(get_language() or "es")
    return str(COMPARISONS[criterion.comparison]) % {"what": label, "value": value}


def _listed(criterion: CriterionTerms) -> str:
    label = criterion.label.text(get_language() or "es")
    if criterion.places is None:
        return now("%(label)s (la lista no se publicó)") % {"label": label}
    return now("%(label)s (lista de %(n)s lugares, %(as_of)s)") % {
        "label": label,
        "n": len(criterion.places),
        "as_of": criterion.as_of or UNKNOWN,
    }


def _predominance(criterion: CriterionTerms) -> str:
    text = now("Más del %(share)s de los hogares del ámbito tienen menos de %(cut)s") % {
        "share": quantity_text(criterion.share_over),
        "cut": quantity_text(criterion.cut_ha),
    }
    further = []
    if criterion.labour_share_at_least:
        further.append(
            now("usan en el agro el %(share)s o más de su trabajo")
            % {"share": quantity_text(criterion.labour_share_at_least)}
        )
    if criterion.property_share_at_least:
        further.append(
            now("el %(share)s o más de su propiedad") % {"share": quantity_text(criterion.property_share_at_least)}
        )
    if criterion.limited_sales:
        further.append(now("venden poco"))
    return ", ".join([text, *further])


def since_in_words(version: VersionTerms) -> str:
    """From when it holds, as exactly as the source says: a year, a month or a day."""
    day = version.valid_from
    months = (
        _("enero"), _("febrero"), _("marzo"), _("abril"), _("mayo"), _("junio"), _("julio"), _("agosto"),
        _("setiembre"), _("octubre"), _("noviembre"), _("diciembre"),
    )  # fmt: skip
    if version.valid_from_precision is Precision.YEAR:
        return now("desde %(year)s") % {"year": day.year}
    parts = {"day": day.day, "month": months[day.month - 1], "year": day.year}
    if version.valid_from_precision is Precision.MONTH:
        return now("desde %(month)s de %(year)s") % parts
    return now("desde el %(day)s de %(month)s de %(year)s") % parts


def difference_in_words(difference: Difference, a: VersionTerms, b: VersionTerms) -> tuple[str, str, str]:
    """What differs, and how each of the two versions says it; "—" where one says nothing."""
    before, after = difference.before, difference.after
    if difference.kind is Group.SETTING and difference.field in ("value", ""):
        name = str(SETTING_NAMES[difference.key])
        return name, *(_setting_side(version, difference.key) for version in (a, b))
    if difference.kind is Group.CRITERION:
        sides = [next((c for c in v.criteria if c.key == difference.key), None) for v in (a, b)]
        label = next(c for c in reversed(sides) if c).label.text(get_language() or "es")
        if difference.field in ("", "value", "comparison", "share_over", "cut_ha", "label"):
            return label, *("—" if side is None else criterion_in_words(side) for side in sides)
        if difference.field == "mode":
            return label, *("—" if side is None else str(MODES[side.mode]) for side in sides)
        return label, before or "—", after or "—"
    return _name_of(difference, b), before or "—", after or "—"


def _setting_side(version: VersionTerms, key: str) -> str:
    setting = version.settings.get(key)
    return "—" if setting is None else setting_value(setting)


def _name_of(difference: Difference, b: VersionTerms) -> str:
    match difference.kind:
        case Group.SETTING:
            return str(SETTING_NAMES[difference.key])
        case Group.LANGUAGE:
            return str(LANGUAGES[Language(difference.key)])
        case Group.WORD:
            return str(WORDS[Word(difference.key)])
        case Group.ITEM_CHANGED:
            item = b.item(difference.key)
            return item.name.text(get_language() or "es") if item else difference.key
        case Group.ITEM_ADDED | Group.ITEM_REMOVED:
            return difference.after or difference.before or difference.key
        case _:
            return str(GROUPS[difference.kind])


def _english() -> bool:
    return (get_language() or "es").startswith("en")
