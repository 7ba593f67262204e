# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are no answers: what a hostile or broken server may send in place of one, as fields of a Fault.

``Fault(**HOSTILE["deep JSON"], method="GET", where="login")`` is one of them, at one kind of request.
"""

from __future__ import annotations

from typing import Any

DEEP = 100_000


def deep(depth: int = DEEP, opening: str = "[", closing: str = "]", inside: str = "") -> str:
    """JSON text nested as deeply."""
    return opening * depth + inside + closing * depth


def with_text(text: str) -> Any:
    """A function of a body that puts a text in place of every display name in it."""

    def change(body: Any) -> Any:
        if isinstance(body, list):
            return [change(each) for each in body]
        if isinstance(body, dict):
            return {name: text if name == "displayName" else change(each) for name, each in body.items()}
        return body

    return change


#: All of these never end, or end with something that cannot be understood. None needs a feature of Graph.
NO_ANSWERS: dict[str, dict[str, Any]] = {
    "deep lists": {"body": deep()},
    "deep objects": {"body": deep(opening='{"a":', closing="}", inside="1")},
    "deep lists in a list": {"body": '{"value": [%s]}' % deep()},
    "deep lists that are never closed": {"body": "[" * DEEP},
    "deep lists of a batch": {"body": '{"responses": [{"id": "0", "status": 200, "body": %s}]}' % deep()},
    "a little too deep": {"body": '{"value": %s}' % deep(100)},
    "NaN": {"body": '{"value": NaN}'},
    "Infinity": {"body": '{"value": -Infinity}'},
    "a float that is infinite": {"body": '{"value": 1e999}'},
    "an integer of 100,000 digits": {"body": '{"value": %s}' % ("9" * 100_000)},
    "an integer of 400 digits": {"body": '{"value": [], "expires_in": %s, "access_token": "x"}' % ("9" * 400)},
    "one name twice": {"body": '{"value": [], "value": [{}]}'},
    "UTF-16": {"raw": '{"value": []}'.encode("utf-16")},
    "no UTF-8": {"raw": b'{"value": "\xff\xfe"}'},
    "a surrogate as UTF-8": {"raw": b'{"value": "\xed\xa0\x80"}'},
    "unknown compression": {"body": '{"value": []}', "headers": {"Content-Encoding": "br"}},
    "compression twice": {"body": '{"value": []}', "headers": {"Content-Encoding": "gzip, gzip"}},
    "no compression, though it says so": {"body": '{"value": []}', "headers": {"Content-Encoding": "gzip"}},
    "gzip bomb": {"action": "bomb"},
    "gzip bomb of an error": {"action": "bomb", "status": 400},
    "gzip bomb of a redirect": {"action": "bomb", "status": 302, "headers": {"Location": "https://elsewhere.example"}},
    "endless": {"action": "endless"},
}

#: Answers that take their time, so that only a timeout ends the request.
SLOW: dict[str, dict[str, Any]] = {
    "drip": {"action": "drip", "pace": 0.05},
    "drip of headers": {"action": "drip_head", "pace": 0.05},
}

#: Lists without an end.
ENDLESS_LISTS: dict[str, dict[str, Any]] = {
    "the same rows for ever": {"action": "pages", "rows": "same", "times": None},
    "empty pages for ever": {"action": "pages", "rows": "none", "times": None},
    "new rows for ever": {"action": "pages", "rows": "new", "times": None},
}

HOSTILE = {**NO_ANSWERS, **SLOW, **ENDLESS_LISTS}
