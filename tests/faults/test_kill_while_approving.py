"""A power cut in the middle of an approval leaves it whole or not begun, never half."""

import hashlib
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from urllib.parse import urlsplit

import pytest

from tests.faults.visitor import Visitor
from tests.running import House, demo

pytestmark = pytest.mark.faults
MOMENTS = (0.02, 0.06, 0.12, 0.2)
"""Seconds after the form was sent; an approval takes about 0.1 to 0.2."""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with demo("approving") as mine:
        yield mine


def submitted(house: House) -> str:
    """A selection that waits for its approval: the path of its page."""
    rosa = Visitor(house.url)
    rosa.become("Rosa")
    made = rosa.post("/selecciones/preparar/?version=haku-winay@2020.1", territory="05", cohort="2028", note="")
    path = urlsplit(made.url).path
    assert re.fullmatch(r"/selecciones/[0-9a-f-]{36}/", path), made.url
    assert rosa.post(f"{path}enviar/").status == 200
    return path


def standing(house: House, path: str) -> tuple[str, str, int]:
    """State, act and number of approval lines of a selection, from the file itself."""
    public_id = path.strip("/").split("/")[-1]
    with closing(sqlite3.connect(house.var / "winay.sqlite3")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        state, act = raw.execute(
            "SELECT state, act_sha256 FROM targeting_selection WHERE public_id = ?", [public_id.replace("-", "")]
        ).fetchone()
        lines = raw.execute(
            "SELECT count(*) FROM journal_line l JOIN journal_subject s ON s.line_id = l.id "
            "WHERE l.verb = 'targeting.approve_selection' AND s.kind = 'selection' AND s.key = ?",
            [public_id],
        ).fetchone()[0]
    return state, act, lines


def test_approved_whole_or_not_at_all(house: House) -> None:
    seen = []
    house.start()
    for moment in MOMENTS:
        path = submitted(house)
        elena = Visitor(house.url)
        elena.become("Elena")

        def approve(elena: Visitor = elena, path: str = path) -> None:
            with suppress(OSError):  # the server is killed while it answers
                elena.post(f"{path}aprobar/", on="")

        asking = threading.Thread(target=approve)
        asking.start()
        time.sleep(moment)
        house.kill()
        asking.join()

        house.start()
        state, act, lines = standing(house, path)
        seen.append(state)
        assert state in {"submitted", "approved"}
        if state == "approved":
            kept = house.var / "blobs" / act[:2] / act[2:]
            assert lines == 1 and hashlib.sha256(kept.read_bytes()).hexdigest() == act
            elena = Visitor(house.url)
            elena.become("Elena")
            assert elena.post(f"{path}anular/", reason="Prueba de corte de luz, sin efecto alguno.").status == 200
        else:
            assert lines == 0 and not act
    assert house.stop() == 0
    assert house.winay("journal", "seal").returncode == 0
    verified = house.winay("journal", "verify")
    assert verified.returncode == 0, f"{seen} {verified.stderr}"


def test_an_act_that_cannot_be_written_approves_nothing(house: House) -> None:
    """A full disk, as the house meets it: the file of the act does not come to be."""
    house.start()
    path = submitted(house)
    elena = Visitor(house.url)
    elena.become("Elena")
    blobs = house.var / "blobs"
    blobs.rename(house.var / "blobs-before")
    blobs.write_text("no folder")
    answer = elena.post(f"{path}aprobar/", on="")
    assert answer.status == 500 and "Traceback" not in answer.text
    assert standing(house, path) == ("submitted", "", 0)
    blobs.unlink()
    (house.var / "blobs-before").rename(blobs)
    assert elena.post(f"{path}aprobar/", on="").status == 200
    state, act, lines = standing(house, path)
    assert (state, lines, len(act)) == ("approved", 1, 64)
    assert house.stop() == 0
