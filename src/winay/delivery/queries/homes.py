"""Healthy homes, support by other institutions, commitments: of a household and of a nucleus."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from winay.delivery.home_models import HomeAction, HomeAnswer, HomeCheck
from winay.delivery.home_rules import share_good
from winay.delivery.home_terms import Answer
from winay.delivery.support_models import Commitment, Support
from winay.nuclei.models import Membership, Nucleus

PAGE = 40


@dataclass(frozen=True)
class Home:
    """A check of a home with what was found and agreed."""

    check: HomeCheck
    answers: Mapping[int, Answer]
    actions: Mapping[int, HomeAction]

    @property
    def good(self) -> tuple[int, int]:
        """Items that are a yes, of those that apply."""
        return share_good(self.answers)


def whole_homes() -> "QuerySet[HomeCheck]":
    """Checks with their answers and actions, and what access needs. Two queries."""
    answers = Prefetch("answers", HomeAnswer.objects.select_related("action").order_by("item"))
    return HomeCheck.objects.select_related(
        "nucleus__version__program", "nucleus__district__parent__parent",
        "membership__enrolment__household__participant", "membership__enrolment__household__place",
    ).prefetch_related(answers)  # fmt: skip


def home_of(check: HomeCheck) -> Home:
    """A whole check as pages read it. No query."""
    rows = list(check.answers.all())
    return Home(
        check,
        {one.item: Answer(one.answer) for one in rows},
        {one.item: one.action for one in rows if hasattr(one, "action")},
    )


def home_by_id(public_id: UUID) -> Home | None:
    """One check. Two queries."""
    found = whole_homes().filter(public_id=public_id).first()
    return home_of(found) if found else None


def homes_of(membership: Membership) -> list[Home]:
    """A household's checks, the newest first, also those taken back. Two queries."""
    rows = whole_homes().filter(membership=membership).order_by("-checked_on", "-id")
    return [home_of(one) for one in rows]


def action_by_id(public_id: UUID) -> HomeAction | None:
    """One action with its check. One query."""
    rows = HomeAction.objects.select_related(
        "answer__check_of__nucleus__version__program", "answer__check_of__nucleus__district__parent__parent",
        "answer__check_of__membership__enrolment__household__participant",
    )  # fmt: skip
    return rows.filter(public_id=public_id).first()


def actions_open(nucleus: Nucleus, *, start: int = 0, limit: int = PAGE) -> tuple[list[HomeAction], int]:
    """What was agreed in homes of a nucleus and not done, the first due on top; how many in all. Two queries."""
    rows = HomeAction.objects.filter(
        answer__check_of__nucleus=nucleus, answer__check_of__reversed_at=None, done_on=None
    ).select_related(
        "answer__check_of__membership__enrolment__household__participant",
        "answer__check_of__membership__enrolment__household__place",
    )  # fmt: skip
    return list(rows.order_by("due_on", "id")[start : start + limit]), rows.count()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one item in the newest check of each home."""

    item: int
    yes: int
    no: int
    not_seen: int
    not_applicable: int

    @property
    def applying(self) -> int:
        return self.yes + self.no + self.not_seen


def found_in(nucleus: Nucleus) -> tuple[list[Found], int]:
    """By item, over the newest check of each household; how many households were checked. One query each."""
    newest: dict[int, int] = {}
    rows = HomeCheck.objects.filter(nucleus=nucleus, reversed_at=None).order_by("checked_on", "id")
    for key, home in rows.values_list("pk", "membership"):
        newest[home] = key
    told = HomeAnswer.objects.filter(check_of__in=list(newest.values())).values_list("item", "answer")
    counts: dict[int, Counter[str]] = {}
    for item, answer in told:
        counts.setdefault(item, Counter())[answer] += 1
    return [
        Found(item, one[Answer.YES], one[Answer.NO], one[Answer.NOT_SEEN], one[Answer.NOT_APPLICABLE])
        for item, one in sorted(counts.items())
    ], len(newest)


def supports_of(
    nucleus: Nucleus, membership: Membership | None = None, *, start: int = 0, limit: int = PAGE
) -> tuple[list[Support], int]:
    """What others give to a nucleus and its households, or to one household and the whole nucleus, the newest first,
    also withdrawn; how many in all. Two queries."""
    rows = Support.objects.filter(nucleus=nucleus).select_related("membership__enrolment__household__participant")
    if membership is not None:
        rows = rows.filter(Q(membership=membership) | Q(membership=None))
    return list(rows.order_by("-from_on", "-id")[start : start + limit]), rows.count()


def support_by_id(public_id: UUID) -> Support | None:
    """One support with its nucleus. One query."""
    rows = Support.objects.select_related("nucleus__version__program", "nucleus__district__parent__parent")
    return rows.filter(public_id=public_id).first()


def commitments_of(membership: Membership) -> list[Commitment]:
    """A household's commitments, the newest first, also those taken back. One query."""
    return list(Commitment.objects.filter(membership=membership).select_related("signer").order_by("-id"))


def commitment_by_id(public_id: UUID) -> Commitment | None:
    """One commitment with its household and nucleus. One query."""
    rows = Commitment.objects.select_related(
        "membership__nucleus__version__program", "membership__nucleus__district__parent__parent",
        "membership__enrolment__household__participant", "signer",
    )  # fmt: skip
    return rows.filter(public_id=public_id).first()
