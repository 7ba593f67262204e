# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions about partners, their policies and their capabilities (private to this collection)."""

from __future__ import annotations

from typing import Any

from . import requests as ask
from .kind import CAPABILITY, PARTNER, SYNC, absent
from .objects_partners import shown_deleted
from .row import Answer, Row, chosen, refusal
from .trial import MADE, CannotTry, Said, Trial


def _absent_code(trial: Trial) -> Answer:
    said = trial.v1.ask(ask.partner(trial.partner))
    if said.status != 404 or not said.code:
        raise said.odd()
    return Answer(said.code)


def _absent_policy_code(trial: Trial) -> Answer:
    if SYNC in trial.touched:
        raise CannotTry("the partner has, or had, a policy")
    # The partner was made a moment ago: a copy of Graph's data that lacks it may answer first, with another code.
    said = trial.steady(trial.v1, ask.sync(trial.partner))
    if not absent(said):
        raise said.odd()
    return Answer(said.code)


def _put_without_partner(trial: Trial) -> Answer:
    if PARTNER in trial.touched:
        raise CannotTry("the partner existed already")
    # If Graph does it, there is a partner afterwards.
    trial.touch(PARTNER)
    said = trial.making(SYNC, trial.v1, ask.make_sync(trial.partner, {"userSyncInbound": {"isSyncAllowed": False}}))
    if said.ok:
        if trial.settled(trial.v1, ask.partner(trial.partner), lambda said: said.ok).ok:
            trial.touched[PARTNER] = MADE
    elif SYNC not in trial.touched:
        trial.forget(PARTNER)
    if said.denied:
        raise said.odd()
    return refusal(said)


def _inherited(trial: Trial) -> Answer:
    default = trial.v1.ask(ask.default()).object().get("inboundTrust")
    body = trial.insisted(trial.v1, ask.partner(trial.partner), lambda said: said.ok).object()
    if default is None or "inboundTrust" not in body:
        raise CannotTry("the default settings or the new partner show no inbound trust")
    shown = body["inboundTrust"]
    if shown is None:
        return Answer("null")
    if shown != default:
        raise CannotTry("the new partner shows an inbound trust that is neither null nor the default")
    return Answer("default")


def _key_in_body(trial: Trial) -> Answer:
    return chosen(trial.written(trial.v1, ask.change_partner(trial.partner, {"tenantId": trial.partner})))


def _complex_patch(trial: Trial) -> Answer:
    first, second = "isMfaAccepted", "isCompliantDeviceAccepted"
    _trust(trial, first)
    shown = _trust(trial, second).get(first)
    if shown is True:
        return Answer("merge")
    return Answer("replace", "it became null" if shown is None else f"it became {str(shown).lower()}")


def _trust(trial: Trial, name: str) -> dict[str, Any]:
    """Write one member of the inbound trust, and read all of them as soon as Graph shows it."""
    trial.written(trial.v1, ask.change_partner(trial.partner, {"inboundTrust": {name: True}})).needed()

    def shown(said: Said) -> bool:
        return said.ok and ((said.body or {}).get("inboundTrust") or {}).get(name) is True

    said = trial.settled(trial.v1, ask.partner(trial.partner), shown)
    if not shown(said):
        raise CannotTry(f"Graph does not show {name} after it was written")
    found: dict[str, Any] = said.object()["inboundTrust"]
    return found


def _service_provider_write(trial: Trial) -> Answer:
    said = trial.written(trial.v1, ask.change_partner(trial.partner, {"isServiceProvider": False}))
    if said.status == 403:
        # The same token has just made this partner, so that it is this property that is refused.
        return Answer("refuse", f"403 {said.code}")
    return chosen(said)


def _service_provider_constraints(trial: Trial) -> Answer:
    body = trial.insisted(trial.v1, ask.partner(trial.partner), lambda said: said.ok).object()
    if "serviceProviderConstraints" in body:
        return Answer("property")
    said = trial.v1.ask(ask.constraints(trial.partner))
    if not said.ok and said.status != 404:
        raise CannotTry(
            f"the partner does not show the property, and its own address answers {said.status} {said.code}"
        )
    return Answer("navigation", f"its own address answers {said.status}")


def _expand_annotations(trial: Trial) -> Answer:
    def expanded(said: Said) -> bool:
        return said.ok and isinstance(said.object().get("identitySynchronization"), dict)

    said = trial.insisted(trial.v1, ask.partner(trial.partner, expand=True), expanded)
    if not expanded(said):
        raise CannotTry("Graph does not show the policy that was just made")
    return Answer("identitySynchronization@odata.context" in said.object())


