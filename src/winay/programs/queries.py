"""Reading published versions: fully loaded, with a number of queries that does not depend on their size."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from winay.programs import criterion_models, menu_models, models
from winay.programs.menu_queries import Items, backing_of, texts_by
from winay.programs.terms import (
    Comparison,
    CriterionKind,
    CriterionMode,
    Deliverer,
    HouseholdRuleKey,
    Language,
    Precision,
    SettingKind,
    SourceKind,
    StageKey,
    TrainerKind,
    Unit,
    Word,
)
from winay.programs.version_terms import (
    NOTHING,
    Backing,
    ComponentTerms,
    ContestCriterionTerms,
    CriterionTerms,
    DepartureTerms,
    HouseholdRuleTerms,
    ItemTerms,
    LanguageTerms,
    NumberTerms,
    SettingTerms,
    SourceTerms,
    StageTerms,
    VersionTerms,
    Words,
    WordTerms,
)


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A line of the list of versions."""

    public_id: UUID
    program_key: str
    program_name: str
    version_key: str
    title: Words
    status: Words
    valid_from: date
    valid_from_precision: Precision
    based_on: str | None
    items: int
    file_path: str
    file_sha256: str
    published_at: datetime

    @property
    def ref(self) -> str:
        """`program@version`, as people write it."""
        return f"{self.program_key}@{self.version_key}"


def version_row(program_key: str, version_key: str) -> models.Version | None:
    """The row that other rooms point at; None when no such version is published."""
    rows = models.Version.objects.select_related("program", "based_on__program")
    return rows.filter(program__key=program_key, key=version_key).first()


def version(program_key: str, version_key: str) -> VersionTerms | None:
    """Everything a published version says; None when there is no such version."""
    row = version_row(program_key, version_key)
    return None if row is None else terms_of(row)


def version_by_public_id(public_id: UUID) -> VersionTerms | None:
    """The same by the id that leaves the system."""
    row = models.Version.objects.select_related("program", "based_on__program").filter(public_id=public_id).first()
    return None if row is None else terms_of(row)


def versions_list(program_key: str | None = None) -> list[VersionSummary]:
    """All published versions, oldest first inside each program."""
    rows = models.Version.objects.select_related("program", "based_on__program")
    if program_key is not None:
        rows = rows.filter(program__key=program_key)
    listed = list(rows.order_by("program__key", "valid_from", "key"))
    counts = dict(menu_models.MenuItem.objects.values_list("version").annotate(n=Count("id")))
    texts = texts_by(models.Label.objects.filter(item=None, key__in=["title", "status"]), "version_id")
    return [
        VersionSummary(
            public_id=row.public_id,
            program_key=row.program.key,
            program_name=row.program.name,
            version_key=row.key,
            title=texts[row.id].get("title", NOTHING),
            status=texts[row.id].get("status", NOTHING),
            valid_from=row.valid_from,
            valid_from_precision=Precision(row.valid_from_precision),
            based_on=_ref(row.based_on),
            items=counts.get(row.id, 0),
            file_path=row.file_path,
            file_sha256=row.file_sha256,
            published_at=row.published_at,
        )
        for row in listed
    ]


def menu_of(row: models.Version) -> tuple[ItemTerms, ...]:
    """The menu of a version, in the catalogue's order."""
    return Items(row.pk).load(menu_models.MenuItem.objects.filter(version=row))


def item(row: models.Version, key: str) -> ItemTerms | None:
    """One item of a version's menu."""
    found = Items(row.pk, key).load(menu_models.MenuItem.objects.filter(version=row, key=key))
    return found[0] if found else None


def item_labels(keys: Collection[str], language: str) -> dict[str, str]:
    """What items of menus are called in a language, in the newest version that has them. One query, none for none."""
    rows = models.Label.objects.filter(key="name", item__key__in=keys, lang__in=["es", language])
    told = rows.order_by("version__valid_from", "id").values_list("item__key", "lang", "text") if keys else []
    found: dict[str, dict[str, str]] = {}
    for key, lang, text in told:
        found.setdefault(key, {})[lang] = text
    return {key: texts.get(language) or texts["es"] for key, texts in found.items()}


def terms_of(row: models.Version) -> VersionTerms:
    """The version behind a row whose program and basis are loaded."""
    texts = texts_by(models.Label.objects.filter(version=row, item=None), "version_id")[row.pk]
    codes = _codes(models.Code.objects.filter(version=row).order_by("position"))
    parts = _Parts(row, texts, codes)
    return VersionTerms(
        program_key=row.program.key,
        program_name=row.program.name,
        version_key=row.key,
        title=parts.words("title"),
        status=parts.words("status"),
        valid_from=row.valid_from,
        valid_from_precision=Precision(row.valid_from_precision),
        valid_from_backing=backing_of(row),
        based_on=_ref(row.based_on),
        territory=parts.words("territory"),
        territory_backing=Backing(SourceKind(row.territory_source_kind), row.territory_source, row.territory_confirmed),
        departments=tuple(codes["department", ""]) if row.departments_known else None,
        stages=parts.stages(),
        components=parts.components(),
        settings=parts.settings(),
        household_rules=parts.household_rules(),
        contest_criteria=parts.contest_criteria(),
        criteria=parts.criteria(),
        alternatives_k=row.alternatives_k,
        languages=parts.languages(),
        words=parts.own_words(),
        menu=menu_of(row),
        departures=parts.departures(),
        sources={
            source.key: SourceTerms(source.key, source.address, source.used_for)
            for source in models.PublicSource.objects.filter(version=row).order_by("id")
        },
        public_id=row.public_id,
    )


