# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an endpoint works with: the routed request, the state it sees, and how it answers."""

from __future__ import annotations

import base64
import json
import math
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, urlencode

from . import errors
from .kinds import Api, is_guid
from .messages import Answer, Call
from .model import EntityType
from .table import Row, Table
from .world import World

_MAX_TOP = 999

PARTNERS_PATH = "policies/crossTenantAccessPolicy/partners"


class Request:
    """One authorised request on its route."""

    def __init__(
        self,
        call: Call,
        world: World,
        keys: tuple[str, ...],
        body: Any,
        claims: dict[str, Any],
        held: frozenset[str],
    ) -> None:
        """``claims`` are those of the token, ``held`` its permissions that count here."""
        self.call = call
        self.claims = claims
        self.held = held
        self.behaviour = world.behaviour
        self.directory = world.directory
        self.keys = keys
        self.key = keys[-1] if keys else ""
        self.body = body
        self.api = Api(
            call.version,
            world.behaviour.cloud,
            world.behaviour.group_sync,
            world.behaviour.template_group_sync,
            world.behaviour.role_enabled_group_sync,
            world.behaviour.service_provider_constraints == "property",
        )
        lag = world.behaviour.replication_lag
        # Reads see the state as it was one lag ago; writes act on the true state.
        self.moment = time.monotonic() - lag if lag > 0 else math.inf

    @property
    def replace(self) -> bool:
        """Whether a PATCH of a complex property sets the members that it leaves out to null."""
        return self.behaviour.complex_patch == "replace"

    # Keys and absence.

    def tenant_key(self) -> str:
        """The tenant id in the path, in lower case: its first key."""
        if not is_guid(self.keys[0]):
            raise errors.bad_request(f"Invalid object identifier '{self.keys[0]}'.")
        return self.keys[0].lower()

    def absent(self, key: str) -> errors.GraphError:
        """404 under the code that this Graph uses."""
        return errors.absent(self.behaviour.absent_code, key)

    def visible(self, table: Table, key: str) -> Row:
        """The object that a read shows, or 404."""
        row = table.at(key, self.moment)
        if row is None:
            raise self.absent(key)
        return row

    def true(self, table: Table, key: str) -> Row:
        """The object that a write acts on, or 404."""
        row = table.get(key)
        if row is None:
            raise self.absent(key)
        return row

    def require_replicated_partner(self, key: str) -> None:
        """404 for a write at or below a partner that was created less than the replication lag ago.

        Microsoft on eventual consistency in Entra (developer blog, 2026): a new object may read as not found.
        """
        if self.directory.partner_rows.age(key) < self.behaviour.replication_lag:
            raise errors.absent("Directory_ObjectNotFound", key)

    def require_replicated(self, table: Table, key: str) -> None:
        """404 for a write at or below an object of the directory that was created less than the lag ago."""
        if table.age(key) < self.behaviour.replication_lag:
            raise errors.object_absent(key)

    # Bodies.

    def accept(self, kind: EntityType, stored: Row) -> Row:
        """The validated properties in the body of a PUT or PATCH."""
        return kind.accept(self.body, self.api, stored, self.behaviour.key_in_body == "accept")

    # Answers.

    def selection(self, kind: EntityType) -> list[str] | None:
        """The properties named by $select."""
        text = self.call.query.get("$select")
        if text is None:
            return None
        names = [name.strip() for name in text.split(",")]
        self._require_known(names, (*kind.visible(self.api), *kind.expandable), kind)
        return [name for name in names if name not in kind.expandable]

    def expansion(self, kind: EntityType) -> list[str]:
        """The navigation properties named by $expand."""
        text = self.call.query.get("$expand")
        if text is None:
            return []
        names = [name.strip() for name in text.split(",")]
        self._require_known(names, kind.expandable, kind)
        return names

    @staticmethod
    def _require_known(names: list[str], known: Iterable[str], kind: EntityType) -> None:
        for name in names:
            if name not in known:
                raise errors.bad_request(
                    f"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type "
                    f"'microsoft.graph.{kind.name}'.",
                    "BadRequest",
                )

    def rendered(self, kind: EntityType, row: Row, selection: list[str] | None) -> Row:
        """An object as it is returned."""
        shown = kind.render(row, self.api)
        return shown if selection is None else {name: shown[name] for name in selection}

    def context(self, path: str, suffix: str = "") -> str:
        """The value of @odata.context."""
        return f"{self.call.base_url}/{self.call.version}/$metadata#{path}{suffix}"

    def entity(self, kind: EntityType, row: Row, path: str, status: int = 200) -> Answer:
        """One object, with $select."""
        selection = self.selection(kind)
        suffix = f"({','.join(selection)})" if selection is not None else ""
        body = {"@odata.context": self.context(path, f"{suffix}/$entity"), **self.rendered(kind, row, selection)}
        return Answer(status, body)

    def page(
        self,
        kind: EntityType,
        table: Table,
        path: str,
        wanted: Callable[[Row], bool] = lambda row: True,
        most: int = _MAX_TOP,
    ) -> tuple[list[tuple[str, Row]], Row]:
        """The wanted objects of the page that is asked for, and the document to put them in (without its value).

        ``most`` is how many a page of this list has at most.
        """
        size = min(self._page_size(), most)
        after = self._position()
        rows: list[tuple[str, Row]] = []
        document: Row = {"@odata.context": self.context(path, self._list_suffix(kind))}
        reached = after is None
        for key, row in table.rows(self.moment):
            if not reached:
                reached = table.order(key) > after
            if reached and wanted(row):
                if len(rows) == size:
                    document["@odata.nextLink"] = self._next_link(table.order(rows[-1][0]))
                    break
                rows.append((key, row))
        return rows, document

    def _list_suffix(self, kind: EntityType) -> str:
        selection, expansion = self.selection(kind), self.expansion(kind)
        names = [*(selection or ()), *(f"{name}()" for name in expansion)]
        return f"({','.join(names)})" if names else ""

    def _page_size(self) -> int:
        text = self.call.query.get("$top")
        if text is None:
            return self.behaviour.page_size
        if not text.isdecimal() or not 1 <= int(text) <= _MAX_TOP:
            raise errors.bad_request(f"Invalid page size specified: '{text}'. Must be between 1 and 999 inclusive.")
        return min(int(text), self.behaviour.page_size)

    def _position(self) -> int | None:
        """After which object the page starts; clients take the token as it is."""
        token = self.call.query.get("$skiptoken")
        if token is None:
            return None
        try:
            path, order = json.loads(base64.urlsafe_b64decode(token))
        except (TypeError, ValueError) as error:
            raise errors.bad_request("The specified page token value is invalid.") from error
        if path != self.call.path:
            raise errors.bad_request("The specified page token value is invalid.")
        return int(order)

    def _next_link(self, order: int) -> str:
        token = base64.urlsafe_b64encode(json.dumps([self.call.path, order]).encode()).decode()
        options = {**self.call.query, "$skiptoken": token}
        query = urlencode(options, quote_via=quote, safe="$(),=")
        return f"{self.call.base_url}/{self.call.version}{quote(self.call.path)}?{query}"
