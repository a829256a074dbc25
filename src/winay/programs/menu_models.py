"""What a version offers: technologies and home improvements, with their kits, needs, costs and sources."""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.programs import terms
from winay.programs.part_models import CODE, KEY, Backed, Part, choices


class MenuItem(Part, Backed):
    """One technology or home improvement as this version offers it. Quantities are reference values."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    key = models.CharField(max_length=KEY)
    position = models.PositiveSmallIntegerField()
    menu_state = models.CharField(max_length=12, choices=choices(terms.MenuState))
    altitude_low = models.IntegerField(null=True, help_text="metres")
    altitude_high = models.IntegerField(null=True, help_text="metres")
    work_install_low = models.PositiveIntegerField(help_text="tenths of household person-days")
    work_install_high = models.PositiveIntegerField(help_text="tenths of household person-days")
    work_month_low = models.PositiveIntegerField(help_text="tenths of household person-days a month")
    work_month_high = models.PositiveIntegerField(help_text="tenths of household person-days a month")
    judge_low = models.PositiveIntegerField(help_text="tenths of months")
    judge_high = models.PositiveIntegerField(help_text="tenths of months")
    window_days = models.PositiveIntegerField(null=True, help_text="null: the season decides")
    follow_up_first = models.PositiveSmallIntegerField(help_text="days")
    follow_up_every = models.PositiveSmallIntegerField(help_text="days")
    live_animals = models.BooleanField()
    share_or_reduce = models.BooleanField()

    class Meta(Backed.Meta):
        db_table = "programs_menu_item"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["version", "key"], name="programs_menu_item_once"),
            models.CheckConstraint(
                condition=Q(live_animals=False) | Q(follow_up_first__lte=30), name="programs_menu_item_early_visit"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class ItemCode(Part):
    """One code of an item's short lists."""

    class Kind(models.TextChoices):
        COMPONENT = "component"
        ZONE = "zone"
        MONTH = "month"
        ABANDON_REASON = "abandon_reason"

    item = models.ForeignKey(MenuItem, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    code = models.CharField(max_length=CODE)
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "programs_item_code"
        constraints = [models.UniqueConstraint(fields=["item", "kind", "code"], name="programs_item_code_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class KitLine(Part):
    """A line of an item's kit; its words are labels `kit.<position>`."""

    item = models.ForeignKey(MenuItem, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    quantity = models.BigIntegerField(help_text="thousandths of the unit")
    unit = models.CharField(max_length=8, choices=choices(terms.KitUnit))
    giver = models.CharField(max_length=10, choices=choices(terms.Giver))

    class Meta:
        db_table = "programs_kit_line"
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="programs_kit_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="programs_kit_line_quantity"),
        ]

    def __str__(self) -> str:
        return f"kit line {self.position}"


class Need(Part):
    """What an item needs first; its words are labels `need.<position>`. Any of its items, or the condition."""

    item = models.ForeignKey(MenuItem, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    condition = models.CharField(max_length=24, blank=True)

    class Meta:
        db_table = "programs_need"
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="programs_need_once")]

    def __str__(self) -> str:
        return f"need {self.position}"


class NeededItem(Part):
    """An item, in use, that answers a need. Kept by key: the version may not offer it."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    item_key = models.CharField(max_length=KEY)
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "programs_needed_item"
        constraints = [models.UniqueConstraint(fields=["need", "item_key"], name="programs_needed_item_once")]

    def __str__(self) -> str:
        return self.item_key


class Cost(Part):
    """A price found in a public source; its words are labels `cost.<position>`. No row: none was found."""

    item = models.ForeignKey(MenuItem, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    source_key = models.CharField(max_length=12)
    derived = models.BooleanField()

    class Meta:
        db_table = "programs_cost"
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="programs_cost_once")]

    def __str__(self) -> str:
        return f"cost {self.position}"


class Basis(Part):
    """What a public source supports in an item. What none supports is general knowledge."""

    item = models.ForeignKey(MenuItem, on_delete=models.PROTECT, related_name="+")
    source_key = models.CharField(max_length=12)
    support = models.CharField(max_length=12, choices=choices(terms.Support))
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "programs_basis"
        constraints = [models.UniqueConstraint(fields=["item", "source_key", "support"], name="programs_basis_once")]

    def __str__(self) -> str:
        return f"{self.source_key} {self.support}"
