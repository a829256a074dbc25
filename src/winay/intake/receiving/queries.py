"""Reads: the files and the keys that rows point at."""

from collections.abc import Iterator

from winay.intake.models import Attachment, Quarantined, QuarantinedFile, Submission
from winay.intake.terms import QuarantineKind

AT_ONCE = 500


def files_in_use(wanted: set[str]) -> set[str]:
    """Those of some hashes that are a file of a submission, or of what stands apart. Three queries for 500 hashes."""
    found: set[str] = set()
    hashes = sorted(wanted)
    for start in range(0, len(hashes), AT_ONCE):
        some = hashes[start : start + AT_ONCE]
        apart = Quarantined.objects.filter(kind=QuarantineKind.OTHER_FILE, sha256__in=some)
        rows = (Attachment.objects.filter(sha256__in=some), QuarantinedFile.objects.filter(sha256__in=some), apart)
        found |= {sha256 for one in rows for sha256 in one.values_list("sha256", flat=True)}
    return found


def every_file() -> Iterator[str]:
    """The hash of each file that `files_in_use` would find, one after the other: there may be millions. Some come
    twice."""
    apart = Quarantined.objects.filter(kind=QuarantineKind.OTHER_FILE)
    for rows in (Attachment.objects.all(), QuarantinedFile.objects.all(), apart):
        yield from rows.values_list("sha256", flat=True).iterator()


def keys_in_use() -> set[str]:
    """The ids of the keys that open what arrived. Two queries."""
    rows = (Submission.objects, Quarantined.objects.exclude(key_id=""))
    return {key for one in rows for key in one.values_list("key_id", flat=True).distinct()}
