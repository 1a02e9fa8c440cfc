from dataclasses import dataclass

import pytest

from switchyard.domain.errors import Unavailable
from switchyard.entrypoints.table_stream import StreamEvent, create_stream_handler
from switchyard.ports.outgoing import StreamRecord
from switchyard.usecases.outbox.service import ForwardedCounts
from tests.unit.entrypoints.lambda_event import Context, make_factory

EVENT: StreamEvent = {"Records": [{"eventID": "1"}, {"eventID": "2"}]}


@dataclass
class Service:
    down: bool = False

    def forward_records(self, records: list[StreamRecord]) -> ForwardedCounts:
        if self.down:
            raise Unavailable("no queue")
        return ForwardedCounts(nudges=len(records), events=1, buried=0)


def test_a_batch_is_forwarded_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    handler = create_stream_handler(make_factory(Service()))
    assert handler(EVENT, Context()) is None
    assert '"NudgesForwarded":[2.0]' in capsys.readouterr().out.replace(" ", "")


def test_a_batch_that_was_not_sent_is_given_again() -> None:
    handler = create_stream_handler(make_factory(Service(down=True)))
    with pytest.raises(Unavailable):
        handler(EVENT, Context())
