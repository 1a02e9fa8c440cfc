"""A sign-in for each role of a local desk."""

import csv
import secrets
from dataclasses import dataclass
from pathlib import Path

import yaml

from local.deployment import Deployment


@dataclass(frozen=True)
class SignIn:
    role: str
    email: str
    password: str


@dataclass(frozen=True)
class SignIns:
    """One user a role, and the deployment that they sign in to."""

    deployment: Deployment
    users: tuple[SignIn, ...]

    def get_token(self, role: str) -> str:
        """A fresh ID token of that role's user."""
        user = next(user for user in self.users if user.role == role)
        return self.deployment.sign_in(user.email, user.password)


def sign_in_everybody(deployment: Deployment, folder: Path) -> SignIns:
    """Makes the users: a requester, the roster's first person, that department's lead, an admin."""
    with (folder / "roster.csv").open(encoding="utf-8", newline="") as file:
        agent = next(csv.DictReader(line for line in file if not line.startswith("#")))
    department = agent["departments"].split(";")[0].strip()
    desk = yaml.safe_load((folder / "desk.yaml").read_text(encoding="utf-8"))
    lead = next(entry["lead"] for entry in desk["departments"] if entry["id"] == department)
    emails = {
        "requester": "ann.visitor@example.com",
        "agent": agent["email"],
        "lead": lead["email"],
        "admin": "admin@example.com",
    }
    users = tuple(
        SignIn(role, email, f"Aa1!{secrets.token_urlsafe(12)}") for role, email in emails.items()
    )
    for user in users:
        deployment.create_user(user.email, user.role, user.password)
    return SignIns(deployment, users)
