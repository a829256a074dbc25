"""Looking for signals: what the rules find is computed before anything is locked, then what is new is written down and
what is no longer found is withdrawn. Looking again raises nothing twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.decision import Reason, allow_unless
from winay.core.errors import NotAllowed, refuse_unless
from winay.journal.services import record
from winay.nuclei.access import require_for
from winay.nuclei.models import Nucleus
from winay.nuclei.services.records import today_at
from winay.places.models import Office, Place
from winay.plans.price_models import Price
from winay.plans.queries.prices import codes_of
from winay.programs.models import Version
from winay.supervision.queries.facts import look_at, month_of, prices_of
from winay.supervision.queries.numbers import numbers_of, version_for_prices
from winay.supervision.signal_models import Evidence, Look, Signal, SignalStep
from winay.supervision.signal_rules import Finding
from winay.supervision.step_rules import state_of
from winay.supervision.terms import SignalKind, SignalState, StepKind
from winay.trainers.contract_models import Contract

OF_TRAINER = (
    SignalKind.MANY_VISITS, SignalKind.SAME_PLACE, SignalKind.COPIED_ANSWERS, SignalKind.IMPOSSIBLE_WALK,
    SignalKind.NEVER_VISITED, SignalKind.HOUSEHOLD_DENIES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What a look changed: signals that are new, found again, with more evidence, or withdrawn."""

    found: int
    new: int = 0
    again: int = 0
    more: int = 0
    withdrawn: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.new or self.again or self.more or self.withdrawn)


def look_for_signals(*, nucleus: Nucleus, month: date, by: Actor, at: datetime) -> Result:
    """Look over a nucleus in the calendar month of a day. `Refused` for a month that has not begun or lies before the
    nucleus; `NotAllowed` in another territory. Nothing is locked while the rules look."""
    require_for(nucleus, Permission.FIND_SIGNALS, by)
    whole, today = month_of(month), today_at(at)
    refuse_unless(
        allow_unless(
            Reason("supervision.month") if whole.start > today else None,
            Reason("supervision.before_nucleus", {"on": nucleus.formed_on.isoformat()})
            if whole.end is not None and whole.end <= nucleus.formed_on
            else None,
        )
    )
    numbers = numbers_of([nucleus.version_id])[nucleus.version_id]
    looked = look_at(nucleus, whole, numbers, today)
    where = _Where(nucleus.district, nucleus.version, nucleus=nucleus)
    return _write(where, whole.start, looked.findings, by, at)


def look_at_prices(*, office: Office, month: date, by: Actor, at: datetime) -> Result:
    """Look over the prices that an office wrote down in the calendar month of a day. `NotAllowed` for somebody who does
    not look for signals in all of its places."""
    codes = codes_of(office)
    if not codes or not all(by.may_at(Permission.FIND_SIGNALS, code) for code in codes):
        raise NotAllowed(Permission.FIND_SIGNALS)
    whole, today = month_of(month), today_at(at)
    refuse_unless(allow_unless(Reason("supervision.month") if whole.start > today else None))
    chosen = version_for_prices(today)
    if chosen is None:
        return Result(0)
    version, numbers = chosen
    first = Place.objects.get(code=codes[0])
    return _write(_Where(first, version, office=office), whole.start, prices_of(office, whole, numbers), by, at)


@dataclass(frozen=True, slots=True)
class _Where:
    place: Place
    version: Version
    nucleus: Nucleus | None = None
    office: Office | None = None

    def lock(self) -> None:
        rows = Nucleus.objects if self.nucleus is not None else Office.objects
        rows.select_for_update(no_key=True).get(pk=(self.nucleus or self.office).pk)  # type: ignore[union-attr]


@transaction.atomic
def _write(where: _Where, month: date, findings: Sequence[Finding], by: Actor, at: datetime) -> Result:
    """The rows of what was found, in short: whoever looks over the same takes turns."""
    where.lock()
    scope = {"nucleus": where.nucleus, "office": where.office}
    known = {
        (one.kind, str(one.subject), one.detail): one
        for one in Signal.objects.filter(**scope, month=month).select_related("place", "nucleus", "contract")
    }
    pieces: dict[int, list[Evidence]] = {one.pk: [] for one in known.values()}
    for piece in Evidence.objects.filter(signal__in=pieces, gone_at=None):
        pieces[piece.signal_id].append(piece)
    new, touched, counts = [], [], {"again": 0, "more": 0}
    made = _made(where, month, [one for one in findings if _key(one) not in known], by, at)
    for finding in findings:
        old = known.pop(_key(finding), None)
        if old is None:
            continue
        again = old.state == SignalState.WITHDRAWN
        more = _refresh(old, pieces[old.pk], finding, at)
        if again:
            old.state = state_of(told_on=old.told_on, answered_on=old.answered_on)
            _step(old, StepKind.FOUND_AGAIN, by, at)
        if again or more:
            old.save(update_fields=["state", "from_on", "until_on"])
            touched.append(old)
            counts["again" if again else "more"] += 1
    gone = [one for one in known.values() if one.state not in {SignalState.CLOSED, SignalState.WITHDRAWN}]
    for one in gone:
        one.state = SignalState.WITHDRAWN.value
        one.save(update_fields=["state"])
        _step(one, StepKind.WITHDRAWN, by, at)
    new = made
    result = Result(len(findings), len(new), counts["again"], counts["more"], len(gone))
    Look.objects.update_or_create(**scope, month=month, defaults={"looked_at": at, "found": len(findings)})
    if result.changed:
        _tell(where, month, [*new, *touched, *gone], result, by, at)
    return result


