"""What was answered in the registration form, as the facts that the verbs of registry and enrolment take.

Only reading: nothing is judged, nothing is written. The questions are those of the catalogue's form, whose codes are
the registry's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from winay.core.decision import Reason
from winay.enrolment.terms import RefusalReason
from winay.intake.forms.needs import Kind, Need, needed, spare, wanted
from winay.intake.reading.answers import Answers
from winay.intake.reading.envelope import base_name
from winay.registry.facts import (
    AwayFacts,
    ClassFacts,
    ConsentFacts,
    DescriptionFacts,
    HouseholdFacts,
    JuntosFacts,
    MemberFacts,
)
from winay.registry.terms import (
    LANGUAGES,
    AwayReason,
    BirthPrecision,
    Classification,
    ConsentHow,
    IdMissing,
    Kin,
    Sex,
    Whereabouts,
)

Word = TypeVar("Word", bound=StrEnum)

FORM_ID = "household_registration"
YES, NO, UNKNOWN, NOT_NOW = "yes", "no", "unknown", "not_now"
EVIDENCE = {
    ConsentHow.SIGNATURE: "sign/signature",
    ConsentHow.FINGERPRINT: "sign/fingerprint",
    ConsentHow.SPOKEN: "sign/spoken",
}

ASKED_WITH = {
    "registry.name_wrong": "given_names",
    "registry.id_length": "national_id",
    "registry.id_taken": "national_id",
    "registry.phone_wrong": "phone",
    "registry.languages_many": "other_languages",
    "registry.language_unknown": "mother_tongue",
    "registry.away_since_wrong": "away_since",
    "registry.birth_half_said": "birth_precision",
    "registry.born_in_future": "born_day",
    "registry.born_too_early": "born_day",
    "registry.represents_self": "represents",
    "registry.member_twice": "given_names",
}
"""The question about a person from which a refusal of the registry comes."""

_SHARES = ("0", "25", "50", "75", "100", UNKNOWN)
NEEDS: tuple[Need, ...] = (
    wanted("filled_on", Kind.GIVEN), wanted("consent_text", Kind.GIVEN),
    Need("consent/language", Kind.ONE, answered=True, codes=tuple(LANGUAGES), all_codes=False),
    needed("consent/agrees", Kind.ONE, (YES, NO)), needed("place/locality", Kind.LISTED), spare("place/place_name"),
    spare("place/reference"), spare("place/position", Kind.POINT),
    Need("place/language", Kind.ONE, answered=True, codes=tuple(LANGUAGES), all_codes=False),
    wanted("members", Kind.ROUNDS), needed("members/given_names"), needed("members/surname_1"),
    wanted("members/surname_2"), needed("members/sex", Kind.ONE, Sex),
    needed("members/birth_precision", Kind.ONE, BirthPrecision), wanted("members/born_day", Kind.DAY),
    wanted("members/born_month", Kind.DAY), wanted("members/born_year", Kind.INTEGER),
    needed("members/kin", Kind.ONE, Kin), needed("members/has_id", Kind.ONE, (YES, NO)),
    wanted("members/national_id"), wanted("members/id_missing", Kind.ONE, IdMissing),
    spare("members/mother_tongue", Kind.ONE, LANGUAGES), spare("members/other_languages", Kind.SEVERAL, LANGUAGES),
    spare("members/reads", Kind.ONE, (YES, NO, UNKNOWN)), spare("members/phone"),
    wanted("members/represents", Kind.ONE, (YES, NO)), needed("members/at_home", Kind.ONE, (YES, NO)),
    wanted("members/whereabouts", Kind.ONE, [one for one in Whereabouts if one is not Whereabouts.HOME]),
    wanted("members/away_reason", Kind.ONE, AwayReason),
    wanted("members/away_since", Kind.DAY), spare("farm/farm_ha", Kind.DECIMAL),
    *(spare(f"farm/{name}", Kind.ONE, _SHARES) for name in ("labour_share", "property_share", "sold_share")),
    spare("farm/main_activity"), spare("juntos/member", Kind.ONE, (YES, NO, UNKNOWN)),
    spare("juntos/since", Kind.DAY), spare("sisfoh/has_paper", Kind.ONE, (YES, NO, UNKNOWN)),
    spare("sisfoh/classification", Kind.ONE, Classification), spare("sisfoh/expires_on", Kind.DAY),
    needed("sign/how", Kind.ONE, ConsentHow), *(wanted(path, Kind.FILE) for path in EVIDENCE.values()),
    wanted("entry/wants", Kind.ONE, (YES, NOT_NOW)), wanted("entry/reason", Kind.ONE, RefusalReason),
    wanted("entry/note"),
)  # fmt: skip
"""What every version of the form must still ask, and as what."""


@dataclass(frozen=True, slots=True)
class No:
    """Why a household does not want to enter, as it was told."""

    reason: RefusalReason
    note: str


@dataclass(frozen=True, slots=True)
class Registration:
    """What a filled-in form says. `household` is None where nobody agreed to the keeping of data: then nothing was
    asked about anybody. `place_name` names a place that was not on the list."""

    filled_on: date
    place_code: str
    place_name: str
    household: HouseholdFacts | None
    wants: bool
    no: No | None


def read_registration(answers: Answers, *, key: str, files: Mapping[str, str]) -> Registration:
    """A registration from its answers. `key` is what the sender calls it; `files` are the SHA-256 of what came with it,
    by name. `BadAnswer` names the answer that is not what its question asks for."""
    filled_on = answers.day("filled_on")
    if filled_on is None:
        raise answers.bad("filled_on", "day")
    agreed = _yes(answers, "consent/agrees")
    return Registration(
        filled_on=filled_on,
        place_code=answers.text("place/locality"),
        place_name=answers.text("place/place_name"),
        household=_household(answers, filled_on, key, files) if agreed else None,
        wants=bool(agreed) and answers.text("entry/wants") == YES,
        no=_no(answers),
    )


def answer_behind(reason: Reason) -> str | None:
    """The answer that a refusal speaks of, where it speaks of one: it is shown first, to be corrected."""
    if "path" in reason.params:
        return str(reason.params["path"])
    member, asked = reason.params.get("member"), ASKED_WITH.get(reason.code)
    if not (member and asked):
        return None
    return f"members/{asked}" if member == 1 else f"members[{member}]/{asked}"  # as paths of answers are written


def _household(answers: Answers, on: date, key: str, files: Mapping[str, str]) -> HouseholdFacts:
    position = answers.point("place/position")
    name = answers.text("place/place_name")
    return HouseholdFacts(
        place_code=answers.text("place/locality"),
        members=tuple(_member(one) for one in answers.repeats("members")),
        reference=": ".join(part for part in (name, answers.text("place/reference")) if part),
        latitude_e6=_micro(position.latitude) if position else None,
        longitude_e6=_micro(position.longitude) if position else None,
        language=answers.text("place/language"),
        description=_description(answers),
        juntos=_juntos(answers),
        classification=_classification(answers),
        consent=_consent(answers, on, files),
        external_key=key,
    )


def _member(one: Answers) -> MemberFacts:
    precision = _code(one, "birth_precision", BirthPrecision)
    shown, tongues = _yes(one, "has_id"), (one.text("mother_tongue"), *one.choices("other_languages"))
    kin, sex = _code(one, "kin", Kin), _code(one, "sex", Sex)
    return MemberFacts(
        given_names=_plain(one.text("given_names")),
        surname_1=_plain(one.text("surname_1")),
        surname_2=_plain(one.text("surname_2")),
        sex=sex,
        born_on=_born(one, precision),
        birth_precision=precision,
        kin=kin,
        national_id=one.text("national_id") if shown else "",
        id_missing=None if shown else _code(one, "id_missing", IdMissing),
        languages=tuple(dict.fromkeys(tongue for tongue in tongues if tongue)),
        reads=_known(one, "reads"),
        phone=one.text("phone"),
        represents=bool(_known(one, "represents")),
        away=_away(one),
    )


def _born(one: Answers, precision: BirthPrecision) -> date | None:
    """A month stands for its first day, a year for its middle: that is how the registry keeps them."""
    if precision is BirthPrecision.DAY:
        return _needed(one, "born_day")
    if precision is BirthPrecision.MONTH:
        return _needed(one, "born_month").replace(day=1)
    if precision is BirthPrecision.YEAR:
        year = one.integer("born_year")
        if year is None or not 1 <= year <= 9999:
            raise one.bad("born_year", "integer")
        return date(year, 7, 1)
    return None


def _away(one: Answers) -> AwayFacts | None:
    if _yes(one, "at_home"):
        return None
    whereabouts, reason = _code(one, "whereabouts", Whereabouts), _code(one, "away_reason", AwayReason)
    return AwayFacts(_needed(one, "away_since"), whereabouts, reason)


def _description(answers: Answers) -> DescriptionFacts | None:
    farm = answers.decimal("farm/farm_ha")
    told = DescriptionFacts(
        farm_ha=None if farm is None else round(farm * 10_000),
        labour_share=_share(answers, "farm/labour_share"),
        property_share=_share(answers, "farm/property_share"),
        sold_share=_share(answers, "farm/sold_share"),
        main_activity=answers.text("farm/main_activity"),
    )
    return told if told != DescriptionFacts() else None


def _juntos(answers: Answers) -> JuntosFacts | None:
    member = _known(answers, "juntos/member")
    if member is None:
        return None
    return JuntosFacts(member, answers.day("juntos/since") if member else None)


def _classification(answers: Answers) -> ClassFacts | None:
    if not _known(answers, "sisfoh/has_paper"):
        return None
    found = _code(answers, "sisfoh/classification", Classification)
    return ClassFacts(found, answers.day("sisfoh/expires_on"))


def _consent(answers: Answers, on: date, files: Mapping[str, str]) -> ConsentFacts:
    how = _code(answers, "sign/how", ConsentHow)
    evidence = files.get(base_name(answers.text(EVIDENCE[how])), "")
    return ConsentFacts(answers.text("consent_text"), answers.text("consent/language"), how, on, evidence)


def _no(answers: Answers) -> No | None:
    if not answers.text("entry/reason"):
        return None
    reason = _code(answers, "entry/reason", RefusalReason)
    return No(reason, answers.text("entry/note"))


def _share(answers: Answers, path: str) -> int | None:
    """A part chosen from five, as a percent of scale 2."""
    if answers.text(path) == UNKNOWN:
        return None
    percent = answers.integer(path)
    return None if percent is None else percent * 100


def _yes(answers: Answers, path: str) -> bool:
    """A yes or no that must be there."""
    found = _known(answers, path)
    if found is None:
        raise answers.bad(path, "choice")
    return found


def _known(answers: Answers, path: str) -> bool | None:
    text = answers.text(path)
    if text not in {YES, NO, UNKNOWN, ""}:
        raise answers.bad(path, "choice")
    return {YES: True, NO: False}.get(text)


def _code(answers: Answers, path: str, words: type[Word]) -> Word:
    """A choice of a closed vocabulary."""
    try:
        return words(answers.text(path))
    except ValueError:
        raise answers.bad(path, "choice") from None


def _needed(answers: Answers, path: str) -> date:
    found = answers.day(path)
    if found is None:
        raise answers.bad(path, "day")
    return found


def _plain(name: str) -> str:
    """A name with one space between its words, as phones' keyboards do not always leave it."""
    return " ".join(name.split())


def _micro(degrees: Decimal) -> int:
    return round(degrees * 1_000_000)
