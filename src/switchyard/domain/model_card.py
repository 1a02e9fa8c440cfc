"""The model card: what a classifier is, and how good it was on tickets that it had not seen."""

from collections.abc import Sequence

from switchyard.domain.values import FrozenModel

CARD_FORMAT = 2


class ClassifierRefused(Exception):
    """The file is no classifier, or a classifier for something else."""


class OperatingPoint(FrozenModel):
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


class ReliabilityBin(FrozenModel):
    """One bin of a reliability diagram: mean confidence, share that is right, and tickets."""

    confidence: float
    accuracy: float
    tickets: int


class HeldBackFigures(FrozenModel):
    """Figures on tickets held back from training. Points go from the highest threshold down.

    `categories` has a curve for each category with enough tickets that were taken for it; their
    coverage is of these. `share_at_98` is as the card's `share_at_95`.
    """

    share_at_98: float = 0.0
    reliability: tuple[ReliabilityBin, ...] = ()
    points: tuple[OperatingPoint, ...] = ()
    categories: dict[str, tuple[OperatingPoint, ...]] = {}


class ScopeFigures(FrozenModel):
    """How tickets that belong to the desk stand to it: means and spreads (standard deviations).

    `score` is the classifier's largest score, `nearness` the mean cosine to the nearest precedents,
    and `rare` both together, in spreads, of the rarest 1 % of tickets: see triage/scope.py.
    """

    score: float
    score_spread: float
    nearness: float
    nearness_spread: float
    rare: float


class ModelCard(FrozenModel):
    """What a classifier is and how good it was, on precedents it had not seen (cross-validated).

    `sharpness` and `word_sharpness` make its scores, and those of words, probabilities; `weight`
    is its share beside precedents and descriptions, `temperature` what makes the blend's confidence
    a probability: all chosen there, as is `belonging`. `share_at_95` is the share of tickets that
    can be routed so that 95 % of them are right. `data_until` (milliseconds since 1970) is when
    its precedents were read, `counts` how many of them each category had.
    """

    format: int = CARD_FORMAT
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
    belonging: ScopeFigures
    accuracy: float
    calibration_error: float
    share_at_95: float
    counts: dict[str, int] = {}
    held_back: HeldBackFigures = HeldBackFigures()

    def check_compatibility(
        self, model: str, categories: frozenset[str], trained_categories: Sequence[str]
    ) -> None:
        """Raises ClassifierRefused for a classifier of another format, embedding model or taxonomy.

        `trained_categories` are the classifier's categories, the other arguments the desk's.
        """
        if self.format != CARD_FORMAT:
            raise ClassifierRefused(f"has format {self.format}; this version reads {CARD_FORMAT}")
        if self.model != model:
            raise ClassifierRefused(f"was trained for {self.model}; this desk embeds with {model}")
        if unknown := sorted(set(trained_categories) - categories):
            raise ClassifierRefused(
                f"knows categories that the desk has not: {', '.join(unknown[:5])}"
            )


class ClassifierSummary(FrozenModel):
    """One version in the list of classifiers: the first lines of its card."""

    version: str
    model: str
    desk: str
    trained_at: str
    examples: int
    accuracy: float
    calibration_error: float
    share_at_95: float

    @classmethod
    def create_from_card(cls, card: ModelCard) -> "ClassifierSummary":
        return cls.model_validate(card.model_dump(include=set(cls.model_fields)))
