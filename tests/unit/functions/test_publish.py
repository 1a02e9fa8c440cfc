from dataclasses import dataclass

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.ports.outgoing import Record
from switchyard.usecases.outbox.service import Forwarded
from tests.unit.functions.lambda_event import Context, load_handler

EVENT = {"Records": [{"eventID": "1"}, {"eventID": "2"}]}


@dataclass
class Service:
    down: bool = False

    def forward(self, records: list[Record]) -> Forwarded:
        if self.down:
            raise Unavailable("no queue")
        return Forwarded(nudges=len(records), events=1, buried=0)


def test_a_batch_is_forwarded_and_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = load_handler("publish", monkeypatch, publish=Service()).handler
    assert handler(EVENT, Context()) is None
    assert '"nudges":[2.0]' in capsys.readouterr().out.replace(" ", "")


def test_a_batch_that_was_not_sent_is_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = load_handler("publish", monkeypatch, publish=Service(down=True)).handler
    with pytest.raises(Unavailable):
        handler(EVENT, Context())
