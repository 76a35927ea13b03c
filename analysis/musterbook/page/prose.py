"""Sentences of a case as blocks that a template can lay out, so that no text is ever taken for markup.

The texts of :mod:`musterbook.story` use little Markdown: paragraphs, lists and bold words. Read into blocks, every word
stays plain text that the template escapes. A word in brackets that is an id of the case becomes a link to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_SPAN = re.compile(r"\*\*(?P<strong>.+?)\*\*|(?<=\()(?P<id>[a-z0-9][a-z0-9-]*)(?=\))", re.DOTALL)


@dataclass(frozen=True)
class Span:
    """A piece of a line: ``text``, bold where ``strong``, a link within the page where ``target`` is not empty."""

    text: str
    strong: bool = False
    target: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph of one line, or a list of several. Invariant: a paragraph has exactly one line."""

    lines: tuple[tuple[Span, ...], ...]
    is_list: bool = False


def blocks(text: str, targets: Mapping[str, str] | None = None) -> list[Block]:
    r"""Read a text into paragraphs and lists.

    Parameters
    ----------
    text : str
        Markdown of the kind that :func:`musterbook.tell` gives.
    targets : mapping, optional
        Where on the page each id leads; an id in brackets that is not among them stays text.

    Examples
    --------
    >>> [found] = blocks("**Two** agree (claim-a).", {"claim-a": "claim-claim-a"})
    >>> [(span.text, span.strong, span.target) for span in found.lines[0]]
    [('Two', True, ''), (' agree (', False, ''), ('claim-a', False, 'claim-claim-a'), (').', False, '')]
    >>> [(len(found.lines), found.is_list) for found in blocks("These:\n\n- one\n- two")]
    [(1, False), (2, True)]
    """
    found = []
    for part in re.split(r"\n{2,}", text.strip("\n")):
        items = part.split("\n- ")
        if part.startswith("- "):
            items[0] = items[0].removeprefix("- ")
            found.append(Block(tuple(_line(item, targets or {}) for item in items), is_list=True))
        elif part:
            found.append(Block((_line(part, targets or {}),)))
    return found


def _line(text: str, targets: Mapping[str, str]) -> tuple[Span, ...]:
    return tuple(span for span in _spans(text, targets) if span.text)


def _spans(text: str, targets: Mapping[str, str]) -> Iterator[Span]:
    end = 0
    for match in _SPAN.finditer(text):
        name = match["id"]
        if name is not None and name not in targets:
            continue
        yield Span(text[end : match.start()])
        yield Span(match["strong"], strong=True) if name is None else Span(name, target=targets[name])
        end = match.end()
    yield Span(text[end:])
