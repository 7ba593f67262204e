# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes docs/unknowns.md from the questions of the trial and from docs_blocks/unknowns.yml: ``make unknowns``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ansible_collections.entra.cross_tenant.plugins.module_utils._trial import (
    rows_configuration,
    rows_jobs,
    rows_organization,
    rows_partners,
    rows_service,
)
from ansible_collections.entra.cross_tenant.plugins.module_utils._trial.row import Row

PAGE = Path("docs", "unknowns.md")
_TEXTS = Path(__file__).resolve().parents[1] / "docs_blocks" / "unknowns.yml"

_INTRODUCTION = """\
<!-- Made by `make unknowns` from the questions of the trial and from tests/docs_blocks/unknowns.yml. -->

# What Microsoft does not document

Nobody has tried this collection with a real tenant yet. Where Microsoft documents nothing, or contradicts itself, the
collection works either way, and its tests try both with the [Graph simulator][simulator]. This page lists these
things. Each row has the name of a switch of the simulator.

## You have a test tenant

You can find out. The playbook `try_unknowns` asks Microsoft Graph each question on this page:

```console
$ export ENTRA_TENANT=… ENTRA_CLIENT_ID=… ENTRA_CLIENT_SECRET=…
$ ansible-playbook -i localhost, entra.cross_tenant.try_unknowns -e try_unknowns_report=unknowns.md \\
    -e try_unknowns_home_tenant=ID -e try_unknowns_partner_tenant=ID
```

In a checkout, `make test-live HOME_TENANT=ID PARTNER_TENANT=ID` does the same.

| variable | meaning |
|---|---|
| `try_unknowns_home_tenant` | the ID of the test tenant; a token of another tenant is refused |
| `try_unknowns_partner_tenant` | the ID of another tenant, which is not a partner yet; nothing is changed in it |
| `try_unknowns_report` | the file for the report |
| `try_unknowns_confirmed` | `yes` answers the question whether to begin; for runs without a terminal |
| `try_unknowns_questions` | names of questions, if not all of them are to be asked |
| `try_unknowns_further_access_tokens` | tokens of other applications of the test tenant, with fewer permissions |

The playbook shows what it is going to do, and asks before it changes anything. It makes objects in the test tenant: the
partner, its policy, and an application for synchronization with one job. None of them lets anybody in. At the end the
playbook deletes all of them for good, and compares the tenant with the beginning. It also does this after Ctrl-C, after
a signal, and if answers are lost. If its process is killed, the file of the report says what to delete, and in which
order.

Microsoft Graph shows a write late, and not everywhere at the same time. So the playbook repeats reads until several of
them agree. All questions take ten to twenty minutes.

The report contains no secrets, no names and no IDs of tenants. Please [open an issue][issues] and paste it. For
each open question it says what is missing. The questions need these permissions:"""

_MORE = """\
Some questions need more:

| questions | what they need |
|---|---|
| those of the last table that are about permissions | further tokens, see below |
| `replayed_assertion` | a login with a certificate: `ENTRA_CERTIFICATE_PATH` in place of `ENTRA_CLIENT_SECRET` |
| `group_on_demand`, `on_demand_answer` | a partner tenant that allows inbound synchronization of users from the test \
tenant and suppresses its consent prompt; and a user in the test tenant |
| `page_size` | more partners than fit in one page |
| `mto_not_owner` | a test tenant that is a member of the multitenant organization of another one |
| `mto_absent`, `mto_join_request_without`, `mto_join_uninvited`, `mto_tenants_without` | a test tenant in no \
multitenant organization |
| `source_side_in_china` | a test tenant in the cloud of China |

A token with all permissions does not show which of them a request needs. For that, give tokens of further applications
of the test tenant. Each application has one of these permissions, and no other:

- `Policy.Read.All`
- `Policy.ReadWrite.CrossTenantAccess`
- `MultiTenantOrganization.Read.All`
- `Synchronization.Read.All`
- `User.ReadBasic.All`
- `Application.ReadWrite.OwnedBy`

Tokens are secrets. Write them into a file that only you can read, add `-e @tokens.yml` to the command, and delete the
file afterwards:

```yaml
try_unknowns_further_access_tokens:
  - eyJ0eXAi…
  - eyJ0eXAi…
```"""

_PERMISSIONS = (
    "Policy.Read.All",
    "Policy.ReadWrite.CrossTenantAccess",
    "Policy.ReadWrite.CrossTenantCapability",
    "CrossTenantInformation.ReadBasic.All",
    "MultiTenantOrganization.ReadWrite.All",
    "Application.ReadWrite.All",
    "Synchronization.ReadWrite.All",
    "ProvisioningLog.Read.All",
    "User.ReadBasic.All",
)

_PARTS = (
    ("Partners, policies and capabilities", (*rows_partners.ROWS, *rows_partners.LAST)),
    ("Templates, the multitenant organization, and other objects", rows_organization.ROWS),
    (
        "Synchronization configurations",
        (*rows_configuration.BEFORE, *rows_configuration.SECRET_ROWS, *rows_configuration.AFTER),
    ),
    ("Synchronization jobs", (*rows_jobs.ROWS, *rows_jobs.RUNNING)),
    ("Permissions, limits and logins", rows_service.ROWS),
)

_LINKS = """\
[issues]: https://github.com/entra-collections/entra.cross_tenant/issues
[simulator]: https://github.com/entra-collections/entra.cross_tenant/blob/main/tests/graph_simulator/README.md"""


def main() -> None:
    PAGE.write_text(text(), encoding="utf-8")


def texts() -> dict[str, Any]:
    """The file with the answers, sources and consequences of each question, and with the switches that are none."""
    found: dict[str, Any] = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    return found


def text() -> str:
    """The whole page."""
    written = texts()
    parts = [_INTRODUCTION, "\n".join(f"- `{name}`" for name in _PERMISSIONS)]
    parts.append(_MORE)
    for title, rows in _PARTS:
        parts += [f"## {title}", _table(rows, written["questions"])]
    parts += [
        "## Switches that are no unknowns",
        "The simulator has further switches, for speed and time, and for properties that Microsoft documents.",
        _lines(["switch", "why"], [[f"`{name}`", why] for name, why in sorted(written["others"].items())]),
        _LINKS,
    ]
    return "\n\n".join(parts) + "\n"


def _table(rows: tuple[Row, ...], written: dict[str, Any]) -> str:
    head = ["name", "question", "answers", "tried with", "the collection, either way", "source"]
    cells = []
    for row in rows:
        entry = written[row.name]
        cells.append([f"`{row.name}`", row.question, entry["answers"], row.how, entry["either"], entry["source"]])
    return _lines(head, cells)


def _lines(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(_line(cells) for cells in (head, ["---"] * len(head), *rows))


def _line(cells: list[str]) -> str:
    return "| {} |".format(" | ".join(cell.replace("|", "\\|") for cell in cells))


if __name__ == "__main__":
    main()
