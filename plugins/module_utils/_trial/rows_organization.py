# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions about templates, the multitenant organization, and the objects around partners (private)."""

from __future__ import annotations

from typing import Any

from .._names import NOBODY
from . import requests as ask
from .kind import JOIN, TEMPLATE
from .objects_partners import LEVEL, SYNC_INBOUND
from .row import Answer, Row, refusal
from .trial import CannotTry, Said, Trial

_FORMS: tuple[str | None, ...] = ("none", "", None)
_BOTH = "newPartners,existingPartners"


def _switched_off(trial: Trial, form: str | None) -> Said:
    """Write one form of "off", and return the answer."""
    return trial.v1.ask(ask.change_template({LEVEL: form}))


def _switched_on(trial: Trial) -> None:
    """A level that is neither off nor that of a reset template."""
    trial.v1.ask(ask.change_template({LEVEL: "newPartners"})).needed()
    trial.settled(trial.v1, ask.template(), lambda said: _level(said) == "newPartners")


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
    for said in answers:
        if said.denied or said.status >= 500:
            raise said.odd()
    return Answer([form for form, said in zip(_FORMS, answers) if said.ok])


def _template_reset(trial: Trial) -> Answer:
    trial.v1.ask(ask.change_template({LEVEL: "newPartners", SYNC_INBOUND: {"isSyncAllowed": True}})).needed()
    trial.settled(trial.v1, ask.template(), lambda said: _level(said) == "newPartners")
    trial.v1.ask(ask.reset_template()).needed()
    said = trial.settled(trial.v1, ask.template(), lambda said: str(_level(said)).replace(" ", "") == _BOTH)
    if str(_level(said)).replace(" ", "") != _BOTH:
        raise CannotTry(f"Graph shows the level {_level(said)!r} after a reset")
    allowed = (said.object().get(SYNC_INBOUND) or {}).get("isSyncAllowed")
    if allowed is True:
        raise CannotTry("Graph still shows the setting that was reset")
    return Answer("unconfigured" if allowed is None else "declined")


def _template_group_sync(trial: Trial) -> Answer:
    return Answer("groupSyncInbound" in trial.beta.ask(ask.template()).object())


def _has_organization(trial: Trial) -> bool:
    """Whether this tenant is in a multitenant organization."""
    state = trial.v1.ask(ask.organization()).object().get("state")
    if state not in ("active", "inactive"):
        raise CannotTry("the multitenant organization is neither active nor inactive")
    return bool(state == "active")


def _without_organization(trial: Trial) -> None:
    if _has_organization(trial):
        raise CannotTry("this tenant is in a multitenant organization")


def _mto_absent(trial: Trial) -> Answer:
    _without_organization(trial)
    said = trial.v1.ask(ask.change_organization(trial.mark))
    if said.status == 403:
        raise said.odd()
    return refusal(said)


def _mto_not_owner(trial: Trial) -> Answer:
    body = trial.v1.ask(ask.organization()).object()
    rows = trial.v1.ask(ask.members()).rows() if body.get("state") == "active" else []
    own = [row for row in rows if isinstance(row, dict) and str(row.get("tenantId")).lower() == trial.home]
    if not own or own[0].get("role") != "member":
        raise CannotTry("this tenant is not a member of the multitenant organization of another one")
    # The name that it has: if Graph does it, nothing has changed.
    return refusal(trial.v1.ask(ask.change_organization(str(body.get("displayName")))))


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
    if said.status == 404 and said.code:
        return Answer("absent", said.code)
    if said.object().get("addedByTenantId") not in (None, NOBODY):
        raise CannotTry("this tenant has asked to join an organization")
    return Answer("record")


def _mto_join_uninvited(trial: Trial) -> Answer:
    _without_organization(trial)
    record = trial.v1.ask(ask.join_request())
    if record.status != 404 and record.object().get("addedByTenantId") not in (None, NOBODY):
        raise CannotTry("this tenant has asked to join an organization")
    # A tenant that does not exist cannot have invited this one. The partner could have, and then this would join it.
    said = trial.making(JOIN, trial.v1, ask.join(ask.nobody()))
    if said.status == 403 and said.code == "Authorization_RequestDenied":
        raise said.odd()
    return refusal(said)


def _authorization_policy_beta(trial: Trial) -> Answer:
    body = trial.beta.ask(ask.authorization_policy()).object()
    return Answer("list" if isinstance(body.get("value"), list) else "object")


def _external_identities_policy(trial: Trial) -> Answer:
    body = trial.beta.ask(ask.external_identities_policy()).object()
    return Answer("value" if isinstance(body.get("value"), dict) else "object")


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
        "mto_absent",
        "How does Graph refuse to change a multitenant organization that does not exist?",
        "PATCH the organization of a tenant that is in none: status and code.",
        _mto_absent,
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
