# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints of the simulated Graph. A new resource is a module here with its ``ROUTES``."""

from __future__ import annotations

from . import (
    applications,
    assignments,
    capabilities,
    default,
    deleted_items,
    identity_sync,
    mto,
    partners,
    policy,
    principals,
    provisioning_log,
    surroundings,
    sync_actions,
    sync_jobs,
    sync_schema,
    sync_secrets,
    templates,
    tenants,
)

ROUTES = (
    *partners.ROUTES,
    *identity_sync.ROUTES,
    *capabilities.ROUTES,
    *templates.ROUTES,
    *default.ROUTES,
    *deleted_items.ROUTES,
    *tenants.ROUTES,
    *policy.ROUTES,
    *mto.ROUTES,
    *surroundings.ROUTES,
    *applications.ROUTES,
    *principals.ROUTES,
    *assignments.ROUTES,
    *sync_jobs.ROUTES,
    *sync_actions.ROUTES,
    *sync_secrets.ROUTES,
    *sync_schema.ROUTES,
    *provisioning_log.ROUTES,
)
