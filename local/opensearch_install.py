"""Brings OpenSearch with k-NN from Maven Central, once, to a folder that all checkouts share."""

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from local.process import ServiceError

VERSION = "3.5.0"
DOWNLOAD_SECONDS = 900
COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
# All that an index with vectors needs; the distribution holds many more.
MODULES = (
    "analysis-common",
    "lang-painless",
    "mapper-extras",
    "reindex",
    "transport-grpc",
    "transport-netty4",
)


class OpenSearchUnavailable(ServiceError):
    """This machine lacks what OpenSearch needs; the message names it."""


@dataclass(frozen=True)
class Artifact:
    """A file on Maven Central: `group:name:version:zip`, and the SHA-256 it must have."""

    coordinates: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The name under which Maven stores it."""
        _, name, version, kind = self.coordinates.split(":")
        return f"{name}-{version}.{kind}"


# Maven Central has no checksum file for the plugin, so both sums are pinned here.
DISTRIBUTION = Artifact(
    f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip",
    "b676ad392c95a94d8d2bd8785b8b922c7811536daf6a9ec0c7277a34bd8a17a9",
)
PLUGIN = Artifact(
    f"org.opensearch.plugin:opensearch-knn:{VERSION}.0:zip",
    "99fdf3ac9ef95974e276298b83a58532bf21ba13bd5fd96a4b59465b7e613309",
)


def install_opensearch(base: Path, jdk: Path) -> Path:
    """The unpacked OpenSearch below `base`, downloaded and verified if it is not there yet.

    Safe beside another process that does the same: the folder appears whole or not at all.
    Raises OpenSearchUnavailable without Maven, or when a download fails or has another checksum.
    """
    home = base / VERSION
    if home.exists():
        return home
    with tempfile.TemporaryDirectory(dir=base, prefix="install-") as folder:
        staging = Path(folder)
        (staging / "home").mkdir(mode=0o755)
        _unpack_distribution(_download_artifact(DISTRIBUTION, staging, jdk), staging / "home")
        _unpack_plugin(_download_artifact(PLUGIN, staging, jdk), staging / "home")
        _publish_folder(staging / "home", home)
    return home


def _download_artifact(artifact: Artifact, folder: Path, jdk: Path) -> Path:
    maven = shutil.which("mvn")
    if not maven:
        raise OpenSearchUnavailable(
            "OpenSearch comes from Maven Central, and there is no `mvn` on the path. "
            "Install Maven, or run with SEARCH=exact, which needs nothing."
        )
    command = [maven, "-q", "-B", COPY_GOAL, f"-Dartifact={artifact.coordinates}"]
    copied = subprocess.run(
        [*command, f"-DoutputDirectory={folder}"],
        check=False,
        capture_output=True,
        text=True,
        timeout=DOWNLOAD_SECONDS,
        env=os.environ | {"JAVA_HOME": str(jdk)},
    )
    if copied.returncode != 0:
        raise OpenSearchUnavailable(f"Maven did not bring {artifact.coordinates}.\n{copied.stdout}")
    return _verify_file(folder / artifact.file_name, artifact)


def _verify_file(file: Path, artifact: Artifact) -> Path:
    with file.open("rb") as content:
        result = hashlib.file_digest(content, "sha256").hexdigest()
    if result != artifact.sha256:
        raise OpenSearchUnavailable(
            f"{artifact.coordinates} has the SHA-256 {result}, not {artifact.sha256}. "
            "Remove it from your Maven repository and try again."
        )
    return file


def _unpack_distribution(archive: Path, home: Path) -> None:
    root = f"opensearch-{VERSION}"
    unwanted = f"{root}/modules/"
    wanted = tuple(f"{unwanted}{module}/" for module in MODULES)
    with zipfile.ZipFile(archive) as content:
        names = [
            name
            for name in content.namelist()
            if name.startswith(wanted) or not name.startswith(unwanted)
        ]
        content.extractall(home.parent, names)
    (home.parent / root).rename(home)


def _unpack_plugin(archive: Path, home: Path) -> None:
    with zipfile.ZipFile(archive) as content:
        content.extractall(home / "plugins" / "opensearch-knn")


def _publish_folder(staged: Path, home: Path) -> None:
    try:
        staged.rename(home)
    except OSError:
        if not home.exists():
            raise
