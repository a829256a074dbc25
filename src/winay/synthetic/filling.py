"""A form filled in as a phone does it: answers go into the instance of the very form that phones get."""

import copy
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from django.utils.timezone import localtime

from winay.registry.facts import DescriptionFacts, HouseholdFacts, MemberFacts
from winay.registry.terms import BirthPrecision, ConsentHow

XFORMS, JR = "http://www.w3.org/2002/xforms", "http://openrosa.org/javarosa"
ElementTree.register_namespace("", XFORMS)
ElementTree.register_namespace("orx", "http://openrosa.org/xforms")

Values = Mapping[str, str]
Round = Mapping[str, Any]
SHARES = (0, 25, 50, 75, 100)
"""The shares that the form offers, in percent."""


def fill(
    xform: bytes, answers: Values, repeats: Mapping[str, Sequence[Round]], *, instance: str,
    entity: Values | None = None,
) -> bytes:  # fmt: skip
    """The instance of a form with answers in it; KeyError for an answer to a question that the form does not ask.
    `entity`: what a phone says of the thing of a list that it changes, by attribute; without it, it changes none. A
    round of a repeat says the same as `entity` among its answers."""
    tree = ElementTree.fromstring(xform)
    found = tree.find(f".//{{{XFORMS}}}model/{{{XFORMS}}}instance")
    if found is None:
        raise KeyError("instance")
    root = found[0]
    for path, rounds in repeats.items():
        _repeat(root, path, rounds)
    for path, value in answers.items():
        _at(root, path).text = value
    _at(root, "meta/instanceID").text = instance
    _declare(root, entity)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def answers_of(facts: HouseholdFacts, *, at: datetime, wants: bool = True, reason: str = "", note: str = "") -> Values:
    """What a family answers about its household. Where nobody agrees to the keeping of data, `facts` has no consent."""
    told, here = facts.description or DescriptionFacts(), localtime(at)
    answers = {
        "filled_on": here.date().isoformat(),
        "start": here.isoformat(timespec="milliseconds"),
        "end": here.isoformat(timespec="milliseconds"),
        "consent_text": facts.consent.text_key if facts.consent else "",
        "consent/language": facts.consent.language if facts.consent else "es",
        "consent/agrees": "yes" if facts.consent else "no",
        "place/locality": facts.place_code,
        "place/language": facts.language,
        "place/reference": facts.reference,
        "farm/farm_ha": "" if told.farm_ha is None else f"{told.farm_ha / 10_000:.4f}",
        "farm/main_activity": told.main_activity,
        "juntos/member": {True: "yes", False: "no", None: "unknown"}[facts.juntos.member if facts.juntos else None],
        "sisfoh/has_paper": "yes" if facts.classification else "no",
        "sisfoh/classification": facts.classification.classification if facts.classification else "",
        "sign/how": ConsentHow.SPOKEN,
        "people_checked": "OK",
        "entry/wants": "yes" if wants else "not_now",
        "entry/reason": reason,
        "entry/note": note,
    }
    for name in ("labour_share", "property_share", "sold_share"):
        share = getattr(told, name)
        answers[f"farm/{name}"] = "" if share is None else str(min(SHARES, key=lambda one: abs(one * 100 - share)))
    return answers


def answers_about(one: MemberFacts) -> Values:
    """What is answered about one person."""
    born = one.born_on.isoformat() if one.born_on else ""
    answers = {
        "given_names": one.given_names,
        "surname_1": one.surname_1,
        "surname_2": one.surname_2,
        "sex": one.sex,
        "birth_precision": one.birth_precision,
        "born_day": born if one.birth_precision is BirthPrecision.DAY else "",
        "born_month": born if one.birth_precision is BirthPrecision.MONTH else "",
        "born_year": born[:4] if one.birth_precision is BirthPrecision.YEAR else "",
        "kin": one.kin,
        "has_id": "yes" if one.national_id else "no",
        "national_id": one.national_id,
        "id_missing": one.id_missing or "",
        "mother_tongue": one.languages[0] if one.languages else "",
        "other_languages": " ".join(one.languages[1:]),
        "reads": {True: "yes", False: "no", None: ""}[one.reads],
        "phone": one.phone,
        "represents": "yes" if one.represents else "",
        "at_home": "no" if one.away else "yes",
    }
    if one.away:
        answers |= {
            "whereabouts": one.away.whereabouts,
            "away_reason": one.away.reason,
            "away_since": one.away.since.isoformat(),
        }
    return answers


def _repeat(root: Any, path: str, rounds: Sequence[Round]) -> None:
    rows = [one for one in root if one.tag == f"{{{XFORMS}}}{path}"]
    template, place = rows[-1], list(root).index(rows[0])
    for one in rows:
        root.remove(one)
    for number, values in enumerate(rounds):
        row = copy.deepcopy(template)
        row.attrib.pop(f"{{{JR}}}template", None)
        for name, value in values.items():
            if name != "entity":
                _at(row, name).text = value
        _declare(row, values.get("entity"))
        root.insert(place + number, row)


def _declare(here: Any, entity: Values | None) -> None:
    """What a form or a round of it says of a thing of a list."""
    metas = [one for one in here if one.tag.rpartition("}")[2] == "meta"]
    for one in (one for meta in metas for one in meta if one.tag.rpartition("}")[2] == "entity"):
        told = {"create": "", "update": ""} if entity is None else entity
        one.attrib.update({name: value for name, value in told.items() if entity is not None or name in one.attrib})


def _at(root: Any, path: str) -> Any:
    here = root
    for name in path.split("/"):
        found = next((one for one in here if one.tag.rpartition("}")[2] == name), None)
        if found is None:
            raise KeyError(path)
        here = found
    return here
