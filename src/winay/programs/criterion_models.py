"""What a version asks: of areas, of a household inside a chosen area, of who wants to be a trainer."""

from django.db import models
from django.db.models import Q

from winay.programs import terms
from winay.programs.part_models import CODE, KEY, Backed, Part, choices


class HouseholdRule(Part, Backed):
    """What is asked of one household inside a chosen area."""

    key = models.CharField(max_length=KEY, choices=choices(terms.HouseholdRuleKey))
    position = models.PositiveSmallIntegerField()
    required = models.BooleanField()

    class Meta(Backed.Meta):
        db_table = "programs_household_rule"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["version", "key"], name="programs_household_rule_once"),
        ]

    def __str__(self) -> str:
        return self.key


class ContestCriterion(Part, Backed):
    """What scorers of a trainer contest look at, for how many points at most."""

    kind = models.CharField(max_length=12, choices=choices(terms.TrainerKind))
    key = models.CharField(max_length=CODE)
    position = models.PositiveSmallIntegerField()
    maximum = models.PositiveSmallIntegerField(help_text="points")
    tie_break = models.PositiveSmallIntegerField(null=True)

    class Meta(Backed.Meta):
        db_table = "programs_contest_criterion"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["version", "kind", "key"], name="programs_contest_criterion_once"),
            models.CheckConstraint(condition=Q(maximum__gte=1), name="programs_contest_criterion_points"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Criterion(Part, Backed):
    """A criterion for areas. Its numbers and places are rows of their own."""

    key = models.CharField(max_length=KEY)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=choices(terms.CriterionKind))
    mode = models.CharField(max_length=12, choices=choices(terms.CriterionMode))
    mode_confirmed = models.BooleanField()
    indicator = models.CharField(max_length=KEY, blank=True)
    comparison = models.CharField(max_length=8, blank=True, choices=choices(terms.Comparison))
    list_key = models.CharField(max_length=KEY, blank=True)
    list_published = models.BooleanField(default=False)
    as_of = models.CharField(max_length=12, blank=True)
    limited_sales = models.BooleanField(default=False)
    limited_sales_source_kind = models.CharField(max_length=12, blank=True)
    limited_sales_source = models.CharField(max_length=300, blank=True)
    limited_sales_confirmed = models.BooleanField(default=False)

    class Meta(Backed.Meta):
        db_table = "programs_criterion"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["version", "key"], name="programs_criterion_once"),
            models.CheckConstraint(
                condition=Q(kind=terms.CriterionKind.THRESHOLD, indicator__gt="", comparison__gt="")
                | (~Q(kind=terms.CriterionKind.THRESHOLD) & Q(indicator="", comparison="")),
                name="programs_criterion_threshold",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class CriterionNumber(Part, Backed):
    """A number of a criterion: `value`, `share_over`, `cut_ha`…"""

    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=KEY)
    number = models.BigIntegerField()
    scale = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20, choices=choices(terms.Unit))

    class Meta(Backed.Meta):
        db_table = "programs_criterion_number"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["criterion", "name"], name="programs_criterion_number_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CriterionPlace(Part):
    """A place of a criterion's list, or one outside of which the answer is surely no."""

    class Role(models.TextChoices):
        LISTED = "listed"
        WITHIN = "within"

    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=6, choices=Role.choices)
    code = models.CharField(max_length=10)

    class Meta:
        db_table = "programs_criterion_place"
        constraints = [
            models.UniqueConstraint(fields=["criterion", "role", "code"], name="programs_criterion_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.code}"
