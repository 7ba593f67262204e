# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions about the service itself: pages, batches, limits, permissions, logins (private to this collection)."""

from __future__ import annotations

import time

from .._graph.request import Request
from .._names import guid_key
from . import requests as ask
from .kind import CONFIGURATION, JOB, OWNED, absent
from .objects import set_up
from .objects_configuration import secrets_hands
from .row import Answer, Row, chosen
from .trial import CannotTry, Hands, Said, Trial

_READ_PARTNERS = ("Policy.Read.All", "Policy.ReadWrite.CrossTenantAccess")
_READ_MTO = "MultiTenantOrganization.Read.All"
_WRITE_MTO = "MultiTenantOrganization.ReadWrite.All"
_DELETED = "Policy.ReadWrite.CrossTenantAccess"
_WRITE_SYNC = "Synchronization.ReadWrite.All"
_OWNED_BY = "Application.ReadWrite.OwnedBy"
_DIRECTORY = ("Directory.Read.All", "Directory.ReadWrite.All")
_USERS = ("User.ReadBasic.All", "User.Read.All", "GroupMember.Read.All", "Group.Read.All", "Application.Read.All")

# The limit is five requests: learn graph/throttling-limits. No refusal after so many means that it is another one.
_MOST = 12
# Attempts to measure a window on a slow machine.
_SLOW = 5


def _page_size(trial: Trial) -> Answer:
    body = trial.v1.ask(ask.partners()).object()
    rows = body.get("value")
    if not isinstance(rows, list):
        raise CannotTry("Graph answered without a list")
    if body.get("@odata.nextLink"):
        return Answer(len(rows))
    raise CannotTry(f"all {len(rows)} partners came in one page: this needs a tenant with more partners")


def _mixed_dependencies(trial: Trial) -> Answer:
    said = trial.v1.ask(ask.batch_with_dependency())
    if said.ok:
        answers = said.object().get("responses")
        statuses = [row.get("status") for row in answers or () if isinstance(row, dict)]
        if statuses != [200, 200, 200]:
            raise CannotTry(f"Graph took the batch, and answered its requests with {statuses}")
    return chosen(said)


# Permissions. Each answer needs a token that has one of two permissions and lacks the other.


def _sufficient(trial: Trial, request: Request, documented: str, beta: bool = False, without: str = "") -> Answer:
    """The permission that is enough for a request, from all tokens: accepted by each that has it, and by no other."""
    accepted: list[frozenset[str]] = []
    refused: list[frozenset[str]] = []
    for hands in trial.all_hands:
        if hands.permissions is None or without in hands.permissions:
            continue
        said = (hands.of_version("beta") if beta else hands).ask(request)
        if said.ok or absent(said):
            accepted.append(hands.permissions)
        elif said.denied:
            refused.append(hands.permissions)
        else:
            raise said.odd()
    if not accepted:
        if any(documented in held for held in refused):
            return Answer(None, f"refused although the token has {documented}")
        raise CannotTry(f"this needs a token with {documented}" + (f" and without {without}" if without else ""))
    candidates = frozenset.intersection(*accepted) - frozenset().union(*refused)
    if len(candidates) == 1:
        (found,) = candidates
        return Answer(found, "" if found == documented else f"{documented} is not enough")
    if not candidates:
        held = frozenset().union(*accepted) - frozenset().union(*refused)
        raise CannotTry(f"several permissions are enough, among {', '.join(sorted(held)) or 'those of all tokens'}")
    raise CannotTry(
        f"one of {', '.join(sorted(candidates))} is enough: give a token with each one of them in further_access_tokens"
    )


def _deleted_items_permission(trial: Trial) -> Answer:
    return _sufficient(trial, ask.all_deleted(ask.DELETED_PARTNERS), _DELETED, beta=True)


def _mto_read_permission(trial: Trial) -> Answer:
    return _sufficient(trial, ask.organization(), _READ_MTO, without=_WRITE_MTO)


def _decided(said: Said, allowed: str, denied: str) -> Answer:
    """One word if Graph answered, whatever it found, and the other if the permission was not enough."""
    if said.denied:
        return Answer(denied, f"{said.status} {said.code or 'without a code'}")
    if said.ok or absent(said):
        return Answer(allowed)
    raise said.odd()


