"""OpenSearch is a real node with vectors, or a message that says what it lacks."""

import json
from pathlib import Path

import pytest
import urllib3

from local import opensearch_install
from local.jdk import find_jdk
from local.opensearch_install import Artifact, OpenSearchUnavailable, install_opensearch


def test_the_node_stores_and_finds_vectors(opensearch: str) -> None:
    vector = {
        "type": "knn_vector",
        "dimension": 2,
        "method": {"name": "hnsw", "engine": "lucene", "space_type": "cosinesimil"},
    }
    index = {
        "settings": {"index.knn": True, "number_of_replicas": 0},
        "mappings": {"properties": {"v": vector}},
    }
    ask(opensearch, "PUT", "/vectors", index)
    ask(opensearch, "PUT", "/vectors/_doc/east?refresh=true", {"v": [1, 0]})
    ask(opensearch, "PUT", "/vectors/_doc/north?refresh=true", {"v": [0, 1]})

    query = {"query": {"knn": {"v": {"vector": [0.9, 0.1], "k": 1}}}}
    matches = ask(opensearch, "POST", "/vectors/_search", query)

    assert [hit["_id"] for hit in matches["hits"]["hits"]] == ["east"]


def ask(
    url: str, method: str, path: str, body: object
) -> dict[str, dict[str, list[dict[str, str]]]]:
    response = urllib3.request(method, url + path, json=body, timeout=30)
    assert response.status < 300, response.data
    answer: dict[str, dict[str, list[dict[str, str]]]] = json.loads(response.data)
    return answer


def test_a_jdk_is_known_by_its_release_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    (tmp_path / "release").write_text('IMPLEMENTOR="x"\nJAVA_VERSION="90.0.1"\n')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    assert find_jdk(90) == tmp_path
    assert find_jdk(91) is None


def test_without_maven_the_message_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OpenSearchUnavailable, match="no `mvn` on the path"):
        install_opensearch(tmp_path, tmp_path)


def test_a_download_with_another_checksum_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maven = tmp_path / "mvn"
    maven.write_text(
        '#!/bin/sh\nfor last; do :; done\necho x > "${last#*=}/opensearch-3.5.0.zip"\n'
    )
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")

    with pytest.raises(OpenSearchUnavailable, match="has the SHA-256"):
        install_opensearch(tmp_path, tmp_path)

    assert not (tmp_path / opensearch_install.VERSION).exists()


def test_an_artifact_has_the_name_that_maven_gives_it() -> None:
    assert Artifact("org.some:thing:1.2:zip", "").file_name == "thing-1.2.zip"