def _policy(trial: Trial) -> dict[str, Any]:
    """The policy of the partner in beta."""
    return trial.insisted(trial.beta, ask.sync(trial.partner), lambda said: said.ok).object()


def _shows(name: str, trial: Trial) -> Answer:
    return Answer(name in _policy(trial))


def _group_sync(trial: Trial) -> Answer:
    return _shows("groupSyncInbound", trial)


def _role_enabled_group_sync(trial: Trial) -> Answer:
    return _shows("roleEnabledGroupSyncInbound", trial)


def _role_enabled_together(trial: Trial) -> Answer:
    body = _policy(trial)
    names = ("groupSyncInbound", "roleEnabledGroupSyncInbound")
    if any(name not in body for name in names):
        raise CannotTry("this cloud or tenant does not have both properties")
    if any((body[name] or {}).get("isSyncAllowed") for name in names):
        raise CannotTry("the new policy admits groups already")
    on = {name: {"isSyncAllowed": True} for name in names}
    return chosen(trial.written(trial.beta, ask.change_sync(trial.partner, on)))


def _delete_partner_with_policy(trial: Trial) -> Answer:
    said = trial.written(trial.v1, ask.delete_partner(trial.partner))
    if said.ok:
        # Otherwise Graph may still refuse to make it again.
        trial.settled(trial.v1, ask.partner(trial.partner), absent)
        trial.lost(PARTNER, SYNC)
    if said.denied:
        raise said.odd()
    return refusal(said)


def _over_deleted(trial: Trial) -> Answer:
    """Delete the partner and its policy, and make the partner again."""
    if trial.has(SYNC):
        trial.deleted(trial.v1, ask.delete_sync(trial.partner))
        if not absent(trial.settled(trial.v1, ask.sync(trial.partner), absent)):
            raise CannotTry("Graph still shows the policy after it was deleted")
        trial.lost(SYNC)
    trial.deleted(trial.v1, ask.delete_partner(trial.partner))
    if not absent(trial.settled(trial.v1, ask.partner(trial.partner), absent)):
        raise CannotTry("Graph still shows the partner after it was deleted")
    trial.lost(PARTNER, CAPABILITY)
    kept = shown_deleted(trial, PARTNER)
    # Graph may need a while until it lets a deleted partner go. A conflict that stays is not about that.
    trial.touch(PARTNER)
    said = trial.insisted(trial.v1, ask.make_partner(trial.partner), lambda said: said.status != 409)
    # The answer to the attempt that made it may be lost.
    made = said.ok or trial.settled(trial.v1, ask.partner(trial.partner), lambda said: said.ok).ok
    if made:
        trial.touched[PARTNER] = MADE
    elif said.status in (400, 409):
        trial.lost(PARTNER)
    else:
        raise said.odd()
    if not kept.ok:
        why = "Graph shows no deleted partner" if absent(kept) else f"whether one was kept is unknown: {kept.odd()}"
        raise CannotTry(f"the partner was {'made again' if made else 'refused'}, but {why}")
    return Answer("create") if made else Answer("conflict", f"{said.status} {said.code}")


def _capability_scopes_without(trial: Trial) -> Answer:
    scopes = _access(trial).get("resourceScopes")
    if scopes is None:
        return Answer("null")
    if isinstance(scopes, dict) and not any(scopes.get(name) for name in ("included", "excluded")):
        return Answer("empty")
    raise CannotTry("the new capability shows scopes that nobody wrote")


def _access(trial: Trial) -> dict[str, Any]:
    said = trial.insisted(trial.v1, ask.capability(trial.partner), lambda said: said.ok)
    access = said.object().get("inboundAccess")
    if not isinstance(access, dict):
        raise CannotTry("Graph shows the new capability without its access")
    return access


def _capability_exists(trial: Trial) -> Answer:
    said = trial.written(trial.v1, ask.make_capability(trial.partner))
    if said.denied:
        raise said.odd()
    return refusal(said)


def _capability_type_in_patch(trial: Trial) -> Answer:
    return chosen(trial.written(trial.v1, ask.change_capability(trial.partner)))


def _default_capabilities(trial: Trial) -> Answer:
    rows = trial.v1.ask(ask.capabilities(None)).rows()
    if not rows:
        return Answer("none")
    if all(isinstance(row, dict) and row.get("lastModifiedDateTime") is None for row in rows):
        return Answer("all", f"{len(rows)} capabilities that nobody changed")
    raise CannotTry("somebody has set capabilities of the default settings already")


