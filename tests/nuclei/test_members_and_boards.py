"""What an assembly and a board mean for a household's days in its nucleus, and what closing means for a board."""

import pytest

from tests import people
from tests.nuclei import boards_scene as boards
from tests.nuclei import scene
from tests.nuclei.scene import DAY, WHY
from tests.worlds import world
from winay.core.clock import now
from winay.core.errors import Refused
from winay.journeys.pages.nucleus import state_of
from winay.nuclei.governance_models import Mandate
from winay.nuclei.models import Membership
from winay.nuclei.services.memberships import leave_nucleus, take_back_join
from winay.nuclei.services.stages import close_nucleus, reopen_nucleus
from winay.nuclei.terms import LeaveWhy

pytestmark = pytest.mark.django_db


def _made() -> scene.Formed:
    """Five households; an assembly on the twentieth day elected the first one's participant as president."""
    made = scene.formed(5, least=1, most=6)
    boards.elects(made, made.on + 20 * DAY, president=0)
    return made


made = world(_made)


def member(made: scene.Formed, number: int) -> Membership:
    return Membership.objects.select_related("enrolment").get(enrolment=made.cycles[number])


def leave(made: scene.Formed, number: int, after: int) -> None:
    leave_nucleus(
        membership=member(made, number), why=LeaveWhy.MOVED_HOME, on=made.on + after * DAY, by=made.ana, at=now()
    )


def codes(refused) -> list[str]:
    return [reason.code.removeprefix("nuclei.") for reason in refused.value.reasons]


def test_who_is_on_the_board_or_came_to_an_assembly_was_there(made):
    with pytest.raises(Refused) as refused:
        leave(made, 0, 30)
    assert codes(refused) == ["holds_post"]
    with pytest.raises(Refused) as refused:
        leave(made, 1, 20)
    assert codes(refused) == ["seen_since"]
    with pytest.raises(Refused) as refused:
        take_back_join(membership=member(made, 1), why=WHY, by=made.ana, at=now())
    assert codes(refused) == ["acted_there"]
    leave(made, 1, 21)


def test_when_a_nucleus_closes_its_board_ends_and_is_not_brought_back(made):
    with pytest.raises(Refused) as refused:
        close_nucleus(nucleus=made.nucleus, on=made.on + 20 * DAY, why=WHY, by=made.rosa, at=now())
    assert codes(refused) == ["told_since"]
    close_nucleus(nucleus=made.nucleus, on=made.on + 40 * DAY, why=WHY, by=made.rosa, at=now())
    assert {(one.ended_on, one.end_why) for one in Mandate.objects.all()} == {(made.on + 40 * DAY, "nucleus_closed")}
    reopened = reopen_nucleus(nucleus=made.nucleus, why=WHY, by=made.rosa, at=now())
    state = state_of(reopened, month=None, today=people.today())
    assert (len(state.living), state.board.held, len(state.held)) == (5, 0, 1)
