"""Two commits at the same moment, on a database of the test's own: exactly one wins, and the journal says so once."""

import threading
from collections.abc import Callable

from django.db import connection

from tests import people
from tests.targeting import scene
from winay.core.clock import now
from winay.core.errors import Refused
from winay.targeting.models import FarmTable, Override, Selection
from winay.targeting.services.decisions import annul_selection, return_selection
from winay.targeting.services.drafts import submit_selection, withdraw_override, withdraw_selection


def at_once(*verbs: Callable[[], object]) -> list[str]:
    """Run all at the same moment; `done` or the first code of the refusal, in order of words."""
    start, said = threading.Barrier(len(verbs)), []

    def run(verb: Callable[[], object]) -> None:
        try:
            start.wait(10)
            verb()
            said.append("done")
        except Refused as refused:
            said.append(refused.reasons[0].code.removeprefix("targeting."))
        except Exception as problem:
            said.append(repr(problem))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(said)


def cast():
    return (
        people.acting_as(people.specialist()),
        people.acting_as(people.head()),
        people.acting_as(people.manager()),
    )


def test_two_approvals_of_one_selection(fresh_db):
    ana, rosa, carmen = cast()
    made = scene.submitted(ana)
    assert at_once(lambda: scene.approve(made, rosa), lambda: scene.approve(made, carmen)) == ["done", "not_submitted"]
    assert scene.lines_of("approve_selection") == 1


def test_two_approvals_of_the_same_ground(fresh_db):
    ana, rosa, carmen = cast()
    one, other = scene.submitted(ana), scene.submitted(ana, "05")
    assert at_once(lambda: scene.approve(one, rosa), lambda: scene.approve(other, carmen)) == ["chosen_twice", "done"]
    assert scene.lines_of("approve_selection") == Selection.objects.filter(state="approved").count() == 1


def test_an_approval_and_a_withdrawal(fresh_db):
    ana, rosa, _ = cast()
    made = scene.submitted(ana)
    said = at_once(
        lambda: scene.approve(made, rosa),
        lambda: withdraw_selection(selection=made, reason=scene.REASON, by=ana, at=now()),
    )
    assert said in (["done", "not_open"], ["done", "not_submitted"])
    assert scene.lines_of("approve_selection") + scene.lines_of("withdraw_selection") == 1


def test_an_approval_and_a_return(fresh_db):
    ana, rosa, carmen = cast()
    made = scene.submitted(ana)
    said = at_once(
        lambda: scene.approve(made, rosa),
        lambda: return_selection(selection=made, reason=scene.REASON, by=carmen, at=now()),
    )
    assert said == ["done", "not_submitted"]
    assert scene.lines_of("approve_selection") + scene.lines_of("return_selection") == 1


def test_an_approval_and_a_farm_table(fresh_db):
    """Either the table comes too late to matter, or the approval sees it: never approved on a table not looked at."""
    ana, rosa, _ = cast()
    made = scene.submitted(ana)
    said = at_once(lambda: scene.approve(made, rosa), lambda: scene.farm_table(ana))
    assert said in (["done", "done"], ["done", "figures_changed"])
    if said == ["done", "done"]:
        assert FarmTable.objects.count() == 1 and Selection.objects.get(pk=made.pk).state == "approved"


def test_two_exceptions_on_one_area(fresh_db):
    ana, rosa, _ = cast()
    area = scene.an_area(scene.draft(ana))
    assert at_once(lambda: scene.propose(area, ana), lambda: scene.propose(area, rosa)) == ["done", "override_open"]
    assert Override.objects.count() == scene.lines_of("propose_override") == 1


def test_a_confirmation_and_a_withdrawal_of_one_exception(fresh_db):
    ana, rosa, _ = cast()
    area = scene.an_area(scene.draft(ana))
    override = scene.propose(area, ana)
    said = at_once(
        lambda: scene.confirm(override, rosa), lambda: withdraw_override(override=override, by=ana, at=now())
    )
    area.refresh_from_db()
    assert said in (
        ["done", "done"],
        ["done", "override_withdrawn"],
    )  # confirmed and then taken back, or only taken back
    assert area.chosen and Override.objects.get().withdrawn_at is not None


def test_an_exception_and_the_sending_of_its_draft(fresh_db):
    ana, rosa, _ = cast()
    made = scene.draft(ana)
    area = scene.an_area(made)
    said = at_once(lambda: submit_selection(selection=made, by=ana, at=now()), lambda: scene.propose(area, rosa))
    assert said in (["done", "not_a_draft"], ["done", "overrides_unconfirmed"])


def test_two_annulments(fresh_db):
    ana, rosa, carmen = cast()
    made = scene.approved(ana, rosa)
    said = at_once(
        *(
            lambda who=who: annul_selection(selection=made, reason=scene.REASON, by=who, at=now())
            for who in (rosa, carmen)
        )
    )
    assert said == ["annulled_already", "done"] and scene.lines_of("annul_selection") == 1


def test_the_same_farm_table_twice(fresh_db):
    ana, rosa, _ = cast()
    assert at_once(lambda: scene.farm_table(ana), lambda: scene.farm_table(rosa)) == ["done", "farm_table_again"]
    assert FarmTable.objects.count() == scene.lines_of("import_farm_table") == 1
