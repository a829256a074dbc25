"""How something came that was made of a submission: from a phone, or from a sheet of paper that somebody typed in for
whoever filled it in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from winay.accounts.queries import names_of
from winay.core.actors import Actor
from winay.intake.desk.access import may_read
from winay.intake.desk.queries import places_of
from winay.intake.paper.queries import sheets_behind
from winay.journal.models import Subject


@dataclass(frozen=True, slots=True)
class Came:
    """The submission that something was made of, None where the viewer may not read it; of a paper sheet its number,
    who typed it in, and who had filled it in."""

    submission: UUID | None
    sheet: str = ""
    typed_by: str = ""
    on_behalf_of: str = ""


def came_by(submissions: Collection[UUID | None], viewer: Actor | None) -> Mapping[UUID, Came]:
    """Of some submissions (public ids), how each came. Three queries, two where none was on paper, none for none."""
    wanted = {one for one in submissions if one is not None}
    if not wanted:
        return {}
    sheets = sheets_behind(wanted)
    people = names_of(one.submission.transcribed_by for one in sheets.values() if one.submission.transcribed_by)
    found = {}
    for key, place in places_of(wanted).items():
        seen, sheet = key if may_read(viewer, place) else None, sheets.get(key)
        if sheet is None:
            found[key] = Came(seen)
        else:
            typed_by = people.get(sheet.submission.transcribed_by, "")
            found[key] = Came(seen, sheet.number, typed_by, sheet.on_behalf_of)
    return found


def came(submission: UUID | None, viewer: Actor | None) -> Came | None:
    """The same of one; None for what no submission made."""
    return came_by([submission], viewer).get(submission) if submission else None


def came_to(kind: str, public_id: UUID, viewer: Actor | None) -> list[Came]:
    """The same of every submission that was read as being about a thing, by the journal, the first one first."""
    rows = Subject.objects.filter(kind=kind, key=str(public_id), line__verb="intake.process")
    told = Subject.objects.filter(kind="submission", line__in=rows.values("line")).order_by("line")
    keys = [UUID(key) for key in dict.fromkeys(told.values_list("key", flat=True))]
    found = came_by(keys, viewer)
    return [found[key] for key in keys if key in found]
