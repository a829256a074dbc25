"""What is said of a household when it is registered: the same frozen facts from the web, a file, a phone or a seed.

Nothing here has been judged; `rules.py` says what is wrong. Texts are as people wrote them, trimmed.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from winay.registry.terms import (
    AwayReason,
    BirthPrecision,
    Classification,
    ConsentHow,
    IdMissing,
    Kin,
    Sex,
    Whereabouts,
)


@dataclass(frozen=True, slots=True)
class AwayFacts:
    """A member who lives elsewhere: since when, what kind of place, its code where it is known (district or wider)."""

    since: date
    whereabouts: Whereabouts
    reason: AwayReason
    place_code: str = ""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """One person. `national_id` is digits or empty; then `id_missing` says why. `languages`: mother tongue first."""

    given_names: str
    surname_1: str
    surname_2: str
    sex: Sex
    born_on: date | None
    birth_precision: BirthPrecision
    kin: Kin
    national_id: str = ""
    id_missing: IdMissing | None = None
    languages: tuple[str, ...] = ()
    reads: bool | None = None
    phone: str = ""
    represents: bool = False
    away: AwayFacts | None = None
    public_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DescriptionFacts:
    """Farm and labour, as the household tells it. None is unknown.

    `farm_ha` at scale 4 (1.3 ha is 13000); the shares are percents at scale 2 (75 % is 7500): of the household's
    available labour and of its property that go into farming, and of the harvest that is sold.
    """

    farm_ha: int | None = None
    labour_share: int | None = None
    property_share: int | None = None
    sold_share: int | None = None
    main_activity: str = ""


@dataclass(frozen=True, slots=True)
class JuntosFacts:
    """Whether the household is in Juntos, and since when where it is known. When it is expected to end is a dated
    rule over the youngest child, not a thing to be told."""

    member: bool
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """The SISFOH class on the household's paper and the last day it is valid, where the paper says one."""

    classification: Classification
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """Consent to keep and use the household's data, given by its participant: which text, in which language, how.
    `evidence` is the SHA-256 of a kept photo or recording, or empty."""

    text_key: str
    language: str
    how: ConsentHow
    given_on: date
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """A household. `place_code`: its locality, or the district where no localities are known. Position in
    microdegrees (WGS84). `external_key` is what the sender calls it, for files that come again."""

    place_code: str
    members: tuple[MemberFacts, ...]
    reference: str = ""
    latitude_e6: int | None = None
    longitude_e6: int | None = None
    language: str = ""
    description: DescriptionFacts | None = None
    juntos: JuntosFacts | None = None
    classification: ClassFacts | None = None
    consent: ConsentFacts | None = None
    external_key: str = ""
    public_id: UUID | None = None
