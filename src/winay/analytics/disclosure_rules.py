"""Which figures may be shown to everybody, so that nobody can work out a cell of a few households. Plain Python.

A figure of a place is a list of cells: how many there are of it and how many not, for each value of what it is told
apart by. A cell is safe when it is empty or has at least so many. What may be shown:

- a place whose every cell is safe, below a place that is shown itself;
- only as many places of a family as leave the others together safe: the family's whole less those that are shown is a
  figure that anybody can work out. Where it would not be safe, the smallest that is shown is kept back too.

Whatever can be added and subtracted from what is shown is then a sum of figures each of which is safe. Places are told
apart by one thing at a time: two tables of the same place that cross each other are not offered.
"""

from collections.abc import Collection, Mapping, Sequence

Cells = tuple[int, ...]
"""Counts of a place, in an order that all places of a country share."""


def safe(cells: Cells, least: int) -> bool:
    """Whether each cell is empty or has at least `least`."""
    return all(cell == 0 or cell >= least for cell in cells)


def shown(whole: Cells, parts: Mapping[str, Cells], least: int) -> frozenset[str]:
    """Which parts of a place that is shown may be shown too. The parts add up to the whole."""
    out = {key for key, cells in parts.items() if not safe(cells, least)}
    inside = sorted(parts.keys() - out, key=lambda key: (sum(parts[key]), key))
    while out and not safe(_less(whole, [parts[key] for key in inside]), least):
        if not inside:
            break  # nothing of the family is shown: what is left is the whole, which is safe
        out.add(inside.pop(0))
    return frozenset(inside)


def published(country: Cells, families: Sequence[Mapping[str, Cells]], least: int) -> frozenset[str]:
    """The places that may be shown, of a country and each level below it (codes of a level begin with that of their
    parent); "" is the country. Nothing where the country itself is not safe."""
    if not safe(country, least):
        return frozenset()
    known, above = {""}, {"": country}
    for level in families:
        for parent, whole in above.items():
            if parent in known:
                known |= shown(whole, _below(parent, above, level), least)
        above = dict(level)
    return frozenset(known)


def _below(parent: str, above: Collection[str], level: Mapping[str, Cells]) -> dict[str, Cells]:
    return {key: cells for key, cells in level.items() if key.startswith(parent)}


def _less(whole: Cells, parts: Sequence[Cells]) -> Cells:
    return tuple(cell - sum(part[place] for part in parts) for place, cell in enumerate(whole))
