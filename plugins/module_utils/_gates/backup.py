# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A backup of all objects that a run changes, written before the run's first write (private to this collection).

A backup is an inventory. The playbook ``onboard`` with this inventory restores the state before the run. Each run of
ansible-playbook has one folder for each home tenant. Later tasks of the run add to this folder.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from .._converge.execution import Execution
from .._files import write_files, write_new_folder
from .._graph.errors import EntraError
from .._host_names import host_names
from .._inventory_text import yaml_text
from .._ledger import Ledger
from .._model.desired import BadInput
from .._model.kinds import Options
from .._plan.partner import PartnerGoal
from .._plan.way_back import way_back
from .._secrecy.secrets import Secrets

_GROUP = "partners"
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600


class Saved(TypedDict):
    """The entry of one partner in the account of the run, as JSON; see ``WayBack``.

    ``beta``: whether the way back needs Graph's beta version. ``name`` is the display name of the policy.
    """

    options: Options
    lost: list[str]
    removes: bool
    beta: bool
    name: str | None


class Backup:
    """Writes the backup. A gate: it refuses changes of partners whose backup cannot be written."""

    records = True

    def __init__(
        self,
        directory: str,
        ledger: Ledger,
        home_tenant: Callable[[], str | None],
        secrets: Secrets,
        api_version: str,
    ) -> None:
        self._directory = os.path.abspath(directory)
        self._ledger = ledger
        self._home_tenant = home_tenant
        self._secrets = secrets
        self._api_version = api_version
        self._mine: set[str] = set()
        #: The path of this run's folder; None before the first write.
        self.folder: str | None = None

    def before_all(self, everything: Sequence[Execution[PartnerGoal]], pruned: list[str]) -> None:
        """Save all partners that are about to change. Raises BadInput and UnreadableLedger."""
        self._add([execution for execution in everything if execution.todo and not execution.error])

    def before_next(self, anew: Sequence[Execution[PartnerGoal]]) -> None:
        """Save partners again: after a surprise, the observed state may differ from the first look."""
        try:
            self._add([execution for execution in anew if execution.todo])
        except (BadInput, EntraError) as error:
            for execution in anew:
                execution.refuse(str(error))

    def _add(self, everything: Sequence[Execution[PartnerGoal]]) -> None:
        if not everything:
            return
        with self._ledger.account(f"{self._home_tenant()} backup {self._directory}") as account:
            rows: dict[str, Saved] = account.setdefault("rows", {})
            known = dict(rows)
            for execution in everything:
                tenant_id = execution.goal.tenant_id
                # If an earlier task of the run has changed the partner, that task has saved it before.
                if tenant_id not in rows or tenant_id in self._mine:
                    rows[tenant_id] = self._saved(execution)
                    self._mine.add(tenant_id)
            if rows == known:
                self.folder = account.get("folder")
                return
            self._refuse_secrets(rows)
            if self._api_version == "beta" or any(row["beta"] for row in rows.values()):
                account["beta"] = True
            account["folder"] = self.folder = self._written(account.get("folder"), rows, account.get("beta", False))

    @staticmethod
    def _saved(execution: Execution[PartnerGoal]) -> Saved:
        back = way_back(execution.goal.tenant_id, execution.before, execution.after)
        # Deleted partners and policies may prevent the creation of new ones. Only beta shows deleted objects.
        pairs = zip(execution.before[:2], execution.after[:2])
        deletes = any(old is not None and new is None for old, new in pairs)
        sync = execution.before.sync or {}
        row = execution.goal.row
        # The run that restores the backup has limits, too.
        removes = back.removes or execution.goal.closes(row(execution.after), row(execution.before))
        return {
            "options": back.options,
            "lost": back.lost,
            "removes": removes,
            "beta": deletes,
            "name": sync.get("displayName"),
        }

    def _refuse_secrets(self, rows: dict[str, Saved]) -> None:
        """Keep secrets off the disk, even a secret that is the name of a partner. Raises BadInput."""
        for tenant_id, row in rows.items():
            if self._secrets.found_in(_texts(row["options"])):
                raise BadInput(
                    [
                        f"partner {tenant_id} has a text that contains a secret of this task, so that no backup can "
                        "be written: change the secret"
                    ]
                )

    def _written(self, folder: str | None, rows: dict[str, Saved], beta: bool) -> str:
        """Write all files. Returns the path of the folder. If ``folder`` is None, a new folder is created.

        Raises BadInput.
        """
        named = [{"tenant_id": key, "identity_sync": {"display_name": row["name"]}} for key, row in rows.items()]
        names = host_names(named)
        hosts = {names[key]: {"partner_onboarding_partner": row["options"]} for key, row in rows.items()}
        variables: dict[str, Any] = {"partner_onboarding_removal_limit": sum(row["removes"] for row in rows.values())}
        if beta:
            variables["partner_onboarding_api_version"] = "beta"
        lost = {names[key]: row["lost"] for key, row in rows.items() if row["lost"]}
        # The file with the hosts is written last: an inventory without hosts changes nothing.
        texts = {
            f"group_vars/{_GROUP}.yml": yaml_text(variables),
            "README.md": _about(self._home_tenant(), lost),
            "hosts.yml": yaml_text({_GROUP: {"hosts": dict(sorted(hosts.items()))}}),
        }
        try:
            if folder is None:
                name = time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
                return write_new_folder(self._directory, name, texts, _PRIVATE_FILE, _PRIVATE_FOLDER)
            write_files(folder, texts, _PRIVATE_FILE, _PRIVATE_FOLDER)
        except OSError as error:
            raise BadInput([f"backup_directory: the backup cannot be written: {error}"]) from error
        return folder


def _texts(value: object) -> list[str]:
    """All texts in a value, without the names of members."""
    if isinstance(value, dict):
        return [text for member in value.values() for text in _texts(member)]
    if isinstance(value, list):
        return [text for member in value for text in _texts(member)]
    return [value] if isinstance(value, str) else []


def _about(home_tenant: str | None, lost: dict[str, list[str]]) -> str:
    """The text of the README. ``lost`` maps a host to the settings that the backup cannot restore."""
    lines = [
        "# Backup of partner tenants",
        "",
        f"What a run was about to change or remove in the tenant {home_tenant}, as it was before. To bring it back:",
        "",
        "```shell",
        "ansible-playbook -i THIS_FOLDER entra.cross_tenant.onboard --check --diff",
        "ansible-playbook -i THIS_FOLDER entra.cross_tenant.onboard",
        "```",
        "",
    ]
    if lost:
        lines += ["This cannot be brought back, by host:", ""]
        lines += [f"- `{host}`: {', '.join(f'`{name}`' for name in names)}" for host, names in sorted(lost.items())]
        lines.append("")
    return "\n".join(lines)
