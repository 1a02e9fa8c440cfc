"""Layers are the same bytes twice, small enough, compiled, complete, and free of double names."""

import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

import boto3
import pytest

from layers.build import build_all, build_layer
from layers.recipe import OUTPUT, PLATFORMS, Recipe, read_recipes
from layers.zipping import zip_folder

pytestmark = pytest.mark.slow

UNZIPPED_LIMIT = 262_144_000
LAYERS_A_FUNCTION = 5
UNCHECKED_HASH = 0b01
FUNCTIONS: dict[str, list[str]] = json.loads(Path("layers/functions.json").read_text())
RECIPES = {recipe.name: recipe for recipe in read_recipes()}
SMALL = ["core", "language", "search", "switchyard", "web"]

# boto3 and what it requires: the part of the Lambda runtime that a layer may lean on.
RUNTIME = ["boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six.py", "urllib3"]

# What each layer must be able to do with nothing but the runtime and the layers it names.
USES = {
    "core": (
        "from aws_lambda_powertools import Logger, Metrics, Tracer\n"
        "from aws_lambda_powertools.utilities.batch import BatchProcessor\n"
        "import pydantic, re2, yaml, zoneinfo\n"
        "Tracer(service='test', disabled=False)\n"
        "zoneinfo.reset_tzpath([])\n"
        "zoneinfo.ZoneInfo('Asia/Tokyo')"
    ),
    "web": (
        "from fastapi_offline import FastAPIOffline\n"
        "from mangum import Mangum\n"
        "app = FastAPIOffline()\n"
        "assert app.openapi()"
    ),
    "numeric": "import numpy\nassert numpy.linalg.norm(numpy.ones(4)) == 2",
    "embedding": (
        "from switchyard.ml.embedding.minilm import MiniLmEmbedder\n"
        "assert MiniLmEmbedder().embed_texts(['my card has not arrived']).shape == (1, 384)"
    ),
    "search": (
        "from opensearchpy import OpenSearch, RequestsHttpConnection, Urllib3AWSV4SignerAuth\n"
        "from opensearchpy.helpers import bulk\n"
        "OpenSearch(hosts=[{'host': 'localhost', 'port': 1}])"
    ),
    "language": (
        "import httpx2\n"
        "from google import genai\n"
        "from opensearchpy import OpenSearch, RequestsHttpConnection, Urllib3AWSV4SignerAuth\n"
        "genai.Client(api_key='x', vertexai=False)\n"
        "httpx2.Client()"
    ),
    "learning": (
        "import numpy\n"
        "from sklearn.calibration import CalibratedClassifierCV\n"
        "from sklearn.feature_extraction.text import TfidfVectorizer\n"
        "from sklearn.linear_model import LogisticRegression\n"
        "from sklearn.svm import LinearSVC\n"
        "LogisticRegression().fit(numpy.eye(4), [0, 1, 0, 1])"
    ),
    "switchyard": "import switchyard.domain.values, switchyard.domain.errors",
}

# Written into docs/ by commands; no function needs them.
JSON_SCHEMAS = {"switchyard.usecases.desk.schema", "switchyard.usecases.outbox.schemas"}
# What Lambda tells the functions; where they talk to does not matter.
ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_LAMBDA_FUNCTION_NAME": "test",
    "POWERTOOLS_METRICS_NAMESPACE": "Switchyard-test",
    "SWITCHYARD_OPENSEARCH_ENDPOINT": "https://search.example.com",
    "SWITCHYARD_DEAD_LETTERS": "https://queue.example.com/dead",
    "SWITCHYARD_LANGUAGE_MODEL_ENDPOINT": "https://models.example.com",
    "SWITCHYARD_LANGUAGE_MODEL_NAME": "test",
    "SWITCHYARD_LANGUAGE_MODEL_SECRET": "test",
    **{
        f"SWITCHYARD_{name}": "test"
        for name in ("DESK_TABLE", "CONTENT_TABLE", "OPS_TABLE", "BUCKET", "EVENT_BUS")
    },
}


