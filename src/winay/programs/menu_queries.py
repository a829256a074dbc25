"""Reading the items of a menu, each table once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from winay.programs import menu_models, models
from winay.programs.terms import (
    AbandonReason,
    Certainty,
    CheckState,
    Condition,
    Giver,
    KitUnit,
    Language,
    MenuState,
    SourceKind,
    Support,
    Zone,
)
from winay.programs.version_terms import NOTHING, Backing, CostTerms, ItemTerms, KitTerms, NeedTerms, Words


def backing_of(row: Any) -> Backing:
    return Backing(SourceKind(row.source_kind), row.source, row.confirmed)


def texts_by(labels: Iterable[models.Label], owner: str) -> dict[int, dict[str, Words]]:
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


class Items:
    """The items of one version, or one of them, each table read once."""

    def __init__(self, version_id: int, key: str | None = None) -> None:
        self.of_item = {"version_id": version_id} | ({"item__key": key} if key else {})
        self.of_need = {"version_id": version_id} | ({"need__item__key": key} if key else {})

    def load(self, rows: Any) -> tuple[ItemTerms, ...]:
        items = list(rows.order_by("position"))
        if not items:
            return ()
        labels = models.Label.objects.filter(item__isnull=False, **self.of_item)
        self.texts = texts_by(labels, "item_id")
        self.codes: dict[tuple[int, str], list[str]] = defaultdict(list)
        for code in menu_models.ItemCode.objects.filter(**self.of_item).order_by("position"):
            self.codes[code.item_id, code.kind].append(code.code)
        self.kit = self._by_item(menu_models.KitLine)
        self.needs = self._by_item(menu_models.Need)
        self.cost = self._by_item(menu_models.Cost)
        self.basis = self._by_item(menu_models.Basis)
        self.needed: dict[int, list[str]] = defaultdict(list)
        for needed in menu_models.NeededItem.objects.filter(**self.of_need).order_by("position"):
            self.needed[needed.need_id].append(needed.item_key)
        return tuple(self._item(row) for row in items)

    def _by_item(self, kind: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in kind.objects.filter(**self.of_item).order_by("position"):
            found[row.item_id].append(row)
        return found

    def _item(self, row: menu_models.MenuItem) -> ItemTerms:
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
            backing=backing_of(row),
        )
