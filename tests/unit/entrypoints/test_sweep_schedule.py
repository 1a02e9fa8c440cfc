from dataclasses import dataclass

import pytest

from switchyard.domain.due_step import SweepReport
from switchyard.domain.errors import Unavailable
from switchyard.entrypoints.sweep_schedule import NotSwept, create_sweep_handler
from tests.unit.entrypoints.lambda_event import Context, make_factory


@dataclass
class Service:
    swept: SweepReport

    def sweep_due_steps(self) -> SweepReport:
        return self.swept


def test_what_was_swept_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    service = Service(
        SweepReport(
            put_back=["T-1", "U-1"],
            given_up=["T-2"],
            due_soon=["T-3"],
            breached=["T-4"],
            taken_back=["T-5", "T-6", "T-7"],
        )
    )
    handler = create_sweep_handler(make_factory(service))
    assert handler({}, Context()) is None
    output = capsys.readouterr().out.replace(" ", "")
    assert '"PutBack":[2.0]' in output
    assert '"GivenUp":[1.0]' in output
    assert '"TakenBack":[3.0]' in output
    assert '"ServiceDueSoon":[1.0]' in output
    assert '"ServiceBreached":[1.0]' in output


def test_a_step_that_could_not_be_swept_rings() -> None:
    service = Service(SweepReport(failed={"T-1": Unavailable("no table")}))
    handler = create_sweep_handler(make_factory(service))
    with pytest.raises(NotSwept, match="1 step"):
        handler({}, Context())
