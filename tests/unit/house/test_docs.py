"""The pages tell of the product as it is: packages, links, words and events."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from switchyard.domain.messages import EventName

REPOSITORY = Path(__file__).parents[3]
DOCS = REPOSITORY / "docs"
ARCHITECTURE = DOCS / "architecture.md"
GLOSSARY = DOCS / "glossary.md"
PAGES = sorted(
    [
        *DOCS.glob("*.md"),
        *(DOCS / "adr").glob("*.md"),
        REPOSITORY / "README.md",
        REPOSITORY / "CONTRIBUTING.md",
        REPOSITORY / "CHANGELOG.md",
        REPOSITORY / "findings" / "README.md",
    ]
)
OTHER_CODE = (
    "functions",
    "layers",
    "infra_cdk",
    "local",
    "testing",
    "bench",
    "evaluation",
    "tools",
)
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]*)(#[^)\s]*)?\)")
FILE_IN_TEXT = re.compile(r"`((?:src|functions|layers|infra_cdk|docs|tools)/[\w./-]+\.\w+)`")
WORD = re.compile(r"^\| \*\*(.+?)\*\* \|", re.MULTILINE)
SOURCES = ("src/switchyard", "docs", "functions", "infra_cdk")
LONGEST_RECORD = 60


def is_for_git(folder: Path) -> bool:
    return "__pycache__" not in folder.parts


def list_product_packages() -> list[str]:
    product = REPOSITORY / "src" / "switchyard"
    folders = (init.parent.relative_to(product) for init in product.rglob("__init__.py"))
    return sorted(f"{folder}/" for folder in folders if folder != Path())


def list_other_packages() -> list[str]:
    """The folders beside the product that hold code or recipes, and those inside them."""
    inside = (
        folder.relative_to(REPOSITORY)
        for name in OTHER_CODE
        for folder in (REPOSITORY / name).iterdir()
        if folder.is_dir() and is_for_git(folder)
    )
    return sorted([*(f"{name}/" for name in OTHER_CODE), *(f"{folder}/" for folder in inside)])


@cache
def read_sources() -> str:
    """All that the product and its pages say, but for the glossary itself."""
    return "\n".join(
        file.read_text()
        for name in SOURCES
        for file in (REPOSITORY / name).rglob("*")
        if file.suffix in (".py", ".md", ".json") and file != GLOSSARY
    )


def read_anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("package", [*list_product_packages(), *list_other_packages()])
def test_every_package_is_on_the_architecture_page(package: str) -> None:
    assert f"`{package}`" in ARCHITECTURE.read_text()


def test_the_architecture_page_has_the_order_that_the_import_contracts_hold() -> None:
    page = " ".join(ARCHITECTURE.read_text().split())
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    for contract in project["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers" and contract.get("exhaustive"):
            assert " > ".join(contract["layers"]) in page, contract["name"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text()):
        file = page.parent / target if target else page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor.removeprefix("#") in read_anchors(file), f"{target}{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    for name in FILE_IN_TEXT.findall(page.read_text()):
        assert (REPOSITORY / name).exists(), name


@pytest.mark.parametrize("word", WORD.findall(GLOSSARY.read_text()))
def test_every_word_of_the_glossary_is_used(word: str) -> None:
    # In code a word of two parts is written with an underscore or without a gap.
    written = "[ _-]?".join(map(re.escape, re.split("[ _]", word)))
    assert re.search(rf"(?<![a-z]){written}", read_sources(), re.IGNORECASE)


@pytest.mark.parametrize("event", list(EventName))
@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md", "CHANGELOG.md"])
def test_every_event_is_named_where_people_look_for_it(page: str, event: EventName) -> None:
    assert f"`{event}`" in (REPOSITORY / page).read_text()


def test_every_decision_record_is_listed_with_its_title() -> None:
    index = (DOCS / "adr" / "README.md").read_text()
    for record in sorted((DOCS / "adr").glob("0*.md")):
        number, title = record.read_text().split("\n", 1)[0].removeprefix("# ").split(". ", 1)
        assert record.name.startswith(f"{int(number):04}-")
        assert f"| {number} | [{title}]({record.name}) |" in index


def test_a_decision_record_is_short() -> None:
    for record in (DOCS / "adr").glob("0*.md"):
        assert len(record.read_text().splitlines()) <= LONGEST_RECORD, record.name
