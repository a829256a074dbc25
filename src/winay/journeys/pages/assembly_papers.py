"""The papers of an assembly that are filled in by hand: the notice, the list of who comes, the minutes, the ballot
sheet. What is written on them is told afterwards, in the same order."""

from django.utils.translation import gettext as _

from winay.accounts.queries import is_demo
from winay.core.numbers import day
from winay.journeys.namesakes import age_of, name_of
from winay.journeys.native_words import native_words
from winay.journeys.pages.selection_act import place_words
from winay.nuclei.assembly_rules import ELECTING, needed
from winay.nuclei.governance_models import AgendaItem, Assembly
from winay.nuclei.queries.assemblies import governance_of
from winay.nuclei.queries.people import Crowd, Home, crowd_of
from winay.nuclei.terms import Post
from winay.nuclei.wording import ASSEMBLIES, POSTS
from winay.registry.rules import household_code
from winay.targeting.criteria_wording import language

TEMPLATE = "assembly_papers"
PAPERS = ("aviso", "asistencia", "acta", "votos")
MOTIONS_ON_PAPER, CANDIDATES_ON_PAPER = 5, 5
SPARE_ROWS = 4
"""Rows for households that entered after the list was printed."""


def titles() -> dict[str, str]:
    """The papers by their names in addresses."""
    return {
        "aviso": _("Aviso de asamblea"), "asistencia": _("Lista de asistencia"), "acta": _("Acta para llenar"),
        "votos": _("Hoja de votación"),
    }  # fmt: skip


def paper_inputs(assembly: Assembly, which: str, *, spoken: str) -> dict[str, object]:
    """Everything that stands on a paper. `spoken` is a language whose words stand beside the Spanish."""
    native = native_words(spoken)
    crowd = crowd_of(assembly.nucleus, assembly.held_on)
    asks = governance_of(assembly.nucleus.version_id)
    members = len(crowd.homes)
    return {
        "labels": _labels(),
        "language": language(),
        "which": which,
        "title": titles()[which],
        "native": native,
        "native_mark": _("Sin revisión de hablante: las palabras en otro idioma.") if native else "",
        "synthetic": _("INVENTADO") if is_demo() or assembly.synthetic or assembly.nucleus.synthetic else "",
        "nucleus": f"{assembly.nucleus.name}, {place_words(assembly.nucleus.district)}",
        "facts": _facts(assembly),
        "agenda": list(
            AgendaItem.objects.filter(assembly=assembly).order_by("position").values_list("text", flat=True)
        ),
        "quorum": _("El núcleo tiene %(members)s hogares: hay quórum desde %(needed)s.")
        % {"members": members, "needed": needed(members, asks.over) if members else 0},
        "homes": [_home(home, crowd) for home in crowd.homes] if which == "asistencia" else [],
        "spare": SPARE_ROWS,
        "posts": [
            str(POSTS[post])
            for post in Post
            if assembly.kind in ELECTING and not (post is Post.PROSECUTOR and asks.appointing)
        ],
        "motions": MOTIONS_ON_PAPER,
        "candidates": CANDIDATES_ON_PAPER,
    }


def _home(home: Home, crowd: Crowd) -> list[object]:
    """A row of the list: the household's code and community, its participant, the others of age. Whoever shares a name
    with somebody else of the nucleus stands with their age."""
    named = {
        one.public_id: name_of(one) + (f" ({age_of(one, crowd.on)})" if one.public_id in crowd.namesakes else "")
        for one in home.people
    }
    participant = home.household.participant
    first = named.pop(participant.public_id, "") if participant is not None else ""
    others = [words for key, words in named.items() if key not in crowd.minors]
    return [household_code(home.household.public_id), home.household.place.name, first, others]


def _facts(assembly: Assembly) -> list[list[str]]:
    second = assembly.second_call_at
    return [
        [_("Asamblea"), str(ASSEMBLIES[assembly.kind]), "assembly"],
        [_("Fecha"), day(assembly.held_on, language()), "date"],
        [_("Primera citación"), assembly.first_call_at.strftime("%H:%M"), "hour"],
        [_("Segunda citación"), second.strftime("%H:%M") if second else "—", ""],
        [_("Lugar"), assembly.meeting_place, "where"],
        [_("Convoca"), assembly.called_by_name, ""],
    ]


def _labels() -> dict[str, str]:
    return {
        "agenda": _("Agenda"), "household": _("Hogar"), "name": _("Nombre"),
        "others": _("O viene otra persona del hogar"),
        "spoke": _("Habló"), "sign": _("Firma"), "fingerprint": _("Huella"), "page": _("Página"), "of": _("de"),
        "mark": _("Marque a quien vino: basta una persona por hogar. Quien no firma pone su huella."),
        "closed_by": _("Secretaría del núcleo"), "led": _("Quién dirige"), "language": _("Idioma"),
        "call": _("Citación (1.ª o 2.ª)"), "present": _("Hogares que vinieron"), "motion": _("Acuerdo"),
        "for": _("A favor"), "against": _("En contra"), "abstained": _("Se abstienen"),
        "notes": _("Notas, dudas y reservas"),
        "candidate": _("Candidato o candidata"), "votes": _("Votos (uno por hogar)"), "blank": _("En blanco o nulos"),
        "round": _("Si hay empate, se vota otra vuelta en otra hoja. Una persona ejerce un solo cargo."),
        "signatures": _("Firmas"), "signer": _("Nombre y cargo"), "total": _("Total"),
        "ruego": _("Quien no firma pone su huella; firma a ruego un testigo que esa persona escoge."),
        "scan": _("Con este código se llega a la asamblea en el sistema."),
        "by_household": _("Cada hogar cuenta una vez para el quórum, vengan cuantos vengan."),
    }  # fmt: skip
