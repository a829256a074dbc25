"""Random samples of households, and what was found in each beside what was told of it."""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.supervision.terms import Came, FindingEnd, Goods, Met, MissedWhy, SampleState, SeenState


class Sample(models.Model):
    """Households of one nucleus, one central nucleus or one office on `drawn_on`, in an order that the seed gives:
    `size` of the `population`, and as many in reserve. `frame_seal` stands for the list that was drawn from. What is
    compared was told of the days from `from_on` up to `until_on`. `number` counts the draws of the same list and
    days: drawing again until one likes the result shows."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, null=True, related_name="+")
    central = models.ForeignKey("nuclei.CentralNucleus", on_delete=models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey("places.Office", on_delete=models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, null=True, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    size = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    frame_seal = models.CharField(max_length=64)
    number = models.PositiveSmallIntegerField()
    drawn_on = models.DateField()
    drawn_by = models.UUIDField()
    drawn_at = models.DateTimeField()
    state = models.CharField(max_length=6, choices=[(s, s) for s in SampleState], default=SampleState.FIELD.value)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=600, blank=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "supervision_sample"
        indexes = [models.Index(fields=["-drawn_on", "-id"], name="supervision_sample_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(nucleus__isnull=False, central__isnull=True, office__isnull=True)
                | Q(nucleus__isnull=True, central__isnull=False, office__isnull=True)
                | Q(nucleus__isnull=True, central__isnull=True, office__isnull=False),
                name="supervision_sample_one_scope",
            ),
            *(
                models.UniqueConstraint(
                    fields=[scope],
                    condition=Q(state=SampleState.FIELD.value) & Q(**{f"{scope}__isnull": False}),
                    name=f"supervision_sample_open_{scope}",
                )
                for scope in ("nucleus", "central", "office")
            ),
            models.CheckConstraint(
                condition=Q(from_on__lt=F("until_on"), size__gte=1, population__gte=F("size"), number__gte=1)
                & ~Q(seed=""),
                name="supervision_sample_drawn",
            ),
            models.CheckConstraint(
                condition=Q(state=SampleState.FIELD, ended_on__isnull=True, ended_by__isnull=True)
                & Q(ended_at__isnull=True, ended_why="")
                | Q(state=SampleState.CLOSED, ended_on__isnull=False, ended_by__isnull=False, ended_at__isnull=False)
                | Q(state=SampleState.VOID, ended_on__isnull=False, ended_by__isnull=False, ended_at__isnull=False)
                & ~Q(ended_why=""),
                name="supervision_sample_ended_whole",
            ),
        ]


class Spot(models.Model):
    """A household at its place in the order of a draw. `position` 1 to `size` are asked; later ones are reserves and
    take the place of one that could not be asked (`instead_of`). What was told of it is kept as it was at the draw:
    what is told afterwards changes nothing here."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="spots", db_index=False)
    position = models.PositiveIntegerField()
    enrolment = models.ForeignKey("enrolment.Enrolment", on_delete=models.PROTECT, related_name="+")
    household = models.UUIDField()
    reserve = models.BooleanField()
    instead_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replacement")
    reported_visits = models.PositiveSmallIntegerField()
    reported_last_on = models.DateField(null=True)
    reported_deliveries = models.PositiveSmallIntegerField(null=True)
    missed_why = models.CharField(max_length=11, blank=True, choices=[(w, w) for w in MissedWhy])
    missed_on = models.DateField(null=True)
    missed_note = models.CharField(max_length=600, blank=True)
    missed_by = models.UUIDField(null=True)
    missed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "supervision_spot"
        constraints = [
            models.UniqueConstraint(fields=["sample", "position"], name="supervision_spot_position"),
            models.UniqueConstraint(fields=["sample", "household"], name="supervision_spot_household"),
            models.CheckConstraint(
                condition=Q(reserve=True) | Q(instead_of__isnull=True), name="supervision_spot_reserve"
            ),
            models.CheckConstraint(
                condition=Q(reported_visits=0, reported_last_on__isnull=True)
                | Q(reported_visits__gt=0, reported_last_on__isnull=False),
                name="supervision_spot_reported",
            ),
            models.CheckConstraint(
                condition=Q(missed_why="", missed_on__isnull=True, missed_by__isnull=True, missed_note="")
                & Q(missed_at__isnull=True)
                | Q(missed_why__in=list(MissedWhy), missed_on__isnull=False, missed_by__isnull=False)
                & Q(missed_at__isnull=False),
                name="supervision_spot_missed_whole",
            ),
        ]


class FieldFinding(models.Model):
    """What somebody heard and saw in a household of a sample. Never rewritten: a correction is another row that takes
    its place. `remembered`: visits of the period; null where they did not say."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    spot = models.ForeignKey(Spot, on_delete=models.PROTECT, related_name="findings")
    found_on = models.DateField()
    found_by = models.CharField(max_length=160)
    met = models.CharField(max_length=11, choices=[(m, m) for m in Met])
    remembered = models.PositiveSmallIntegerField(null=True)
    came = models.CharField(max_length=14, choices=[(c, c) for c in Came])
    goods = models.CharField(max_length=9, choices=[(g, g) for g in Goods])
    note = models.CharField(max_length=600, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    ended_how = models.CharField(max_length=8, blank=True, choices=[(e, e) for e in FindingEnd])
    ended_why = models.CharField(max_length=600, blank=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "supervision_finding"
        constraints = [
            models.UniqueConstraint(fields=["spot"], condition=Q(ended_how=""), name="supervision_finding_once"),
            models.CheckConstraint(
                condition=Q(met__in=list(Met), came__in=list(Came), goods__in=list(Goods)) & ~Q(found_by=""),
                name="supervision_finding_words",
            ),
            models.CheckConstraint(
                condition=Q(ended_how="", ended_by__isnull=True, ended_at__isnull=True, ended_why="")
                | Q(ended_how__in=list(FindingEnd), ended_by__isnull=False, ended_at__isnull=False) & ~Q(ended_why=""),
                name="supervision_finding_ended_whole",
            ),
        ]


class Seen(models.Model):
    """A technology of the household, and what was seen of it."""

    id = models.BigAutoField(primary_key=True)
    finding = models.ForeignKey(FieldFinding, on_delete=models.PROTECT, related_name="seen", db_index=False)
    item = models.CharField(max_length=48)
    state = models.CharField(max_length=10, choices=[(s, s) for s in SeenState])

    class Meta:
        db_table = "supervision_seen"
        constraints = [
            models.UniqueConstraint(fields=["finding", "item"], name="supervision_seen_once"),
            models.CheckConstraint(condition=Q(state__in=list(SeenState)) & ~Q(item=""), name="supervision_seen_words"),
        ]
