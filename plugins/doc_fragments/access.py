# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Documentation that the plugins of this collection share. It is private to this collection, and may change at any time.

from __future__ import annotations


class ModuleDocFragment:
    """The common options of partners, the tenant's default and the template of the multitenant organization."""

    DOCUMENTATION = r"""
options:
  # begin options of access
  inbound_trust:
    description: Which claims about users of the partner are trusted.
    type: dict
    suboptions:
      mfa_accepted:
        description: Whether multifactor authentication in the partner's tenant is accepted.
        type: bool
      compliant_device_accepted:
        description: Whether a device that is compliant in the partner's tenant is accepted as compliant.
        type: bool
      hybrid_joined_device_accepted:
        description: Whether a device that is hybrid joined in the partner's tenant is accepted as hybrid joined.
        type: bool
  b2b_collaboration_inbound:
    description:
      - Which users of the partner may access the home tenant as guests, and which applications they may use (B2B
        collaboration).
    type: dict
    suboptions: &b2b_collaboration_inbound
      users_and_groups:
        description: The users and groups that the setting applies to.
        type: dict
        suboptions: &users_and_groups
          access_type:
            description: Whether the targets are allowed or blocked. The opposite applies to all others.
            type: str
            choices: [allowed, blocked]
          targets:
            description: The targets, in any order. The list replaces the one in Microsoft Graph.
            type: list
            elements: dict
            suboptions:
              target:
                description:
                  - The ID of a user, group or application.
                  - Or V(AllUsers) for users and groups, V(AllApplications) or V(Office365) for applications.
                  - The module fails before any request if the value is anything else.
                type: str
                required: true
              target_type:
                description: The type of the target. Use V(user) for V(AllUsers).
                type: str
                required: true
                choices: [user, group, application]
      applications:
        description: The applications that the setting applies to.
        type: dict
        suboptions: *users_and_groups
  b2b_collaboration_outbound:
    description:
      - Which users of the home tenant may be guests of the partner, and which applications they may use (B2B
        collaboration).
    type: dict
    suboptions: *b2b_collaboration_inbound
  b2b_direct_connect_inbound:
    description:
      - Which users of the partner may access the home tenant without a guest account, for example in shared channels
        (B2B direct connect).
    type: dict
    suboptions: *b2b_collaboration_inbound
  b2b_direct_connect_outbound:
    description:
      - Which users of the home tenant may access the partner's tenant without a guest account (B2B direct connect).
    type: dict
    suboptions: *b2b_collaboration_inbound
  # end options of access
"""

    # Options that the template lacks.
    MORE = r"""
options:
  # begin options of access.more
  tenant_restrictions:
    description:
      - Which accounts of the partner may be used on devices and networks of the home tenant.
      - Exists in the global cloud only.
    type: dict
    suboptions:
      users_and_groups:
        description: The users and groups that the setting applies to.
        type: dict
        suboptions: &users_and_groups
          access_type:
            description: Whether the targets are allowed or blocked. The opposite applies to all others.
            type: str
            choices: [allowed, blocked]
          targets:
            description: The targets, in any order. The list replaces the one in Microsoft Graph.
            type: list
            elements: dict
            suboptions:
              target:
                description:
                  - The ID of a user, group or application.
                  - Or V(AllUsers) for users and groups, V(AllApplications) or V(Office365) for applications.
                  - The module fails before any request if the value is anything else.
                type: str
                required: true
              target_type:
                description: The type of the target. Use V(user) for V(AllUsers).
                type: str
                required: true
                choices: [user, group, application]
      applications:
        description: The applications that the setting applies to.
        type: dict
        suboptions: *users_and_groups
      devices:
        description: The devices that the setting applies to. Microsoft documents that this has no effect yet.
        type: dict
        suboptions:
          mode:
            description: Whether devices that match the rule are allowed or blocked.
            type: str
            choices: [allowed, blocked]
          rule:
            description: The rule of a device filter.
            type: str
  m365_collaboration_inbound:
    description:
      - Which users of the partner may collaborate in Microsoft 365 of the home tenant.
      - Exists in the global cloud only.
    type: dict
    suboptions:
      users:
        description: The users that the setting applies to.
        type: dict
        suboptions: *users_and_groups
  m365_collaboration_outbound:
    description:
      - Which users of the home tenant may collaborate in Microsoft 365 of the partner.
      - Exists in the global cloud only.
    type: dict
    suboptions:
      users_and_groups:
        description: The users and groups that the setting applies to.
        type: dict
        suboptions: *users_and_groups
  app_service_connect_inbound:
    description:
      - Which applications may connect from the partner's tenant to the home tenant.
      - Exists in the global cloud only.
    type: dict
    suboptions:
      applications:
        description: The applications that the setting applies to.
        type: dict
        suboptions: *users_and_groups
  block_service_provider_outbound_access:
    description:
      - Whether users of the home tenant are blocked from other tenants if they use delegated admin privileges.
      - Needs O(api_version=beta). Even then, Microsoft Graph may lack this setting.
    type: bool
  # end options of access.more
"""
