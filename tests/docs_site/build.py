# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation as one site of HTML pages: ``make docs``.

The guides are Markdown, with links to GitHub, because Galaxy shows them as well. In the site, a link to a page of the
site leads to this page. The pages of modules, plugins and roles are made by antsibull-docs. Every warning is an error.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
NAME = "entra.cross_tenant"
REPOSITORY = f"https://github.com/entra-collections/{NAME}"
RAW = f"https://raw.githubusercontent.com/entra-collections/{NAME}/main/"
# The order of the pages in the navigation. Pages that are not named follow in the order of their names.
PARTS = {
    "Begin": ("getting-started", "authentication", "words", "questions"),
    "Work": ("partner_onboarding", "partner_synchronization", "runs", "review-and-undo", "inventory", "awx"),
    "Verify": ("compliance", "compliance_report", "checks"),
    "Operate": ("troubleshooting", "large-fleets", "moving", "upgrading"),
    "Approve": ("security", "auditors"),
    "Look up": ("contents", "unknowns", "architecture", "CONTRIBUTING", "CHANGELOG"),
}
CONF = """\
project = "entra.cross_tenant"
extensions = ["myst_parser"]
# GitHub gives anchors to these headings, too.
myst_heading_anchors = 4
html_show_sphinx = False
html_title = project
html_theme = "alabaster"
# A window that is narrower has the navigation below the page. Wider windows use all of their width: site.css.
html_theme_options = {"page_width": "1000px", "body_max_width": "none", "sidebar_width": "290px"}
html_static_path = ["_static"]
html_css_files = ["site.css"]
"""
CSS = """\
/* The guides have wide tables. */
@media screen and (min-width: 1001px) {
  div.document, div.footer { width: auto; max-width: 1500px; }
}
/* Names and messages are long. They break where they have to, and a table that stays too wide scrolls by itself. */
div.body { overflow-wrap: anywhere; }
div.body code, div.body code span.pre { white-space: normal; }
div.body td pre { white-space: pre-wrap; }
div.body table.docutils { display: block; overflow-x: auto; border: 0; box-shadow: none; }
div.body table.docutils td { min-width: 5em; font-size: 0.9em; vertical-align: top; }
div.body td:first-child { min-width: 9em; }
@media screen and (max-width: 1000px) {
  div.body table.docutils td { min-width: 8em; }
}
"""


def sources() -> dict[str, Path]:
    """The name of each guide in the site → its file in the repository."""
    pages = sorted((CHECKOUT / "docs").glob("*.md"))
    pages += [CHECKOUT / "CONTRIBUTING.md", CHECKOUT / "CHANGELOG.md"]
    guides = {page.stem: page for page in pages}
    roles = {page.parent.name: page for page in sorted((CHECKOUT / "roles").glob("*/README.md"))}
    return {"index": CHECKOUT / "README.md", **guides, **roles}


def navigation(names: list[str]) -> str:
    """Tables of contents with all pages."""
    named = {name for part in PARTS.values() for name in part}
    parts = {**PARTS, "More": tuple(name for name in names if name not in named and name != "index")}
    parts["Reference"] = ("content",)
    # Their own titles are the full names, which are too long for the navigation.
    roles = {path.name: f"Role {path.name} <{path.name}>" for path in (CHECKOUT / "roles").iterdir()}
    tables = [
        "```{{toctree}}\n:hidden:\n:caption: {}\n\n{}\n```\n".format(
            caption, "\n".join(roles.get(name, name) for name in part)
        )
        for caption, part in parts.items()
        if part
    ]
    return "\n" + "\n".join(tables)


def page_of(path: Path, places: dict[str, str]) -> str:
    """A guide with its links to pages of the site and to pictures. ``places`` maps files to names of pages."""

    def local(match: re.Match[str]) -> str:
        name = places.get(match["path"])
        return f"{name}.md{match['anchor'] or ''}" if name else match[0]

    text = path.read_text(encoding="utf-8").replace(f"{RAW}docs/pictures/", "pictures/")
    # The links of CONTRIBUTING.md are relative.
    text = re.sub(r"\]\((?P<path>(?:docs|roles)/[\w./-]+\.md)(?P<anchor>#[\w-]+)?\)", lambda m: f"]({local(m)})", text)
    link = rf"{re.escape(REPOSITORY)}/blob/main/(?P<path>[\w./-]+)(?P<anchor>#[\w-]+)?"
    return re.sub(link, local, text)


def with_links(text: str) -> str:
    """A page of antsibull-docs with links that lead to pages of the site.

    In this format, its links lead to sources of pages, and from tables to folders that ``--squash-hierarchy`` omits.
    Many links of a page have the same text, which older versions of docutils accept only in links without a name: "__".
    The pages are in no table of contents. They link to one another.
    """
    text = re.sub(r"<(\w+)\.rst(#[^>]*)?>`", r"<\1.html\2>`", text)
    text = re.sub(r"(<[^<>`]+>`)_(?!_)", r"\1__", text)
    return f":orphan:\n\n{text}".replace(f"../../{NAME.replace('.', '/')}/", "")


def write_guides(folder: Path) -> None:
    pages = sources()
    places = {path.relative_to(CHECKOUT).as_posix(): name for name, path in pages.items()}
    for name, path in pages.items():
        text = page_of(path, places)
        if name == "index":
            text += navigation(list(pages))
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    shutil.copytree(CHECKOUT / "docs" / "pictures", folder / "pictures")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=CHECKOUT / ".build" / "docs", help="the folder of the site")
    options = parser.parse_args()
    shutil.rmtree(options.output, ignore_errors=True)
    folder, html = options.output / "source", options.output / "html"
    folder.mkdir(parents=True)
    form = ("--output-format", "simplified-rst", "--squash-hierarchy", "--use-current", "--fail-on-error")
    command = [str(Path(sys.executable).with_name("antsibull-docs")), "collection", *form]
    subprocess.run([*command, "--dest-dir", str(folder), NAME], check=True)
    (folder / "index.rst").rename(folder / "content.rst")
    for path in folder.glob("*.rst"):
        path.write_text(with_links(path.read_text(encoding="utf-8")), encoding="utf-8")
    write_guides(folder)
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "_static").mkdir()
    (folder / "_static" / "site.css").write_text(CSS, encoding="utf-8")
    build = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    subprocess.run([*build, str(folder), str(html)], check=True)
    print(f"Open {html / 'index.html'}")


if __name__ == "__main__":
    main()
