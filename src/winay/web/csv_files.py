"""CSV files out: streamed row by row, and no cell that a spreadsheet would take for a formula."""

import csv
from collections.abc import Iterable, Sequence

from django.http import StreamingHttpResponse

from winay.core.spreadsheet import safe


class _Line:
    """A file that only hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A download named `name`, written while it is sent. A byte-order mark tells spreadsheets that it is UTF-8."""
    writer = csv.writer(_Line())

    def lines() -> Iterable[str]:
        yield "\ufeff"
        yield writer.writerow(head)
        for row in rows:
            yield writer.writerow([safe(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
