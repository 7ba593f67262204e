# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser that may load one file and nothing else."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright import sync_api

from ansible_collections.entra.cross_tenant.tests.report import pages, samples

NONE = "no Chromium is installed, so nobody looks at the report: apt-get install chromium fonts-dejavu-core"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def chromium() -> Iterator[sync_api.Browser]:
    path = pages.browser()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NONE)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(pages.BROWSER_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int | str], pages.Page]:
    """A sample with the given number of partners, or the sample of that name, rendered once."""

    @functools.cache
    def rendered(which: int | str) -> pages.Page:
        folder = tmp_path_factory.mktemp("report")
        sample = samples.sample(which) if isinstance(which, int) else getattr(samples, which)()
        return pages.render(sample, folder / "report.html")

    return rendered


@dataclass
class View:
    """An open page, and the report that it shows."""

    page: sync_api.Page
    report: Any
    # Errors of the page. At the end of a test, this list has to be empty.
    trouble: list[str]

    def shown(self) -> list[str]:
        """The IDs of the partners that the list shows, in its order."""
        return self.page.eval_on_selector_all("#list > li:not([hidden])", "rows => rows.map(row => row.id)")

    def expected(self, matches: Callable[[dict[str, Any]], Any]) -> set[str]:
        return {f"p{at}" for at, row in enumerate(self.report["partners"], start=1) if matches(row)}


@pytest.fixture
def show(chromium: sync_api.Browser, rendered: Callable[[int], pages.Page]) -> Iterator[Callable[..., View]]:
    """Open a sample. In every test, it causes no error, no dialog, no request, and no violation of its own policy."""
    trouble: list[str] = []
    contexts = []

    def show(count: int | str, viewport: dict[str, int] | None = None, **options: Any) -> View:
        source = rendered(count)
        context = chromium.new_context(viewport=viewport or DESKTOP, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request", lambda request: request.url.split("#")[0] == source.path.as_uri() or trouble.append(request.url)
        )
        page.goto(source.path.as_uri())
        return View(page, source.report, trouble)

    yield show
    for context in contexts:
        context.close()
    assert trouble == []
