"""What is worth asking about in what was told: one function a kind of signal, facts in, findings with their evidence
out. Plain Python. A finding is a question, never a verdict: each says what it saw and in which numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, combinations, groupby, pairwise
from math import asin, cos, radians, sin, sqrt
from statistics import median_low

from winay.core.period import Period
from winay.places.rules import name_key
from winay.supervision.terms import EvidenceKind, SignalKind

WHOLE = 10_000
"""A percentage in hundredths."""
HOUR = 60
LEAST_LETTERS = 40
"""Shorter advice is said to many in the same words without anybody copying."""
METRES_A_MINUTE = 80
"""A person on foot, on level ground, between homes of one community."""
LEAST_WALK = 10
"""Minutes on foot below which a way says nothing."""
EARTH = 6_371_000


@dataclass(frozen=True, slots=True)
class Spot:
    """A position in millionths of a degree, and how far off it may be, in metres."""

    latitude_e6: int
    longitude_e6: int
    accuracy_m: int = 0


def metres(one: Spot, other: Spot) -> int:
    """The straight way between two spots."""
    first, second = radians(one.latitude_e6 / 1e6), radians(other.latitude_e6 / 1e6)
    across = radians((other.longitude_e6 - one.longitude_e6) / 1e6)
    part = sin((second - first) / 2) ** 2 + cos(first) * cos(second) * sin(across / 2) ** 2
    return round(2 * EARTH * asin(sqrt(min(1.0, part))))


@dataclass(frozen=True, slots=True)
class VisitFact:
    """A visit that stands, or a session (`household` empty). `trainer` is the person, `contract` and `household` are
    public ids; `start` counts minutes from midnight; `home` is where the household lives, in community `place`."""

    key: str
    trainer: int
    contract: str
    nucleus: int
    household: str
    place: int
    on: date
    start: int
    minutes: int
    advice: str = ""
    spot: Spot | None = None
    home: Spot | None = None

    @property
    def end(self) -> int:
        return self.start + self.minutes


@dataclass(frozen=True, slots=True)
class Piece:
    """Evidence: what it points at, and the numbers seen there. `words` are somebody's own."""

    kind: EvidenceKind
    key: str
    on: date | None = None
    start: int | None = None
    minutes: int | None = None
    number: int | None = None
    other: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to ask about. `subject` is the public id of what it is about; with kind, month and `detail` it is the
    same finding whenever somebody looks. `used`: the settings it was judged by."""

    kind: SignalKind
    subject: str
    detail: str
    from_on: date
    until_on: date
    evidence: tuple[Piece, ...]
    used: Mapping[str, int] = field(default_factory=dict)
    nucleus: int | None = None
    item: str = ""
    place: int | None = None


def _piece(one: VisitFact, number: int | None = None, *, words: str = "") -> Piece:
    kind = EvidenceKind.VISIT if one.household else EvidenceKind.SESSION
    return Piece(kind, one.key, one.on, one.start, one.minutes, number, words=words)


def _of_trainer(
    kind: SignalKind, some: Sequence[VisitFact], detail: str, used: Mapping[str, int], evidence: Iterable[Piece]
) -> Finding:  # fmt: skip
    """A finding of one trainer. It belongs to the nucleus of its first visit, so that it is found once."""
    first, last = some[0], max(one.on for one in some)
    days = (min(one.on for one in some), last + timedelta(days=1))
    return Finding(kind, first.contract, detail, *days, tuple(evidence), used, first.nucleus)


def _ordered(visits: Iterable[VisitFact]) -> list[VisitFact]:
    return sorted(visits, key=lambda one: (one.trainer, one.on, one.start, one.key))


def _days(visits: Iterable[VisitFact]) -> Iterable[list[VisitFact]]:
    """What each trainer did on each day, in its order."""
    for _, some in groupby(_ordered(visits), key=lambda one: (one.trainer, one.on)):
        yield list(some)


def many_visits(visits: Iterable[VisitFact], *, an_hour: int, day_minutes: int) -> list[Finding]:
    """Days of a trainer on which more than `an_hour` visits begin within sixty minutes, or visits and sessions take
    more than `day_minutes`. Two at the same minutes are refused when they are told."""
    used = {"signal_visits_hour": an_hour, "signal_day_minutes": day_minutes}
    found = []
    for day in _days(visits):
        homes = [one for one in day if one.household]
        crowded = {
            one.key
            for first in homes
            for some in [[one for one in homes if first.start <= one.start < first.start + HOUR]]
            if len(some) > an_hour
            for one in some
        }
        long = sum(one.minutes for one in day) > day_minutes
        told = [one for one in day if long or one.key in crowded]
        if told:
            found.append(
                _of_trainer(SignalKind.MANY_VISITS, told, day[0].on.isoformat(), used, [_piece(one) for one in told])
            )
    return found


def same_place(visits: Iterable[VisitFact], *, within: int, homes_apart: int) -> list[Finding]:
    """Visits of a trainer to different households whose positions lie within metres of each other although the homes
    are further apart than `homes_apart`, and than what both positions may be off."""
    used = {"signal_place_metres": within, "signal_homes_metres": homes_apart}
    found = []
    for _, some in groupby(_ordered(visits), key=lambda one: one.trainer):
        told = [one for one in some if one.spot is not None and one.home is not None]
        nearest: dict[str, tuple[int, int]] = {}
        for one, other in combinations(told, 2):
            if one.household == other.household:
                continue
            assert one.spot and other.spot and one.home and other.home
            near, apart = metres(one.spot, other.spot), metres(one.home, other.home)
            off = one.spot.accuracy_m + other.spot.accuracy_m
            if near <= within and apart > homes_apart and apart > near + off:
                for visit in (one, other):
                    nearest[visit.key] = min(nearest.get(visit.key, (near, apart)), (near, apart))
        together = [one for one in told if one.key in nearest]
        if together:
            pieces = [
                Piece(EvidenceKind.VISIT, one.key, one.on, one.start, one.minutes, *nearest[one.key])
                for one in together
            ]
            found.append(_of_trainer(SignalKind.SAME_PLACE, together, "", used, pieces))
    return found


def own_words(advice: str, templates: Iterable[str]) -> str:
    """What of an advice nobody offered: its words as `name_key` writes them, without the texts that the program offers
    (written the same way). Words are taken out whole, longer texts first."""
    said = f" {name_key(advice)} "
    for text in sorted({one for one in templates if one}, key=len, reverse=True):
        said = said.replace(f" {text} ", "  ")
    return " ".join(said.split())


def copied_answers(
    visits: Iterable[VisitFact], *, households: int, templates: frozenset[str] = frozenset()
) -> list[Finding]:
    """The same advice of a trainer, word for word but for capitals, accents and signs, in at least so many different
    households: one finding of all of it. Only the trainer's own words are compared (`own_words`): an advice that the
    program offers is meant to be said in the same words. What is left and short is left out, too."""
    found = []
    for _, some in groupby(_ordered(visits), key=lambda one: one.trainer):
        by_words: dict[str, list[VisitFact]] = {}
        for one in some:
            words = own_words(one.advice, templates) if one.household else ""
            if len(words) >= LEAST_LETTERS:
                by_words.setdefault(words, []).append(one)
        copied = [told for told in by_words.values() if len({one.household for one in told}) >= households]
        if copied:
            pieces = [_piece(one, words=one.advice) for told in copied for one in told]
            every = _ordered(one for told in copied for one in told)
            used = {"signal_copied_visits": households}
            found.append(_of_trainer(SignalKind.COPIED_ANSWERS, every, "", used, pieces))
    return found


Walk = Callable[[VisitFact, VisitFact], int | None]
"""Minutes on foot from the home of one visit to that of another; None where nobody knows."""


def between_homes(one: VisitFact, other: VisitFact, ways: Mapping[tuple[int, int], int]) -> int | None:
    """Minutes between two homes: what is known between their communities; in one community the straight way."""
    if one.place != other.place:
        return ways.get((one.place, other.place))
    if one.home is None or other.home is None:
        return None
    return metres(one.home, other.home) // METRES_A_MINUTE


def impossible_walk(visits: Iterable[VisitFact], *, share: int, walk: Walk) -> list[Finding]:
    """Visits of a trainer, one after the other on one day, between which less time lies than `share` (in hundredths of
    a percent) of the way between their homes on foot: one finding of all of them."""
    used = {"signal_walk_share": share}
    found = []
    for _, days in groupby(_days(one for one in visits if one.household), key=lambda day: day[0].trainer):
        pieces: list[Piece] = []
        told: list[VisitFact] = []
        for one, other in chain.from_iterable(pairwise(day) for day in days):
            way, gap = walk(one, other), other.start - one.end
            if way is None or way < LEAST_WALK or gap * WHOLE >= way * share:
                continue
            told += [one, other]
            pieces.append(Piece(EvidenceKind.VISIT, one.key, one.on, one.start, one.minutes))
            pieces.append(Piece(EvidenceKind.VISIT, other.key, other.on, other.start, other.minutes, gap, way))
        if told:
            once = {piece.key: piece for piece in pieces}
            found.append(_of_trainer(SignalKind.IMPOSSIBLE_WALK, told, "", used, list(once.values())))
    return found


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A household in a trainer's caseload from a day up to another, and the days of the visits that stand, of whoever
    of the same kind."""

    contract: str
    nucleus: int
    household: str
    from_on: date
    until_on: date
    visited: tuple[date, ...]


