"""What the verbs on selections share: the locked row, and what their journal lines are about."""

from winay.programs.models import Program
from winay.targeting.models import Selection


def locked(pk: int) -> Selection:
    """The selection, for this transaction alone. Verbs on one selection take turns."""
    rows = Selection.objects.select_for_update(of=("self",))
    return rows.select_related("version__program", "territory", "drafted_by", "submitted_by").get(pk=pk)


def take_turns() -> None:
    """Wait for every other approval, and for every farm table that is being loaded or withdrawn.

    An approval looks at other selections and at the farm tables in use, and PostgreSQL shows it neither while they are
    being written. Taken after the selection's own lock by all.
    """
    list(Program.objects.select_for_update(no_key=True).order_by("id").values_list("id"))


def journal_subjects(selection: Selection) -> list[tuple[str, str]]:
    """The selection, its territory and its program version."""
    version = f"{selection.version.program.key}@{selection.version.key}"
    subjects = [("selection", str(selection.public_id)), ("version", version)]
    if selection.territory:
        subjects.append(("place", selection.territory.code))
    return subjects
