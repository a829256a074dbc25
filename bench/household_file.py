"""A file of households for `registry.py`: synthetic households as an office would send them, checked and loaded."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

_BIRTH = {"day": 10, "month": 7, "year": 4, "unknown": 0}


def write_file(path: Path, households: Iterable[Any]) -> int:
    """Write them as a CSV with every column; how many people."""
    from winay.registry.files.columns import KEYS

    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, KEYS, restval="")
        writer.writeheader()
        for one in households:
            for row in _rows(one):
                writer.writerow(row)
                count += 1
    return count


def _rows(one: Any) -> Iterator[dict[str, str]]:
    first = _of_household(one)
    for member in one.members:
        away = member.away
        said = {
            "household": one.external_key, "place_code": one.place_code, "given_names": member.given_names,
            "surname_1": member.surname_1, "surname_2": member.surname_2, "sex": member.sex.value,
            "born": _day(member.born_on)[: _BIRTH[member.birth_precision.value]], "kin": member.kin.value,
            "national_id": member.national_id, "id_missing": member.id_missing.value if member.id_missing else "",
            "languages": " ".join(member.languages), "reads": _flag(member.reads), "phone": member.phone,
            "represents": _flag(member.represents),
        }  # fmt: skip
        if away is not None:
            said |= {
                "away_since": _day(away.since), "away_where": away.whereabouts.value,
                "away_reason": away.reason.value, "away_place": away.place_code,
            }  # fmt: skip
        yield first | said
        first = {}


def _of_household(one: Any) -> dict[str, str]:
    said = {
        "reference": one.reference, "household_language": one.language, "latitude": _number(one.latitude_e6, 6),
        "longitude": _number(one.longitude_e6, 6),
    }  # fmt: skip
    if told := one.description:
        said |= {
            "farm_ha": _number(told.farm_ha, 4), "labour_share_pct": _number(told.labour_share, 2),
            "property_share_pct": _number(told.property_share, 2), "sold_share_pct": _number(told.sold_share, 2),
            "main_activity": told.main_activity,
        }  # fmt: skip
    if one.juntos:
        said |= {"juntos": _flag(one.juntos.member), "juntos_since": _day(one.juntos.since)}
    if known := one.classification:
        said |= {"sisfoh": known.classification.value, "sisfoh_expires": _day(known.expires_on)}
    if given := one.consent:
        said |= {
            "consent_text": given.text_key, "consent_language": given.language, "consent_how": given.how.value,
            "consent_on": _day(given.given_on),
        }  # fmt: skip
    return said


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _flag(value: bool | None) -> str:
    return "" if value is None else str(int(value))


def _number(value: int | None, scale: int) -> str:
    return "" if value is None else f"{value / 10**scale:.{scale}f}"
