"""The rows of households that are registered: the same for one household of a form and for a million of a file.

They are made a column at a time, which costs a fraction of what a row at a time costs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, repeat
from typing import Any
from uuid import UUID

from django.db import models

from winay.core.ids import new_id
from winay.journal.bulk import insert_columns
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
TABLES: tuple[type[models.Model], ...] = (
    Household, Member, NameToken, Description, JuntosRecord, ClassRecord, Consent
)  # fmt: skip

Columns = dict[str, Sequence[Any]]
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


@dataclass(frozen=True, slots=True)
class _Home:
    """One household on its way, with the primary keys that it and its members will have."""

    facts: HouseholdFacts
    public_id: UUID
    key: int
    members: Sequence[int]
    participant: int
    place: Placed
    district: int
    act: Registration
    hashes: Sequence[str]


@dataclass(slots=True)
class Rows:
    """Households that wait to be written. `away` are the keys of the places where members live for now, by their codes;
    `ids` how ids are kept."""

    away: Mapping[str, int]
    ids: NationalIds
    homes: list[_Home] = field(default_factory=list)

    def add(
        self, facts: HouseholdFacts, public_id: UUID, household: int, members: Sequence[int], *, place: Placed,
        act: Registration, hashes: Sequence[str],
    ) -> None:  # fmt: skip
        """One household. `household` and `members` are the primary keys they will have, `hashes` those of the members'
        ids, in their order."""
        participant = next(
            key for key, member in zip(members, facts.members, strict=True) if member.kin is Kin.PARTICIPANT
        )
        self.homes.append(
            _Home(facts, public_id, household, members, participant, place, place.district, act, hashes)
        )  # fmt: skip

    def write(self) -> None:
        """Insert everything and forget it. In the caller's transaction; households name participants that come after
        them, which the databases check at the end."""
        homes = self.homes
        if not homes:
            return
        insert_columns(Household, _household_columns(homes))
        everybody = [member for home in homes for member in home.facts.members]
        keys = list(chain.from_iterable(home.members for home in homes))
        sizes = [len(home.members) for home in homes]
        columns = member_columns(
            everybody, keys, _each([home.key for home in homes], sizes), away=self.away,
            joined_on=_each([home.act.on for home in homes], sizes),
            hashes=list(chain.from_iterable(home.hashes for home in homes)), ids=self.ids,
        )  # fmt: skip
        insert_columns(Member, columns)
        insert_columns(NameToken, token_columns(everybody, keys, _each([home.district for home in homes], sizes)))
        for model, names, rows in (
            (Description, DESCRIPTION, _descriptions(homes)), (JuntosRecord, JUNTOS, _juntos(homes)),
            (ClassRecord, CLASS, _classes(homes)), (Consent, CONSENT, _consents(homes)),
        ):  # fmt: skip
            if rows:
                insert_columns(model, dict(zip(names, zip(*rows, strict=True), strict=True)))
        homes.clear()


def member_columns(
    members: Sequence[MemberFacts], keys: Sequence[int], households: Sequence[int], *, away: Mapping[str, int],
    joined_on: Sequence[date], hashes: Sequence[str], ids: NationalIds,
) -> Columns:  # fmt: skip
    """Members as rows, by column."""
    stays = [
        (stay.whereabouts, stay.since, stay.reason, away.get(stay.place_code)) if (stay := one.away) else AT_HOME
        for one in members
    ]
    whereabouts, away_since, away_reason, away_place = zip(*stays, strict=True)
    return {
        "id": keys,
        "public_id": [one.public_id or new_id() for one in members],
        "household_id": households,
        "given_names": [one.given_names for one in members],
        "surname_1": [one.surname_1 for one in members],
        "surname_2": [one.surname_2 for one in members],
        "sort_key": list(map(sort_key, members)),
        "sex": [one.sex for one in members],
        "born_on": [one.born_on for one in members],
        "birth_precision": [one.birth_precision for one in members],
        "kin": [one.kin for one in members],
        "national_id": ids.encrypt_all([one.national_id for one in members]),
        "national_id_hash": hashes,
        "id_missing": ["" if one.national_id else one.id_missing or IdMissing.NOT_ASKED for one in members],
        "languages": [" ".join(one.languages) for one in members],
        "reads": [one.reads for one in members],
        "phone": [one.phone for one in members],
        "represents_since": [on if one.represents else None for one, on in zip(members, joined_on, strict=True)],
        "whereabouts": whereabouts,
        "away_since": away_since,
        "away_reason": away_reason,
        "away_place_id": away_place,
        "joined_on": joined_on,
        "left_why": [""] * len(keys),
    }


def token_columns(members: Iterable[MemberFacts], keys: Iterable[int], districts: Iterable[int]) -> Columns:
    """The tokens of members, by column, in the order of the index: neighbours in it are written together."""
    found: dict[int, list[tuple[int, int]]] = {}
    for member, where in zip(members, zip(districts, keys, strict=True), strict=True):
        for token in tokens_of(member):
            if (bearers := found.get(token)) is None:
                found[token] = [where]
            else:
                bearers.append(where)
    tokens = sorted(found)
    bearers = [where for token in tokens for where in sorted(found[token])]
    named = _each(tokens, [len(found[token]) for token in tokens])
    return dict(zip(TOKEN, (named, *zip(*bearers, strict=True)), strict=True)) if bearers else dict.fromkeys(TOKEN, ())


def tokens_of(member: MemberFacts) -> set[int]:
    """Under which tokens somebody is found."""
    return name_tokens(member.given_names, member.surname_1, member.surname_2)


def _household_columns(homes: Sequence[_Home]) -> Columns:
    facts, acts = [home.facts for home in homes], [home.act for home in homes]
    day, nothing = [act.on for act in acts], [""] * len(homes)
    return {
        "id": [home.key for home in homes],
        "public_id": [home.public_id for home in homes],
        "place_id": [home.place.pk for home in homes],
        "district": [home.district for home in homes],
        "lives_since": day,
        "reference": [one.reference for one in facts],
        "latitude_e6": [one.latitude_e6 for one in facts],
        "longitude_e6": [one.longitude_e6 for one in facts],
        "language": [one.language for one in facts],
        "participant_id": [home.participant for home in homes],
        "participant_since": day,
        "origin": [act.origin for act in acts],
        "external_key": [one.external_key for one in facts],
        "registered_on": day,
        "registered_by": [act.by for act in acts],
        "registered_at": [act.at for act in acts],
        "closed_why": nothing,
        "closed_note": nothing,
        "synthetic": [act.synthetic for act in acts],
    }


def _descriptions(homes: Sequence[_Home]) -> list[tuple[Any, ...]]:
    return [
        (home.key, home.act.on, said.farm_ha, said.labour_share, said.property_share, said.sold_share,
         said.main_activity, home.act.by, home.act.at)
        for home in homes
        if (said := home.facts.description) is not None
    ]  # fmt: skip


def _juntos(homes: Sequence[_Home]) -> list[tuple[Any, ...]]:
    return [
        (home.key, home.act.on, said.member, said.since, home.act.by, home.act.at)
        for home in homes
        if (said := home.facts.juntos) is not None
    ]  # fmt: skip


def _classes(homes: Sequence[_Home]) -> list[tuple[Any, ...]]:
    return [
        (home.key, home.act.on, said.classification, said.expires_on, home.act.by, home.act.at)
        for home in homes
        if (said := home.facts.classification) is not None
    ]  # fmt: skip


def _consents(homes: Sequence[_Home]) -> list[tuple[Any, ...]]:
    return [
        (new_id(), home.key, home.participant, given.text_key, home.act.text_sha256[given.text_key], given.language,
         given.how, given.given_on, given.evidence, home.act.by, home.act.at, "")
        for home in homes
        if (given := home.facts.consent) is not None
    ]  # fmt: skip


def _each(values: Iterable[Any], times: Iterable[int]) -> list[Any]:
    """Each value as many times as is said."""
    return list(chain.from_iterable(map(repeat, values, times)))
