"""Follows tickets to their end, through the API and the mailbox."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from local.mailbox import Mailbox
from local.tour.rows import ENDED, Json, Row, count_due_mails
from local.tour.samples import Sample

PAGE = 100


@dataclass
class TicketFollower:
    """Reads as an admin. `since` (ISO time) leaves out tickets of earlier runs.

    A ticket comes out once, when it has ended and its mails are there.
    """

    api: httpx.Client
    mailbox: Mailbox
    since: str
    samples: dict[str, Sample] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)

    def expect_ticket(self, ticket_or_key: str, sample: Sample) -> None:
        """Says which sample a ticket is: by its id, or by its source's id."""
        self.samples[ticket_or_key] = sample

    def list_arrivals(self) -> Iterator[Row]:
        """Tickets that have come to their end since the last call."""
        mails = Counter(mail.ticket_id for mail in self.mailbox.read_mails())
        for ticket in self.list_finished():
            ticket_id = str(ticket["ticket_id"])
            if ticket_id in self._shown or mails[ticket_id] < count_due_mails(ticket):
                continue
            self._shown.add(ticket_id)
            yield self._build_row(ticket, mails[ticket_id])

    def list_finished(self) -> list[Json]:
        """Every ticket that the machine is done with, oldest first."""
        departments = self._get_json("/departments")["items"]
        assert isinstance(departments, list)
        tickets = [
            ticket
            for department in departments
            for ticket in self._list_tickets(str(department["id"]))
        ]
        done = [ticket for ticket in tickets if ticket["status"] in ENDED]
        return sorted(done, key=lambda ticket: str(ticket["created_at"]))

    def read_explanation(self, ticket_id: str) -> Json:
        return self._get_json(f"/tickets/{ticket_id}/explanation")

    def _build_row(self, ticket: Json, mails: int) -> Row:
        ticket_id = str(ticket["ticket_id"])
        origin = ticket["origin"]
        assert isinstance(origin, dict)
        sample = self.samples.get(ticket_id) or self.samples.get(str(origin["external_id"]))
        return Row(ticket, self.read_explanation(ticket_id), sample, mails, count_due_mails(ticket))

    def _list_tickets(self, department: str) -> Iterator[Json]:
        cursor = ""
        while True:
            page = self._get_json("/tickets", department=department, limit=str(PAGE), cursor=cursor)
            items = page["items"]
            assert isinstance(items, list)
            for ticket in items:
                if str(ticket["created_at"]) < self.since:
                    return
                yield ticket
            cursor = str(page.get("cursor") or "")
            if not cursor:
                return

    def _get_json(self, path: str, **query: str) -> Json:
        answer = self.api.get(path, params={name: text for name, text in query.items() if text})
        answer.raise_for_status()
        body: Json = answer.json()
        return body
