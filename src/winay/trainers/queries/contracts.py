"""Contracts: one, a list by key, who stands where for a post, how near somebody is to a board."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from winay.nuclei.governance_models import Mandate
from winay.nuclei.models import Nucleus
from winay.nuclei.queries.nuclei import visible
from winay.places.rows import NAMED, VERSION, lean
from winay.registry.models import Member
from winay.registry.queries.taken import HAS_ID
from winay.trainers.application_models import Applicant, Application
from winay.trainers.contract_models import Addendum, Contract, ContractNucleus, PostRefusal
from winay.trainers.contract_rules import PostFacts, Term
from winay.trainers.queries.contests import Reach
from winay.trainers.queries.rankings import in_force
from winay.trainers.ranking_models import Appeal, RankLine
from winay.trainers.terms import BoardKin, ContractEnd, ContractKind, Outcome

PAGE = 40
CALLED = ("public_id", "given_names", "surname_1", "surname_2", "sort_key", "sex", "erased_at")
"""What names a trainer."""


def whole_contracts() -> "QuerySet[Contract]":
    """Contracts with what their names and access need."""
    served = ContractNucleus.objects.select_related("nucleus").order_by("nucleus__name")
    rows = Contract.objects.select_related(
        "applicant", "version__program", "hired_by__district__parent", "application__contest", "application__place",
        "beside__applicant", "assembly",
    )  # fmt: skip
    rows = lean(
        rows, version=VERSION, hired_by=("public_id", "name", "closed_on", "synthetic"), hired_by__district=NAMED,
        hired_by__district__parent=NAMED, application=("public_id", "number", "state"), application__place=NAMED,
        application__contest=("public_id", "name", "kind"),
        beside=("public_id", "kind", "began_on", "over_on"), beside__applicant=CALLED,
        assembly=("public_id", "kind", "held_on"),
    )  # fmt: skip
    return rows.prefetch_related(Prefetch("nuclei", lean(served, nucleus=("public_id", "name", "closed_on"))))


def contract_by_id(public_id: UUID) -> Contract | None:
    """One contract. Two queries."""
    return whole_contracts().filter(public_id=public_id).first()


def list_contracts(
    reach: Reach, *, today: date, state: str = "", nucleus: UUID | None = None, after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[Contract], bool]:  # fmt: skip
    """Contracts that somebody may read, the latest to begin first; whether there are more. `state`: "open" today,
    "over", or all. Three queries, four with `after`: the keys of a page are found before names are joined to it."""
    rows = Contract.objects.filter(visible(reach, "hired_by__district__code"))
    if state == "open":
        rows = rows.filter(over_on__gt=today)
    elif state == "over":
        rows = rows.filter(over_on__lte=today)
    if nucleus is not None:
        served = ContractNucleus.objects.filter(nucleus__public_id=nucleus).values("contract")
        rows = rows.filter(pk__in=served)
    if after is not None and (last := Contract.objects.filter(public_id=after).first()) is not None:
        rows = rows.filter(Q(began_on__lt=last.began_on) | Q(began_on=last.began_on, id__lt=last.pk))
    keys = list(rows.order_by("-began_on", "-id").values_list("pk", flat=True)[: limit + 1])
    found = list(whole_contracts().filter(pk__in=keys).order_by("-began_on", "-id"))
    return found[:limit], len(found) > limit


def terms_of(applicant: Applicant, *, but: int | None = None) -> list[Term]:
    """Somebody's contracts as the rules see them. One query."""
    rows = Contract.objects.filter(applicant=applicant).exclude(pk=but)
    return [Term(ContractKind(one.kind), one.began_on, one.over_on) for one in rows.order_by("began_on")]


def kin_of(applicant: Applicant, nucleus: Nucleus, on: date, declared: str) -> BoardKin:
    """How near somebody is to a nucleus's board on a day: of it, of the household of one of it, or a relative as they
    say. People are known by the hash of their id. Two queries."""
    rows = Mandate.objects.filter(nucleus=nucleus, began_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    board = list(rows.values_list("member__national_id_hash", "member__household_id"))
    if applicant.national_id_hash in {hashed for hashed, _ in board}:
        return BoardKin.MEMBER
    mine = Member.objects.filter(HAS_ID, national_id_hash=applicant.national_id_hash, left_on=None)
    if set(mine.values_list("household_id", flat=True)) & {home for _, home in board}:
        return BoardKin.HOUSEHOLD
    return BoardKin.DECLARED if declared.strip() else BoardKin.NONE


@dataclass(frozen=True, slots=True)
class Post:
    """A candidate of a published ranking with what became of the post."""

    line: RankLine
    refusal: PostRefusal | None
    contract: Contract | None


def posts_of(contest_id: int, lines: list[RankLine]) -> dict[int, Post]:
    """By application: who refused, who was hired. Two queries."""
    refused = PostRefusal.objects.filter(application__contest=contest_id, withdrawn_at=None)
    refusals = {one.application_id: one for one in refused}
    hired = Contract.objects.filter(application__contest=contest_id).exclude(end_why=ContractEnd.MISTAKE)
    contracts = {one.application_id: one for one in hired.order_by("id")}
    return {
        line.application_id: Post(line, refusals.get(line.application_id), contracts.get(line.application_id))
        for line in lines
    }


def post_facts(application: Application) -> PostFacts:
    """Where a candidate stands for a post by the ranking in force. Five queries."""
    ranking = in_force(application.contest)
    lines = list(
        RankLine.objects.filter(ranking=ranking, application__vacancy=application.vacancy_id).order_by("place")
    )
    posts = posts_of(application.contest_id, lines)
    mine = posts.get(application.pk)
    ahead = 0
    for line in lines:
        if mine is None or line.place >= mine.line.place:
            break
        ahead += posts[line.application_id].refusal is None and line.outcome != Outcome.BELOW_MARK
    if mine is not None and mine.line.outcome == Outcome.BELOW_MARK:
        ahead = sum(one.contract is not None for one in posts.values())
    return PostFacts(
        outcome=Outcome(mine.line.outcome) if mine else None,
        ahead=ahead,
        posts=application.vacancy.posts,
        refused=mine is not None and mine.refusal is not None,
        hired=mine is not None and mine.contract is not None,
        appeals_open=Appeal.objects.filter(ranking__contest=application.contest_id, answer="").count(),
        apprentices=application.vacancy.apprentices,
    )


def refusal_of(application: Application) -> PostRefusal | None:
    """The refusal of a post that stands."""
    return PostRefusal.objects.filter(application=application, withdrawn_at=None).first()


def contracts_beside(nucleus: Nucleus, today: date) -> list[Contract]:
    """Contracts of trainers of a nucleus's district beside whom an apprentice may work. Two queries."""
    rows = whole_contracts().filter(hired_by__district=nucleus.district_id, over_on__gt=today, beside=None)
    return list(rows.exclude(kind=ContractKind.PROFESSIONAL).order_by("applicant__sort_key"))


def apprentices_of(contract: Contract) -> list[Contract]:
    """Contracts of those who learn beside the trainer of a contract. Two queries."""
    return list(whole_contracts().filter(beside=contract).order_by("id"))


def addenda_of(contract: Contract) -> list[Addendum]:
    """The addenda of a contract in their order. One query."""
    return list(Addendum.objects.filter(contract=contract).order_by("number"))
