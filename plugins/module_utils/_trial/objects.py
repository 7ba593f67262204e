# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The objects that a trial makes or changes, and how each is taken back (private to this collection).

A kind of object counts as touched from before its first request is sent. So it is taken back even if the answer was
lost. To take back is to reach the state of the beginning, whatever happened in between, and never to undo one request.
"""

from __future__ import annotations

from .._names import NOBODY
from . import objects_configuration as configuration
from . import objects_partners as partners
from . import requests as ask
from .kind import (
    AGREED,
    CAPABILITY,
    CONFIGURATION,
    JOB,
    JOIN,
    ORGANIZATION,
    OWNED,
    PARTNER,
    SECRETS,
    SYNC,
    TEMPLATE,
    Kind,
)
from .trial import Trial


def set_up(trial: Trial, name: str) -> None:
    """Make an object, and the objects that it needs, unless they are there. Raises CannotTry and EntraError."""
    for need in KINDS[name].needs:
        set_up(trial, need)
    if not trial.has(name):
        KINDS[name].set_up(trial)


_APPLICATIONS = (
    "applications, service principals and deleted applications named {mark}: delete them, and then delete them for good"
)

KINDS = {
    PARTNER: Kind(
        (),
        partners.make_partner,
        partners.take_back_partner,
        "adds the partner without any settings, and deletes it",
        "the partner {partner}: delete it. Then delete it for good, in beta: DELETE "
        "/policies/deletedItems/crossTenantPartners/{partner}",
    ),
    SYNC: Kind(
        (PARTNER,),
        partners.make_sync,
        partners.take_back_sync,
        "adds an identity synchronization policy to the partner, which allows nothing, and deletes it",
        "the identity synchronization policy of the partner {partner}: delete it. Then delete it for good, in beta: "
        "DELETE /policies/deletedItems/crossTenantSyncPolicyPartners/{partner}",
    ),
    CAPABILITY: Kind(
        (PARTNER,),
        partners.make_capability,
        partners.take_back_capability,
        f"adds the Microsoft 365 capability {ask.CAPABILITY} to the partner, which allows nothing, and deletes it",
        f"the Microsoft 365 capability {ask.CAPABILITY} of the partner {{partner}}: delete it",
    ),
    TEMPLATE: Kind(
        (),
        partners.know_template,
        partners.take_back_template,
        "switches the template for identity synchronization of the multitenant organization off, resets it, and writes "
        "it as it was",
        "the template for identity synchronization of the multitenant organization: write it as it was. It was "
        "{template}",
    ),
    JOIN: Kind(
        (),
        partners.know_join_request,
        partners.take_back_join_request,
        "asks to join the multitenant organization of a tenant that does not exist, and withdraws the request",
        "a request to join a multitenant organization: withdraw it with PATCH "
        f"/tenantRelationships/multiTenantOrganization/joinRequest and the addedByTenantId {NOBODY}",
    ),
    ORGANIZATION: Kind(
        (),
        partners.know_organization,
        partners.take_back_organization,
        "changes the name of the multitenant organization if there is none, and deletes what Graph then makes",
        "a multitenant organization named {mark}: delete it, by removing its only tenant, which is this one",
    ),
    CONFIGURATION: Kind(
        (),
        configuration.set_up_configuration,
        configuration.take_back_configuration,
        "adds an application for cross-tenant synchronization, to which nobody is assigned, and deletes it for good",
        _APPLICATIONS,
    ),
    JOB: Kind(
        (CONFIGURATION,),
        configuration.make_job,
        configuration.nothing,
        "adds a synchronization job, starts and pauses it, and deletes it",
        "synchronization jobs of service principals named {mark}: delete them",
    ),
    SECRETS: Kind(
        (JOB,), configuration.make_secrets, configuration.nothing, "writes the target and the settings of this job"
    ),
    AGREED: Kind(
        (PARTNER, SECRETS),
        configuration.agree,
        configuration.nothing,
        "asks to provision one user, who is out of scope, and a group that does not exist, on demand",
    ),
    OWNED: Kind(
        (),
        configuration.make_owned,
        configuration.take_back_configuration,
        "adds a second application for cross-tenant synchronization with a token that may only administer what it "
        "owns, and deletes it for good",
        _APPLICATIONS,
    ),
}
