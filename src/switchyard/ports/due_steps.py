"""Where steps that are due are found."""

from datetime import datetime
from typing import Protocol

from switchyard.domain.due_step import DueStep


class DueStepStore(Protocol):
    def list_due_steps(self, now: datetime, limit: int) -> list[DueStep]:
        """About `limit` steps whose time has come, as they are now."""

    def put_back(self, step: DueStep, due_at: datetime) -> None:
        """One more sweep, and due again then; a ticket's version stays.

        Raises Conflict where the step moved on.
        """
