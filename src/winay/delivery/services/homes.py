"""Verbs on healthy homes: take a check back, say that what was agreed is done."""

from datetime import date, datetime

from django.db import transaction

from winay.core.actors import Actor, Permission
from winay.core.errors import refuse_unless
from winay.delivery.access import require_for
from winay.delivery.home_models import HomeAction, HomeCheck
from winay.delivery.home_rules import may_finish_action, may_reopen_action, may_withdraw
from winay.delivery.queries.homes import action_by_id
from winay.journal.services import record
from winay.nuclei.models import Membership, Nucleus
from winay.nuclei.services.records import about_nucleus, locked_nucleus, today_at


def about_home(membership: Membership, nucleus: Nucleus) -> list[tuple[str, str]]:
    """The household, its nucleus and its district."""
    return [("household", str(membership.enrolment.household.public_id)), *about_nucleus(nucleus)]


@transaction.atomic
def reverse_home_check(*, check: HomeCheck, why: str, by: Actor, at: datetime) -> HomeCheck:
    """Take back a check that was told wrongly, with what was agreed in it."""
    nucleus = locked_nucleus(check.nucleus_id)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    found = HomeCheck.objects.select_related("membership__enrolment__household").get(pk=check.pk)
    refuse_unless(may_withdraw(over=found.reversed_at is not None, why=why))
    found.reversed_by, found.reversed_at, found.reversed_why = by.public_id, at, why.strip()
    found.save(update_fields=["reversed_by", "reversed_at", "reversed_why"])
    record(
        "delivery.reverse_home_check", by=by, at=at, subjects=about_home(found.membership, nucleus),
        before={"checked_on": found.checked_on}, after={"why": why.strip()},
    )  # fmt: skip
    return found


@transaction.atomic
def finish_action(*, action: HomeAction, on: date, what: str, by: Actor, at: datetime) -> HomeAction:
    """What was agreed about a critical no is done."""
    found = _locked(action, by)
    check = found.answer.check_of
    refuse_unless(
        may_finish_action(
            done=found.done_on is not None, stands=check.reversed_at is None, checked_on=check.checked_on, on=on,
            today=today_at(at), what=what,
        )
    )  # fmt: skip
    found.done_on, found.done_what, found.done_by, found.done_at = on, what.strip(), by.public_id, at
    found.save()
    record(
        "delivery.finish_action", by=by, at=at, subjects=about_home(check.membership, check.nucleus),
        after={"home_item": found.answer.item, "done_on": on},
    )  # fmt: skip
    return found


@transaction.atomic
def reopen_action(*, action: HomeAction, why: str, by: Actor, at: datetime) -> HomeAction:
    """Something that was said to be done by mistake is open again."""
    found = _locked(action, by)
    check = found.answer.check_of
    refuse_unless(may_reopen_action(done=found.done_on is not None, why=why))
    before = {"home_item": found.answer.item, "done_on": found.done_on}
    found.done_on, found.done_what, found.done_by, found.done_at = None, "", None, None
    found.save()
    record(
        "delivery.reopen_action", by=by, at=at, subjects=about_home(check.membership, check.nucleus),
        before=before, after={"why": why.strip()},
    )  # fmt: skip
    return found


def _locked(action: HomeAction, by: Actor) -> HomeAction:
    nucleus = locked_nucleus(action.answer.check_of.nucleus_id)
    require_for(nucleus, Permission.RECORD_DELIVERY, by)
    found = action_by_id(action.public_id)
    assert found is not None
    return found
