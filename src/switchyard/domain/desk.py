"""One company's desk: departments, taxonomy, rules and policies, as its YAML file says them."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from switchyard.domain.text_fields import AttributeText, Email, Fields, Slug, Tag
from switchyard.domain.values import Channel, FrozenModel, Priority, Tier

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
SkillLevel = Annotated[int, Field(ge=1, le=5)]
Share = Annotated[float, Field(ge=0, le=1)]
WorkingMinutes = Annotated[int, Field(ge=1, le=100_000)]
"""Of the desk's calendar."""


class DepartmentLead(FrozenModel):
    name: ShortText
    email: Email


class Department(FrozenModel):
    """Where a ticket goes; the filter of every search."""

    id: Slug
    name: ShortText
    description: Description
    lead: DepartmentLead
    mailbox: Email


class Category(FrozenModel):
    """A leaf of the taxonomy. `path` is L1, L2, L3 in words."""

    id: Slug
    path: tuple[ShortText, ShortText, ShortText]
    description: Description
    department: Slug
    priority: Priority = Priority.MEDIUM
    tier: Tier = Tier.FIRST
    skills: dict[Slug, SkillLevel] = {}


class RuleCriteria(FrozenModel):
    """All parts that are given must hold; `any_words` holds when one phrase stands in the text.

    Site, contract and fields must be the same but for case; an empty field is one not given.
    A `category` asks what the model found: such a rule is asked after it, all others before.
    """

    any_words: Annotated[tuple[ShortText, ...], Field(max_length=200)] = ()
    pattern: Annotated[str, Field(max_length=300)] = ""
    channel: Channel | None = None
    requester_domain: str = ""
    requester_vip: bool | None = None
    requester_site: AttributeText = ""
    requester_contract: AttributeText = ""
    fields: Fields = {}
    category: Slug | None = None


class RuleActions(FrozenModel):
    """What a rule sets; the rest is left to the model. Its tags join those asked for."""

    category: Slug | None = None
    department: Slug | None = None
    priority: Priority | None = None
    tier: Tier | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()


class Rule(FrozenModel):
    """First match wins. Its name is the reason that people read."""

    name: ShortText
    when: RuleCriteria
    set: RuleActions


class LanguageModelPolicy(FrozenModel):
    """For close calls, where the deployment has a language model.

    It is asked about tickets whose confidence is from `from_confidence` up to the threshold.
    `trust` is the confidence that its choice gets; with less than the threshold it is not asked.
    """

    from_confidence: Share = 0.3
    trust: Share = 0.7


class TriagePolicy(FrozenModel):
    """Below `threshold` a ticket goes to manual review. Where `target_precision` is given and a
    classifier serves, the lowest threshold that held it on held-back tickets stands in its place.

    A department that the requester asks for is evidence, or an order: the ticket goes there.
    """

    threshold: Share = 0.5
    target_precision: Annotated[float, Field(ge=0.5, le=0.999)] | None = None
    languages: tuple[str, ...] = ("en",)
    language_model: LanguageModelPolicy = LanguageModelPolicy()
    requested_department: Literal["evidence", "order"] = "evidence"


class ScoreWeights(FrozenModel):
    """How much each part of an assignment's score counts.

    The defaults are chosen by a simulation (docs/assignment.md).
    """

    profile: Share = 0.1
    precedents: Share = 0.25
    skills: Share = 0.15
    free_capacity: Share = 0.4
    idle_time: Share = 0.05
    same_requester: Share = 0.05


class EffortPolicy(FrozenModel):
    """Points of capacity that a ticket takes: by tier, plus more by priority."""

    tier: dict[Tier, Annotated[int, Field(ge=1, le=20)]] = {
        Tier.FIRST: 1,
        Tier.SECOND: 2,
        Tier.THIRD: 3,
    }
    priority: dict[Priority, Annotated[int, Field(ge=0, le=20)]] = {Priority.URGENT: 1}

    def calculate_points(self, tier: Tier, priority: Priority) -> int:
        return self.tier[tier] + self.priority.get(priority, 0)