def _key(one: Finding) -> tuple[str, str, str]:
    return one.kind.value, one.subject, one.detail


def _made(where: _Where, month: date, findings: Sequence[Finding], by: Actor, at: datetime) -> list[Signal]:
    """New signals with their evidence. Three statements, and one to read whom they concern."""
    subjects = {one.subject for one in findings}
    contracts = {str(one.public_id): one for one in Contract.objects.filter(public_id__in=subjects)} if subjects else {}
    prices = {str(one.public_id): one for one in Price.objects.filter(public_id__in=subjects)} if where.office else {}
    rows = [_row(where, month, one, contracts.get(one.subject), prices.get(one.subject), by, at) for one in findings]
    made = Signal.objects.bulk_create(rows)
    Evidence.objects.bulk_create(
        piece for row, one in zip(made, findings, strict=True) for piece in _pieces(row, one, at)
    )
    return made


def _row(
    where: _Where, month: date, one: Finding, contract: Contract | None, price: Price | None, by: Actor, at: datetime
) -> Signal:  # fmt: skip
    synthetic = where.nucleus.synthetic if where.nucleus else price is not None and price.synthetic
    return Signal(
        kind=one.kind.value, nucleus=where.nucleus, office=where.office, place=where.place, version=where.version,
        subject=UUID(one.subject), detail=one.detail, month=month,
        contract=contract if one.kind in OF_TRAINER else None, item=one.item, community_id=one.place,
        about_person=price.recorded_by if price else None, from_on=one.from_on, until_on=one.until_on,
        settings=" ".join(f"{key}={value}" for key, value in one.used.items()), found_at=at, found_on=today_at(at),
        found_by=by.public_id, state=SignalState.OPEN.value, synthetic=synthetic,
    )  # fmt: skip


def _pieces(signal: Signal, one: Finding, at: datetime) -> list[Evidence]:
    return [
        Evidence(
            signal=signal, kind=piece.kind.value, key=piece.key, seen_on=piece.on, start_minute=piece.start,
            minutes=piece.minutes, number=piece.number, other=piece.other, words=piece.words, found_at=at,
        )
        for piece in one.evidence
    ]  # fmt: skip


def _refresh(signal: Signal, now: Iterable[Evidence], finding: Finding, at: datetime) -> bool:
    """Evidence that is new is added, what is gone says so; whether anything changed."""
    standing = {_content(one): one for one in now}
    wanted = {_content(one): one for one in _pieces(signal, finding, at)}
    gone = [one.pk for key, one in standing.items() if key not in wanted]
    fresh = [one for key, one in wanted.items() if key not in standing]
    Evidence.objects.filter(pk__in=gone).update(gone_at=at)
    Evidence.objects.bulk_create(fresh)
    signal.from_on, signal.until_on = finding.from_on, finding.until_on
    return bool(gone or fresh)


def _content(one: Evidence) -> tuple[object, ...]:
    return one.kind, one.key, one.seen_on, one.start_minute, one.minutes, one.number, one.other, one.words


def _step(signal: Signal, kind: StepKind, by: Actor, at: datetime) -> None:
    SignalStep.objects.create(signal=signal, kind=kind, done_on=today_at(at), done_by=by.public_id, done_at=at)


def _tell(where: _Where, month: date, signals: Sequence[Signal], result: Result, by: Actor, at: datetime) -> None:
    about = [("signal", str(one.public_id)) for one in signals]
    if where.nucleus is not None:
        about.append(("nucleus", str(where.nucleus.public_id)))
    record(
        "supervision.look_for_signals", by=by, at=at, subjects=[*about, ("place", where.place.code)],
        after={
            "month": month, "signals_new": result.new, "signals_again": result.again, "signals_more": result.more,
            "signals_withdrawn": result.withdrawn,
        },
    )  # fmt: skip
