# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The synchronization configuration of a trial, its job, and what is written to it (private to this collection)."""

from __future__ import annotations

import json
from typing import Any

from .._model.synchronization import credentials
from .._model.synchronization.resources import JOB_TEMPLATE
from . import requests as ask
from .kind import AGREED, CONFIGURATION, JOB, OWNED, SECRETS, present
from .trial import GONE, MADE, UNSURE, CannotTry, Hands, Said, Trial

#: The threshold that the trial writes. It is Microsoft's own default (accidental-deletions), and nothing is deleted.
_THRESHOLD = 500
_NOTIFICATIONS = "SyncNotificationSettings"
_SECRETS_VERSION = "secrets_version"

#: Places of objects in Graph.
APPLICATIONS = "applications"
_PRINCIPALS = "servicePrincipals"


def make_configuration(trial: Trial, kind: str = CONFIGURATION, hands: Hands | None = None) -> None:
    """Instantiate the application of Microsoft's gallery, without waiting until it shows."""
    said = trial.making(kind, hands or trial.v1, ask.instantiate(trial.mark))
    note_configuration(trial, kind, said.object())


def note_configuration(trial: Trial, kind: str, body: dict[str, Any]) -> None:
    """Remember the IDs in the answer to an instantiation, for as long as the trial lasts."""
    trial.known[kind] = _id_in(body.get("servicePrincipal"))
    trial.known.setdefault(_PRINCIPALS, []).append(trial.known[kind])
    trial.known.setdefault(APPLICATIONS, []).append(_id_in(body.get("application")))


def _id_in(body: Any) -> str:
    found = body.get("id") if isinstance(body, dict) else None
    if not isinstance(found, str) or not found:
        raise CannotTry("Graph made a configuration and did not say which one")
    return found


def set_up_configuration(trial: Trial) -> None:
    make_configuration(trial)
    wait_for(trial, trial.known[CONFIGURATION])


def wait_for(trial: Trial, principal: str) -> None:
    """Wait until Graph shows a new service principal. Raises CannotTry."""
    trial.settled(trial.v1, ask.principal(principal), present).needed()
    # The principal may show before its synchronization does.
    trial.settled(trial.v1, ask.jobs(principal), lambda said: said.status != 404)


def take_back_configuration(trial: Trial) -> list[str]:
    """Delete everything that has the name of this trial, which no other object has, and remove it for good."""
    states = {kind: trial.touched[kind] for kind in (CONFIGURATION, OWNED) if kind in trial.touched}
    if set(states.values()) == {GONE}:
        return []
    for kind, state in states.items():
        if state == MADE:
            # Graph deletes no object that is so new that it does not find it.
            trial.settled(trial.v1, ask.principal(trial.known[kind]), present)
    left: list[str] = []
    lost = UNSURE in states.values()
    applications = _ids(trial, APPLICATIONS, lost)
    principals = _ids(trial, _PRINCIPALS, lost)
    for object_id in principals:
        left += _without_jobs(trial, object_id)
    for place, found in ((APPLICATIONS, applications), (_PRINCIPALS, principals)):
        for object_id in found:
            refused = _really(trial, place, object_id)
            if not refused.ok and refused.status != 404:
                left.append(f"{place}/{object_id}, named {trial.mark}, could not be deleted: {refused.odd()}")
    for place in (_PRINCIPALS, APPLICATIONS):
        shown = trial.settled(trial.v1, ask.named(place, trial.mark), lambda said: said.ok and not said.rows())
        left += [f"Graph still shows {place} named {trial.mark}"] if not shown.ok or shown.rows() else []
    for object_id in [*applications, *principals]:
        # A deleted object may show late among the deleted ones.
        refused = trial.written(trial.v1, ask.purge_object(object_id))
        if not refused.ok and refused.status != 404:
            left.append(
                f"{object_id}, named {trial.mark}, stays among the deleted objects for 30 days: {refused.odd()}"
            )
    if not left:
        trial.lost(*states)
    return left


def _really(trial: Trial, place: str, object_id: str) -> Said:
    """Delete an object. A 404 counts only if Graph does not list the object either."""
    said = trial.v1.ask(ask.delete(place, object_id))
    if said.status != 404:
        return said

    def gone(said: Said) -> bool:
        return said.ok and object_id not in [row.get("id") for row in said.rows()]

    shown = trial.settled(trial.v1, ask.named(place, trial.mark), gone)
    return said if gone(shown) else trial.v1.ask(ask.delete(place, object_id))


def _without_jobs(trial: Trial, object_id: str) -> list[str]:
    """Delete the jobs of a service principal that is about to be deleted: a job might outlive it."""
    said = trial.steady(trial.v1, ask.jobs(object_id))
    left = []
    for row in said.rows() if said.ok else ():
        refused = trial.v1.ask(ask.delete_job(object_id, str(row.get("id"))))
        if not refused.ok and refused.status != 404:
            left.append(f"a job of the service principal {object_id} could not be deleted: {refused.odd()}")
    return left