class AssignmentPolicy(FrozenModel):
    """Urgent tickets have weights of their own: who can begin soonest counts most.

    `on_hold_share` is the share of a ticket's effort that stays taken while it is on hold.
    `acknowledge_within` are minutes of the desk's calendar by priority; a priority that is not
    named has no such limit. After `max_passes` the department's lead decides. Candidates whose
    scores differ by less than `close_call` are ranked by the language model, where there is one.
    """

    weights: ScoreWeights = ScoreWeights()
    urgent_weights: ScoreWeights = ScoreWeights(
        profile=0.0,
        precedents=0.05,
        skills=0.05,
        free_capacity=0.9,
        idle_time=0.0,
        same_requester=0.0,
    )
    effort: EffortPolicy = EffortPolicy()
    on_hold_share: Share = 0.5
    acknowledge_within: dict[Priority, WorkingMinutes] = {}
    max_passes: Annotated[int, Field(ge=1, le=20)] = 3
    close_call: Share = 0.03

    def choose_weights(self, *, urgent: bool) -> ScoreWeights:
        return self.urgent_weights if urgent else self.weights


class Calendar(FrozenModel):
    """When the desk works: such as `mon-fri 08:00-18:00; sat 09:00-13:00` in its time zone.

    No hours mean always. Nobody works on `holidays`.
    """

    time_zone: str = "UTC"
    hours: str = ""
    holidays: tuple[date, ...] = ()


class ServiceTarget(FrozenModel):
    """Time until somebody answers, and until the ticket is resolved."""

    response: WorkingMinutes
    resolution: WorkingMinutes


class ServiceLevels(FrozenModel):
    """Priorities that are not named have no target. A warning comes at `warn_at` of the time."""

    targets: dict[Priority, ServiceTarget] = {}
    warn_at: Annotated[float, Field(gt=0, lt=1)] = 0.75


class DuplicatePolicy(FrozenModel):
    """A ticket at least so alike to an open one of the same requester waits on that one."""

    similarity: Share = 0.9


class IncidentPolicy(FrozenModel):
    """So many requesters with alike tickets within so many minutes are an incident, if that is much
    more than usual. `similarity` is of a ticket to the middle of them all.
    """

    similarity: Annotated[float, Field(ge=0.3, le=1)] = 0.6
    requesters: Annotated[int, Field(ge=2, le=1000)] = 10
    within_minutes: Annotated[int, Field(ge=1, le=1440)] = 30


class FairnessPolicy(FrozenModel):
    """`persons` says whether the fairness report names single people and their figures."""

    persons: bool = False


class NotificationPolicy(FrozenModel):
    """`receipts` names the channels whose requesters get one; imports stay silent by default."""

    receipts: tuple[Channel, ...] = (Channel.HTTPS, Channel.SQS)


class Desk(FrozenModel):
    """`version` is the schema's. References between parts are checked by `desk.check`."""

    version: Literal[1]
    id: Slug
    name: ShortText
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] = "en"
    default_department: Slug
    unknown_requesters: Literal["create", "refuse"] = "create"
    departments: Annotated[tuple[Department, ...], Field(min_length=1, max_length=200)]
    categories: Annotated[tuple[Category, ...], Field(min_length=1, max_length=2000)]
    rules: Annotated[tuple[Rule, ...], Field(max_length=1000)] = ()
    triage: TriagePolicy = TriagePolicy()
    assignment: AssignmentPolicy = AssignmentPolicy()
    calendar: Calendar = Calendar()
    service_levels: ServiceLevels = ServiceLevels()
    duplicates: DuplicatePolicy = DuplicatePolicy()
    incidents: IncidentPolicy = IncidentPolicy()
    fairness: FairnessPolicy = FairnessPolicy()
    notifications: NotificationPolicy = NotificationPolicy()

    @cached_property
    def departments_by_id(self) -> dict[str, Department]:
        return {department.id: department for department in self.departments}

    def find_department_name(self, department_id: str) -> str:
        """Its id for a department that is no more."""
        department = self.departments_by_id.get(department_id)
        return department.name if department else department_id

    @cached_property
    def categories_by_id(self) -> dict[str, Category]:
        return {category.id: category for category in self.categories}


class Rollback(FrozenModel):
    """A person put an earlier classifier in force: under this desk, at this time (ms)."""

    desk: str
    at: int


class DeskPointer(FrozenModel):
    """What is in force: one item. `version` grows with every change of it.

    `rolled_back` holds until the next training that finds something new. `trainings_requested`
    counts how often a person asked for one.
    """

    version: int
    desk: str
    classifier: str = ""
    model: str
    dropped_at: str
    rolled_back: Rollback | None = None
    trainings_requested: int = 0

    def make_next_version(self, **fields: object) -> "DeskPointer":
        """The next version, with these fields."""
        return self.model_copy(update={**fields, "version": self.version + 1})
