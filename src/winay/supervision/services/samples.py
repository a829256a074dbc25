"""Verbs on samples: draw one, say who could not be asked, write down what was found, close it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.journal.rules import Personal
from winay.journal.services import record
from winay.nuclei.access import require_at
from winay.nuclei.models import CentralNucleus, Nucleus
from winay.nuclei.services.records import today_at
from winay.places.models import Place
from winay.plans.queries.prices import codes_of
from winay.programs.models import Version
from winay.supervision.access import require_for
from winay.supervision.queries.numbers import version_for_prices
from winay.supervision.queries.samples import (
    Scope,
    Told,
    column_of,
    delivered_to,
    draws_before,
    frame_of,
    open_of,
    result_of,
    scope_of,
    standing_finding,
    told_of,
    whole_samples,
)
from winay.supervision.sample_models import FieldFinding, Sample, Seen, Spot
from winay.supervision.sample_rules import (
    DrawSaid,
    FindingSaid,
    SpotFacts,
    drawn,
    frame_seal,
    may_close_sample,
    may_draw,
    may_miss,
    may_record_finding,
    may_reopen_sample,
    may_unmiss,
    may_void,
    reason_fault,
)
from winay.supervision.services.records import about_sample
from winay.supervision.terms import FindingEnd, MissedWhy, SampleState


def draw_sample(*, scope: Scope, said: DrawSaid, by: Actor, at: datetime, synthetic: bool = False) -> Sample:
    """Draw households of a nucleus, a central nucleus or an office as they are today, in the order that the seed gives,
    and keep what was told of each until now. The draw is computed before anything is locked. `Refused` while another
    of the same is in the field."""
    place, version = _asked(scope, by, today := today_at(at))
    frame = frame_of(scope, today)
    refuse_unless(may_draw(said, households=len(frame), today=today, open_here=open_of(scope)))
    seed = said.seed.strip()
    order = drawn(seed, frame)[: 2 * said.size]
    drawn_cycles = [frame[one] for one in order]
    told = told_of(drawn_cycles, said.from_on, said.until_on)
    goods = delivered_to(drawn_cycles, said.until_on)
    try:
        with transaction.atomic():
            sample = Sample.objects.create(
                **column_of(scope), place=place, version=version, from_on=said.from_on, until_on=said.until_on,
                size=said.size, population=len(frame), seed=seed, frame_seal=frame_seal(frame),
                number=1 + draws_before(scope, said.from_on, said.until_on), drawn_on=today, drawn_by=by.public_id,
                drawn_at=at, synthetic=synthetic,
            )  # fmt: skip
            Spot.objects.bulk_create(_spots(sample, order, frame, told, goods))
            record(
                "supervision.draw_sample", by=by, at=at, subjects=about_sample(sample),
                after={
                    "sample_size": said.size, "population": len(frame), "seed": seed, "frame": sample.frame_seal,
                    "from_on": said.from_on, "until_on": said.until_on, "draw_number": sample.number,
                },
            )  # fmt: skip
    except IntegrityError:
        if not open_of(scope):
            raise
        raise Refused([Reason("supervision.sample_open")]) from None  # somebody drew it in this moment
    return whole_samples().get(pk=sample.pk)


def _asked(scope: Scope, by: Actor, today: date) -> tuple[Place, Version | None]:
    """Where a sample belongs, if the actor supervises there: of an office, in each of its places."""
    if isinstance(scope, Nucleus):
        require_at(scope.district, scope.version.program.key, Permission.SUPERVISE, by)
        return scope.district, scope.version
    if isinstance(scope, CentralNucleus):
        require_at(scope.place, scope.version.program.key, Permission.SUPERVISE, by)
        return scope.place, scope.version
    codes = codes_of(scope)
    if not codes or not all(by.may_at(Permission.SUPERVISE, code) for code in codes):
        raise NotAllowed(Permission.SUPERVISE)
    chosen = version_for_prices(today)
    return Place.objects.get(code=codes[0]), chosen[0] if chosen else None


def _spots(
    sample: Sample, order: Sequence[str], frame: dict[str, int], told: dict[int, Told], goods: dict[int, int]
) -> list[Spot]:  # fmt: skip
    nothing = Told(0, None)
    return [
        Spot(
            sample=sample, position=number, enrolment_id=frame[home], household=home, reserve=number > sample.size,
            reported_visits=told.get(frame[home], nothing).visits,
            reported_last_on=told.get(frame[home], nothing).last_on,
            reported_deliveries=goods.get(frame[home], 0),
        )
        for number, home in enumerate(order, start=1)
    ]  # fmt: skip


@transaction.atomic
def miss_household(
    *, spot: Spot, why: MissedWhy | None, on: date, by: Actor, at: datetime, note: str = ""
) -> Spot | None:  # fmt: skip
    """A household could not be asked, with the reason: the next reserve in order takes its place, and is given back;
    None where no reserve is left."""
    sample, spot = _locked(spot, by)
    refuse_unless(may_miss(_facts(spot, today_at(at)), on=on, why=why, note=note))
    assert why is not None  # the rule asked for it
    spot.missed_why, spot.missed_on, spot.missed_note = why.value, on, note.strip()
    spot.missed_by, spot.missed_at = by.public_id, at
    spot.save(update_fields=["missed_why", "missed_on", "missed_note", "missed_by", "missed_at"])
    free = sample.spots.filter(reserve=True, instead_of=None).order_by("position").first()
    if free is not None:
        free.instead_of = spot
        free.save(update_fields=["instead_of"])
    record(
        "supervision.miss_household", by=by, at=at, subjects=about_sample(sample, spot, *([free] if free else [])),
        after={"missed_why": why, "done_on": on, "replaced": free is not None},
    )  # fmt: skip
    return free


@transaction.atomic
def unmiss_household(*, spot: Spot, why: str, by: Actor, at: datetime) -> Spot:
    """It was written down by mistake: the household is asked after all, and its reserve goes back."""
    sample, spot = _locked(spot, by)
    instead = Spot.objects.filter(instead_of=spot).first()
    used = instead is not None and (bool(instead.missed_why) or instead.findings.exists())
    refuse_unless(may_unmiss(_facts(spot, today_at(at)), replacement_used=used, why=why))
    if instead is not None:
        instead.instead_of = None
        instead.save(update_fields=["instead_of"])
    before = spot.missed_why
    spot.missed_why, spot.missed_on, spot.missed_note, spot.missed_by, spot.missed_at = "", None, "", None, None
    spot.save(update_fields=["missed_why", "missed_on", "missed_note", "missed_by", "missed_at"])
    record(
        "supervision.unmiss_household", by=by, at=at, subjects=about_sample(sample, spot),
        before={"missed_why": before}, after={"why": why.strip()},
    )  # fmt: skip
    return spot


@transaction.atomic
def record_finding(*, spot: Spot, said: FindingSaid, by: Actor, at: datetime) -> FieldFinding:
    """What somebody heard and saw in a household of the sample. It keeps its own day, however late it is told."""
    sample, spot = _locked(spot, by)
    refuse_unless(may_record_finding(said, _facts(spot, today_at(at))))
    made = _made(spot, said, by, at, None)
    record(
        "supervision.record_finding", by=by, at=at, subjects=about_sample(sample, spot), after=_told(made)
    )  # fmt: skip
    return made


@transaction.atomic
def correct_finding(*, spot: Spot, said: FindingSaid, why: str, by: Actor, at: datetime) -> FieldFinding:
    """Another row takes the place of what was written down; the old one stays readable, with the reason."""
    sample, spot = _locked(spot, by)
    decision = may_record_finding(said, _facts(spot, today_at(at)), again=True)
    refuse_unless(allow_unless(*decision.reasons, reason_fault(why)))
    old = standing_finding(spot)
    assert old is not None  # the rule asked for it
    old.ended_how, old.ended_why, old.ended_by, old.ended_at = (
        FindingEnd.REPLACED.value, why.strip(), by.public_id, at,
    )  # fmt: skip
    old.save(update_fields=["ended_how", "ended_why", "ended_by", "ended_at"])
    made = _made(spot, said, by, at, old)
    record(
        "supervision.correct_finding", by=by, at=at, subjects=about_sample(sample, spot), before=_told(old),
        after=_told(made) | {"why": why.strip()},
    )  # fmt: skip
    return made


@transaction.atomic
def close_sample(*, sample: Sample, note: str, by: Actor, at: datetime) -> Sample:
    """The walk is over: every household was asked or replaced, or no reserve is left."""
    sample = _locked_sample(sample, by)
    result = result_of(sample)
    waiting, found = len(result.waiting), len(result.found)
    refuse_unless(may_close_sample(SampleState(sample.state), waiting=waiting, found=found, note=note))
    _ended(sample, SampleState.CLOSED, note, by, at)
    agrees = result.agrees
    record(
        "supervision.close_sample", by=by, at=at, subjects=about_sample(sample),
        after={
            "found_households": found, "missed_households": len(result.missed),
            "agree": agrees.count if agrees else 0, "agree_of": agrees.total if agrees else 0,
        },
    )  # fmt: skip
    return sample


@transaction.atomic
def reopen_sample(*, sample: Sample, why: str, by: Actor, at: datetime) -> Sample:
    """Back to the field, with the reason: something was written down wrongly."""
    sample = _locked_sample(sample, by)
    busy = open_of(scope_of(sample), but=sample.pk)
    refuse_unless(may_reopen_sample(SampleState(sample.state), open_here=busy, why=why))
    sample.state, sample.ended_on, sample.ended_why = SampleState.FIELD.value, None, ""
    sample.ended_by, sample.ended_at = None, None
    sample.save(update_fields=["state", "ended_on", "ended_why", "ended_by", "ended_at"])
    record(
        "supervision.reopen_sample", by=by, at=at, subjects=about_sample(sample), after={"why": why.strip()}
    )  # fmt: skip
    return sample


@transaction.atomic
def void_sample(*, sample: Sample, why: str, by: Actor, at: datetime) -> Sample:
    """It was drawn by mistake. It stays in the list, with its seed and its reason."""
    sample = _locked_sample(sample, by)
    found = FieldFinding.objects.filter(spot__sample=sample).count()
    refuse_unless(may_void(SampleState(sample.state), found=found, why=why))
    _ended(sample, SampleState.VOID, why, by, at)
    record(
        "supervision.void_sample", by=by, at=at, subjects=about_sample(sample), after={"why": why.strip()}
    )  # fmt: skip
    return sample


def _ended(sample: Sample, state: SampleState, why: str, by: Actor, at: datetime) -> None:
    sample.state, sample.ended_on, sample.ended_why = state.value, today_at(at), why.strip()
    sample.ended_by, sample.ended_at = by.public_id, at
    sample.save(update_fields=["state", "ended_on", "ended_why", "ended_by", "ended_at"])


def _locked_sample(sample: Sample, by: Actor) -> Sample:
    Sample.objects.select_for_update(no_key=True).get(pk=sample.pk)
    found = whole_samples().get(pk=sample.pk)
    require_for(found, Permission.SUPERVISE, by)
    return found


def _locked(spot: Spot, by: Actor) -> tuple[Sample, Spot]:
    """The sample, for this transaction alone, and the household as it stands."""
    sample = _locked_sample(spot.sample, by)
    return sample, Spot.objects.select_related("sample", "instead_of").get(pk=spot.pk)


def _facts(spot: Spot, today: date) -> SpotFacts:
    return SpotFacts(
        state=SampleState(spot.sample.state), in_field=not spot.reserve or spot.instead_of_id is not None,
        missed=bool(spot.missed_why), found=spot.findings.filter(ended_how="").exists(),
        drawn_on=spot.sample.drawn_on, today=today, reported=spot.reported_visits,
    )  # fmt: skip


def _made(spot: Spot, said: FindingSaid, by: Actor, at: datetime, replaces: FieldFinding | None) -> FieldFinding:
    made = FieldFinding.objects.create(
        spot=spot, found_on=said.on, found_by=said.found_by.strip(), met=said.met.value, remembered=said.remembered,
        came=said.came.value, goods=said.goods.value, note=said.note.strip(), recorded_by=by.public_id, recorded_at=at,
        replaces=replaces,
    )  # fmt: skip
    Seen.objects.bulk_create(Seen(finding=made, item=item, state=state.value) for item, state in said.seen)
    return made


def _told(one: FieldFinding) -> dict[str, object]:
    """What the journal keeps: no word of what somebody said in their house."""
    return {
        "found_on": one.found_on, "found_by": Personal(one.found_by), "remembered": one.remembered, "came": one.came,
        "goods": one.goods,
    }  # fmt: skip
