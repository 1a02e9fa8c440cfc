"""docs/quality.md: the figures as tables, between its markers."""

from collections.abc import Callable, Mapping

from evaluation.quality.outcomes import ServedOutcomes
from evaluation.quality.plots import EXAMPLES
from evaluation.report.figures import Figure
from evaluation.report.pages import format_table, write_parts
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
DISTURBED = {
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


class QualityPage:
    """The texts of its parts, from figures by their names; shares are in percent."""

    def __init__(
        self, figures: Mapping[str, Figure], outcomes: Mapping[str, ServedOutcomes]
    ) -> None:
        self._figures = figures
        self._outcomes = outcomes

    def format_goals(self) -> str:
        rows = [
            (words, self._format_figure(name), *self._format_goal(name)) for words, name in GOALS
        ]
        return format_table(("", "measured", "to reach", ""), rows)

    def format_examples(self) -> str:
        rows = [self._format_example(count) for count in EXAMPLES]
        rows.append(("CLINC150, full", *self._format_comparison("clinc150.full.accuracy")))
        heading = (
            "examples a category",
            "accuracy",
            "sd",
            "TF-IDF + LR",
            "nearest prototype",
            "ahead by",
        )
        return format_table(heading, rows)

    def _format_example(self, count: str) -> tuple[str, ...]:
        return count, *self._format_comparison(f"banking77.{count}.accuracy")

    def _format_comparison(self, name: str) -> tuple[str, ...]:
        deviation = f"quality.{name}.sd"
        return (
            self._format_figure(name),
            f"{100 * self._figures[deviation].value:.1f}" if deviation in self._figures else "",
            *(
                self._format_figure(f"{name}.{suffix}")
                for suffix in ("tfidf", "prototype", "ahead_by")
            ),
        )

    def format_scope(self) -> str:
        name = "clinc150.outside_recall"
        rows = [
            ("Switchyard", self._format_figure(name)),
            (
                "TF-IDF + logistic regression, least sure first",
                self._format_figure(f"{name}.tfidf"),
            ),
            ("nearest prototype, farthest first", self._format_figure(f"{name}.prototype")),
        ]
        sentences = (
            "With the threshold set on validation texts instead, "
            f"{self._format_figure('clinc150.outside_by_validation.recall')} are caught at "
            f"{self._format_figure('clinc150.outside_by_validation.false_alarms')} false alarms. "
            "Where 98 % precision is wanted, "
            f"{self._format_figure('clinc150.outside_sent_at_98')} of the texts out of scope go "
            "out."
        )
        return f"{format_table(('recall at 4 % false alarms', '%'), rows)}\n\n{sentences}"

    def format_confusions(self) -> str:
        parts = []
        for name, outcomes in self._outcomes.items():
            rows = [
                (f"{label} → {guess}", f"{count} of {outcomes.labels.count(label)}")
                for label, guess, count in outcomes.count_confusions(PAIRS)
            ]
            parts.append(format_table((f"{name}: is → was taken for", "tickets"), rows))
        return "\n\n".join(parts)

    def format_disturbed(self) -> str:
        what = ("accuracy", "coverage", "precision")
        rows = [
            (words, *(self._format_figure(f"told.{name}.{measure}") for measure in what))
            for name, words in DISTURBED.items()
        ]
        two = (
            "Two issues in one ticket: "
            f"{self._format_figure('two_issues.sent_with_confidence')} go out with confidence "
            "("
            f"{self._format_figure('two_issues.of_two_departments.sent_with_confidence')} of those "
            "that concern two departments, "
            f"{self._format_figure('two_issues.sent_to_neither')} to neither of the two), "
            f"{self._format_figure('two_issues.both_in_first_two_guesses')} have both among the "
            "first two guesses, and "
            f"{self._format_figure('two_issues.review_or_both')} go to review or name "
            "both."
        )
        return f"{format_table(('told', *what), rows)}\n\n{two}"

    def format_languages(self) -> str:
        names = [name for name in self._figures if name.startswith("quality.languages.")]
        codes = [name.split(".")[2] for name in names if name.count(".") == 3]
        rows = [(code, self._format_figure(f"languages.{code}.to_review")) for code in codes]
        rows.append(("all", self._format_figure("languages.to_review")))
        mistaken = self._format_figure("languages.english_taken_for_another")
        table = format_table(("language", "to review"), rows)
        return f"{table}\n\nEnglish taken for another: {mistaken}."

    def format_corrections(self) -> str:
        what = ("right", "sent_and_right", "sent_and_wrong")
        rows = [
            (
                f"{words}, {when}",
                *(
                    self._format_figure(f"corrections.repeats.{name}.{when}.{measure}")
                    for measure in what
                ),
            )
            for name, words in REPEATS.items()
            for when in ("before", "after")
        ]
        heading = ("near repeat", "right", "goes out, right", "goes out, wrong")
        cost = "; ".join(
            f"{measure} {self._format_figure(f'corrections.elsewhere.before.{measure}')} → "
            f"{self._format_figure(f'corrections.elsewhere.after.{measure}')}"
            for measure in ("accuracy", "precision", "coverage")
        )
        table = format_table(heading, rows)
        return f"{table}\n\nOn the rest of the test tickets, after all 100: {cost}."

    def format_speed(self) -> str:
        rows = [
            self._format_measured("reading a ticket: all readers (median)", "speed.reading"),
            self._format_measured("deciding on it, reading included (median)", "speed.decision"),
            self._format_measured(
                "training on 100,000 vectors, 150 categories", "speed.training_100000"
            ),
            self._format_measured("its memory", "speed.training_100000.memory"),
        ]
        return format_table(("", "measured", "to reach", ""), rows)

    def _format_measured(self, words: str, name: str) -> tuple[str, ...]:
        figure = self._figures[f"quality.{name}"]
        return words, f"{figure.value:.2f} {figure.unit}", *self._format_goal(name)

    def _format_figure(self, name: str) -> str:
        return f"{100 * self._figures[f'quality.{name}'].value:.1f} %"

    def _format_goal(self, name: str) -> tuple[str, str]:
        figure = self._figures[f"quality.{name}"]
        return _describe_goal(figure), figure.verdict


def _describe_goal(figure: Figure) -> str:
    """The goal, in percent where it is a share."""
    sign, _, limit = figure.goal.partition(" ")
    if not limit or figure.unit != "share":
        return figure.goal
    return f"{sign} {100 * float(limit):.1f} %"


PARTS: dict[str, Callable[[QualityPage], str]] = {
    "goals": QualityPage.format_goals,
    "examples": QualityPage.format_examples,
    "scope": QualityPage.format_scope,
    "confusions": QualityPage.format_confusions,
    "told": QualityPage.format_disturbed,
    "languages": QualityPage.format_languages,
    "corrections": QualityPage.format_corrections,
    "speed": QualityPage.format_speed,
}


def write_page(figures: Mapping[str, Figure], outcomes: Mapping[str, ServedOutcomes]) -> None:
    """`figures` are by their names. Raises MissingMarkers."""
    page = QualityPage(figures, outcomes)
    write_parts(PAGE, {part: describe(page) for part, describe in PARTS.items()})
