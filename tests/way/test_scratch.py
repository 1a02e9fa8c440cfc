import secrets
from itertools import count

from switchyard import bootstrap
from switchyard.desk.loader import read_desk
from switchyard.people.model import Employee
from switchyard.values import Door
from tests.fixtures.machine import machine
from tests.fixtures.workshop import *
from tests.way.test_crashes import _walk


def test_it(emulator, template, monkeypatch):
    with machine(emulator, template, monkeypatch) as made:
        desk = read_desk((FILES / "desk.yaml").read_bytes())
        e = bootstrap._embedder()
        d = {
            c.id: v
            for c, v in zip(desk.categories, e.embed([c.description for c in desk.categories]))
        }
        bootstrap._desks(e.name).activate(desk, d, "2026-01-01")
        bootstrap._people().upsert(
            Employee(
                employee_id=SAWYER,
                name="Sam",
                email="sam.sawyer@example.com",
                departments=("tools",),
                capacity=1000,
                dropped_at="2026",
            )
        )
        from switchyard.search.model import Document, Kind

        bootstrap._vectors().put(
            [
                Document(
                    kind=Kind.PROFILE,
                    department="tools",
                    document_id=SAWYER,
                    vector=e.embed(["saws"])[0],
                    changed_at=1,
                    person=SAWYER,
                )
            ]
        )
        made.run()
        for k in count(1):
            requester = f"ann.{secrets.token_hex(4)}@example.com"
            c = _walk(made, Door.HTTPS, requester, k)
            print(k, c, made.wires.written, made.errors, [dict(m) for m in made.wires.mails])
            check_done_once(made, requester, Door.HTTPS, c)
            if not c:
                break
