"""Reading published versions: fully loaded, with a number of queries that does not depend on their size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from winay.programs import models
from winay.programs.terms import (
    AbandonReason,
    Certainty,
    CheckState,
    Comparison,
    Condition,
    CriterionKind,
    CriterionMode,
    Deliverer,
    Giver,
    HouseholdRuleKey,
    KitUnit,
    Language,
    MenuState,
    Precision,
    SettingKind,
    SourceKind,
    StageKey,
    Support,
    Unit,
    Word,
    Zone,
)
from winay.programs.version_terms import (
    NOTHING,
    Backing,
    ComponentTerms,
    CostTerms,
    CriterionTerms,
    DepartureTerms,
    HouseholdRuleTerms,
    ItemTerms,
    KitTerms,
    LanguageTerms,
    NeedTerms,
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
    counts = dict(models.MenuItem.objects.values_list("version").annotate(n=Count("id")))
    texts = _texts(models.Label.objects.filter(item=None, key__in=["title", "status"]), "version_id")
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
    return _Items(row.pk).load(models.MenuItem.objects.filter(version=row))


def item(row: models.Version, key: str) -> ItemTerms | None:
    """One item of a version's menu."""
    found = _Items(row.pk, key).load(models.MenuItem.objects.filter(version=row, key=key))
    return found[0] if found else None


def terms_of(row: models.Version) -> VersionTerms:
    """The version behind a row whose program and basis are loaded."""
    texts = _texts(models.Label.objects.filter(version=row, item=None), "version_id")[row.pk]
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
        valid_from_backing=_backing(row),
        based_on=_ref(row.based_on),
        territory=parts.words("territory"),
        territory_backing=Backing(SourceKind(row.territory_source_kind), row.territory_source, row.territory_confirmed),
        departments=tuple(codes["department", ""]) if row.departments_known else None,
        stages=parts.stages(),
        components=parts.components(),
        settings=parts.settings(),
        household_rules=parts.household_rules(),
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


def _backing(row: Any) -> Backing:
    return Backing(SourceKind(row.source_kind), row.source, row.confirmed)


