"""What was answered in the form of a group session, as the facts that the verb takes. Nothing is judged here.

The questions are those of the catalogue's form, whose codes are the vocabularies of delivery.
"""

from dataclasses import dataclass
from uuid import UUID

from winay.delivery.session_rules import SessionSaid
from winay.delivery.visit_terms import Relation, Topic
from winay.intake.forms.needs import Kind, Need, needed, spare, wanted
from winay.intake.reading.answers import Answers
from winay.journeys.answered import code, day, each, filled, hour, whole
from winay.journeys.meant import WHO, Home, There, contract_code_of, home_of, uuid_of
from winay.registry.terms import LANGUAGES, Kin, Sex

SESSION_FORM = "group_session"
NEEDS: tuple[Need, ...] = (
    *WHO, needed("when/held_on", Kind.DAY), needed("when/began", Kind.TIME), needed("when/minutes", Kind.INTEGER),
    needed("when/venue"), Need("when/language", Kind.ONE, answered=True, codes=tuple(LANGUAGES), all_codes=False),
    wanted("about/items", Kind.SEVERAL), wanted("about/topics", Kind.SEVERAL, Topic, all_codes=False),
    wanted("others", Kind.ROUNDS), needed("others/household_code"), needed("others/relation", Kind.ONE, Kin),
    needed("others/sex", Kind.ONE, Sex), wanted("guests/women", Kind.INTEGER), wanted("guests/men", Kind.INTEGER),
    spare("people/came", Kind.SEVERAL), spare("end_notes/notes"),
)  # fmt: skip
"""What every version of the form must still ask, and as what."""


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who came and was not on the phone's list: of which household, and what they are in it."""

    home: Home
    there: There


@dataclass(frozen=True, slots=True)
class SessionAnswers:
    """A filled-in form: whose session, with which nucleus (its id, where the phone's lists know it), who came by the
    phone's list and who by a code (`others`); the rest as `said`, whose `present` is empty."""

    contract_code: str
    nucleus: UUID | None
    home: Home
    listed: tuple[UUID, ...]
    others: tuple[Came, ...]
    said: SessionSaid


def read_session(answers: Answers) -> SessionAnswers:
    """A session from its answers. `BadAnswer` names the answer that is not what its question asks for."""
    said = SessionSaid(
        on=day(answers, "when/held_on"),
        began=hour(answers, "when/began"),
        minutes=whole(answers, "when/minutes"),
        venue=answers.text("when/venue"),
        language=answers.text("when/language"),
        items=answers.choices("about/items"),
        topics=each(answers, "about/topics", Topic),
        present=(),
        guest_women=answers.integer("guests/women") or 0,
        guest_men=answers.integer("guests/men") or 0,
        notes=answers.text("end_notes/notes"),
    )
    return SessionAnswers(
        contract_code=contract_code_of(answers),
        nucleus=uuid_of(answers.text("who/nucleus")),
        home=home_of(answers),
        listed=tuple(_person(answers, one) for one in answers.choices("people/came")),
        others=tuple(_came(one) for one in filled(answers, "others", "household_code", "relation")),
        said=said,
    )


def _person(answers: Answers, listed: str) -> UUID:
    found = uuid_of(listed)
    if found is None:
        raise answers.bad("people/came", "choice")
    return found


def _came(one: Answers) -> Came:
    there = There(code(one, "relation", Relation), code(one, "sex", Sex))
    return Came(Home("", one.text("household_code")), there)