def never_visited(cases: Iterable[CaseFact], *, days: int, month: Period) -> list[Finding]:
    """Households of a trainer that, on a day of the month, had been so many days without a visit: since they are in
    the caseload, or since the last one. One finding a trainer."""
    waited = timedelta(days=days)
    told: dict[str, list[tuple[CaseFact, date, date]]] = {}
    for one in cases:
        visited = sorted({on for on in one.visited if on >= one.from_on})
        for since in dict.fromkeys([one.from_on, *visited]):
            full = since + waited
            if not month.covers(full) or full >= one.until_on:
                continue
            if not any(since < on <= full for on in visited):
                told.setdefault(one.contract, []).append((one, since, full))
    found = []
    for contract, some in told.items():
        pieces = [
            Piece(EvidenceKind.HOUSEHOLD, one.household, since, number=(full - since).days, other=since == one.from_on)
            for one, since, full in sorted(some, key=lambda row: (row[1], row[0].household))
        ]
        last = max(full for _, _, full in some)
        found.append(
            Finding(
                SignalKind.NEVER_VISITED, contract, "", min(since for _, since, _ in some), last + timedelta(days=1),
                tuple(pieces), {"signal_unvisited_days": days}, some[0][0].nucleus,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class PriceFact:
    """A price that stands, in minor units, of a good at a place on a day."""

    key: str
    good: str
    place: int
    minor: int
    on: date


def price_far(prices: Iterable[PriceFact], *, share: int, least: int, month: Period) -> list[Finding]:
    """Prices of the month that are off the median of all that the office knows of the same good until then by more than
    `share` (hundredths of a percent) of it; from `least` prices on."""
    by_good: dict[str, list[PriceFact]] = {}
    for one in prices:
        by_good.setdefault(one.good, []).append(one)
    used = {"signal_price_share": share, "signal_price_least": least}
    found = []
    for some in by_good.values():
        if len(some) < least:
            continue
        middle = median_low([one.minor for one in some])
        for one in some:
            if month.covers(one.on) and abs(one.minor - middle) * WHOLE > middle * share:
                piece = Piece(EvidenceKind.PRICE, one.key, one.on, number=one.minor, other=middle, minutes=len(some))
                days = (one.on, one.on + timedelta(days=1))
                found.append(Finding(SignalKind.PRICE_FAR, one.key, "", *days, (piece,), used, place=one.place))
    return found


@dataclass(frozen=True, slots=True)
class OrderFact:
    """A line of a nucleus's order in force: what was ordered, in thousandths, what households had taken when the month
    began and by its end, and the last day on which something came."""

    nucleus_key: str
    nucleus: int
    item: str
    position: int
    words: str
    ordered: int
    before: int
    taken: int
    last_on: date


def beyond_order(lines: Iterable[OrderFact]) -> list[Finding]:
    """Lines of which, in the month, more came than was ordered: one finding an item."""
    by_item: dict[str, list[OrderFact]] = {}
    for one in lines:
        if one.taken > one.ordered >= one.before:
            by_item.setdefault(one.item, []).append(one)
    found = []
    for item, some in by_item.items():
        pieces = [
            Piece(
                EvidenceKind.ORDER, f"{item}:{one.position}", one.last_on, number=one.taken, other=one.ordered,
                words=one.words,
            )
            for one in sorted(some, key=lambda one: one.position)
        ]  # fmt: skip
        days = (min(one.last_on for one in some), max(one.last_on for one in some) + timedelta(days=1))
        first = some[0]
        found.append(
            Finding(
                SignalKind.BEYOND_ORDER, first.nucleus_key, item, *days, tuple(pieces), {}, first.nucleus, item,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class UseFact:
    """A technology of a household, and whether its last check said that it was abandoned: before the month, and by its
    end. `on`: the day of that last check."""

    key: str
    nucleus_key: str
    nucleus: int
    item: str
    place: int
    place_code: str
    before: bool
    abandoned: bool
    on: date | None = None


def abandoned_cluster(uses: Iterable[UseFact], *, share: int, least: int, month: Period) -> list[Finding]:
    """Items of which, in the month, at least `share` (hundredths of a percent) of the households of one community had
    abandoned theirs; from `least` households on."""
    by_cluster: dict[tuple[str, str], list[UseFact]] = {}
    for one in uses:
        by_cluster.setdefault((one.item, one.place_code), []).append(one)
    used = {"signal_abandoned_share": share, "signal_abandoned_least": least}
    found = []
    for (item, code), some in by_cluster.items():
        over = sum(one.abandoned for one in some) * WHOLE >= len(some) * share
        was = sum(one.before for one in some) * WHOLE >= len(some) * share
        if len(some) < least or not over or was:
            continue
        gone = [one for one in some if one.abandoned]
        pieces = [
            Piece(EvidenceKind.TECHNOLOGY, one.key, one.on, number=len(gone), other=len(some), words=item)
            for one in gone
        ]
        found.append(
            Finding(
                SignalKind.ABANDONED_CLUSTER, some[0].nucleus_key, f"{item}@{code}", month.start,
                month.end or month.start, tuple(pieces), used, some[0].nucleus, item, some[0].place,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class DenialFact:
    """A visit or a delivery (`kind`) that stands and that its household denies. `contract`: of the trainer who told the
    visit or handed the delivery over, empty for nobody's; `note`: what the household says; `poor`: it has what came,
    but not as promised."""

    kind: EvidenceKind
    key: str
    contract: str
    nucleus_key: str
    nucleus: int
    on: date
    note: str = ""
    poor: bool = False
    start: int | None = None
    minutes: int | None = None


def household_denies(denials: Iterable[DenialFact]) -> list[Finding]:
    """Visits and deliveries that households deny: one finding for each trainer, and one for what no trainer handed
    over. One household is enough: it is asked about, never taken for proven."""
    found = []
    ordered = sorted(denials, key=lambda one: (one.contract, one.on, one.key))
    for contract, rows in groupby(ordered, key=lambda one: one.contract):
        some = list(rows)
        pieces = tuple(
            Piece(one.kind, one.key, one.on, one.start, one.minutes, number=int(one.poor), words=one.note)
            for one in some
        )
        days = (some[0].on, some[-1].on + timedelta(days=1))
        subject = contract or some[0].nucleus_key
        found.append(Finding(SignalKind.HOUSEHOLD_DENIES, subject, "", *days, pieces, {}, some[0].nucleus))
    return found
