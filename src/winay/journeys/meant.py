"""Whom a form from a phone means: by the id of a list on the phone, or by what was typed from a printed list.

A household that was united with another one, or whose person left it, is found by its old code too: its cycle went on.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.delivery.queries.visit_facts import lived, people_on
from winay.delivery.visit_rules import PresentSaid
from winay.delivery.visit_terms import Relation
from winay.enrolment.models import CycleMove, Enrolment
from winay.intake.forms.needs import Kind, Need, needed, spare
from winay.intake.reading.answers import Answers
from winay.nuclei.models import Membership, Nucleus
from winay.registry.models import Member
from winay.registry.queries.same_person import merged_into, united_with
from winay.registry.rules import code_range, household_code
from winay.registry.terms import Sex
from winay.trainers.contract_models import Contract
from winay.trainers.queries.caseloads import serving
from winay.trainers.terms import ContractKind

NOBODY = (UUID(int=0), UUID(int=0))
WHO: tuple[Need, ...] = (
    needed("who/household_code"), needed("who/contract_code"), spare("who/household", Kind.LISTED),
    spare("who/listed_contract", Kind.GIVEN),
)  # fmt: skip
"""How every form of a household must ask for it and for the trainer."""


@dataclass(frozen=True, slots=True)
class Home:
    """A household as a form names it: the id that the phone's list gave (`listed`), or the code that was typed."""

    listed: str
    typed: str

    @property
    def known(self) -> object:
        """The same for a household, whichever way it is named; what was written where that is no household."""
        found = uuid_of(self.listed)
        ends = (found, found) if found else code_range(self.typed)
        return household_code(ends[0]) if ends else self.listed or self.typed

    @property
    def shown(self) -> str:
        """The code by which people know it."""
        found = uuid_of(self.listed)
        return household_code(found) if found else (self.typed or self.listed)[:20]


@dataclass(frozen=True, slots=True)
class There:
    """Somebody as a form describes them where no list of people was at hand."""

    relation: Relation
    sex: Sex


def home_of(answers: Answers, group: str = "who") -> Home:
    """The household that a form's group asks for."""
    return Home(answers.text(f"{group}/household"), answers.text(f"{group}/household_code"))


def contract_code_of(answers: Answers, group: str = "who") -> str:
    """The trainer's code: as the phone's list knows it, else as typed."""
    return answers.text(f"{group}/listed_contract") or answers.text(f"{group}/contract_code")


