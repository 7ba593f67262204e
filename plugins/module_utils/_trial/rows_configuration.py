# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions about synchronization configurations and their secrets (private to this collection).

The order matters: ``BEFORE`` is about a configuration without a job, ``AFTER`` begins with one that has everything.
"""

from __future__ import annotations

from typing import Any

from .._model.synchronization import credentials
from . import requests as ask
from .kind import AGREED, CONFIGURATION, JOB, SECRETS
from .objects_configuration import (
    APPLICATIONS,
    job,
    job_template,
    make_configuration,
    note_configuration,
    principal,
    secrets_hands,
    values,
)
from .row import Answer, Row, refusal
from .trial import MADE, PARTLY, CannotTry, Trial


def _source_side_in_china(trial: Trial) -> Answer:
    if trial.cloud != "china":
        raise CannotTry("this is about the cloud of China")
    said = trial.making(CONFIGURATION, trial.v1, ask.instantiate(trial.mark))
    if said.ok:
        note_configuration(trial, CONFIGURATION, said.object())
        return Answer("present")
    if said.status == 404 and said.code:
        return Answer("no_template", f"404 {said.code}")
    if said.status == 400:
        # Graph answers in this way if it does not know an address.
        return Answer("absent", f"400 {said.code}")
    raise said.odd()


def _new_configuration(trial: Trial) -> Answer:
    if trial.has(CONFIGURATION):
        raise CannotTry("the configuration is not new any more")
    make_configuration(trial)
    jobs = trial.v1.ask(ask.jobs(principal(trial)))
    itself = trial.v1.ask(ask.principal(principal(trial)))
    # Whatever follows needs the configuration.
    trial.settled(trial.v1, ask.principal(principal(trial)), lambda said: said.ok).needed()
    trial.settled(trial.v1, ask.jobs(principal(trial)), lambda said: said.status != 404)
    if jobs.status == 404 and jobs.code:
        return Answer("absent", f"404 {jobs.code}")
    jobs.rows()
    if itself.ok:
        raise CannotTry("the new service principal showed at once, so that its jobs say nothing")
    return Answer("empty")


def _secrets_without_job(trial: Trial) -> Answer:
    if trial.has(JOB):
        raise CannotTry("the configuration has a job")
    # Neither a target nor a way to authenticate.
    said = secrets_hands(trial).ask(ask.put_secrets(principal(trial), {credentials.SCOPE: "false"}))
    if said.denied:
        raise said.odd()
    return refusal(said)


def _secrets_versions(trial: Trial) -> Answer:
    answers = {
        "v1.0": trial.v1.ask(ask.secrets(principal(trial))),
        "beta": trial.beta.ask(ask.secrets(principal(trial))),
    }
    for said in answers.values():
        if said.denied or said.status >= 500:
            raise said.odd()
    return Answer([version for version, said in answers.items() if said.ok])


def _job_templates(trial: Trial) -> Answer:
    return Answer([row.get("id") for row in trial.v1.ask(ask.templates(principal(trial))).rows()])


def _credentials_refused(trial: Trial) -> Answer:
    said = secrets_hands(trial).ask(ask.validate(principal(trial), job_template(trial), ask.nobody()))
    if said.status == 403 and said.code == "Authorization_RequestDenied":
        raise said.odd()
    return refusal(said)


# Secrets, none of which is secret.


def _pairs(trial: Trial) -> dict[str, Any]:
    rows = secrets_hands(trial).ask(ask.secrets(principal(trial))).rows()
    return {str(row.get("key")): row.get("value") for row in rows if isinstance(row, dict)}


def _masked_secrets(trial: Trial) -> Answer:
    shown = _pairs(trial)
    missing = [key for key in values(trial.partner) if key not in shown]
    if missing:
        raise CannotTry(f"Graph does not show {', '.join(missing)}, which was written")
    return Answer([key for key in values(trial.partner) if shown[key] == "*"])


def _delete_threshold_setting(trial: Trial) -> Answer:
    settings = trial.v1.ask(ask.job(principal(trial), job(trial))).object().get("synchronizationJobSettings") or []
    return Answer(any(item.get("name") == "QuarantineTooManyDeletesThreshold" for item in settings))


def _secrets_put(trial: Trial) -> Answer:
    left_out = "SyncNotificationSettings"
    rest = {key: value for key, value in values(trial.partner).items() if key != left_out}
    hands = secrets_hands(trial)
    hands.ask(ask.put_secrets(principal(trial), rest)).needed()
    kept = left_out in _pairs(trial)
    hands.ask(ask.put_secrets(principal(trial), values(trial.partner))).needed()
    return Answer("merge" if kept else "replace")


# The end of a configuration.


def _secrets_after_job(trial: Trial) -> Answer:
    trial.v1.ask(ask.delete_job(principal(trial), job(trial))).needed()
    gone = trial.settled(trial.v1, ask.job(principal(trial), job(trial)), lambda said: not said.ok)
    if gone.ok:
        raise CannotTry("Graph still shows the job that was deleted")
    trial.lost(JOB, SECRETS, AGREED)
    return Answer("kept" if credentials.TARGET in _pairs(trial) else "removed")


def _principal_delete(trial: Trial) -> Answer:
    """Delete the service principal, restore it, and look for its job."""
    own, job_id = principal(trial), job(trial)
    trial.v1.ask(ask.delete("servicePrincipals", own)).needed()
    trial.lost(JOB, SECRETS, AGREED)
    trial.touched[CONFIGURATION] = PARTLY
    gone = trial.settled(trial.v1, ask.principal(own), lambda said: said.status == 404)
    if gone.status != 404:
        raise CannotTry("Graph still shows the service principal that was deleted")
    trial.v1.ask(ask.restore_object(own)).needed()
    trial.settled(trial.v1, ask.principal(own), lambda said: said.ok).needed()
    said = trial.settled(trial.v1, ask.job(own, job_id), lambda said: said.ok)
    trial.touched[CONFIGURATION] = MADE
    if said.ok:
        trial.touched[JOB] = MADE
        return Answer("leaves_job", "the restored service principal has it")
    if said.denied or said.status >= 500:
        raise said.odd()
    return Answer("ends_job", "the restored service principal has none")


def _application_delete(trial: Trial) -> Answer:
    trial.v1.ask(ask.delete(APPLICATIONS, trial.known[APPLICATIONS][-1])).needed()
    said = trial.settled(trial.v1, ask.principal(principal(trial)), lambda said: said.status == 404)
    trial.touched[CONFIGURATION] = PARTLY
    trial.lost(JOB, SECRETS, AGREED)
    return Answer("with_principal" if said.status == 404 else "alone")


BEFORE = (
    Row(
        "source_side_in_china",
        "Does the cloud of China have the source side of synchronization?",
        "POST the instantiation of the application: made, 404 for the template, or 400 for the address.",
        _source_side_in_china,
        (),
        (CONFIGURATION,),
    ),
    Row(
        "new_configuration",
        "What is the list of jobs until a new service principal has replicated?",
        "POST the instantiation, and GET the jobs at once: 404, or an empty list while the service principal is 404.",
        _new_configuration,
        (),
        (CONFIGURATION,),
    ),
    Row(
        "secrets_without_job",
        "Does Graph take secrets before there is a job?",
        "PUT the scope alone before there is a job: accepted, or status and code.",
        _secrets_without_job,
        (CONFIGURATION,),
    ),
    Row(
        "secrets_versions",
        "Which versions of Graph have secrets?",
        "GET the secrets from v1.0 and from beta.",
        _secrets_versions,
        (CONFIGURATION,),
    ),
    Row(
        "job_templates",
        "Which templates of jobs are there?",
        "GET the templates.",
        _job_templates,
        (CONFIGURATION,),
    ),
    Row(
        "credentials_refused",
        "How does Graph refuse the credentials of a target that does not agree?",
        "POST validateCredentials with a target tenant that does not exist: status and code.",
        _credentials_refused,
        (CONFIGURATION,),
    ),
)

SECRET_ROWS = (
    Row(
        "masked_secrets",
        "Which secrets come back as an asterisk?",
        "PUT the target and the settings of the job, and GET them.",
        _masked_secrets,
        (SECRETS,),
    ),
    Row(
        "delete_threshold_setting",
        "Is the threshold of deletions a setting of the job too?",
        "PUT the threshold with the secrets, and GET the job.",
        _delete_threshold_setting,
        (SECRETS,),
    ),
    Row(
        "secrets_put",
        "Does PUT of secrets keep the keys that it leaves out?",
        "PUT the secrets without one of them, and GET them.",
        _secrets_put,
        (SECRETS,),
    ),
)

AFTER = (
    Row(
        "secrets_after_job",
        "Do secrets stay when their job is gone?",
        "DELETE the job, and GET the secrets.",
        _secrets_after_job,
        (SECRETS,),
    ),
    Row(
        "principal_delete",
        "Does deleting a service principal end its job at once?",
        "DELETE the service principal, POST its restore, and GET the job.",
        _principal_delete,
        (JOB,),
    ),
    Row(
        "application_delete",
        "Does a service principal go with its application?",
        "DELETE the application, and GET the service principal.",
        _application_delete,
        (CONFIGURATION,),
    ),
)
