"""What the address of a screening asks for: a version, a what-if of it, a territory, and what-ifs to compare with."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, QueryDict

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.journeys.wording import say
from winay.places.queries import place_by_code
from winay.programs.version_terms import VersionTerms
from winay.targeting.criteria_wording import language
from winay.targeting.queries.country import DISTRICT
from winay.targeting.queries.screening import Flow, Screening, flow, named_what_ifs, screen_country, version_of
from winay.targeting.rules import Terms
from winay.targeting.terms import WhatIf
from winay.targeting.what_if_rules import Adjustments
from winay.web import what_if

MOST_COMPARED = 3
"""What-ifs beside the published version in a comparison."""


@dataclass(frozen=True)
class Asked:
    """A screening as an address asks for it. With `problems` the what-if cannot be, and `seen` is the version as it
    was published. Both screenings are narrowed to the territory."""

    version: VersionTerms
    wanted: Adjustments
    problems: list[str]
    territory: Any
    published: Screening
    seen: Screening
    compared: tuple[str, ...]

    @cached_property
    def flow(self) -> Flow:
        """What the what-if lets in and leaves out that the published version did not."""
        return flow(self.published, self.seen)

    @property
    def named(self) -> list[tuple[WhatIf, Adjustments]]:
        """The what-ifs of the version that have a name."""
        return named_what_ifs(self.version, self.published.terms)

    def under(self, wanted: Adjustments) -> Screening:
        """The same version and territory under another what-if; `Refused` for one that cannot be."""
        whole = screen_country(self.version, wanted, now=self.published.revision)
        return whole.within(self.territory.code if self.territory else None)

    @property
    def what_if(self) -> str:
        """The address part of the what-if alone."""
        return what_if.write(self.wanted)

    @property
    def wanted_fields(self) -> list[tuple[str, str]]:
        """The what-if as the hidden fields of a form."""
        return parse_qsl(self.what_if)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What goes along with any what-if: the territory and the what-ifs gathered for a comparison."""
        inside = [("in", self.territory.code)] if self.territory else []
        return inside + [("s", one) for one in self.compared]

    @property
    def query(self) -> str:
        """The whole address part: the what-if and what goes along with it."""
        return "&".join(part for part in (self.what_if, urlencode(self.kept)) if part)

    @property
    def compare_query(self) -> str:
        """The address part of a comparison of all that was gathered and this what-if too."""
        inside = [("in", self.territory.code)] if self.territory else []
        these = [*self.compared, *([self.what_if] if self.what_if and self.what_if not in self.compared else [])]
        return urlencode([("s", one) for one in these[:MOST_COMPARED]] + inside)

    @property
    def may_add(self) -> bool:
        """Whether this what-if can still be added to what was gathered."""
        return bool(self.what_if) and (len(self.compared) < MOST_COMPARED or self.what_if in self.compared)

    @property
    def place_query(self) -> str:
        """The what-if and the territory: for maps, reasons and downloads, which compare nothing."""
        inside = urlencode({"in": self.territory.code}) if self.territory else ""
        return "&".join(part for part in (self.what_if, inside) if part)


def asked(request: HttpRequest, program: str, version: str) -> Asked:
    """What a request asks for; 404 for a version or a territory of nothing."""
    terms = version_or_404(program, version)
    whole = screen_country(terms)
    published, now = whole.terms, whole.revision
    territory = territory_or_404(request)
    inside = territory.code if territory else None
    wanted, problems = wanted_of(request.GET, terms, published)
    seen = whole
    if wanted.any:
        try:
            seen = screen_country(terms, wanted, now=now)
        except Refused as refused:
            wanted, problems = Adjustments(), in_words(refused, terms)
    return Asked(
        terms,
        wanted,
        problems,
        territory,
        whole.within(inside),
        seen.within(inside),
        tuple(one for one in gathered(request.GET.getlist("s"), terms, published) if one)[:MOST_COMPARED],
    )


def version_or_404(program: str, version: str) -> VersionTerms:
    """A published version."""
    terms = version_of(program, version)
    if terms is None:
        raise Http404
    return terms


def territory_or_404(request: HttpRequest) -> Any:
    """The place that the address narrows the screening to, None for the country; 404 for a code of nothing, and of a
    locality, which is no territory."""
    code = request.GET.get("in", "")
    place = place_by_code(code) if code else None
    if code and (place is None or len(code) > DISTRICT):
        raise Http404
    return place


def wanted_of(query: QueryDict, version: VersionTerms, published: Terms) -> tuple[Adjustments, list[str]]:
    """The what-if of an address, or none and why it cannot be read."""
    try:
        return what_if.read(query, published), []
    except Refused as refused:
        return Adjustments(), in_words(refused, version)


def in_words(refused: Refused, version: VersionTerms) -> list[str]:
    """Why a what-if cannot be, naming criteria as the page does."""
    names = {criterion.key: criterion.label.text(language()) for criterion in version.criteria}
    said = []
    for reason in refused.reasons:
        key = str(reason.params.get("key", ""))
        named = {"key": names.get(key, key), "known": "; ".join(names.values())}
        said.append(say(Reason(reason.code, {**reason.params, **named})))
    return said


def gathered(texts: Sequence[str], version: VersionTerms, published: Terms) -> list[str]:
    """What-ifs of a comparison as they are written here, each once; what cannot be read is left out."""
    found: list[str] = []
    for text in texts:
        wanted, problems = wanted_of(what_if.parse(text), version, published)
        written = what_if.write(wanted)
        if not problems and written and written not in found:
            found.append(written)
    return found
