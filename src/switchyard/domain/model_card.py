"""The model card: what a head is, and how good it was on tickets that it had not seen."""

from collections.abc import Sequence

from switchyard.domain.values import Frozen

FORMAT = 2


class HeadRefused(Exception):
    """The file is no head, or a head for something else."""


class OperatingPoint(Frozen):
    """What becomes of held-back tickets, if those at least this confident go out by themselves.

    `precision` is the share of them that are right, `precision_at_least` and `precision_at_most`
    its exact bounds, each with 90 % certainty (Clopper and Pearson, Biometrika 26, 1934);
    `coverage` their share of all, and `tickets` their number.
    """

    threshold: float
    precision: float
    precision_at_least: float
    precision_at_most: float
    coverage: float
    tickets: int


class Reliability(Frozen):
    """One bin of a reliability diagram: mean confidence, share that is right, and tickets."""

    confidence: float
    accuracy: float
    tickets: int


class HeldBack(Frozen):
    """Figures on tickets held back from training. Points go from the highest threshold down.

    `categories` has a curve for each category with enough tickets that were taken for it; their
    coverage is of these. `share_at_98` is as the card's `share_at_95`.
    """

    share_at_98: float = 0.0
    reliability: tuple[Reliability, ...] = ()
    points: tuple[OperatingPoint, ...] = ()
    categories: dict[str, tuple[OperatingPoint, ...]] = {}


class Belonging(Frozen):
    """How tickets that belong to the desk stand to it: means and spreads (standard deviations).

    `score` is the head's largest score, `nearness` the mean cosine to the nearest precedents, and
    `rare` both together, in spreads, of the rarest 1 % of tickets: see triage/scope.py.
    """

    score: float
    score_spread: float
    nearness: float
    nearness_spread: float
    rare: float


class Card(Frozen):
    """What a head is and how good it was, on precedents it had not seen (cross-validated).

    `sharpness` and `word_sharpness` make its scores, and those of words, probabilities; `weight`
    is its share beside precedents and descriptions, `temperature` what makes the blend's confidence
    a probability: all chosen there, as is `belonging`. `share_at_95` is the share of tickets that
    can be routed so that 95 % of them are right. `data_until` (milliseconds since 1970) is when
    its precedents were read, `counts` how many of them each category had.
    """

    format: int = FORMAT
    version: str
    model: str
    desk: str
    trained_at: str
    data_until: int
    examples: int
    sharpness: float
    word_sharpness: float
    weight: float
    temperature: float
    belonging: Belonging
    accuracy: float
    calibration_error: float
    share_at_95: float
    counts: dict[str, int] = {}
    held_back: HeldBack = HeldBack()

    def check(self, model: str, categories: frozenset[str], known: Sequence[str]) -> None:
        """Raises HeadRefused for a head of another format, embedding model or taxonomy.

        `known` are the head's categories, the other arguments the desk's.
        """
        if self.format != FORMAT:
            raise HeadRefused(f"has format {self.format}; this version reads {FORMAT}")
        if self.model != model:
            raise HeadRefused(f"was trained for {self.model}; this desk embeds with {model}")
        if unknown := sorted(set(known) - categories):
            raise HeadRefused(f"knows categories that the desk has not: {', '.join(unknown[:5])}")


class HeadSummary(Frozen):
    """One version in the list of heads: the first lines of its card."""

    version: str
    model: str
    desk: str
    trained_at: str
    examples: int
    accuracy: float
    calibration_error: float
    share_at_95: float

    @classmethod
    def of(cls, card: Card) -> "HeadSummary":
        return cls.model_validate(card.model_dump(include=set(cls.model_fields)))
