# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render reports as pages, like the role."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.page import page
from ansible_collections.entra.cross_tenant.plugins.plugin_utils._report.tenants import tenants_page

CHECKOUT = Path(__file__).resolve().parents[2]
ROLE = CHECKOUT / "roles" / "compliance_report"
SCHEMA = json.loads((ROLE / "files" / "compliance_report.schema.json").read_text(encoding="utf-8"))
# Debian's own Chromium. A download by playwright is neither needed nor wanted.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Page:
    """A rendered report."""

    path: Path
    report: Any
    seconds: float

    @property
    def html(self) -> str:
        return self.path.read_text(encoding="utf-8")


def browser() -> str | None:
    """The path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def render(report: Any, path: Path) -> Page:
    """Render a report, or a list of reports about several home tenants, and record the time that this takes."""
    started = time.perf_counter()
    several = isinstance(report, list)
    html = tenants_page(report[0], report[1:], report[0]["title"]) if several else page(report)
    seconds = time.perf_counter() - started
    path.write_text(html, encoding="utf-8")
    return Page(path, report, seconds)
