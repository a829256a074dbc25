"""Writing down what was found in homes: one check, or many that are told together. There is one way to do it, and it
asks of many with as many statements as of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.delivery.access import require_for
from winay.delivery.home_guide import critical_items, home_items
from winay.delivery.home_models import HomeAction, HomeAnswer, HomeCheck
from winay.delivery.home_rules import HomeFacts, HomeSaid, may_check_home, share_good
from winay.delivery.services.homes import about_home
from winay.journal.services import Act, record_all
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.services.records import locked_nuclei, today_at
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import Serving

Outcome = HomeCheck | Refused | NotAllowed


@dataclass(frozen=True, slots=True)
class LookedAtHome:
    """A check of a home as somebody tells it. `trainer`: whoever looked, where that is a trainer of a contract;
    `submission`: the public id of what a phone sent."""

    membership: Membership
    said: HomeSaid
    by: Actor
    at: datetime
    trainer: Contract | None = None
    submission: UUID | None = None


def record_home_check(
    *, membership: Membership, said: HomeSaid, by: Actor, at: datetime, submission: UUID | None = None
) -> HomeCheck:
    """Write down what was found in a home: an answer for each item, an action with its day for each critical no.
    `submission`: the public id of what a phone sent."""
    (made,) = record_home_checks([LookedAtHome(membership, said, by, at, submission=submission)])
    if not isinstance(made, HomeCheck):
        raise made
    return made


@transaction.atomic
def record_home_checks(told: Sequence[LookedAtHome]) -> list[Outcome]:
    """Write down checks of homes, in their order: what is refused keeps no other out, and a home is told once a day.
    Each has a line of its own. Eight statements at most, however many."""
    facts = _Facts(told)
    found: list[Outcome] = []
    for one in told:
        try:
            found.append(_judged(one, facts))
        except (Refused, NotAllowed) as no:
            found.append(no)
    made = [(one, row) for one, row in zip(told, found, strict=True) if isinstance(row, HomeCheck)]
    _write(made)
    record_all(_act(one, facts.nuclei[one.membership.nucleus_id]) for one, _ in made)
    return found


class _Facts:
    """What checks of homes are judged on; the nuclei are this transaction's alone."""

    def __init__(self, told: Sequence[LookedAtHome]) -> None:
        self.nuclei: Mapping[int, Nucleus] = locked_nuclei({one.membership.nucleus_id for one in told})
        self.serving = Serving({one.trainer.pk for one in told if one.trainer}, self.nuclei)
        rows = HomeCheck.objects.filter(
            membership__in={one.membership.pk for one in told}, checked_on__in={one.said.on for one in told},
            reversed_at=None,
        )  # fmt: skip
        self.told: set[tuple[int, date]] = set(rows.values_list("membership", "checked_on"))


def _judged(one: LookedAtHome, facts: _Facts) -> HomeCheck:
    """The check, not written yet, where nothing speaks against it."""
    membership, said, trainer = one.membership, one.said, one.trainer
    nucleus = facts.nuclei[membership.nucleus_id]
    require_for(nucleus, Permission.RECORD_DELIVERY, one.by)
    refuse_unless(
        may_check_home(
            said,
            HomeFacts(
                today=today_at(one.at), items=frozenset(item.number for item in home_items()),
                critical=critical_items(), joined_on=membership.joined_on,
                told=(membership.pk, said.on) in facts.told,
                serves=trainer is None or facts.serving.on(trainer.pk, nucleus.pk, said.on),
            ),
        )
    )  # fmt: skip
    facts.told.add((membership.pk, said.on))
    return HomeCheck(
        nucleus=nucleus, membership=membership, checked_on=said.on, checker=said.checker.strip(),
        health_worker=said.health_worker.strip(), note=said.note.strip(), submission=one.submission,
        recorded_by=one.by.public_id, recorded_at=one.at,
    )  # fmt: skip


def _write(made: Sequence[tuple[LookedAtHome, HomeCheck]]) -> None:
    HomeCheck.objects.bulk_create(row for _, row in made)
    answers = HomeAnswer.objects.bulk_create(
        HomeAnswer(check_of=row, item=number, answer=answer)
        for one, row in made
        for number, answer in sorted(one.said.answers.items())
    )
    by_item = {(answer.check_of_id, answer.item): answer for answer in answers}
    HomeAction.objects.bulk_create(
        HomeAction(answer=by_item[row.pk, number], what=action.what.strip(), due_on=action.due_on)
        for one, row in made
        for number, action in sorted(one.said.actions.items())
    )


def _act(one: LookedAtHome, nucleus: Nucleus) -> Act:
    said = one.said
    good, applying = share_good(said.answers)
    return Act(
        "delivery.record_home_check", one.by, one.at, about_home(one.membership, nucleus), None,
        {"checked_on": said.on, "points_good": good, "applying": applying, "actions": len(said.actions),
         "with_health_post": bool(said.health_worker.strip())},
    )  # fmt: skip
