"""Requests to copy, as the pages of the API show them."""

from fastapi.openapi.models import Example

SUBMISSIONS = {
    "as little as it takes": Example(
        value={
            "description": "I ordered a new card two weeks ago and it has still not come.",
            "requester": {"email": "ann@example.com"},
        }
    ),
    "with what you ask for": Example(
        value={
            "title": "My card has not arrived",
            "description": "I ordered a new card two weeks ago and it has still not come.",
            "requester": {"email": "ann@example.com", "name": "Ann"},
            "fields": {"product": "Travel card"},
            "department": "cards",
            "priority": "high",
            "tier": 2,
            "tags": ["vip"],
        }
    ),
}
EDITS = {
    "a person's priority": Example(value={"priority": "urgent"}),
    "other tags, another language": Example(value={"tags": ["vip"], "language": "de"}),
}
CORRECTIONS = {
    "the right category": Example(
        summary="It brings its department, priority and tier along",
        value={"category": "card_arrival"},
    ),
    "the right department only": Example(value={"department": "cards"}),
}
UPLOADS = {
    "a file of tickets": Example(value={"kind": "tickets", "filename": "november.csv"}),
    "a roster": Example(value={"kind": "roster", "filename": "roster.csv"}),
}
VERDICTS = {
    "a new category": Example(
        value={
            "accept": {
                "id": "plant_care",
                "path": ["Office", "Building", "Plants"],
                "description": "Plants in the office need water or are ill.",
                "department": "front",
            }
        }
    ),
    "one that there is": Example(value={"merge": "card_arrival"}),
    "none": Example(value={"drop": True}),
}
