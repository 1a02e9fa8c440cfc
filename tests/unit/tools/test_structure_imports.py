from pathlib import Path

from tests.unit.tools.made_tree import write_files
from tools.structure.imports import (
    Graph,
    find_largest_cycle,
    find_upward,
    merge_to_packages,
    name_packages,
    read_imports,
)

LAYERS = ["shop.web", "shop.rules", "shop.nouns"]


def build_graph(**imported: str) -> Graph:
    """A graph of packages of `shop`, from names set apart by spaces."""
    return {
        f"shop.{name}": frozenset(f"shop.{other}" for other in others.split())
        for name, others in imported.items()
    }


def test_an_import_counts_wherever_it_stands(tmp_path: Path) -> None:
    shop = write_files(
        tmp_path / "shop",
        web__app="""
            import shop.nouns.cart
            from shop.nouns import order
            from shop.rules.price import rate
            from ..rules import tax
            import json
        """,
        rules__price="""
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                from shop.nouns.cart import Cart
            def rate():
                from shop.rules.tax import TAX
        """,
        rules__tax="TAX = 1",
        nouns__cart="class Cart: ...",
        nouns__order="",
    )
    assert read_imports([shop]) == {
        "shop.web.app": {
            "shop.nouns.cart",
            "shop.nouns.order",
            "shop.rules.price",
            "shop.rules.tax",
        },
        "shop.rules.price": {"shop.nouns.cart", "shop.rules.tax"},
        "shop.rules.tax": set(),
        "shop.nouns.cart": set(),
        "shop.nouns.order": set(),
    }


def test_a_package_imports_what_its_files_import_of_others(tmp_path: Path) -> None:
    shop = write_files(
        tmp_path / "shop",
        web__app="from shop.web import pages\nfrom shop.nouns.cart import Cart",
        web__pages="",
        nouns____init__="",
        nouns__cart="",
    )
    packages = merge_to_packages(read_imports([shop]), name_packages([shop]))
    assert packages == {"shop.web": {"shop.nouns"}, "shop.nouns": set()}


def test_an_import_of_a_higher_layer_is_upward() -> None:
    graph = build_graph(
        **{"nouns.cart": "rules.price", "rules.price": "nouns.cart", "web": "rules.price"}
    )
    assert find_upward(graph, LAYERS) == [("shop.nouns.cart", "shop.rules.price")]


def test_a_package_of_no_layer_is_neither_above_nor_below() -> None:
    assert find_upward(build_graph(nouns="tools", tools="web"), LAYERS) == []


def test_layers_are_told_apart_by_whole_names() -> None:
    assert find_upward(build_graph(nouns="website"), LAYERS) == []


def test_the_largest_cycle_goes_round_and_back() -> None:
    graph = build_graph(a="b", b="c d", c="a", d="e", e="d", f="a e")
    assert find_largest_cycle(graph) == ["shop.a", "shop.b", "shop.c"]


def test_two_cycles_that_meet_are_a_single_large_cycle() -> None:
    assert len(find_largest_cycle(build_graph(a="b", b="a c", c="b"))) == 3


def test_a_tree_has_no_cycle_of_more_than_itself() -> None:
    assert len(find_largest_cycle(build_graph(a="b c", b="d", c="d", d=""))) == 1
