"""Areas, farm tables, and selections: which areas enter in one year under one program version, decided by whom and why.

Numbers are integers at the scale of the criterion that reads them (see `rules.Criterion`).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.programs.terms import CriterionKind, CriterionMode
from winay.targeting.terms import Answer, SelectionState


class Area(models.Model):
    """A group of neighbouring localities of one district, considered together for entry. `households` is an estimate;
    null is unknown, never zero."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    district = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    households = models.BigIntegerField(null=True)

    class Meta:
        db_table = "targeting_area"
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="targeting_area_once"),
            models.CheckConstraint(
                condition=Q(households__isnull=True) | Q(households__gt=0), name="targeting_area_households"
            ),
        ]


class AreaLocality(models.Model):
    """A locality that belongs to an area. Every locality belongs to one area at most."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="localities")
    locality = models.OneToOneField("places.Place", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "targeting_area_locality"


class FarmTable(models.Model):
    """An imported count of farming households per district. The original file is kept by its hash.

    `cut_ha` is at scale 4; the shares are percents at scale 2, null where the table does not look at them.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=160)
    publisher = models.CharField(max_length=160)
    as_of = models.DateField()
    cut_ha = models.BigIntegerField()
    labour_share = models.BigIntegerField(null=True)
    property_share = models.BigIntegerField(null=True)
    limited_sales = models.CharField(max_length=200, blank=True)
    synthetic = models.BooleanField()
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    imported_by = models.UUIDField()
    imported_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "targeting_farm_table"
        constraints = [
            models.CheckConstraint(condition=Q(cut_ha__gt=0), name="targeting_farm_table_cut"),
            models.UniqueConstraint(
                fields=["file_sha256"], condition=Q(withdrawn_at__isnull=True), name="targeting_farm_table_file_once"
            ),
        ]


class FarmCount(models.Model):
    """One district's line of a farm table: households counted, those under the cut, those that also meet the
    further characteristics (null where the table does not look at them)."""

    id = models.BigAutoField(primary_key=True)
    table = models.ForeignKey(FarmTable, on_delete=models.PROTECT, related_name="counts")
    district = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    households = models.BigIntegerField()
    under_cut = models.BigIntegerField()
    further = models.BigIntegerField(null=True)

    class Meta:
        db_table = "targeting_farm_count"
        constraints = [
            models.UniqueConstraint(fields=["table", "district"], name="targeting_farm_count_once"),
            models.CheckConstraint(
                condition=Q(households__gte=0)
                & Q(under_cut__gte=0)
                & Q(under_cut__lte=F("households"))
                & (Q(further__isnull=True) | (Q(further__gte=0) & Q(further__lte=F("under_cut")))),
                name="targeting_farm_count_parts_within_whole",
            ),
        ]


class Selection(models.Model):
    """The decision on which areas of a territory enter in one year. `territory` null is the whole country.

    Approved, it never changes again (triggers); a mistake is annulled and decided anew.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    version = models.ForeignKey("programs.Version", on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+")
    cohort = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default=SelectionState.DRAFT)
    k = models.PositiveSmallIntegerField(default=0)
    lend = models.BooleanField(default=False)
    departure = models.CharField(max_length=600, blank=True)
    note = models.CharField(max_length=600, blank=True)
    figures_revision = models.CharField(max_length=100)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=600, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    act_sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "targeting_selection"
        indexes = [models.Index(fields=["state", "-id"], name="targeting_selection_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s for s in SelectionState if s is not SelectionState.ANNULLED]),
                name="targeting_selection_state",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("drafted_by")) & ~Q(decided_by=F("submitted_by"))),
                name="targeting_selection_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state=SelectionState.APPROVED)
                | (
                    Q(decided_by__isnull=False)
                    & Q(decided_at__isnull=False)
                    & Q(decided_on__isnull=False)
                    & Q(submitted_by__isnull=False)
                    & ~Q(act_sha256="")
                ),
                name="targeting_selection_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=SelectionState.APPROVED)
                | Q(decided_by__isnull=True, decided_at__isnull=True, decided_on__isnull=True, act_sha256=""),
                name="targeting_selection_decided_only_approved",
            ),
            models.CheckConstraint(condition=Q(cohort__gte=2012, cohort__lte=2100), name="targeting_selection_cohort"),
        ]


class SelectionCriterion(models.Model):
    """A criterion as it was applied: the version's, or what the draft's what-if made of it. Frozen with the draft."""

    id = models.BigAutoField(primary_key=True)
    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=24, choices=[(k, k) for k in CriterionKind])
    mode = models.CharField(max_length=12, choices=[(m, m) for m in CriterionMode])
    threshold = models.BigIntegerField(null=True)
    scale = models.PositiveSmallIntegerField()
    changed = models.BooleanField()

    class Meta:
        db_table = "targeting_selection_criterion"
        constraints = [models.UniqueConstraint(fields=["selection", "key"], name="targeting_selection_criterion_once")]


class SelectionArea(models.Model):
    """An area of the territory and what the criteria said of it on the day of the draft. `chosen` is what the
    selection does with it: what the criteria said, or the confirmed exception."""

    id = models.BigAutoField(primary_key=True)
    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=[(a.value, a.name) for a in Answer])
    near_miss = models.BooleanField()
    preferences_met = models.PositiveSmallIntegerField()
    households = models.BigIntegerField(null=True)
    chosen = models.BooleanField()

    class Meta:
        db_table = "targeting_selection_area"
        constraints = [
            models.UniqueConstraint(fields=["selection", "area"], name="targeting_selection_area_once"),
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=4), name="targeting_selection_area_level"),
        ]


class AreaFinding(models.Model):
    """Found, needed, result: one criterion for one area, as it stood on the day of the draft."""

    id = models.BigAutoField(primary_key=True)
    selection_area = models.ForeignKey(SelectionArea, on_delete=models.PROTECT, related_name="findings")
    criterion = models.ForeignKey(SelectionCriterion, on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.PositiveSmallIntegerField(choices=[(a.value, a.name) for a in Answer])
    found = models.BigIntegerField(null=True)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    lent = models.BooleanField(default=False)

    class Meta:
        db_table = "targeting_area_finding"
        constraints = [
            models.UniqueConstraint(fields=["selection_area", "criterion"], name="targeting_area_finding_once"),
            models.CheckConstraint(condition=Q(answer__gte=0, answer__lte=4), name="targeting_area_finding_answer"),
        ]


class Override(models.Model):
    """An exception to what the criteria said of an area: proposed by one person with a reason, confirmed by another."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    selection_area = models.ForeignKey(SelectionArea, on_delete=models.PROTECT, related_name="overrides")
    include = models.BooleanField()
    reason = models.CharField(max_length=600)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "targeting_override"
        constraints = [
            models.CheckConstraint(condition=~Q(confirmed_by=F("proposed_by")), name="targeting_override_two_people"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="targeting_override_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_by__isnull=False),
                name="targeting_override_withdrawn_whole",
            ),
            models.UniqueConstraint(
                fields=["selection_area"],
                condition=Q(withdrawn_at__isnull=True),
                name="targeting_override_open_once",
            ),
        ]


class Annulment(models.Model):
    """The end of an approved selection that was a mistake. The selection itself stays as it was approved."""

    id = models.BigAutoField(primary_key=True)
    selection = models.OneToOneField(Selection, on_delete=models.PROTECT, related_name="annulment")
    reason = models.CharField(max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "targeting_annulment"
