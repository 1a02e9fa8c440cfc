"""docs/quality.md: the figures as tables, between its markers."""

from collections.abc import Callable, Mapping, Sequence

from bench.figures import Figure
from bench.generated import replace, table
from bench.quality.outcomes import Outcomes
from bench.quality.plots import EXAMPLES
from local.paths import REPOSITORY

PAGE = REPOSITORY / "docs" / "quality.md"
PAIRS = 12
GOALS = (
    ("BANKING77, all train texts: accuracy", "banking77.full.accuracy"),
    ("BANKING77, 10 a category: accuracy, mean of 10 draws", "banking77.10.accuracy"),
    ("BANKING77, 5 a category: accuracy, mean of 10 draws", "banking77.5.accuracy"),
    ("BANKING77, descriptions only: accuracy", "banking77.0.accuracy"),
    ("CLINC150, in scope: accuracy", "clinc150.full.accuracy"),
    ("CLINC150: out-of-scope recall at 4 % false alarms", "clinc150.outside_recall"),
    ("BANKING77: calibration error", "banking77.calibration_error"),
    ("CLINC150: calibration error", "clinc150.calibration_error"),
    ("BANKING77, 98 % wanted: precision", "banking77.precision_at_98"),
    ("BANKING77, 98 % wanted: coverage", "banking77.coverage_at_98"),
    ("CLINC150, 98 % wanted: precision", "clinc150.precision_at_98"),
    ("CLINC150, 98 % wanted: coverage", "clinc150.coverage_at_98"),
    ("BANKING77: macro-F1", "banking77.macro_f1"),
    ("CLINC150: macro-F1", "clinc150.macro_f1"),
    ("200 tickets in ten other languages: share that goes to review", "languages.to_review"),
)
TOLD = {
    "as_written": "as written",
    "typos_1": "one typo",
    "typos_3": "three typos",
    "upper_case": "all in upper case",
    "greeting_and_signature": "greeting and signature around it",
    "quoted_reply_chain": "quoted reply chain below it",
}
REPEATS = {
    "typo": "with a typo",
    "courtesies": "with greeting and signature",
    "reworded": "reworded",
}


