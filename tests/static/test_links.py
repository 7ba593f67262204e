# SPDX-License-Identifier: GPL-3.0-or-later
"""Links in Markdown pages. Galaxy and Automation Hub show some of the pages at other addresses than GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from ansible_collections.entra.cross_tenant.tests.static import source_tree

REPOSITORY = yaml.safe_load((source_tree.CHECKOUT / "galaxy.yml").read_text(encoding="utf-8"))["repository"]
PAGES = [path for path in source_tree.files() if path.suffix == ".md" and path.parts[0] != "tests"]
# GitHub's address of the content of a file, for pictures.
RAW = REPOSITORY.replace("https://github.com/", "https://raw.githubusercontent.com/") + "/main/"
# Pages that Galaxy and Automation Hub show.
SHOWN = [path for path in PAGES if path.name == "README.md" or path.parts[0] == "docs"]
LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", re.MULTILINE)
REFERENCE = re.compile(r"\]\[([^\]]+)\]")


def text(path: Path) -> str:
    """A page without its code, in which brackets are not links."""
    page = (source_tree.CHECKOUT / path).read_text(encoding="utf-8")
    return re.sub(r"```.*?```", "", page, flags=re.DOTALL)


def links(path: Path) -> Iterator[str]:
    for inline, definition in LINK.findall(text(path)):
        yield inline or definition


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", text(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def target(path: Path, link: str) -> tuple[Path, str] | None:
    """The file or folder and the anchor to which a link leads, or None if it leads somewhere else."""
    address, _number_sign, anchor = link.partition("#")
    if address.startswith(RAW):
        return source_tree.CHECKOUT / address.removeprefix(RAW), anchor
    within = re.fullmatch(rf"{re.escape(REPOSITORY)}/(blob|tree)/main/(.+)", address)
    if within:
        found = source_tree.CHECKOUT / within[2]
        # GitHub uses different words for files and folders.
        assert found.is_dir() == (within[1] == "tree"), link
        return found, anchor
    if "://" in address:
        return None
    return (source_tree.CHECKOUT / path.parent / address if address else source_tree.CHECKOUT / path), anchor


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_links_within_the_repository_lead_somewhere(path: Path) -> None:
    for link in links(path):
        found = target(path, link)
        if found:
            place, anchor = found
            assert place.exists(), link
            assert not anchor or anchor in anchors(place.resolve().relative_to(source_tree.CHECKOUT)), link


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_references_are_defined_and_used(path: Path) -> None:
    defined = set(re.findall(r"^\[([^\]]+)\]: ", text(path), re.MULTILINE))
    assert defined == set(REFERENCE.findall(text(path)))


@pytest.mark.parametrize("path", SHOWN, ids=str)
def test_links_work_on_the_pages_of_galaxy(path: Path) -> None:
    """They are absolute, or lead to a heading of the same page."""
    assert [link for link in links(path) if not link.startswith(("https://", "#"))] == []


def test_links_are_found() -> None:
    assert Path("README.md") in SHOWN and Path("docs/compliance.md") in SHOWN
    assert sum(len(list(links(path))) for path in SHOWN) > 50


def test_pictures_are_small_and_shown() -> None:
    """Galaxy shows neither Mermaid nor an SVG of another site, and finds pictures only at GitHub's raw address."""
    pictures = {path for path in source_tree.files() if path.parts[:2] == ("docs", "pictures")}
    shown = {link.removeprefix(RAW) for path in SHOWN for link in links(path) if link.startswith(RAW)}
    assert {str(path) for path in pictures if path.suffix == ".png"} == shown != set()
    for path in pictures:
        assert (source_tree.CHECKOUT / path).stat().st_size < 200_000, path
