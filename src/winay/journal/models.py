"""Lines, what they are about, and the seals over them. Every table here is append-only by trigger."""

from django.db import models

from winay.core.ids import new_id
from winay.journal.rules import FORMAT, MAX_KEY, MAX_KIND, MAX_ROLE
from winay.journal.transaction_id import TransactionId


class Line(models.Model):
    """One verb, once done. `body` is what is authenticated; the other columns repeat it to be searched."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    verb = models.CharField(max_length=80)
    actor = models.UUIDField()
    actor_role = models.CharField(max_length=MAX_ROLE)
    at = models.DateTimeField()
    format = models.SmallIntegerField(default=FORMAT)
    body = models.TextField()
    mac = models.CharField(max_length=100, help_text="key id, a point, HMAC-SHA-256 in hex")
    txid = models.BigIntegerField(null=True, editable=False, db_default=TransactionId())

    class Meta:
        db_table = "journal_line"
        constraints = [models.CheckConstraint(condition=models.Q(format__gte=1), name="journal_line_format")]
        indexes = [
            models.Index(fields=["verb", "id"], name="journal_line_verb"),
            models.Index(fields=["actor", "id"], name="journal_line_actor"),
            models.Index(fields=["at"], name="journal_line_at"),
            models.Index(fields=["txid"], name="journal_line_txid"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.public_id}"


class Subject(models.Model):
    """One thing that a line is about: a place by its code, anything else by its public id."""

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="subjects", db_index=False)
    kind = models.CharField(max_length=MAX_KIND)
    key = models.CharField(max_length=MAX_KEY)

    class Meta:
        db_table = "journal_subject"
        constraints = [models.UniqueConstraint(fields=["line", "kind", "key"], name="journal_subject_once")]
        indexes = [models.Index(fields=["kind", "key", "line"], name="journal_subject_history")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SealBatch(models.Model):
    """A seal over lines `first_line` to `last_line` (not all between: order is by transaction, not by number)."""

    id = models.BigAutoField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    count = models.IntegerField()
    first_line = models.BigIntegerField()
    last_line = models.BigIntegerField()
    merkle_root = models.CharField(max_length=64)
    previous_root = models.CharField(max_length=64)
    floor = models.BigIntegerField(help_text="everything before this id or transaction id is sealed")
    source = models.CharField(max_length=40, help_text="the database server whose transaction ids `floor` counts")
    format = models.SmallIntegerField(default=FORMAT)
    key_id = models.CharField(max_length=20)
    seal = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_seal_batch"
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="journal_seal_batch_number"),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="journal_seal_batch_count"),
        ]

    def __str__(self) -> str:
        return f"batch {self.number}"


class SealedLine(models.Model):
    """A line's place in a batch. `line_key` is no foreign key: the row must outlive a removed line to name it."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(SealBatch, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.IntegerField()
    line_key = models.BigIntegerField(unique=True)
    leaf = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_sealed_line"
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="journal_sealed_line_place"),
            models.CheckConstraint(condition=models.Q(position__gte=0), name="journal_sealed_line_position"),
        ]

    def __str__(self) -> str:
        return f"line {self.line_key}"
