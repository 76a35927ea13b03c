"""Pages: the four rectangles a figure is made for, and text that is measured before it is set.

A rectangle and its type sizes are fixed, for the web, a square post, one or two columns of a printed page. Nothing is
scaled down to fit: no text is smaller than 8 points at the size it is printed. Instead text is wrapped at the width it
has, by the measures of the font itself, and what is left between the lines above and below is the room for the chart.
Only a table with more lines than the rectangle holds makes its page taller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.text import Text

from musterbook.errors import UnknownName
from musterbook.languages import say

INCH, MILLIMETRE = 72.0, 72 / 25.4
BLUE, VERMILLION, GREY, INK, HAIRLINE = "#0072B2", "#D55E00", "#767676", "#222222", "#DDDDDD"
LEADING = 1.2
# Letters are set on whole pixels, which makes lines a little longer on a screen than the font itself says.
HINTING = 1.045


@dataclass(frozen=True)
class Size:
    """A rectangle in points with its type sizes. Invariant: no type size is under 8 points."""

    name: str
    width: float
    height: float
    margin: float
    headline: float
    subtitle: float
    text: float
    strong: float
    foot: float = 8.0

    @classmethod
    def of(cls, name: str) -> Size:
        """Look a size up by its name.

        >>> Size.of("poster")
        Traceback (most recent call last):
        musterbook.errors.UnknownName: no size 'poster'; available: web, social, print-single, print-double
        """
        if name not in SIZES:
            raise UnknownName.of("size", name, SIZES)
        return SIZES[name]


SIZES = {
    size.name: size
    for size in (
        Size("web", 8 * INCH, 5.4 * INCH, 26, 15.5, 10, 9.5, 12),
        # 1080 x 1080 pixels at the 200 dots an inch of every PNG
        Size("social", 5.4 * INCH, 5.4 * INCH, 14, 13, 8.5, 8.5, 10.5),
        Size("print-single", 89 * MILLIMETRE, 150 * MILLIMETRE, 8, 11, 8, 8, 9),
        Size("print-double", 183 * MILLIMETRE, 125 * MILLIMETRE, 14, 13, 9, 8.5, 11),
    )
}


@dataclass(frozen=True)
class Look:
    """How a chart is to look: for which rectangle, and in which language."""

    size: Size = SIZES["web"]
    lang: str = "en"

    @classmethod
    def of(cls, size: str, lang: str) -> Look:
        """Look both up by their names."""
        return cls(Size.of(size), lang)

    def say(self, message: str, **values: object) -> str:
        """Fill in a message in the language."""
        return say(message, self.lang, **values)

    def legend(self, messages: Mapping[str, object], **values: object) -> str:
        """Join those messages that hold of a chart: a subtitle explains what is drawn and nothing else.

        >>> Look().legend({"ages-filled": 3, "ages-hollow": 0})
        'Filled: published.'
        """
        return " ".join(self.say(message, **values) for message, holds in messages.items() if holds)


@dataclass(frozen=True)
class Words:
    """The text around a chart: what it shows in a headline, its measure, its source, and what it looks like.

    ``stamp`` is a word that must be seen in the picture, such as SIMULATED.
    """

    headline: str
    subtitle: str
    alt: str
    foot: str = ""
    stamp: str = ""

    def simulated(self, lang: str) -> Words:
        """Say of the same chart that its people are simulated, in the headline, in the text and on the picture."""
        stamp = say("simulated", lang)
        first = self.headline[:1].lower() if say("after-colon", lang) == "small" else self.headline[:1]
        headline = say("simulated-headline", lang, headline=first + self.headline[1:])
        return replace(self, headline=headline, alt=f"{stamp}. {self.alt}", stamp=stamp)


def width_of(text: str, points: float, *, bold: bool = False) -> float:
    """Give the width of the longest line of a text in points.

    >>> width_of("51", 9) < width_of("51", 9, bold=True) < width_of("at least 51", 9)
    True
    """
    longest = max(sum(_advance(letter, bold) for letter in line) for line in text.split("\n"))
    return HINTING * points * longest / 100


@lru_cache(maxsize=4_000)
def _advance(letter: str, bold: bool) -> float:
    """Give the width of a letter of the font in hundredths of its size; kerning only brings letters closer."""
    glyph = _font(bold).load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 2**16


@lru_cache(maxsize=2)
def _font(bold: bool) -> FT2Font:
    font = FT2Font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    return font


def wrapped(text: str, width: float, points: float, *, bold: bool = False) -> str:
    r"""Break a text into lines no wider than a width in points, where it has spaces; a longer word stands alone.

    >>> wrapped("The Kyiv Independent", 60, 9).split("\n")
    ['The Kyiv', 'Independent']
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and width_of(longer, points, bold=bold) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return "\n".join(lines)


