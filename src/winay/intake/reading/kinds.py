"""What a file is, by its first bytes; its name and what its sender called it are not believed."""

from dataclasses import dataclass

HEAD = 512
_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3gp", "video/3gpp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xfa", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
)
_NAMES = {
    "jpg": {"image/jpeg"}, "jpeg": {"image/jpeg"}, "png": {"image/png"}, "gif": {"image/gif"}, "webp": {"image/webp"},
    "heic": {"image/heic"}, "wav": {"audio/wav"}, "m4a": {"audio/mp4", "video/mp4", "video/3gpp"},
    "mp4": {"video/mp4", "audio/mp4", "video/3gpp"}, "3gp": {"video/3gpp", "video/mp4"},
    "3gpp": {"video/3gpp", "video/mp4"}, "amr": {"audio/amr"}, "ogg": {"audio/ogg"}, "oga": {"audio/ogg"},
    "mp3": {"audio/mpeg"}, "aac": {"audio/aac"}, "webm": {"video/webm"}, "pdf": {"application/pdf"},
    "zip": {"application/zip"}, "xlsx": {"application/zip"}, "csv": {"text/plain"}, "txt": {"text/plain"},
}  # fmt: skip
SHOWN = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "audio/wav", "audio/mp4", "audio/ogg", "audio/mpeg",
     "audio/aac", "audio/amr", "video/mp4", "video/3gpp", "video/webm"}
)  # fmt: skip
"""What a browser may show in place; everything else is only ever saved."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is, and whether its name says something else."""

    content_type: str
    lies: bool


def kind_of(name: str, head: bytes) -> Kind:
    """By the first bytes of the content. A name whose ending we do not know says nothing."""
    found = next((kind for at, sign, kind in _SIGNS if head[at : at + len(sign)] == sign), "")
    if not found:
        found = "text/plain" if _is_text(head) else "application/octet-stream"
    expected = _NAMES.get(name.rpartition(".")[2].lower())
    return Kind(found, expected is not None and found not in expected)


def _is_text(head: bytes) -> bool:
    """UTF-8 without control signs; the last sign may be cut."""
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode()
    return bool(text) and all(sign in "\t\r\n" or sign.isprintable() for sign in text)
