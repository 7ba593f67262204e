# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: play_keyword
short_description: Check a variable that a playbook of this collection uses for a keyword of its play
version_added: 1.0.0
description:
  - Keywords of a play, such as C(serial), are looked at before any task. So no task can check the variables for them.
    This filter does it, in the same way as the roles of this collection check theirs.
  - It is a building block of the playbooks of this collection. It is internal, and may change in any release.
  - Values may be given as text, as C(-e), INI inventories and surveys of AWX do.
author:
  - entra.cross_tenant contributors (@entra-collections)
positional: name, default
options:
  _input:
    description: The value of the variable. Null and empty text are the same as no value.
    type: raw
    required: true
  name:
    description: The name of the variable, for messages.
    type: str
    required: true
    choices:
      - partner_onboarding_serial
      - partner_onboarding_api_version
      - partner_onboarding_hosts
      - partner_onboarding_allow_empty
      - partner_onboarding_home_tenant
      - partner_export_group
      - partner_export_directory
      - partner_export_overwrite
      - partner_export_tenant_names
      - try_unknowns_home_tenant
      - try_unknowns_partner_tenant
      - try_unknowns_confirmed
      - try_unknowns_questions
      - try_unknowns_report
      - try_unknowns_further_access_tokens
  default:
    description: The result if there is no value.
    type: raw
"""

EXAMPLES = r"""
---
- name: Onboard in batches
  hosts: partners
  serial: >-
    {{ partner_onboarding_serial | default('')
       | entra.cross_tenant.play_keyword('partner_onboarding_serial', '100%') }}
  roles:
    - entra.cross_tenant.partner_onboarding
"""

RETURN = r"""
_value:
  description: The checked value, in the type that the keyword takes.
  type: raw
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._host_variables import HalfOmitted, plain
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._play_keywords import play_keyword


def _filter(value: Any, name: str, default: Any = None) -> Any:
    """The checked value. Raises AnsibleFilterError."""
    try:
        return play_keyword(plain(value), name, default)
    except HalfOmitted as error:
        raise AnsibleFilterError(f"{name} {error}") from error
    except BadInput as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"play_keyword": _filter}
