"""What arrives from phones before anyone interprets it, and the forms that it was filled in with.

A published form never changes: its hash is what phones compare. A correction is another version.
"""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.intake import entity_models, kept_models, recording_models  # noqa: F401 - their tables belong here
from winay.intake.terms import OPEN, Flag, MediaSource, QuarantineKind, Resolution, State, StepKind

MOST_FORM_ID, MOST_VERSION = 200, 100
MARKED = (*Flag, "outside_territory")
"""What a list of submissions can be narrowed to."""
MOST_SENT = 249
"""The longest id or version that a phone may send."""


class FormVersion(models.Model):
    """One version of a form as phones get it. `form_id` and `version` are opaque texts (in NFC), compared sign by sign;
    `version` may be empty. `source_sha256` is the XLSForm it was made from, kept as a file. One of an `office` goes to
    the phones of its territory alone, in place of the central one; an office has one in use of a form at most."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    form_id = models.CharField(max_length=MOST_FORM_ID)
    version = models.CharField(max_length=MOST_VERSION, blank=True)
    title = models.CharField(max_length=200)
    office = models.ForeignKey("places.Office", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    xml = models.BinaryField()
    xml_md5 = models.CharField(max_length=32)
    xml_sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64)
    published_by = models.UUIDField()
    published_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    retired_by = models.UUIDField(null=True)
    retired_why = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "intake_form_version"
        constraints = [
            models.UniqueConstraint(fields=["form_id", "version"], name="intake_form_version_once"),
            models.UniqueConstraint(
                fields=["office", "form_id"],
                condition=Q(office__isnull=False, retired_at__isnull=True),
                name="intake_form_version_of_office",
            ),
            models.CheckConstraint(condition=~Q(form_id="") & ~Q(title=""), name="intake_form_version_named"),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retired_by__isnull=True, retired_why="")
                | Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retired_why=""),
                name="intake_form_version_retired_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.version}"


class FormMedia(models.Model):
    """A file that a form needs, under the name that the form calls it by. The content of one that is made for each
    phone (`source` other than `file`) is not kept."""

    id = models.BigAutoField(primary_key=True)
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="media", db_index=False)
    filename = models.CharField(max_length=200)
    source = models.CharField(max_length=16, choices=[(key, key) for key in MediaSource])
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, blank=True)
    md5 = models.CharField(max_length=32, blank=True)
    size = models.BigIntegerField(null=True)

    class Meta:
        db_table = "intake_form_media"
        constraints = [
            models.UniqueConstraint(fields=["form", "filename"], name="intake_form_media_once"),
            models.CheckConstraint(condition=Q(source__in=list(MediaSource)), name="intake_form_media_source"),
            models.CheckConstraint(
                condition=Q(source=MediaSource.FILE, size__gte=0) & ~Q(sha256="") & ~Q(md5="")
                | ~Q(source=MediaSource.FILE) & Q(size__isnull=True, sha256="", md5=""),
                name="intake_form_media_kept_or_made",
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class Submission(models.Model):
    """What a phone sent, as it was sent: received once, never changed. Only its state moves.

    `body` is the XML, compressed and encrypted under `key_id`; `body_sha256` is the hash of the bytes as they were
    sent. `form_id`, `instance_id` and `deprecated_id` are in NFC, `version` as sent. `began_at` and `ended_at` are what
    the phone's clock said. `place_code` is the phone's territory ("" for the country) on that day. One that was copied
    from paper has no phone: `transcribed_by` typed it in, from the sheet of this number. Erased, at the wish of whom it
    names, or sealed, the body is empty and the names of its files are numbers; the hashes stay.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    form_id = models.CharField(max_length=MOST_SENT)
    version = models.CharField(max_length=MOST_SENT, blank=True)
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    instance_id = models.CharField(max_length=MOST_SENT)
    deprecated_id = models.CharField(max_length=MOST_SENT, blank=True)
    body = models.BinaryField()
    key_id = models.CharField(max_length=16)
    body_sha256 = models.CharField(max_length=64)
    body_size = models.PositiveIntegerField()
    credential = models.ForeignKey("accounts.FieldCredential", on_delete=models.PROTECT, null=True, related_name="+")
    transcribed_by = models.UUIDField(null=True)
    sheet = models.CharField(max_length=16, blank=True)
    device_id = models.CharField(max_length=200, blank=True)
    place_code = models.CharField(max_length=10, blank=True)
    program = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    offset_minutes = models.SmallIntegerField(null=True)
    unknown_version = models.BooleanField()
    retired_version = models.BooleanField()
    late = models.BooleanField()
    clock_off = models.BooleanField()
    encrypted = models.BooleanField()
    entities = models.BooleanField()
    synthetic = models.BooleanField()
    state = models.CharField(max_length=16, choices=[(key, key) for key in State])
    state_since = models.DateTimeField()
    reason_code = models.CharField(max_length=80, blank=True)
    outside_territory = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_submission"
        indexes = [
            models.Index(fields=["id"], name="intake_submission_queue", condition=Q(state=State.RECEIVED)),
            # The territory ends every index of the lists: whoever reads one department of millions is answered from
            # the index, not from as many rows.
            models.Index(
                fields=["state", "id", "place_code"],
                name="intake_submission_open",
                condition=Q(state__in=[State.REVIEW, State.WAITING_FILES, State.WAITING_PARENT]),
            ),
            models.Index(
                fields=["state", "id", "place_code"],
                name="intake_submission_aside",
                condition=Q(state__in=[State.STORED, State.SUPERSEDED, State.DISMISSED]),
            ),
            # What is rare must be found without going through everything that was ever sent.
            models.Index(fields=["place_code", "id"], name="intake_submission_place"),
            models.Index(fields=["form_id", "id", "place_code", "state"], name="intake_submission_form"),
            models.Index(
                fields=["instance_id", "id", "place_code"],
                name="intake_submission_begins",
                opclasses=["varchar_pattern_ops", "int8_ops", "varchar_ops"],
            ),
            models.Index(
                fields=["sheet"],
                name="intake_submission_papers",
                opclasses=["varchar_pattern_ops"],
                condition=~Q(sheet=""),
            ),
            *(
                models.Index(
                    fields=["id", "place_code"], name=f"intake_submission_{flag}"[:30], condition=Q(**{flag: True})
                )
                for flag in MARKED
            ),
            models.Index(
                fields=["form_id", "deprecated_id"],
                name="intake_submission_edits",
                condition=~Q(deprecated_id=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["form_id", "instance_id"], name="intake_submission_once"),
            models.UniqueConstraint(fields=["sheet"], condition=~Q(sheet=""), name="intake_submission_sheet_once"),
            models.CheckConstraint(
                condition=Q(credential__isnull=False, transcribed_by__isnull=True, sheet="")
                | Q(credential__isnull=True, transcribed_by__isnull=False) & ~Q(sheet=""),
                name="intake_submission_phone_or_paper",
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="intake_submission_state"),
            models.CheckConstraint(
                condition=~Q(form_id="") & ~Q(instance_id="") & ~Q(deprecated_id=models.F("instance_id")),
                name="intake_submission_named",
            ),
            models.CheckConstraint(
                condition=Q(state=State.REVIEW) & ~Q(reason_code="") | ~Q(state=State.REVIEW),
                name="intake_submission_review_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(form_version__isnull=True, unknown_version=True)
                | Q(form_version__isnull=False, unknown_version=False),
                name="intake_submission_form_or_unknown",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(key_id="")
                | Q(erased_at__isnull=False, key_id="", reason_code="") & ~Q(state__in=list(OPEN)),
                name="intake_submission_erased_is_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.instance_id}"


class Taken(models.Model):
    """A submission that a worker has in hand, or had when it died: written before anything of it is read, gone with the
    end of its turn. `tries` counts the beginnings."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, primary_key=True, related_name="+")
    tries = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "intake_taken"

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.tries}"


class Sheet(models.Model):
    """A paper form that somebody of an office types in, or typed in: which form, the number that is printed on it, the
    day that is written on it, for whom it was filled in. `answers` are what was typed so far and `scan_*` the picture
    of the paper, both until it is a submission: from then on they stand there. `answers` are encrypted."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=16, unique=True)
    filled_on = models.DateField()
    on_behalf_of = models.CharField(max_length=160)
    place_code = models.CharField(max_length=10, blank=True)
    answers = models.TextField(blank=True)
    scan_name = models.CharField(max_length=255, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    begun_by = models.UUIDField()
    begun_by_name = models.CharField(max_length=160)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, null=True, related_name="paper")

    class Meta:
        db_table = "intake_sheet"
        indexes = [models.Index(fields=["-saved_at"], name="intake_sheet_open", condition=Q(submission__isnull=True))]
        constraints = [
            models.CheckConstraint(condition=~Q(number="") & ~Q(on_behalf_of=""), name="intake_sheet_named"),
            models.CheckConstraint(
                condition=Q(submission__isnull=True) | Q(answers="", scan_sha256="", scan_name=""),
                name="intake_sheet_handed_over",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Attachment(models.Model):
    """A file of a submission, kept by its hash. `content_type` is what its content says; `lies` that its name says
    something else; `named` that the answers name it."""

    id = models.BigAutoField(primary_key=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="attachments", db_index=False)
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=60)
    lies = models.BooleanField()
    named = models.BooleanField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "intake_attachment"
        constraints = [
            models.UniqueConstraint(fields=["submission", "filename"], name="intake_attachment_once"),
            models.CheckConstraint(condition=Q(size__gte=0), name="intake_attachment_size"),
        ]

    def __str__(self) -> str:
        return self.filename


class Step(models.Model):
    """One thing that happened to a submission. `code` is a reason's, `told` its parameters, encrypted: they may hold
    what somebody answered. `by` is nobody where the worker acted."""

    id = models.BigAutoField(primary_key=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16, choices=[(key, key) for key in StepKind])
    code = models.CharField(max_length=80, blank=True)
    told = models.TextField(blank=True)
    why = models.CharField(max_length=600, blank=True)
    by = models.UUIDField()
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "intake_step"
        constraints = [models.CheckConstraint(condition=Q(kind__in=list(StepKind)), name="intake_step_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Correction(models.Model):
    """An answer that a person corrected, beside the original, which stays. The newest of a path holds. Both values are
    encrypted."""

    id = models.BigAutoField(primary_key=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="corrections")
    path = models.CharField(max_length=400)
    old = models.TextField()
    new = models.TextField()
    why = models.CharField(max_length=600)
    by = models.UUIDField()
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        db_table = "intake_correction"
        constraints = [models.CheckConstraint(condition=~Q(path="") & ~Q(why=""), name="intake_correction_whole")]

    def __str__(self) -> str:
        return self.path


class Quarantined(models.Model):
    """What arrived and could not be taken as it was: kept whole, shown, and settled by a person.

    `submission` is the one whose id or file name it bears, or that it became. `sha256` is of the XML (`body`, encrypted
    like a submission's) or of the file, which is then in the store. Erased, neither is kept; the hash stays.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=[(key, key) for key in QuarantineKind])
    form_id = models.CharField(max_length=MOST_SENT, blank=True)
    instance_id = models.CharField(max_length=MOST_SENT, blank=True)
    filename = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    body = models.BinaryField(null=True)
    key_id = models.CharField(max_length=16, blank=True)
    code = models.CharField(max_length=80)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="quarantined")
    credential = models.ForeignKey("accounts.FieldCredential", on_delete=models.PROTECT, related_name="+")
    device_id = models.CharField(max_length=200, blank=True)
    place_code = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField()
    resolution = models.CharField(max_length=16, blank=True, choices=[(key, key) for key in Resolution])
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.UUIDField(null=True)
    resolved_by_name = models.CharField(max_length=160, blank=True)
    resolved_why = models.CharField(max_length=600, blank=True)
    became = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_quarantined"
        indexes = [
            models.Index(fields=["id"], name="intake_quarantined_open", condition=Q(resolution="")),
        ]
        constraints = [
            # A phone sends what was refused again and again: it stands here once.
            models.UniqueConstraint(
                fields=["credential", "kind", "form_id", "instance_id", "filename", "sha256"],
                name="intake_quarantined_once",
            ),
            models.CheckConstraint(
                condition=Q(resolution="", resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolution__in=list(Resolution), resolved_at__isnull=False, resolved_by__isnull=False)
                & ~Q(resolved_why=""),
                name="intake_quarantined_resolved_whole",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(erased_at__isnull=False, body__isnull=True, key_id="") & ~Q(resolution=""),
                name="intake_quarantined_erased_is_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class QuarantinedFile(models.Model):
    """A file that came with something that stands apart."""

    id = models.BigAutoField(primary_key=True)
    quarantined = models.ForeignKey(Quarantined, on_delete=models.PROTECT, related_name="files", db_index=False)
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=60)

    class Meta:
        db_table = "intake_quarantined_file"
        constraints = [
            models.UniqueConstraint(fields=["quarantined", "filename", "sha256"], name="intake_quarantined_file_once")
        ]

    def __str__(self) -> str:
        return self.filename
