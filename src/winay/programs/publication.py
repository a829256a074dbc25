"""A version's facts as rows. `queries` reads the same rows back into equal facts; a test holds the two together."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models as db

from winay.programs import criterion_models, menu_models, models
from winay.programs.terms import CheckState
from winay.programs.version_terms import Backing, CriterionTerms, ItemTerms, VersionTerms, Words

BATCH = 500


def backed(backing: Backing) -> dict[str, str | bool]:
    """The three columns of a statement's backing."""
    return {"source_kind": backing.kind, "source": backing.text, "confirmed": backing.confirmed}


@dataclass(slots=True)
class Rows:
    """Collects the rows of one version and writes them with one insert a table and batch."""

    version: models.Version
    labels: list[models.Label] = field(default_factory=list)

    def write(self, terms: VersionTerms, files: dict[str, str]) -> None:
        """All parts; the seal is the caller's."""
        self._heads(terms, files)
        self._statements(terms)
        self._criteria(terms.criteria)
        self._menu(terms.menu)
        self._save(self.labels)

    def say(self, key: str, words: Words, item: menu_models.MenuItem | None = None) -> None:
        """A label in every language the text exists in."""
        for language, text in words.by_language.items():
            certainty, source = words.native.get(language, ("", ""))
            self.labels.append(
                models.Label(
                    version=self.version,
                    item=item,
                    key=key,
                    lang=language,
                    text=text,
                    certainty=certainty,
                    source=source,
                )
            )

    def _save(self, rows: Iterable[db.Model]) -> None:
        listed = list(rows)
        if listed:
            type(listed[0])._default_manager.bulk_create(listed, batch_size=BATCH)

    def _heads(self, terms: VersionTerms, files: dict[str, str]) -> None:
        version = self.version
        self.say("title", terms.title)
        self.say("status", terms.status)
        self.say("territory", terms.territory)
        self._save(models.SourceFile(version=version, path=path, sha256=sha) for path, sha in files.items())
        self._save(
            models.PublicSource(version=version, key=source.key, address=source.address, used_for=source.used_for)
            for source in terms.sources.values()
        )
        self._save(
            models.Code(version=version, kind=models.Code.Kind.DEPARTMENT, code=code, position=position)
            for position, code in enumerate(terms.departments or ())
        )

    def _statements(self, terms: VersionTerms) -> None:
        version = self.version
        stages = {
            stage.key: models.Stage(version=version, key=stage.key, position=position, **backed(stage.backing))
            for position, stage in enumerate(terms.stages)
        }
        self._save(stages.values())
        covering = {number: stages[stage.key] for stage in terms.stages for number in stage.components}
        for stage in terms.stages:
            self.say(f"stage.{stage.key}", stage.name)
            self.say(f"stage.{stage.key}.note", stage.note)
        components, deliverers = [], []
        for part in terms.components:
            components.append(
                models.Component(
                    version=version, number=part.number, stage=covering[part.number], **backed(part.backing)
                )
            )
            self.say(f"component.{part.number}", part.name)
            self.say(f"component.{part.number}.description", part.description)
            deliverers += [
                models.Code(
                    version=version, kind=models.Code.Kind.DELIVERER, owner=str(part.number), code=who, position=place
                )
                for place, who in enumerate(part.delivered_by)
            ]
        self._save(components)
        self._save(deliverers)
        self._settings(terms)
        self._small(terms)

    def _settings(self, terms: VersionTerms) -> None:
        rows = []
        for position, setting in enumerate(terms.settings.values()):
            self.say(f"setting.{setting.key}.note", setting.note)
            rows.append(
                models.Setting(
                    version=self.version,
                    key=setting.key,
                    position=position,
                    kind=setting.kind,
                    number=setting.number,
                    scale=setting.scale,
                    unit=setting.unit or "",
                    currency=setting.currency or "",
                    price_year=setting.price_year,
                    choice=setting.choice or "",
                    **backed(setting.backing),
                )
            )
        self._save(rows)

    def _small(self, terms: VersionTerms) -> None:
        version = self.version
        for rule in terms.household_rules:
            self.say(f"household_rule.{rule.key}.note", rule.note)
        self._save(
            criterion_models.HouseholdRule(
                version=version, key=rule.key, position=position, required=rule.required, **backed(rule.backing)
            )
            for position, rule in enumerate(terms.household_rules)
        )
        for one in terms.contest_criteria:
            self.say(f"contest.{one.kind}.{one.key}", one.label)
            self.say(f"contest.{one.kind}.{one.key}.note", one.note)
        self._save(
            criterion_models.ContestCriterion(
                version=version, kind=one.kind, key=one.key, position=position, maximum=one.maximum,
                tie_break=one.tie_break, **backed(one.backing),
            )
            for position, one in enumerate(terms.contest_criteria)
        )  # fmt: skip
        for language in terms.languages:
            self.say(f"language.{language.tag}.note", language.note)
        self._save(
            models.VersionLanguage(version=version, tag=language.tag, position=position, **backed(language.backing))
            for position, language in enumerate(terms.languages)
        )
        for word in terms.words.values():
            self.say(f"word.{word.key}", word.words)
        self._save(
            models.VersionWord(version=version, key=word.key, position=position, **backed(word.backing))
            for position, word in enumerate(terms.words.values())
        )
        for departure in terms.departures:
            self.say(f"{departure.kind}.{departure.key}.note", departure.note)
        self._save(
            models.Departure(version=version, kind=part.kind, key=part.key, position=position, **backed(part.backing))
            for position, part in enumerate(terms.departures)
        )

    def _criteria(self, criteria: tuple[CriterionTerms, ...]) -> None:
        rows = [self._criterion(position, criterion) for position, criterion in enumerate(criteria)]
        self._save(rows)
        numbers, places = [], []
        for row, criterion in zip(rows, criteria, strict=True):
            self.say(f"criterion.{criterion.key}", criterion.label)
            self.say(f"criterion.{criterion.key}.note", criterion.note)
            for name in ("value", "share_over", "cut_ha", "labour_share_at_least", "property_share_at_least"):
                number = getattr(criterion, name)
                if number:
                    numbers.append(
                        criterion_models.CriterionNumber(
                            version=self.version,
                            criterion=row,
                            name=name,
                            number=number.number,
                            scale=number.scale,
                            unit=number.unit,
                            **backed(number.backing),
                        )
                    )
            for role, codes in (("listed", criterion.places), ("within", criterion.within)):
                places += [
                    criterion_models.CriterionPlace(version=self.version, criterion=row, role=role, code=code)
                    for code in sorted(codes or ())
                ]
        self._save(numbers)
        self._save(places)

    def _criterion(self, position: int, criterion: CriterionTerms) -> criterion_models.Criterion:
        sales = criterion.limited_sales_backing
        return criterion_models.Criterion(
            version=self.version,
            key=criterion.key,
            position=position,
            kind=criterion.kind,
            mode=criterion.mode,
            mode_confirmed=criterion.mode_confirmed,
            indicator=criterion.indicator or "",
            comparison=criterion.comparison or "",
            list_key=criterion.list_key or "",
            list_published=criterion.places is not None,
            as_of=criterion.as_of or "",
            limited_sales=criterion.limited_sales,
            limited_sales_source_kind=sales.kind if sales else "",
            limited_sales_source=sales.text if sales else "",
            limited_sales_confirmed=bool(sales and sales.confirmed),
            **backed(criterion.backing),
        )

    def _menu(self, menu: tuple[ItemTerms, ...]) -> None:
        rows = [self._item(item) for item in menu]
        self._save(rows)
        pairs = list(zip(rows, menu, strict=True))
        for row, item in pairs:
            self._item_texts(row, item)
        self._item_lists(pairs)
        needs = [
            (menu_models.Need(version=self.version, item=row, position=n, condition=need.condition or ""), need)
            for row, item in pairs
            for n, need in enumerate(item.needs)
        ]
        self._save(row for row, _ in needs)
        self._save(
            menu_models.NeededItem(version=self.version, need=row, item_key=key, position=position)
            for row, need in needs
            for position, key in enumerate(need.items)
        )

    def _item(self, item: ItemTerms) -> menu_models.MenuItem:
        low, high = item.altitude or (None, None)
        return menu_models.MenuItem(
            version=self.version,
            key=item.key,
            position=item.position,
            menu_state=item.menu_state,
            altitude_low=low,
            altitude_high=high,
            work_install_low=item.work_install[0],
            work_install_high=item.work_install[1],
            work_month_low=item.work_month[0],
            work_month_high=item.work_month[1],
            judge_low=item.judge_months[0],
            judge_high=item.judge_months[1],
            window_days=item.window_days,
            follow_up_first=item.follow_up_first,
            follow_up_every=item.follow_up_every,
            live_animals=item.live_animals,
            share_or_reduce=item.share_or_reduce,
            **backed(item.backing),
        )

    def _item_texts(self, row: menu_models.MenuItem, item: ItemTerms) -> None:
        texts = {
            "name": item.name,
            "fits": item.fits,
            "judge": item.judge,
            "window": item.window,
            "season": item.season,
            "abandon": item.abandon,
            "risks": item.risks,
        }
        texts |= {f"check.{state}": item.checks[state] for state in CheckState}
        for name, parts in (("visit", item.visits), ("kit", item.kit), ("need", item.needs), ("cost", item.cost)):
            texts |= {f"{name}.{n}": getattr(part, "words", part) for n, part in enumerate(parts)}
        for key, words in texts.items():
            self.say(key, words, row)

    def _item_lists(self, pairs: list[tuple[menu_models.MenuItem, ItemTerms]]) -> None:
        version, kinds = self.version, menu_models.ItemCode.Kind
        self._save(
            menu_models.ItemCode(version=version, item=row, kind=kind, code=str(code), position=position)
            for row, item in pairs
            for kind, codes in (
                (kinds.COMPONENT, item.components),
                (kinds.ZONE, item.zones),
                (kinds.MONTH, item.season_months),
                (kinds.ABANDON_REASON, item.abandon_reasons),
            )
            for position, code in enumerate(codes)
        )
        self._save(
            menu_models.KitLine(
                version=version, item=row, position=n, quantity=line.quantity, unit=line.unit, giver=line.giver
            )
            for row, item in pairs
            for n, line in enumerate(item.kit)
        )
        self._save(
            menu_models.Cost(
                version=version, item=row, position=n, minor=line.minor, currency=line.currency, year=line.year,
                source_key=line.source, derived=line.derived,
            )
            for row, item in pairs
            for n, line in enumerate(item.cost)
        )  # fmt: skip
        self._save(
            menu_models.Basis(version=version, item=row, source_key=key, support=support, position=position)
            for row, item in pairs
            for position, (key, support) in enumerate(
                (key, support) for key, supports in item.basis.items() for support in supports
            )
        )
