# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions about templates, the multitenant organization, and the objects around partners (private)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import requests as ask
from .kind import JOIN, ORGANIZATION, TEMPLATE
from .objects_partners import LEVEL, SYNC_INBOUND, is_organization, owner_asked, take_back_organization
from .row import Answer, Row, chosen, refusal
from .trial import CannotTry, Said, Trial

_FORMS: tuple[str | None, ...] = ("none", "", None)
_BOTH = {"newPartners", "existingPartners"}


def _switched_off(trial: Trial, form: str | None) -> Said:
    """Write one form of "off", and return the answer."""
    return trial.written(trial.v1, ask.change_template({LEVEL: form}))


def _switched_on(trial: Trial) -> None:
    """A level that is neither off nor that of a reset template."""
    _written(trial, {LEVEL: "newPartners"}, lambda said: _level(said) == "newPartners")


def _written(trial: Trial, body: dict[str, Any], shown: Callable[[Said], bool]) -> None:
    trial.written(trial.v1, ask.change_template(body)).needed()
    if not shown(trial.settled(trial.v1, ask.template(), shown)):
        raise CannotTry("Graph does not show the template as it was written")


def _level(said: Said) -> Any:
    return said.body.get(LEVEL) if said.ok and isinstance(said.body, dict) else "?"


def _template_off(trial: Trial) -> Answer:
    _switched_on(trial)
    refused = None
    for form in _FORMS:
        refused = _switched_off(trial, form)
        if refused.ok:
            break
    if refused is None or not refused.ok:
        raise CannotTry("Graph accepts none of the three forms of a template that is off")
    said = trial.settled(trial.v1, ask.template(), lambda said: _level(said) in _FORMS)
    if _level(said) not in _FORMS:
        raise CannotTry("Graph shows the template as if it were not off")
    return Answer(_level(said))


def _template_off_accepted(trial: Trial) -> Answer:
    answers = []
    for form in _FORMS:
        _switched_on(trial)
        answers.append(_switched_off(trial, form))
    return Answer([form for form, said in zip(_FORMS, answers) if chosen(said).value == "accept"])


def _template_reset(trial: Trial) -> Answer:
    on = {LEVEL: "newPartners", SYNC_INBOUND: {"isSyncAllowed": True}}
    _written(trial, on, lambda said: _level(said) == "newPartners" and _allowed(said) is True)
    trial.written(trial.v1, ask.reset_template()).needed()
    said = trial.settled(trial.v1, ask.template(), lambda said: _words(said) == _BOTH)
    if _words(said) != _BOTH:
        raise CannotTry(f"Graph shows the level {_level(said)!r} after a reset")
    allowed = _allowed(said)
    if allowed not in (None, False):
        raise CannotTry("Graph still shows the setting that was reset")
    return Answer("unconfigured" if allowed is None else "declined")


def _words(said: Said) -> set[str]:
    return {word.strip() for word in str(_level(said)).split(",")}


def _allowed(said: Said) -> Any:
    return (said.object().get(SYNC_INBOUND) or {}).get("isSyncAllowed")


def _template_group_sync(trial: Trial) -> Answer:
    return Answer("groupSyncInbound" in trial.beta.ask(ask.template()).object())


def _without_organization(trial: Trial) -> None:
    if is_organization(trial.v1.ask(ask.organization())):
        raise CannotTry("this tenant is in a multitenant organization")


def _mto_absent(trial: Trial) -> Answer:
    _without_organization(trial)
    # The metadata knows no other request that could make an organization: perhaps Graph makes one.
    said = trial.making(ORGANIZATION, trial.v1, ask.change_organization(trial.mark))
    if said.denied:
        raise said.odd()
    if said.ok:
        # The questions that follow are about a tenant in no organization. At the end it is taken back again if need be.
        take_back_organization(trial)
    return refusal(said)


def _mto_not_owner(trial: Trial) -> Answer:
    body = trial.v1.ask(ask.organization()).object()
    rows = trial.v1.ask(ask.members()).rows() if body.get("state") == "active" else []
    own = [row for row in rows if isinstance(row, dict) and str(row.get("tenantId")).lower() == trial.home]
    if not own or own[0].get("role") != "member":
        raise CannotTry("this tenant is not a member of the multitenant organization of another one")
    name = body.get("displayName")
    if not isinstance(name, str) or not name:
        raise CannotTry("Graph does not show the name of the organization")
    # The name that it has: if Graph does it, nothing has changed.
    return refusal(trial.v1.ask(ask.change_organization(name)))


