"""musterbook: what published figures about people establish, leave open and contradict.

>>> import musterbook as mb
>>> case = mb.load_case("moscow-2023-24")
>>> mb.possible_worlds(case, "signup").count
31724952
"""

import inspect

import lazy_loader

__version__ = "0.2.0"

# The public names stand in __init__.pyi; each is imported when it is first asked for.
_imported, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    """Import a public name; a function looks at what it is called with."""
    found = _imported(name)
    if inspect.isfunction(found):
        from musterbook.arguments import checked

        globals()[name] = found = checked(found)
    return found
