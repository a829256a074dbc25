"""Bodies as phones write them, whose answers can be read in one pass over their text, without building a tree: for
files of half a million. Where a body is not so plain, nothing is said of it, and its tree is asked.

Bodies were read whole when they came, so they are well-formed.
"""

from collections.abc import Iterable

Tagged = Iterable[tuple[str, str]]
"""What stands in a tag, and the text behind it."""


def plain_tags(content: bytes) -> Tagged | None:
    """What stands between the root and `meta`, which is the last in it; None where it is not so plain."""
    begins = content.find(b"<", content.find(b"?>") + 2) if content.startswith(b"<?") else content.find(b"<")
    ends, meta = content.find(b">", begins), max(content.rfind(b"<meta"), content.rfind(b"<orx:meta"))
    head = content[:ends]
    root = head[begins + 1 :].split(maxsplit=1)[:1]
    if begins < 0 or meta < ends or not root or (b"encoding" in head and b"utf-8" not in head.lower()):
        return None
    body, rest = content[ends + 1 : meta], content[meta:].rstrip()
    if not rest.endswith(b"meta></%s>" % root[0]) or body.count(b">") != body.count(b"<"):
        return None
    if b"&" in body or b"<!" in body or b"<?" in body or b"\r" in body:  # the text between two tags is not as it stands
        return None
    try:
        parts = body.decode().replace(">", "<").split("<")
    except UnicodeDecodeError:
        return None
    return zip(parts[1::2], parts[2::2], strict=True)
