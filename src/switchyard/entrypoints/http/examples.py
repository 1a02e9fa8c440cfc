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
DECLINES = {
    "why not you": Example(value={"reason": "I am on my way to a customer."}),
}
HAND_OVERS = {
    "to whom assignment finds": Example(value={"reason": "My shift ends."}),
    "to a colleague": Example(value={"reason": "Sam knows this case.", "to": "e-102"}),
}
WRONG_DEPARTMENTS = {
    "nothing more to say": Example(value={}),
    "why not here": Example(value={"reason": "This is about a loan, not about a card."}),
}
APPOINTMENTS = {
    "this person": Example(value={"employee_id": "e-102"}),
}
LINKS = {
    "this one": Example(value={"parent": "T-3N5QX0W1R8ZK4B7D"}),
}
COMMENTS = {
    "a reply": Example(value={"text": "It came this morning, thank you."}),
    "a note for colleagues": Example(value={"text": "The courier lost it.", "public": False}),
}
UPLOADS = {
    "a file of tickets": Example(value={"kind": "tickets", "filename": "november.csv"}),
    "a roster": Example(value={"kind": "roster", "filename": "roster.csv"}),
}
PROPOSAL_VERDICTS = {
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
AVAILABILITY_UPDATES = {
    "away for some days": Example(value={"away_until": "2027-03-01T08:00:00+01:00"}),
    "back again": Example(value={"away_until": None}),
    "a break": Example(value={"paused": True}),
    "half a day's work": Example(value={"capacity": 4}),
}
LEAVE_REQUESTS = {
    "on leave": Example(value={"until": "2027-03-01T08:00:00+01:00"}),
    "away or paused already": Example(value={}),
}
