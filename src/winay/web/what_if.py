"""A what-if in an address: `?set_poverty=35&mode_x=preference&cut_x=0.5&k=2&lend=1`. Made, read, and written again."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.programs.terms import CriterionMode
from winay.targeting.rules import Adjustments, Terms, cut_of, value_of


def read(query: QueryDict, published: Terms) -> Adjustments:
    """The adjustments of an address. What equals the published version is left out, so that an untouched form is no
    what-if; `Refused` for what cannot be."""
    known = {criterion.key: criterion for criterion in published.criteria}
    values, modes, cuts = {}, {}, {}
    for name, text in query.items():
        kind, _, key = name.partition("_")
        if kind not in {"set", "mode", "cut"} or not text.strip():
            continue
        if key not in known:
            raise Refused([Reason("targeting.unknown_criterion", {"key": key[:40], "known": ", ".join(known)})])
        if kind == "set":
            if value_of(known[key], text) != known[key].threshold:
                values[key] = text.strip()
        elif kind == "cut":
            if cut_of(known[key], text) != known[key].cut_ha:
                cuts[key] = text.strip()
        elif text not in set(CriterionMode):
            raise Refused([Reason("targeting.unknown_mode", {"mode": text[:40]})])
        elif text != known[key].mode:
            modes[key] = CriterionMode(text)
    k = query.get("k", "").strip()
    if k and not (k.isascii() and k.isdigit() and len(k) <= 3):
        raise Refused([Reason("targeting.k_not_a_number", {"k": k[:40]})])
    asks_for_k = CriterionMode.ALTERNATIVE in modes.values() or published.k
    return Adjustments(values, modes, int(k) if k and asks_for_k else None, query.get("lend") == "1", cuts)


def write(wanted: Adjustments) -> str:
    """The address part of a what-if, without `?`; empty for the version as published."""
    parts = {f"set_{key}": text for key, text in wanted.values.items()}
    parts |= {f"mode_{key}": str(mode) for key, mode in wanted.modes.items()}
    parts |= {f"cut_{key}": text for key, text in wanted.cuts.items()}
    if wanted.k is not None:
        parts["k"] = str(wanted.k)
    if wanted.lend:
        parts["lend"] = "1"
    return urlencode(parts)


@dataclass(frozen=True, slots=True)
class Field:
    """One criterion in the what-if form."""

    key: str
    name: str
    value: str
    percent: bool
    mode: str
    changed: bool
    has_value: bool
    unconfirmed: bool