def _template_permission(trial: Trial) -> Answer:
    try:
        hands = trial.hands_with(_READ_PARTNERS, (_READ_MTO, _WRITE_MTO))
    except CannotTry:
        hands = trial.hands_with((_READ_MTO, _WRITE_MTO), _READ_PARTNERS)
        return _decided(hands.ask(ask.template()), "file", "pages")
    return _decided(hands.ask(ask.template()), "pages", "file")


def _mto_tenant_permission(trial: Trial) -> Answer:
    hands = trial.hands_with((_READ_MTO,), (_WRITE_MTO,))
    return _decided(hands.ask(ask.member(trial.partner)), "pages", "file")


def _secrets_read(trial: Trial) -> Answer:
    hands = trial.hands_with(("Synchronization.Read.All",), (_WRITE_SYNC, _OWNED_BY))
    # The version of Graph that has secrets.
    version = secrets_hands(trial).version
    return _decided(trial.steady(hands.of_version(version), ask.secrets(trial.known[CONFIGURATION])), "read", "write")


def _synchronization_denied(trial: Trial) -> Answer:
    for hands in trial.all_hands:
        held = hands.permissions
        if held is not None and not held & {"Synchronization.Read.All", _WRITE_SYNC, _OWNED_BY}:
            said = trial.steady(hands, ask.jobs(trial.known[CONFIGURATION]))
            if said.down:
                raise said.odd()
            if not said.denied:
                raise CannotTry(f"Graph answered {said.status} although every known permission is missing")
            return Answer([said.status, said.code])
    raise CannotTry("this needs a token without any permission of synchronization: give it in further_access_tokens")


def _get_by_ids(trial: Trial) -> Answer:
    hands = trial.hands_with(_USERS, _DIRECTORY)
    return _decided(hands.ask(ask.by_ids()), "narrow", "directory")


# What owning a service principal allows.


def _owned(trial: Trial) -> Hands:
    return trial.hands_with((_OWNED_BY,), (_WRITE_SYNC,))


def _instantiate_owner(trial: Trial) -> Answer:
    try:
        hands = _owned(trial)
    except CannotTry:
        own = trial.v1.application_id
        if own is None:
            raise CannotTry("the token does not name its application") from None

        def owns(said: Said) -> bool:
            rows = said.rows() if said.ok else []
            return any(isinstance(row, dict) and guid_key(row.get("appId")) == own for row in rows)

        said = trial.settled(trial.v1, ask.owners(trial.known[CONFIGURATION]), owns)
        said.needed()
        return Answer("caller" if owns(said) else "nobody")
    set_up(trial, OWNED)
    said = trial.settled(hands, ask.jobs(trial.known[OWNED]), lambda said: said.status != 404)
    if absent(said):
        raise said.odd()
    return _decided(said, "caller", "nobody")


def _restart_owned(trial: Trial) -> Answer:
    hands, principal = _owned(trial), trial.known[OWNED]
    templates = trial.settled(hands, ask.templates(principal), lambda said: said.status != 404).rows()
    if not templates:
        raise CannotTry("Graph shows no templates of jobs")
    template = str(templates[0].get("id"))
    job_id = trial.written(hands, ask.make_job(principal, template)).object().get("id")
    trial.settled(hands, ask.job(principal, str(job_id)), lambda said: said.ok).needed()
    said = trial.written(hands, ask.act(principal, str(job_id), "restart"))
    if said.denied:
        return Answer("refuse", f"{said.status} {said.code or 'without a code'}")
    return chosen(said)


# Limits. The provisioning log has the smallest one, and reading it changes nothing.


def _burst(trial: Trial) -> Said:
    """Read until Graph refuses. Raises CannotTry if it does not."""
    for _attempt in range(_MOST):
        said = trial.v1.ask_once(ask.log())
        if said.status == 429:
            return said
        said.needed()
    raise CannotTry(f"Graph did not refuse any of {_MOST} reads of the provisioning log in a row")


def _throttle_retry_after(trial: Trial) -> Answer:
    return Answer(_burst(trial).retry_after is not None)


