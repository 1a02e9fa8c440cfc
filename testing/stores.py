"""Every store in memory, and the product's own `bootstrap` over them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from unittest.mock import patch

from switchyard import bootstrap
from testing.comments import InMemoryComments
from testing.desks import InMemoryDesks
from testing.email_links import InMemoryLinkKey, InMemoryUsedLinks
from testing.fairness import InMemoryLedger
from testing.incidents import InMemoryIncidents, InMemoryRecentTickets
from testing.learning import InMemoryClassifiers
from testing.mail import InMemoryMails
from testing.people import InMemoryPeople
from testing.search import InMemoryVectors
from testing.tickets import InMemoryTickets
from testing.uploads import InMemoryFiles, InMemoryUploads


@dataclass
class InMemoryStores:
    """Stores that belong together: what a ticket's transaction writes is in all of them."""

    desks: InMemoryDesks
    people: InMemoryPeople = field(default_factory=InMemoryPeople)
    vectors: InMemoryVectors = field(default_factory=InMemoryVectors)
    comments: InMemoryComments = field(default_factory=InMemoryComments)
    mails: InMemoryMails = field(default_factory=InMemoryMails)
    ledger: InMemoryLedger = field(default_factory=InMemoryLedger)
    uploads: InMemoryUploads = field(default_factory=InMemoryUploads)
    files: InMemoryFiles = field(default_factory=InMemoryFiles)
    recent_tickets: InMemoryRecentTickets = field(default_factory=InMemoryRecentTickets)
    link_key: InMemoryLinkKey = field(default_factory=InMemoryLinkKey)
    tickets: InMemoryTickets = field(init=False)
    incidents: InMemoryIncidents = field(init=False)
    classifiers: InMemoryClassifiers = field(init=False)
    used_links: InMemoryUsedLinks = field(init=False)

    def __post_init__(self) -> None:
        self.tickets = InMemoryTickets(
            self.people, self.vectors, self.comments, self.mails, self.ledger
        )
        self.incidents = InMemoryIncidents(self.tickets)
        self.classifiers = InMemoryClassifiers(self.desks)
        self.used_links = InMemoryUsedLinks(self.tickets)

    def replace_in_bootstrap(self) -> AbstractContextManager[object]:
        """While it lasts, what `bootstrap` builds stands on these stores.

        What `bootstrap` has built before keeps its own: enter this first.
        """
        return patch.multiple(
            bootstrap.stores,
            make_desk_store=lambda model="": self.desks,  # noqa: ARG005
            make_employee_store=lambda: self.people,
            make_vector_store=lambda: self.vectors,
            make_comment_store=lambda: self.comments,
            make_mail_store=lambda: self.mails,
            make_upload_store=lambda: self.uploads,
            make_file_store=lambda: self.files,
            make_link_key_store=lambda: self.link_key,
            make_ticket_store=lambda: self.tickets,
            make_incident_store=lambda: self.incidents,
            make_classifier_store=lambda: self.classifiers,
        )