@pytest.fixture(scope="session", params=sorted(PLATFORMS))
def target(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    build_all(name)
    return name


@pytest.fixture(scope="session")
def lambda_layers() -> Path:
    return build_all("lambda")


@pytest.fixture(scope="session")
def host_layers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every host layer unpacked, as the local stack does it."""
    unpacked = tmp_path_factory.mktemp("layers")
    for archive in build_all("host").glob("*.zip"):
        with ZipFile(archive) as file:
            file.extractall(unpacked / archive.stem)
    return unpacked


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runtime")
    packages = Path(boto3.__file__).parents[1]
    for name in RUNTIME:
        (folder / name).symlink_to(packages / name)
    return folder


@pytest.mark.parametrize("name", SMALL)
def test_a_layer_built_again_from_nothing_has_the_same_bytes(
    name: str, lambda_layers: Path, tmp_path: Path
) -> None:
    build_layer(RECIPES[name], "lambda", tmp_path)
    assert (tmp_path / f"lambda/{name}.zip").read_bytes() == _read_archive(lambda_layers, name)


@pytest.mark.parametrize("name", sorted(RECIPES.keys() - set(SMALL)))
def test_a_large_layer_zipped_again_has_the_same_bytes(
    name: str, host_layers: Path, tmp_path: Path
) -> None:
    archive = tmp_path / f"{name}.zip"
    zip_folder(host_layers / name / "python", archive)
    assert archive.read_bytes() == _read_archive(OUTPUT / "host", name)


def test_a_layer_is_built_again_only_when_its_inputs_change(tmp_path: Path) -> None:
    source = tmp_path / "source/product"
    source.mkdir(parents=True)
    (source / "__init__.py").write_text("WORDS = 'one'\n")
    recipe = Recipe("switchyard", None, (source.parent,), ())
    assert build_layer(recipe, "host", tmp_path).startswith("built")
    assert build_layer(recipe, "host", tmp_path) == "up to date"
    (source / "__init__.py").write_text("WORDS = 'two'\n")
    assert build_layer(recipe, "host", tmp_path).startswith("built")


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_stays_within_the_limits_of_lambda(function: str, lambda_layers: Path) -> None:
    names = FUNCTIONS[function]
    code = sum(path.stat().st_size for path in _find_folder(function).rglob("*.py"))
    assert len(names) <= LAYERS_A_FUNCTION
    assert code + sum(_measure_unzipped(lambda_layers, name) for name in names) < UNZIPPED_LIMIT


def test_every_function_has_its_layers_and_every_layer_a_function() -> None:
    folders = {path.parent.name for path in Path("functions").glob("*/handler.py")}
    assert folders <= FUNCTIONS.keys()
    assert set(chain.from_iterable(FUNCTIONS.values())) == RECIPES.keys()


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_no_name_is_in_two_layers_of_a_function(target: str, function: str) -> None:
    names = Counter(
        chain.from_iterable(_list_top_names(target, layer) for layer in FUNCTIONS[function])
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_the_language_layer_stands_in_for_the_search_layer(target: str) -> None:
    """Its packages are those of both, and a function with it has no search layer."""
    assert _list_top_names(target, "search") <= _list_top_names(target, "language")
    both = [names for names in FUNCTIONS.values() if {"search", "language"} <= set(names)]
    assert both == []


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_module_is_compiled_and_never_checked_against_its_source(
    name: str, target: str
) -> None:
    with ZipFile(OUTPUT / target / f"{name}.zip") as file:
        names = set(file.namelist())
        for source in (entry for entry in names if entry.endswith(".py")):
            compiled = _find_compiled_name(source)
            assert compiled in names, source
            header = file.open(compiled).read(8)
            assert header[:4] == importlib.util.MAGIC_NUMBER, source
            assert int.from_bytes(header[4:8], "little") == UNCHECKED_HASH, source


def test_binaries_for_lambda_are_for_its_processor(lambda_layers: Path) -> None:
    for name in RECIPES:
        with ZipFile(lambda_layers / f"{name}.zip") as file:
            for entry in (entry for entry in file.namelist() if re.search(r"\.so(\.|$)", entry)):
                header = file.open(entry).read(20)
                assert header[:4] == b"\x7fELF", entry
                assert int.from_bytes(header[18:20], "little") == 62, f"{entry} is not x86_64"


@pytest.mark.parametrize("layer", sorted(USES))
def test_a_layer_needs_nothing_but_the_runtime_and_its_neighbours(
    layer: str, host_layers: Path, runtime: Path
) -> None:
    for names in {tuple(names) for names in FUNCTIONS.values() if layer in names}:
        folders = [str(host_layers / name / "python") for name in names]
        _run_bare([*folders, str(runtime)], USES[layer])


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_starts_with_nothing_but_the_runtime_and_its_layers(
    function: str, host_layers: Path, runtime: Path
) -> None:
    """The handler is imported, and every use case that it hands to its entry point is built."""
    modules = start_function(function, host_layers, runtime)

    assert {f"switchyard.bootstrap.{module}" for module in ("external", "stores")} <= modules
    # Powertools brings its parsers along where pydantic is imported before its batches.
    assert "aws_lambda_powertools.utilities.parser" not in modules


def test_every_use_case_is_imported_by_a_function_from_its_layers(
    host_layers: Path, runtime: Path
) -> None:
    imported = {
        module
        for function in FUNCTIONS
        for module in start_function(function, host_layers, runtime)
    }
    source = Path("src")
    use_cases = {
        ".".join(file.relative_to(source).with_suffix("").parts)
        for file in source.glob("switchyard/usecases/**/*.py")
        if not file.stem.startswith("__")
    }

    assert use_cases - imported == JSON_SCHEMAS


@cache
def start_function(function: str, host_layers: Path, runtime: Path) -> frozenset[str]:
    """Starts it with its layers alone; gives the product's modules that it imported, and those of
    Powertools.
    """
    folders = [str(host_layers / name / "python") for name in FUNCTIONS[function]]
    use_cases = re.findall(r"bootstrap\.(\w+)", (_find_folder(function) / "handler.py").read_text())
    modules: set[str] = set()
    for model in ("gemini", "openai") if "language" in FUNCTIONS[function] else ("none",):
        environment = ENVIRONMENT | {"SWITCHYARD_LANGUAGE_MODEL": model}
        code = (
            f"import os\nos.environ |= {environment!r}\nimport handler\n"
            f"from switchyard import bootstrap\n"
            f"for use_case in {use_cases!r}: getattr(bootstrap, use_case)()\n"
            "print(*(name for name in sys.modules if name.startswith(('switchyard', 'aws_'))))"
        )
        output = _run_bare([str(_find_folder(function).resolve()), *folders, str(runtime)], code)
        modules |= set(output.split())
    return frozenset(modules)


@pytest.mark.parametrize("name", sorted(name for name in RECIPES if RECIPES[name].requirements))
def test_a_layer_has_the_versions_that_the_tests_run_on(name: str) -> None:
    tested = _read_pins(Path("requirements/dev.txt"))
    pinned = _read_pins(Path(f"layers/{name}/requirements.txt"))
    wanted = Path(f"layers/{name}/requirements.in").read_text().split()
    assert sorted(pinned) == sorted(wanted)
    assert {package: tested.get(package) for package in pinned} == pinned


def _find_folder(function: str) -> Path:
    """Of a function's code; behind a plus is which of its lines in functions.json it is."""
    return Path("functions", function.partition("+")[0])


def _read_archive(folder: Path, name: str) -> bytes:
    return (folder / f"{name}.zip").read_bytes()


def _measure_unzipped(folder: Path, name: str) -> int:
    with ZipFile(folder / f"{name}.zip") as file:
        return sum(entry.file_size for entry in file.infolist())


def _list_top_names(target: str, layer: str) -> set[str]:
    with ZipFile(OUTPUT / target / f"{layer}.zip") as file:
        return {name.split("/")[1] for name in file.namelist()} - {"__pycache__"}


def _find_compiled_name(source: str) -> str:
    folder, _, file = source.rpartition("/")
    return f"{folder}/__pycache__/{file[:-3]}.{sys.implementation.cache_tag}.pyc"


def _run_bare(path: list[str], code: str) -> str:
    """Runs `code` on a Python that sees its standard library and `path`, and nothing else; gives
    what it prints.
    """
    program = f"import sys\nsys.path += {path!r}\n{code}"
    python = Path(sys.base_prefix) / "bin/python3.13"
    run = subprocess.run(
        [python, "-I", "-S", "-B", "-c", program], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def _read_pins(requirements: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Package → version and hashes."""
    pins = {}
    for entry in re.split(r"\n(?=\S)", requirements.read_text()):
        if match := re.match(r"([\w.-]+)==(\S+)", entry):
            hashes = frozenset(re.findall(r"--hash=(\S+)", entry))
            pins[match[1]] = (match[2], hashes)
    return pins
