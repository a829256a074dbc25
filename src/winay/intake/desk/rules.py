"""What a person may do with what arrived. Pure functions."""

from winay.core.decision import Decision, Reason, allow_unless
from winay.intake.terms import QuarantineKind, State

LEAST_WHY, MOST_WHY = 10, 600
MOST_ANSWER, MOST_PATH = 4000, 400
AGAIN = frozenset({State.REVIEW, State.STORED, State.WAITING_FILES})
ASIDE = frozenset({State.REVIEW, State.STORED, State.WAITING_FILES, State.WAITING_PARENT})
CORRECTED = frozenset({State.REVIEW, State.STORED})
_GONE = Decision(False, (Reason("intake.erased_already"),))
"""Of what was erased there is nothing left to work with."""


def may_process_again(state: State, *, erased: bool = False) -> Decision:
    """Whether its turn can come once more: it was looked at and nothing was made of it, or it waits for files."""
    return _only(state, AGAIN, "intake.again_not_now") if not erased else _GONE


def may_open(*, erased: bool) -> Decision:
    """Whether there are answers at all."""
    return _GONE if erased else Decision(True)


def may_dismiss(*, state: State, why: str) -> Decision:
    """Whether it can be set aside: nothing was made of it, and whoever reads the list will know why."""
    return allow_unless(*_only(state, ASIDE, "intake.dismiss_not_now").reasons, why_fault(why))


def may_restore(*, state: State, why: str, erased: bool = False) -> Decision:
    """Whether it can be taken back from aside."""
    if erased:
        return _GONE
    return allow_unless(*_only(state, frozenset({State.DISMISSED}), "intake.not_dismissed").reasons, why_fault(why))


def may_correct(*, state: State, known: bool, old: str, new: str, why: str) -> Decision:
    """Whether an answer can be corrected: before anything was made of the submission, an answer that is there or that
    its form asks for, to another text that can be written."""
    return allow_unless(
        *_only(state, CORRECTED, "intake.correct_not_now").reasons,
        None if known else Reason("intake.no_such_answer"),
        Reason("intake.same_answer") if known and old == new else None,
        Reason("intake.answer_unwritable", {"most": MOST_ANSWER}) if not _writable(new) else None,
        why_fault(why),
    )


def may_settle(*, settled: bool, why: str) -> Decision:
    """Whether what stands apart can be settled: once."""
    return allow_unless(Reason("intake.settled_already") if settled else None, why_fault(why))


def may_admit(*, kind: QuarantineKind, form_known: bool, id_taken: bool) -> Decision:
    """Whether what stands apart can become part of what is processed."""
    return allow_unless(
        Reason("intake.broken_cannot_be_admitted") if kind is QuarantineKind.BROKEN else None,
        Reason("intake.form_still_unknown") if kind is QuarantineKind.UNKNOWN_FORM and not form_known else None,
        Reason("intake.id_taken") if kind is QuarantineKind.UNKNOWN_FORM and id_taken else None,
    )


def _only(state: State, states: frozenset[State], code: str) -> Decision:
    return Decision(True) if state in states else Decision(False, (Reason(code),))


def why_fault(why: str) -> Reason | None:
    """What is wrong with a reason that others will read."""
    length = len(why.strip())
    if length < LEAST_WHY:
        return Reason("intake.why_short", {"least": LEAST_WHY})
    return Reason("intake.why_long", {"most": MOST_WHY}) if length > MOST_WHY else None


def _writable(text: str) -> bool:
    return len(text) <= MOST_ANSWER and all(sign.isprintable() or sign in "\n\t" for sign in text)