def _texts(labels: Iterable[models.Label], owner: str) -> dict[int, dict[str, Words]]:
    texts: dict[int, dict[str, dict[Language, str]]] = defaultdict(lambda: defaultdict(dict))
    native: dict[int, dict[str, dict[Language, tuple[Certainty, str]]]] = defaultdict(lambda: defaultdict(dict))
    for label in labels:
        where, language = getattr(label, owner), Language(label.lang)
        texts[where][label.key][language] = label.text
        if label.certainty:
            native[where][label.key][language] = (Certainty(label.certainty), label.source)
    found: dict[int, dict[str, Words]] = defaultdict(dict)
    for where, keys in texts.items():
        for key, by_language in keys.items():
            found[where][key] = Words(by_language, dict(native[where][key]))
    return found


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
                _backing(part),
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
                _backing(stage),
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
                backing=_backing(row),
                note=self.words(f"setting.{row.key}.note"),
            )
            for row in models.Setting.objects.filter(version=self.row).order_by("position")
        }

    def household_rules(self) -> tuple[HouseholdRuleTerms, ...]:
        return tuple(
            HouseholdRuleTerms(
                HouseholdRuleKey(row.key), row.required, self.words(f"household_rule.{row.key}.note"), _backing(row)
            )
            for row in models.HouseholdRule.objects.filter(version=self.row).order_by("position")
        )

    def languages(self) -> tuple[LanguageTerms, ...]:
        return tuple(
            LanguageTerms(Language(row.tag), self.words(f"language.{row.tag}.note"), _backing(row))
            for row in models.VersionLanguage.objects.filter(version=self.row).order_by("position")
        )

    def own_words(self) -> dict[Word, WordTerms]:
        return {
            Word(row.key): WordTerms(Word(row.key), self.words(f"word.{row.key}"), _backing(row))
            for row in models.VersionWord.objects.filter(version=self.row).order_by("position")
        }

    def departures(self) -> tuple[DepartureTerms, ...]:
        return tuple(
            DepartureTerms(row.kind, row.key, _backing(row), self.words(f"{row.kind}.{row.key}.note"))
            for row in models.Departure.objects.filter(version=self.row).order_by("position")
        )

    def criteria(self) -> tuple[CriterionTerms, ...]:
        numbers: dict[int, dict[str, NumberTerms]] = defaultdict(dict)
        for row in models.CriterionNumber.objects.filter(version=self.row):
            numbers[row.criterion_id][row.name] = NumberTerms(row.number, row.scale, Unit(row.unit), _backing(row))
        places: dict[tuple[int, str], set[str]] = defaultdict(set)
        for place in models.CriterionPlace.objects.filter(version=self.row):
            places[place.criterion_id, place.role].add(place.code)
        rows = models.Criterion.objects.filter(version=self.row).order_by("position")
        return tuple(self._criterion(row, numbers[row.pk], places) for row in rows)

    def _criterion(
        self, row: models.Criterion, numbers: dict[str, NumberTerms], places: dict[tuple[int, str], set[str]]
    ) -> CriterionTerms:
        within = places.get((row.pk, "within"))
        sales = row.limited_sales_source_kind
        return CriterionTerms(
            key=row.key,
            kind=CriterionKind(row.kind),
            mode=CriterionMode(row.mode),
            mode_confirmed=row.mode_confirmed,
            backing=_backing(row),
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


class _Items:
    """The items of one version, or one of them, each table read once."""

    def __init__(self, version_id: int, key: str | None = None) -> None:
        self.of_item = {"version_id": version_id} | ({"item__key": key} if key else {})
        self.of_need = {"version_id": version_id} | ({"need__item__key": key} if key else {})

    def load(self, rows: Any) -> tuple[ItemTerms, ...]:
        items = list(rows.order_by("position"))
        if not items:
            return ()
        labels = models.Label.objects.filter(item__isnull=False, **self.of_item)
        self.texts = _texts(labels, "item_id")
        self.codes: dict[tuple[int, str], list[str]] = defaultdict(list)
        for code in models.ItemCode.objects.filter(**self.of_item).order_by("position"):
            self.codes[code.item_id, code.kind].append(code.code)
        self.kit = self._by_item(models.KitLine)
        self.needs = self._by_item(models.Need)
        self.cost = self._by_item(models.Cost)
        self.basis = self._by_item(models.Basis)
        self.needed: dict[int, list[str]] = defaultdict(list)
        for needed in models.NeededItem.objects.filter(**self.of_need).order_by("position"):
            self.needed[needed.need_id].append(needed.item_key)
        return tuple(self._item(row) for row in items)

    def _by_item(self, kind: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in kind.objects.filter(**self.of_item).order_by("position"):
            found[row.item_id].append(row)
        return found

    def _item(self, row: models.MenuItem) -> ItemTerms:
        texts = self.texts.get(row.pk, {})
        basis: dict[str, list[Support]] = {}
        for cited in self.basis[row.pk]:
            basis.setdefault(cited.source_key, []).append(Support(cited.support))

        def say(key: str) -> Words:
            return texts.get(key, NOTHING)

        return ItemTerms(
            key=row.key,
            position=row.position,
            name=say("name"),
            components=tuple(int(code) for code in self.codes[row.pk, "component"]),
            zones=tuple(Zone(code) for code in self.codes[row.pk, "zone"]),
            altitude=(row.altitude_low, row.altitude_high)
            if row.altitude_low is not None and row.altitude_high is not None
            else None,
            fits=say("fits"),
            needs=tuple(
                NeedTerms(
                    tuple(self.needed[need.pk]),
                    Condition(need.condition) if need.condition else None,
                    say(f"need.{need.position}"),
                )
                for need in self.needs[row.pk]
            ),
            kit=tuple(
                KitTerms(say(f"kit.{line.position}"), line.quantity, KitUnit(line.unit), Giver(line.giver))
                for line in self.kit[row.pk]
            ),
            work_install=(row.work_install_low, row.work_install_high),
            work_month=(row.work_month_low, row.work_month_high),
            judge_months=(row.judge_low, row.judge_high),
            judge=say("judge"),
            window_days=row.window_days,
            window=say("window"),
            season_months=tuple(int(code) for code in self.codes[row.pk, "month"]),
            season=say("season"),
            follow_up_first=row.follow_up_first,
            follow_up_every=row.follow_up_every,
            live_animals=row.live_animals,
            share_or_reduce=row.share_or_reduce,
            checks={state: say(f"check.{state}") for state in CheckState},
            abandon=say("abandon"),
            abandon_reasons=tuple(AbandonReason(code) for code in self.codes[row.pk, "abandon_reason"]),
            risks=say("risks"),
            visits=tuple(say(f"visit.{number}") for number in range(4)),
            cost=tuple(
                CostTerms(
                    line.minor, line.currency, line.year, line.source_key, line.derived, say(f"cost.{line.position}")
                )
                for line in self.cost[row.pk]
            ),
            basis={key: tuple(supports) for key, supports in basis.items()},
            menu_state=MenuState(row.menu_state),
            backing=_backing(row),
        )
