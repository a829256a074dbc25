"""Verbs on files of households: send, load what is good, drop, undo. The work itself is the worker's (`running.py`)."""

from datetime import date, datetime

from django.db import transaction

from winay.accounts.queries import ActingPerson
from winay.core.actors import Actor, Permission
from winay.core.errors import NotAllowed, refuse_unless
from winay.journal.services import record
from winay.registry.files.rules import may_be_dropped, may_be_loaded, may_be_sent, may_be_undone
from winay.registry.models import Import
from winay.registry.services.records import today_at
from winay.registry.terms import ImportState


@transaction.atomic
def send_file(
    *, name: str, digest: str, on: date, language: str, by: ActingPerson, at: datetime, synthetic: bool = False
) -> Import:
    """A file of households, kept by its hash, waits to be checked. `on` is the day of its registrations. Nothing of it
    is loaded before somebody says so."""
    _require_somewhere(by)
    refuse_unless(may_be_sent(on, today=today_at(at)))
    sent = Import.objects.create(
        file_name=name[:200], file_sha256=digest, registered_on=on, language=language, sent_by=by.person, sent_at=at,
        synthetic=synthetic,
    )  # fmt: skip
    _tell("registry.send_file", sent, by, at, after={"file": sent.file_name, "file_sha256": digest, "on": on})
    return sent


@transaction.atomic
def load_file(*, sent: Import, by: ActingPerson, at: datetime) -> Import:
    """Load what is good in a checked file: the worker registers and corrects, in the name of whoever says so."""
    sent = _locked(sent)
    _require_somewhere(by)
    good = sent.households_new + sent.households_changed
    refuse_unless(may_be_loaded(ImportState(sent.state), good))
    sent.state, sent.loaded_by, sent.loaded_at, sent.rows_done = ImportState.WANTED, by.person, at, 0
    sent.save(update_fields=["state", "loaded_by", "loaded_at", "rows_done"])
    after = {"households": sent.households_new, "changed": sent.households_changed, "faults": sent.households_bad}
    _tell("registry.load_file", sent, by, at, after=after)
    return sent


@transaction.atomic
def drop_file(*, sent: Import, by: Actor, at: datetime) -> Import:
    """Give up a file of which nothing was loaded. It is deleted with the next sweep of files."""
    sent = _locked(sent)
    _require_somewhere(by)
    refuse_unless(may_be_dropped(ImportState(sent.state), loaded=sent.loaded_at is not None))
    sent.state, sent.finished_at = ImportState.DROPPED, at
    sent.save(update_fields=["state", "finished_at"])
    _tell("registry.drop_file", sent, by, at)
    return sent


@transaction.atomic
def undo_file(*, sent: Import, reason: str, by: ActingPerson, at: datetime) -> Import:
    """Take back the households that a file registered, those that nobody touched since: they are closed as a mistake
    and their people are members no longer. Corrections of households that were there before stay."""
    sent = _locked(sent)
    _require_somewhere(by)
    refuse_unless(may_be_undone(ImportState(sent.state), loaded=sent.loaded_at is not None, reason=reason))
    sent.state, sent.undone_by, sent.undone_at, sent.undone_why = ImportState.UNDO, by.person, at, reason.strip()
    sent.save(update_fields=["state", "undone_by", "undone_at", "undone_why"])
    _tell("registry.undo_file", sent, by, at, after={"reason": sent.undone_why})
    return sent


def _locked(sent: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).get(pk=sent.pk)


def _require_somewhere(by: Actor) -> None:
    """Whoever registers households somewhere sends files; what lies elsewhere is a fault of its row."""
    if not (isinstance(by, ActingPerson) and by.may_somewhere(Permission.REGISTER_HOUSEHOLD)):
        raise NotAllowed(Permission.REGISTER_HOUSEHOLD)


def _tell(verb: str, sent: Import, by: Actor, at: datetime, after: dict[str, object] | None = None) -> None:
    record(verb, by=by, at=at, subjects=[("import", str(sent.public_id))], after=after)
