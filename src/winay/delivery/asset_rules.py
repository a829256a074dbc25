"""When something may be handed to a household, and when a complaint or a delivery may be closed or taken back. Plain
Python. Quantities are thousandths of the unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from winay.core.decision import Decision, Reason, allow_unless
from winay.delivery.asset_terms import ComplaintEnd, Fullness, RejectWhy, WitnessRole
from winay.registry.terms import Kin, Sex
from winay.targeting.decision_rules import reason_fault, text_fault, words_fault

MOST_QUANTITY = 10**12
LONGEST_SHORT = 60
LONGEST_SAID = 300
MOST_LINES_NAMED = 4


@dataclass(frozen=True, slots=True)
class WitnessSaid:
    """Somebody who saw a delivery, and as what."""

    name: str
    role: WitnessRole


@dataclass(frozen=True, slots=True)
class LineSaid:
    """What came of a kit line, by its place in the kit: counted, and how much of it was not taken and why. A
    complaint says what is missing or wrong and by when it is to be cured."""

    position: int
    counted: int
    rejected: int = 0
    reject_why: RejectWhy | None = None
    lot: str = ""
    expires_on: date | None = None
    complaint: str = ""
    cure_by: date | None = None

    @property
    def accepted(self) -> int:
        return self.counted - self.rejected


@dataclass(frozen=True, slots=True)
class DeliverySaid:
    """A delivery as its paper says it. The receiver is a member of the household (`receiver_name` empty), or somebody
    else by name, kin and sex."""

    on: date
    lines: Sequence[LineSaid]
    witnesses: Sequence[WitnessSaid]
    explained: bool
    receiver_name: str = ""
    receiver_kin: Kin = Kin.NOT_RELATED
    receiver_sex: Sex = Sex.UNKNOWN
    supplier: str = ""
    voucher: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A kit line that the plan gives the household: in all, and what was taken of it so far."""

    position: int
    words: str
    due: int
    taken: int

    @property
    def missing(self) -> int:
        return max(0, self.due - self.taken)


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """What a delivery is judged on beside what the plan allows (`plans`). `receiver`: the name of the receiver;
    `is_member`: whether a member was meant who lived there on the day; `trainer`: the name of whoever handed it over,
    empty for nobody; `serves`: whether that contract serves the nucleus then."""

    plans: Decision
    today: date
    ordered: Sequence[Ordered]
    receiver: str
    is_member: bool
    trainer: str = ""
    serves: bool = True


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same as people hear them: without minding accents, capitals or spaces."""
    return bool(one.strip()) and _heard(one) == _heard(other)


def _heard(name: str) -> str:
    plain = "".join(sign for sign in normalize("NFKD", name) if sign.isalnum() or sign.isspace())
    return " ".join(sorted(plain.casefold().split()))


def may_record_delivery(said: DeliverySaid, facts: AssetFacts) -> Decision:
    """By the plan in force on the day, never beyond what it gives the household, seen by two others."""
    if not facts.plans.ok:
        return facts.plans
    return allow_unless(
        Reason("delivery.day_ahead") if said.on > facts.today else None,
        *_people_faults(said, facts),
        *_line_faults(said, facts.ordered),
        _short_fault(said.supplier, said.voucher, *(one.lot for one in said.lines)),
        text_fault(said.note),
    )


def _people_faults(said: DeliverySaid, facts: AssetFacts) -> list[Reason | None]:
    names = [one.name for one in said.witnesses]
    whole = len(names) == 2 and words_fault(*names, fault="delivery.two_witnesses") is None
    others = None if facts.is_member else words_fault(said.receiver_name, fault="delivery.receiver")
    found: list[Reason | None] = [others, None if whole else Reason("delivery.two_witnesses")]
    if whole:
        found += [
            Reason("delivery.witness_twice") if same_name(*names) else None,
            Reason("delivery.receiver_witness") if any(same_name(one, facts.receiver) for one in names) else None,
            Reason("delivery.trainer_witness") if any(same_name(one, facts.trainer) for one in names) else None,
        ]
    found.append(None if facts.serves else Reason("delivery.trainer_elsewhere"))
    return found


def _line_faults(said: DeliverySaid, ordered: Sequence[Ordered]) -> list[Reason | None]:
    known = {one.position: one for one in ordered}
    found: list[Reason | None] = [
        Reason("delivery.nothing_came") if not any(one.counted > 0 for one in said.lines) else None,
        Reason("delivery.line_twice") if len({one.position for one in said.lines}) != len(said.lines) else None,
    ]
    for one in said.lines:
        line = known.get(one.position)
        if line is None:
            found.append(Reason("delivery.not_ordered"))
        else:
            found += _faults_of(one, line, said.on)
    return found


def _faults_of(one: LineSaid, line: Ordered, on: date) -> list[Reason | None]:
    what = {"line": line.words}
    fine = 0 <= one.rejected <= one.counted <= MOST_QUANTITY
    beyond = fine and one.accepted > line.missing
    complains = bool(one.complaint.strip())
    return [
        None if fine else Reason("delivery.counted", what),
        Reason("delivery.beyond_order", what) if beyond else None,
        Reason("delivery.reject_why", what) if (one.rejected > 0) != (one.reject_why is not None) else None,
        Reason("delivery.expired_taken", what)
        if one.expires_on is not None and one.expires_on <= on and one.accepted > 0
        else None,
        Reason("delivery.complaint_day", what)
        if complains != (one.cure_by is not None) or (one.cure_by is not None and one.cure_by <= on)
        else None,
        reason_fault(one.complaint, short="delivery.say_why", most=LONGEST_SAID) if complains else None,
    ]


def _short_fault(*words: str) -> Reason | None:
    fine = all(len(one.strip()) <= LONGEST_SHORT and (one.isprintable() or not one) for one in words)
    return None if fine else Reason("delivery.short_text", {"most": LONGEST_SHORT})


def fullness(ordered: Sequence[Ordered]) -> Fullness:
    """What came of all that was ordered."""
    if not any(one.taken for one in ordered):
        return Fullness.NOTHING
    return Fullness.PART if any(one.missing for one in ordered) else Fullness.WHOLE


@dataclass(frozen=True, slots=True)
class ReversalFacts:
    """Of taking a delivery back. `leaned_on`: an installation, a check or a cure that stands on it alone."""

    reversed: bool
    leaned_on: bool
    why: str


def may_reverse_delivery(facts: ReversalFacts) -> Decision:
    """One that stands, and on which nothing stands."""
    return allow_unless(
        Reason("delivery.taken_back") if facts.reversed else None,
        Reason("delivery.leaned_on") if facts.leaned_on else None,
        reason_fault(facts.why, short="delivery.say_why"),
    )


@dataclass(frozen=True, slots=True)
class CureFacts:
    """Of closing a complaint. `delivered_on`: the day of the delivery complained of; `brought_on`: that of the
    delivery by which the goods came, None where none was named or it brought nothing of that line."""

    ended: bool
    stands: bool
    delivered_on: date
    on: date
    today: date
    how: ComplaintEnd
    note: str
    brought_on: date | None


def may_cure(facts: CureFacts) -> Decision:
    """An open complaint of a delivery that stands. Goods that came, came by a delivery of their own."""
    brought = facts.how is ComplaintEnd.BROUGHT
    return allow_unless(
        Reason("delivery.complaint_over") if facts.ended else None,
        None if facts.stands else Reason("delivery.taken_back"),
        Reason("delivery.day_ahead") if facts.on > facts.today else None,
        Reason("delivery.cured_early", {"on": facts.delivered_on.isoformat()})
        if facts.on < facts.delivered_on
        else None,
        Reason("delivery.brought_by_what")
        if brought and (facts.brought_on is None or facts.brought_on < facts.delivered_on)
        else None,
        reason_fault(facts.note, short="delivery.say_why", most=LONGEST_SAID),
    )


def may_reopen(*, ended: bool, why: str) -> Decision:
    """A complaint that was closed by mistake is open again."""
    return allow_unless(
        None if ended else Reason("delivery.complaint_open"), reason_fault(why, short="delivery.say_why")
    )
