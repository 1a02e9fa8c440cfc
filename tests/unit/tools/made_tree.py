"""Small trees of Python files, made for one test."""

from pathlib import Path
from textwrap import dedent


def write_files(folder: Path, **texts: str) -> Path:
    """Each file by its dotted name; a package is made wherever one is named."""
    for name, text in texts.items():
        file = folder.joinpath(*name.split("__")).with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
    return folder
