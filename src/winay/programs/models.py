"""Programs and their published versions. A version's rows are written once, in one transaction, and then sealed.

Every part carries its version, so that one condition freezes all tables (see `triggers`) and a whole version is
read with one query a table. Texts are `Label` rows; numbers are integers of fixed scale; nothing here is JSON.
"""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.programs import terms

KEY = 60
CODE = 40


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]


class Program(models.Model):
    """A program that dated versions belong to. Its name is a name: it is not translated."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    key = models.CharField(max_length=KEY, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        db_table = "programs_program"

    def __str__(self) -> str:
        return self.name


class Backed(models.Model):
    """Where a statement comes from, and whether that source says it."""

    source_kind = models.CharField(max_length=12, choices=_choices(terms.SourceKind))
    source = models.CharField(max_length=300, blank=True)
    confirmed = models.BooleanField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed=False) | ~Q(source_kind=terms.SourceKind.NONE),
                name="%(app_label)s_%(class)s_backed",
            )
        ]


class Version(Backed):
    """One dated set of rules. `source`, `source_kind` and `confirmed` speak of the date; texts are labels."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="versions")
    key = models.CharField(max_length=KEY)
    valid_from = models.DateField()
    valid_from_precision = models.CharField(max_length=8, choices=_choices(terms.Precision))
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    alternatives_k = models.PositiveSmallIntegerField(null=True)
    departments_known = models.BooleanField()
    territory_source_kind = models.CharField(max_length=12, choices=_choices(terms.SourceKind))
    territory_source = models.CharField(max_length=300, blank=True)
    territory_confirmed = models.BooleanField()
    file_path = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta(Backed.Meta):
        db_table = "programs_version"
        ordering = ["program", "valid_from", "id"]
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["program", "key"], name="programs_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.program_id}@{self.key}"


class Seal(models.Model):
    """Written last: from here on nothing of the version can be added, changed or removed."""

    id = models.BigAutoField(primary_key=True)
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="+")
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "programs_seal"

    def __str__(self) -> str:
        return f"seal of version {self.version_id}"


class Part(models.Model):
    """A row that belongs to a version."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class SourceFile(Part):
    """A file that the version drew on (menus, adaptations, its basis), with its hash on the day."""

    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "programs_source_file"
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="programs_source_file_once")]

    def __str__(self) -> str:
        return self.path


class PublicSource(Part):
    """A public source that items and settings cite by key."""

    key = models.CharField(max_length=12)
    address = models.CharField(max_length=400)
    used_for = models.CharField(max_length=200)

    class Meta:
        db_table = "programs_public_source"
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="programs_public_source_once")]

    def __str__(self) -> str:
        return self.key


class Stage(Part, Backed):
    """A state of the nucleus."""

    key = models.CharField(max_length=20, choices=_choices(terms.StageKey))
    position = models.PositiveSmallIntegerField()

    class Meta(Backed.Meta):
        db_table = "programs_stage"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["version", "key"], name="programs_stage_once"),
        ]

    def __str__(self) -> str:
        return self.key


class Component(Part, Backed):
    """A component and the stage that covers it."""

    number = models.PositiveSmallIntegerField()
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")

    class Meta(Backed.Meta):
        db_table = "programs_component"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["version", "number"], name="programs_component_once"),
        ]

    def __str__(self) -> str:
        return f"component {self.number}"


class Code(Part):
    """One code of a short list of the version: a department of its territory, who delivers a component."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department"
        DELIVERER = "deliverer"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    owner = models.CharField(max_length=CODE, blank=True)
    code = models.CharField(max_length=CODE)
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "programs_code"
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "owner", "code"], name="programs_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Setting(Part, Backed):
    """A typed setting: number of fixed scale with unit, money with currency, yes/no as 1/0, or a choice."""

    key = models.CharField(max_length=KEY)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=_choices(terms.SettingKind))
    number = models.BigIntegerField(null=True)
    scale = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    price_year = models.PositiveSmallIntegerField(null=True)
    choice = models.CharField(max_length=CODE, blank=True)

    class Meta(Backed.Meta):
        db_table = "programs_setting"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["version", "key"], name="programs_setting_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(choice=""), name="programs_setting_number_or_choice"
            ),
            models.CheckConstraint(
                condition=Q(confirmed=False) | Q(number__isnull=False) | ~Q(choice=""),
                name="programs_setting_unknown_unconfirmed",
            ),
            models.CheckConstraint(
                condition=Q(kind=terms.SettingKind.MONEY, number__isnull=False, currency__gt="")
                | (~Q(kind=terms.SettingKind.MONEY) & Q(currency=""))
                | Q(kind=terms.SettingKind.MONEY, number__isnull=True),
                name="programs_setting_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class HouseholdRule(Part, Backed):
    """What is asked of one household inside a chosen area."""

    key = models.CharField(max_length=KEY, choices=_choices(terms.HouseholdRuleKey))
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

    kind = models.CharField(max_length=12, choices=_choices(terms.TrainerKind))
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
    kind = models.CharField(max_length=20, choices=_choices(terms.CriterionKind))
    mode = models.CharField(max_length=12, choices=_choices(terms.CriterionMode))
    mode_confirmed = models.BooleanField()
    indicator = models.CharField(max_length=KEY, blank=True)
    comparison = models.CharField(max_length=8, blank=True, choices=_choices(terms.Comparison))
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
    unit = models.CharField(max_length=20, choices=_choices(terms.Unit))

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


class VersionLanguage(Part, Backed):
    """A language of the version's households."""

    tag = models.CharField(max_length=8, choices=_choices(terms.Language))
    position = models.PositiveSmallIntegerField()

    class Meta(Backed.Meta):
        db_table = "programs_language"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["version", "tag"], name="programs_language_once"),
        ]

    def __str__(self) -> str:
        return self.tag


