"""The lines of the CSV are those of the plain way: one submission after another, from its tree, cell by cell."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests import people
from tests.field import scene
from tests.field.scene import FORM, Phone, answers, credential, encrypted, published
from winay.core.clock import now
from winay.core.keys import KeyMissing
from winay.core.spreadsheet import safe
from winay.intake.desk.erasing import erase_answers
from winay.intake.desk.queries import Filters
from winay.intake.desk.services import correct_answer
from winay.intake.desk.wording import FLAGS, STATES
from winay.intake.exporting import rows
from winay.intake.exporting.rows import FormAnswers, answers_of_form
from winay.intake.exporting.tables import Flattener, tree_of
from winay.intake.models import Correction, Submission
from winay.intake.reading.answers import corrected
from winay.intake.reading.xml import read
from winay.intake.receiving.bodies import show, unwrap, wrap
from winay.intake.terms import State
from winay.web.answer_lines import piece

pytestmark = pytest.mark.django_db
WHY = "Lo confirmó la familia por teléfono."
BOTH = Filters(form_id=FORM), Filters(form_id=FORM, state="superseded")
PEOPLE = "<people><age>34</age><picture>2.jpg</picture></people>"
NEWER = (
    ("<stove/>", "<stove/><home><where/><name/></home>"),
    ("</model>", '<bind nodeset="/data/home/where" type="geopoint"/></model>'),
    ("</h:body>", '<input ref="/data/home/where"><label>¿Dónde?</label></input>'
     '<input ref="/data/home/name"><label>¿Cómo la llaman?</label></input></h:body>'),
)  # fmt: skip
MORE = (
    "", PEOPLE, f"{PEOPLE}<home><name>La casa</name></home>{PEOPLE}", "<home><name>uno</name><name>dos</name></home>",
    "<home><where>-13.15 -74.22 2761.0 4.5</where></home>", "<home><where>-13.15 -74.22</where><name/></home>",
    "<home><where> 1 2 3 4 5 </where></home>", "<home/>", "<home><home><name>x</name></home></home>",
    "<well>30</well><note>a; b=c</note>", "<start>2026-09-06T10:00:00.250-05:00</start>\n  <end/>",
    "<!-- nada --><home><name><![CDATA[<b>,]]></name></home>", '<home lang="qu"><name>x</name></home>',
)  # fmt: skip
NAMES = (
    "Fortunata", "Quispe, Rosa", 'La "Ñusta"', "dos\nlíneas", "=HYPERLINK(1)", "+51 9", "-1+1", "-74.21", "-74.", "@x",
    "＝1", "－1", "a &amp; b", "a &#13; b", " con espacios ", "\u00a0", "ñandú €😀", "a=b", "1 > 0", "x\ty",
)  # fmt: skip


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Submissions of every kind to two versions of a form, and what people did to them."""
    published(version="2026-10", published_at=datetime(2026, 10, 1, tzinfo=UTC))
    for before, after in NEWER:
        monkeypatch.setattr(scene, "XFORM", scene.XFORM.replace(before, after))
    published()
    phone = Phone(credential("0501", label='Teléfono "A", de +Nélida')[1], device="collect:=1")
    for number, name in enumerate(NAMES):
        for more in {0, number % len(MORE)} if number else range(len(MORE)):
            phone.send(answers(f"n{number}-{more}", name=name, more=MORE[more]))
    for version in ("2026-10", "1998", ""):
        phone.send(answers(f"v{version}", version=version, more=f"<well>30</well>{PEOPLE}"))
    orx = "<orx:meta xmlns:orx='http://openrosa.org/xforms'><orx:instanceID>=1</orx:instanceID></orx:meta>"
    phone.send(answers(meta=orx))
    phone.send(answers("twice", name="Ana</name><name>Rosa"))
    phone.send(encrypted("uuid:e", "1.jpg.enc"))
    every = Submission.objects.all()
    nieves = people.acting_as(people.specialist(name="Nieves Ccori"))
    for one, value in (("n0-1", "Fortuna, ta"), ("n1-1", "=1")):
        every.filter(instance_id=one).update(state="review", reason_code="intake.unexpected")
        row = every.get(instance_id=one)
        correct_answer(submission=row, path="name", value=value, why=WHY, by=nieves, by_name="Nieves", at=now())
    every.filter(instance_id__in=["n2-0", "n3-0"]).update(state="superseded")
    every.filter(instance_id="n4-0").update(outside_territory=True, state="stored")
    erase_answers(submissions=[every.get(instance_id="n5-0")], where="0501", why=WHY,
                  by=people.acting_as(people.head()), by_name="Rosa", at=now())  # fmt: skip
    _copied("n0-0", key_id="k77")
    _copied("n0-0", body=wrap(b"<data/>").body)
    _copied("n0-0", body=b"\x00" * 40)
    _copied("n0-0", synthetic=True, late=True, clock_off=True, device_id="", place_code="")
    at = datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)
    for part in (0, 1, 250_000, 999_999):
        _copied("n0-0", received_at=at + timedelta(microseconds=part), began_at=at, ended_at=None)


