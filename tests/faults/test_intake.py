"""Phones against a house that is killed, a wire that is cut, a database that goes away: what was acknowledged is there,
byte for byte, once. `WINAY_FAULT_ROUNDS` asks for more rounds than the one of an ordinary run."""

import hashlib
import http.client
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import throwaway_postgres
from tests.field.house import LET_IN, script
from tests.field.scene import BOUNDARY, answers, body_of, new_id, pieces_of
from tests.running import House, demo

pytestmark = pytest.mark.faults
ROUNDS = int(os.environ.get("WINAY_FAULT_ROUNDS", "1"))
CLIENTS, ENOUGH, SECONDS = 6, 20, 40
"""The house is killed when so many were acknowledged, or after so many seconds."""
KIND = f"multipart/form-data; boundary={BOUNDARY}"
COMPARE = """
import django, json, sys; django.setup()
from django.conf import settings
from winay.intake.models import Attachment, Submission
from winay.intake.receiving.bodies import unwrap
import hashlib
wrong = []
acknowledged = json.load(open(sys.argv[1]))
for instance, (xml, photo) in acknowledged.items():
    rows = list(Submission.objects.filter(instance_id=instance))
    if len(rows) != 1: wrong.append(f"{instance}: {len(rows)} rows"); continue
    row = rows[0]
    if hashlib.sha256(unwrap(row.body, row.key_id, row.body_sha256)).hexdigest() != xml: wrong.append(instance)
    files = list(Attachment.objects.filter(submission=row))
    if len(files) != 1 or hashlib.sha256(settings.WINAY_BLOBS.get(files[0].sha256)).hexdigest() != photo:
        wrong.append(f"{instance}: file")
print(json.dumps({"asked": len(acknowledged), "wrong": wrong[:5], "rows": Submission.objects.count(),
                  "half": Submission.objects.exclude(pk__in=Attachment.objects.values("submission")).count()}))
"""


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    if request.param == "sqlite":
        with demo("phones") as mine:
            yield mine
        return
    if throwaway_postgres.find_binaries() is None:
        pytest.skip("there is no PostgreSQL on this machine")
    server = throwaway_postgres.start()
    try:
        mine = House(tmp_path / "var", server.url("postgres"))
        mine.server = server  # type: ignore[attr-defined]
        made = mine.winay("setup")
        assert made.returncode == 0, made.stdout + made.stderr
        yield mine
        mine.stop()
    finally:
        server.stop()


class Sender(threading.Thread):
    """A phone that sends one after the other, and keeps what was acknowledged and what was not."""

    def __init__(self, house: House, token: str, until: threading.Event) -> None:
        super().__init__()
        self.address, self.token, self.until = urlsplit(house.url).netloc, token, until
        self.good: dict[str, tuple[str, str]] = {}
        self.open: dict[str, bytes] = {}

    def run(self) -> None:
        while not self.until.is_set():
            instance, photo = new_id(), os.urandom(60_000)
            xml = answers(instance, photo="1.jpg")
            body = body_of(pieces_of(xml, {"1.jpg": photo}))
            self.open[instance] = body
            with suppress(OSError, http.client.HTTPException):
                if post(self.address, self.token, body) == 201:
                    self.good[instance] = (hashlib.sha256(xml).hexdigest(), hashlib.sha256(photo).hexdigest())
                    del self.open[instance]


def post(address: str, token: str, body: bytes) -> int:
    line = http.client.HTTPConnection(address, timeout=30)
    try:
        line.request("POST", f"/campo/{token}/submission", body, {"Content-Type": KIND})
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def under_load(house: House, token: str, pause: float) -> list[Sender]:
    """Phones that send until the house is killed in the middle of it."""
    until = threading.Event()
    senders = [Sender(house, token, until) for _ in range(CLIENTS)]
    for sender in senders:
        sender.start()
    deadline = time.monotonic() + SECONDS
    while sum(len(sender.good) for sender in senders) < ENOUGH and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(pause)
    house.kill()
    until.set()
    for sender in senders:
        sender.join()
    return senders


