"""A what-if in an address: `?set_poverty=35&mode_x=preference&cut_x=0.5&k=2&lend=1`. Made, read, and written again."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from urllib.parse import urlencode

import numpy as np
from django.http import QueryDict

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.core.fixed import from_fixed
from winay.journeys.pages.screening import cuts_to_try
from winay.programs.terms import CriterionKind, CriterionMode
from winay.programs.version_terms import CriterionTerms, VersionTerms
from winay.targeting.columns import MISSING, Ints
from winay.targeting.criteria_wording import language
from winay.targeting.queries.screening import Screening
from winay.targeting.rules import HECTARE_SCALE, Criterion, Terms
from winay.targeting.what_if_rules import Adjustments, cut_of, value_of
from winay.web.criteria_words import hectares
from winay.web.pictures import position

MOST_WRITTEN = 2000
"""Characters of one what-if in a comparison's address."""


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


def parse(text: str) -> QueryDict:
    """The address part of one what-if among several, as a query of its own."""
    return QueryDict(text[:MOST_WRITTEN])


@dataclass(frozen=True, slots=True)
class Cut:
    """A farm size that tables can be asked about."""

    value: str
    words: str
    chosen: bool
    published: bool


@dataclass(frozen=True, slots=True)
class Slider:
    """One criterion in the what-if form. Texts are as people write them; `low`, `high` and `at` are the slider's own
    numbers, and `mark` says where on it the published number stands, in percent of its length."""

    key: str
    name: str
    value: str
    published: str
    unit: str
    low: int
    high: int
    at: str
    mark: str
    mode: str
    published_mode: str
    changed: bool
    has_value: bool
    unconfirmed: bool
    cuts: list[Cut]


def sliders(version: VersionTerms, published: Terms, seen: Screening) -> list[Slider]:
    """The form's fields: every criterion with the number that decides now and the published one."""
    said = {criterion.key: criterion for criterion in version.criteria}
    return [
        _slider(said[now.key], before, now, found)
        for before, now, found in zip(published.criteria, seen.terms.criteria, seen.columns.found, strict=True)
    ]


def _slider(said: CriterionTerms, before: Criterion, now: Criterion, found: Ints) -> Slider:
    percents = now.percent or now.kind is CriterionKind.PREDOMINANCE
    at, published = (None if c.threshold is None else from_fixed(c.threshold, c.shown_scale) for c in (now, before))
    high = 100 if percents else _reach(found, now.scale, (at, published))
    return Slider(
        now.key,
        said.label.text(language()),
        _text(at),
        _text(published),
        "%" if percents else "",
        0,
        high,
        "" if at is None else f"{at:f}",
        "" if published is None else position(published, high),
        str(now.mode),
        str(before.mode),
        now.changed,
        at is not None,
        not said.confirmed,
        _cuts(now, before),
    )


def _text(value: Decimal | None) -> str:
    """A number to be changed by hand: without grouping, which could be taken for decimals."""
    if value is None:
        return ""
    written = f"{value.normalize():f}"
    return written if language() == "en" else written.replace(".", ",")


def _reach(found: Ints, scale: int, numbers: Sequence[Decimal | None]) -> int:
    """A round number that nine tenths of the areas stay under, and five times the published one too."""
    known = found[found != MISSING]
    common = int(np.percentile(known, 90)) / 10**scale if len(known) else 0
    most = max([common, *(5 * float(n) for n in numbers[1:] if n is not None), *(float(n) for n in numbers if n), 10.0])
    digits = 10 ** (len(str(ceil(most))) - 1)
    return int(ceil(most / digits) * digits)


def _cuts(now: Criterion, before: Criterion) -> list[Cut]:
    if now.kind is not CriterionKind.PREDOMINANCE:
        return []
    known = sorted({*cuts_to_try(before), *([now.cut_ha] if now.cut_ha is not None else [])})
    return [
        Cut(f"{from_fixed(cut, HECTARE_SCALE).normalize():f}", hectares(cut), cut == now.cut_ha, cut == before.cut_ha)
        for cut in known
    ]