def _mto_tenants_without(trial: Trial) -> Answer:
    _without_organization(trial)
    said = trial.v1.ask(ask.members())
    if said.status == 404 and said.code:
        return Answer("absent", said.code)
    if said.rows():
        raise CannotTry("Graph shows tenants of an organization that it does not have")
    return Answer("empty")


def _mto_join_request_without(trial: Trial) -> Answer:
    said = trial.v1.ask(ask.join_request())
    if owner_asked(said) is not None:
        raise CannotTry("this tenant has asked to join an organization")
    return Answer("record") if said.ok else Answer("absent", str(said.code))


def _mto_join_uninvited(trial: Trial) -> Answer:
    _without_organization(trial)
    if owner_asked(trial.v1.ask(ask.join_request())) is not None:
        raise CannotTry("this tenant has asked to join an organization")
    # A tenant that does not exist cannot have invited this one. The partner could have, and then this would join it.
    said = trial.making(JOIN, trial.v1, ask.join(ask.nobody()))
    if said.denied and said.code == "Authorization_RequestDenied":
        raise said.odd()
    return refusal(said)


def _authorization_policy_beta(trial: Trial) -> Answer:
    body = trial.beta.ask(ask.authorization_policy()).object()
    if isinstance(body.get("value"), list):
        return Answer("list")
    if "allowInvitesFrom" in body:
        return Answer("object")
    raise CannotTry("the answer is neither a list nor the policy")


def _external_identities_policy(trial: Trial) -> Answer:
    body, name = trial.beta.ask(ask.external_identities_policy()).object(), "allowExternalIdentitiesToLeave"
    inner = body.get("value")
    if isinstance(inner, dict) and name in inner:
        return Answer("value")
    if name in body:
        return Answer("object")
    raise CannotTry("the answer does not contain the policy")


def _unknown_tenant(trial: Trial) -> Answer:
    said = trial.v1.ask(ask.tenant(ask.nobody()))
    if said.ok:
        raise CannotTry("Graph found a tenant that does not exist")
    return refusal(said)


ROWS = (
    Row(
        "template_group_sync",
        "Does the template for identity synchronization have groupSyncInbound in beta?",
        "GET the template from beta: the names in the answer.",
        _template_group_sync,
    ),
    Row(
        "template_off",
        "What does Graph show for the level of a template that is switched off?",
        "PATCH the template to off, and GET it.",
        _template_off,
        (TEMPLATE,),
    ),
    Row(
        "template_off_accepted",
        "Which forms of off does Graph accept for a template?",
        'PATCH the template with "none", with "" and with null: which are accepted.',
        _template_off_accepted,
        (TEMPLATE,),
    ),
    Row(
        "template_reset",
        "Does a reset leave a template without effect, or does the template decline synchronization?",
        "PATCH the template to allow synchronization, POST the reset, GET it.",
        _template_reset,
        (TEMPLATE,),
    ),
    Row(
        "mto_not_owner",
        "How does Graph refuse a change of the organization by a tenant that is no owner?",
        "PATCH the organization with the name that it has, in a tenant that is a member: status and code.",
        _mto_not_owner,
    ),
    Row(
        "mto_tenants_without",
        "What is the list of tenants where there is no multitenant organization?",
        "GET the tenants in a tenant that is in no organization: an empty list or 404.",
        _mto_tenants_without,
    ),
    Row(
        "mto_join_request_without",
        "What is the join request of a tenant that never made one?",
        "GET the join request: a record of zeros or 404.",
        _mto_join_request_without,
    ),
    Row(
        "mto_absent",
        "How does Graph refuse to change a multitenant organization that does not exist?",
        "PATCH the organization of a tenant that is in none: status and code.",
        _mto_absent,
        changes=(ORGANIZATION,),
    ),
    Row(
        "mto_join_uninvited",
        "What becomes of a request to join an organization whose owner did not add this tenant?",
        "PATCH the join request with the ID of a tenant that does not exist: accepted, or status and code.",
        _mto_join_uninvited,
        changes=(JOIN,),
    ),
    Row(
        "authorization_policy_beta",
        "How does beta show the authorization policy?",
        "GET it from beta: a list of one, or an object.",
        _authorization_policy_beta,
    ),
    Row(
        "external_identities_policy",
        'Is the external identities policy inside "value"?',
        "GET it from beta: the names in the answer.",
        _external_identities_policy,
    ),
    Row(
        "unknown_tenant",
        "Which error does the look-up have for a tenant that does not exist?",
        "GET the information about a tenant ID that is made up: status and code.",
        _unknown_tenant,
    ),
)
