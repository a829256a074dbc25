"""A trainer with a phone in a nucleus whose plan was approved long ago: what its lists say of plans and of months."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from tests import people
from tests.delivery import asset_scene
from tests.delivery import test_technologies as technologies
from tests.delivery import visits_scene as visits
from tests.enrolment import scene as enrolment
from tests.journeys import lists_scene
from tests.journeys.sending import xform
from tests.trainers.scene import ago
from tests.trainers.test_caseloads import gives, hires
from tests.trainers.test_schedules import next_month
from winay.core.actors import SYSTEM
from winay.core.clock import now
from winay.delivery.asset_models import Technology
from winay.journeys.shipped_forms import publish_shipped_forms
from winay.registry.rules import household_code
from winay.synthetic.filling import fill
from winay.trainers.queries.schedules import proposal_of
from winay.trainers.schedule_models import PlannedVisit, Schedule
from winay.trainers.schedule_rules import month_of
from winay.trainers.services.schedules import plan_month

GARDEN, STOVE, DAY, WHY = asset_scene.GARDEN, asset_scene.STOVE, asset_scene.DAY, asset_scene.WHY
put, check = technologies.put, technologies.check
OTHERS = 5_000
"""Trainers with this number and above have no id of anybody who was registered, and so sit on no board."""
Row = dict[str, str]


@dataclass
class OnPlan(lists_scene.Trainer):
    """The phone, and the plan of its nucleus."""

    of: asset_scene.Planned

    def etag(self, dataset: str) -> str:
        return str(self.phone.get(f"lists/{dataset}.csv")["ETag"])

    def items(self, number: int | None = None) -> dict[str, Row]:
        """Rows of the plan's list by item, of one household."""
        rows = [one for one in self.rows("plan_items") if number is None or one["household"] == self.name(number)]
        found = {one["item"]: one for one in rows}
        assert len(found) == len(rows) or number is None, "an item is there once"
        return found

    def item(self, item: str = GARDEN, number: int = 0) -> Row:
        return self.items(number)[item]

    def technology(self, item: str = GARDEN, number: int = 0) -> Technology:
        return Technology.objects.select_related(
            "membership__enrolment__household__participant", "nucleus__version__program", "nucleus__district"
        ).get(membership=self.of.home(number), item=item)

    def change(self, row: Row, *, base: int, trunk: int | None = None, branch: str = "") -> Row:
        """What the phone says of an item that a form changes."""
        trunk_ = "" if trunk is None else str(trunk)
        return {"id": row["name"], "create": "", "update": "1", "baseVersion": str(base), "trunkVersion": trunk_,
                "branchId": branch}  # fmt: skip

    def _who(self, number: int) -> Row:
        contract = household_code(self.made.trainer.public_id)  # type: ignore[attr-defined]
        return {"who/household": self.name(number), "who/listed_contract": contract}

    def _somebody(self, group: str, number: int) -> Row:
        return {f"{group}/member": str(self.made.person(number).public_id)}

    def delivers(self, *things: tuple[Row, str], number: int = 0, days: int = 6, **at: Any) -> bytes:
        """What came to a household: of each of some items all of the kit, or one thing of it by its words; all made on
        the version that the phone had when the form was opened."""
        rounds = []
        for row, thing in things:
            whole = thing == "whole"
            told = {"plan_item": row["name"], "listed_item": row["item"], "key": row["item"], "thing": thing,
                    "now_state": "delivered" if row["state"] == "ordered" else row["state"],
                    "now_lacks": "0" if whole else row["lacks"]}  # fmt: skip
            change = self.change(row, **({"base": int(row["__version"])} | at))
            rounds.append(told | ({} if whole else {"counted": "1"}) | {"entity": change})
        answers = self._who(number) | self._somebody("received", number) | {
            "when/delivered_on": ago(days).isoformat(), "witnesses/name_1": "Eusebia Ñahui",
            "witnesses/role_1": "prosecutor", "witnesses/name_2": "Fortunato Sulca", "witnesses/role_2": "treasurer",
            "received/explained": "yes", "received/mark": "print",
        }  # fmt: skip
        return fill(xform("asset_delivery"), answers, {"things": rounds}, instance=f"uuid:{uuid4()}")

    def installs(self, row: Row, *, number: int = 0, days: int = 5, **at: Any) -> bytes:
        answers = self._who(number) | self._somebody("charge", number) | {
            "what/plan_item": row["name"], "what/listed_item": row["item"], "what/key": row["item"],
            "what/installed_on": ago(days).isoformat(), "what/tried": "yes", "what/now_state": "installed",
            "work/women": "2.5", "work/men": "1",
        }  # fmt: skip
        change = self.change(row, **at)
        return fill(xform("asset_installation"), answers, {}, instance=f"uuid:{uuid4()}", entity=change)

    def checks(self, row: Row, state: str = "installed", *, number: int = 0, days: int = 4, **at: Any) -> bytes:
        change = self.change(row, **{name: at.pop(name) for name in ("base", "trunk", "branch") if name in at})
        answers = self._who(number) | {
            "what/plan_item": row["name"], "what/listed_item": row["item"], "what/key": row["item"],
            "what/checked_on": ago(days).isoformat(), "found/state": state, "found/now_state": state,
            "found/evidence": "parts", "found/words": "Cercado y con agua", "checker/checked_by": "trainer",
        } | {f"found/{name}": value for name, value in at.items()}  # fmt: skip
        return fill(xform("technology_check"), answers, {}, instance=f"uuid:{uuid4()}", entity=change)

    def due(self, after: int) -> str:
        return (self.of.on + after * DAY).isoformat()


def on_plan(households: int = 3, *, published_at: Any = None) -> OnPlan:
    """A garden and a stove for each household of four; the trainer has these since eight days ago, another the rest."""
    of = asset_scene.planned(4)
    of.made.trainer = hires(of.made, OTHERS)  # type: ignore[attr-defined]
    visits.shares(of.made)
    other = hires(of.made, OTHERS + 1)
    for number in range(households, 4):
        gives(of.made, number, other)
    publish_shipped_forms(lists_scene.FORMS, by=SYSTEM, at=published_at or now())
    one = lists_scene.let_in(of.made)
    return OnPlan(one.made, one.phone, of)


def month(one: OnPlan) -> Schedule:
    """The trainer's next month, planned today."""
    contract, base = one.made.trainer, enrolment.place().code  # type: ignore[attr-defined]
    first, _ = next_month()
    seal = proposal_of(contract, first, people.today(), base=base).seal
    return plan_month(contract=contract, month=first, base=base, seal=seal, by=one.made.ana, at=now())


def planned_for(one: OnPlan, on: date, number: int = 0) -> PlannedVisit:
    """A visit that was planned for a day, of a month of its own: no day of this test need be a working day."""
    since, until = month_of(on)
    kept = Schedule.objects.create(
        contract=one.made.trainer, from_on=since, until_on=until, base=enrolment.place(), each=2,  # type: ignore[attr-defined]
        planned_by=one.made.ana.public_id, planned_at=now(),
    )  # fmt: skip
    return PlannedVisit.objects.create(
        schedule=kept, enrolment=one.made.cycles[number], visit_on=on, position=0, way_minutes=30, back_minutes=30
    )
