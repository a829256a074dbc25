"""Reads: the files and the keys that rows point at."""

from collections.abc import Iterator

from django.db.models import QuerySet

from winay.intake.models import Attachment, Quarantined, QuarantinedFile, Sheet, Submission
from winay.intake.terms import QuarantineKind

AT_ONCE = 500


def files_in_use(wanted: set[str]) -> set[str]:
    """Those of some hashes that are a file of a submission, or of what stands apart, and were not erased. Three queries
    for 500 hashes."""
    found: set[str] = set()
    hashes = sorted(wanted)
    for start in range(0, len(hashes), AT_ONCE):
        some = hashes[start : start + AT_ONCE]
        found |= {
            sha256 for rows in _kept() for sha256 in rows.filter(sha256__in=some).values_list("sha256", flat=True)
        }
    return found


def every_file() -> Iterator[str]:
    """The hash of each file that `files_in_use` would find, one after the other: there may be millions. Some come
    twice."""
    for rows in _kept():
        yield from rows.values_list("sha256", flat=True).iterator()


def _kept() -> "tuple[QuerySet[Attachment], QuerySet[QuarantinedFile], QuerySet[Quarantined]]":
    """Files, wherever they came, but those that were erased at somebody's wish."""
    return (
        Attachment.objects.filter(submission__erased_at=None),
        QuarantinedFile.objects.filter(quarantined__erased_at=None),
        Quarantined.objects.filter(kind=QuarantineKind.OTHER_FILE, erased_at=None),
    )


def keys_in_use() -> set[str]:
    """The ids of the keys that open what arrived, and what is being typed in from paper. Three queries."""
    rows = (Submission.objects.exclude(key_id=""), Quarantined.objects.exclude(key_id=""))
    typed = Sheet.objects.exclude(answers="").values_list("answers", flat=True)
    found = {key for one in rows for key in one.values_list("key_id", flat=True).distinct()}
    return found | {text.partition(".")[0] for text in typed.iterator()}
