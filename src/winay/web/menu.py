"""The places to go, in groups: what a person may open, as base.html draws it.

A page family adds its entry to a group. A group of which somebody may open one page alone is that page's link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission


@dataclass(frozen=True)
class Entry:
    """A page to go to. `needs`: shown to whoever holds one of these permissions somewhere; empty: to everybody.
    `nationwide` asks for the permission over the whole country. `under`: how the addresses of its things begin where
    they do not begin as its own."""

    label: str | Promise
    name: str
    needs: tuple[Permission, ...] = ()
    nationwide: bool = False
    under: tuple[str, ...] = ()

    def shown_to(self, who: ActingPerson | None) -> bool:
        """Whether the way leads there for this person."""
        if not self.needs:
            return True
        if who is None:
            return False
        return any(who.may(one) if self.nationwide else who.may_somewhere(one) for one in self.needs)


@dataclass(frozen=True)
class Group:
    """Pages that belong together."""

    label: str | Promise
    entries: tuple[Entry, ...]


OF_NUCLEI = (
    "/asambleas/", "/junta/", "/talleres/", "/entregas/", "/reclamos-de-entrega/", "/dichos/", "/tecnologias/",
    "/instalaciones/", "/verificaciones/", "/adopcion/", "/viviendas/", "/apoyos/", "/compromisos/",
)  # fmt: skip
"""What a nucleus does and has, at addresses of its own."""

MENU: tuple[Group, ...] = (
    Group(_("Lo que me espera"), (Entry(_("Lo que me espera"), "web:desk", (Permission.READ_HOUSEHOLDS,)),)),
    Group(
        _("Territorio"),
        (
            Entry(_("Lugares"), "web:places"),
            Entry(_("Áreas"), "web:areas"),
            Entry(_("Unidades territoriales"), "web:offices"),
        ),
    ),
    Group(
        _("Programas"),
        (
            Entry(_("Programas y versiones"), "web:programs"),
            Entry(_("Focalización"), "web:screenings"),
            Entry(_("Selecciones"), "web:selections"),
            Entry(_("Tablas de predios"), "web:farm_tables"),
            Entry(_("Indicadores"), "web:results", (Permission.READ_NUCLEI,)),
            Entry(_("Indicadores públicos"), "web:open_figures"),
            Entry(_("Cifras publicadas"), "web:published"),
            Entry(_("Estudio de caso"), "web:case_study"),
        ),
    ),
    Group(
        _("Hogares"),
        (
            Entry(_("Hogares registrados"), "web:households", (Permission.READ_HOUSEHOLDS,)),
            Entry(_("Registrar un hogar"), "web:register_household", (Permission.REGISTER_HOUSEHOLD,)),
            Entry(_("Registros dobles"), "web:duplicates", (Permission.READ_HOUSEHOLDS,)),
            Entry(_("Convocatorias e inscripción"), "web:calls", (Permission.READ_HOUSEHOLDS,)),
            Entry(_("Cargar hogares de un archivo"), "web:household_files", (Permission.REGISTER_HOUSEHOLD,)),
            Entry(_("Envíos de los teléfonos"), "web:submissions", (Permission.READ_SUBMISSIONS,)),
            Entry(_("Teléfonos"), "web:phones", (Permission.READ_PHONES,)),
            Entry(_("Formularios"), "web:field_forms", (Permission.READ_PHONES,), under=("/papel/",)),
        ),
    ),
    Group(
        _("Núcleos"),
        (
            Entry(_("Núcleos ejecutores"), "web:nuclei", (Permission.READ_NUCLEI,), under=OF_NUCLEI),
            Entry(_("Planes de núcleos"), "web:plans", (Permission.READ_NUCLEI,)),
            Entry(_("Núcleos centrales"), "web:centrals", (Permission.READ_NUCLEI,)),
            Entry(_("Propuestas técnicas"), "web:technical_plans_list", (Permission.READ_NUCLEI,)),
            Entry(_("Precios"), "web:offices_with_prices", (Permission.READ_NUCLEI,)),
            Entry(_("Tipos de cambio"), "web:exchange_rates", (Permission.READ_NUCLEI,)),
        ),
    ),
    Group(
        _("Yachachiqs y campo"),
        (
            Entry(_("¿Cuántos yachachiqs hacen falta?"), "web:trainer_need", (Permission.READ_NUCLEI,)),
            Entry(_("Concursos"), "web:contests", (Permission.READ_TRAINERS,), under=("/calificar/",)),
            Entry(_("Contratos"), "web:contracts", (Permission.READ_TRAINERS,)),
            Entry(_("Qué toca en los hogares"), "web:dues", (Permission.READ_NUCLEI,)),
            Entry(_("Visitas"), "web:visits", (Permission.READ_NUCLEI,), under=("/visitas-que-faltan/",)),
            Entry(_("Capacitaciones"), "web:group_sessions", (Permission.READ_NUCLEI,)),
            Entry(_("Capacitación de yachachiqs"), "web:courses", (Permission.READ_TRAINERS,)),
            Entry(_("Concursos públicos"), "web:public_contests"),
        ),
    ),
    Group(
        _("Control"),
        (
            Entry(_("Reclamos, rumores y conflictos"), "web:grievances", (Permission.READ_VOICES,)),
            Entry(_("Microestrategias"), "web:microstrategies", (Permission.READ_VOICES,)),
            Entry(_("Señales y supervisión"), "web:supervision", (Permission.READ_SIGNALS,)),
            Entry(_("Equipo: quién puede entrar"), "web:people", (Permission.READ_PEOPLE,), nationwide=True),
            Entry(_("Roles"), "web:roles"),
            Entry(_("Bitácora"), "web:journal", (Permission.READ_JOURNAL,), nationwide=True),
            Entry(_("Sellos de la bitácora"), "web:seals"),
            Entry(_("Verificar un documento"), "web:verify"),
            Entry(_("Decir un reclamo"), "web:tell_grievance"),
        ),
    ),
)


@dataclass(frozen=True)
class Link:
    """A page as the menu draws it."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True)
class Menu:
    """A group as the menu draws it: a link of its own (`url`) or the links behind it."""

    label: str
    active: bool
    url: str = ""
    links: tuple[Link, ...] = ()


_address = cache(reverse)
"""Asked for forty times a page."""


def menu(request: HttpRequest, who: ActingPerson | None, groups: Sequence[Group] = MENU) -> list[Menu]:
    """The groups of which somebody may open something, and where they are now: the entry with the longest address
    that the page's own begins with, or whose things the page is one of."""
    shown = [
        (group, [(entry, _address(entry.name)) for entry in group.entries if entry.shown_to(who)]) for group in groups
    ]
    begins = [(begin, url) for _, pages in shown for entry, url in pages for begin in (url, *entry.under)]
    near = [(begin, url) for begin, url in begins if request.path.startswith(begin)]
    here = max(near, key=lambda one: len(one[0]))[1] if near else ""
    drawn = []
    for group, pages in shown:
        links = tuple(Link(str(entry.label), url, url == here) for entry, url in pages)
        if not links:
            continue
        active = any(link.active for link in links)
        if len(links) == 1:
            drawn.append(Menu(links[0].label, active, links[0].url))
        else:
            drawn.append(Menu(str(group.label), active, links=links))
    return drawn
