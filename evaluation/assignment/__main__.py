"""`python -m evaluation.assignment FOLDER`: a JSON line a figure; writes docs/assignment.md."""

from time import perf_counter

from evaluation import desks
from evaluation.assignment import page, plots
from evaluation.assignment.figures import list_figures
from evaluation.assignment.runs import ParallelRuns
from evaluation.assignment.study import run_study
from evaluation.assignment.world import WorldSource
from evaluation.datasets import LabelledTexts, RememberingEmbedder, read_csv
from evaluation.report.command import print_minutes, read_data_folder
from evaluation.report.figures import print_figures
from switchyard.domain.desk import AssignmentPolicy
from switchyard.ml.embedding.minilm import MiniLmEmbedder


def main() -> None:
    folder = read_data_folder(__doc__, "banking77/") / "banking77"
    start = perf_counter()
    embedder = RememberingEmbedder(MiniLmEmbedder())
    past, texts = (read_csv(folder / f"{name}.csv", embedder) for name in ("train", "test"))
    source = WorldSource(desks.load_bank(embedder).desk, past, leave_out_known(texts, past))
    result = run_study(ParallelRuns(source), AssignmentPolicy())
    print_figures(list_figures(result))
    print_minutes("assignment", start)
    plots.draw_plots(result.usual, result.varied)
    page.write_page(result, AssignmentPolicy().weights)


def leave_out_known(texts: LabelledTexts, past: LabelledTexts) -> LabelledTexts:
    """Without what stands in the past, too."""
    known = {text.casefold() for text in past.texts}
    return texts.select_rows(
        [row for row, text in enumerate(texts.texts) if text.casefold() not in known]
    )


if __name__ == "__main__":
    main()
