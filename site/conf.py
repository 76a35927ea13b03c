"""How Sphinx builds the site; ``build.py`` beside this file lays out what it reads."""

import os

import musterbook as mb

project = "musterbook"
author = "The musterbook contributors"
project_copyright = "The musterbook contributors. Code: MIT. Data, figures and texts: CC BY 4.0"
version = release = mb.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]

# The outputs of the notebooks are committed and proven fresh: they are shown as they stand.
nb_execution_mode = "off"
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type", "ref.python"]  # a word of a type is no name of the library

autosummary_generate = True
autodoc_typehints = "none"  # the docstrings say it in words
autodoc_preserve_defaults = True
napoleon_google_docstring = False

templates_path = ["_templates"]
html_theme = "furo"
html_title = f"musterbook {release}"
html_extra_path = ["_files"]
html_copy_source = False
html_show_sphinx = False
html_show_search_summary = False  # it is fetched page by page, which a browser denies to a site opened from a file
html_theme_options = {"top_of_page_buttons": []}
if "GITHUB_REPOSITORY" in os.environ:
    code = "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}".format(**os.environ)
    html_theme_options["footer_icons"] = [{"name": "Code", "url": code, "html": code, "class": ""}]
html_static_path = ["_static"]
html_css_files = ["site.css"]
