# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The source side of cross-tenant synchronization: applications, jobs, schemas, and what a cycle does.

``behaviour`` has the switches, ``permissions`` who may do what, ``types`` the entity types, ``schema_types`` and
``default_schema`` the synchronization schema, ``expressions`` and ``filters`` what stands in it, ``shapes`` new
objects, ``state`` all objects and how tests arrange them, ``targets`` the target tenants, ``provisioning`` one user's
way through a job, ``cycles`` what the service does every forty minutes. The endpoints are in ``endpoints``.
"""
