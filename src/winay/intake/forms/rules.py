"""When a form may be published: pure functions over what was read from it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from winay.core.decision import Decision, Reason, allow_unless

MOST_FORM_ID, MOST_VERSION, MOST_TITLE, MOST_FILENAME = 200, 100, 200, 200
ENTITIES_KNOWN = ("2022.1", "2023.1", "2024.1", "2025.1")
"""Versions of the entities specification that this server reads."""
LOCALITIES_FILE = "localidades.csv"
"""A form that asks for this file gets the localities of each phone's own territory."""
LISTS = ("households", "members", "plan_items", "next_visits")
"""A form that asks for one of these, as `.csv`, gets the list of each phone's own user: a trainer's households, the
people of their nuclei, what the plan gives, the visits to come. It is empty for a phone that is nobody's."""


MOST_BYTES = {
    **dict.fromkeys(("png", "jpg", "jpeg"), 500_000),
    **dict.fromkeys(("mp3", "m4a", "ogg", "aac", "wav"), 1_500_000),
    **dict.fromkeys(("mp4", "3gp", "webm"), 5_000_000),
    **dict.fromkeys(("csv", "xml", "geojson", "json"), 5_000_000),
}
"""The most bytes of a file that a form may carry, by the ending of its name. Each phone fetches it where signal is
weak."""
TEXTS = frozenset({"csv", "xml", "geojson", "json"})
SOUNDS = frozenset({"mp3", "m4a", "ogg", "aac", "wav"})


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that comes with a form: its name, what its content is, whether its name says something else, its bytes."""

    name: str
    content_type: str
    lies: bool
    size: int

    @property
    def ending(self) -> str:
        return self.name.rpartition(".")[2].lower()


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What a form says of itself. `needs` are the names of the files it calls for."""

    form_id: str
    version: str
    title: str
    has_instance_id: bool
    entities_version: str
    needs: tuple[str, ...]


def plain(text: str) -> str:
    """A form's name or version as it is compared: in NFC, because phones write accents one way or the other."""
    return unicodedata.normalize("NFC", text)


def publishable(
    form: FormFacts, *, given: Iterable[GivenFile], alike: Iterable[str], kept: Iterable[str] = ()
) -> Decision:  # fmt: skip
    """Whether a form may be published with the files `given`. `kept` are names of files that are here already; `alike`
    the names of published forms that differ from this one in capitals only."""
    files = list(given)
    names = [one.name for one in files]
    return allow_unless(
        _wrong_name(form),
        Reason("intake.form_without_instance_id") if not form.has_instance_id else None,
        _newer_entities(form.entities_version),
        _missing(form.needs, [*names, *kept]),
        _clashing(names),
        _not_needed(form.needs, names),
        *(wrong_file(one) for one in files),
        next((Reason("intake.form_id_alike", {"id": form.form_id, "other": other}) for other in alike), None),
    )


def wrong_file(one: GivenFile) -> Reason | None:
    """What keeps a file from being shown or played on every phone."""
    name, most = one.name[:80], MOST_BYTES.get(one.ending)
    if most is None:
        return Reason("intake.form_media_unknown", {"name": name})
    if not one.size:
        return Reason("intake.form_media_empty", {"name": name})
    if one.lies or (one.ending in TEXTS and one.content_type != "text/plain"):
        return Reason("intake.form_media_lies", {"name": name, "found": one.content_type})
    return Reason("intake.form_media_too_large", {"name": name, "most": most // 1000}) if one.size > most else None


def adaptable(form: FormFacts, *, office: str, covers: bool, central: bool, withdrawn: bool) -> Decision:
    """Whether an office (its code) may put a version of its own before its phones. `covers`: it looks after some place;
    `central`: phones get a central version of the form; `withdrawn`: this very version was in use here and retired."""
    return allow_unless(
        None if covers else Reason("intake.office_without_places"),
        None if central else Reason("intake.form_not_central", {"id": form.form_id}),
        None if ends_with(form.version, office) else Reason(
            "intake.version_not_of_office", {"version": form.version or "—", "ending": f"-{office}"}
        ),
        Reason("intake.version_withdrawn", {"version": form.version}) if withdrawn else None,
    )  # fmt: skip


def ends_with(version: str, office: str) -> bool:
    """Whether a version says whose it is: two offices never give the same name, and no central version bears one."""
    return version.endswith(f"-{office}") and len(version) > len(office) + 1


def retirable(*, retired: bool, reason: str) -> Decision:
    """Whether a version may be retired: once, with a reason."""
    if retired:
        return Decision(False, (Reason("intake.form_retired"),))
    return allow_unless(Reason("intake.reason_length") if not 10 <= len(reason.strip()) <= 200 else None)


def alike(form_id: str, known: Iterable[str]) -> list[str]:
    """Known form ids that a person would take for this one: equal but for capitals."""
    return [one for one in known if one != form_id and one.casefold() == form_id.casefold()]


def made_here(filename: str) -> bool:
    """Whether a file is made by the server for each phone."""
    return filename == LOCALITIES_FILE or is_list(filename)


def is_list(filename: str) -> bool:
    """Whether a file is a list of things, each with a version."""
    return filename.removesuffix(".csv") in LISTS and filename.endswith(".csv")


def _wrong_name(form: FormFacts) -> Reason | None:
    fits = 0 < len(form.form_id) <= MOST_FORM_ID and len(form.version) <= MOST_VERSION
    fits = fits and 0 < len(form.title) <= MOST_TITLE
    texts = (form.form_id, form.version, form.title)
    return None if fits and all(text.isprintable() for text in texts) else Reason("intake.form_named_wrong")


def _newer_entities(version: str) -> Reason | None:
    known = not version or any(version == one or version.startswith(f"{one}.") for one in ENTITIES_KNOWN)
    return None if known else Reason("intake.form_entities_newer", {"version": version, "known": ENTITIES_KNOWN[-1]})


def _missing(needs: Iterable[str], given: Iterable[str]) -> Reason | None:
    missing = sorted({name for name in needs if not made_here(name)} - set(given))
    return Reason("intake.form_media_missing", {"names": ", ".join(missing)}) if missing else None


def _not_needed(needs: Iterable[str], given: Iterable[str]) -> Reason | None:
    extra = sorted(set(given) - set(needs))
    return Reason("intake.form_media_not_needed", {"names": ", ".join(extra)}) if extra else None


def _clashing(given: Iterable[str]) -> Reason | None:
    """Phones keep a form's files in one folder that may not tell capitals apart."""
    seen: dict[str, str] = {}
    for name in given:
        if "/" in name or "\\" in name or not name.isprintable() or not 0 < len(name) <= MOST_FILENAME:
            return Reason("intake.form_media_named_wrong", {"name": name[:80]})
        other = seen.setdefault(plain(name).casefold(), name)
        if other != name:
            return Reason("intake.form_media_clash", {"one": other, "other": name})
    return None
