"""What the nuclei of the national seed want in their workshops, and the package that comes of it: what grows where they
live, more of this here and of that there, within the cap."""

from collections.abc import Mapping, Sequence
from random import Random

from winay.nuclei.models import Nucleus
from winay.plans.guides import guides
from winay.plans.queries.menus import menus_of
from winay.plans.queries.pricing import Pricing
from winay.plans.rules import may_cost
from winay.plans.terms import ChoiceMode, Menu, Trap
from winay.plans.workshop_rules import AnswerSaid, WorkshopTold
from winay.programs.terms import Zone
from winay.programs.version_terms import ItemTerms
from winay.synthetic.planned import WANTED
from winay.synthetic.spots import country_names

LEAST_WANTED, MOST_WANTED = 0.12, 0.62
"""Which share wants what `WANTED` does not name, by chance."""
ELSEWHERE = 0.08
"""How much less people want what does not grow where they live."""
JUNGLE_LOW, VALLEY_BELOW = 600, 2_500
"""Metres: below, low jungle, or a warm valley."""
FEWEST, USUAL = 3, 6
"""Items of a package; the most where the version does not say."""
ANSWERS: Mapping[Trap, Sequence[str]] = {
    Trap.HUMAN_CAPITAL: (
        "Riego y crianza, pero en su idioma y en la chacra, no en el local.", "Curar a los animales sin pagar a nadie.",
        "Las mujeres dejan la escuela para cuidar.", "Leer las recetas y las etiquetas de los remedios.",
        "Quieren aprender de quien lo hace bien en otra comunidad.",
    ),
    Trap.PRODUCTIVITY: (
        "De julio a octubre no alcanza la comida.", "La helada de febrero se llevó la mitad.",
        "El agua baja en agosto y no alcanza para todos los turnos.", "La tierra ya está cansada y da menos cada año.",
        "Se mueren los cuyes en tiempo de frío.",
    ),
    Trap.MARKETS: (
        "Solo al camión que pasa los jueves, al precio que él pone.", "Cuatro horas a pie hasta la feria.",
        "Venden gallinas cuando falta para los útiles.", "El que compra trae su propia balanza.",
        "No juntan lo suficiente para que venga un comprador.",
    ),
}  # fmt: skip
NOTES = ("", "", "Se habló en dos idiomas.", "Las mujeres se juntaron aparte y después contaron.", "Terminó de noche.")
SEEN = (
    "Visto casa por casa con la junta", "Lo mostraron en la visita del taller", "Se acordó en la asamblea",
    "Lo aporta cada hogar antes de recibir",
)  # fmt: skip


def told_in(
    nucleus: Nucleus, menu: Mapping[str, ItemTerms], *, facilitator: str, households: int, people: int,
    women_first: bool, luck: Random,
) -> WorkshopTold:  # fmt: skip
    """A workshop to which so many households and people came."""
    answers = []
    for guide in guides():
        texts = luck.sample(ANSWERS[guide.trap], luck.choice((1, 2, 2, 3)))
        for (_key, question), text in zip(guide.asked("es"), texts, strict=False):
            answers.append(AnswerSaid(guide.trap, question, text, luck.randint(1, max(1, people // 3))))
    mode = ChoiceMode.HANDS if women_first else luck.choice((ChoiceMode.HANDS, ChoiceMode.SECRET))
    return WorkshopTold(
        facilitator, mode, tuple(answers), counts=_wanted(nucleus, menu, households, luck), notes=luck.choice(NOTES)
    )


def _wanted(nucleus: Nucleus, menu: Mapping[str, ItemTerms], households: int, luck: Random) -> dict[str, int]:
    usual = {item: share / 100 for item, share in WANTED}
    found = {}
    for key, item in menu.items():
        share = usual.get(key) or luck.uniform(LEAST_WANTED, MOST_WANTED)
        share *= luck.uniform(0.55, 1.1) if fits(item, nucleus) else ELSEWHERE * luck.random()
        hands = min(households, round(share * households))
        if hands:
            found[key] = hands
    return found


def fits(item: ItemTerms, nucleus: Nucleus) -> bool:
    """Whether it is for the zone and the altitude of the nucleus's seat."""
    metres = nucleus.seat.altitude_m
    if metres is None:
        return True
    high = item.altitude is None or item.altitude[0] <= metres <= item.altitude[1]
    return high and _zone(nucleus.district.code, metres) in item.zones


def _zone(code: str, metres: int) -> Zone:
    if any(code.startswith(one) for one in country_names()["jungle"]):
        return Zone.LOW_JUNGLE if metres < JUNGLE_LOW else Zone.HIGH_JUNGLE
    return Zone.VALLEY if metres < VALLEY_BELOW else Zone.HIGHLANDS


def package_of(
    nucleus: Nucleus, menu: Mapping[str, ItemTerms], told: WorkshopTold, pricing: Pricing, luck: Random
) -> dict[str, int]:
    """What most want, of both menus, as far as the cap goes."""
    most = luck.randint(FEWEST, pricing.terms.usual_items or USUAL)
    wanted = sorted((item for item in told.tally if fits(menu[item], nucleus)), key=lambda item: -told.tally[item])
    healthy = [item for item in wanted if Menu.HEALTHY_HOME in menus_of(menu[item])]
    productive = [item for item in wanted if item not in healthy]
    at_home = luck.choice((1, 1, 2))
    package: dict[str, int] = {}
    for some, up_to in ((healthy, at_home), (productive, most - at_home)):
        taken = 0
        for item in some:
            more = package | {item: 1}
            if taken < up_to and may_cost(pricing.cost_of(more), pricing.cap).ok:
                package, taken = more, taken + 1
    return package
