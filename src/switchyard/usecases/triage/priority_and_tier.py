"""Priority and tier of one ticket, where neither a person nor a rule set them."""

from collections.abc import Sequence
from dataclasses import dataclass

from switchyard.domain.desk import Desk
from switchyard.domain.ticket import Decision, Requested
from switchyard.domain.triage import TieBreak
from switchyard.domain.values import DecidedBy, Priority, Tier
from switchyard.domain.vector import Hit
from switchyard.usecases.triage.close_call_answer import bounded
from switchyard.usecases.triage.level_evidence import Left, Usual, weigh
from switchyard.usecases.triage.multiple_issues import Likely


@dataclass(frozen=True, slots=True)
class Levels:
    """`hits` are the ticket's nearest precedents; a tie break names both, within bounds."""

    desk: Desk
    likely: Sequence[Likely]
    hits: Sequence[Hit]
    requested: Requested
    tie_break: TieBreak | None

    def priority(self) -> Decision[Priority]:
        if said := self.tie_break:
            usual = self.desk.categories_by_id[said.category].priority
            return self._trusted(bounded(list(Priority), said.priority, usual))
        likely = [Usual(one.id, one.priority, share) for one, share in self.likely]
        confirmed = [Left(hit, Priority(hit.priority)) for hit in self.hits if hit.priority]
        asked = self.requested.priority
        return weigh(list(Priority), likely, confirmed, asked, Priority.MEDIUM)

    def tier(self) -> Decision[Tier]:
        if said := self.tie_break:
            usual = self.desk.categories_by_id[said.category].tier
            return self._trusted(bounded(list(Tier), said.tier, usual))
        likely = [Usual(one.id, one.tier, share) for one, share in self.likely]
        confirmed = [Left(hit, Tier(hit.tier)) for hit in self.hits if hit.tier]
        return weigh(list(Tier), likely, confirmed, self.requested.tier, Tier.FIRST)

    def _trusted[T](self, value: T) -> Decision[T]:
        return Decision(
            value=value,
            confidence=self.desk.triage.language_model.trust,
            decided_by=DecidedBy.LANGUAGE_MODEL,
        )
