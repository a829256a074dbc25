"""Technologies for counting how they took root: of a nucleus, or of a district. A constant number of queries; over more
than a district it would read too much, and numbers of a country belong to marts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from winay.delivery.adoption_rules import Grown
from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.technology_models import Check, Installation
from winay.delivery.technology_rules import Seen
from winay.delivery.technology_terms import Evidence, TechState
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.nuclei import Reach, visible

BANDS = (1_000, 2_500, 3_500)
"""Metres above the sea that part the zones: up to the first, between, above the last."""
MOST = 20_000
"""Technologies that are counted at once."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A technology with what it is told apart by. `band`: how many of `BANDS` its place lies above; None unknown."""

    item: str
    sex: str
    band: int | None
    grown: Grown


def adopted(nuclei: Sequence[int]) -> list[Counted]:
    """The technologies of some nuclei (primary keys) that were delivered. Four queries."""
    told = Technology.objects.filter(nucleus__in=nuclei).order_by("id")[:MOST]
    rows = list(
        told.values_list(
            "pk", "item", "membership__enrolment__household__participant__sex",
            "membership__enrolment__household__place__altitude_m",
        )
    )  # fmt: skip
    here = {"technology__nucleus__in": nuclei, "reversed_at": None}
    first: dict[int, date] = {}
    for key, on in Delivery.objects.filter(**here).order_by("-delivered_on").values_list("technology", "delivered_on"):
        first[key] = on
    installed = dict(Installation.objects.filter(**here).values_list("technology", "installed_on"))
    checks: dict[int, list[Seen]] = {}
    for key, on, state, evidence in (
        Check.objects.filter(**here)
        .order_by("checked_on", "id")
        .values_list("technology", "checked_on", "state", "evidence")
    ):
        checks.setdefault(key, []).append(Seen(on, TechState(state), evidence != Evidence.TOLD))
    return [
        Counted(item, sex or "", _band(metres), Grown(first[key], installed.get(key), checks.get(key, [])))
        for key, item, sex, metres in rows
        if key in first
    ]


def _band(metres: int | None) -> int | None:
    return None if metres is None else sum(metres > one for one in BANDS)


def nuclei_in(reach: Reach, district: str) -> list[Nucleus]:
    """The nuclei of a district that somebody reads, by name. One query."""
    rows = Nucleus.objects.filter(visible(reach), district__code=district)
    return list(rows.select_related("version__program", "district__parent__parent").order_by("name", "pk"))
