"""One company's desk: departments, taxonomy, rules and policies, as its YAML file says them."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from switchyard.tickets.submission import AttributeText, Email, Fields, Slug, Tag
from switchyard.values import Door, Frozen, Priority, Tier

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
SkillLevel = Annotated[int, Field(ge=1, le=5)]
Share = Annotated[float, Field(ge=0, le=1)]


class Lead(Frozen):
    name: Words
    email: Email


class Department(Frozen):
    """Where a ticket goes; the filter of every search."""

    id: Slug
    name: Words
    description: Description
    lead: Lead
    mailbox: Email


class Category(Frozen):
    """A leaf of the taxonomy. `path` is L1, L2, L3 in words."""

    id: Slug
    path: tuple[Words, Words, Words]
    description: Description
    department: Slug
    priority: Priority = Priority.MEDIUM
    tier: Tier = Tier.FIRST
    skills: dict[Slug, SkillLevel] = {}


class When(Frozen):
    """All parts that are given must hold; `any_words` holds when one phrase stands in the text.

    Site, contract and fields must be the same but for case; an empty field is one not given.
    A `category` asks what the model found: such a rule is asked after it, all others before.
    """

    any_words: Annotated[tuple[Words, ...], Field(max_length=200)] = ()
    pattern: Annotated[str, Field(max_length=300)] = ""
    door: Door | None = None
    requester_domain: str = ""
    requester_vip: bool | None = None
    requester_site: AttributeText = ""
    requester_contract: AttributeText = ""
    fields: Fields = {}
    category: Slug | None = None


class Set(Frozen):
    """What a rule sets; the rest is left to the model. Its tags join those asked for."""

    category: Slug | None = None
    department: Slug | None = None
    priority: Priority | None = None
    tier: Tier | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()


class Rule(Frozen):
    """First match wins. Its name is the reason that people read."""

    name: Words
    when: When
    set: Set


class LanguageModelPolicy(Frozen):
    """For close calls, where the deployment has a language model.

    It is asked about tickets whose confidence is from `from_confidence` up to the threshold.
    `trust` is the confidence that its choice gets; with less than the threshold it is not asked.
    """

    from_confidence: Share = 0.3
    trust: Share = 0.7


class TriagePolicy(Frozen):
    """Below `threshold` a ticket goes to manual review. Where `wanted_precision` is given and a
    head serves, the lowest threshold that held it on held-back tickets stands in its place.

    A department that the requester asks for is evidence, or an order: the ticket goes there.
    """

    threshold: Share = 0.5
    wanted_precision: Annotated[float, Field(ge=0.5, le=0.999)] | None = None
    languages: tuple[str, ...] = ("en",)
    language_model: LanguageModelPolicy = LanguageModelPolicy()
    requested_department: Literal["evidence", "order"] = "evidence"


class Weights(Frozen):
    """How much each part of an assignment's score counts."""

    profile: Share = 0.3
    precedents: Share = 0.25
    skills: Share = 0.2
    free_capacity: Share = 0.15
    idle_time: Share = 0.1


class Effort(Frozen):
    """Points of capacity that a ticket takes: by tier, plus more by priority."""

    tier: dict[Tier, Annotated[int, Field(ge=1, le=20)]] = {
        Tier.FIRST: 1,
        Tier.SECOND: 2,
        Tier.THIRD: 3,
    }
    priority: dict[Priority, Annotated[int, Field(ge=0, le=20)]] = {Priority.URGENT: 1}

    def of(self, tier: Tier, priority: Priority) -> int:
        return self.tier[tier] + self.priority.get(priority, 0)


class AssignmentPolicy(Frozen):
    """`on_hold_share` is the share of a ticket's effort that stays taken while it is on hold."""

    weights: Weights = Weights()
    effort: Effort = Effort()
    on_hold_share: Share = 0.5


class NotificationPolicy(Frozen):
    """`receipts` names the doors whose requesters get one; imports stay silent by default."""

    receipts: tuple[Door, ...] = (Door.HTTPS, Door.SQS)


class Desk(Frozen):
    """`version` is the schema's. References between parts are checked by `desk.check`."""

    version: Literal[1]
    id: Slug
    name: Words
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] = "en"
    default_department: Slug
    unknown_requesters: Literal["create", "refuse"] = "create"
    departments: Annotated[tuple[Department, ...], Field(min_length=1, max_length=200)]
    categories: Annotated[tuple[Category, ...], Field(min_length=1, max_length=2000)]
    rules: Annotated[tuple[Rule, ...], Field(max_length=1000)] = ()
    triage: TriagePolicy = TriagePolicy()
    assignment: AssignmentPolicy = AssignmentPolicy()
    notifications: NotificationPolicy = NotificationPolicy()

    @cached_property
    def departments_by_id(self) -> dict[str, Department]:
        return {department.id: department for department in self.departments}

    @cached_property
    def categories_by_id(self) -> dict[str, Category]:
        return {category.id: category for category in self.categories}


class RolledBack(Frozen):
    """A person put an earlier head in force: under this desk, at this time (ms since 1970)."""

    desk: str
    at: int


class Pointer(Frozen):
    """What is in force: one item. `version` grows with every change of it.

    `rolled_back` holds until the next training that finds something new. `trainings_asked` counts
    how often a person asked for one.
    """

    version: int
    desk: str
    head: str = ""
    model: str
    dropped_at: str
    rolled_back: RolledBack | None = None
    trainings_asked: int = 0

    def moved(self, **fields: object) -> "Pointer":
        """The next version, with these fields."""
        return self.model_copy(update={**fields, "version": self.version + 1})
