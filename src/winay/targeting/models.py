"""Areas, farm tables, and selections: which areas enter in one year under one program version, decided by whom and why.

Numbers are integers at the scale of the criterion that reads them (see `rules.Criterion`).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.programs.terms import CriterionKind, CriterionMode
from winay.targeting.terms import Answer, AreaActKind, AreaOrigin, History, Leftover, SelectionState


class AreaAct(models.Model):
    """One act on the areas of a district, or of the country (`district` null): defined, grouped, edited, undone,
    recounted. The newest names the state of all areas. `undoes` is the edit that this one took back."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in AreaActKind])
    district = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=600, blank=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "targeting_area_act"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(AreaActKind)), name="targeting_area_act_kind_known")
        ]


class Area(models.Model):
    """A group of neighbouring rural localities of one district, considered together for entry.

    `code` is the district's six digits where the whole rural part is one area, otherwise they, a hyphen, and the last
    four digits of its seat: the locality where people would meet. `households` is null where unknown, never zero for
    unknown; `counted` where every locality of it was counted by an office. `leftover` says why an area stayed below
    the least number of households. What belongs to an area never changes: an edit retires it and makes new ones.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.CharField(max_length=11)
    district = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    households = models.BigIntegerField(null=True)
    counted = models.BooleanField(default=False)
    origin = models.CharField(max_length=8, choices=[(o, o) for o in AreaOrigin], default=AreaOrigin.WHOLE)
    leftover = models.CharField(max_length=16, blank=True, choices=[(x, x) for x in Leftover])
    seat = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    made_by = models.ForeignKey(AreaAct, on_delete=models.PROTECT, related_name="made")
    retired_by = models.ForeignKey(AreaAct, on_delete=models.PROTECT, null=True, related_name="retired")

    class Meta:
        db_table = "targeting_area"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(retired_by__isnull=True), name="targeting_area_code_once"
            ),
            models.CheckConstraint(
                condition=Q(households__isnull=True) | Q(households__gte=0), name="targeting_area_households"
            ),
            models.CheckConstraint(condition=Q(origin__in=list(AreaOrigin)), name="targeting_area_origin_known"),
            models.CheckConstraint(
                condition=Q(leftover="") | Q(leftover__in=list(Leftover)), name="targeting_area_leftover_known"
            ),
        ]


class AreaLocality(models.Model):
    """A locality that belongs, or (`current` false) belonged, to an area. Every locality is in one current area at
    most. `households` are counted or estimated; `minutes` to the area's seat, walking or by river, one way."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="localities")
    locality = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    households = models.PositiveIntegerField(null=True)
    counted = models.BooleanField(default=False)
    minutes = models.PositiveIntegerField(null=True)
    current = models.BooleanField(default=True)

    class Meta:
        db_table = "targeting_area_locality"
        constraints = [
            models.UniqueConstraint(
                fields=["locality"], condition=Q(current=True), name="targeting_area_locality_once"
            ),
            models.UniqueConstraint(fields=["area", "locality"], name="targeting_area_locality_in_area_once"),
        ]


class DistrictHistory(models.Model):
    """What an office knows of a district's history with programs and trainers, a context that decides nothing. The
    newest row is what is known now."""

    id = models.BigAutoField(primary_key=True)
    district = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=[(h, h) for h in History])
    note = models.CharField(max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "targeting_district_history"
        constraints = [
            models.CheckConstraint(condition=Q(level__in=list(History)), name="targeting_district_history_level")
        ]


class FarmTable(models.Model):
    """An imported count of farming households. The original file is kept by its hash.

    `unit_level`: the file has one line a household, and it was counted here, once for each cut, from the columns kept
    under `units_sha256`; otherwise the file already has counts by district.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=160)
    publisher = models.CharField(max_length=160)
    as_of = models.DateField()
    limited_sales = models.CharField(max_length=200, blank=True)
    unit_level = models.BooleanField(default=False)
    synthetic = models.BooleanField()
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    units_sha256 = models.CharField(max_length=64, blank=True)
    imported_by = models.UUIDField()
    imported_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "targeting_farm_table"
        constraints = [
            models.UniqueConstraint(
                fields=["file_sha256"], condition=Q(withdrawn_at__isnull=True), name="targeting_farm_table_file_once"
            ),
            models.CheckConstraint(
                condition=Q(unit_level=True, units_sha256__gt="") | Q(unit_level=False, units_sha256=""),
                name="targeting_farm_table_units_kept",
            ),
        ]


class FarmCut(models.Model):
    """One question put to a farm table: who counts as subsistence. `cut_ha` is at scale 4; the shares are percents at
    scale 2, null where the cut does not look at them."""

    id = models.BigAutoField(primary_key=True)
    table = models.ForeignKey(FarmTable, on_delete=models.PROTECT, related_name="cuts")
    cut_ha = models.BigIntegerField()
    labour_share = models.BigIntegerField(null=True)
    property_share = models.BigIntegerField(null=True)

    class Meta:
        db_table = "targeting_farm_cut"
        constraints = [
            models.CheckConstraint(condition=Q(cut_ha__gt=0), name="targeting_farm_cut_positive"),
            models.CheckConstraint(
                condition=Q(labour_share__isnull=True, property_share__isnull=True)
                | Q(labour_share__isnull=False, property_share__isnull=False),
                name="targeting_farm_cut_both_shares",
            ),
            models.UniqueConstraint(
                fields=["table", "cut_ha", "labour_share", "property_share"], name="targeting_farm_cut_once"
            ),
            models.UniqueConstraint(
                fields=["table", "cut_ha"],
                condition=Q(labour_share__isnull=True),
                name="targeting_farm_cut_plain_once",
            ),
        ]


class FarmCount(models.Model):
    """One place's answer to a cut: households counted, those under the cut, those that also meet the further
    characteristics (null where the cut does not look at them). The place is a district or a locality."""

    id = models.BigAutoField(primary_key=True)
    cut = models.ForeignKey(FarmCut, on_delete=models.PROTECT, related_name="counts")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    households = models.BigIntegerField()
    under_cut = models.BigIntegerField()
    further = models.BigIntegerField(null=True)

    class Meta:
        db_table = "targeting_farm_count"
        constraints = [
            models.UniqueConstraint(fields=["cut", "place"], name="targeting_farm_count_once"),
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
    """A criterion as it was applied: the version's, or what the draft's what-if made of it. Frozen with the draft.
    `cut_ha` (scale 4) is the farm size that a criterion of predominance looked at."""

    id = models.BigAutoField(primary_key=True)
    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=24, choices=[(k, k) for k in CriterionKind])
    mode = models.CharField(max_length=12, choices=[(m, m) for m in CriterionMode])
    threshold = models.BigIntegerField(null=True)
    scale = models.PositiveSmallIntegerField()
    cut_ha = models.BigIntegerField(null=True)
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
