# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What partners, the tenant's default and the template of the multitenant organization have in common."""

    DOCUMENTATION = r"""
options:
  # begin options of access
  inbound_trust:
    description: Which claims about users of the partner are trusted.
    type: dict
    suboptions:
      mfa_accepted:
        description: Whether multifactor authentication in the partner's tenant counts.
        type: bool
      compliant_device_accepted:
        description: Whether a device that is compliant in the partner's tenant counts as compliant.
        type: bool
      hybrid_joined_device_accepted:
        description: Whether a device that is hybrid joined in the partner's tenant counts as such.
        type: bool
  b2b_collaboration_inbound:
    description: Who of the partner may come in as a guest, and where to (B2B collaboration).
    type: dict
    suboptions: &b2b_collaboration_inbound
      users_and_groups:
        description: The users and groups that it is about.
        type: dict
        suboptions: &users_and_groups
          access_type:
            description: Whether the targets are allowed or blocked; all others are the opposite.
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
                  - Anything else is refused before any request.
                type: str
                required: true
              target_type:
                description: What the target is. V(AllUsers) is a user.
                type: str
                required: true
                choices: [user, group, application]
      applications:
        description: The applications that it is about.
        type: dict
        suboptions: *users_and_groups
  b2b_collaboration_outbound:
    description: Who of the home tenant may be a guest of the partner, and where (B2B collaboration).
    type: dict
    suboptions: *b2b_collaboration_inbound
  b2b_direct_connect_inbound:
    description: Who of the partner may get in without a guest account, as shared channels do (B2B direct connect).
    type: dict
    suboptions: *b2b_collaboration_inbound
  b2b_direct_connect_outbound:
    description: Who of the home tenant may get into the partner's without a guest account (B2B direct connect).
    type: dict
    suboptions: *b2b_collaboration_inbound
  # end options of access
"""

    # What the template does not have.
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
        description: The users and groups that it is about.
        type: dict
        suboptions: &users_and_groups
          access_type:
            description: Whether the targets are allowed or blocked; all others are the opposite.
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
                  - Anything else is refused before any request.
                type: str
                required: true
              target_type:
                description: What the target is. V(AllUsers) is a user.
                type: str
                required: true
                choices: [user, group, application]
      applications:
        description: The applications that it is about.
        type: dict
        suboptions: *users_and_groups
      devices:
        description: On which devices. Microsoft Graph has it, and Microsoft says that it is of no effect yet.
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
      - Which users of the partner may take part in Microsoft 365 here.
      - Exists in the global cloud only.
    type: dict
    suboptions:
      users:
        description: The users that it is about.
        type: dict
        suboptions: *users_and_groups
  m365_collaboration_outbound:
    description:
      - Which users of the home tenant may take part in Microsoft 365 at the partner.
      - Exists in the global cloud only.
    type: dict
    suboptions:
      users_and_groups:
        description: The users and groups that it is about.
        type: dict
        suboptions: *users_and_groups
  app_service_connect_inbound:
    description:
      - Which applications may connect from the partner's tenant to the home tenant.
      - Exists in the global cloud only.
    type: dict
    suboptions:
      applications:
        description: The applications that it is about.
        type: dict
        suboptions: *users_and_groups
  block_service_provider_outbound_access:
    description:
      - Whether users of the home tenant may not get in elsewhere by delegated admin privileges.
      - Needs O(api_version=beta), and a service that has that setting.
    type: bool
  # end options of access.more
"""
