"""The cubes once more, in plain Python over the daily database: one row a household's cycle, a household's month, a
visit, a technology. What the cubes add up to must be what these add up to, whatever it is told apart by."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, timedelta

from winay.analytics.cubes.ground import AGES
from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.home_models import HomeAnswer, HomeCheck
from winay.delivery.queries.adoption import BANDS, adopted
from winay.delivery.queries.months import coverage_of
from winay.delivery.technology_models import Check
from winay.delivery.technology_rules import months_after, state_on
from winay.delivery.technology_terms import Evidence, TechState
from winay.delivery.visit_models import STANDS, Visit
from winay.enrolment.models import Enrolment, Refusal
from winay.nuclei.governance_models import Assembly
from winay.nuclei.models import Membership, Nucleus, StageMove
from winay.nuclei.queries.boards import board_of
from winay.plans.plan_models import Plan
from winay.supervision.signal_models import Signal
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import serving
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
            checks = HomeCheck.objects.filter(membership__enrolment=one, reversed_at=None, checked_on__lte=today)
            counts.update(
                open=1,
                home_seen=checks.exists(),
                placed=here,
                overdue=days < 0,
                due_soon=0 <= days < 90,
                visited=trainers > 0,
            )
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


def refusals(today: date) -> Iterator[Row]:
    """Households that did not want to enter."""
    for one in Refusal.objects.select_related("call__area__district", "call__version"):
        code = one.call.area.district.code
        back = one.withdrawn_on is not None and one.withdrawn_on <= today
        told = {"reason": one.reason, "cohort": str(one.refused_on.year), "district": code, "department": code[:2],
                "version": one.call.version.key, "nucleus": "0"}  # fmt: skip
        yield told, Counter(refused=one.households, taken_back=one.households if back else 0)


def nuclei(today: date) -> Iterator[Row]:
    """Boards, trainers and meetings of nuclei that are open, as their own pages say."""
    for one in Nucleus.objects.select_related("version", "district"):
        if one.closed_on is not None and one.closed_on <= today:
            continue
        held = [seat.mandate for seat in board_of(one, today).seats if seat.mandate is not None]
        posts, women = [row.post for row in held], [row.post for row in held if row.member.sex == "f"]
        stays = Membership.objects.filter(nucleus=one).select_related("enrolment")
        inside = sum(
            stay.joined_on <= today
            and all(day is None or day > today for day in (stay.left_on, stay.enrolment.ended_on))
            for stay in stays
        )
        met = Assembly.objects.filter(nucleus=one, state="held", reversed_at=None, held_on__lte=today)
        counts = Counter(
            nuclei=1, below_least=inside < one.least, whole_board=len(posts) == 4, posts=len(posts),
            posts_of_women=len(women), presidents=posts.count("president"), women_presidents=women.count("president"),
            treasurers=posts.count("treasurer"), women_treasurers=women.count("treasurer"),
            with_trainer=bool(serving(one, ContractKind.PRODUCTIVE, today)),
            with_plan=Plan.objects.filter(nucleus=one, state="approved").exists(),
            met=met.filter(held_on__gt=today - timedelta(days=365)).exists(),
        )  # fmt: skip
        code = one.district.code
        yield {"stage": stage_of(one.pk, today), "cohort": str(one.formed_on.year), "nucleus": str(one.pk),
               "district": code, "department": code[:2], "version": one.version.key}, counts  # fmt: skip


def homes(today: date) -> Iterator[Row]:
    """What the last check of each home found, item by item."""
    known = every_cycle()
    last: dict[tuple[int, int], HomeAnswer] = {}
    rows = HomeAnswer.objects.filter(check_of__reversed_at=None, check_of__checked_on__lte=today)
    for one in rows.select_related("check_of__membership").order_by("check_of__checked_on", "check_of"):
        last[one.check_of.membership.enrolment_id, one.item] = one
    for (cycle, item), one in last.items():
        if one.answer in ("yes", "no"):
            told = home(known[cycle], today)
            told |= {"home_item": str(item), "nucleus": str(one.check_of.membership.nucleus_id)}
            yield told, Counter(answers=1, good=one.answer == "yes")


def signals(today: date) -> Iterator[Row]:
    """What was worth asking about."""
    for one in Signal.objects.exclude(state="withdrawn").select_related("place", "version"):
        told, answered = one.told_on is not None, one.answered_on is not None
        counts = Counter(raised=1, told=told, answered=told and answered, waiting=one.state == "open")
        counts["in_time"] = told and answered and one.answered_on <= one.answer_due_on
        counts["overdue"] = one.state == "told" and one.answer_due_on < today
        counts["confirmed"] = one.outcome == "confirmed"
        code = one.place.code[:6]
        yield {"signal": one.kind, "month": f"{one.found_on:%Y-%m}", "nucleus": str(one.nucleus_id or 0),
               "district": code, "department": code[:2], "version": one.version.key}, counts  # fmt: skip


REFERENCES: dict[str, Callable[[date], Iterator[Row]]] = {
    "cycles": cycles, "visits": visits, "technologies": technologies, "refusals": refusals, "nuclei": nuclei,
    "homes": homes, "signals": signals,
}  # fmt: skip


def added_up(rows: list[Row], by: str | None) -> dict[str, Counter[str]]:
    """Rows added up by one of the things that they are told apart by; None: all together."""
    found: dict[str, Counter[str]] = {}
    for told, counts in rows:
        found.setdefault(told[by] if by else "", Counter()).update(counts)
    return {key: +counts for key, counts in found.items() if +counts}
