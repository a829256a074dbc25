"""The act of a contest's results, and its end when another ranking takes the place of the one that it prints."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from winay.accounts.queries import ActingPerson
from winay.core.actors import Permission
from winay.core.decision import Reason
from winay.core.errors import Refused
from winay.documents.models import Document
from winay.documents.queries import documents_of
from winay.documents.services import Content, NumberTaken, Prepared, issue, issue_of, replace_earlier
from winay.journeys.pages.contest_results import SUBJECT, results_content
from winay.trainers.access import require_for
from winay.trainers.contest_models import Contest
from winay.trainers.queries.contests import contest_by_id
from winay.trainers.queries.rankings import in_force
from winay.trainers.services.records import locked_contest


def issue_results(*, contest: Contest, by: ActingPerson, at: datetime, base_url: str) -> Document:
    """The act of the ranking in force as a PDF, in the language that is active now; the one in force where it would
    print the same. `base_url` is the address of the page that verifies, ending in a slash.

    `Refused` where nothing was published. It is laid out before the transaction, which only writes.
    """

    def read_now() -> tuple[tuple[Contest, int], Content]:
        read = contest_by_id(contest.public_id)
        assert read is not None
        require_for(read, Permission.RUN_CONTEST, by)
        ranking = in_force(read)
        if ranking is None:
            raise Refused([Reason("trainers.no_results")])
        return (read, ranking.pk), results_content(read, ranking)

    return issue_of(
        read_now, lambda found, prepared: _issue(*found, prepared, by, at), base_url=base_url, by=by,
        by_name=by.person.name, at=at,
    )  # fmt: skip


@transaction.atomic
def _issue(read: Contest, ranking_pk: int, prepared: Prepared, by: ActingPerson, at: datetime) -> Document:
    """Write it, unless another ranking was published while it was laid out; it takes the place of the one before."""
    now_in_force = in_force(locked_contest(read.pk))
    if now_in_force is None or now_in_force.pk != ranking_pk:
        raise NumberTaken
    issued = issue(prepared=prepared, by=by, at=at)
    reason = _("Reemplazada por el acta N.º %(number)s.") % {"number": issued.number}
    return replace_earlier(issued=issued, known=results_of(read), reason=reason, by=by, by_name=by.person.name, at=at)


def results_of(contest: Contest) -> list[Document]:
    """Every act issued of a contest, the newest first. One query."""
    return documents_of(SUBJECT, str(contest.public_id))
