"""What can be bought: the kit lines of menus that the program pays, as goods with a price of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from winay.places.rules import name_key
from winay.plans.price_rules import Good
from winay.plans.terms import COMPONENTS, Menu
from winay.programs.models import Version
from winay.programs.queries import menu_of
from winay.programs.terms import Giver
from winay.programs.version_terms import ItemTerms, KitTerms, Words

LONGEST_LINE = 200


def good_of(item: str, line: KitTerms) -> Good:
    """The good that a kit line is."""
    return Good(item, name_key(line.words.text("es"))[:LONGEST_LINE], line.unit.value)


def bought(line: KitTerms) -> bool:
    """Whether the program pays it. What the household brings is a contribution."""
    return line.giver is not Giver.HOUSEHOLD


@dataclass(frozen=True, slots=True)
class Line:
    """A kit line of an item as a menu offers it."""

    item: ItemTerms
    position: int
    kit: KitTerms

    @property
    def good(self) -> Good:
        return good_of(self.item.key, self.kit)

    @property
    def words(self) -> Words:
        return self.kit.words


def lines_of(menu: Iterable[ItemTerms]) -> list[Line]:
    """What is bought for the items of a menu, item by item."""
    return [Line(item, at, kit) for item in menu for at, kit in enumerate(item.kit) if bought(kit)]


def menus_of(item: ItemTerms) -> tuple[Menu, ...]:
    """On which of the two menus an item stands; on none what is for later businesses alone."""
    return tuple(menu for menu, component in COMPONENTS.items() if component in item.components)


def menu_for(version: Version) -> tuple[ItemTerms, ...]:
    """The menu of a version. It never changes once published, so it is read once a process."""
    return _menu(version.public_id)


@lru_cache(maxsize=32)
def _menu(public_id: UUID) -> tuple[ItemTerms, ...]:
    return menu_of(Version.objects.get(public_id=public_id))


def goods_of(versions: Iterable[Version]) -> dict[Good, Line]:
    """Everything that these versions' menus buy; a good of several stands once, in the words of the first."""
    found: dict[Good, Line] = {}
    for version in versions:
        for line in lines_of(one for one in menu_for(version) if menus_of(one)):
            found.setdefault(line.good, line)
    return found


def by_item(lines: Mapping[Good, Line]) -> dict[str, list[Line]]:
    """The lines of each item."""
    found: dict[str, list[Line]] = {}
    for line in lines.values():
        found.setdefault(line.item.key, []).append(line)
    return found
