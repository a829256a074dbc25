"""When a phone may be let in: pure functions."""

import re
from datetime import date

from winay.accounts.rules import LEAST_LABEL, MOST_LABEL, MOST_NAME, unreasonable
from winay.core.decision import Decision, Reason, allow_unless

MOST_DEVICES = 50
"""Devices remembered of one credential. Names come from the device, so there must be an end to them."""
_DEVICE = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


def issuable(*, label: str, has_person: bool, holder: str, expires_on: date | None, today: date) -> Decision:
    """Whether a credential may be issued: a name to tell it by, one holder, an end that lies ahead."""
    label, holder = label.strip(), holder.strip()
    return allow_unless(
        Reason("accounts.label_wrong", {"least": LEAST_LABEL, "most": MOST_LABEL})
        if not LEAST_LABEL <= len(label) <= MOST_LABEL or not label.isprintable()
        else None,
        Reason("accounts.one_holder") if has_person == bool(holder) else None,
        Reason("accounts.name_missing")
        if holder and (not 3 <= len(holder) <= MOST_NAME or not holder.isprintable())
        else None,
        Reason("accounts.expires_in_past", {"today": today.isoformat()})
        if expires_on is not None and expires_on <= today
        else None,
    )


def revocable(*, revoked: bool, reason: str) -> Decision:
    """Whether a credential may be revoked: once, with a reason that others will read."""
    if revoked:
        return Decision(False, (Reason("accounts.credential_revoked"),))
    return allow_unless(unreasonable(reason))


def named_device(device_id: str) -> str:
    """What a device calls itself, as it is kept; empty for a name that none would bear."""
    text = device_id.strip()
    return text if _DEVICE.fullmatch(text) else ""
