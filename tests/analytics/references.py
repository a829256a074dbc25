"""The cubes once more, in plain Python over the daily database: one row a household's cycle, a household's month, a
visit, a technology. What the cubes add up to must be what these add up to, whatever it is told apart by."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date

from winay.analytics.cubes.ground import AGES
from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.queries.adoption import BANDS, adopted
from winay.delivery.queries.months import coverage_of
from winay.delivery.technology_models import Check
from winay.delivery.technology_rules import months_after, state_on
from winay.delivery.technology_terms import Evidence, TechState
from winay.delivery.visit_models import STANDS, Visit
from winay.enrolment.models import Enrolment
from winay.nuclei.models import Membership, Nucleus, StageMove
from winay.trainers.contract_models import Contract
from winay.trainers.terms import ContractKind

Row = tuple[dict[str, str], Counter[str]]
"""What one thing is told apart by, and what it counts for."""


def band(number: int | None, edges: tuple[int, ...]) -> str:
    return "" if number is None else str(sum(number > edge for edge in edges))


def home(cycle: Enrolment, today: date) -> dict[str, str]:
    """What a cycle's household is told apart by."""
    household, person = cycle.household, cycle.household.participant
    age = None if person is None or person.born_on is None else today.year - person.born_on.year
    return {
        "sex": person.sex if person else "", "age": band(None if age is None else age + 1, AGES),
        "language": household.language, "zone": band(household.place.altitude_m, BANDS),
        "cohort": str(cycle.enrolled_on.year), "district": f"{household.district:06}",
        "department": f"{household.district:06}"[:2], "version": cycle.call.version.key,
    }  # fmt: skip


def every_cycle() -> dict[int, Enrolment]:
    rows = Enrolment.objects.exclude(exit_reason="mistake")
    return {one.pk: one for one in rows.select_related("household__participant", "household__place", "call__version")}


def stage_of(nucleus: int, today: date) -> str:
    moves = StageMove.objects.filter(nucleus=nucleus, reversed_at=None, began_on__lte=today).order_by("-began_on")
    return moves.values_list("stage", flat=True).first() or ""


def cycles(today: date) -> Iterator[Row]:
    """Who entered, is in, left."""
    visitors: dict[int, set[int]] = {}
    for cycle, contract in Visit.objects.filter(STANDS).values_list("enrolment", "contract"):
        visitors.setdefault(cycle, set()).add(contract)
    for one in every_cycle().values():
        stays = [stay for stay in Membership.objects.filter(enrolment=one) if stay.joined_on <= today]
        last = max(stays, key=lambda stay: stay.joined_on, default=None)
        over = one.ended_on is not None and one.ended_on <= today
        trainers, counts = len(visitors.get(one.pk, ())), Counter(households=1)
        told = home(one, today) | {
            "stage": stage_of(last.nucleus_id, today) if last else "", "visitors": str(min(trainers, 2)),
            "exit_reason": one.exit_reason if over else "", "source": one.source,
            "nucleus": str(last.nucleus_id if last else 0),
        }  # fmt: skip
        if over:
            assert one.ended_on is not None
            left = one.exit_reason != "completed"
            early = left and (one.ended_on - one.enrolled_on).days < 365
            counts.update(ended=1, completed=not left, dropped=left, dropped_early=early)
        else:
            days = (one.must_end_by - today).days
            here = any(stay.left_on is None or stay.left_on > today for stay in stays)
            counts.update(open=1, placed=here, overdue=days < 0, due_soon=0 <= days < 90, visited=trainers > 0)
            counts.update(women=told["sex"] == "f", young=told["age"] == "0")
        yield told, counts


def visits(today: date) -> Iterator[Row]:
    """Visits, and months of households as the page of a nucleus counts them."""
    kinds = dict(Contract.objects.values_list("pk", "kind"))
    stages = {key: stage_of(key, today) for key in Nucleus.objects.values_list("pk", flat=True)}
    for one in Visit.objects.filter(STANDS):
        told = {"month": f"{one.visited_on:%Y-%m}", "kind": kinds[one.contract_id], "stage": stages[one.nucleus_id],
                "nucleus": str(one.nucleus_id)}  # fmt: skip
        heard = (one.recorded_at.astimezone(UTC).date() - one.visited_on).days
        yield told, Counter(visits=1, to_women=one.receiver_sex == "f", late=heard > 7, on_paper=one.source == "paper")
    for nucleus in Nucleus.objects.all():
        for kind in ContractKind:
            for month in coverage_of(nucleus, kind, today).months:
                if month.running:
                    continue
                told = {"month": f"{month.first:%Y-%m}", "kind": kind.value, "stage": stages[nucleus.pk],
                        "nucleus": str(nucleus.pk)}  # fmt: skip
                yield told, Counter(household_months=month.households, enough=month.enough, none=month.none)


def technologies(today: date) -> Iterator[Row]:
    """What became of each thing delivered."""
    known = every_cycle()
    for nucleus in Nucleus.objects.all():
        rows = Technology.objects.filter(nucleus=nucleus).order_by("id").select_related("membership")
        delivered = set(
            Delivery.objects.filter(technology__in=rows, reversed_at=None).values_list("technology", flat=True)
        )
        here = [one for one in rows if one.pk in delivered]
        for one, counted in zip(here, adopted([nucleus.pk]), strict=True):
            cycle, grown = known[one.membership.enrolment_id], counted.grown

            def state(day: date, grown=grown) -> TechState | None:  # type: ignore[no-untyped-def]
                return state_on(
                    day, delivered_on=grown.delivered_on, installed_on=grown.installed_on, checks=grown.checks
                )

            now = state(today)
            checks = Check.objects.filter(technology=one, reversed_at=None).exclude(evidence=Evidence.TOLD)
            last = checks.filter(checked_on__lte=today).order_by("-checked_on", "-id").first()
            counts = Counter(delivered=1, installed=grown.installed_on is not None, looked_at=last is not None)
            used = now in (TechState.IN_USE, TechState.REPLICATED)
            counts.update(used=used, replicated=now is TechState.REPLICATED, paused=now is TechState.PAUSED)
            counts.update(abandoned=now is TechState.ABANDONED)
            for months in (12, 24):
                for start, whole, part in (
                    (grown.delivered_on, "after", "used"), (cycle.ended_on, "left", "kept"),
                ):  # fmt: skip
                    day = months_after(start, months) if start else None
                    if day is not None and day <= today:
                        kept = state(day) in (TechState.IN_USE, TechState.REPLICATED)
                        counts.update({f"{whole}_{months}": 1, f"{part}_{months}": kept})
            told = home(cycle, today) | {"item": one.item, "nucleus": str(nucleus.pk)}
            yield told | {"why": (last.why if last else "") if now is TechState.ABANDONED else ""}, counts


REFERENCES: dict[str, Callable[[date], Iterator[Row]]] = {
    "cycles": cycles, "visits": visits, "technologies": technologies,
}  # fmt: skip


def added_up(rows: list[Row], by: str | None) -> dict[str, Counter[str]]:
    """Rows added up by one of the things that they are told apart by; None: all together."""
    found: dict[str, Counter[str]] = {}
    for told, counts in rows:
        found.setdefault(told[by] if by else "", Counter()).update(counts)
    return {key: +counts for key, counts in found.items() if +counts}
