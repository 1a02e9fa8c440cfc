"""Proposals in the desk table."""

from __future__ import annotations

from dataclasses import dataclass

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, decode_model, encode_model, encode_value
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.pointers import move_pointer
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.domain.desk import DeskPointer
from switchyard.domain.errors import Conflict, NotFound
from switchyard.domain.proposal import UNDECIDED_STATES, Proposal

LISTING = "PROPOSAL"


@dataclass(frozen=True, slots=True)
class DynamoProposalStore:
    """`ProposalStore`."""

    database: DynamoDatabase
    table: str

    def read_proposal(self, proposal_id: str) -> Proposal:
        """See `ProposalStore.get`."""
        item = self.database.read_item(self.table, keys.build_proposal_key(proposal_id))
        if item is None:
            raise NotFound(f"there is no proposal {proposal_id}")
        return decode_model(Proposal, item)

    def list_proposals(self) -> list[Proposal]:
        """See `ProposalStore.every`. The index says which there are, the table what they are."""
        listed = self.database.query_items(
            {
                "TableName": self.table,
                "IndexName": "listing",
                "KeyConditionExpression": "listing = :listing",
                "ExpressionAttributeValues": {":listing": encode_value(LISTING)},
            }
        )
        proposal_keys = [{"pk": item["pk"], "sk": item["sk"]} for item in listed]
        return [
            decode_model(Proposal, item)
            for item in self.database.read_items(self.table, proposal_keys)
        ]

    def save_proposal(self, proposal: Proposal) -> None:
        """See `ProposalStore.keep`."""
        self.database.run_transaction([self._write_undecided(proposal)])

    def save_decision(self, proposal: Proposal, pointer: DeskPointer) -> None:
        """See `ProposalStore.decide`."""
        move_pointer(self.database, self.table, pointer, self._write_undecided(proposal))

    def mark_applied(self, proposal: Proposal) -> None:
        """See `ProposalStore.settle`."""
        applied = proposal.model_copy(update={"applied": True})
        self.database.run_transaction(
            [TransactionWrite({"Put": {"TableName": self.table, "Item": _build_item(applied)}})]
        )

    def _write_undecided(self, proposal: Proposal) -> TransactionWrite:
        """Only while nobody has decided."""
        return TransactionWrite(
            {
                "Put": {
                    "TableName": self.table,
                    "Item": _build_item(proposal),
                    "ConditionExpression": "attribute_not_exists(pk) OR #state IN (:one, :other)",
                    "ExpressionAttributeNames": {"#state": "state"},
                    "ExpressionAttributeValues": {
                        f":{name}": encode_value(state)
                        for name, state in zip(("one", "other"), UNDECIDED_STATES, strict=True)
                    },
                }
            },
            Conflict(f"{proposal.proposal_id} was decided"),
        )


def _build_item(proposal: Proposal) -> Item:
    return {
        **keys.build_proposal_key(proposal.proposal_id),
        **encode_model(proposal),
        "listing": encode_value(LISTING),
        "listing_key": encode_value(proposal.proposal_id),
    }
