"""One statement of a file as one frozen fact. Pure translation: what may be said is checked elsewhere."""

from winay.core.money import MINOR_DIGITS, Money
from winay.programs.documents import Bilingual, Claim, NativeDoc, SourceDoc
from winay.programs.menu_schema import CostDoc, ItemDoc
from winay.programs.schema import (
    ComponentDoc,
    ContestCriterionDoc,
    HouseholdRuleDoc,
    LanguageDoc,
    ListedDoc,
    MinimumHouseholdsDoc,
    PredominanceDoc,
    SettingDoc,
    StageDoc,
    ThresholdDoc,
    WordDoc,
)
from winay.programs.terms import CheckState, CriterionKind, Language, MenuState, SettingSpec, Word
from winay.programs.version_terms import (
    NOTHING,
    Backing,
    ComponentTerms,
    ContestCriterionTerms,
    CostTerms,
    CriterionTerms,
    HouseholdRuleTerms,
    ItemTerms,
    KitTerms,
    LanguageTerms,
    NeedTerms,
    NumberTerms,
    SettingTerms,
    StageTerms,
    Words,
    WordTerms,
)

UNKNOWN = "unknown"


def words(doc: Bilingual | None, **native: NativeDoc | None) -> Words:
    """A bilingual text, with native words where the file has them."""
    if doc is None:
        return NOTHING
    texts = {Language.SPANISH: doc.es, Language.ENGLISH: doc.en}
    found = {Language(tag): word for tag, word in native.items() if word}
    return Words(
        texts | {tag: word.text for tag, word in found.items()},
        {tag: (word.certainty, word.source) for tag, word in found.items()},
    )


def source_backing(source: SourceDoc, confirmed: bool) -> Backing:
    return Backing(source.kind, source.text, confirmed)


def backing(claim: Claim) -> Backing:
    return source_backing(claim.source, claim.confirmed)


def setting(
    key: str, spec: SettingSpec, doc: SettingDoc, number: int | None, scale: int, choice: str | None
) -> SettingTerms:
    """A setting whose value was already read by `checks`."""
    return SettingTerms(
        key=key,
        kind=spec.kind,
        number=number,
        scale=scale,
        unit=spec.unit,
        currency=doc.currency,
        price_year=doc.price_year,
        choice=choice,
        backing=backing(doc),
        note=words(doc.note),
    )


def criterion(
    doc: ThresholdDoc | ListedDoc | MinimumHouseholdsDoc | PredominanceDoc, numbers: dict[str, NumberTerms]
) -> CriterionTerms:
    """A criterion whose numbers were already read by `flattening`."""
    return CriterionTerms(
        key=doc.key,
        kind=CriterionKind(doc.kind),
        mode=doc.mode,
        mode_confirmed=doc.mode_confirmed,
        backing=backing(doc),
        label=words(doc.label),
        note=words(doc.note),
        value=numbers.get("value"),
        share_over=numbers.get("share_over"),
        cut_ha=numbers.get("cut_ha"),
        labour_share_at_least=numbers.get("labour_share_at_least"),
        property_share_at_least=numbers.get("property_share_at_least"),
        indicator=doc.indicator if isinstance(doc, ThresholdDoc) else None,
        comparison=doc.comparison if isinstance(doc, ThresholdDoc) else None,
        list_key=doc.list_key if isinstance(doc, ListedDoc) else None,
        places=frozenset(doc.places) if isinstance(doc, ListedDoc) and doc.places is not None else None,
        within=frozenset(doc.within) if isinstance(doc, ListedDoc) and doc.within is not None else None,
        as_of=doc.as_of if isinstance(doc, ListedDoc) else None,
        limited_sales=isinstance(doc, PredominanceDoc) and bool(doc.limited_sales and doc.limited_sales.value),
        limited_sales_backing=backing(doc.limited_sales)
        if isinstance(doc, PredominanceDoc) and doc.limited_sales
        else None,
    )


def stage(doc: StageDoc) -> StageTerms:
    return StageTerms(doc.key, tuple(doc.components), words(doc.name), words(doc.note), backing(doc))


def component(doc: ComponentDoc) -> ComponentTerms:
    return ComponentTerms(doc.number, tuple(doc.delivered_by), words(doc.name), words(doc.description), backing(doc))


def household_rule(doc: HouseholdRuleDoc) -> HouseholdRuleTerms:
    return HouseholdRuleTerms(doc.key, doc.required, words(doc.note), backing(doc))


def contest_criterion(doc: ContestCriterionDoc) -> ContestCriterionTerms:
    return ContestCriterionTerms(
        doc.kind, doc.key, doc.maximum, doc.tie_break, words(doc.label), words(doc.note), backing(doc)
    )  # fmt: skip


def language(doc: LanguageDoc) -> LanguageTerms:
    return LanguageTerms(doc.tag, words(doc.note), backing(doc))


def word(key: Word, doc: WordDoc) -> WordTerms:
    return WordTerms(key, words(doc, quy=doc.quy, quz=doc.quz, shp=doc.shp), backing(doc))


def item(doc: ItemDoc, position: int, state: MenuState, ground: Backing) -> ItemTerms:
    """A menu item as one version offers it."""
    return ItemTerms(
        key=doc.key,
        position=position,
        name=words(doc.name, quy=doc.native.quy, quz=doc.native.quz, shp=doc.native.shp),
        components=tuple(doc.components),
        zones=tuple(doc.zones),
        altitude=(doc.altitude.low // 10, doc.altitude.high // 10) if doc.altitude else None,
        fits=words(doc.fits),
        needs=tuple(NeedTerms(tuple(need.items), need.condition, words(need)) for need in doc.needs),
        kit=tuple(
            KitTerms(
                Words({Language.SPANISH: line.es, Language.ENGLISH: line.en}), line.quantity, line.unit, line.giver
            )
            for line in doc.kit
        ),
        work_install=(doc.work_install.low, doc.work_install.high),
        work_month=(doc.work_month.low, doc.work_month.high),
        judge_months=(doc.judge.months.low, doc.judge.months.high),
        judge=Words({Language.SPANISH: doc.judge.es, Language.ENGLISH: doc.judge.en or doc.judge.es})
        if doc.judge.es
        else NOTHING,
        window_days=doc.window.days if isinstance(doc.window.days, int) else None,
        window=Words({Language.SPANISH: doc.window.es, Language.ENGLISH: doc.window.en}),
        season_months=tuple(doc.season.months),
        season=words(doc.season),
        follow_up_first=doc.follow_up.first,
        follow_up_every=doc.follow_up.every,
        live_animals=doc.live_animals,
        share_or_reduce=doc.share_or_reduce,
        checks={state: words(getattr(doc.checks, state.value)) for state in CheckState},
        abandon=words(doc.abandon),
        abandon_reasons=tuple(doc.abandon_reasons),
        risks=words(doc.risks),
        visits=tuple(words(visit) for visit in doc.visits),
        cost=tuple(_cost(line) for line in doc.cost),
        basis={key: tuple(supports) for key, supports in doc.basis.items()},
        menu_state=state,
        backing=ground,
    )


def _cost(line: CostDoc) -> CostTerms:
    assert line.currency in MINOR_DIGITS
    minor = Money.parse(line.amount, line.currency).minor
    return CostTerms(minor, line.currency, line.year, line.source, line.derived, words(line))
