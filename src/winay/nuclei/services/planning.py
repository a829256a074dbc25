"""Verbs on plans as a whole: ask for one, give it up."""

from datetime import datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import Refused, refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_at, require_for
from winay.nuclei.formation_models import Formation
from winay.nuclei.queries.waiting import bounds_of, waiting_by_place
from winay.nuclei.rules import may_draft
from winay.nuclei.services.records import about_formation, locked_formation
from winay.nuclei.terms import OPEN, FormationState
from winay.places.models import Place
from winay.programs.models import Version
from winay.targeting.decision_rules import reason_fault

QUICK = 1
"""For a country of demonstration plans: nobody walks to their assemblies."""
SECONDS = (QUICK, 10, 60, 120)
"""How long a plan may be looked for: a small district takes less in any case."""


@transaction.atomic
def ask_for_plan(
    *, district: Place, version: Version, by: Actor, at: datetime, seconds: int = 60, seed: int = 0,
    synthetic: bool = False,
) -> Formation:  # fmt: skip
    """Ask for a plan of a district's nuclei: a worker computes it. The same households, marks and seed give the same.

    `Refused` where another plan of the district and version is open, nobody waits, or the version gives no bounds.
    """
    require_at(district, version.program.key, Permission.FORM_NUCLEI, by)
    bounds = bounds_of(version.pk)
    if bounds is None:
        raise Refused([Reason("nuclei.no_bounds")])
    running = Formation.objects.filter(district=district, version=version, state__in=OPEN).exists()
    waiting = sum(count for _, count in waiting_by_place(version.pk, district.pk))
    refuse_unless(may_draft(running=running, waiting=waiting))
    if seconds not in SECONDS:
        raise Refused([Reason("nuclei.seconds", {"least": SECONDS[0], "most": SECONDS[-1]})])
    try:
        with transaction.atomic():
            formation = Formation.objects.create(
                version=version, district=district, least=bounds.least, most=bounds.most, seconds=seconds, seed=seed,
                drafted_by=by.public_id, drafted_at=at, synthetic=synthetic,
            )  # fmt: skip
    except IntegrityError:  # somebody else asked at this moment
        raise Refused([Reason("nuclei.plan_running")]) from None
    record(
        "nuclei.ask_for_plan",
        by=by,
        at=at,
        subjects=about_formation(formation),
        after={"least": bounds.least, "most": bounds.most, "waiting": waiting, "seconds": seconds, "seed": seed},
    )
    return formation


@transaction.atomic
def discard_plan(*, formation: Formation, why: str, by: Actor, at: datetime) -> Formation:
    """Give a plan up. It stays on record with the reason; the households wait as before, and another may be asked
    for."""
    formation = locked_formation(formation.pk)
    require_for(formation, Permission.FORM_NUCLEI, by)
    if formation.state not in {*OPEN, FormationState.FAILED}:
        raise Refused([Reason("nuclei.plan_over")])
    refuse_unless(allow_unless(reason_fault(why, short="nuclei.reason_short")))
    before = formation.state
    formation.state, formation.discarded_why = FormationState.DISCARDED.value, why.strip()
    formation.save(update_fields=["state", "discarded_why"])
    record(
        "nuclei.discard_plan",
        by=by,
        at=at,
        subjects=about_formation(formation),
        before={"state": before},
        after={"state": formation.state, "reason": formation.discarded_why},
    )
    return formation
