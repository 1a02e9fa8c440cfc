"""Why, in one sentence for people, with no word of the ticket in it."""

from switchyard.desk.model import Category, Desk, Rule
from switchyard.tickets.model import Decision
from switchyard.triage.language import language_name
from switchyard.triage.readers import Reading
from switchyard.values import DecidedBy


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

    def language(self, code: str) -> str:
        served = ", ".join(language_name(one) for one in self._desk.triage.languages)
        return f"Written in {language_name(code)}; only {served} can be sorted by itself."

    def out_of_scope(self, nearest: float) -> str:
        return f"Like none of this desk's categories: the nearest is only {nearest:.2f} alike."

    def unsure(self, best: Category, confidence: float) -> str:
        needed = self._desk.triage.threshold
        return (
            f"Not sure: {best.path[-1]} is {confidence:.0%} probable, and {needed:.0%} is needed."
        )

    def model(self, best: Category, confidence: float, reading: Reading) -> str:
        if reading.steer and reading.steer.hit.label == best.id:
            alike = reading.steer.hit.similarity
            return f"A person sorted a ticket {alike:.2f} alike under {best.path[-1]}."
        agreeing = [one.name for one in reading.signals if one.category == best.id]
        return f"{best.path[-1]} is {confidence:.0%} probable, by {_listed(agreeing)}."


def _listed(names: list[str]) -> str:
    """ "head", "head and precedents", "head, precedents and descriptions"."""
    *others, last = names or ["all signals together"]
    return f"{', '.join(others)} and {last}" if others else last
