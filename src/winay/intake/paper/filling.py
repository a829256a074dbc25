"""A form filled in as a phone does it: answers go into the instance of the very form that phones get."""

import copy
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from winay.intake.forms.preview import XFORMS, below
from winay.intake.paper.reading import Calculated
from winay.intake.reading.answers import steps

JR = "{http://openrosa.org/javarosa}"
ElementTree.register_namespace("", XFORMS.strip("{}"))
ElementTree.register_namespace("orx", "http://openrosa.org/xforms")


def filled(xform: bytes, answers: Mapping[str, str], rounds: Mapping[str, int], *, instance_id: str) -> bytes:
    """The instance of a form with answers by path, each repeat with as many rounds as were filled in. What concerns
    lists on phones is left out: no phone holds what was on paper. KeyError for a path that the form does not have."""
    root = _instance(xform)
    for path in _repeats(root):
        _repeat(root, path, rounds.get(path, 0))
    for path, value in answers.items():
        if value:
            _at(root, path).text = value
    for meta in root.iter():
        if _local(meta) == "meta":
            for entity in [one for one in meta if _local(one) == "entity"]:
                meta.remove(entity)
    _at(root, "meta/instanceID").text = instance_id
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def calculations(xform: bytes) -> list[Calculated]:
    """What the form works out by itself, in its order; what it does with entities is left to phones."""
    return [
        Calculated(below(bind.get("nodeset", "")), bind.get("calculate", ""))
        for bind in ElementTree.fromstring(xform).iter(f"{XFORMS}bind")
        if bind.get("calculate") and "@" not in bind.get("nodeset", "") and "/meta/" not in bind.get("nodeset", "")
    ]


def days_given(xform: bytes) -> list[str]:
    """The paths at which the phone writes the day of filling in."""
    return [
        below(bind.get("nodeset", ""))
        for bind in ElementTree.fromstring(xform).iter(f"{XFORMS}bind")
        if bind.get(f"{JR}preload") == "date"
    ]


def _instance(xform: bytes) -> ElementTree.Element:
    found = ElementTree.fromstring(xform).find(f".//{XFORMS}model/{XFORMS}instance")
    if found is None or not len(found):
        raise KeyError("instance")
    return found[0]


def _repeats(group: ElementTree.Element, base: str = "") -> list[str]:
    """The paths of the repeats that stand in no other."""
    found: list[str] = []
    for one in group:
        path = f"{base}/{_local(one)}".strip("/")
        found += [path] if f"{JR}template" in one.attrib else _repeats(one, path)
    return list(dict.fromkeys(found))


def _repeat(root: ElementTree.Element, path: str, number: int) -> None:
    before, _slash, name = path.rpartition("/")
    group = _at(root, before) if before else root
    rows = [one for one in group if _local(one) == name]
    if not rows:
        raise KeyError(path)
    template, place = rows[-1], list(group).index(rows[0])
    for one in rows:
        group.remove(one)
    for turn in range(number):
        row = copy.deepcopy(template)
        row.attrib.pop(f"{JR}template", None)
        group.insert(place + turn, row)


def _at(root: ElementTree.Element, path: str) -> ElementTree.Element:
    here = root
    for name, place in steps(path):
        same = list(_named(here, name))
        if len(same) < place:
            raise KeyError(path)
        here = same[place - 1]
    return here


def _named(group: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (one for one in group if _local(one) == name)


def _local(one: ElementTree.Element) -> str:
    return one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
