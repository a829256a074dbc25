"""One version published by several people at the same moment, on a database of the test's own."""

from tests.field.phones import publish
from tests.targeting.test_at_once import at_once
from winay.intake.models import FormVersion
from winay.journal.models import Line


def test_of_several_who_publish_one_version_one_does(fresh_db):
    verbs = [lambda title=title: publish(title=title) for title in ("Una", "Dos", "Tres")]
    assert sorted(at_once(*verbs)) == ["done", "intake.version_taken", "intake.version_taken"]
    assert FormVersion.objects.count() == Line.objects.filter(verb="intake.publish_form").count() == 1
