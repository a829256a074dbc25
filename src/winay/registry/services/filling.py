"""What an entry that stays is given from the one that was merged into it, and taking it away again."""

from winay.journal.bulk import insert_rows
from winay.registry.merge_rules import FILLED
from winay.registry.models import Household, Member, NameToken
from winay.registry.rows import TOKEN
from winay.registry.sounds import alphabetical, name_tokens
from winay.registry.terms import BirthPrecision

COLUMNS: dict[str, tuple[str, ...]] = {
    "surname_2": ("surname_2",),
    "born": ("born_on", "birth_precision"),
    "national_id": ("national_id", "national_id_hash", "id_missing"),
    "phone": ("phone",),
    "languages": ("languages",),
    "reads": ("reads",),
}


def fill(kept: Member, gone: Member, home: Household) -> list[str]:
    """Give `kept` what it lacks and `gone` has; the names of it. An id leaves behind it why there was none."""
    filled = []
    for name in FILLED:
        if _lacks(kept, name) and not _lacks(gone, name):
            filled.append(f"{name}:{kept.id_missing}" if name == "national_id" else name)
            for column in COLUMNS[name]:
                setattr(kept, column, getattr(gone, column))
    _save(kept, home, filled)
    return filled


def empty(kept: Member, filled: list[str], home: Household) -> None:
    """Take away what `fill` gave."""
    for word in filled:
        name, _, before = word.partition(":")
        for column, value in _nothing(name, before).items():
            setattr(kept, column, value)
    _save(kept, home, filled)


def changed_since(kept: Member, gone: Member, filled: list[str]) -> bool:
    """Whether anything that was given has become something else."""
    names = [word.partition(":")[0] for word in filled]
    return any(getattr(kept, column) != getattr(gone, column) for name in names for column in COLUMNS[name])


def _lacks(member: Member, name: str) -> bool:
    if name == "born":
        return member.birth_precision == BirthPrecision.UNKNOWN
    return getattr(member, name) in {"", None}


def _nothing(name: str, before: str) -> dict[str, object]:
    if name == "born":
        return {"born_on": None, "birth_precision": BirthPrecision.UNKNOWN.value}
    if name == "national_id":
        return {"national_id": "", "national_id_hash": "", "id_missing": before}
    return {name: None if name == "reads" else ""}


def _save(member: Member, home: Household, filled: list[str]) -> None:
    names = [word.partition(":")[0] for word in filled]
    columns = [column for name in names for column in COLUMNS[name]]
    if "surname_2" in names:
        member.sort_key = alphabetical(member.surname_1, member.surname_2, member.given_names)[:180]
        columns.append("sort_key")
        NameToken.objects.filter(member=member, district=home.district).delete()
        tokens = sorted(name_tokens(member.given_names, member.surname_1, member.surname_2))
        insert_rows(NameToken, TOKEN, [(token, home.district, member.pk) for token in tokens])
    if columns:
        member.save(update_fields=columns)
