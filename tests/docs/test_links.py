"""Links of the README and the docs lead somewhere; titles differ; no line is set by accident."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bnlinear.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "bnlinear").rglob("*.md"),
         *(page for page in (ROOT / "docs").rglob("*.md") if page.parent.name != "ledger")]
LINK = re.compile(r"\]\(([^()\s]+)\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def links(page):
    return LINK.findall(CODE.sub("", page.read_text(encoding="utf-8")))


def test_links_are_read():
    assert sum(len(links(page)) for page in PAGES) > 30
    assert LINK.findall("[a](b.md#c) ![d](e.png)") == ["b.md#c", "e.png"]


def slug(heading):
    """The anchor of a heading, as GitHub and MyST make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_to_a_file_and_its_heading(page):
    for link in links(page):
        if "://" in link:
            assert link.startswith("https://"), link
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path if path else page).resolve()
        if target.parent == ROOT / "docs" / "ledger":  # written when the pages are built
            continue
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), link


def test_every_page_of_the_docs_has_its_own_title():
    titles = Counter(re.search(r"^# (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)[1]
                     for page in PAGES if page.is_relative_to(ROOT / "docs"))
    assert [title for title, pages in titles.items() if pages > 1] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_sign_at_the_beginning_of_a_line_makes_a_quotation(page):
    prose = CODE.sub("", page.read_text(encoding="utf-8"))
    assert re.findall(r"^>.*$", prose, re.MULTILINE) == []


def test_the_command_line_page_names_every_command():
    page = (ROOT / "docs" / "reference" / "command_line.md").read_text(encoding="utf-8")
    names = {info.name or info.callback.__name__ for info in app.registered_commands}
    assert {name for name in names if f"| `{name}" not in page} == set() and len(names) > 8
