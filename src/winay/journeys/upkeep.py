"""What the worker tidies: files that no row points at."""

from itertools import chain

from django.conf import settings

from winay.accounts.queries import opened_at
from winay.core.blobs import BlobStore
from winay.delivery.queries.assets import files_in_use as files_of_deliveries
from winay.documents.queries import files_in_use as files_of_documents
from winay.intake.forms.queries import files_in_use as files_of_forms
from winay.intake.paper.queries import scans_in_use
from winay.intake.receiving.queries import every_file as every_file_of_intake
from winay.intake.receiving.queries import files_in_use as files_of_intake
from winay.intake.recordings.queries import voices_in_use
from winay.nuclei.queries.assemblies import files_in_use as files_of_assemblies
from winay.nuclei.queries.plans import files_in_use as files_of_plans
from winay.places.queries import files_in_use as files_of_places
from winay.registry.files.queries import files_in_use as files_of_imports
from winay.registry.queries.facts import files_in_use as files_of_registry
from winay.targeting.queries.selections import files_in_use as files_of_targeting


def sweep_files() -> int:
    """Delete files older than a day that no row wants, left by a transaction that failed; how many went.

    The folder remembers whose it is: with another database (a demonstration beside a real one) nothing in it would be
    wanted, so nothing is swept.
    """
    store: BlobStore = settings.WINAY_BLOBS
    opened = opened_at()
    if opened is None or not store.root.exists():
        return 0
    owner = store.root / "database"
    mine = opened.isoformat()
    if not owner.exists():
        owner.write_text(mine)
    if owner.read_text() != mine:
        return 0
    few = _few()
    return store.sweep(lambda some: (some & few) | files_of_intake(some - few))


def missing_files() -> set[str]:
    """Hashes of the files that rows of any room point at and that are not there: what a backup will lack."""
    store: BlobStore = settings.WINAY_BLOBS
    named = chain(_few(), every_file_of_intake())
    return {digest for digest in named if digest and not store.path(digest).exists()}


def _few() -> set[str]:
    """Hashes that fit into memory: those of every room but the one that keeps what phones send."""
    rooms = (files_of_places(), files_of_documents(), files_of_forms(), files_of_registry(), files_of_targeting())
    more = (files_of_imports(), files_of_plans(), files_of_assemblies(), files_of_deliveries())
    scans_and_voices = (scans_in_use(), voices_in_use())
    return set().union(*rooms, *more, *scans_and_voices)
