"""How pages write a technology's life: its state, its lane in a picture, its acts one by one."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from winay.core import numbers
from winay.core.fixed import from_fixed
from winay.delivery.queries.technologies import Life
from winay.delivery.technology_terms import CheckedBy, Evidence, OwnMeans, TechState
from winay.delivery.technology_wording import CHECKERS, EVIDENCE, MEANS, SERIES, STATES
from winay.programs.terms import AbandonReason
from winay.targeting.criteria_wording import language
from winay.web.menu_words import ABANDON_REASONS
from winay.web.pictures import anchor, position

LETTERS = {
    TechState.DELIVERED: "E", TechState.INSTALLED: "I", TechState.IN_USE: "U", TechState.PAUSED: "P",
    TechState.REPLICATED: "R", TechState.ABANDONED: "A",
}  # fmt: skip
"""What stands in a lane for each state: nothing is told by colour alone."""
BADGES = {
    TechState.DELIVERED: "neutral", TechState.INSTALLED: "neutral", TechState.IN_USE: "neutral",
    TechState.PAUSED: "unconfirmed", TechState.REPLICATED: "neutral", TechState.ABANDONED: "rejected",
}  # fmt: skip
LEAST_WIDTH = 4.0
"""Percent of the picture that a letter needs."""
LETTER_WIDTH = 2.6
"""Percent of the picture that each letter of a whole word needs, on a telephone too."""
MONTH_STEPS = (1, 2, 3, 6, 12)
MOST_MONTHS = 5
"""Names of months that fit above a picture on a telephone."""


def days_words(tenths: int) -> str:
    """Person-days from tenths."""
    return numbers.number(f"{from_fixed(tenths, 1).normalize():f}", language())


def state_words(state: TechState | None) -> str:
    return str(STATES[state]) if state else _("no entregada")


def lane(life: Life, first: date, last: date) -> list[dict[str, Any]]:
    """The stretches of one state, in percent of the picture."""
    if life.delivered_on is None:
        return []
    days = {life.delivered_on, *(one.checked_on for one in life.standing)}
    if life.installation is not None:
        days.add(life.installation.installed_on)
    turns = sorted(day for day in days if day <= last)
    whole = max(1, (last - first).days)
    found: list[dict[str, Any]] = []
    for at, day in enumerate(turns):
        state = life.state_on(day)
        until = turns[at + 1] if at + 1 < len(turns) else last
        if found and found[-1]["state"] is state:
            found[-1]["until"] = until
        elif state is not None:
            found.append({"state": state, "since": day, "until": until})
    for one in found:
        start, end = (one["since"] - first).days, (one["until"] - first).days
        one |= {
            "x": position(start, whole), "width": position(max(end - start, 0), whole), "key": str(one["state"]),
            "words": state_words(one["state"]),
            "letter": _label(one["state"], 100 * (end - start) / whole),
            "middle": position((start + end) / 2, whole),
        }  # fmt: skip
    return found


def _label(state: TechState, percent: float) -> str:
    """What stands inside a stretch: its word where it fits, else its letter, else nothing."""
    words = state_words(state)
    if percent >= LETTER_WIDTH * len(words):
        return words
    return LETTERS[state] if percent >= LEAST_WIDTH else ""


def months_of(first: date, last: date) -> list[dict[str, str]]:
    """The first days of months between two days, as few as have room, where they stand in percent and how they read:
    with their year where they are the first or a January."""
    begins = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    step = next((one for one in MONTH_STEPS if len(begins) <= one * MOST_MONTHS), MONTH_STEPS[-1])
    shown = [one for one in begins if (one.month - begins[0].month + 12 * (one.year - begins[0].year)) % step == 0]
    whole = max(1, (last - first).days)
    found = []
    for at, day in enumerate(shown):
        name = numbers.month(day, language())
        words = name if at == 0 or day.year != shown[at - 1].year else name.split(numbers.SPACE)[0]
        days = (day - first).days
        found.append({"x": position(days, whole), "words": words, "anchor": anchor(days, whole)})
    return found


def acts_of(life: Life) -> list[dict[str, Any]]:
    """Every act on a technology by day, also those taken back."""
    found: list[dict[str, Any]] = [
        {"kind": "delivery", "on": one.delivered_on, "words": _("entrega"), "one": one, "gone": one.reversed_at}
        for one in life.deliveries
    ]
    found += [
        {
            "kind": "installation", "on": one.installed_on, "words": _("instalación"), "one": one,
            "gone": one.reversed_at, "why": one.reversed_why,
            "details": [
                _("Trabajo del hogar: %(worked)s jornales de %(owed)s comprometidos "
                  "(mujeres %(women)s, varones %(men)s)")
                % {
                    "worked": days_words(one.women + one.men), "owed": days_words(one.owed),
                    "women": days_words(one.women), "men": days_words(one.men),
                },
                _("Se probó delante de %(name)s.") % {"name": one.seen_by},
                one.note,
            ],
        }
        for one in life.installations
    ]  # fmt: skip
    found += [
        {
            "kind": "check", "on": one.checked_on, "words": state_words(TechState(one.state)), "one": one,
            "gone": one.reversed_at, "why": one.reversed_why, "badge": BADGES[TechState(one.state)],
            "details": _check_details(life, one),
        }
        for one in life.checks
    ]  # fmt: skip
    return sorted(found, key=lambda act: (act["on"], {"delivery": 0, "installation": 1, "check": 2}[act["kind"]]))


def _check_details(life: Life, one: Any) -> list[str]:
    said = [f"{EVIDENCE[Evidence(one.evidence)]}: {one.words}"]
    if one.used_on:
        said.append(_("Se usó por última vez el %(day)s.") % {"day": numbers.day(one.used_on, language())})
    if one.again_on:
        said.append(_("Se usará otra vez desde el %(day)s.") % {"day": numbers.day(one.again_on, language())})
    if one.own_means:
        said.append(_("Con %(means)s.") % {"means": MEANS[OwnMeans(one.own_means)]})
    if one.why:
        said.append(_("Razón: %(why)s.") % {"why": ABANDON_REASONS[AbandonReason(one.why)]})
    series = SERIES[life.series_of(one)]
    said.append(f"{CHECKERS[CheckedBy(one.checked_by)]}, {one.checker} · {series}")
    return said


def span_of(lives: list[Life], today: date) -> tuple[date, date] | None:
    """From the first delivery to today: what the picture shows; None where nothing was delivered."""
    days = [life.delivered_on for life in lives if life.delivered_on is not None]
    return (min(min(days), today - timedelta(days=30)), today) if days else None
