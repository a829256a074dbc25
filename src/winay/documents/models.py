"""Generated files that somebody will hold up as proof: what was printed, by whom, and whether it still holds.

Rows are written once. A document that no longer holds has a revocation beside it.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from winay.core.ids import new_id
from winay.documents.rules import CODE_LENGTH, number_text
from winay.documents.terms import DocumentKind, StatementKey


class Series(models.Model):
    """The numbering of one kind of document in one office and year. Its row is the lock of its next number."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=24, choices=[(k, k) for k in DocumentKind])
    year = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=20)

    class Meta:
        db_table = "documents_series"
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "office"], name="documents_series_once"),
            models.CheckConstraint(condition=Q(kind__in=list(DocumentKind)), name="documents_series_kind_known"),
            models.CheckConstraint(condition=Q(year__gte=2012, year__lte=2100), name="documents_series_year"),
        ]


class Document(models.Model):
    """One printed document. `code` is what verifies it, ungrouped. What was printed is kept as a file by
    `inputs_sha256`, the PDF by `pdf_sha256`; the rest of what stands on paper is in this row, so that the same bytes
    can be made again. `subject_kind` and `subject_key` name what it is about, a thing of a room above."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="documents", db_index=False)
    serial = models.PositiveIntegerField()
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    template = models.CharField(max_length=40)
    template_sha256 = models.CharField(max_length=64)
    engine = models.CharField(max_length=24)
    inputs_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=80)
    seat = models.CharField(max_length=120)
    verify_url = models.CharField(max_length=300)
    issued_by = models.UUIDField()
    issued_by_name = models.CharField(max_length=160)
    issued_at = models.DateTimeField()
    synthetic = models.BooleanField()

    class Meta:
        db_table = "documents_document"
        indexes = [models.Index(fields=["subject_kind", "subject_key"], name="documents_document_subject")]
        constraints = [
            models.UniqueConstraint(fields=["series", "serial"], name="documents_document_number_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="documents_document_serial_from_one"),
            models.CheckConstraint(condition=Q(pages__gte=1), name="documents_document_has_pages"),
            models.CheckConstraint(
                condition=Q(Exact(Length("code"), CODE_LENGTH)), name="documents_document_code_length"
            ),
        ]

    @property
    def number(self) -> str:
        """`0001-2026-UT-AYACUCHO`."""
        return number_text(self.serial, self.series.year, self.series.office)


class Statement(models.Model):
    """One fact that a document tells whoever verifies it, in no language: a name, a count, a date, a hash."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="statements", db_index=False)
    key = models.CharField(max_length=24, choices=[(k, k) for k in StatementKey])
    value = models.CharField(max_length=700)

    class Meta:
        db_table = "documents_statement"
        constraints = [
            models.UniqueConstraint(fields=["document", "key"], name="documents_statement_once"),
            models.CheckConstraint(condition=Q(key__in=list(StatementKey)), name="documents_statement_key_known"),
        ]


class Revocation(models.Model):
    """The end of a document. The document itself stays as it was issued."""

    id = models.BigAutoField(primary_key=True)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="revocation")
    reason = models.CharField(max_length=600)
    by = models.UUIDField()
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        db_table = "documents_revocation"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="documents_revocation_has_reason")]
