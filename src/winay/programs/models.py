"""Programs and their published versions. A version's rows are written once, in one transaction, and then sealed. What
it asks is in `criterion_models`, what it offers in `menu_models`.

Every part carries its version, so that one condition freezes all tables (see `triggers`) and a whole version is
read with one query a table. Texts are `Label` rows; numbers are integers of fixed scale; nothing here is JSON.
"""

from django.db import models
from django.db.models import Q

from winay.core.ids import new_id
from winay.programs import criterion_models, menu_models, terms  # noqa: F401 - their tables belong to this room
from winay.programs.part_models import CODE, KEY, Backed, Part, choices


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


class Version(Backed):
    """One dated set of rules. `source`, `source_kind` and `confirmed` speak of the date; texts are labels."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="versions")
    key = models.CharField(max_length=KEY)
    valid_from = models.DateField()
    valid_from_precision = models.CharField(max_length=8, choices=choices(terms.Precision))
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    alternatives_k = models.PositiveSmallIntegerField(null=True)
    departments_known = models.BooleanField()
    territory_source_kind = models.CharField(max_length=12, choices=choices(terms.SourceKind))
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

    key = models.CharField(max_length=20, choices=choices(terms.StageKey))
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
    kind = models.CharField(max_length=8, choices=choices(terms.SettingKind))
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


class VersionLanguage(Part, Backed):
    """A language of the version's households."""

    tag = models.CharField(max_length=8, choices=choices(terms.Language))
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

    key = models.CharField(max_length=20, choices=choices(terms.Word))
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


class Label(Part):
    """A text of the version or of one of its items, in one language.

    Native words carry how well they are attested and where; `reviewed_by` is empty until a speaker has approved.
    """

    item = models.ForeignKey("programs.MenuItem", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=KEY)
    lang = models.CharField(max_length=8, choices=choices(terms.Language))
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
