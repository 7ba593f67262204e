# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The partner of a trial, what is below it, the template and the join request (private to this collection)."""

from __future__ import annotations

import json
from typing import Any

from .._graph.request import Request
from .._names import NOBODY
from . import requests as ask
from .kind import CAPABILITY, JOIN, PARTNER, SYNC, TEMPLATE, absent, present
from .trial import GONE, MADE, CannotTry, Hands, Said, Trial

#: What a template has, of what the trial changes.
LEVEL, SYNC_INBOUND = "templateApplicationLevel", "userSyncInbound"


def _removed(trial: Trial, kind: str, hands: Hands, read: Request, delete: Request, title: str) -> list[str]:
    """Delete an object that the trial made, and wait until it is gone."""
    if trial.touched[kind] == GONE:
        return []
    # An object that was made a moment ago may not be there yet, for reads and for the deletion alike.
    said = trial.settled(hands, read, lambda said: said.status != 404)
    if absent(said):
        return []
    refused = hands.ask(delete)
    if not refused.ok and refused.status != 404:
        return [f"{title} could not be deleted: {refused.odd()}"]
    if absent(trial.settled(hands, read, absent)):
        trial.lost(kind)
        return []
    return [f"{title} was deleted, but Graph still shows it"]


# The partner and what is below it.


def make_partner(trial: Trial) -> None:
    trial.making(PARTNER, trial.v1, ask.make_partner(trial.partner)).needed()
    trial.settled(trial.v1, ask.partner(trial.partner), present).needed()


def take_back_partner(trial: Trial) -> list[str]:
    title = "the partner"
    left = _removed(trial, PARTNER, trial.v1, ask.partner(trial.partner), ask.delete_partner(trial.partner), title)
    return left or _purged(trial, ask.DELETED_PARTNERS, "the deleted partner")


def take_back_sync(trial: Trial) -> list[str]:
    title = "the identity synchronization policy of the partner"
    left = _removed(trial, SYNC, trial.v1, ask.sync(trial.partner), ask.delete_sync(trial.partner), title)
    return left or _purged(trial, ask.DELETED_SYNCS, "the deleted identity synchronization policy")


def _purged(trial: Trial, kind: str, title: str) -> list[str]:
    """Remove a soft-deleted object for good. There was none at the beginning."""
    said = trial.beta.ask(ask.deleted(kind, trial.partner))
    if absent(said):
        return []
    if not said.ok:
        # Whether there is one, and how long it stays, is documented in policydeletableitem.
        return [f"{title} may stay for 30 days, after which Microsoft removes it: {said.odd()}"]
    refused = trial.beta.ask(ask.purge(kind, trial.partner))
    if not refused.ok and refused.status != 404:
        return [f"{title} stays for 30 days, after which Microsoft removes it: {refused.odd()}"]
    gone = trial.settled(trial.beta, ask.deleted(kind, trial.partner), absent)
    return [] if absent(gone) else [f"{title} was removed, but Graph still shows it"]


def make_sync(trial: Trial) -> None:
    body = {"displayName": trial.mark, SYNC_INBOUND: {"isSyncAllowed": False}}
    request = ask.make_sync(trial.partner, body)
    trial.touch(SYNC)
    trial.written(trial.v1, request).needed()
    trial.touched[SYNC] = MADE
    trial.settled(trial.v1, ask.sync(trial.partner), present).needed()


def make_capability(trial: Trial) -> None:
    if trial.cloud != "global":
        raise CannotTry("only the global cloud has Microsoft 365 capabilities")
    trial.making(CAPABILITY, trial.v1, ask.make_capability(trial.partner)).needed()
    trial.settled(trial.v1, ask.capability(trial.partner), present).needed()


def take_back_capability(trial: Trial) -> list[str]:
    read, delete = ask.capability(trial.partner), ask.delete_capability(trial.partner)
    return _removed(trial, CAPABILITY, trial.v1, read, delete, "the Microsoft 365 capability of the partner")


# The template and the join request of the multitenant organization.


def know_template(trial: Trial) -> None:
    """Remember the template of the beginning. The rows change it."""
    if trial.cloud != "global":
        raise CannotTry("only the global cloud has templates")
    body = trial.v1.ask(ask.template()).object()
    if LEVEL not in body or SYNC_INBOUND not in body:
        raise CannotTry("Graph shows a template of another form")
    trial.known.setdefault(TEMPLATE, {LEVEL: body[LEVEL], SYNC_INBOUND: body[SYNC_INBOUND]})
    # Nothing is changed yet, but from now on the template has to be as it was.
    trial.touched[TEMPLATE] = MADE


def same_template(body: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two templates agree. The level is a set of words, and three forms of it mean that it is off."""
    return _level(body) == _level(other) and _allowed(body) == _allowed(other)


def _level(body: dict[str, Any]) -> frozenset[str]:
    words = str(body.get(LEVEL) or "none").replace(" ", "").split(",")
    return frozenset(words) - {"none", ""}


def _allowed(body: dict[str, Any]) -> Any:
    return (body.get(SYNC_INBOUND) or {}).get("isSyncAllowed")


def take_back_template(trial: Trial) -> list[str]:
    before = trial.known[TEMPLATE]

    def restored(said: Said) -> bool:
        return said.ok and isinstance(said.body, dict) and same_template(said.body, before)

    if restored(trial.v1.ask(ask.template())):
        return []
    level = before[LEVEL] if _level(before) else "none"
    forms = [level, "", None] if level == "none" else [level]
    inbound = before[SYNC_INBOUND] or {"isSyncAllowed": None}
    for form in forms:
        refused = trial.v1.ask(ask.change_template({LEVEL: form, SYNC_INBOUND: inbound}))
        if refused.ok:
            break
    if restored(trial.settled(trial.v1, ask.template(), restored)):
        return []
    return [f"the template of the multitenant organization is not as it was: {json.dumps(before)}; {refused.odd()}"]


def know_join_request(trial: Trial) -> None:
    raise CannotTry("a request to join is made by its question only")


def take_back_join_request(trial: Trial) -> list[str]:
    if trial.touched[JOIN] == GONE:
        return []
    # The GUID of zeros resets a request: multitenantorganizationjoinrequestrecord-update. Graph may still be busy with
    # the request.
    refused = trial.settled(trial.v1, ask.join(NOBODY), present)
    return [] if refused.ok else [f"the request to join a multitenant organization remains: {refused.odd()}"]
