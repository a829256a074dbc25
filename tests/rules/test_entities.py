"""What becomes of what a phone says of an entity, as a table of cases: create, update, both, branches in any order,
branches that others interrupted, soft and hard conflicts; and what a form's answers declare."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from winay.intake.entities.reading import declarations
from winay.intake.entities.rules import AUTO_LABEL, Act, Decided, Said, Version, answered_by, decidable, decide
from winay.intake.reading.xml import read
from winay.intake.terms import ConflictKind, Keep

RUN = "0b1f2a52-6a0f-4c0b-9d2e-1f4f7b6f0001"
OTHER = "0b1f2a52-6a0f-4c0b-9d2e-1f4f7b6f0002"
SOFT, HARD = ConflictKind.SOFT, ConflictKind.HARD


def v(number: int, branch: str = "", base: int = 0, **values: str) -> Version:
    return Version(number, "Fortunata", {"last_on": "", "advice": ""} | values, branch, base)


def change(base: int, *, trunk: int | None = None, branch: str = "", **values: str) -> Said:
    return Said(False, True, "", values, base, trunk, branch)


CREATE = Said(True, False, "Pozo", {"depth": "3"})
ONE = v(1)


@pytest.mark.parametrize(
    ("said", "versions", "act", "reason"),
    [
        (CREATE, [], Act.CREATE, ""),
        (CREATE, [ONE], Act.FAIL, "entity_exists"),
        (Said(True, False, ""), [], Act.FAIL, "entity_without_label"),
        (Said(True, True, "Pozo", {"depth": "3"}), [], Act.CREATE, ""),
        (Said(True, True, "Pozo", {"depth": "3"}, 1), [ONE], Act.UPDATE, ""),
        (Said(True, True, ""), [], Act.FAIL, "entity_without_label"),
        (change(1), [], Act.FAIL, "entity_unknown"),
        (change(1, trunk=1, branch=RUN), [], Act.WAIT, ""),
        (change(1), [ONE], Act.UPDATE, ""),
        (change(0), [ONE], Act.FAIL, "entity_base_unknown"),
        (change(2), [ONE], Act.FAIL, "entity_base_unknown"),
        (change(2, trunk=1, branch=RUN), [ONE], Act.WAIT, ""),
        (change(3, trunk=3, branch=RUN), [v(1), v(2)], Act.FAIL, "entity_from_future"),
        (change(5, trunk=5, branch=RUN), [v(5)], Act.UPDATE, ""),
        (change(6, trunk=5, branch=RUN), [v(5)], Act.WAIT, ""),
        (change(6, trunk=5, branch=RUN), [v(5), v(6, OTHER, 5)], Act.WAIT, ""),
        (change(6, trunk=5, branch=RUN), [v(5), v(9, RUN, 5)], Act.UPDATE, ""),
        (change(1, branch=RUN), [v(1, RUN)], Act.UPDATE, ""),  # made without signal, then changed
        (change(2, branch=RUN), [v(1, RUN)], Act.WAIT, ""),
    ],
)
def test_what_is_done(said: Said, versions: list[Version], act: Act, reason: str) -> None:
    step = decide(said, versions)
    assert step.act is act
    assert (step.reason.code.removeprefix("intake.") if step.reason else "") == reason


@pytest.mark.parametrize(
    ("said", "versions", "conflict", "disputed"),
    [
        # On the newest version nothing meets.
        (change(1, last_on="10"), [ONE], None, ()),
        # Others changed something else, the same thing to the same value, the same thing to another value.
        (change(1, last_on="10"), [ONE, v(2, advice="regar")], SOFT, ("last_on",)),
        (change(1, last_on="10"), [ONE, v(2, last_on="10")], SOFT, ("last_on",)),
        (change(1, last_on="10", advice="podar"), [ONE, v(2, last_on="12")], HARD, ("last_on",)),
        # A run in order; one that others interrupted is soft, though each follows the last; a base of an old copy.
        (change(2, trunk=1, branch=RUN, last_on="11"), [ONE, v(2, RUN, 1, last_on="10")], None, ()),
        (
            change(2, trunk=1, branch=RUN, last_on="11"),
            [ONE, v(2, OTHER, 1, advice="podar"), v(3, RUN, 1, advice="podar", last_on="10")],
            SOFT,
            ("last_on",),
        ),
        (
            change(2, trunk=1, branch=RUN, last_on="11"),
            [ONE, v(2, RUN, 1, last_on="10"), v(3, last_on="20")],
            HARD,
            ("last_on",),
        ),
        (change(1, trunk=1, branch=RUN, last_on="2"), [ONE, v(2, last_on="5"), v(3, last_on="9")], HARD, ("last_on",)),
    ],
)
def test_what_meets(said: Said, versions: list[Version], conflict: ConflictKind | None, disputed: Any) -> None:
    step = decide(said, versions)
    assert (step.act, step.conflict, step.disputed) == (Act.UPDATE, conflict, disputed)
    assert {**versions[-1].values, **said.values} == step.values, "what was sent stands over what stood"


def test_three_changes_without_signal_end_alike_in_whatever_order_they_come() -> None:
    first = change(5, trunk=5, branch=RUN, last_on="1", advice="a")
    second = change(6, trunk=5, branch=RUN, last_on="2")
    third = change(7, trunk=5, branch=RUN, advice="c")
    assert decide(third, [v(5)]).act is decide(second, [v(5)]).act is Act.WAIT
    versions = [v(5)]
    for number, one in enumerate((first, second, third), start=6):
        step = decide(one, versions)
        assert (step.act, step.conflict) == (Act.UPDATE, None)
        versions.append(Version(number, step.label, step.values, one.branch, one.base))
    assert versions[-1].values == {"last_on": "2", "advice": "c"}


DAY = timedelta(days=1)
THEN = datetime(2026, 3, 9, 12, tzinfo=UTC)
WEIGHED = Decided("first", THEN, 4, {"advice": "b"}, {"advice": {"a", "b"}})
"""Version 2 said a, version 3 said b, and version 4 is the decision that b holds."""
PAST = [v(1), v(2, advice="a"), v(3, advice="b"), v(4, advice="b")]


@pytest.mark.parametrize(
    ("said", "said_at", "now", "answered"),
    [
        (change(1, advice="a"), THEN - DAY, "b", True),  # what lost
        (change(1, advice="b"), THEN - DAY, "b", True),  # what was kept
        (change(2, trunk=1, branch=RUN, advice="a"), THEN - DAY, "b", True),
        (change(1, advice="c"), THEN - DAY, "b", False),  # nobody weighed it
        (change(1, last_on="a"), THEN - DAY, "b", False),  # of something else
        (change(1, advice="a"), THEN, "b", False),
        (change(1, advice="a"), THEN + DAY, "b", False),  # news: somebody saw it after the decision
        (change(1, advice="a"), None, "b", False),  # nobody knows when
        (change(1, advice="a"), THEN - DAY, "d", False),  # the decision holds no more
        (change(4, advice="a"), THEN - DAY, "b", False),  # whoever says it knew of the decision
        (change(5, trunk=4, branch=RUN, advice="a"), THEN - DAY, "b", False),
    ],
)
def test_what_was_weighed_already(said: Said, said_at: datetime | None, now: str, answered: bool) -> None:
    found = answered_by(said, said_at, {"advice": now}, [WEIGHED])
    assert found == ({"advice": "first"} if answered else {})


def test_what_was_weighed_changes_nothing_and_meets_nothing() -> None:
    step = decide(change(1, advice="a"), PAST, answered={"advice": "first"})
    assert (step.act, step.conflict, step.changed, step.values["advice"]) == (Act.UPDATE, None, (), "b")
    forced = decide(change(9, trunk=1, branch=RUN, advice="a"), PAST, force=True, answered={"advice": "first"})
    assert (forced.conflict, forced.changed) == (None, ())


@pytest.mark.parametrize(("last_on", "conflict", "disputed"), [("", None, ()), ("9", SOFT, ("last_on",))])
def test_what_it_says_beside_that_is_looked_at_by_itself(last_on: str, conflict: Any, disputed: Any) -> None:
    step = decide(change(1, advice="a", last_on=last_on), PAST, answered={"advice": "first"})
    assert (step.conflict, step.disputed, step.values) == (conflict, disputed, {"advice": "b", "last_on": last_on})
    hard = [*PAST, v(5, advice="b", last_on="7")]
    step = decide(change(1, advice="a", last_on="9"), hard, answered={"advice": "first"})
    assert (step.conflict, step.disputed, step.values["advice"]) == (HARD, ("last_on",), "b")


def test_what_waited_too_long_is_applied_on_what_stands_and_says_that_it_met_it() -> None:
    late = change(7, trunk=5, branch=RUN, last_on="30")
    step = decide(late, [v(5), v(6, last_on="20")], force=True)
    assert (step.act, step.base, step.values["last_on"], step.conflict) == (Act.UPDATE, 6, "30", SOFT)
    made = decide(change(7, trunk=5, branch=RUN, last_on="30"), [], force=True)
    assert (made.act, made.label, made.values) == (Act.CREATE, AUTO_LABEL, {"last_on": "30"})


@pytest.mark.parametrize(
    ("kept", "last", "erased", "reasons"),
    [
        (Keep.PHONE, None, False, []),
        (Keep.SERVER, Keep.PHONE, False, []),
        (Keep.PHONE, Keep.PHONE, False, ["intake.conflict_decided_so"]),
        (Keep.PHONE, None, True, ["intake.conflict_erased"]),
    ],
)
def test_how_a_conflict_may_be_decided(kept: Keep, last: Keep | None, erased: bool, reasons: list[str]) -> None:
    decision = decidable(kept=kept, last=last, why=None, erased=erased)
    assert [one.code for one in decision.reasons] == reasons


XML = """<data id="f"><who><household>{id}</household><note> hola </note></who>
<tree><kind>palto</kind><meta><entity dataset="trees" id="{tree}" create="1"><label>Palto</label></entity></meta></tree>
<tree><kind>mango</kind><meta><entity dataset="trees" id="no" create="true"/></meta></tree>
<meta><instanceID>uuid:1</instanceID><entity dataset="households" id="uuid:{id}" create="" update="1" baseVersion="4"
 trunkVersion="3" branchId="{run}"><label> </label></entity></meta></data>"""


def test_an_answer_belongs_to_the_nearest_group_that_declares() -> None:
    root = read(XML.format(id=RUN, tree=OTHER, run=OTHER).encode())
    home, tree, wrong = declarations(root, {"who/note": "advice", "tree/kind": "species", "who/none": "none"})
    assert (home.dataset, str(home.name), home.problem) == ("households", RUN, None)
    assert home.said == Said(False, True, "", {"advice": "hola"}, 4, 3, OTHER)
    assert (tree.said.create, tree.said.label, tree.said.values) == (True, "Palto", {"species": "palto"})
    assert wrong.problem is not None and wrong.problem.code == "intake.entity_id_wrong" and wrong.position == 2


@pytest.mark.parametrize("flags", ['update=""', 'update="0"', 'update="yes"', 'create="TRUE"'])
def test_only_1_and_true_ask_for_something(flags: str) -> None:
    xml = f'<data><meta><entity dataset="d" id="{RUN}" {flags}/></meta></data>'
    assert declarations(read(xml.encode()), {}) == []


@pytest.mark.parametrize("name", ["", "__system", "a.b", "con espacio"])
def test_a_list_has_a_name_that_phones_take(name: str) -> None:
    xml = f'<data><meta><entity dataset="{name}" id="{RUN}" create="1"/></meta></data>'
    (one,) = declarations(read(xml.encode()), {})
    assert one.problem is not None and one.problem.code == "intake.entity_list_wrong"
