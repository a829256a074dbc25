"""What was answered in the forms of a delivery and of an installation, as the facts that the verbs take. Nothing is
judged here.

The questions are those of the catalogue's forms. A thing of a kit is named as `item.words`, by the menu's own words, as
kits differ from version to version; `whole` stands for all of a kit that misses still.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from winay.delivery.asset_rules import LineSaid, WitnessSaid
from winay.delivery.asset_terms import RejectWhy, WitnessRole
from winay.delivery.visit_terms import Relation
from winay.intake.forms.needs import Kind, Need, needed, spare, wanted
from winay.intake.reading.answers import Answers
from winay.journeys.answered import NO, YES, asked, code, day, filled, fixed, yes
from winay.journeys.meant import WHO, Home, There, contract_code_of, home_of
from winay.places.rules import name_key
from winay.registry.terms import Kin, Sex

DELIVERY_FORM, INSTALLATION_FORM = "asset_delivery", "asset_installation"
WHOLE = "whole"
THOUSANDTHS, TENTHS = 3, 1
SOMEBODY = (spare("member", Kind.LISTED), needed("relation", Kind.ONE, Kin), needed("sex", Kind.ONE, Sex))
ITEM = (needed("item", Kind.ONE), spare("plan_item", Kind.LISTED), spare("listed_item", Kind.GIVEN))


def of_group(group: str, needs: Iterable[Need]) -> Iterator[Need]:
    """Needs below a group."""
    return (replace(one, path=f"{group}/{one.path}") for one in needs)


DELIVERY_NEEDS: tuple[Need, ...] = (
    *WHO, needed("when/delivered_on", Kind.DAY), wanted("things", Kind.ROUNDS), *of_group("things", ITEM),
    needed("things/thing", Kind.ONE), needed("things/counted", Kind.DECIMAL), wanted("things/rejected", Kind.DECIMAL),
    needed("things/reject_why", Kind.ONE, RejectWhy), wanted("things/complaint"), needed("things/cure_by", Kind.DAY),
    spare("things/lot"), wanted("things/expires_on", Kind.DAY), spare("papers/photo", Kind.FILE),
    spare("papers/supplier"), spare("papers/voucher"), spare("papers/note"), needed("witnesses/name_1"),
    needed("witnesses/role_1", Kind.ONE, WitnessRole), needed("witnesses/name_2"),
    needed("witnesses/role_2", Kind.ONE, WitnessRole), *of_group("received", SOMEBODY), needed("received/name"),
    needed("received/explained", Kind.ONE, (YES, NO)), wanted("received/signature", Kind.FILE),
    wanted("received/print", Kind.FILE),
)  # fmt: skip
INSTALLATION_NEEDS: tuple[Need, ...] = (
    *WHO, *of_group("what", ITEM), needed("what/installed_on", Kind.DAY), needed("what/tried", Kind.ONE, (YES, NO)),
    wanted("what/seen_by"), *of_group("charge", SOMEBODY), needed("work/women", Kind.DECIMAL),
    needed("work/men", Kind.DECIMAL), spare("work/note"),
)  # fmt: skip
"""What every version of the forms must still ask, and as what."""
NOWHERE = -1
"""A place in no kit."""
MOST_KEY = 60


def thing_key(words: str) -> str:
    """How a form names a thing of a kit."""
    return name_key(words).replace(" ", "_")[:MOST_KEY]


@dataclass(frozen=True, slots=True)
class ThingCame:
    """A thing of an item that came, by its words (`thing_key`). What is said of it has no place in a kit yet: only the
    plan knows it. None: everything that misses of the item, counted and good."""

    item: str
    words: str
    said: LineSaid | None


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody of the household: by the phone's list (`listed`), or as described, with a name where one was asked."""

    listed: str
    there: There | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryAnswers:
    """A filled-in form of a delivery: who handed over, to whom, what came, who saw it."""

    contract_code: str
    home: Home
    on: date
    things: tuple[ThingCame, ...]
    receiver: Somebody
    witnesses: tuple[WitnessSaid, ...]
    explained: bool
    supplier: str
    voucher: str
    note: str


@dataclass(frozen=True, slots=True)
class InstallAnswers:
    """A filled-in form of an installation. `seen_by` "": the trainer. Work is in tenths of person-days."""

    contract_code: str
    home: Home
    item: str
    on: date
    tried: bool
    seen_by: str
    in_charge: Somebody
    women: int
    men: int
    note: str


def read_delivery(answers: Answers) -> DeliveryAnswers:
    """A delivery from its answers. `BadAnswer` names the answer that is not what its question asks for."""
    return DeliveryAnswers(
        contract_code=contract_code_of(answers),
        home=home_of(answers),
        on=day(answers, "when/delivered_on"),
        things=tuple(_thing(one) for one in filled(answers, "things", "plan_item", "item", "thing")),
        receiver=somebody(answers, "received"),
        witnesses=tuple(_witness(answers, number) for number in ("1", "2")),
        explained=yes(answers, "received/explained"),
        supplier=answers.text("papers/supplier"),
        voucher=answers.text("papers/voucher"),
        note=answers.text("papers/note"),
    )


def read_installation(answers: Answers) -> InstallAnswers:
    """An installation from its answers. `BadAnswer` as above."""
    return InstallAnswers(
        contract_code=contract_code_of(answers),
        home=home_of(answers),
        item=item_of(answers, "what"),
        on=day(answers, "what/installed_on"),
        tried=yes(answers, "what/tried"),
        seen_by=answers.text("what/seen_by"),
        in_charge=somebody(answers, "charge"),
        women=fixed(answers, "work/women", TENTHS),
        men=fixed(answers, "work/men", TENTHS),
        note=answers.text("work/note"),
    )


def item_of(answers: Answers, group: str = "") -> str:
    """The key of the technology: as the phone's list knows it, else as chosen from the menu."""
    base = f"{group}/" if group else ""
    return answers.text(f"{base}listed_item") or answers.text(f"{base}item")


def somebody(answers: Answers, group: str) -> Somebody:
    """Somebody of the household, as a group asks for them."""
    listed = answers.text(f"{group}/member")
    if listed:
        return Somebody(listed, None)
    relation = code(answers, f"{group}/relation", Relation)
    sex = asked(answers, f"{group}/sex", Sex) or Sex.UNKNOWN
    return Somebody("", There(relation, sex), " ".join(answers.text(f"{group}/name").split()))


def _thing(one: Answers) -> ThingCame:
    item, thing = item_of(one), one.text("thing")
    if thing == WHOLE:
        return ThingCame(item, "", None)
    key, _, words = thing.partition(".")
    if key != item or not words:
        raise one.bad("thing", "choice")
    said = LineSaid(
        position=NOWHERE,
        counted=fixed(one, "counted", THOUSANDTHS),
        rejected=fixed(one, "rejected", THOUSANDTHS),
        reject_why=asked(one, "reject_why", RejectWhy),
        lot=one.text("lot"),
        expires_on=one.day("expires_on"),
        complaint=one.text("complaint"),
        cure_by=one.day("cure_by"),
    )
    return ThingCame(item, words, said)


def _witness(answers: Answers, number: str) -> WitnessSaid:
    name = " ".join(answers.text(f"witnesses/name_{number}").split())
    return WitnessSaid(name, code(answers, f"witnesses/role_{number}", WitnessRole))


def kin_of(one: There) -> Kin:
    """What the registry calls a relation; who is no relative is not related."""
    return Kin(one.relation) if one.relation in set(Kin) else Kin.NOT_RELATED