def _copied(instance_id: str, **change: Any) -> None:
    row = Submission.objects.get(instance_id=instance_id)
    row.pk, row.public_id, row.instance_id = None, uuid4(), f"copy-{uuid4()}"
    for name, value in change.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def plain_way(found: FormAnswers) -> bytes:
    """The same lines, from what is kept of one submission after another."""
    out = io.StringIO()
    states = [found.filters.state] if found.filters.state else set(State) - {State.SUPERSEDED, State.DISMISSED}
    flags = {key: str(words) for key, words in FLAGS.items()}
    for row in Submission.objects.filter(form_id=FORM, state__in=states, place_code__startswith="05").order_by("pk"):
        reader = Flattener(found.tables)
        changes = Correction.objects.filter(submission=row).order_by("pk").values_list("path", "new")
        cells, elsewhere, unread = [""] * reader.widths[0], [], row.encrypted
        if not row.encrypted and row.erased_at is None:
            try:
                content = unwrap(row.body, row.key_id, row.body_sha256)
                said = {path: show(new) for path, new in changes}
                tree = tree_of(corrected(read(content), said)) if said else ElementTree.fromstring(content)
                flat = reader.rows(tree)
                cells, elsewhere = flat.main, flat.elsewhere
            except (KeyMissing, ValueError):
                unread = True
        moments = [
            at.isoformat(timespec="seconds") if at else "" for at in (row.received_at, row.began_at, row.ended_at)
        ]
        marks = "; ".join(flags.get(one, one) for one in rows.FLAGS if getattr(row, one))
        label = row.credential.label if row.credential else ""
        head = [row.public_id, row.instance_id, row.version, STATES[State(row.state)], *moments, label, row.device_id,
                row.place_code, marks, "sí" if unread else "no", "sí" if row.synthetic else "no"]  # fmt: skip
        told = [safe(str(one)) for one in (*head, *cells, "; ".join(elsewhere))]
        csv.writer(out).writerow(told)
    return out.getvalue().encode()


@pytest.mark.parametrize("at_once", [2_000, 3])
@pytest.mark.parametrize("filters", BOTH)
def test_every_line_is_that_of_the_plain_way(
    odd: None, monkeypatch: pytest.MonkeyPatch, at_once: int, filters: Filters
) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", at_once)
    found = answers_of_form(FORM, filters, ["05"])
    assert found is not None and {"home/where", "home/name"} <= {one.path for one in found.tables[0].columns}
    whole = plain_way(found)
    for _time in range(2):  # how bodies are made up is known the second time
        assert b"".join(piece(found, "es", found.kept(span)) for span in found.spans()) == whole
    desk = people.log_in(Client(), people.specialist(name="Rosa Huamán"))
    sent = b"".join(desk.post(f"/envios/respuestas/csv?form={FORM}&state={filters.state}").streaming_content)
    assert sent.partition(b"\r\n")[2] == whole
    assert whole.count(b"\r\n") == found.count() == (2 if filters.state else 60)