def _ref(row: models.Version | None) -> str | None:
    return None if row is None else f"{row.program.key}@{row.key}"


def _codes(rows: Iterable[models.Code]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        found[row.kind, row.owner].append(row.code)
    return found


class _Parts:
    """The parts of one version, each table read once."""

    def __init__(self, row: models.Version, texts: dict[str, Words], codes: dict[tuple[str, str], list[str]]) -> None:
        self.row, self.texts, self.codes = row, texts, codes

    def words(self, key: str) -> Words:
        return self.texts.get(key, NOTHING)

    def components(self) -> tuple[ComponentTerms, ...]:
        return tuple(
            ComponentTerms(
                part.number,
                tuple(Deliverer(code) for code in self.codes["deliverer", str(part.number)]),
                self.words(f"component.{part.number}"),
                self.words(f"component.{part.number}.description"),
                backing_of(part),
            )
            for part in models.Component.objects.filter(version=self.row).order_by("number")
        )

    def stages(self) -> tuple[StageTerms, ...]:
        covered: dict[int, list[int]] = defaultdict(list)
        pairs = models.Component.objects.filter(version=self.row).order_by("number").values_list("stage_id", "number")
        for stage, number in pairs:
            covered[stage].append(number)
        return tuple(
            StageTerms(
                StageKey(stage.key),
                tuple(covered[stage.pk]),
                self.words(f"stage.{stage.key}"),
                self.words(f"stage.{stage.key}.note"),
                backing_of(stage),
            )
            for stage in models.Stage.objects.filter(version=self.row).order_by("position")
        )

    def settings(self) -> dict[str, SettingTerms]:
        return {
            row.key: SettingTerms(
                key=row.key,
                kind=SettingKind(row.kind),
                number=row.number,
                scale=row.scale,
                unit=Unit(row.unit) if row.unit else None,
                currency=row.currency or None,
                price_year=row.price_year,
                choice=row.choice or None,
                backing=backing_of(row),
                note=self.words(f"setting.{row.key}.note"),
            )
            for row in models.Setting.objects.filter(version=self.row).order_by("position")
        }

    def household_rules(self) -> tuple[HouseholdRuleTerms, ...]:
        return tuple(
            HouseholdRuleTerms(
                HouseholdRuleKey(row.key), row.required, self.words(f"household_rule.{row.key}.note"), backing_of(row)
            )
            for row in criterion_models.HouseholdRule.objects.filter(version=self.row).order_by("position")
        )

    def contest_criteria(self) -> tuple[ContestCriterionTerms, ...]:
        return tuple(
            ContestCriterionTerms(
                TrainerKind(row.kind),
                row.key,
                row.maximum,
                row.tie_break,
                self.words(f"contest.{row.kind}.{row.key}"),
                self.words(f"contest.{row.kind}.{row.key}.note"),
                backing_of(row),
            )
            for row in criterion_models.ContestCriterion.objects.filter(version=self.row).order_by("position")
        )

    def languages(self) -> tuple[LanguageTerms, ...]:
        return tuple(
            LanguageTerms(Language(row.tag), self.words(f"language.{row.tag}.note"), backing_of(row))
            for row in models.VersionLanguage.objects.filter(version=self.row).order_by("position")
        )

    def own_words(self) -> dict[Word, WordTerms]:
        return {
            Word(row.key): WordTerms(Word(row.key), self.words(f"word.{row.key}"), backing_of(row))
            for row in models.VersionWord.objects.filter(version=self.row).order_by("position")
        }

    def departures(self) -> tuple[DepartureTerms, ...]:
        return tuple(
            DepartureTerms(row.kind, row.key, backing_of(row), self.words(f"{row.kind}.{row.key}.note"))
            for row in models.Departure.objects.filter(version=self.row).order_by("position")
        )

    def criteria(self) -> tuple[CriterionTerms, ...]:
        numbers: dict[int, dict[str, NumberTerms]] = defaultdict(dict)
        for row in criterion_models.CriterionNumber.objects.filter(version=self.row):
            numbers[row.criterion_id][row.name] = NumberTerms(row.number, row.scale, Unit(row.unit), backing_of(row))
        places: dict[tuple[int, str], set[str]] = defaultdict(set)
        for place in criterion_models.CriterionPlace.objects.filter(version=self.row):
            places[place.criterion_id, place.role].add(place.code)
        rows = criterion_models.Criterion.objects.filter(version=self.row).order_by("position")
        return tuple(self._criterion(row, numbers[row.pk], places) for row in rows)

    def _criterion(
        self, row: criterion_models.Criterion, numbers: dict[str, NumberTerms], places: dict[tuple[int, str], set[str]]
    ) -> CriterionTerms:
        within = places.get((row.pk, "within"))
        sales = row.limited_sales_source_kind
        return CriterionTerms(
            key=row.key,
            kind=CriterionKind(row.kind),
            mode=CriterionMode(row.mode),
            mode_confirmed=row.mode_confirmed,
            backing=backing_of(row),
            label=self.words(f"criterion.{row.key}"),
            note=self.words(f"criterion.{row.key}.note"),
            indicator=row.indicator or None,
            comparison=Comparison(row.comparison) if row.comparison else None,
            list_key=row.list_key or None,
            places=frozenset(places.get((row.pk, "listed"), ())) if row.list_published else None,
            within=frozenset(within) if within else None,
            as_of=row.as_of or None,
            limited_sales=row.limited_sales,
            limited_sales_backing=Backing(SourceKind(sales), row.limited_sales_source, row.limited_sales_confirmed)
            if sales
            else None,
            **numbers,
        )