def balanced(text: str, width: float, points: float, *, bold: bool = True) -> str:
    r"""Break a text into as few lines as fit, none much shorter than the others.

    >>> balanced("one two three four five six", 120, 9).split("\n")
    ['one two three', 'four five six']
    """
    best = wrapped(text, width, points, bold=bold)
    for share in range(95, 45, -5):
        narrower = wrapped(text, width * share / 100, points, bold=bold)
        if narrower.count("\n") > best.count("\n"):
            break
        best = narrower
    return best


def filled(text: str, width: float, points: float) -> str:
    r"""Break each paragraph into lines as wide as fit; even ones, where the last would be a word or two.

    >>> filled("one two three four five six", 120, 9).split("\n")
    ['one two three', 'four five six']
    """
    paragraphs = []
    for paragraph in text.split("\n"):
        lines = wrapped(paragraph, width, points)
        short = "\n" in lines and width_of(lines.rsplit("\n", 1)[1], points) < width / 5
        paragraphs.append(balanced(paragraph, width, points, bold=False) if short else lines)
    return "\n".join(paragraphs)


def lines_of(text: str, points: float) -> float:
    """Give the height of the lines of a text in points."""
    return (text.count("\n") + 1) * points * LEADING


def page(words: Words, look: Look, needs: float = 0.0) -> Axes:
    """Set the words on a page and give the room between them; ``needs`` is the least height of it, in points."""
    size = look.size
    figure = Figure(figsize=(size.width / INCH, size.height / INCH))
    FigureCanvasAgg(figure)
    texts = _texts(figure, words, size)
    above, below = _set(texts, size, size.height)
    room = size.height - above - below
    if room < needs:
        size = replace(size, height=size.height + needs - room)
        figure.set_size_inches(size.width / INCH, size.height / INCH)
        _set(texts, size, size.height)
    rectangle = (size.margin, below, size.width - 2 * size.margin, size.height - above - below)
    return figure.add_axes(_shares(rectangle, size))


def _texts(figure: Figure, words: Words, size: Size) -> list[Text]:
    """Make the texts of a page, wrapped: those above the chart from the top, then the foot."""
    width = size.width - 2 * size.margin
    stamp: dict[str, Any] = {"fontsize": size.strong, "fontweight": "bold", "color": VERMILLION, "gid": "stamp"}
    return [
        *([figure.text(0, 0, words.stamp, **stamp)] if words.stamp else []),
        figure.text(
            0,
            0,
            balanced(words.headline, width, size.headline),
            fontsize=size.headline,
            fontweight="bold",
            gid="headline",
            linespacing=1.15,
        ),
        figure.text(
            0,
            0,
            filled(words.subtitle, width, size.subtitle),
            fontsize=size.subtitle,
            color=INK,
            gid="subtitle",
            linespacing=1.35,
        ),
        figure.text(
            0, 0, filled(words.foot, width, size.foot), fontsize=size.foot, color=GREY, gid="foot", linespacing=1.4
        ),
    ]


def _set(texts: list[Text], size: Size, height: float) -> tuple[float, float]:
    """Put texts in their places; give the heights above and below the room for the chart."""
    top, gap = size.margin * 0.9, 0.75 * size.subtitle
    for text in texts[:-1]:
        text.set(position=(size.margin / size.width, 1 - top / height), verticalalignment="top")
        top += _height(text) + gap
    foot = texts[-1]
    low = 0.6 * size.margin
    foot.set(position=(size.margin / size.width, low / height), verticalalignment="bottom")
    return top, low + _height(foot) + gap


def _height(text: Text) -> float:
    figure = text.get_figure(root=True)
    assert figure is not None
    return float(text.get_window_extent().height) * INCH / figure.dpi


def _shares(rectangle: tuple[float, float, float, float], size: Size) -> tuple[float, float, float, float]:
    left, low, width, height = rectangle
    return left / size.width, low / size.height, width / size.width, height / size.height
