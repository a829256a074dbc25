"""The rows of a phone's lists, as the rooms know them on a day. Every value is a text; what is not known is empty."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import override

from winay.intake.entities.store import Row
from winay.journeys.phone_lists.cases import Rows, Turned, cases_of, iso, last_visits, plain, turns_of_cases
from winay.journeys.phone_lists.ground import Ground
from winay.journeys.phone_lists.plan_rows import plan_item_rows, promised_to
from winay.journeys.phone_lists.visit_rows import next_visit_rows
from winay.registry.models import Member
from winay.registry.rules import age_on, household_code, next_birthday
from winay.registry.wording import KINS

HOUSEHOLDS, MEMBERS, PLAN_ITEMS, NEXT_VISITS = "households", "members", "plan_items", "next_visits"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    HOUSEHOLDS: ("code", "contract_code", "kind", "participant", "place", "language", "last_on", "last_advice",
                 "next_on", "items"),
    MEMBERS: ("household", "nucleus", "relation", "sex", "age"),
    PLAN_ITEMS: ("household", "item", "quantity", "unit", "state", "lacks", "due_on"),
    NEXT_VISITS: ("household", "visit_on", "began"),
}  # fmt: skip
"""The properties of each list, besides name, label and version. `lacks`: of how many things of the kit something still
misses; `due_on`: by when it is to come, or to be looked at."""
HEALS = timedelta(days=7)
"""A list is made anew that often, whatever is told."""
SCOPED = frozenset({HOUSEHOLDS})
"""Lists of which productive and financial trainers see something else: each has their own visits to a household."""


def rows_of(dataset: str, ground: Ground) -> Rows:
    """The rows of a list in the order in which phones show them: by day where they have one, then by label. A phone
    without a contract has nobody on its lists but the people of its board's nucleus. As many queries for many
    households as for one."""
    return _made(dataset, ground)[0]


def rows_until(dataset: str, ground: Ground) -> tuple[Rows, date]:
    """The same, with the day from which on they will be others although nobody tells anything: an age, a visit that is
    over, a household that comes. Never far: what nobody tells of a household, such as the name of its place, is seen
    within `HEALS`."""
    latest = ground.on + HEALS
    rows, turns = _made(dataset, ground)
    if dataset != MEMBERS:
        turns = [*turns, *turns_of_cases(ground)]
    return rows, min([latest, *(day for day in turns if day > ground.on)])


def _made(dataset: str, ground: Ground) -> Turned:
    if ground.nothing or not (ground.contracts or dataset == MEMBERS):
        return [], []
    with override(settings.LANGUAGE_CODE):
        rows, turns = _MAKERS[dataset](ground)
        return sorted(rows, key=_order), turns


def _order(scoped: tuple[str, Row]) -> tuple[str, str, str, str]:
    row = scoped[1]
    return row.values.get("visit_on", ""), row.values.get("began", ""), row.label, str(row.name)


def _households(ground: Ground) -> Turned:
    found: Rows = []
    cases = cases_of(ground)
    seen = last_visits([one[0] for _, some in cases for one in some], ground)
    promised = promised_to([ground.by_cycle[one[0]] for _, some in cases for one in some], ground)
    for contract, some in cases:
        for cycle, public_id, language, place, *names in some:
            on, advice, next_on = seen.get((cycle, contract.kind), (None, "", None))
            who = " ".join(part for part in names if part)
            code = household_code(public_id)
            values = {
                "code": code, "contract_code": household_code(contract.public_id), "kind": contract.kind,
                "participant": who, "place": place, "language": language, "last_on": iso(on),
                "last_advice": plain(advice), "next_on": iso(next_on),
                "items": " ".join(promised.to.get(ground.by_cycle[cycle].membership, {})),
            }  # fmt: skip
            found.append((contract.kind, Row(public_id, f"{who or code} · {place}", values, public_id)))
    return found, promised.turns


def _members(ground: Ground) -> Turned:
    homes = {one.household: one for one in ground.homes}
    rows = Member.objects.filter(household__in=list(homes), left_on=None, erased_at=None)
    words = {str(kin): str(said) for kin, said in KINS.items()}
    found: Rows = []
    turns: set[date] = set()
    for public_id, home, given, first, second, kin, sex, born in rows.order_by("pk").values_list(
        "public_id", "household", "given_names", "surname_1", "surname_2", "kin", "sex", "born_on"
    ):
        where = homes[home]
        who = " ".join(part for part in (given, first, second) if part)
        values = {
            "household": str(where.public_id), "nucleus": str(where.nucleus_id), "relation": kin, "sex": sex,
            "age": str(age_on(born, ground.on)) if born else "",
        }  # fmt: skip
        found.append(("", Row(public_id, f"{who} ({words.get(kin, kin)})", values, where.public_id)))
        if born:
            turns.add(next_birthday(born, ground.on))
    return found, list(turns)


_MAKERS: Mapping[str, Callable[[Ground], Turned]] = {
    HOUSEHOLDS: _households, MEMBERS: _members, PLAN_ITEMS: plan_item_rows, NEXT_VISITS: next_visit_rows,
}  # fmt: skip