def _default_capability_delete(trial: Trial) -> Answer:
    # Exists for partners only, so that there is nothing to delete.
    said = trial.v1.ask(ask.delete_capability(None, "crossTenantMigration"))
    if said.status == 405:
        return Answer("refuse", f"405 {said.code}")
    if said.status == 404 and said.code:
        return Answer("accept", "the operation exists, and the capability does not")
    raise said.odd()


ROWS = (
    Row(
        "absent_code",
        "Which error code does Graph have for a partner that does not exist?",
        "GET the partner, which does not exist: the code beside 404.",
        _absent_code,
    ),
    Row(
        "put_without_partner",
        "How does Graph refuse a policy whose partner does not exist?",
        "PUT a policy that allows nothing before the partner exists: status and code.",
        _put_without_partner,
        changes=(PARTNER, SYNC),
    ),
    Row(
        "absent_policy_code",
        "Which error code does Graph have for the policy of a partner that has none?",
        "GET the policy of the new partner: the code beside 404.",
        _absent_policy_code,
        (PARTNER,),
    ),
    Row(
        "inherited",
        "Is a setting that a partner inherits always shown as null?",
        "GET the partner, which was made without settings, and the default settings: the inbound trust of both.",
        _inherited,
        (PARTNER,),
    ),
    Row(
        "key_in_body",
        "May the tenant ID, which is the key, stand in the body of a change?",
        "PATCH the partner with nothing but its own tenant ID: accepted or refused.",
        _key_in_body,
        (PARTNER,),
    ),
    Row(
        "complex_patch",
        "Does a PATCH keep the members of a complex property that its body leaves out?",
        "PATCH the inbound trust of the partner twice, with one member each: what the first member is then.",
        _complex_patch,
        (PARTNER,),
    ),
    Row(
        "service_provider_write",
        "May an application write whether a partner is a service provider?",
        "PATCH isServiceProvider of the partner with false, which it is: accepted or refused.",
        _service_provider_write,
        (PARTNER,),
    ),
    Row(
        "service_provider_constraints",
        "Where does a partner show the constraints of a service provider?",
        "GET the partner, and GET its constraints by their own address: which of the two has them.",
        _service_provider_constraints,
        (PARTNER,),
    ),
    Row(
        "expand_annotations",
        "Does an expanded policy come with an annotation of its own?",
        "GET the partner with $expand=identitySynchronization: the names in the answer.",
        _expand_annotations,
        (SYNC,),
    ),
    Row(
        "group_sync",
        "Does a policy have groupSyncInbound in beta?",
        "GET the policy from beta: the names in the answer.",
        _group_sync,
        (SYNC,),
    ),
    Row(
        "role_enabled_group_sync",
        "Does a policy have roleEnabledGroupSyncInbound in beta?",
        "GET the policy from beta: the names in the answer.",
        _role_enabled_group_sync,
        (SYNC,),
    ),
    Row(
        "role_enabled_together",
        "May role-enabled groups be switched on together with groups?",
        "PATCH both to true in beta: accepted or refused.",
        _role_enabled_together,
        (SYNC,),
    ),
    Row(
        "delete_partner_with_policy",
        "How does Graph refuse to delete a partner that still has a policy?",
        "DELETE the partner while it has a policy: status and code.",
        _delete_partner_with_policy,
        (SYNC,),
        (PARTNER,),
    ),
    Row(
        "capability_scopes_without",
        "What does Graph show for the scopes of a capability that was made without scopes?",
        "POST a capability without scopes, and GET it.",
        _capability_scopes_without,
        (CAPABILITY,),
    ),
    Row(
        "capability_exists",
        "How does Graph refuse a capability that exists?",
        "POST the same capability a second time: status and code.",
        _capability_exists,
        (CAPABILITY,),
    ),
    Row(
        "capability_type_in_patch",
        "May a PATCH of a capability contain its type?",
        "PATCH the capability with its @odata.type: accepted or refused.",
        _capability_type_in_patch,
        (CAPABILITY,),
    ),
    Row(
        "default_capabilities",
        "Do the default settings list all capabilities from the start?",
        "GET the capabilities of the default settings, unless somebody has set some.",
        _default_capabilities,
    ),
    Row(
        "default_capability_delete",
        "Can a capability of the default settings be deleted?",
        "DELETE a capability that only partners have: 405 or 404.",
        _default_capability_delete,
    ),
)

#: After this question there may be no way to make the partner again.
LAST = (
    Row(
        "over_deleted",
        "May a partner be made while a soft-deleted one with the same tenant ID exists?",
        "DELETE the partner, POST it again: accepted or refused.",
        _over_deleted,
        (PARTNER,),
        (PARTNER,),
    ),
)
