"""Entities: what phones carry in lists and change without signal, each with every version it ever had.

What the rooms above know is theirs; here stands what a phone was given of it, what phones said of it, and where the two
met. Names and values may be of people: they are encrypted, as bodies are.
"""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.intake.terms import ConflictKind, EntitySource, Keep, SaidState

MOST_DATASET, MOST_SCOPE, MOST_NAMES = 64, 16, 600


class Entity(models.Model):
    """One thing of a list: `dataset` is the list's name, `name` the thing's public id. `scope` parts what phones of
    different work see of one thing (a household has one trainer of each kind). `home` is the household that it is
    about. `version` is the newest; versions of all scopes are numbered together, so that a number never shrinks.

    `held` is what phones get, its label among the properties; `own` what the server's rooms say of it ("" where they do
    not know it), `own_mac` a keyed hash of that. `pinned`: the two differ, because somebody decided so. `wrote`:
    properties that phones changed since the server was last asked.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    dataset = models.CharField(max_length=MOST_DATASET)
    name = models.UUIDField()
    scope = models.CharField(max_length=MOST_SCOPE, blank=True)
    home = models.UUIDField(null=True)
    version = models.PositiveIntegerField()
    held = models.TextField(blank=True)
    own = models.TextField(blank=True)
    own_mac = models.CharField(max_length=64, blank=True)
    pinned = models.BooleanField(default=False)
    wrote = models.CharField(max_length=MOST_NAMES, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "intake_entity"
        indexes = [models.Index(fields=["home"], name="intake_entity_home")]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "name", "scope"], name="intake_entity_once"),
            models.CheckConstraint(condition=~Q(dataset="") & Q(version__gte=1), name="intake_entity_named"),
        ]


class EntityVersion(models.Model):
    """One state of an entity. `changed` are the properties in which it differs from the one before. `base_version`,
    `trunk_version` and `branch_id` are what a phone said it was made on. `by` is nobody where it was the server."""

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=8, choices=[(s, s) for s in EntitySource])
    held = models.TextField(blank=True)
    changed = models.CharField(max_length=MOST_NAMES, blank=True)
    base_version = models.PositiveIntegerField(null=True)
    trunk_version = models.PositiveIntegerField(null=True)
    branch_id = models.UUIDField(null=True)
    forced = models.BooleanField(default=False)
    submission = models.ForeignKey("intake.Submission", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.UUIDField()
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "intake_entity_version"
        constraints = [
            models.UniqueConstraint(fields=["entity", "number"], name="intake_entity_version_once"),
            models.CheckConstraint(condition=Q(source__in=list(EntitySource)), name="intake_entity_version_source"),
            models.CheckConstraint(
                condition=Q(source=EntitySource.PHONE, submission__isnull=False)
                | ~Q(source=EntitySource.PHONE) & Q(submission__isnull=True, forced=False),
                name="intake_entity_version_of_phone",
            ),
        ]


class EntitySaid(models.Model):
    """What a submission says of one entity, and what became of it. `position` counts its declarations, `wrote` names
    the properties that it gives. What waits for a change that has not arrived is the backlog."""

    id = models.BigAutoField(primary_key=True)
    submission = models.ForeignKey("intake.Submission", on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    dataset = models.CharField(max_length=MOST_DATASET)
    name = models.UUIDField(null=True)
    scope = models.CharField(max_length=MOST_SCOPE, blank=True)
    wrote = models.CharField(max_length=MOST_NAMES, blank=True)
    told = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=[(s, s) for s in SaidState])
    code = models.CharField(max_length=80, blank=True)
    why = models.TextField(blank=True)
    since = models.DateTimeField()
    version = models.OneToOneField(EntityVersion, on_delete=models.PROTECT, null=True, related_name="said")

    class Meta:
        db_table = "intake_entity_said"
        indexes = [
            models.Index(fields=["dataset", "name"], condition=Q(state=SaidState.WAITING), name="intake_said_waits"),
            models.Index(fields=["since"], condition=Q(state=SaidState.WAITING), name="intake_said_since"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="intake_said_once"),
            models.CheckConstraint(condition=Q(state__in=list(SaidState)), name="intake_said_state"),
            models.CheckConstraint(
                condition=Q(state=SaidState.APPLIED, version__isnull=False)
                | ~Q(state=SaidState.APPLIED) & Q(version__isnull=True),
                name="intake_said_made_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SaidState.FAILED, SaidState.SKIPPED]) | ~Q(code=""), name="intake_said_why"
            ),
        ]


class EntityConflict(models.Model):
    """A phone's change (`version`) that met others which the phone did not know: `base` is what it was made on,
    `against` what stood here when it came. `disputed` are the properties at stake. `place_code` is the phone's
    territory. The newest decision holds; `decided_at` is its time."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    version = models.OneToOneField(EntityVersion, on_delete=models.PROTECT, related_name="conflict")
    base = models.ForeignKey(EntityVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    against = models.ForeignKey(EntityVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=4, choices=[(k, k) for k in ConflictKind])
    disputed = models.CharField(max_length=MOST_NAMES)
    place_code = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_entity_conflict"
        indexes = [models.Index(fields=["id"], condition=Q(decided_at__isnull=True), name="intake_conflict_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(ConflictKind)) & ~Q(disputed=""), name="intake_conflict_kind"
            ),
        ]


class ConflictDecision(models.Model):
    """How a person decided a conflict, and why. Deciding again is another row. `version` is what it made, None where
    what was kept stood already."""

    id = models.BigAutoField(primary_key=True)
    conflict = models.ForeignKey(EntityConflict, on_delete=models.PROTECT, related_name="decisions")
    kept = models.CharField(max_length=6, choices=[(k, k) for k in Keep])
    why = models.CharField(max_length=600)
    version = models.OneToOneField(EntityVersion, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.UUIDField()
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        db_table = "intake_conflict_decision"
        constraints = [
            models.CheckConstraint(condition=Q(kept__in=list(Keep)) & ~Q(why=""), name="intake_conflict_decided_whole")
        ]


class EntityGround(models.Model):
    """What the lists of a phone stand on, as the rooms above wrote it down (`about`): primary keys and public ids.
    `stamp` says how it stood, `on` is the day on which all of it was last read. Made anew as often as that changes."""

    id = models.BigAutoField(primary_key=True)
    credential = models.OneToOneField("accounts.FieldCredential", on_delete=models.PROTECT, related_name="+")
    stamp = models.CharField(max_length=120)
    on = models.DateField()
    about = models.TextField()

    class Meta:
        db_table = "intake_entity_ground"


class EntityList(models.Model):
    """A list as a phone has it: `stamp` says what it was made of, `until` from which day on it says something else
    although nobody told anything, `token` is what the phone compares. Nothing depends on a row."""

    id = models.BigAutoField(primary_key=True)
    ground = models.ForeignKey(EntityGround, on_delete=models.PROTECT, related_name="+", db_index=False)
    dataset = models.CharField(max_length=MOST_DATASET)
    stamp = models.CharField(max_length=160)
    until = models.DateField()
    token = models.CharField(max_length=32)
    rows = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "intake_entity_list"
        constraints = [models.UniqueConstraint(fields=["ground", "dataset"], name="intake_entity_list_once")]
