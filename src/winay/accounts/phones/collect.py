"""Settings that ODK Collect reads from a QR code. Plain Python.

JSON, compressed with zlib, in base64, as the app asks. A value of a wrong type is skipped by the app without
a word, so types matter. The picture holds the token: it is as good as a password.
"""

import base64
import json
import zlib

MOST_BYTES = 1000
"""A code with more is read by no cheap camera."""


def settings_for(server_url: str, *, project: str, language: str = "es") -> dict[str, dict[str, object]]:
    """What a phone of a trainer is told: where to fetch and send, to fetch what the server lists and nothing else, to
    send by itself, to keep photographs small and what was sent, and to let nobody change the server by accident."""
    return {
        "general": {
            "server_url": server_url,
            "form_update_mode": "match_exactly",
            "periodic_form_updates_check": "every_six_hours",
            "autosend": "wifi_and_cellular",
            "delete_send": False,
            "image_size": "medium",
            "app_language": language,
        },
        "admin": {"change_server": False, "delete_saved": False},
        "project": {"name": project[:60], "icon": "W", "color": "#9B2743"},
    }


def packed(settings: dict[str, dict[str, object]]) -> str:
    """The text that goes into the QR code. ValueError for one that would be too large."""
    plain = json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text = base64.b64encode(zlib.compress(plain, 9)).decode("ascii")
    if len(text) > MOST_BYTES:
        raise ValueError("these settings do not fit a code that phones can read")
    return text
