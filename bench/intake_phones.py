"""Phones for intake.py: processes that send as fast as they are answered, and one that sends at a given pace."""

import multiprocessing
import os
import random
import re
import statistics
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
FIELDS = "".join(f"<q{n}>Respuesta {n} ñandú quechua</q{n}>" for n in range(40))
BOUNDARY = "----bench"
KIND = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
NAMES = ("Fortunata", "Julia", "Nélida", "Saturnina", "Eulogia", "Paulina", "Vilma", "Rosa", "Justina", "Máxima")
SURNAMES = ("Quispe", "Huamán", "Mamani", "Ccori", "Ñahui", "Palomino", "Sulca", "Yupanqui", "Condori", "Ramos")


def visit(photo: bool) -> bytes:
    """Forty answers, as somebody's phone writes them."""
    named = "<photo>1.jpg</photo>" if photo else ""
    return (
        f'<data id="visita_prueba" version="2026-11">{FIELDS}{named}'
        f"<meta><instanceID>uuid:{uuid.uuid4()}</instanceID></meta></data>"
    ).encode()


def household(template: str) -> bytes:
    """A registration form of four people, whom nobody has met before."""
    text = template.replace("uuid:bench", f"uuid:{uuid.uuid4()}")
    for element, made in (
        ("national_id", lambda: str(random.randrange(10**7, 10**8))),
        ("given_names", lambda: f"{random.choice(NAMES)} {random.choice(NAMES)}"),
        ("surname_1", lambda: random.choice(SURNAMES)),
        ("surname_2", lambda: random.choice(SURNAMES)),
    ):
        text = re.sub(f"<{element}>[^<]+<", lambda _, tag=element, make=made: f"<{tag}>{make()}<", text)
    return text.encode()


def body_of(xml: bytes, photo: bytes = b"") -> bytes:
    """As Collect sends it."""
    parts = [(b'name="xml_submission_file"; filename="s.xml"\r\nContent-Type: text/xml', xml)]
    if photo:
        parts.append((b'name="1.jpg"; filename="1.jpg"\r\nContent-Type: image/jpeg', photo))
    mark = f"--{BOUNDARY}".encode()
    some = [mark + b"\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + one + b"\r\n" for head, one in parts]
    return b"".join(some) + mark + b"--\r\n"


Heard = tuple[list[float], int]


def _sends(address: str, path: str, photo: int, stop: float, found: "multiprocessing.Queue[Heard]") -> None:
    line, times, wrong = HTTPConnection(address, timeout=60), [], 0
    picture = os.urandom(photo)
    while time.time() < stop:
        body = body_of(visit(bool(photo)), os.urandom(16) + picture[16:] if photo else b"")
        began = time.perf_counter()
        line.request("POST", path, body, KIND)
        answer = line.getresponse()
        answer.read()
        times.append(time.perf_counter() - began)
        wrong += answer.status != 201
    found.put((times, wrong))


@dataclass(frozen=True)
class Run:
    """What some phones were answered: how many a second, milliseconds, how many were refused."""

    rate: float
    p50: float
    p95: float
    count: int
    wrong: int


def send(address: str, path: str, *, phones: int, photo: int, seconds: float) -> Run:
    """So many phones at once, each with a connection of its own, the next as soon as the last is acknowledged."""
    found: multiprocessing.Queue[Heard] = multiprocessing.Queue()
    began = time.time()
    some = [
        multiprocessing.Process(target=_sends, args=(address, path, photo, began + seconds, found))
        for _ in range(phones)
    ]
    for one in some:
        one.start()
    told = [found.get() for _ in some]
    for one in some:
        one.join()
    took = time.time() - began
    times = sorted(one for times, _ in told for one in times)
    p95 = statistics.quantiles(times, n=100)[94]
    return Run(
        len(times) / took, 1000 * times[len(times) // 2], 1000 * p95, len(times), sum(wrong for _, wrong in told)
    )


def send_at(
    address: str, paths: Sequence[str], bodies: Sequence[bytes], a_second: float, heard: list[float] | None = None
) -> list[float]:
    """Send these at a pace, to the addresses in turn; when each was acknowledged, also in `heard` while they are sent.
    Late ones are caught up with, not left out."""
    heard = [] if heard is None else heard
    line, began = HTTPConnection(address, timeout=60), time.time()
    for number, body in enumerate(bodies):
        time.sleep(max(0.0, began + number / a_second - time.time()))
        line.request("POST", paths[number % len(paths)], body, KIND)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 201, answer.status
        heard.append(time.time())
    return heard
