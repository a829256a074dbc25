"""What things cost, where, when, and who said so; what a dollar cost. A row is never rewritten: a newer one takes its
place, and one that was wrong is withdrawn with its reason."""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.plans.terms import PriceSource
from winay.programs.terms import KitUnit


class Price(models.Model):
    """What a unit of a kit line costs at a place, on the day on which somebody asked. `line` is the line's words
    without capitals and accents: with the item and the unit it names the good, in whichever version."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=48)
    line = models.CharField(max_length=200)
    words = models.CharField(max_length=200)
    unit = models.CharField(max_length=8, choices=[(u, u) for u in KitUnit])
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="PEN")
    quoted_on = models.DateField()
    source_kind = models.CharField(max_length=10, choices=[(s, s) for s in PriceSource])
    source = models.CharField(max_length=160)
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "plans_price"
        indexes = [
            models.Index(fields=["place", "item", "line"], name="plans_price_here"),
            models.Index(fields=["item", "line", "unit"], name="plans_price_of"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0, currency="PEN"), name="plans_price_positive"),
            models.CheckConstraint(condition=Q(source_kind__in=list(PriceSource)), name="plans_price_source_kind"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(item="") & ~Q(line=""), name="plans_price_sourced"),
            models.CheckConstraint(condition=Q(unit__in=list(KitUnit)), name="plans_price_unit"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                name="plans_price_withdrawn_whole",
            ),
        ]


class ExchangeRate(models.Model):
    """Soles for a dollar from a day on, in ten-thousandths."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    from_on = models.DateField()
    number = models.BigIntegerField(help_text="ten-thousandths of a sol for a dollar")
    source = models.CharField(max_length=160)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "plans_exchange_rate"
        constraints = [
            models.UniqueConstraint(
                fields=["from_on"], condition=Q(withdrawn_at__isnull=True), name="plans_rate_one_a_day"
            ),
            models.CheckConstraint(condition=Q(number__gt=0) & ~Q(source=""), name="plans_rate_sourced"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                name="plans_rate_withdrawn_whole",
            ),
        ]
