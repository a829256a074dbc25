"""What a household's card says beside its plan: what came of it, what it worked, who visits, when last and next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from winay.delivery.queries.sayings import Asked, asked_of
from winay.delivery.queries.technologies import lives_of
from winay.delivery.technology_terms import TechState
from winay.delivery.visit_models import Visit
from winay.nuclei.models import Membership
from winay.trainers.caseload_models import Case
from winay.trainers.queries.caseloads import cases_on
from winay.trainers.terms import ContractKind


@dataclass(frozen=True, slots=True)
class Card:
    """`states`: how each item stands that came, by its key. `worked`: person-days of installing, in tenths. `visits`:
    the last that stand, the newest first; `asked`: what the card asks about, with what the household says of it;
    `case`: in whose caseload it is, None for nobody's."""

    states: Mapping[str, TechState]
    worked: int
    visits: Sequence[Visit]
    asked: Sequence[Asked]
    case: Case | None

    @property
    def next_on(self) -> date | None:
        """The day on which the last visit said that the trainer comes again."""
        return self.visits[0].next_on if self.visits else None


def card_of(membership: Membership, on: date) -> Card:
    """The card of a household in a nucleus on a day. Nine queries."""
    lives, cycle = lives_of(membership), membership.enrolment_id
    states = {one.technology.item: state for one in lives if (state := one.state_on(on)) is not None}
    done = [one.installation for one in lives if one.installation is not None]
    asked = asked_of([cycle])[cycle]
    visits = [one.thing for one in asked if isinstance(one.thing, Visit)]
    case = cases_on([cycle], ContractKind.PRODUCTIVE, on).get(cycle)
    return Card(states, sum(one.women + one.men for one in done), visits, asked, case)
