"""Lists as files: those of other sites, those that people write, and Kanso's own."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from cogs.lists.formats.format import Format


@cache
def list_formats() -> tuple[Format, ...]:
    """All formats by their `order`: the `FORMAT` of each module here. A new format adds its words to `remarks.py`."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return tuple(sorted((module.FORMAT for module in modules if hasattr(module, "FORMAT")), key=lambda one: one.order))