def uuid_of(text: str) -> UUID | None:
    """The id that a list gave; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def contract_meant(code: str) -> Contract:
    """The contract of a code. `Refused` where there is none, or two. One query."""
    first, last = code_range(code) or NOBODY
    rows = Contract.objects.filter(public_id__gte=first, public_id__lte=last).select_related("applicant")
    found = list(rows[:2])
    if len(found) != 1:
        raise Refused([Reason("delivery.trainer_unknown", {"code": code[:20]})])
    return found[0]


def _ends(home: Home) -> tuple[UUID, UUID]:
    """The public ids that a household may have, first and last: of one on the list that was merged since, that which
    stays. A query for each merge of it and one more, none for a typed code."""
    if not home.listed:
        return code_range(home.typed) or NOBODY
    found = uuid_of(home.listed)
    stays = merged_into(found) if found else None
    return (stays, stays) if stays else NOBODY


def enrolment_meant(home: Home, on: date) -> Enrolment:
    """The household's cycle that holds the day, or its newest one: then the verb says what is wrong with the day.
    `Refused` where nobody of that code is enrolled, or two are."""
    first, last = _ends(home)
    found = _cycles(Q(household__public_id__gte=first, household__public_id__lte=last))
    if not found:
        moved = CycleMove.objects.filter(origin__public_id__gte=first, origin__public_id__lte=last)
        found = _cycles(Q(pk__in=moved.values("enrolment")))
    if not found or len({one.household_id for one in found}) != 1:
        raise Refused([Reason("delivery.household_unknown", {"code": home.shown})])
    return holding(found, on)


def holding(cycles: Sequence[Enrolment], on: date) -> Enrolment:
    """Of the cycles of a household, the newest first, the one that holds a day, or the newest."""
    held = (one for one in cycles if one.enrolled_on <= on and (one.ended_on is None or one.ended_on > on))
    return next(held, cycles[0])


def _cycles(which: Q) -> list[Enrolment]:
    rows = Enrolment.objects.filter(which).select_related("household__participant")
    return list(rows.order_by("-enrolled_on", "-id")[:5])


def membership_meant(home: Home, on: date) -> Membership:
    """The household's time in a nucleus that holds the day, or its newest one: then the verb says what is wrong with
    the day. `Refused` where it never was in one. Four queries at most."""
    enrolment = enrolment_meant(home, on)
    where = lived(enrolment, on)
    times = _memberships().filter(enrolment=enrolment).order_by("-joined_on", "-id")
    found = where.membership if where else times.first()
    if found is None:
        raise Refused([Reason("delivery.not_in_nucleus", {"on": on.isoformat()})])
    return found


def _memberships() -> "QuerySet[Membership]":
    return Membership.objects.select_related(
        "nucleus__version__program", "nucleus__district", "enrolment__household__participant"
    )


def people_meant(membership: Membership, on: date) -> list[Member]:
    """Who belonged to the household on the day, the participant first. Two queries."""
    where = lived(membership.enrolment, on)
    return list(people_on(where.household if where else membership.enrolment.household_id, on).values())


def one_meant(one: There, people: Sequence[Member]) -> Member | None:
    """The member whom relation and sex mean, where they mean one alone."""
    some = [member for member in people if member.kin == one.relation]
    if one.relation is not Relation.PARTICIPANT:  # of whom there is one, whatever sex was ticked
        some = [member for member in some if member.sex == one.sex]
    return some[0] if len(some) == 1 else None


def present_meant(one: There, people: list[Member]) -> PresentSaid:
    """Somebody who was at a visit: the member of `people` who is meant, who is then nobody else and goes from there; or
    somebody by relation and sex alone."""
    meant = one_meant(one, people)
    if meant is None:
        return PresentSaid(None, one.relation, one.sex)
    people.remove(meant)
    return PresentSaid(meant.public_id)


def members_listed(listed: Collection[str]) -> dict[str, tuple[Member, Member]]:
    """Those whom phones' lists gave and who are somebody, by what the list gave; each with the entry that stays, where
    they were united with another. Three queries at most, none for none."""
    ids = {text: found for text in listed if (found := uuid_of(text))}
    stays = united_with(set(ids.values()))
    known = {one.public_id: one for one in Member.objects.filter(public_id__in={*ids.values(), *stays.values()})}
    return {text: (known[one], known[stays.get(one, one)]) for text, one in ids.items() if one in known}


def as_listed(both: tuple[Member, Member] | None, on: date) -> Member | None:
    """Somebody of a list on a day: the entry that it gave, or the one that stays where that one was gone by then."""
    if both is None:
        return None
    gone, stays = both
    return gone if gone.left_on is None or gone.left_on > on else stays


def member_listed(listed: str, on: date) -> Member | None:
    """Somebody whom the phone's list gave, as they are known on a day; None where nobody has that id."""
    return as_listed(members_listed([listed]).get(listed), on)


def not_serving(contract: Contract, nucleus: Nucleus, on: date) -> list[Reason]:
    """What speaks against a contract that does not serve the nucleus on the day. Two queries."""
    serves = contract in serving(nucleus, ContractKind(contract.kind), on)
    return [] if serves else [Reason("delivery.trainer_elsewhere")]


@contextmanager
def refusing(reasons: Sequence[Reason]) -> Iterator[None]:
    """Do what a verb does, and be `Refused` for these reasons and its own at once: what was written then goes with the
    transaction of the reader."""
    try:
        yield
    except Refused as refused:
        raise Refused([*reasons, *refused.reasons]) from None
    if reasons:
        raise Refused(reasons)
