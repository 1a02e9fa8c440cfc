"""A real OpenSearch node with k-NN on this machine, as a context manager."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.jdk import find_jdk
from local.opensearch_install import OpenSearchUnavailable, install_opensearch
from local.process import Service, find_free_port, is_answering, run_service

MINIMAL_JAVA = 21
HEAP = "512m"
START_SECONDS = 90
# OpenSearch refuses to run as root; this is `nobody` everywhere.
UNPRIVILEGED_USER = 65534


@contextmanager
def run_opensearch() -> Iterator[str]:
    """An empty OpenSearch node, green, for as long as the block; gives its URL.

    The first call on a machine downloads it, about 170 MB.
    Raises OpenSearchUnavailable where a JDK or Maven lacks, ServiceError when it does not start.
    """
    jdk = find_jdk(MINIMAL_JAVA)
    if not jdk:
        raise OpenSearchUnavailable(
            f"OpenSearch needs a JDK {MINIMAL_JAVA} or later, and none was found. Install one "
            "(for example Temurin 25) or set JAVA_HOME; SEARCH=exact needs none."
        )
    base = _choose_base_folder()
    home = install_opensearch(base, jdk)
    work = Path(tempfile.mkdtemp(dir=base, prefix="node-"))
    port = find_free_port()
    _write_configuration(home, work, port)
    user = _choose_owner(work)
    url = f"http://127.0.0.1:{port}"
    node = Service(
        name="OpenSearch",
        command=_build_command(jdk, home, work),
        environment={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
        log=work / "output.log",
        ready=lambda: is_answering(f"{url}/_cluster/health?wait_for_status=green&timeout=1s"),
        start_seconds=START_SECONDS,
        remove=[work],
        user=user,
    )
    with run_service(node):
        yield url


def _choose_base_folder() -> Path:
    """Where downloads and nodes live; for root, a place that an unprivileged user can read."""
    if os.geteuid() == 0:
        base = Path("/var/tmp/switchyard-opensearch")  # noqa: S108
    else:
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        base = Path(cache) / "switchyard-opensearch"
    base.mkdir(mode=0o755, parents=True, exist_ok=True)
    if base.stat().st_uid != os.geteuid():
        raise OpenSearchUnavailable(f"{base} belongs to another user; remove it.")
    return base


def _write_configuration(home: Path, work: Path, port: int) -> None:
    configuration = work / "config"
    for folder in (configuration, work / "data", work / "logs", work / "temporary"):
        folder.mkdir()
    settings = {
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": find_free_port(),
        "path.data": work / "data",
        "path.logs": work / "logs",
        "action.auto_create_index": "false",
    }
    lines = [f"{name}: {value}\n" for name, value in settings.items()]
    (configuration / "opensearch.yml").write_text("".join(lines))
    logging = (home / "config" / "log4j2.properties").read_bytes()
    (configuration / "log4j2.properties").write_bytes(logging)


def _choose_owner(work: Path) -> int | None:
    """Give the folder to the unprivileged user where we are root; its id, None where we are not."""
    if os.geteuid() != 0:
        return None
    for path in (work, *work.rglob("*")):
        os.chown(path, UNPRIVILEGED_USER, UNPRIVILEGED_USER)
    return UNPRIVILEGED_USER


def _build_command(jdk: Path, home: Path, work: Path) -> list[str | Path]:
    return [
        jdk / "bin" / "java",
        f"-Xms{HEAP}",
        f"-Xmx{HEAP}",
        "--add-modules=jdk.incubator.vector",
        # Without this the JVM leaves a folder for its counters in the system's temporary one.
        "-XX:-UsePerfData",
        f"-javaagent:{home}/agent/opensearch-agent.jar",
        f"-Dopensearch.path.home={home}",
        f"-Dopensearch.path.conf={work}/config",
        f"-Djava.io.tmpdir={work}/temporary",
        "-cp",
        f"{home}/lib/*",
        "org.opensearch.bootstrap.OpenSearch",
    ]
