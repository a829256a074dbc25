"""Who scores whom, with how many points, and when a sheet may be closed. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass

from winay.core.decision import Decision, Reason, allow_unless
from winay.targeting.decision_rules import reason_fault, text_fault
from winay.trainers.terms import ApplicationState, ConflictKind, ContestState

MOST_NOTE, MOST_COMMENT = 300, 600
NAMED_IN = (ContestState.PUBLISHED, ContestState.CLOSED)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a sheet stands on: the contest, the candidate, what the scorer declared of them, whether it is closed."""

    contest: ContestState
    application: ApplicationState
    conflict: ConflictKind | None
    closed: bool


def may_name(contest: ContestState, *, named: bool, may_log_in: bool) -> Decision:
    """Somebody who can log in, once, from the publication until a ranking is drawn up."""
    return allow_unless(
        None if contest in NAMED_IN else Reason("trainers.not_naming"),
        Reason("trainers.named_already") if named else None,
        None if may_log_in else Reason("trainers.nobody_of_that_name"),
    )


def may_dismiss(contest: ContestState, *, dismissed: bool, why: str) -> Decision:
    """Until a ranking is drawn up: then what they gave counts."""
    return allow_unless(
        None if contest in NAMED_IN else Reason("trainers.ranked_already"),
        Reason("trainers.dismissed_already") if dismissed else None,
        reason_fault(why, short="trainers.reason_short", most=MOST_NOTE),
    )


def may_declare(facts: SheetFacts, kind: ConflictKind, note: str) -> Decision:
    """Before the sheet is closed; a tie of another kind is told in words."""
    return allow_unless(
        None if facts.contest in NAMED_IN else Reason("trainers.not_scoring"),
        Reason("trainers.sheet_closed") if facts.closed else None,
        Reason("trainers.conflict_words") if kind is ConflictKind.OTHER and len(note.strip()) < 3 else None,
        text_fault(note, most=MOST_NOTE),
    )


def may_score(
    facts: SheetFacts, points: Mapping[int, int | None], maximum: Mapping[int, int], *, comment: str, closing: bool
) -> Decision:
    """Whole points up to each criterion's maximum, by somebody whom nothing ties to the candidate. A sheet is closed
    when it is complete."""
    strange = [key for key in points if key not in maximum]
    over = [
        (key, value)
        for key, value in points.items()
        if value is not None and key in maximum and not 0 <= value <= maximum[key]
    ]
    empty = [key for key in maximum if points.get(key) is None]
    return allow_unless(
        None if facts.contest is ContestState.CLOSED else Reason("trainers.not_scoring"),
        None if facts.application is ApplicationState.RECEIVED else Reason("trainers.not_standing"),
        Reason("trainers.undeclared") if facts.conflict is None else None,
        Reason("trainers.conflicted") if facts.conflict not in {None, ConflictKind.NONE} else None,
        Reason("trainers.sheet_closed") if facts.closed else None,
        Reason("trainers.criterion_unknown") if strange else None,
        *(Reason("trainers.over_maximum", {"points": value, "most": maximum[key]}) for key, value in over),
        Reason("trainers.sheet_incomplete", {"criteria": len(empty)}) if closing and empty else None,
        text_fault(comment, most=MOST_COMMENT),
    )
