"""Zips whose bytes depend on nothing but names and contents."""

import os
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
# Weights do not shrink, and unpacking them would cost every cold start on the local stack.
STORED = {".data"}


def zip_folder(folder: Path, archive: Path) -> None:
    """Write `folder` as ``python/…`` into `archive`: sorted, one fixed time, one fixed mode."""
    partial = archive.with_suffix(f".{os.getpid()}.partial")
    with ZipFile(partial, "w") as file:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            _add_file(file, path, f"python/{path.relative_to(folder).as_posix()}")
    partial.replace(archive)


def _add_file(file: ZipFile, path: Path, name: str) -> None:
    info = ZipInfo(name, EPOCH)
    info.external_attr = READABLE
    info.create_system = 3
    info.compress_type = ZIP_STORED if path.suffix in STORED else ZIP_DEFLATED
    file.writestr(info, path.read_bytes(), compresslevel=6)
