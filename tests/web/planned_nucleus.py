"""Prices, a rate, workshops and plans of nuclei that were constituted some days ago."""

from datetime import timedelta
from typing import Any

from tests import people
from tests.enrolment import scene as enrolment
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene as nuclei
from tests.plans import scene
from winay.core.clock import now
from winay.core.ids import new_id
from winay.enrolment.models import Call
from winay.journeys.plan_files import issue_plan_file
from winay.nuclei.terms import AssemblyKind
from winay.plans.live_rules import MarkSaid
from winay.plans.plan_rules import ContributionSaid
from winay.plans.services.deciding import approve_plan, submit_plan
from winay.plans.services.live import mark_live, open_live
from winay.plans.services.packages import add_contribution
from winay.plans.services.workshops import tell_workshop
from winay.plans.terms import ChoiceMode, Comer, Contributor, MarkKind
from winay.programs.models import Version
from winay.targeting.models import Selection

BASE = "https://winay.example/verificar/"


def add(world: Any) -> None:
    """In the world's district, by its office and the national manager."""
    ana, carmen = people.acting_as(world.people["specialist"]), people.acting_as(world.people["manager"])
    price, rate = scene.priced(ana), scene.rated(carmen)
    found = _earlier(world)
    names = ("Qori Ñan", "Mosoq Ñan", "Allin Ñan", "Sami Ñan", "Inti Ñan", "Wayra Ñan", "Killa Ñan")
    told, waiting, bare, drafting, sending, live, screen = (_nucleus(found, name) for name in names)
    few = {"counts": {scene.GARDEN: 2, scene.STOVE: 1, scene.WATER: 1}, "answers": scene.ANSWERS[1:]}
    approved = scene.workshop(told, **few)
    waits = tell_workshop(assembly=scene.diagnosed(waiting), told=scene.told(**few), by=ana, at=now())
    draft = scene.drafted(drafting, ground=scene.workshop(drafting, **few))
    scene.price_everything(ana, scene.GARDEN, scene.STOVE, scene.WATER)
    gift = ContributionSaid(Contributor.MUNICIPALITY, "Volquete", False, 90_000, "su cotización")
    given = add_contribution(plan=draft, said=gift, by=ana, at=now())
    sent = submit_plan(plan=scene.drafted(sending, ground=scene.workshop(sending, **few)), by=ana, at=now())
    ready = submit_plan(plan=scene.drafted(told, ground=approved), by=ana, at=now())
    ready = approve_plan(plan=ready, on=people.today(), by=told.rosa, at=now())
    opened = _called(screen)
    held = open_live(assembly=opened, mode=ChoiceMode.HANDS, by=ana, at=now())
    mark = mark_live(live=held, said=MarkSaid(MarkKind.CAME, Comer.WOMAN), mark=new_id(), by=ana, at=now())
    world.keys |= {
        "draft_plan": str(draft.public_id),
        "gift": str(given.public_id),
        "sent_plan": str(sent.public_id),
        "approved_plan": str(ready.public_id),
        "plan_file": str(issue_plan_file(plan=ready, by=ana, at=now(), base_url=BASE).public_id),
        "drafting_cycle": str(drafting.cycles[0].public_id),
        "planned_cycle": str(told.cycles[0].public_id),
        "bare_nucleus": str(bare.nucleus.public_id),
        "price": str(price.public_id),
        "rate": str(rate.public_id),
        "planned_nucleus": str(told.nucleus.public_id),
        "approved_workshop": str(approved.public_id),
        "told_workshop": str(waits.public_id),
        "told_assembly": str(waits.assembly.public_id),
        "called_workshop": str(_called(live).public_id),
        "live_workshop": str(opened.public_id),
        "live_mark": str(mark.public_id),
        "untold_assembly": str(scene.diagnosed(bare).public_id),
    }


def _called(made: nuclei.Formed) -> Any:
    return boards.called(made, people.today(), kind=AssemblyKind.DIAGNOSTIC)


def _earlier(world: Any) -> enrolment.Ground:
    """A call of the world's area that was opened a month ago under another version, as rows."""
    ana, rosa = people.acting_as(world.people["specialist"]), people.acting_as(world.people["head"])
    call = Call.objects.select_related("selection", "area__district").get(public_id=world.keys["call"])
    version = Version.objects.select_related("program").get(program__key="haku-winay", key="2017.1")
    on = people.today() - timedelta(days=30)
    names = ("territory", "state", "figures_revision", "drafted_by", "drafted_at", "submitted_by", "submitted_at",
             "decided_by", "decided_at", "act_sha256")  # fmt: skip
    kept = {name: getattr(call.selection, name) for name in names}
    selection = Selection.objects.create(version=version, cohort=call.selection.cohort, decided_on=on, **kept)
    made = Call.objects.create(
        selection=selection, area=call.area, version=version, opened_on=on, opened_by=ana.public_id, opened_at=now()
    )
    return enrolment.Ground(ana, rosa, selection, made)


def _nucleus(found: enrolment.Ground, name: str) -> nuclei.Formed:
    return scene.constituted(made=nuclei.formed(2, found, formed_on=found.on, name=name))
