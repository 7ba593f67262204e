# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Questions about synchronization configurations and their secrets (private to this collection).

The order matters: ``BEFORE`` is about a configuration without a job, ``AFTER`` begins with one that has everything.
"""

from __future__ import annotations

from .._model.synchronization import credentials
from . import requests as ask
from .kind import AGREED, CONFIGURATION, JOB, SECRETS, absent
from .objects_configuration import (
    APPLICATIONS,
    job,
    job_template,
    make_configuration,
    note_configuration,
    pairs,
    principal,
    put_secrets,
    secrets_hands,
    values,
    wait_for,
)
from .row import Answer, Row, refusal
from .trial import MADE, PARTLY, CannotTry, Said, Trial

# How often the jobs of a new configuration are read at once: the first reads may meet a copy that has it already.
_EARLY = 5


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
    jobs, shown = trial.v1.ask(ask.jobs(principal(trial))), False
    for _read in range(_EARLY):
        shown = trial.v1.ask(ask.principal(principal(trial))).ok
        # A list of a service principal that shows at once says nothing.
        if absent(jobs) or (jobs.ok and not shown):
            break
        jobs = trial.v1.ask(ask.jobs(principal(trial)))
    # Whatever follows needs the configuration.
    wait_for(trial, principal(trial))
    if absent(jobs):
        return Answer("absent", f"404 {jobs.code}")
    jobs.rows()
    if shown:
        raise CannotTry("the new service principal showed at once, so that its jobs say nothing")
    return Answer("empty")


def _secrets_without_job(trial: Trial) -> Answer:
    if trial.has(JOB):
        raise CannotTry("the configuration has a job")
    # Neither a target nor a way to authenticate.
    said = trial.written(secrets_hands(trial), ask.put_secrets(principal(trial), {credentials.SCOPE: "false"}))
    if said.denied:
        raise said.odd()
    return refusal(said)


def _secrets_versions(trial: Trial) -> Answer:
    answers = {
        "v1.0": trial.steady(trial.v1, ask.secrets(principal(trial))),
        "beta": trial.steady(trial.beta, ask.secrets(principal(trial))),
    }
    for said in answers.values():
        if said.denied or said.down:
            raise said.odd()
    return Answer([version for version, said in answers.items() if said.ok])


def _job_templates(trial: Trial) -> Answer:
    said = trial.settled(trial.v1, ask.templates(principal(trial)), lambda said: said.ok)
    return Answer([row.get("id") for row in said.rows()])


def _credentials_refused(trial: Trial) -> Answer:
    request = ask.validate(principal(trial), job_template(trial), ask.nobody())
    said = trial.written(secrets_hands(trial), request)
    if said.denied and said.code == "Authorization_RequestDenied":
        raise said.odd()
    return refusal(said)


# Secrets, none of which is secret.


def _masked_secrets(trial: Trial) -> Answer:
    shown = pairs(trial.settled(secrets_hands(trial), ask.secrets(principal(trial)), lambda said: said.ok))
    missing = [key for key in values(trial.partner) if key not in shown]
    if missing:
        raise CannotTry(f"Graph does not show {', '.join(missing)}, which was written")
    return Answer([key for key in values(trial.partner) if shown[key] == "*"])


def _delete_threshold_setting(trial: Trial) -> Answer:
    def shown(said: Said) -> bool:
        settings = said.object().get("synchronizationJobSettings") if said.ok else None
        return any(item.get("name") == "QuarantineTooManyDeletesThreshold" for item in settings or ())

    said = trial.settled(trial.v1, ask.job(principal(trial), job(trial)), shown)
    said.needed()
    return Answer(shown(said))


def _secrets_put(trial: Trial) -> Answer:
    every = values(trial.partner)
    rest = {key: value for key, value in every.items() if key != "SyncNotificationSettings"}
    replaced = put_secrets(trial, rest, set(rest))
    if not put_secrets(trial, every, set(every)):
        raise CannotTry("Graph does not show the secrets that were written")
    return Answer("replace" if replaced else "merge")


# The end of a configuration.


def _secrets_after_job(trial: Trial) -> Answer:
    request = ask.job(principal(trial), job(trial))
    trial.deleted(trial.v1, ask.delete_job(principal(trial), job(trial)))
    if trial.settled(trial.v1, request, lambda said: not said.ok and not said.down).ok:
        raise CannotTry("Graph still shows the job that was deleted")
    trial.lost(JOB, SECRETS, AGREED)

    def removed(said: Said) -> bool:
        return absent(said) or (said.ok and credentials.TARGET not in pairs(said))

    said = trial.settled(secrets_hands(trial), ask.secrets(principal(trial)), removed)
    if removed(said):
        return Answer("removed", f"404 {said.code}" if absent(said) else "")
    said.needed()
    return Answer("kept")


def _principal_delete(trial: Trial) -> Answer:
    """Delete the service principal, restore it, and look for its job."""
    own, job_id = principal(trial), job(trial)
    trial.deleted(trial.v1, ask.delete("servicePrincipals", own))
    trial.lost(JOB, SECRETS, AGREED)
    trial.touched[CONFIGURATION] = PARTLY
    if not absent(trial.settled(trial.v1, ask.principal(own), absent)):
        raise CannotTry("Graph still shows the service principal that was deleted")
    trial.written(trial.v1, ask.restore_object(own)).needed()
    trial.settled(trial.v1, ask.principal(own), lambda said: said.ok).needed()
    said = trial.settled(trial.v1, ask.job(own, job_id), lambda said: said.ok)
    trial.touched[CONFIGURATION] = MADE
    if said.ok:
        trial.touched[JOB] = MADE
        return Answer("leaves_job", "the restored service principal has it")
    # Graph may refuse the ID of a job that does not exist as no ID of a job.
    if said.denied or said.down or trial.steady(trial.v1, ask.jobs(own)).rows():
        raise said.odd()
    return Answer("ends_job", "the restored service principal has none")


def _application_delete(trial: Trial) -> Answer:
    trial.deleted(trial.v1, ask.delete(APPLICATIONS, trial.known[APPLICATIONS][-1]))
    trial.touched[CONFIGURATION] = PARTLY
    trial.lost(JOB, SECRETS, AGREED)
    said = trial.settled(trial.v1, ask.principal(principal(trial)), absent)
    if absent(said):
        return Answer("with_principal")
    said.needed()
    return Answer("alone")


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
