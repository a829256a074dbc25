"""Fills in a form as a phone does: the answers go into the instance of the very form that phones get."""

import copy
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.conf import settings

from winay.intake.forms.reading import to_xform

XFORMS, JR = "http://www.w3.org/2002/xforms", "http://openrosa.org/javarosa"
ElementTree.register_namespace("", XFORMS)
ElementTree.register_namespace("orx", "http://openrosa.org/xforms")
SHIPPED = Path(settings.WINAY_FORMS) / "household_registration.xlsx"

Values = Mapping[str, str]
PERSON: dict[str, str] = {
    "given_names": "Fortunata", "surname_1": "Quispe", "surname_2": "Ccori", "sex": "f", "birth_precision": "day",
    "born_day": "1984-03-12", "kin": "participant", "has_id": "yes", "national_id": "41234567",
    "mother_tongue": "quy", "other_languages": "es", "reads": "no", "at_home": "yes",
}  # fmt: skip
HOME: dict[str, str] = {
    "consent_text": "2026.1", "consent/language": "quy", "consent/agrees": "yes", "place/language": "quy",
    "place/reference": "Frente a la posta", "juntos/member": "yes", "sisfoh/has_paper": "no", "entry/wants": "yes",
    "sign/how": "spoken", "people_checked": "OK",
}  # fmt: skip


def registration(
    place: str, on: str, *, members: Sequence[Values] = (PERSON,), instance: str = "", **change: str
) -> bytes:
    """A registration form, filled in; `change` names answers with `__` for `/`."""
    answers = {**HOME, "filled_on": on, "place/locality": place, "start": f"{on}T10:00:00.000-05:00"}
    answers |= {"end": f"{on}T10:20:00.000-05:00"} | {name.replace("__", "/"): value for name, value in change.items()}
    return fill(to_xform(SHIPPED.read_bytes()).xml, answers, {"members": members}, instance=instance)


def fill(xform: bytes, answers: Values, repeats: Mapping[str, Sequence[Values]], *, instance: str = "") -> bytes:
    """The instance of a form with answers in it. KeyError for an answer to a question that the form does not ask."""
    tree = ElementTree.fromstring(xform)
    found = tree.find(f".//{{{XFORMS}}}model/{{{XFORMS}}}instance")
    assert found is not None
    root = found[0]
    for path, rounds in repeats.items():
        _repeat(root, path, rounds)
    for path, value in answers.items():
        _at(root, path).text = value
    _at(root, "meta/instanceID").text = instance or f"uuid:{uuid.uuid4()}"
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _repeat(root: Any, path: str, rounds: Sequence[Values]) -> None:
    rows = [one for one in root if one.tag == f"{{{XFORMS}}}{path}"]
    template, place = rows[-1], list(root).index(rows[0])
    for one in rows:
        root.remove(one)
    for number, values in enumerate(rounds):
        row = copy.deepcopy(template)
        row.attrib.pop(f"{{{JR}}}template", None)
        for name, value in values.items():
            _at(row, name).text = value
        root.insert(place + number, row)


def _at(root: Any, path: str) -> Any:
    here = root
    for name in path.split("/"):
        found = next((one for one in here if one.tag.rpartition("}")[2] == name), None)
        if found is None:
            raise KeyError(path)
        here = found
    return here
