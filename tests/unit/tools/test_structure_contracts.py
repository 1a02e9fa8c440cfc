from pathlib import Path

from tools.structure.contracts import read_layers

PYPROJECT = """
[[tool.importlinter.contracts]]
name = "layers import one way"
type = "layers"
containers = ["shop"]
layers = ["web", "rules | prices", "(nouns)"]

[[tool.importlinter.contracts]]
name = "commands come first"
type = "layers"
layers = ["commands", "shop.web"]

[[tool.importlinter.contracts]]
name = "nouns know no library"
type = "forbidden"
source_modules = ["shop.nouns"]
forbidden_modules = ["yaml"]
"""


def test_the_order_of_layers_is_the_contracts_order(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(PYPROJECT, encoding="utf-8")
    assert read_layers(file) == [
        ["shop.web", "shop.rules", "shop.prices", "shop.nouns"],
        ["commands", "shop.web"],
    ]
