# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds of objects that a trial makes or changes (private to this collection)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .trial import Said, Trial

PARTNER = "partner"
SYNC = "identity_sync"
CAPABILITY = "capability"
TEMPLATE = "template"
JOIN = "join_request"
ORGANIZATION = "organization"
CONFIGURATION = "configuration"
JOB = "job"
SECRETS = "secrets"
AGREED = "agreed"
OWNED = "owned"


class Kind(NamedTuple):
    """A kind of object.

    ``needs``: kinds that have to be there before. ``set_up`` makes it. ``take_back`` returns a sentence for everything
    that could not be taken back. ``plan`` says both, for the person who is asked. ``by_hand`` says how a person takes
    it back if the process was killed: {partner} and {mark} stand for the ID of the partner and for the name of the
    objects, and {template} for the settings of the template. It is empty if there is nothing else to do.
    """

    needs: tuple[str, ...]
    set_up: Callable[[Trial], None]
    take_back: Callable[[Trial], list[str]]
    plan: str
    by_hand: str = ""


def present(said: Said) -> bool:
    return said.ok


def absent(said: Said) -> bool:
    return said.status == 404 and said.code is not None