def _ids(trial: Trial, place: str, lost: bool) -> list[str]:
    """The IDs of all objects of this trial: those that Graph named, and those whose answer was lost."""
    ids: list[str] = trial.known.setdefault(place, [])
    said = trial.settled(trial.v1, ask.named(place, trial.mark), lambda said: not lost or bool(said.rows()))
    shown = [row["id"] for row in said.rows() if isinstance(row, dict) and isinstance(row.get("id"), str)]
    # A second attempt needs the IDs that were found by the first one.
    ids += [object_id for object_id in shown if object_id not in ids]
    return ids


def principal(trial: Trial) -> str:
    """The object ID of the service principal, which is the configuration."""
    found: str = trial.known[CONFIGURATION]
    return found


def job(trial: Trial) -> str:
    found: str = trial.known[JOB]
    return found


def job_template(trial: Trial) -> str:
    """The template of jobs: the usual one, or another one if the tenant has only that."""
    if "job_template" not in trial.known:
        said = trial.settled(trial.v1, ask.templates(trial.known[CONFIGURATION]), present)
        names = [str(row.get("id")) for row in said.rows()]
        if not names:
            raise CannotTry("Graph shows no templates of jobs")
        trial.known["job_template"] = JOB_TEMPLATE if JOB_TEMPLATE in names else names[0]
    found: str = trial.known["job_template"]
    return found


def make_job(trial: Trial) -> None:
    principal = trial.known[CONFIGURATION]
    trial.touch(JOB)
    said = trial.written(trial.v1, ask.make_job(principal, job_template(trial)))
    trial.known[JOB] = _id_in(said.object())
    trial.touched[JOB] = MADE
    trial.settled(trial.v1, ask.job(principal, trial.known[JOB]), present).needed()


def secrets_hands(trial: Trial) -> Hands:
    """The version of Graph that has secrets: both today, and perhaps one of them later. Raises CannotTry."""
    if _SECRETS_VERSION not in trial.known:
        for hands in (trial.v1, trial.beta):
            said = trial.steady(hands, ask.secrets(trial.known[CONFIGURATION]))
            if said.ok:
                trial.known[_SECRETS_VERSION] = hands
                break
        else:
            raise said.odd()
    found: Hands = trial.known[_SECRETS_VERSION]
    return found


def values(target: str) -> dict[str, str]:
    """Everything that Microsoft's own procedure writes: cross-tenant-synchronization-configure-graph. Nothing is on."""
    notifications = {
        "Enabled": False,
        "DeleteThresholdEnabled": True,
        "DeleteThresholdValue": _THRESHOLD,
        "HumanResourcesLookaheadQueryEnabled": False,
    }
    return {**credentials.of(target), _NOTIFICATIONS: json.dumps(notifications), credentials.SCOPE: "false"}


def make_secrets(trial: Trial) -> None:
    put_secrets(trial, values(trial.partner), set(values(trial.partner)))
    trial.touched[SECRETS] = MADE


def put_secrets(trial: Trial, written: dict[str, str], keys: set[str]) -> bool:
    """Write secrets, and return whether Graph shows exactly these keys afterwards. Raises CannotTry."""
    hands, principal = secrets_hands(trial), trial.known[CONFIGURATION]
    trial.written(hands, ask.put_secrets(principal, written)).needed()

    def shown(said: Said) -> bool:
        return said.ok and set(pairs(said)) == keys

    return shown(trial.settled(hands, ask.secrets(principal), shown))


def pairs(said: Said) -> dict[str, Any]:
    """The secrets in an answer, by their keys. Raises CannotTry."""
    return {str(row.get("key")): row.get("value") for row in said.rows() if isinstance(row, dict)}


def nothing(_trial: Trial) -> list[str]:
    """It goes with the object that it belongs to."""
    return []


def agree(trial: Trial) -> None:
    """This tenant suppresses the consent prompt. Whether the partner does, and admits users, is up to the partner."""
    body = {"automaticUserConsentSettings": {"outboundAllowed": True}}
    trial.written(trial.v1, ask.change_partner(trial.partner, body)).needed()
    principal = trial.known[CONFIGURATION]
    said = trial.insisted(secrets_hands(trial), ask.validate(principal, job_template(trial), trial.partner), present)
    if not said.ok:
        raise CannotTry(
            f"the partner tenant does not agree to be synchronized to ({said.status} {said.code}): there, allow "
            "inbound synchronization of users and suppress the consent prompt, for this tenant"
        )
    # Whatever a provisioning on demand decides, the job may only add users.
    only_add(trial)
    trial.touched[AGREED] = MADE


def only_add(trial: Trial) -> None:
    """Take Update and Delete out of the actions of all mappings. Raises CannotTry."""
    service_principal, job_id = trial.known[CONFIGURATION], trial.known[JOB]
    found = trial.settled(trial.v1, ask.schema(service_principal, job_id), present).object()
    body = {name: value for name, value in found.items() if not name.startswith("@")}
    for rule in body.get("synchronizationRules") or ():
        for mapping in rule.get("objectMappings") or ():
            mapping["flowTypes"] = "Add"
    trial.written(trial.v1, ask.put_schema(service_principal, job_id, body)).needed()


def make_owned(trial: Trial) -> None:
    """A configuration of an application that may do nothing but administer what it owns."""
    hands = trial.hands_with(["Application.ReadWrite.OwnedBy"], ["Synchronization.ReadWrite.All"])
    make_configuration(trial, OWNED, hands)
    trial.settled(hands, ask.principal(trial.known[OWNED]), present).needed()
