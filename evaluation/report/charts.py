"""Small line charts as SVG, readable on a light and on a dark page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

WIDTH, HEIGHT = 560, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 36, 52
COLOURS = ("#2f6fdb", "#d9822b", "#2e9d6b", "#8e5bd0")
GREY = "#888888"


@dataclass(frozen=True)
class ChartLine:
    """Points from left to right. `dots` marks each of them; `pale` is for what to compare with."""

    name: str
    points: Sequence[tuple[float, float]]
    dots: bool = False
    pale: bool = False


@dataclass(frozen=True)
class ChartAxis:
    """From the first to the last of `ticks`, each with its words."""

    title: str
    ticks: Sequence[tuple[float, str]]

    def place_value(self, value: float) -> float:
        """0 at the first tick, 1 at the last."""
        low, high = self.ticks[0][0], self.ticks[-1][0]
        return min(max((value - low) / (high - low), 0.0), 1.0)


@dataclass(frozen=True)
class LineChart:
    title: str
    across: ChartAxis
    up: ChartAxis
    lines: Sequence[ChartLine]

    def render_chart(self) -> str:
        """The whole SVG file."""
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" font-family="sans-serif" font-size="12" fill="{GREY}">',
            f"<title>{escape(self.title)}</title>",
            _draw_text(WIDTH / 2, 20, self.title, "middle", size=14),
            *self._draw_grid(),
            *(
                part
                for number, line in enumerate(self.lines)
                for part in self._draw_line(number, line)
            ),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _draw_grid(self) -> list[str]:
        left_edge, right_edge, bottom = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM
        drawn = [
            _draw_text((left_edge + right_edge) / 2, HEIGHT - 12, self.across.title, "middle"),
            f'<text transform="translate(16 {(TOP + bottom) / 2}) rotate(-90)" '
            f'text-anchor="middle">{escape(self.up.title)}</text>',
        ]
        for value, words in self.across.ticks:
            x = self._place_x(value)
            drawn += [_draw_stroke(x, TOP, x, bottom), _draw_text(x, bottom + 18, words, "middle")]
        for value, words in self.up.ticks:
            y = self._place_y(value)
            drawn += [
                _draw_stroke(left_edge, y, right_edge, y),
                _draw_text(left_edge - 6, y + 4, words, "end"),
            ]
        return drawn

    def _draw_line(self, number: int, line: ChartLine) -> list[str]:
        colour = GREY if line.pale else COLOURS[number % len(COLOURS)]
        places = [(self._place_x(x), self._place_y(y)) for x, y in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        dashed = ' stroke-dasharray="4 4"' if line.pale else ""
        drawn = [
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
        ]
        if line.dots:
            drawn += [
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places
            ]
        y = HEIGHT - BOTTOM - 14 - 18 * (len(self.lines) - 1 - number)
        return [*drawn, _draw_text(WIDTH - RIGHT - 8, y, line.name, "end", colour=colour)]

    def _place_x(self, value: float) -> float:
        return LEFT + self.across.place_value(value) * (WIDTH - LEFT - RIGHT)

    def _place_y(self, value: float) -> float:
        return HEIGHT - BOTTOM - self.up.place_value(value) * (HEIGHT - TOP - BOTTOM)


def draw_charts(folder: Path, charts: Mapping[str, LineChart]) -> None:
    """Writes each chart to a file of its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in charts.items():
        (folder / f"{name}.svg").write_text(chart.render_chart(), encoding="utf-8")


def list_percent_ticks(values: Sequence[float]) -> list[tuple[float, str]]:
    """Shares from 0 to 1, each with its words."""
    return [(value, f"{100 * value:.0f} %") for value in values]


def _draw_text(
    x: float, y: float, words: str, anchor: str, size: int = 12, colour: str = GREY
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="{colour}">{escape(words)}</text>'
    )


def _draw_stroke(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{GREY}" stroke-opacity="0.25"/>'
    )