def _throttle_windows(trial: Trial) -> Answer:
    """A burst, and one more read after three quarters of the time.

    A window that slides still counts the burst then. A fixed window has begun anew in three of four cases. In the
    fourth case it began between that read and the end of the time. A second burst, later by half of the time, tells.
    A slow machine or network says nothing: a part of the burst may be forgotten already.
    """
    for _attempt in range(_SLOW):
        # Nothing that was read before counts any more.
        trial.sleep(1.05 * trial.pace.window)
        found = _window(trial)
        if found:
            return Answer(found)
    raise CannotTry("this machine, or the network, is too slow for it")


def _window(trial: Trial) -> str | None:
    """How the window continues, or None if the reads took too long to tell."""
    window = trial.pace.window
    for _round in range(2):
        began = time.monotonic()
        _burst(trial)
        # A burst that takes longer may begin in one fixed window and fill the next one, too.
        if time.monotonic() - began > 0.2 * window:
            return None
        trial.sleep(0.75 * window - (time.monotonic() - began))
        said = trial.v1.ask_once(ask.log())
        if time.monotonic() - began > 0.95 * window:
            return None
        if said.ok:
            return "fixed"
        if said.status != 429:
            raise said.odd()
        trial.sleep(1.5 * window - (time.monotonic() - began))
    return "sliding"


def _replayed_assertion(trial: Trial) -> Answer:
    replay = trial.known.get("replay")
    if replay is None:
        raise CannotTry("this needs credentials with a certificate")
    first, second = replay()
    if first is not None:
        raise CannotTry(f"the login endpoint refused an assertion that it had not seen before: {first}")
    return Answer("accept") if second is None else Answer("refuse", str(second))


ROWS = (
    Row(
        "page_size",
        "How many partners are in one page?",
        "GET the partners, in a tenant with more of them than fit: how many come before the link to the next page.",
        _page_size,
    ),
    Row(
        "mixed_dependencies",
        "May a $batch mix requests that depend on each other with requests that do not?",
        "POST a $batch of three reads, one of which depends on another one: accepted or refused.",
        _mixed_dependencies,
    ),
    Row(
        "template_permission",
        "Which permission do the templates need, that of the policy or that of the organization?",
        "GET the template with a token that has one of the two permissions only.",
        _template_permission,
    ),
    Row(
        "deleted_items_permission",
        "Which permission do deleted items need?",
        "GET the deleted partners from beta, with every token.",
        _deleted_items_permission,
    ),
    Row(
        "mto_read_permission",
        "Which permission is enough to read a multitenant organization?",
        "GET the organization with every token that lacks the permission to write it.",
        _mto_read_permission,
    ),
    Row(
        "mto_tenant_permission",
        "Is the permission to read enough for a single tenant of the organization?",
        "GET the partner as a tenant of the organization, with a token that may only read.",
        _mto_tenant_permission,
    ),
    Row(
        "get_by_ids",
        "Are narrower permissions than those of the directory enough for getByIds?",
        "POST getByIds with an ID that no object has, with a token without permissions of the directory.",
        _get_by_ids,
    ),
    Row(
        "secrets_read",
        "Is the permission to read jobs enough to read their secrets?",
        "GET the secrets of the new configuration with a token that may only read.",
        _secrets_read,
        (JOB,),
    ),
    Row(
        "synchronization_denied",
        "How does Graph refuse a token without permissions of synchronization?",
        "GET the jobs of the new configuration with such a token: status and code.",
        _synchronization_denied,
        (JOB,),
    ),
    Row(
        "instantiate_owner",
        "Does an application own the service principal that it instantiates?",
        "POST the instantiation, and GET its owners; or its jobs, with a token that may only administer what it owns.",
        _instantiate_owner,
        (CONFIGURATION,),
    ),
    Row(
        "restart_owned",
        "May an application restart a job because it owns the service principal?",
        "POST a restart with a token that may only administer what it owns: accepted or refused.",
        _restart_owned,
        (OWNED,),
    ),
    Row(
        "replayed_assertion",
        "Does the login endpoint take a signed assertion twice?",
        "Log in twice with the same assertion of the certificate.",
        _replayed_assertion,
    ),
    Row(
        "throttle_retry_after",
        "Does a refusal for too many requests say when to try again?",
        "GET the provisioning log until Graph answers 429, which it does after five requests in ten seconds.",
        _throttle_retry_after,
    ),
    Row(
        "throttle_windows",
        "Does the time of a limit slide, or does it begin anew?",
        "The same twice, each time with one more GET after three quarters of the ten seconds.",
        _throttle_windows,
    ),
)
