"""What a reader sees of the project, and which numbers are in it.

A *number* is a run of digits that is no part of a word: ``51``, ``31,724,952``, ``4.4``, ``95%``, and either end of
``0–7``. A *date* is a day, a month or a run of months as they are worded here (``11 April 2025``, ``July 2023``,
``June–December 2023``, ``2023-07``). Number words are neither.

Not read, because it states nothing about a case: code (fenced, in backquotes, in input cells), addresses and targets of
links, ids and outlets of the data, texts quoted from the data whole, and what ``ALLOWED`` lists with its reason. A
label of an axis (``gid`` ``tick``) is a place on a scale and has to lie between numbers that are stated.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import nbformat

import musterbook as mb
from musterbook.periods import Period, cells
from musterbook.tables import fields, schemas

ROOT = Path(__file__).parents[1]
SVG = "{http://www.w3.org/2000/svg}"

ALLOWED = {
    r"CC BY 4\\.0": "the name of a licence",
    r"Python 3\\.\\d+": "a version, which test_numbers.py holds against pyproject.toml",
}
