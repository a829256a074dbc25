"""Bodies as phones write them, whose answers can be read where they stand, without building a tree: for files of half a
million. Where a body is not so plain, nothing is said of it, and its tree is asked.

Bodies were read whole when they came, so they are well-formed.
"""

from functools import lru_cache


def plain_parts(content: bytes) -> list[str] | None:
    """What stands between the root and `meta`, which is the last in it, cut at every sign of a tag: a text, what stands
    in a tag, the text behind it, what stands in the next one. None where it is not so plain."""
    ends = content.find(b">", content.find(b"?>") + 2 if content.startswith(b"<?") else 0)
    whole = content.rstrip()
    for last, first in _around(content[:ends]):
        if whole.endswith(last) and (meta := content.rfind(first)) >= ends:
            body = content[ends + 1 : meta]
            break
    else:
        return None
    # Where one of these is, the text between two tags is not as it stands.
    if b"&" in body or (b"!" in body and b"<!" in body) or (b"?" in body and b"<?" in body) or b"\r" in body:
        return None
    try:
        parts = body.decode().replace(">", "<").split("<")
    except UnicodeDecodeError:
        return None
    return parts if len(parts) == 2 * body.count(b">") + 1 else None


@lru_cache(maxsize=64)
def _around(head: bytes) -> list[tuple[bytes, bytes]]:
    """How a body ends that begins like this, and with it its `meta` begins. Those of one version begin alike."""
    begins = head.find(b"<", head.find(b"?>") + 2 if head.startswith(b"<?") else 0)
    root = head[begins + 1 :].split(maxsplit=1)[:1]
    if begins < 0 or not root or (b"encoding" in head and b"utf-8" not in head.lower()):
        return []
    return [(b"</%s></%s>" % (meta, root[0]), b"<%s" % meta) for meta in (b"meta", b"orx:meta")]
