"""A valley whose areas an approved selection chose, its call, and households that live there: all through the verbs.

Hamlets 1 and 2 are one area, 3 and 4 another (see `areas_scene.HOMES`).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.registry import scene as registry
from tests.targeting import scene as targeting
from tests.targeting.areas_scene import area_with, valley
from winay.accounts.queries import ActingPerson
from winay.core.clock import now
from winay.enrolment.call_rules import AssemblySaid
from winay.enrolment.models import Assembly, Call, Enrolment, Refusal
from winay.enrolment.services.assemblies import record_assembly
from winay.enrolment.services.calls import open_call
from winay.enrolment.services.entering import enrol_household
from winay.enrolment.services.refusals import Said, record_refusal
from winay.enrolment.terms import MESSAGE, RefusalReason
from winay.journal.models import Line
from winay.places.models import Place
from winay.programs.models import Version
from winay.registry.models import Household
from winay.targeting.models import Selection

DISTRICT = registry.DISTRICT
WHY = "La asamblea lo dejó escrito en su libro de actas."


@dataclass
class Ground:
    """Who works in the office, what was approved, and the call of the area of hamlets 1 and 2."""

    ana: ActingPerson
    rosa: ActingPerson
    selection: Selection
    call: Call

    @property
    def on(self) -> date:
        return self.call.opened_on


def ground(version: str = targeting.JUNTOS, *, days_ago: int = 100, opened_after: int = 10) -> Ground:
    """A selection of the valley's district decided some days ago and, later, a call of its first area."""
    valley(district=DISTRICT)
    ana, rosa = people.acting_as(people.specialist()), people.acting_as(people.head())
    decided = people.today() - timedelta(days=days_ago)
    draft = targeting.draft(ana, DISTRICT, version=version, cohort=max(2020, decided.year))
    made = targeting.submit_selection(selection=draft, by=ana, at=now())
    selection = targeting.approve(made, rosa, on=decided)
    return Ground(ana, rosa, selection, opened(selection, 1, ana, decided + timedelta(days=opened_after)))


def opened(selection: Selection, hamlet: int, by: ActingPerson, on: date | None = None) -> Call:
    """The call of the area that a hamlet belongs to."""
    area = area_with(hamlet, DISTRICT)
    return open_call(selection=selection, area=area, on=on or people.today(), by=by, at=now())


def place(hamlet: int = 1) -> Place:
    return Place.objects.get(code=f"{DISTRICT}{hamlet:04}")


def household(by: ActingPerson, hamlet: int = 1, *, consents: bool = True, **more: Any) -> Household:
    """A household of a hamlet, registered on the first day that may be told, with its participant's consent."""
    on = more.pop("on", people.today() - timedelta(days=1500))
    consent = registry.a_consent(given_on=on) if consents else None
    facts = replace(registry.household(), place_code=place(hamlet).code, consent=consent)
    return registry.registered(replace(facts, **more), by, on=on)


def enrolled(found: Ground, one: Household | None = None, *, on: date | None = None, **more: Any) -> Enrolment:
    one = one or household(found.ana)
    return enrol_household(household=one, call=found.call, on=on or found.on, by=found.ana, at=now(), **more)


def refused(found: Ground, one: Household | None, hamlet: int = 1, **said: Any) -> Refusal:
    told = {"on": found.on, "reason": RefusalReason.FEAR_OF_LOSING_TRANSFER} | said
    return record_refusal(
        call=found.call, household=one, locality=None if one else place(hamlet), said=Said(**told), by=found.ana,
        at=now(),
    )  # fmt: skip


def assembly(found: Ground, hamlet: int = 1, at: datetime | None = None, **said: Any) -> Assembly:
    told = {
        "held_on": found.on, "place": "Local comunal", "led_by": "Ana Quispe Huamán", "reached": 28, "attended": 21,
        "women": 17, "men": 12, "languages": ("quy", "es"), "message": MESSAGE,
    }  # fmt: skip
    return record_assembly(
        call=found.call, locality=place(hamlet), said=AssemblySaid(**(told | said)), by=found.ana, at=at or now()
    )


def call_of_the_pilot(found: Ground) -> Call:
    """A call of the area under the version that asked for Juntos, as rows: which districts it was for was never
    published, so it cannot be screened."""
    version = Version.objects.get(program__key="haku-winay", key="pilot-2012")
    names = ("territory", "state", "figures_revision", "drafted_by", "drafted_at", "submitted_by", "submitted_at",
             "decided_by", "decided_at", "decided_on", "act_sha256")  # fmt: skip
    told = {name: getattr(found.selection, name) for name in names}
    selection = Selection.objects.create(version=version, cohort=found.selection.cohort, **told)
    return Call.objects.create(
        selection=selection, area=found.call.area, version=version, opened_on=found.on,
        opened_by=found.ana.public_id, opened_at=now(),
    )  # fmt: skip


def lines_of(verb: str) -> int:
    return Line.objects.filter(verb=f"enrolment.{verb}").count()


def codes(refused: Any) -> list[str]:
    """The codes of a refusal caught by pytest, without the room's name."""
    return [reason.code.removeprefix("enrolment.") for reason in refused.value.reasons]


def asked() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)
