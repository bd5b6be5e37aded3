"""What documents and docstrings send a reader to is there: files, folders, headings."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("sessions", "tui", "themes", "tests")
DOCUMENTS = ("ARCHITECTURE.md", "CONTRIBUTING.md", "PLATFORM.md", "README.md")
FILES = [
    "/" + path.relative_to(ROOT).as_posix() + "/" * path.is_dir()
    for folder in FOLDERS
    for path in (ROOT / folder, *(ROOT / folder).rglob("*"))
    if "__pycache__" not in path.parts
] + [f"/{path.name}" for path in ROOT.glob("*.py")]
CODE = [ROOT / file[1:] for file in FILES if file.endswith((".py", ".cjs", ".toml"))]


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_and_folder_that_is_named_is_there(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"`((?:[\w*.-]+/)*(?:[\w*-]+\.(?:py|cjs|toml)|[\w-]+/))`", text))
    own = {"pyproject.toml", "dist/"}
    missing = [
        name
        for name in sorted(named - own)
        if "NAME" not in name and not any(fnmatchcase(file, f"*/{name}") for file in FILES)
    ]
    assert named
    assert not missing


def test_every_link_to_a_document_leads_somewhere() -> None:
    for document in DOCUMENTS:
        text = (ROOT / document).read_text("utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / target).exists(), f"{document}: {target}"


def test_every_document_and_heading_that_code_cites_is_there() -> None:
    cited: set[tuple[str, str]] = set()
    for path in CODE:
        text = path.read_text("utf-8", "replace")
        cited |= set(re.findall(r"\b([A-Z]{4,}(?:\.md)?)\s+\"([A-Z][^\"\n]+)\"", text))
    assert cited
    for document, heading in cited:
        headings = re.findall(r"^#+ (.+)$", (ROOT / document).read_text("utf-8"), re.MULTILINE)
        assert heading in headings, f"{document}: {heading}"


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## (.+)$", text, re.MULTILINE)
    wanted = r"\[(Unreleased|\d+\.\d+\.\d+)\]( - \d{4}-\d\d-\d\d)?"
    assert versions
    assert all(re.fullmatch(wanted, version) for version in versions)
    groups = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert groups <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
