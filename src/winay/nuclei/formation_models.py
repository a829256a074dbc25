"""Plans of nuclei: which communities of a district would form which nuclei, what people changed by hand, what the
communities said, and what an office marked about them.

A plan counts the households that wait when it is computed. Nothing of it is anybody's nucleus until it is approved.
"""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.nuclei.terms import OPEN, EditKind, FormationState, MarkKind


class Formation(models.Model):
    """One plan for a district and version. `least` and `most` are the version's bounds. `cost` and `bound` are in
    household-minutes to the assembly place: what the plan asks of people, and less than which no plan can
    (`bound` null: not proven). They are the computed plan's; what hands changed since shows in the groups. Less than
    `least_small` households in groups below the minimum no plan of these communities leaves, and where there are no
    more of these, no plan less than `least_torn` groups that do not hang together (0: not proven).
    `plan_sha256` is a file with the best plan so far, from which a computation that was cut goes on."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in FormationState], default=FormationState.WANTED.value
    )
    least = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    seconds = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    households = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True)
    exact = models.BooleanField(default=False)
    least_small = models.PositiveIntegerField(default=0)
    least_torn = models.PositiveSmallIntegerField(default=0)
    plan_sha256 = models.CharField(max_length=64, blank=True)
    fault = models.CharField(max_length=300, blank=True)
    drafted_by = models.UUIDField()
    drafted_at = models.DateTimeField()
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=600, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    discarded_why = models.CharField(max_length=600, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "nuclei_formation"
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state__in=[FormationState.WANTED.value, FormationState.COMPUTING.value]),
                name="nuclei_formation_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "district"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="nuclei_formation_one_open",
            ),
            models.CheckConstraint(condition=Q(state__in=list(FormationState)), name="nuclei_formation_state"),
            models.CheckConstraint(condition=Q(least__gte=1, least__lte=F("most")), name="nuclei_formation_bounds"),
            models.CheckConstraint(
                condition=~Q(state=FormationState.SUBMITTED)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False, returned_why=""),
                name="nuclei_formation_submitted_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=FormationState.APPROVED)
                | Q(decided_by__isnull=False, decided_at__isnull=False, decided_on__isnull=False)
                & ~Q(decided_by=F("submitted_by"))
                & ~Q(decided_by=F("drafted_by")),
                name="nuclei_formation_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=FormationState.DISCARDED) | ~Q(discarded_why=""), name="nuclei_formation_said"
            ),
        ]


class Unit(models.Model):
    """A community of a plan: a locality, or the district where none is known, with the households that wait there; 0
    where they no longer do."""

    id = models.BigAutoField(primary_key=True)
    formation = models.ForeignKey(Formation, on_delete=models.PROTECT, related_name="units", db_index=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    households = models.PositiveIntegerField()

    class Meta:
        db_table = "nuclei_unit"
        constraints = [
            models.UniqueConstraint(fields=["formation", "place"], name="nuclei_unit_once"),
        ]


class Group(models.Model):
    """A nucleus that a plan proposes. One that hands emptied stays, so that undoing brings it back. `seat` is the
    community where its assembly would meet."""

    id = models.BigAutoField(primary_key=True)
    formation = models.ForeignKey(Formation, on_delete=models.PROTECT, related_name="groups", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    seat = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    exception_why = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "nuclei_group"
        constraints = [models.UniqueConstraint(fields=["formation", "number"], name="nuclei_group_once")]


class Share(models.Model):
    """How many households of a community belong to a group: all, but where the community is larger than a nucleus."""

    id = models.BigAutoField(primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="shares")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="shares", db_index=False)
    households = models.PositiveIntegerField()

    class Meta:
        db_table = "nuclei_share"
        constraints = [
            models.UniqueConstraint(fields=["unit", "group"], name="nuclei_share_once"),
            models.CheckConstraint(condition=Q(households__gte=1), name="nuclei_share_somebody"),
        ]


class Edit(models.Model):
    """One change by hand, in order. A move brings households of a community from one group to another; a new seat
    keeps where it was before. Undoing is itself a change, and names the one it takes back."""

    id = models.BigAutoField(primary_key=True)
    formation = models.ForeignKey(Formation, on_delete=models.PROTECT, related_name="edits")
    kind = models.CharField(max_length=8, choices=[(k, k) for k in EditKind])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    origin = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    target = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", db_index=False)
    households = models.PositiveIntegerField(default=0)
    seat_before = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "nuclei_edit"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(EditKind)), name="nuclei_edit_kind"),
            models.CheckConstraint(
                condition=Q(kind=EditKind.UNDO, undoes__isnull=False)
                | (~Q(kind=EditKind.UNDO) & Q(undoes__isnull=True)),
                name="nuclei_edit_undoes",
            ),
        ]


class Mark(models.Model):
    """What an office says of two communities of a district, for every plan of it: always together, or never. `first`
    has the smaller key. It holds until it is withdrawn."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    district = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in MarkKind])
    why = models.CharField(max_length=300)
    marked_by = models.UUIDField()
    marked_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "nuclei_mark"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(withdrawn_at__isnull=True), name="nuclei_mark_once"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="nuclei_mark_in_order"),
            models.CheckConstraint(condition=Q(kind__in=list(MarkKind)) & ~Q(why=""), name="nuclei_mark_said"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                name="nuclei_mark_withdrawn_whole",
            ),
        ]


class Acceptance(models.Model):
    """What the assembly of one community said to its place in the plan. `grouping` stands for the groups it heard of:
    who is with it, and where they meet. What changed since it must be asked again. Never rewritten: one told wrongly is
    reversed."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="acceptances")
    grouping = models.CharField(max_length=64)
    accepted = models.BooleanField()
    held_on = models.DateField()
    meeting_place = models.CharField(max_length=160)
    led_by = models.CharField(max_length=160)
    women = models.PositiveIntegerField()
    men = models.PositiveIntegerField()
    households = models.PositiveIntegerField()
    notes = models.CharField(max_length=600, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    reversed_by = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "nuclei_acceptance"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "held_on"], condition=Q(reversed_at__isnull=True), name="nuclei_acceptance_once"
            ),
            models.CheckConstraint(
                condition=Q(households__gte=1) & Q(households__lte=F("women") + F("men")),
                name="nuclei_acceptance_numbers",
            ),
            models.CheckConstraint(condition=Q(accepted=True) | ~Q(notes=""), name="nuclei_acceptance_no_said"),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversed_why="")
                | Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversed_why=""),
                name="nuclei_acceptance_reversed_whole",
            ),
        ]
