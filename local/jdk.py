"""Finds a Java that is new enough, wherever this machine keeps its JDKs."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

USUAL_FOLDERS = (
    "/usr/lib/jvm/*",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "~/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/.sdkman/candidates/java/*",
)
VERSION_LINE = re.compile(r'^JAVA_VERSION="(?:1\.)?(\d+)', re.MULTILINE)


def find_jdk(at_least: int) -> Path | None:
    """The home folder of the first JDK of that major version or later, None if there is none.

    Looks at JAVA_HOME, then at the `java` on the path, then through the usual folders. The
    version is read from the JDK's own `release` file.
    """
    return next(
        (home for home in _list_candidates() if _read_major_version(home) >= at_least), None
    )


def _list_candidates() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home)
    if java := shutil.which("java"):
        yield Path(java).resolve().parents[1]
    for pattern in USUAL_FOLDERS:
        folder = Path(pattern).expanduser()
        yield from sorted(Path(folder.anchor).glob(str(folder.relative_to(folder.anchor))))


def _read_major_version(home: Path) -> int:
    try:
        release = (home / "release").read_text()
    except OSError:
        return 0
    match = VERSION_LINE.search(release)
    return int(match[1]) if match and (home / "bin" / "java").exists() else 0
