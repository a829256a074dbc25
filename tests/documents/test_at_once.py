"""Acts issued and selections annulled at the same moment, on a database of the test's own."""

from django.conf import settings
from django.utils import translation

from tests import people
from tests.documents.scene import BASE, act_of, decided
from tests.targeting.scene import REASON
from tests.targeting.test_at_once import at_once
from winay.core.clock import now
from winay.documents.models import Document
from winay.documents.queries import verified
from winay.documents.rules import digest
from winay.documents.terms import Standing
from winay.journal.models import Line
from winay.journeys.acts import annul_selection, issue_selection_act


def in_spanish(verb):
    """A thread begins in the language of the settings, whatever the test speaks."""

    def run():
        with translation.override("es"):
            return verb()

    return run


def issued(selection, by):
    return in_spanish(lambda: issue_selection_act(selection=selection, by=by, at=now(), base_url=BASE))


def test_acts_of_one_office_get_numbers_without_a_gap(fresh_db):
    made = [decided(place)[:2] for place in ("0502", "0503", "0504", "0505")]
    assert at_once(*(issued(selection, ana) for selection, ana in made)) == ["done"] * 4
    assert sorted(Document.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
    for one in Document.objects.all():
        assert digest(settings.WINAY_BLOBS.get(one.pdf_sha256)) == one.pdf_sha256


def test_one_act_asked_for_by_three_people_is_one_document(fresh_db):
    made, ana, rosa = decided()
    carmen = people.acting_as(people.manager())
    assert at_once(*(issued(made, who) for who in (ana, rosa, carmen))) == ["done"] * 3
    assert Document.objects.count() == Line.objects.filter(verb="documents.issue").count() == 1


def test_an_act_and_an_annulment_never_leave_a_valid_act_of_an_annulled_selection(fresh_db):
    made, ana, rosa = decided()
    annulled = lambda: annul_selection(selection=made, reason=REASON, by=rosa, at=now())  # noqa: E731
    assert at_once(issued(made, ana), annulled) == ["done", "done"]
    standing = {found.standing for one in Document.objects.all() if (found := verified(one.code))}
    assert standing and standing <= {Standing.REVOKED, Standing.OF_ANNULLED}


def test_two_annulments_revoke_once(fresh_db):
    made, ana, rosa = decided()
    act_of(made, ana)
    carmen = people.acting_as(people.manager())
    said = at_once(
        lambda: annul_selection(selection=made, reason=REASON, by=rosa, at=now()),
        lambda: annul_selection(selection=made, reason=REASON, by=carmen, at=now()),
    )
    assert said == ["annulled_already", "done"] and Line.objects.filter(verb="documents.revoke").count() == 1
