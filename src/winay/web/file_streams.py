"""Files that are written while they are sent: a ZIP of parts, a Parquet table. Nothing is gathered in memory."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Parts = Iterable[bytes]


class Pipe:
    """A file that holds what was written to it until it is taken."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._written = 0

    def write(self, content: Any) -> int:
        """Keep some bytes."""
        self._held.append(bytes(content))
        self._written += len(self._held[-1])
        return len(self._held[-1])

    def tell(self) -> int:
        """How many were written in all."""
        return self._written

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is kept open."""

    def take(self) -> bytes:
        """What was written since."""
        held = b"".join(self._held)
        self._held.clear()
        return held


def zip_stream(members: Iterable[tuple[str, Parts]], *, packed: bool = True) -> Iterator[bytes]:
    """A ZIP of named members, each written part by part. Not `packed`: what is compressed already, as photographs."""
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]
        for name, parts in members:
            about = zipfile.ZipInfo(name)
            about.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            about._compresslevel = 1  # type: ignore[attr-defined]  # whoever waits for it would wait three times as long
            with archive.open(about, "w", force_zip64=True) as member:
                for part in parts:
                    member.write(part)
                    if pipe.tell():
                        yield pipe.take()
    yield pipe.take()


def parquet_stream(names: Sequence[str], batches: Iterable[Sequence[Sequence[object]]]) -> Iterator[bytes]:
    """A table of texts, a group of rows for each batch. Answers are texts here as they were sent: what a phone wrote
    where a number was asked for is not lost."""
    import pyarrow as pa  # most pages hand out no table
    from pyarrow import parquet

    schema, pipe = pa.schema([(name, pa.string()) for name in names]), Pipe()
    with parquet.ParquetWriter(pa.PythonFile(pipe, mode="w"), schema, compression="zstd") as writer:
        for rows in batches:
            columns = [
                [None if cell is None or cell == "" else str(cell) for cell in column]
                for column in zip(*rows, strict=True)
            ]
            writer.write_table(pa.table(columns, schema=schema) if rows else schema.empty_table())
            yield pipe.take()
    yield pipe.take()
