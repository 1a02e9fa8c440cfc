from dataclasses import dataclass

import pytest

from switchyard.domain.due_step import Swept
from switchyard.domain.errors import Unavailable
from tests.unit.functions.lambda_event import Context, load_handler


@dataclass
class Service:
    swept: Swept

    def sweep(self) -> Swept:
        return self.swept


def test_what_was_swept_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    service = Service(
        Swept(
            put_back=["T-1", "U-1"],
            given_up=["T-2"],
            due_soon=["T-3"],
            breached=["T-4"],
            taken_back=["T-5", "T-6", "T-7"],
        )
    )
    handler = load_handler("sweep", monkeypatch, sweep=service).handler
    assert handler({}, Context()) is None
    told = capsys.readouterr().out.replace(" ", "")
    assert '"PutBack":[2.0]' in told
    assert '"GivenUp":[1.0]' in told
    assert '"TakenBack":[3.0]' in told
    assert '"ServiceDueSoon":[1.0]' in told
    assert '"ServiceBreached":[1.0]' in told


def test_a_step_that_could_not_be_swept_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(Swept(failed={"T-1": Unavailable("no table")}))
    module = load_handler("sweep", monkeypatch, sweep=service)
    with pytest.raises(module.NotSwept, match="1 step"):
        module.handler({}, Context())
