"""Writing what arrived: one row in one statement, its files, and what stands apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from winay.accounts.phones.queries import ActingPhone
from winay.core.blobs import BlobStore
from winay.intake.models import Attachment, Quarantined, QuarantinedFile, Submission
from winay.intake.reading.kinds import HEAD, kind_of
from winay.intake.receiving.bodies import Wrapped
from winay.intake.terms import QuarantineKind

MOST_APART = 500
"""Open things of one phone that stand apart. One that sends more is broken, or means harm: it is refused all the same,
and no more is kept."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is on the disk, its row not yet."""

    filename: str
    sha256: str
    size: int
    content_type: str
    lies: bool


def store_file(filename: str, content: bytes | memoryview) -> StoredFile:
    """Keep a file by its hash; it survives a power cut before this returns. OSError where there is no room."""
    store: BlobStore = settings.WINAY_BLOBS
    kind = kind_of(filename, bytes(content[:HEAD]))
    return StoredFile(filename, store.put(content), len(content), kind.content_type, kind.lies)


def insert_once(row: Submission) -> int | None:
    """Insert, unless a submission of this form bears the id: its key, or None. One statement, so that of twenty that
    come at once nineteen hear of the first. IntegrityError for any other reason: it was not stored."""
    if connection.vendor == "postgresql":
        return _insert_prepared(row)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in _FIELDS]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, values)
            made = cursor.fetchone()
    except IntegrityError:  # SQLite asks its trigger before it looks at what to do on a conflict
        if Submission.objects.filter(form_id=row.form_id, instance_id=row.instance_id).exists():
            return None
        raise
    return int(made[0]) if made else None


def _insert_prepared(row: Submission) -> int | None:
    """As the database takes it with least work: the statement is planned once a connection, and the values go beside it
    as they are, the body in its own bytes. Phones send this statement more often than all others together."""
    from psycopg import Cursor

    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(_INSERT, [getattr(row, field.attname) for field in _FIELDS], prepare=True)
        made = cursor.fetchone()
    return int(made[0]) if made else None


def attach(submission_pk: int, files: Iterable[StoredFile], *, named: frozenset[str], at: datetime) -> None:
    """The rows of files whose names are not taken yet."""
    Attachment.objects.bulk_create(
        Attachment(
            submission_id=submission_pk,
            filename=file.filename,
            sha256=file.sha256,
            size=file.size,
            content_type=file.content_type,
            lies=file.lies,
            named=file.filename in named,
            received_at=at,
        )
        for file in files
    )


@dataclass(frozen=True, slots=True)
class Apart:
    """What cannot be taken as it is: why, what it bears of names, and the submission that it meets."""

    kind: QuarantineKind
    code: str
    form_id: str = ""
    instance_id: str = ""
    submission_pk: int | None = None


@transaction.atomic
def set_apart(
    apart: Apart, *, body: Wrapped, files: Iterable[StoredFile], by: ActingPhone, device_id: str, at: datetime
) -> bool:
    """Keep a body and its files beside the submissions, once; whether it is kept."""
    row = _apart_row(apart, by=by, device_id=device_id, at=at)
    row.sha256, row.size, row.body, row.key_id = body.sha256, body.size, body.body, body.key_id
    kept = _insert_apart(row)
    if kept is None:
        return False
    QuarantinedFile.objects.bulk_create(
        [
            QuarantinedFile(
                quarantined=kept,
                filename=file.filename,
                sha256=file.sha256,
                size=file.size,
                content_type=file.content_type,
            )
            for file in files
            if not QuarantinedFile.objects.filter(quarantined=kept, filename=file.filename, sha256=file.sha256).exists()
        ],
        ignore_conflicts=connection.vendor == "postgresql",
    )
    return True


def set_file_apart(file: StoredFile, first: Submission, *, by: ActingPhone, device_id: str, at: datetime) -> None:
    """A file whose name another one of its submission has, with other content. In the transaction of what it came
    with."""
    apart = Apart(
        QuarantineKind.OTHER_FILE, "intake.other_file", first.form_id, first.instance_id, submission_pk=first.pk
    )
    row = _apart_row(apart, by=by, device_id=device_id, at=at)
    row.filename, row.sha256, row.size = file.filename, file.sha256, file.size
    _insert_apart(row)


def _apart_row(apart: Apart, *, by: ActingPhone, device_id: str, at: datetime) -> Quarantined:
    return Quarantined(
        kind=apart.kind,
        code=apart.code,
        form_id=apart.form_id,
        instance_id=apart.instance_id,
        submission_id=apart.submission_pk,
        credential_id=by.credential_pk,
        device_id=device_id,
        place_code=by.place_code or "",
        received_at=at,
    )


def _insert_apart(row: Quarantined) -> Quarantined | None:
    same = Quarantined.objects.filter(
        credential_id=row.credential_id, kind=row.kind, form_id=row.form_id, instance_id=row.instance_id,
        filename=row.filename, sha256=row.sha256,
    )  # fmt: skip
    if (known := same.first()) is not None:
        return known
    if Quarantined.objects.filter(credential_id=row.credential_id, resolution="").count() >= MOST_APART:
        return None
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same one arrived twice at once
        return same.get()
    return row


_FIELDS: list[models.Field] = [field for field in Submission._meta.concrete_fields if not field.primary_key]  # type: ignore[type-arg]
_INSERT = (
    f"INSERT INTO {Submission._meta.db_table} ({', '.join(field.column for field in _FIELDS)}) "
    f"VALUES ({', '.join(['%s'] * len(_FIELDS))}) ON CONFLICT (form_id, instance_id) DO NOTHING RETURNING id"
)
