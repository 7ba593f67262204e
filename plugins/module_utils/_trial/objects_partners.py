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
from .kind import CAPABILITY, JOIN, ORGANIZATION, PARTNER, SYNC, TEMPLATE, absent, present
from .trial import GONE, MADE, CannotTry, Hands, Said, Trial

#: What a template has, of what the trial changes.
LEVEL, SYNC_INBOUND = "templateApplicationLevel", "userSyncInbound"

# Where Graph keeps deleted objects.
_DELETED = {PARTNER: ask.DELETED_PARTNERS, SYNC: ask.DELETED_SYNCS}


def _removed(trial: Trial, kind: str, hands: Hands, read: Request, delete: Request, title: str) -> list[str]:
    """Delete an object that the trial made, and wait until it is gone."""
    if trial.touched[kind] == GONE:
        return []
    # An object that was made a moment ago may not be there yet, for reads and for the deletion alike.
    said = trial.insisted(hands, read, lambda said: said.status != 404)
    if absent(said):
        return []
    refused = trial.written(hands, delete)
    if not refused.ok and refused.status != 404:
        return [f"{title} could not be deleted: {refused.odd()}"]
    if absent(trial.settled(hands, read, absent)):
        trial.lost(kind)
        return []
    return [f"{title} was deleted, but Graph still shows it"]


# The partner and what is below it.


def make_partner(trial: Trial) -> None:
    if trial.touched.get(PARTNER) == GONE:
        # It was there before. A deleted partner may prevent a new one.
        _purged(trial, SYNC, "")
        _purged(trial, PARTNER, "")
    request, read = ask.make_partner(trial.partner), ask.partner(trial.partner)
    said = trial.making(PARTNER, trial.v1, request)
    if said.status == 409 and not trial.settled(trial.v1, read, present).ok:
        # Graph may need a while to forget a partner. And the lost answer to an earlier attempt may have been a refusal.
        said = trial.making(PARTNER, trial.v1, request)
    if not said.made:
        raise said.odd()
    trial.settled(trial.v1, read, present).needed()


def take_back_partner(trial: Trial) -> list[str]:
    title = "the partner"
    left = _removed(trial, PARTNER, trial.v1, ask.partner(trial.partner), ask.delete_partner(trial.partner), title)
    return left or _purged(trial, PARTNER, "the deleted partner")


def take_back_sync(trial: Trial) -> list[str]:
    title = "the identity synchronization policy of the partner"
    left = _removed(trial, SYNC, trial.v1, ask.sync(trial.partner), ask.delete_sync(trial.partner), title)
    return left or _purged(trial, SYNC, "the deleted identity synchronization policy")


def shown_deleted(trial: Trial, kind: str) -> Said:
    """The soft-deleted object of this kind, as soon as Graph shows it. Another answer if it does not."""
    request = ask.deleted(_DELETED[kind], trial.partner)
    keeps_none = ("keeps none", kind)
    if keeps_none in trial.known or (trial.touched.get(kind) == GONE and kind not in trial.pending):
        return trial.beta.ask(request)
    said = trial.insisted(trial.beta, request, lambda said: said.status != 404)
    if absent(said) and kind in trial.pending:
        trial.known[keeps_none] = True
    return said


def _purged(trial: Trial, kind: str, title: str) -> list[str]:
    """Remove a soft-deleted object for good. There was none at the beginning."""
    said = shown_deleted(trial, kind)
    if absent(said):
        trial.pending.discard(kind)
        return []
    if not said.ok:
        # Whether there is one, and how long it stays, is documented in policydeletableitem.
        return [f"{title} may stay for 30 days, after which Microsoft removes it: {said.odd()}"]
    refused = trial.written(trial.beta, ask.purge(_DELETED[kind], trial.partner))
    if not refused.ok and refused.status != 404:
        return [f"{title} stays for 30 days, after which Microsoft removes it: {refused.odd()}"]
    if not absent(trial.settled(trial.beta, ask.deleted(_DELETED[kind], trial.partner), absent)):
        return [f"{title} was removed, but Graph still shows it"]
    trial.pending.discard(kind)
    return []


