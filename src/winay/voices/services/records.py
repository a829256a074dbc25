"""What the verbs share: locked rows, and what their journal lines are about."""

from winay.nuclei.models import Nucleus
from winay.voices.conflict_models import Conflict
from winay.voices.grievance_models import Grievance
from winay.voices.queries.conflicts import whole_conflicts
from winay.voices.queries.grievances import whole_grievances
from winay.voices.queries.rumours import whole_rumours
from winay.voices.queries.strategies import whole_strategies
from winay.voices.rumour_models import Rumour
from winay.voices.strategy_models import Strategy

Subjects = list[tuple[str, str]]


def locked_grievance(grievance: Grievance) -> Grievance:
    """The grievance, for this transaction alone: whoever handles one takes turns."""
    Grievance.objects.select_for_update(no_key=True).get(pk=grievance.pk)
    return whole_grievances().get(pk=grievance.pk)


def locked_rumour(pk: int) -> Rumour:
    """The rumour, for this transaction alone."""
    Rumour.objects.select_for_update(no_key=True).get(pk=pk)
    return whole_rumours().get(pk=pk)


def locked_conflict(pk: int) -> Conflict:
    """The conflict, for this transaction alone."""
    Conflict.objects.select_for_update(no_key=True).get(pk=pk)
    return whole_conflicts().get(pk=pk)


def locked_strategy(pk: int) -> Strategy:
    """The microstrategy, for this transaction alone."""
    Strategy.objects.select_for_update(no_key=True).get(pk=pk)
    return whole_strategies().get(pk=pk)


def about_grievance(grievance: Grievance) -> Subjects:
    """The grievance and its district. Never its nucleus's people, nor whom it is about: a history would name them."""
    return [("grievance", str(grievance.public_id)), ("place", grievance.place.code)]


def about_rumour(rumour: Rumour) -> Subjects:
    """The rumour and where it was heard."""
    return [("rumour", str(rumour.public_id)), ("place", rumour.place.code)]


def about_conflict(conflict: Conflict, parties: tuple[str, ...] = ()) -> Subjects:
    """The conflict, its district and, where it is written down, its communities."""
    codes = {conflict.place.code, *parties}
    return [("conflict", str(conflict.public_id)), *(("place", code) for code in sorted(codes))]


def about_strategy(strategy: Strategy, nucleus: Nucleus | None = None) -> Subjects:
    """The microstrategy, and the nucleus that tries or adopts it."""
    told = [("strategy", str(strategy.public_id)), ("place", strategy.place.code)]
    return [*told, ("nucleus", str(nucleus.public_id))] if nucleus is not None else told