def test_killed_under_load_every_acknowledged_one_is_there_once(house: House, tmp_path: Path) -> None:
    token = script(house, LET_IN)
    good: dict[str, tuple[str, str]] = {}
    again: dict[str, bytes] = {}
    for turn in range(ROUNDS):
        house.start()
        for sender in under_load(house, token, 0.037 * (turn % 5)):
            good |= sender.good
            again |= sender.open
    house.start()
    address = urlsplit(house.url).netloc
    assert {post(address, token, body) for body in again.values()} <= {201}  # the phones try again
    assert house.stop() == 0
    told = tmp_path / "acknowledged.json"
    told.write_text(json.dumps(good))
    found = json.loads(script(house, COMPARE, str(told)))
    assert found["asked"] > 0 and found["wrong"] == [] and found["half"] == 0, found
    assert found["rows"] == len(good) + len(again)
    assert house.winay("journal", "seal").returncode == 0 and house.winay("journal", "verify").returncode == 0


def test_slow_cut_chunked_and_the_rest_goes_on(house: House, tmp_path: Path) -> None:
    token = script(house, LET_IN)
    house.start()
    address = urlsplit(house.url).netloc
    where = (urlsplit(house.url).hostname, urlsplit(house.url).port)
    body = body_of(pieces_of(answers("cut", photo="1.jpg"), {"1.jpg": os.urandom(100_000)}))
    head = f"POST /campo/{token}/submission HTTP/1.1\r\nHost: localhost\r\nContent-Type: {KIND}\r\n"
    slow = []
    for _ in range(20):  # more of them than requests are handled at a time
        line = socket.create_connection(where)
        line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:50_000])
        slow.append(line)
    began = time.monotonic()
    quick = body_of(pieces_of(answers("quick", photo="1.jpg"), {"1.jpg": b"\xff\xd8\xff"}))
    assert post(address, token, quick) == 201
    assert time.monotonic() - began < 10
    for line in slow[1:]:
        line.close()  # cut inside the file
    slow[0].sendall(body[50_000:])
    assert slow[0].recv(100).startswith(b"HTTP/1.1 201")
    pieces = body_of(pieces_of(answers("chunked", photo="1.jpg"), {"1.jpg": os.urandom(300_000)}))
    with socket.create_connection(where) as line:
        line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        for start in range(0, len(pieces), 65_536):
            piece = pieces[start : start + 65_536]
            line.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        line.sendall(b"0\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 201")
    assert house.stop() == 0
    told = tmp_path / "none.json"
    told.write_text("{}")
    assert json.loads(script(house, COMPARE, str(told)))["rows"] == 3


def test_the_database_goes_away_and_comes_back(house: House, tmp_path: Path) -> None:
    server = getattr(house, "server", None)
    if server is None:
        pytest.skip("the embedded database does not go away")
    token = script(house, LET_IN)
    house.start()
    address = urlsplit(house.url).netloc
    body = body_of(pieces_of(answers("first", photo="1.jpg"), {"1.jpg": b"\xff\xd8\xff"}))
    assert post(address, token, body) == 201
    server.halt()
    later = body_of(pieces_of(answers("later", photo="1.jpg"), {"1.jpg": b"\xff\xd8\xff"}))
    assert post(address, token, later) in {500, 503}
    server.go_on()
    deadline = time.monotonic() + 40
    while post(address, token, later) != 201:
        assert time.monotonic() < deadline, house.said()[-2000:]
        time.sleep(0.3)
    assert post(address, token, later) == 201
    while _waiting(house):
        assert time.monotonic() < deadline, house.said()[-2000:]
        time.sleep(0.5)
    assert house.stop() == 0


def _waiting(house: House) -> bool:
    text = (
        "import django; django.setup()\n"
        "from winay.intake.models import Submission\n"
        "print(Submission.objects.filter(state='received').count())"
    )
    return script(house, text) != "0"
