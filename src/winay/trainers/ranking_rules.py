"""How candidates are placed: pure. Points are hundredths, rounded half up, as pages show them: what people see as a tie
is a tie.

The mean over closed sheets; then the version's criteria in their turn; then a draw, held in front of people and told in
minutes. Candidates under the mark are ordered too, and need no draw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from winay.core.decision import Decision, Reason, allow_unless
from winay.targeting.decision_rules import reason_fault
from winay.trainers.terms import AppealAnswer, ContestState, Outcome

DRAW = "draw"
MOST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who was scored: each sheet's points by criterion. `name` orders those whom nothing else parts."""

    key: int
    vacancy: int
    name: str
    sheets: Sequence[Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate's place among those of their vacancy. `parted_by`: the criterion that put them under the one above,
    with the same points, or `DRAW`; empty where points did."""

    key: int
    vacancy: int
    place: int
    points_e2: int
    parts_e2: Mapping[int, int]
    sheets: int
    outcome: Outcome
    parted_by: str = ""
    drawn: int | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """Everybody's place, and the groups of candidates that only a draw can part."""

    lines: tuple[Placed, ...]
    ties: tuple[tuple[int, ...], ...]


def mean_e2(points: Sequence[int]) -> int:
    """The mean in hundredths, rounded half up; 0 of nothing."""
    number = len(points)
    return (200 * sum(points) + number) // (2 * number) if number else 0


def rank(
    candidates: Sequence[Candidate],
    *,
    criteria: Sequence[int],
    tie_breaks: Sequence[int],
    pass_mark: int,
    posts: Mapping[int, int],
    drawn: Mapping[int, int] | None = None,
) -> Ranked:
    """Place candidates in each vacancy. `drawn` gives the order that a draw gave candidates of a tie."""
    lots = drawn or {}
    lines: list[Placed] = []
    ties: list[tuple[int, ...]] = []
    for vacancy in posts:
        mine = [_Scored(one, criteria, tie_breaks) for one in candidates if one.vacancy == vacancy]
        mine.sort(key=lambda one: (one.order, lots.get(one.candidate.key, 0), one.candidate.name, one.candidate.key))
        for _, group in groupby(mine, key=lambda one: one.order):
            tied = [one.candidate.key for one in group if one.points >= 100 * pass_mark]
            if len(tied) > 1 and len({lots.get(key) for key in tied} - {None}) < len(tied):
                ties.append(tuple(tied))
        lines += _placed(mine, pass_mark, posts[vacancy], tie_breaks, lots)
    return Ranked(tuple(lines), tuple(ties))


class _Scored:
    """A candidate with their means, and the tuple by which they are ordered: more comes first."""

    def __init__(self, candidate: Candidate, criteria: Sequence[int], tie_breaks: Sequence[int]) -> None:
        self.candidate = candidate
        self.points = mean_e2([sum(sheet.values()) for sheet in candidate.sheets])
        self.parts = {key: mean_e2([sheet.get(key, 0) for sheet in candidate.sheets]) for key in criteria}
        self.order = (-self.points, *(-self.parts[key] for key in tie_breaks))


def _placed(
    mine: Sequence[_Scored], pass_mark: int, posts: int, tie_breaks: Sequence[int], lots: Mapping[int, int]
) -> list[Placed]:
    found: list[Placed] = []
    above: _Scored | None = None
    for place, one in enumerate(mine, 1):
        passed = one.points >= 100 * pass_mark
        outcome = Outcome.BELOW_MARK if not passed else Outcome.SELECTED if place <= posts else Outcome.SUBSTITUTE
        parted = _parted(above, one, tie_breaks) if above is not None else ""
        lot = lots.get(one.candidate.key) if passed else None
        found.append(
            Placed(
                one.candidate.key, one.candidate.vacancy, place, one.points, one.parts, len(one.candidate.sheets),
                outcome, DRAW if parted == DRAW and lot is not None else "" if parted == DRAW else parted, lot,
            )
        )  # fmt: skip
        above = one
    return found


def _parted(above: _Scored, one: _Scored, tie_breaks: Sequence[int]) -> str:
    """What put somebody under the one above: nothing but their points (empty), a criterion, or a draw."""
    if above.points != one.points:
        return ""
    return next((str(key) for key in tie_breaks if above.parts[key] != one.parts[key]), DRAW)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far scoring is: candidates, sheets still open, candidates whom too few scored, appeals not answered."""

    candidates: int
    open_sheets: int
    few_sheets: int
    least: int


def may_draw_up(
    state: ContestState,
    progress: Progress,
    *,
    ties: Sequence[Sequence[int]],
    draw_on: date | None,
    minutes: str,
    today: date,
    corrected: bool,
) -> Decision:
    """When everybody was scored by enough scorers and no tie is left. `corrected`: a founded appeal asks for it."""
    drawn = bool(minutes.strip()) or draw_on is not None
    right = state is ContestState.CLOSED or (state is ContestState.RESULTS and corrected)
    return allow_unless(
        None if right else Reason("trainers.not_scoring"),
        None if progress.candidates else Reason("trainers.nobody_to_rank"),
        Reason("trainers.sheets_open", {"sheets": progress.open_sheets}) if progress.open_sheets else None,
        Reason("trainers.few_sheets", {"people": progress.few_sheets, "least": progress.least})
        if progress.few_sheets
        else None,
        Reason("trainers.tie", {"people": sum(map(len, ties))})
        if ties and not progress.open_sheets and not progress.few_sheets
        else None,
        reason_fault(minutes, short="trainers.draw_minutes", most=MOST_TEXT) if drawn else None,
        Reason("trainers.draw_day") if drawn and (draw_on is None or draw_on > today) else None,
    )


def may_return(state: ContestState, *, settled: bool, why: str) -> Decision:
    """A ranking that waits for its publication, with what is wrong with it."""
    return allow_unless(
        None if state is ContestState.SCORED and not settled else Reason("trainers.not_ranked"),
        reason_fault(why, short="trainers.reason_short", most=300),
    )


def may_publish_results(state: ContestState, *, published: bool, same_person: bool) -> Decision:
    """A ranking that was not published, by somebody else than who drew it up."""
    return allow_unless(
        None if state is ContestState.SCORED else Reason("trainers.not_ranked"),
        Reason("trainers.results_published") if published else None,
        Reason("trainers.same_person") if same_person else None,
    )


def may_appeal(
    state: ContestState, *, current: bool, received_on: date, since: date | None, until: date | None, today: date,
    text: str, appealed: bool,
) -> Decision:  # fmt: skip
    """Against the newest published ranking, in its term; told later where it was received in time."""
    return allow_unless(
        None if state is ContestState.RESULTS and current else Reason("trainers.no_results"),
        Reason("trainers.in_future") if received_on > today else None,
        Reason("trainers.appeal_early") if since is not None and received_on < since else None,
        Reason("trainers.appeal_late", {"on": until.isoformat()})
        if until is not None and received_on > until
        else None,
        Reason("trainers.appealed_already") if appealed else None,
        reason_fault(text, short="trainers.reason_short", most=MOST_TEXT),
    )


def may_answer(
    answer: AppealAnswer, *, answered: bool, scored: bool, why: str, corrected: Mapping[int, int],
    before: Mapping[int, int], maximum: int, right: bool,
) -> Decision:  # fmt: skip
    """By somebody who did not score. Founded, it corrects points of one criterion on at least one sheet; `right` says
    that the sheets named are this candidate's."""
    founded = answer is AppealAnswer.FOUNDED
    over = [value for value in corrected.values() if not 0 <= value <= maximum]
    changes = any(before.get(key) != value for key, value in corrected.items())
    return allow_unless(
        Reason("trainers.answered_already") if answered else None,
        Reason("trainers.scorer_answers") if scored else None,
        Reason("trainers.nothing_corrected") if founded and not changes else None,
        Reason("trainers.unfounded_corrects") if not founded and corrected else None,
        None if right else Reason("trainers.criterion_unknown"),
        *(Reason("trainers.over_maximum", {"points": value, "most": maximum}) for value in over),
        reason_fault(why, short="trainers.reason_short", most=MOST_TEXT),
    )
