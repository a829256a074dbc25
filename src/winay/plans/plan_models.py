"""Technical plans of nuclei: what every household gets, what it costs, who gives what beside it.

A plan is number 0; each change of an approved one is an addendum, a plan of its own with the next number that holds the
whole of what is then meant. A draft is changed freely. Sent, its households, prices and orders are written down; those
rows and the approved plan never change.
"""

from django.db import models
from django.db.models import F, Q

from winay.core.ids import new_id
from winay.plans.terms import OPEN, Contributor, PlanState
from winay.programs.terms import Giver, KitUnit

SENT = (PlanState.SUBMITTED.value, PlanState.APPROVED.value)


class Plan(models.Model):
    """A plan or an addendum (`number` above 0, with `why`). `on` is the day whose prices and exchange rate count.
    `cap_soles` is the cap of a household in céntimos at that rate; `total` what all households cost."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    nucleus = models.ForeignKey("nuclei.Nucleus", on_delete=models.PROTECT, related_name="+")
    workshop = models.ForeignKey("plans.Workshop", on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    on = models.DateField()
    why = models.CharField(max_length=600, blank=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in PlanState], default=PlanState.DRAFT.value)
    drafted_by = models.UUIDField()
    drafted_at = models.DateTimeField()
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=600, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=600, blank=True)
    cap_soles = models.BigIntegerField(null=True)
    rate = models.BigIntegerField(null=True, help_text="ten-thousandths of a sol for a dollar")
    rate_from = models.DateField(null=True)
    rate_source = models.CharField(max_length=160, blank=True)
    rate_confirmed = models.BooleanField(default=False)
    total = models.BigIntegerField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "plans_plan"
        indexes = [models.Index(fields=["state", "submitted_at"], name="plans_plan_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["nucleus", "number"], condition=~Q(state=PlanState.WITHDRAWN.value), name="plans_plan_number"
            ),
            models.UniqueConstraint(
                fields=["nucleus"], condition=Q(state__in=[one.value for one in OPEN]), name="plans_plan_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=list(PlanState)), name="plans_plan_state"),
            models.CheckConstraint(
                condition=Q(number=0, replaces__isnull=True, why="")
                | Q(number__gt=0, replaces__isnull=False) & ~Q(why=""),
                name="plans_addendum_says_why",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("drafted_by")) & ~Q(decided_by=F("submitted_by")),
                name="plans_plan_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SENT)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False, cap_soles__gt=0, total__gte=0),
                name="plans_plan_sent_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.APPROVED.value)
                & Q(decided_by__isnull=True, decided_at__isnull=True, decided_on__isnull=True)
                | Q(state=PlanState.APPROVED.value, decided_by__isnull=False, decided_at__isnull=False)
                & Q(decided_on__gte=F("on")),
                name="plans_plan_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.WITHDRAWN.value)
                & Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_why="")
                | Q(state=PlanState.WITHDRAWN.value, withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                & ~Q(withdrawn_why=""),
                name="plans_plan_withdrawn_whole",
            ),
        ]


class PlanItem(models.Model):
    """An item of the package that households get unless they vary it. `labour` is what a household works to install
    one module, in tenths of person-days."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="items", db_index=False)
    item = models.CharField(max_length=48)
    modules = models.PositiveSmallIntegerField()
    labour = models.PositiveIntegerField()

    class Meta:
        db_table = "plans_plan_item"
        constraints = [
            models.UniqueConstraint(fields=["plan", "item"], name="plans_plan_item_once"),
            models.CheckConstraint(condition=Q(modules__gte=1, modules__lte=20), name="plans_plan_item_modules"),
        ]


class NeedMet(models.Model):
    """How something that an item needs first is there: what somebody saw or agreed."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="needs_met", db_index=False)
    item = models.CharField(max_length=48)
    position = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=300)

    class Meta:
        db_table = "plans_need_met"
        constraints = [
            models.UniqueConstraint(fields=["plan", "item", "position"], name="plans_need_met_once"),
            models.CheckConstraint(condition=~Q(how=""), name="plans_need_met_said"),
        ]


class Contribution(models.Model):
    """What somebody gives beside the program's money, and what it is worth: of each household, or of the whole
    nucleus. Shown beside the cap, never inside it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="contributions")
    giver = models.CharField(max_length=12, choices=[(g, g) for g in Contributor])
    what = models.CharField(max_length=160)
    each_household = models.BooleanField()
    minor = models.BigIntegerField()
    valued_how = models.CharField(max_length=160)

    class Meta:
        db_table = "plans_contribution"
        constraints = [
            models.CheckConstraint(
                condition=Q(giver__in=list(Contributor), minor__gt=0) & ~Q(what="") & ~Q(valued_how=""),
                name="plans_contribution_valued",
            )
        ]


class HouseholdPlan(models.Model):
    """What one household gets: the package, or, `varied`, items of its own with the reason. Cost and cap are written
    down when the plan is sent."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="households", db_index=False)
    membership = models.ForeignKey("nuclei.Membership", on_delete=models.PROTECT, related_name="+")
    varied = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)
    cost = models.BigIntegerField(null=True)
    cap_soles = models.BigIntegerField(null=True)

    class Meta:
        db_table = "plans_household_plan"
        constraints = [
            models.UniqueConstraint(fields=["plan", "membership"], name="plans_household_once"),
            models.CheckConstraint(
                condition=Q(varied=False, why="") | Q(varied=True) & ~Q(why=""), name="plans_household_says_why"
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True, cap_soles__isnull=True)
                | Q(cost__isnull=False, cap_soles__isnull=False, cost__lte=F("cap_soles")),
                name="plans_household_within_cap",
            ),
        ]


class HouseholdItem(models.Model):
    """An item of a household that varied the package."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(HouseholdPlan, on_delete=models.PROTECT, related_name="own", db_index=False)
    item = models.CharField(max_length=48)
    modules = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "plans_household_item"
        constraints = [
            models.UniqueConstraint(fields=["household", "item"], name="plans_household_item_once"),
            models.CheckConstraint(condition=Q(modules__gte=1, modules__lte=20), name="plans_household_item_modules"),
        ]


class OrderLine(models.Model):
    """What is bought of a kit line for all households, at the price that held on the plan's day. `per_module` and
    `quantity` are thousandths of the unit; `amount` is the sum of what each household's part costs."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="orders", db_index=False)
    item = models.CharField(max_length=48)
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)
    unit = models.CharField(max_length=8, choices=[(u, u) for u in KitUnit])
    giver = models.CharField(max_length=10, choices=[(g, g) for g in Giver])
    per_module = models.BigIntegerField()
    minor = models.BigIntegerField()
    price = models.ForeignKey("plans.Price", on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "plans_order_line"
        constraints = [
            models.UniqueConstraint(fields=["plan", "item", "position"], name="plans_order_line_once"),
            models.CheckConstraint(
                condition=Q(per_module__gt=0, minor__gt=0, quantity__gte=0, amount__gte=0),
                name="plans_order_line_positive",
            ),
        ]
