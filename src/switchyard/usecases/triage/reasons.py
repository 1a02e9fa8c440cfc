"""Why, in a sentence or two for people, with no word of the ticket in it."""

from collections.abc import Sequence

from switchyard.domain.desk import Category, Desk, Rule
from switchyard.domain.ticket import Decision, Requested
from switchyard.domain.values import DecidedBy
from switchyard.usecases.triage.confidence_threshold import UNREACHED
from switchyard.usecases.triage.language import language_name
from switchyard.usecases.triage.multiple_issues import Likely
from switchyard.usecases.triage.signals import Reading

NAMED = 0.01
"""A second best that is less probable is not worth naming."""

LIKE_NONE = "Like none of this desk's categories"
"""How the reason begins where a ticket is out of scope."""


class Reasons:
    """Categories are called by the last part of their path."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def fixed(self, order: Decision[str], rule: Rule | None) -> str:
        if order.decided_by is DecidedBy.RULE and rule:
            return self.rule(rule)
        return "Set by a person."

    def rule(self, rule: Rule) -> str:
        return f"Rule “{rule.name}”."

    def ordered(self, department: str) -> str:
        return f"The requester asked for {self._desk.departments_by_id[department].name}."

    def sent_back(self, departments: Sequence[str], reason: str) -> str:
        """`reason` is why it goes where it goes now."""
        names = [self._desk.department_name(one) for one in departments]
        return f"Not for {_listed(names)}, as was said there. {reason}"

    def nowhere_left(self) -> str:
        return "No other department of this desk has a category for it."

    def two_issues(self, first: Category, second: Category) -> str:
        return f"Looks like two issues: {first.path[-1]} and {second.path[-1]}."

    def disagreeing(self, whole: Category, part: Category) -> str:
        return (
            f"Not sure: as a whole it looks like {whole.path[-1]}, a sentence of it by itself "
            f"like {part.path[-1]}."
        )

    def language(self, code: str) -> str:
        served = ", ".join(language_name(one) for one in self._desk.triage.languages)
        return f"Written in {language_name(code)}; only {served} can be sorted by itself."

    def out_of_scope(self, nearest: float) -> str:
        return f"{LIKE_NONE}: the nearest is only {nearest:.2f} alike."

    def unsure(self, probable: str, needed: float, wanted: float) -> str:
        """`wanted` is the precision that the desk wants held, 0 for none."""
        said = f"Not sure: {probable}."
        if not wanted:
            return f"{said} {needed:.0%} is needed."
        if needed >= UNREACHED:
            return f"{said} Nothing yet shows when it would be right {wanted:.1%} of the time."
        return f"{said} {needed:.1%} is needed to be right {wanted:.1%} of the time."

    def language_model(self, chosen: Category, model: str, best: Category, share: float) -> str:
        close = f"A close call, as {best.path[-1]} was {share:.0%} probable by itself"
        return f"{close}; the language model {model} chose {chosen.path[-1]}."

    def model(self, likely: Sequence[Likely], reading: Reading, requested: Requested) -> str:
        best = likely[0].category
        if reading.steer and reading.steer.hit.label == best.id:
            alike = reading.steer.hit.similarity
            return f"A person sorted a ticket {alike:.2f} alike under {best.path[-1]}."
        return f"{self.probable(likely, reading, requested)}."

    def probable(self, likely: Sequence[Likely], reading: Reading, requested: Requested) -> str:
        """The best guess, what agrees on it, and what would have come next."""
        best, *others = likely
        agreeing = [one.name for one in reading.signals if one.category == best.category.id]
        if best.category.department == requested.department:
            agreeing.append("the requester's wish")
        said = f"{best.category.path[-1]} is {best.confidence:.0%} probable, by {_listed(agreeing)}"
        if not others or others[0].confidence < NAMED:
            return said
        return f"{said}; next came {others[0].category.path[-1]} at {others[0].confidence:.0%}"


def _listed(names: list[str]) -> str:
    """ "head", "head and precedents", "head, precedents and descriptions"."""
    *others, last = names or ["all signals together"]
    return f"{', '.join(others)} and {last}" if others else last
