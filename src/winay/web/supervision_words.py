"""How pages of supervision put things: signals, their evidence and steps, samples and what was found."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from winay.core import numbers
from winay.core.fixed import from_fixed
from winay.core.money import Money
from winay.delivery.visit_rules import clock
from winay.programs.terms import SCALES, SETTINGS
from winay.programs.vocabulary import SETTING_NAMES, UNITS
from winay.registry.rules import household_code
from winay.supervision.queries.samples import Compared, SampleRow
from winay.supervision.queries.signals import Shown
from winay.supervision.terms import (
    WAITING,
    Agreement,
    Came,
    EvidenceKind,
    Goods,
    Met,
    MissedWhy,
    SampleState,
    SeenState,
    SignalKind,
    SignalOutcome,
    SignalState,
    StepKind,
    ToldHow,
)
from winay.supervision.wording import (
    AGREEMENTS,
    CAME,
    COULD_BE,
    GOODS,
    MET,
    MISSED,
    QUESTIONS,
    SAMPLE_STATES,
    SEEN,
    SIGNAL_OUTCOMES,
    SIGNAL_STATES,
    SIGNALS,
    STEPS,
    TOLD_HOW,
)
from winay.targeting.criteria_wording import language
from winay.web.enrolment_words import person_name
from winay.web.visit_words import every_item

LOOKS = {
    SignalState.OPEN: "unconfirmed", SignalState.TOLD: "draft", SignalState.ANSWERED: "unconfirmed",
    SignalState.CLOSED: "neutral", SignalState.WITHDRAWN: "neutral",
}  # fmt: skip
AGREEMENT_LOOKS = {Agreement.AGREES: "met", Agreement.DISAGREES: "not_met", Agreement.UNKNOWN: "unknown"}


def shown_signal(one: Any, today: date) -> dict[str, Any]:
    """A signal as lists and heads show it."""
    kind, state = SignalKind(one.kind), SignalState(one.state)
    return {
        "one": one,
        "kind": str(SIGNALS[kind]),
        "question": str(QUESTIONS[kind]),
        "could_be": str(COULD_BE[kind]),
        "state": str(SIGNAL_OUTCOMES[SignalOutcome(one.outcome)]) if one.outcome else str(SIGNAL_STATES[state]),
        "look": LOOKS[state],
        "about": about_whom(one),
        "where": one.nucleus.name if one.nucleus else one.office.name,
        "days": days_words(one.from_on, one.until_on),
        "waiting": state in WAITING,
        "overdue": state is SignalState.TOLD and one.answer_due_on is not None and one.answer_due_on < today,
        "age": (today - one.found_on).days,
    }


def about_whom(one: Any) -> str:
    """Whom or what a signal is about, in a few words."""
    if one.contract is not None:
        return str(one.contract.applicant.name)
    item = every_item(one.version).get(one.item, one.item) if one.item and one.version else one.item
    place = one.community.name if one.community is not None else ""
    return " · ".join(part for part in (item, place) if part) or _("lo que llegó al núcleo")


def days_words(from_on: date, until_on: date) -> str:
    """The days of a half-open period."""
    last = date.fromordinal(until_on.toordinal() - 1)
    first_words, last_words = numbers.day(from_on, language()), numbers.day(last, language())
    return first_words if last == from_on else _("del %(first)s al %(last)s") % {
        "first": first_words, "last": last_words,
    }  # fmt: skip


def settings_used(text: str) -> list[tuple[str, str]]:
    """The numbers that a signal was judged by: name and value."""
    found = []
    for pair in text.split():
        key, _equals, value = pair.partition("=")
        unit = SETTINGS[key].unit
        assert unit is not None  # every one of them is a number
        plain = from_fixed(int(value), SCALES[unit])
        one, many = UNITS[unit]
        words = str(one if plain == 1 else many) % {"n": numbers.number(plain.normalize(), language())}
        found.append((str(SETTING_NAMES[key]), words.replace("%%", "%")))
    return found


def shown_evidence(shown: Shown, kind: SignalKind) -> dict[str, Any]:
    """A piece of evidence in a sentence, and where it leads."""
    one, home = shown.one, shown.household
    hours = "" if one.start_minute is None else f"{clock(one.start_minute)}–{clock(one.start_minute + one.minutes)}"
    return {
        "one": one,
        "visit": one.key if one.kind == EvidenceKind.VISIT else "",
        "delivery": one.key if one.kind == EvidenceKind.DELIVERY else "",
        "household": home,
        "code": household_code(home.public_id) if home else "",
        "place": home.place.name if home else shown.price.place.name if shown.price else "",
        "hours": hours,
        "words": evidence_words(shown, kind),
        "quote": one.words if kind in {SignalKind.COPIED_ANSWERS, SignalKind.HOUSEHOLD_DENIES} else "",
        "said": kind is SignalKind.HOUSEHOLD_DENIES,
        "gone": one.gone_at is not None,
    }


def evidence_words(shown: Shown, kind: SignalKind) -> str:
    """What was seen there, with its numbers."""
    one = shown.one
    if one.kind == EvidenceKind.PRICE and shown.price is not None:
        paid, middle = (numbers.money(Money(minor), language()) for minor in (one.number, one.other))
        said = _("%(price)s; la mediana de %(n)s precios de lo mismo es %(middle)s.")
        return f"{shown.price.words}: " + said % {"price": paid, "n": one.minutes, "middle": middle}
    if one.kind == EvidenceKind.HOUSEHOLD:
        since = _("a su cargo desde ese día") if one.other else _("ese día fue la última visita")
        days = ngettext("%(n)s día sin visita", "%(n)s días sin visita", one.number) % {"n": one.number}
        return f"{days}; {since}"
    if one.kind == EvidenceKind.ORDER:
        came, asked = (numbers.number(from_fixed(n, 3).normalize(), language()) for n in (one.number, one.other))
        return _("%(what)s: llegaron %(came)s, se pidieron %(asked)s.") % {
            "what": one.words, "came": came, "asked": asked,
        }  # fmt: skip
    if one.kind == EvidenceKind.TECHNOLOGY:
        return _("abandonada; en la comunidad, %(gone)s de %(all)s") % {"gone": one.number, "all": one.other}
    if one.kind == EvidenceKind.DELIVERY:
        return _("el hogar dice que no es como se prometió") if one.number else _("el hogar dice que no lo tiene")
    if kind is SignalKind.HOUSEHOLD_DENIES:
        return _("el hogar dice que ese día nadie vino")
    if kind is SignalKind.SAME_PLACE:
        return _("anotada a %(near)s m de otra; las casas están a %(apart)s m") % {
            "near": numbers.number(one.number, language()), "apart": numbers.number(one.other, language()),
        }  # fmt: skip
    if kind is SignalKind.IMPOSSIBLE_WALK and one.other is not None:
        return _("%(gap)s minutos después de terminar la anterior; a pie son unos %(way)s minutos") % {
            "gap": one.number, "way": one.other,
        }  # fmt: skip
    return ngettext("%(n)s minuto", "%(n)s minutos", one.minutes) % {"n": one.minutes} if one.minutes else ""


def shown_step(step: Any, names: Mapping[UUID, str]) -> dict[str, Any]:
    """Something done about a signal, and who did it."""
    kind = StepKind(step.kind)
    return {
        "one": step,
        "kind": str(STEPS[kind]),
        "how": str(TOLD_HOW[ToldHow(step.how)]) if step.how else "",
        "outcome": str(SIGNAL_OUTCOMES[SignalOutcome(step.outcome)]) if step.outcome else "",
        "by": names.get(step.done_by, ""),
        "reversed_by": names.get(step.reversed_by, "") if step.reversed_by else "",
        "may_go": kind in {StepKind.TOLD, StepKind.ANSWERED} and step.reversed_at is None,
    }


def shown_sample(one: Any) -> dict[str, Any]:
    """A sample as lists and heads show it."""
    scope = one.nucleus or one.central or one.office
    return {
        "one": one,
        "where": scope.name,
        "state": str(SAMPLE_STATES[SampleState(one.state)]),
        "look": {"field": "draft", "closed": "neutral", "void": "rejected"}[one.state],
        "days": days_words(one.from_on, one.until_on),
    }


def shown_sample_row(row: SampleRow) -> dict[str, Any]:
    """A sample of a list, with how far it is."""
    return {**shown_sample(row.sample), "row": row}


def shown_compared(row: Compared, items: Mapping[str, str]) -> dict[str, Any]:
    """A household of a sample: what was told beside what was found."""
    spot, finding = row.spot, row.finding
    return {
        "row": row,
        "spot": spot,
        "participant": person_name(row.household.participant),
        "code": household_code(row.household.public_id),
        "place": row.household.place.name,
        "missed": str(MISSED[MissedWhy(spot.missed_why)]) if spot.missed_why else "",
        "instead": spot.instead_of.position if spot.instead_of else None,
        "finding": finding,
        "met": str(MET[Met(finding.met)]) if finding else "",
        "came": str(CAME[Came(finding.came)]) if finding else "",
        "goods": str(GOODS[Goods(finding.goods)]) if finding else "",
        "seen": seen_words(finding.seen.all(), items) if finding else [],
        "agreement": str(AGREEMENTS[row.agreement]) if row.agreement else "",
        "agreement_look": AGREEMENT_LOOKS[row.agreement] if row.agreement else "",
    }


def seen_words(seen: Sequence[Any], items: Mapping[str, str]) -> list[str]:
    """Technologies with what was seen of them."""
    return [f"{items.get(one.item, one.item)}: {SEEN[SeenState(one.state)]}" for one in seen]
