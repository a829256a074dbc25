"""Other forms that the demonstration's phones brought, and what came on paper: a grievance that the phone forgot, a
line of the cash book that was typed in and is kept, a visit that is half typed in."""

import struct
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from django.conf import settings

from winay.accounts.phones.queries import ActingPhone
from winay.accounts.queries import ActingPerson
from winay.core.clock import local_date
from winay.intake.forms.reading import to_xform
from winay.intake.models import FormVersion, Sheet
from winay.intake.paper.filling import filled
from winay.intake.paper.reading import ON_SCAN, Typed
from winay.intake.paper.rules import HeadSaid, new_number
from winay.intake.paper.services import begin_sheet, hand_over_sheet, keep_sheet
from winay.intake.receiving.services import Delivery, receive
from winay.nuclei.models import Nucleus

IDS = UUID("0b0f6f2c-9a3f-4c42-8d0f-5d7d6a3a7d52")
"""The name space of the submissions' ids: the same demonstration has the same ones."""
WORDS = "El día de la entrega faltaron dos planchas de la cocina; dijeron que volverían con ellas y nadie volvió."
BOOK = {
    "book/nucleus": "Núcleo de la comunidad", "book/treasurer": "Tesorería", "book/line": "31",
    "movement/way": "out", "movement/purpose": "transport", "movement/what": "Flete de módulos de cuyes, dos viajes",
    "movement/amount": "180", "movement/paid_from": "cash", "movement/who": "Transportes del valle",
    "voucher/kind": "sale_slip", "voucher/number": "B001-00451", "voucher/photo": ON_SCAN, "balance/cash": "74.50",
    "balance/agrees": "yes",
}  # fmt: skip
VISIT = {"when/minutes": "70", "about/advice": "Limpiar la poza antes de las lluvias y cambiar la cama de los cuyes."}


def tell_by_phone(phone: ActingPhone, *, place: str, program: str, device: str, at: datetime) -> None:
    """Somebody borrows the phone and says what is wrong; the phone keeps nothing of it."""
    on = local_date(at, settings.TIME_ZONE)
    seed = str(uuid5(IDS, place))
    answers = {
        "code": f"{seed[:5]}-{seed[5:8]}{seed[9:11]}", "said/kind": "claim", "said/words": WORDS,
        "said/language": "es", "said/heard_on": on.isoformat(), "said/about": "delivery", "said/channel": "visit",
        "where/place": place, "where/program": program, "who/speaker": "anonymous",
    }  # fmt: skip
    form = to_xform((Path(settings.WINAY_FORMS) / "grievance.xlsx").read_bytes()).xml
    receive(delivery=Delivery(filled(form, answers, {}, instance_id=f"uuid:{seed}"), device_id=device), by=phone, at=at)


def type_in_papers(*, by: ActingPerson, place: str, trainer: str, at: datetime) -> None:
    """One sheet that went in with its scan, and one of which the picture is still missing."""
    day = local_date(at, settings.TIME_ZONE)
    book = HeadSaid(new_number(), day - timedelta(days=4), "Tesorería del núcleo")
    answers = BOOK | {"book/moved_on": book.filled_on.isoformat()}
    answers |= {"voucher/issued_on": book.filled_on.isoformat()}
    nucleus = Nucleus.objects.filter(district__code__startswith=place, closed_on=None).order_by("id").first()
    answers |= {"book/nucleus": nucleus.name} if nucleus else {}
    done = _typed("cash_book_line", book, answers, by, place, at, scan=("hoja.png", _grey_sheet()))
    hand_over_sheet(sheet=done, as_written=False, by=by, by_name=by.person.name, at=at)
    visit = HeadSaid(new_number(), day - timedelta(days=2), trainer)
    _typed("household_visit", visit, VISIT | {"when/visited_on": visit.filled_on.isoformat()}, by, place, at)


def _typed(
    form_id: str, said: HeadSaid, answers: dict[str, str], by: ActingPerson, place: str, at: datetime,
    scan: tuple[str, bytes] | None = None,
) -> Sheet:  # fmt: skip
    form = FormVersion.objects.filter(form_id=form_id, office=None, retired_at=None).latest("id")
    sheet = begin_sheet(form=form, said=said, place_code=place, by=by, by_name=by.person.name, at=at)
    return keep_sheet(sheet=sheet, said=said, typed=Typed(answers, {}), scan=scan, by=by, at=at)


def _grey_sheet(width: int = 210, height: int = 297) -> bytes:
    """A picture of an empty sheet, where a real office has the photograph of its paper."""
    rows = b"".join(b"\0" + bytes(200 if y % 18 == 17 and 12 < x < width - 12 else 245 for x in range(width))
                    for y in range(height))  # fmt: skip
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    )  # fmt: skip
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
