"""Taking submissions in hand: written and committed before anything of them is read, so that one that kills its worker
is known by it.

Those that nobody began before are taken together. One that was in somebody's hand when he died is taken alone, so that
it takes no other with it; and not for ever.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection, transaction

from winay.intake.models import Submission, Taken
from winay.intake.terms import State

MOST_TRIES = 3
"""After so many beginnings without an end, it is the submission."""
TOGETHER = {"postgresql": 32, "sqlite": 16}
"""Submissions that are read in one transaction: on SQLite, where one writes at a time, as many as take a tenth of a
second."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Submissions in hand (primary keys), and for the how manieth time. `over`: it was begun often enough."""

    keys: tuple[int, ...]
    tries: int

    @property
    def over(self) -> bool:
        return self.tries > MOST_TRIES

    @property
    def last(self) -> bool:
        return self.tries >= MOST_TRIES


@transaction.atomic
def claim() -> Claim | None:
    """Take the next in hand; None where nothing waits."""
    waiting = Submission.objects.filter(state=State.RECEIVED).select_for_update(skip_locked=True).order_by("id")
    rows = list(waiting.values_list("id", "deprecated_id")[: TOGETHER[connection.vendor]])
    if not rows:
        return None
    begun = dict(Taken.objects.filter(pk__in=[pk for pk, _ in rows]).values_list("pk", "tries"))
    first, corrects = rows[0]
    if corrects or first in begun:
        keys: tuple[int, ...] = (first,)
    else:
        keys = tuple(pk for pk, corrects in rows if not corrects and pk not in begun)
    tries = begun.get(first, 0) + 1
    if first in begun:
        Taken.objects.filter(pk=first).update(tries=tries)
    else:
        Taken.objects.bulk_create([Taken(submission_id=pk, tries=tries) for pk in keys], ignore_conflicts=True)
    return Claim(keys, tries)


def done_with(keys: Collection[int]) -> None:
    """Their turn is over. In the transaction of what became of them."""
    Taken.objects.filter(pk__in=keys).delete()