class Page:
    """Figures by name, said in percent."""

    def __init__(self, figures: Mapping[str, Figure], outcomes: Mapping[str, Outcomes]) -> None:
        self._figures = figures
        self._outcomes = outcomes

    def write(self) -> None:
        """Raises NoMarkers."""
        for part, text in PARTS.items():
            replace(PAGE, part, text(self))

    def goals(self) -> str:
        rows = [(words, self._percent(name), *self._goal(name)) for words, name in GOALS]
        return table(("", "measured", "to reach", ""), rows)

    def examples(self) -> str:
        rows = [self._example(each) for each in EXAMPLES]
        rows.append(("CLINC150, full", *self._compared("clinc150.full.accuracy")))
        heading = (
            "examples a category",
            "accuracy",
            "sd",
            "TF-IDF + LR",
            "nearest prototype",
            "ahead by",
        )
        return table(heading, rows)

    def _example(self, each: str) -> tuple[str, ...]:
        return each, *self._compared(f"banking77.{each}.accuracy")

    def _compared(self, name: str) -> tuple[str, ...]:
        deviation = f"quality.{name}.sd"
        return (
            self._percent(name),
            f"{100 * self._figures[deviation].value:.1f}" if deviation in self._figures else "",
            *(self._percent(f"{name}.{one}") for one in ("tfidf", "prototype", "ahead_by")),
        )

    def scope(self) -> str:
        name = "clinc150.outside_recall"
        rows = [
            ("Switchyard", self._percent(name)),
            ("TF-IDF + logistic regression, least sure first", self._percent(f"{name}.tfidf")),
            ("nearest prototype, farthest first", self._percent(f"{name}.prototype")),
        ]
        told = (
            "With the threshold set on validation texts instead, "
            f"{self._percent('clinc150.outside_by_validation.recall')} are caught at "
            f"{self._percent('clinc150.outside_by_validation.false_alarms')} false alarms. "
            "Where 98 % precision is wanted, "
            f"{self._percent('clinc150.outside_sent_at_98')} of the texts out of scope go out."
        )
        return f"{table(('recall at 4 % false alarms', '%'), rows)}\n\n{told}"

    def confusions(self) -> str:
        parts = []
        for name, outcomes in self._outcomes.items():
            rows = [
                (f"{label} → {guess}", f"{count} of {outcomes.labels.count(label)}")
                for label, guess, count in outcomes.confusions(PAIRS)
            ]
            parts.append(table((f"{name}: is → was taken for", "tickets"), rows))
        return "\n\n".join(parts)

    def told(self) -> str:
        what = ("accuracy", "coverage", "precision")
        rows = [
            (words, *(self._percent(f"told.{name}.{one}") for one in what))
            for name, words in TOLD.items()
        ]
        two = (
            "Two issues in one ticket: "
            f"{self._percent('two_issues.sent_with_confidence')} go out with confidence "
            f"({self._percent('two_issues.of_two_departments.sent_with_confidence')} of those that "
            "concern two departments, "
            f"{self._percent('two_issues.sent_to_neither')} to neither of the two), "
            f"{self._percent('two_issues.both_in_first_two_guesses')} have both among the first "
            f"two guesses, and {self._percent('two_issues.review_or_both')} go to review or name "
            "both."
        )
        return f"{table(('told', *what), rows)}\n\n{two}"

    def languages(self) -> str:
        names = [name for name in self._figures if name.startswith("quality.languages.")]
        codes = [name.split(".")[2] for name in names if name.count(".") == 3]
        rows = [(code, self._percent(f"languages.{code}.to_review")) for code in codes]
        rows.append(("all", self._percent("languages.to_review")))
        mistaken = self._percent("languages.english_taken_for_another")
        return f"{table(('language', 'to review'), rows)}\n\nEnglish taken for another: {mistaken}."

    def corrections(self) -> str:
        what = ("right", "sent_and_right", "sent_and_wrong")
        rows = [
            (
                f"{words}, {when}",
                *(self._percent(f"corrections.repeats.{name}.{when}.{one}") for one in what),
            )
            for name, words in REPEATS.items()
            for when in ("before", "after")
        ]
        heading = ("near repeat", "right", "goes out, right", "goes out, wrong")
        cost = "; ".join(
            f"{one} {self._percent(f'corrections.elsewhere.before.{one}')} → "
            f"{self._percent(f'corrections.elsewhere.after.{one}')}"
            for one in ("accuracy", "precision", "coverage")
        )
        return f"{table(heading, rows)}\n\nOn the rest of the test tickets, after all 100: {cost}."

    def speed(self) -> str:
        rows = [
            self._measured("reading a ticket: all readers (median)", "speed.reading"),
            self._measured("deciding on it, reading included (median)", "speed.decision"),
            self._measured("training on 100,000 vectors, 150 categories", "speed.training_100000"),
            self._measured("its memory", "speed.training_100000.memory"),
        ]
        return table(("", "measured", "to reach", ""), rows)

    def _measured(self, words: str, name: str) -> tuple[str, ...]:
        figure = self._figures[f"quality.{name}"]
        return words, f"{figure.value:.2f} {figure.unit}", *self._goal(name)

    def _percent(self, name: str) -> str:
        return f"{100 * self._figures[f'quality.{name}'].value:.1f} %"

    def _goal(self, name: str) -> tuple[str, str]:
        figure = self._figures[f"quality.{name}"]
        return _said(figure), {True: "met", False: "not met", None: ""}[figure.met]


def _said(figure: Figure) -> str:
    """The goal, in percent where it is a share."""
    sign, _, limit = figure.goal.partition(" ")
    if not limit or figure.unit != "share":
        return figure.goal
    return f"{sign} {100 * float(limit):.1f} %"


PARTS: dict[str, Callable[[Page], str]] = {
    "goals": Page.goals,
    "examples": Page.examples,
    "scope": Page.scope,
    "confusions": Page.confusions,
    "told": Page.told,
    "languages": Page.languages,
    "corrections": Page.corrections,
    "speed": Page.speed,
}


def write(figures: Sequence[Figure], outcomes: Mapping[str, Outcomes]) -> None:
    Page({figure.name: figure for figure in figures}, outcomes).write()
