"""Pages: the rectangles a figure is made for, and text that is measured before it is set.

A page has a width and type sizes; its height follows what it holds, but for fixed rectangles, a square post and a
slide. Nothing is scaled down to fit: no text is smaller than 8 points at the size it is printed. Text is wrapped at
the width it has, by the measures of the fonts themselves; a sign that the font of the page lacks is drawn from another
installed one, and one that none has is an error that names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl
import matplotlib.style
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.text import Text

from musterbook.errors import MusterError, UnknownName
from musterbook.labels import say

if TYPE_CHECKING:
    import pandas as pd

INCH, MILLIMETRE = 72.0, 72 / 25.4
VERMILLION = "#D55E00"
LEADING = 1.2
# Letters are set on whole pixels, which makes lines a little longer on a screen than the font itself says.
HINTING = 1.045
# Where the font of the charts is not installed, one that is as wide keeps texts from running into each other.
WEB_FONTS = "'DejaVu Sans', Verdana, Geneva, sans-serif"


@dataclass(frozen=True)
class Size:
    """A rectangle in points with its type sizes. Invariant: no type size is under 8 points.

    ``height`` is what a page takes at most before its chart needs more; a ``fixed`` one is always as high.
    """

    name: str
    width: float
    height: float
    margin: float
    headline: float
    subtitle: float
    text: float
    foot: float = 8.0
    fixed: bool = False

    @property
    def inside(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    @classmethod
    def of(cls, name: str) -> Size:
        """Look a size up by its name.

        >>> Size.of("poster")
        Traceback (most recent call last):
        musterbook.errors.UnknownName: no size 'poster'; available: web, social, slide, print-single, print-double
        """
        if name not in SIZES:
            raise UnknownName.of("size", name, SIZES)
        return SIZES[name]


SIZES = {
    size.name: size
    for size in (
        Size("web", 8 * INCH, 5.4 * INCH, 26, 15.5, 10, 9.5),
        # 1080 x 1080 pixels at the 200 dots an inch of every PNG
        Size("social", 5.4 * INCH, 5.4 * INCH, 16, 13, 8.5, 8.5, fixed=True),
        # Read from the last row: large type on a screen of 16 to 9
        Size("slide", 40 / 3 * INCH, 7.5 * INCH, 44, 30, 18, 16, 12, fixed=True),
        Size("print-single", 89 * MILLIMETRE, 150 * MILLIMETRE, 8, 11, 8, 8),
        Size("print-double", 183 * MILLIMETRE, 125 * MILLIMETRE, 14, 13, 9, 8.5),
    )
}


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

    @classmethod
    def of(cls, headline: str, measure: str, alt: str, legend: Sequence[str] = (), notes: Sequence[str] = ()) -> Words:
        """Put words together: below the headline what is measured, then what marks mean and who is left out.

        Whoever cannot see the picture is told of those left out, too.
        """
        below = "\n".join(filter(None, [measure, " ".join(filter(None, [*legend, *notes]))]))
        return cls(headline[:1].upper() + headline[1:], below, " ".join(filter(None, [alt, *notes])))

    def simulated(self, lang: str) -> Words:
        """Say of the same chart that its people are simulated, in the headline, in the text and on the picture."""
        stamp = say("simulated", lang)
        first = self.headline[:1].lower() if say("after-colon", lang) == "small" else self.headline[:1]
        headline = say("simulated-headline", lang, headline=first + self.headline[1:])
        return replace(self, headline=headline, alt=f"{stamp}. {self.alt}", stamp=stamp)


class Chart(NamedTuple):
    """A chart in four functions.

    ``frame`` gives what is drawn of a subject; ``draw`` draws that frame on axes, in a language, with keywords for
    matplotlib; ``words`` says what is seen in it; ``height`` is what it would like on a page, in points. ``first`` is
    what the first column of its file is called, where that is not told by what its first row is a part of.
    """

    frame: Callable[[Any], pd.DataFrame]
    draw: Callable[..., Axes]
    words: Callable[[pd.DataFrame, Any], Words]
    height: Callable[[pd.DataFrame, Size], float]
    first: str = ""


@contextmanager
def style(size: Size) -> Iterator[None]:
    """Apply the style of the project at a size for a while, and nothing globally."""
    named = ("font.size", "xtick.labelsize", "ytick.labelsize", "axes.labelsize")
    with matplotlib.style.context(["musterbook.charts.style", dict.fromkeys(named, size.text)]):
        yield


def width_of(text: str, points: float, *, bold: bool = False) -> float:
    """Give the width of the longest line of a text in points, in the font that is set.

    >>> width_of("51", 9) < width_of("51", 9, bold=True) < width_of("at least 51", 9)
    True
    """
    family = tuple(mpl.rcParams["font.family"])
    longest = max(sum(_set_in(letter, bold, family)[1] for letter in line) for line in text.split("\n"))
    return HINTING * points * longest / 100


@lru_cache(maxsize=10_000)
def _set_in(sign: str, bold: bool, family: tuple[str, ...]) -> tuple[str, float]:
    """Give the font that a sign is set in, another installed one where ours lacks it, and its width at 100 points.

    Fonts of boxes, and of pictures that do not scale, have no signs. Kerning only brings letters closer.
    """
    ours = findfont(FontProperties(family=list(family), weight="bold" if bold else "normal"))
    others = [one for one in fontManager.ttflist if one.size == "scalable"]
    others = [one for one in others if not one.name.startswith(("Last Resort", "cm", "STIX"))]
    for name, path in [(family[0], ours), *((one.name, one.fname) for one in others)]:
        with suppress(OSError, RuntimeError):
            font = _font(path)
            if font.get_char_index(ord(sign)):
                return name, font.load_char(ord(sign), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 2**16
    raise MusterError(
        f"no installed font has the sign {sign!r} (U+{ord(sign):04X}); expected text that can be drawn: install a "
        "font that has it, such as one of Noto, or write the text without it"
    )


@lru_cache(maxsize=16)
def _font(path: str) -> FT2Font:
    """Open a font at a hundred points."""
    font = FT2Font(path)
    font.set_size(100, INCH)
    return font


def set_fonts(artist: Artist) -> None:
    """Let every text on a sheet name a font for each of its signs; a sign that no font has is an error."""
    family = tuple(mpl.rcParams["font.family"])
    for text in artist.findobj(Text):
        signs = [sign for sign in text.get_text() if sign.isprintable() and not sign.isspace()]
        fonts = dict.fromkeys([*text.get_fontfamily(), *(_set_in(sign, False, family)[0] for sign in signs)])
        text.set_fontfamily(list(fonts))


def wrapped(text: str, width: float, points: float, *, bold: bool = False) -> str:
    r"""Break a text into lines no wider than a width in points, at spaces, and within a word that is wider alone.

    >>> wrapped("The Kyiv Independent", 60, 9).split("\n")
    ['The Kyiv', 'Independent']
    >>> wrapped("Independent", 30, 9).split("\n")
    ['Indep', 'enden', 't']
    """

    def fits(line: str) -> bool:
        """Tell whether a line has room."""
        return width_of(line, points, bold=bold) <= width

    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.append("")
        for word in paragraph.split(" "):
            if lines[-1] and not fits(f"{lines[-1]} {word}"):
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
            while len(longest := lines[-1]) > 1 and " " not in longest and not fits(longest):
                end = next((at for at in range(len(longest) - 1, 1, -1) if fits(longest[:at])), 1)
                lines[-1:] = [longest[:end], longest[end:]]
    return "\n".join(lines)


def balanced(text: str, width: float, points: float, *, bold: bool = True, short: float = 1.0) -> str:
    r"""Break paragraphs into as few lines as fit, and even ones where the last is shorter than a share of the width.

    No year stands away from its month.

    >>> balanced("one two three four five six", 120, 9).split("\n")
    ['one two three', 'four five six']
    """
    paragraphs = []
    for paragraph in re.sub(r" (?=\d{4}\b)", "\u00a0", text).split("\n"):
        best = wrapped(paragraph, width, points, bold=bold)
        *above, last = best.split("\n")
        for share in range(95, 45, -5) if above and width_of(last, points, bold=bold) < short * width else ():
            narrower = wrapped(paragraph, width * share / 100, points, bold=bold)
            if narrower.count("\n") > len(above):
                break
            best = narrower
        paragraphs.append(best)
    return re.sub(r"\u00a0(?=\d{4}\b)", " ", "\n".join(paragraphs))


def lines_of(text: str, points: float) -> float:
    """Give the height of the lines of a text in points."""
    return (text.count("\n") + 1) * points * LEADING


def page(words: Words, size: Size, height: float) -> Axes:
    """Set the words on a page and give the room between them; ``height`` is what the chart would like, in points."""
    figure, width, muted = Figure(), size.inside, mpl.rcParams["xtick.color"]
    even = partial(balanced, bold=False, short=0.2)
    FigureCanvasAgg(figure)
    look: list[tuple[str, str, dict[str, Any]]] = [
        ("stamp", words.stamp, {"fontsize": size.text, "fontweight": "bold", "color": VERMILLION}),
        ("headline", balanced(words.headline, width, size.headline), {"fontsize": size.headline, "fontweight": "bold"}),
        ("subtitle", even(words.subtitle, width, size.subtitle), {"fontsize": size.subtitle, "linespacing": 1.35}),
        ("foot", even(words.foot, width, size.foot), {"fontsize": size.foot, "color": muted, "linespacing": 1.35}),
    ]
    texts = [figure.text(0, 0, text, gid=name, **kind) for name, text, kind in look if text or name == "foot"]
    *above, foot = [float(text.get_window_extent().height) * INCH / figure.dpi for text in texts]
    gap, top, low = 0.75 * size.subtitle, 0.9 * size.margin, 0.6 * size.margin
    below = low + foot + 1.4 * gap
    whole = size.height if size.fixed else top + sum(above) + len(above) * gap + height + below
    figure.set_size_inches(size.width / INCH, whole / INCH)
    left, inside = size.margin / size.width, size.inside / size.width
    for text, tall in zip(texts, above, strict=False):
        text.set(position=(left, 1 - top / whole), verticalalignment="top")
        top += tall + gap
    texts[-1].set(position=(left, low / whole), verticalalignment="bottom")
    return figure.add_axes((left, below / whole, inside, (whole - top - below) / whole))


def figure_of(ax: Axes) -> Figure:
    """Give the whole figure that axes stand in."""
    found = ax.get_figure(root=True)
    assert found is not None
    return found


def fit(ax: Axes) -> None:
    """Draw axes in until their ticks and labels, too, are within the rectangle that was meant for them."""
    meant, found = ax.get_position(), ax.get_tightbbox()
    if found is not None:
        taken = found.transformed(figure_of(ax).transFigure.inverted())
        left, low = max(0.0, meant.x0 - taken.x0), max(0.0, meant.y0 - taken.y0)
        right, high = max(0.0, taken.x1 - meant.x1), max(0.0, taken.y1 - meant.y1)
        ax.set_position((meant.x0 + left, meant.y0 + low, meant.width - left - right, meant.height - low - high))


def room(ax: Axes) -> tuple[float, float]:
    """Give the width and height of axes in points."""
    box, dpi = ax.get_window_extent(), figure_of(ax).dpi
    return float(INCH * box.width / dpi), float(INCH * box.height / dpi)
