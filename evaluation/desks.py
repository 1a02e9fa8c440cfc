"""The desks that are measured: the bank of examples/, and one made from CLINC150's own names."""

import json
from pathlib import Path

import numpy as np
import yaml

from local.paths import REPOSITORY
from switchyard.domain.desk import Category, Department, DepartmentLead, Desk, DeskPointer
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.ports.embedding import Embedder

BANK = REPOSITORY / "examples" / "bank" / "desk.yaml"
CLINC_DOMAINS = Path(__file__).with_name("clinc_domains.json")


def load_bank(embedder: Embedder) -> LoadedDesk:
    """Without its rules: only what was learnt is measured."""
    desk = Desk.model_validate(yaml.safe_load(BANK.read_text(encoding="utf-8")))
    return load_desk(desk.model_copy(update={"rules": ()}), embedder)


def load_clinc(embedder: Embedder) -> LoadedDesk:
    """Domains are its departments; a category's description is its name in plain words."""
    domains: dict[str, list[str]] = json.loads(CLINC_DOMAINS.read_text(encoding="utf-8"))
    return load_desk(
        Desk(
            version=1,
            id="clinc150",
            name="CLINC150",
            default_department="small-talk",
            departments=tuple(_make_department(domain) for domain in domains),
            categories=tuple(
                _make_category(domain, intent)
                for domain, names in domains.items()
                for intent in names
            ),
        ),
        embedder,
    )


def load_desk(desk: Desk, embedder: Embedder) -> LoadedDesk:
    vectors = embedder.embed_texts([category.description for category in desk.categories])
    descriptions = {
        category.id: np.array(vectors[row]) for row, category in enumerate(desk.categories)
    }
    pointer = DeskPointer(version=1, desk="evaluation", model=embedder.name, dropped_at="")
    return LoadedDesk(pointer, desk, descriptions)


def _make_department(domain: str) -> Department:
    return Department(
        id=_make_id(domain),
        name=_write_words(domain),
        description=f"All about {_write_words(domain)}.",
        lead=DepartmentLead(name="Lea", email="lea@example.com"),
        mailbox="desk@example.com",
    )


def _make_category(domain: str, intent: str) -> Category:
    return Category(
        id=intent,
        path=("Assistant", _write_words(domain), _write_words(intent)),
        description=_write_words(intent),
        department=_make_id(domain),
    )


def _make_id(domain: str) -> str:
    return domain.replace("_", "-")


def _write_words(name: str) -> str:
    return name.replace("_", " ")
