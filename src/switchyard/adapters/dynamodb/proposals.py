"""Proposals in the desk table."""

from __future__ import annotations

from dataclasses import dataclass

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, attribute, decode, encode
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.pointers import move_pointer
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.domain.desk import Pointer
from switchyard.domain.errors import Conflict, NotFound
from switchyard.domain.proposal import UNDECIDED, Proposal

LISTING = "PROPOSAL"


@dataclass(frozen=True, slots=True)
class DynamoProposals:
    """`ProposalStore`."""

    database: Database
    table: str

    def get(self, proposal_id: str) -> Proposal:
        """See `ProposalStore.get`."""
        item = self.database.get(self.table, keys.proposal_key(proposal_id))
        if item is None:
            raise NotFound(f"there is no proposal {proposal_id}")
        return decode(Proposal, item)

    def every(self) -> list[Proposal]:
        """See `ProposalStore.every`. The index says which there are, the table what they are."""
        listed = self.database.query(
            {
                "TableName": self.table,
                "IndexName": "listing",
                "KeyConditionExpression": "listing = :listing",
                "ExpressionAttributeValues": {":listing": attribute(LISTING)},
            }
        )
        wanted = [{"pk": item["pk"], "sk": item["sk"]} for item in listed]
        return [decode(Proposal, item) for item in self.database.find(self.table, wanted)]

    def keep(self, proposal: Proposal) -> None:
        """See `ProposalStore.keep`."""
        self.database.transact([self._undecided(proposal)])

    def decide(self, proposal: Proposal, pointer: Pointer) -> None:
        """See `ProposalStore.decide`."""
        move_pointer(self.database, self.table, pointer, self._undecided(proposal))

    def settle(self, proposal: Proposal) -> None:
        """See `ProposalStore.settle`."""
        settled = proposal.model_copy(update={"settled": True})
        self.database.transact([Write({"Put": {"TableName": self.table, "Item": _item(settled)}})])

    def _undecided(self, proposal: Proposal) -> Write:
        """Only while nobody has decided."""
        return Write(
            {
                "Put": {
                    "TableName": self.table,
                    "Item": _item(proposal),
                    "ConditionExpression": "attribute_not_exists(pk) OR #state IN (:one, :other)",
                    "ExpressionAttributeNames": {"#state": "state"},
                    "ExpressionAttributeValues": {
                        f":{name}": attribute(state)
                        for name, state in zip(("one", "other"), UNDECIDED, strict=True)
                    },
                }
            },
            Conflict(f"{proposal.proposal_id} was decided"),
        )


def _item(proposal: Proposal) -> Item:
    return {
        **keys.proposal_key(proposal.proposal_id),
        **encode(proposal),
        "listing": attribute(LISTING),
        "listing_key": attribute(proposal.proposal_id),
    }
