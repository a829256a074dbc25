"""What a household wants, brought by a phone or a paper, is counted in its workshop as a tap there is."""

from datetime import datetime
from uuid import uuid5

from django.db.models import Q

from winay.core.actors import Actor
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.intake.reading.answers import Answers
from winay.journeys.form_readers import Read, Work
from winay.journeys.vote_form import VoteAnswers, read_vote
from winay.nuclei.models import Membership
from winay.plans.live_models import LiveWorkshop
from winay.plans.live_rules import MarkSaid
from winay.plans.queries.live import whole_live
from winay.plans.services.live import mark_live
from winay.plans.terms import MarkKind
from winay.registry.rules import code_range


def take_vote(*, work: Work, answers: Answers, by: Actor, at: datetime) -> Read:
    """Count each wish. `Refused` as the verb, all of it or nothing: after the workshop was closed or told, twice for a
    household, for what is on no menu, and where hands are counted or votes are secret; `BadAnswer` for an answer that
    is not what its question asks for. Read again, it counts once."""
    read = read_vote(answers)
    if not read.items:
        raise Refused([Reason("plans.vote_nothing")])
    membership = _membership(read)
    live = _live(read, membership)
    for item in read.items:
        said = MarkSaid(MarkKind.WANTS, item, household=membership.enrolment.public_id)
        mark_live(live=live, said=said, mark=uuid5(work.public_id, item), by=by, at=at)
    subjects = (("submission", str(work.public_id)), ("assembly", str(live.assembly.public_id)))
    return Read(subjects)


def _membership(read: VoteAnswers) -> Membership:
    """The household's time in a nucleus that holds the day."""
    ends = code_range(read.household_code)
    rows = Membership.objects.filter(joined_on__lte=read.held_on).filter(Q(left_on=None) | Q(left_on__gt=read.held_on))
    found = (
        rows.filter(enrolment__household__public_id__range=ends).select_related("enrolment") if ends else rows.none()
    )
    one = found.order_by("-id").first()
    if one is None:
        raise Refused([Reason("plans.vote_whose", {"code": read.household_code[:20]})])
    return one


def _live(read: VoteAnswers, membership: Membership) -> LiveWorkshop:
    rows = whole_live().filter(nucleus=membership.nucleus_id, assembly__held_on=read.held_on)
    live = rows.filter(assembly__reversed_at=None).order_by("-id").first()
    if live is None:
        raise Refused([Reason("plans.live_not_there")])
    return live