class VersionWord(Part, Backed):
    """That the version has a name for a thing; the names are labels."""

    key = models.CharField(max_length=20, choices=_choices(terms.Word))
    position = models.PositiveSmallIntegerField()

    class Meta(Backed.Meta):
        db_table = "programs_word"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["version", "key"], name="programs_word_once"),
        ]

    def __str__(self) -> str:
        return self.key


class Departure(Part, Backed):
    """What the version changes in the menu or the languages of its basis, and on what ground."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=KEY)
    position = models.PositiveSmallIntegerField()

    class Meta(Backed.Meta):
        db_table = "programs_departure"
        constraints = [
            *Backed.Meta.constraints,
            models.UniqueConstraint(fields=["version", "kind", "key"], name="programs_departure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class MenuItem(Part, Backed):
    """One technology or home improvement as this version offers it. Quantities are reference values."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    key = models.CharField(max_length=KEY)
    position = models.PositiveSmallIntegerField()
    menu_state = models.CharField(max_length=12, choices=_choices(terms.MenuState))
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
    unit = models.CharField(max_length=8, choices=_choices(terms.KitUnit))
    giver = models.CharField(max_length=10, choices=_choices(terms.Giver))

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
    support = models.CharField(max_length=12, choices=_choices(terms.Support))
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "programs_basis"
        constraints = [models.UniqueConstraint(fields=["item", "source_key", "support"], name="programs_basis_once")]

    def __str__(self) -> str:
        return f"{self.source_key} {self.support}"


class Label(Part):
    """A text of the version or of one of its items, in one language.

    Native words carry how well they are attested and where; `reviewed_by` is empty until a speaker has approved.
    """

    item = models.ForeignKey(MenuItem, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=KEY)
    lang = models.CharField(max_length=8, choices=_choices(terms.Language))
    text = models.CharField(max_length=600)
    certainty = models.CharField(max_length=1, blank=True)
    source = models.CharField(max_length=40, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "programs_label"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key", "lang"], condition=Q(item__isnull=True), name="programs_label_of_version_once"
            ),
            models.UniqueConstraint(
                fields=["item", "key", "lang"], condition=Q(item__isnull=False), name="programs_label_of_item_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.lang}"
