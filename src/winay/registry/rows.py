"""The rows of a household that is registered: the same for one household of a form and for a million of a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from winay.core.ids import new_id
from winay.journal.bulk import insert_rows
from winay.registry.facts import HouseholdFacts, MemberFacts
from winay.registry.models import (
    ClassRecord,
    Consent,
    Description,
    Household,
    JuntosRecord,
    Member,
    NameToken,
)
from winay.registry.national_ids import NationalIds
from winay.registry.rules import sort_key
from winay.registry.sounds import name_tokens
from winay.registry.terms import IdMissing, Kin, Origin, Whereabouts

HOUSEHOLD = (
    "id", "public_id", "place_id", "district", "lives_since", "reference", "latitude_e6", "longitude_e6", "language",
    "participant_id", "participant_since", "origin", "external_key", "split_from_id", "registered_on",
    "registered_by", "registered_at", "closed_why", "closed_note", "synthetic",
)  # fmt: skip
MEMBER = (
    "id", "public_id", "household_id", "given_names", "surname_1", "surname_2", "sort_key", "sex", "born_on",
    "birth_precision", "kin", "national_id", "national_id_hash", "id_missing", "languages", "reads", "phone",
    "represents_since", "whereabouts", "away_since", "away_reason", "away_place_id", "joined_on", "left_why",
)  # fmt: skip
TOKEN = ("token", "district", "member_id")
DESCRIPTION = (
    "household_id", "told_on", "farm_ha", "labour_share", "property_share", "sold_share", "main_activity",
    "recorded_by", "recorded_at",
)  # fmt: skip
JUNTOS = ("household_id", "told_on", "member", "since", "recorded_by", "recorded_at")
CLASS = ("household_id", "told_on", "classification", "expires_on", "recorded_by", "recorded_at")
CONSENT = (
    "public_id", "household_id", "member_id", "text_key", "text_sha256", "language", "how", "given_on",
    "evidence_sha256", "recorded_by", "recorded_at", "withdrawn_why",
)  # fmt: skip
TABLES: tuple[tuple[type[models.Model], Sequence[str]], ...] = (
    (Household, HOUSEHOLD),
    (Member, MEMBER),
    (NameToken, TOKEN),
    (Description, DESCRIPTION),
    (JuntosRecord, JUNTOS),
    (ClassRecord, CLASS),
    (Consent, CONSENT),
)

AT_HOME = (Whereabouts.HOME, None, "", None)


@dataclass(frozen=True, slots=True)
class Placed:
    """A place as rows need it: its primary key, its code, and the ubigeo of its district as a number."""

    pk: int
    code: str

    @property
    def district(self) -> int:
        return int(self.code[:6])


@dataclass(frozen=True, slots=True)
class Registration:
    """What is the same for all households of one act: from which day on, through which door, who and when."""

    on: date
    origin: Origin
    by: UUID
    at: datetime
    synthetic: bool
    text_sha256: Mapping[str, str]
    ids: NationalIds


@dataclass(slots=True)
class Rows:
    """Rows by table, in the order of `TABLES`, waiting to be written."""

    by_table: list[list[tuple[Any, ...]]] = field(default_factory=lambda: [[] for _ in TABLES])

    def add(
        self,
        facts: HouseholdFacts,
        household: int,
        members: Sequence[int],
        *,
        place: Placed,
        away: Mapping[str, int],
        act: Registration,
        hashes: Sequence[str],
    ) -> UUID:
        """The rows of one household; its public id. `household` and `members` are the primary keys they will have,
        `away` the keys of the places where members live for now, `hashes` those of the members' ids, in their order."""
        public_id, district = facts.public_id or new_id(), place.district
        participant = next(
            key for key, member in zip(members, facts.members, strict=True) if member.kin is Kin.PARTICIPANT
        )
        homes, people, tokens, told, juntos, classes, consents = self.by_table
        homes.append(
            (household, public_id, place.pk, district, act.on, facts.reference, facts.latitude_e6,
             facts.longitude_e6, facts.language, participant, act.on, act.origin, facts.external_key, None,
             act.on, act.by, act.at, "", "", act.synthetic)
        )  # fmt: skip
        for key, member, hashed in zip(members, facts.members, hashes, strict=True):
            people.append(member_row(member, key, household, away=away, joined_on=act.on, hashed=hashed, ids=act.ids))
            tokens += [(token, district, key) for token in tokens_of(member)]
        if (said := facts.description) is not None:
            told.append(
                (household, act.on, said.farm_ha, said.labour_share, said.property_share, said.sold_share,
                 said.main_activity, act.by, act.at)
            )  # fmt: skip
        if facts.juntos is not None:
            juntos.append((household, act.on, facts.juntos.member, facts.juntos.since, act.by, act.at))
        if facts.classification is not None:
            known = facts.classification
            classes.append((household, act.on, known.classification, known.expires_on, act.by, act.at))
        if (given := facts.consent) is not None:
            consents.append(
                (new_id(), household, participant, given.text_key, act.text_sha256[given.text_key], given.language,
                 given.how, given.given_on, given.evidence, act.by, act.at, "")
            )  # fmt: skip
        return public_id

    def write(self) -> None:
        """Insert everything and forget it. In the caller's transaction; households name participants that come after
        them, which the databases check at the end."""
        for (model, columns), rows in zip(TABLES, self.by_table, strict=True):
            if rows:
                if model is NameToken:  # neighbours in the index are written together
                    rows.sort()
                insert_rows(model, columns, rows)
                rows.clear()


def tokens_of(member: MemberFacts) -> Iterable[int]:
    """Under which tokens somebody is found, in one order."""
    return sorted(name_tokens(member.given_names, member.surname_1, member.surname_2))


def member_row(
    member: MemberFacts,
    key: int,
    household: int,
    *,
    away: Mapping[str, int],
    joined_on: date,
    hashed: str,
    ids: NationalIds,
) -> tuple[Any, ...]:
    """A member as a row of `MEMBER`."""
    missing = "" if member.national_id else member.id_missing or IdMissing.NOT_ASKED
    away_now = (
        (stay.whereabouts, stay.since, stay.reason, away.get(stay.place_code)) if (stay := member.away) else AT_HOME
    )
    return (
        key, member.public_id or new_id(), household, member.given_names, member.surname_1, member.surname_2,
        sort_key(member), member.sex, member.born_on, member.birth_precision, member.kin,
        ids.encrypt(member.national_id), hashed, missing, " ".join(member.languages), member.reads, member.phone,
        joined_on if member.represents else None, *away_now, joined_on, "",
    )  # fmt: skip
