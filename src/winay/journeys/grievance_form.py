"""What was answered in the form of a grievance, as the facts that the verb takes. Nothing is judged or written here.

The questions are those of the catalogue's form, whose codes are the vocabularies of voices.
"""

from dataclasses import dataclass

from winay.intake.forms.needs import Kind, Need, needed, spare, wanted
from winay.intake.reading.answers import Answers
from winay.journeys.answered import code, day
from winay.registry.terms import LANGUAGES
from winay.voices.grievance_rules import GrievanceSaid, SpeakerSaid
from winay.voices.terms import About, Channel, GrievanceKind, Speaker

GRIEVANCE_FORM = "grievance"
TOLD_IN_PERSON = tuple(one for one in Channel if one is not Channel.WEB)
"""Channels that the form offers; the public page writes its own."""
NEEDS: tuple[Need, ...] = (
    wanted("code", Kind.GIVEN), needed("said/kind", Kind.ONE, GrievanceKind), needed("said/words"),
    Need("said/language", Kind.ONE, answered=True, codes=tuple(LANGUAGES), all_codes=False),
    needed("said/heard_on", Kind.DAY), needed("said/about", Kind.ONE, About), spare("said/about_whom"),
    wanted("said/contract_code"), Need("said/channel", Kind.ONE, answered=True, codes=TOLD_IN_PERSON, all_codes=False),
    needed("where/place", Kind.LISTED), spare("where/program", Kind.ONE), needed("who/speaker", Kind.ONE, Speaker),
    wanted("who/name"), spare("who/contact"), spare("who/household_code"),
)  # fmt: skip
"""What every version of the form must still ask, and as what."""


@dataclass(frozen=True, slots=True)
class GrievanceAnswers:
    """A filled-in form: what was said and by whom, of which place (its code), of which program ("": not said), about
    whose contract ("": none), and the code that the person was shown ("": none)."""

    said: GrievanceSaid
    speaker: SpeakerSaid
    place_code: str
    program: str
    contract_code: str
    code: str


def read_grievance(answers: Answers) -> GrievanceAnswers:
    """A grievance from its answers. `BadAnswer` names the answer that is not what its question asks for. Whoever wants
    no name to be written has none read."""
    on = day(answers, "said/heard_on")
    about = code(answers, "said/about", About)
    return GrievanceAnswers(
        said=GrievanceSaid(
            kind=code(answers, "said/kind", GrievanceKind), channel=code(answers, "said/channel", Channel),
            about=about, heard_on=on, words=answers.text("said/words"), about_whom=answers.text("said/about_whom"),
            language=answers.text("said/language"),
        ),
        speaker=_speaker(answers),
        place_code=answers.text("where/place"),
        program=answers.text("where/program"),
        contract_code=answers.text("said/contract_code") if about is About.TRAINER else "",
        code=answers.text("code"),
    )  # fmt: skip


def _speaker(answers: Answers) -> SpeakerSaid:
    speaker = code(answers, "who/speaker", Speaker)
    if speaker is Speaker.ANONYMOUS:
        return SpeakerSaid(speaker)
    name, contact = answers.text("who/name"), answers.text("who/contact")
    return SpeakerSaid(speaker, name, contact, answers.text("who/household_code"))
