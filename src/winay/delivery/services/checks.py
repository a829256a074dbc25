"""Writing down what somebody found of technologies: one check, or many that are told together. There is one way to do
it, and it asks of many with as many statements as of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed, Refused, refuse_unless
from winay.delivery.access import require_for
from winay.delivery.asset_models import Delivery, Technology
from winay.delivery.queries.technologies import NO_NORM, norms_of
from winay.delivery.services.assets import about_technology
from winay.delivery.technology_models import Check, Installation
from winay.delivery.technology_rules import CheckFacts, CheckSaid, ItemNorm, may_check
from winay.delivery.visit_models import Visit
from winay.journal.services import Act, record_all
from winay.nuclei.models import Nucleus
from winay.nuclei.services.records import locked_nuclei, today_at
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import Serving

Outcome = Check | Refused | NotAllowed


@dataclass(frozen=True, slots=True)
class Looked:
    """A check as somebody tells it. `trainer`: whoever looked, where that is a trainer of a contract; `visit`: the one
    during which; `submission`: the public id of what a phone sent."""

    technology: Technology
    said: CheckSaid
    by: Actor
    at: datetime
    trainer: Contract | None = None
    visit: Visit | None = None
    photo_sha256: str = ""
    submission: UUID | None = None


def record_check(
    *, technology: Technology, said: CheckSaid, by: Actor, at: datetime, trainer: Contract | None = None,
    visit: Visit | None = None, photo_sha256: str = "", submission: UUID | None = None,
) -> Check:  # fmt: skip
    """Write down what somebody found of a technology on a day. One told late takes its place by its day. `Refused`
    before the delivery, for use before the installation, for judging before the item can be judged, and of a trainer
    who does not serve the nucleus that day."""
    (made,) = record_checks([Looked(technology, said, by, at, trainer, visit, photo_sha256, submission)])
    if not isinstance(made, Check):
        raise made
    return made


@transaction.atomic
def record_checks(told: Sequence[Looked]) -> list[Outcome]:
    """Write down checks, in their order: what is refused keeps no other out. Each has a line of its own. Eight
    statements at most for one version of a program, however many."""
    facts = _Facts(told)
    found: list[Outcome] = []
    for one in told:
        try:
            found.append(_judged(one, facts))
        except (Refused, NotAllowed) as no:
            found.append(no)
    made = [(one, row) for one, row in zip(told, found, strict=True) if isinstance(row, Check)]
    Check.objects.bulk_create(row for _, row in made)
    record_all(_act(one) for one, _ in made)
    return found


class _Facts:
    """What checks are judged on; the nuclei are this transaction's alone."""

    def __init__(self, told: Sequence[Looked]) -> None:
        technologies = {one.technology.pk for one in told}
        self.nuclei: Mapping[int, Nucleus] = locked_nuclei({one.technology.nucleus_id for one in told})
        self.serving = Serving({one.trainer.pk for one in told if one.trainer}, self.nuclei)
        given = Delivery.objects.filter(technology__in=technologies, reversed_at=None).order_by()
        self.delivered: Mapping[int, date] = dict(given.values_list("technology").annotate(Min("delivered_on")))
        put = Installation.objects.filter(technology__in=technologies, reversed_at=None)
        self.installed: Mapping[int, date] = dict(put.values_list("technology", "installed_on"))
        versions = {one.version_id: one.version for one in self.nuclei.values()}
        self._norms = {pk: norms_of(version) for pk, version in versions.items()}

    def norm(self, nucleus: Nucleus, item: str) -> ItemNorm:
        return self._norms[nucleus.version_id].get(item, NO_NORM)


def _judged(one: Looked, facts: _Facts) -> Check:
    """The check, not written yet, where nothing speaks against it."""
    technology, said, visit = one.technology, one.said, one.visit
    nucleus = facts.nuclei[technology.nucleus_id]
    require_for(nucleus, Permission.RECORD_DELIVERY, one.by)
    technology.nucleus = technology.membership.nucleus = nucleus
    fits = visit is None or (
        visit.enrolment_id == technology.membership.enrolment_id and visit.visited_on == said.on and not visit.ended_how
    )
    refuse_unless(
        may_check(
            said,
            CheckFacts(
                today_at(one.at), facts.delivered.get(technology.pk), facts.installed.get(technology.pk),
                facts.norm(nucleus, technology.item), fits,
                one.trainer is None or facts.serving.on(one.trainer.pk, nucleus.pk, said.on),
            ),
        )
    )  # fmt: skip
    return Check(
        technology=technology, checked_on=said.on, state=said.state, evidence=said.evidence, words=said.words.strip(),
        checked_by=said.checked_by, checker=said.checker.strip(), trainer=one.trainer, visit=visit,
        used_on=said.used_on, again_on=said.again_on, own_means=said.own_means or "", why=said.why or "",
        photo_sha256=one.photo_sha256, submission=one.submission, recorded_by=one.by.public_id, recorded_at=one.at,
    )  # fmt: skip


def _act(one: Looked) -> Act:
    said, technology = one.said, one.technology
    return Act(
        "delivery.record_check", one.by, one.at, about_technology(technology), None,
        {"item": technology.item, "checked_on": said.on, "tech_state": said.state, "abandon_why": said.why},
    )  # fmt: skip