def make_sync(trial: Trial) -> None:
    body = {"displayName": trial.mark, SYNC_INBOUND: {"isSyncAllowed": False}}
    request = ask.make_sync(trial.partner, body)
    trial.touch(SYNC)
    said = trial.written(trial.v1, request)
    if not said.made:
        raise said.odd()
    trial.touched[SYNC] = MADE
    trial.settled(trial.v1, ask.sync(trial.partner), present).needed()


def make_capability(trial: Trial) -> None:
    if trial.cloud != "global":
        raise CannotTry("only the global cloud has Microsoft 365 capabilities")
    trial.touch(CAPABILITY)
    said = trial.written(trial.v1, ask.make_capability(trial.partner))
    if not said.made:
        raise said.odd()
    trial.touched[CAPABILITY] = MADE
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


def template_of(said: Said) -> tuple[frozenset[str], Any]:
    """What counts of a template. Raises CannotTry."""
    return _counts(said.object())


def _counts(body: dict[str, Any]) -> tuple[frozenset[str], Any]:
    """The level is a set of words, and three forms of it mean that it is off."""
    return _level(body), (body.get(SYNC_INBOUND) or {}).get("isSyncAllowed")


def _level(body: dict[str, Any]) -> frozenset[str]:
    words = str(body.get(LEVEL) or "none").replace(" ", "").split(",")
    return frozenset(words) - {"none", ""}


def take_back_template(trial: Trial) -> list[str]:
    before = trial.known[TEMPLATE]

    def restored(said: Said) -> bool:
        return said.ok and isinstance(said.body, dict) and _counts(said.body) == _counts(before)

    level = before[LEVEL].replace(" ", "") if _level(before) else "none"
    forms = [level, "", None] if level == "none" else [level]
    inbound = before[SYNC_INBOUND] or {"isSyncAllowed": None}
    # Written whatever Graph shows: what it shows may be older than the last change.
    for form in forms:
        refused = trial.v1.ask(ask.change_template({LEVEL: form, SYNC_INBOUND: inbound}))
        if refused.ok:
            break
    if restored(trial.settled(trial.v1, ask.template(), restored)):
        return []
    return [f"the template of the multitenant organization is not as it was: {json.dumps(before)}; {refused.odd()}"]


def know_join_request(trial: Trial) -> None:
    raise CannotTry("a request to join is made by its question only")


def owner_asked(said: Said) -> Any:
    """The tenant whose organization this tenant asked to join. None if it asked nobody. Raises CannotTry."""
    if absent(said):
        return None
    found = said.object().get("addedByTenantId")
    return None if found == NOBODY else found


def take_back_join_request(trial: Trial) -> list[str]:
    if trial.touched[JOIN] == GONE:
        return []
    # The GUID of zeros resets a request: multitenantorganizationjoinrequestrecord-update. Graph may still be busy with
    # the request.
    refused = trial.insisted(trial.v1, ask.join(NOBODY), present)
    return [] if refused.ok else [f"the request to join a multitenant organization remains: {refused.odd()}"]


def know_organization(trial: Trial) -> None:
    raise CannotTry("an organization is made by its question only")


def is_organization(said: Said) -> bool:
    """Whether this tenant is in a multitenant organization. Raises CannotTry."""
    state = said.object().get("state")
    if state not in ("active", "inactive"):
        raise CannotTry("the multitenant organization is neither active nor inactive")
    return bool(state == "active")


def take_back_organization(trial: Trial) -> list[str]:
    """Leave the organization that Graph made. Its only owner deletes it in this way.

    https://learn.microsoft.com/graph/api/multitenantorganization-delete-tenants: it takes up to two hours.
    """
    if trial.touched[ORGANIZATION] == GONE:
        return []
    said = trial.settled(trial.v1, ask.organization(), is_organization)
    if not is_organization(said):
        return []
    if said.object().get("displayName") != trial.mark:
        return ["this tenant is in a multitenant organization that the trial did not make"]
    refused = trial.written(trial.v1, ask.leave_organization(trial.home))
    if not refused.ok and refused.status != 404:
        return [f"the multitenant organization {trial.mark} could not be deleted: {refused.odd()}"]
    if not is_organization(trial.settled(trial.v1, ask.organization(), lambda said: not is_organization(said))):
        trial.lost(ORGANIZATION)
        return []
    return [f"the multitenant organization {trial.mark} was deleted, which takes up to two hours: Graph still shows it"]
