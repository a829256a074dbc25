"""What arrives from phones before anyone interprets it, and the forms that it was filled in with.

A published form never changes: its hash is what phones compare. A correction is another version.
"""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.intake.terms import MediaSource

MOST_FORM_ID, MOST_VERSION = 200, 100


class FormVersion(models.Model):
    """One version of a form as phones get it. `form_id` and `version` are opaque texts (in NFC), compared sign by sign;
    `version` may be empty. `source_sha256` is the XLSForm it was made from, kept as a file."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    form_id = models.CharField(max_length=MOST_FORM_ID)
    version = models.CharField(max_length=MOST_VERSION, blank=True)
    title = models.CharField(max_length=200)
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
