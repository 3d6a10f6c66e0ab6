"""Lists as files: what other sites and people write, and Kanso's own."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from cogs.lists.formats.format import Format


@cache
def list_formats() -> tuple[Format, ...]:
    """All formats by their `order`: the `FORMAT` of each module here. So a new format is a new module, nothing else."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return tuple(sorted((module.FORMAT for module in modules if hasattr(module, "FORMAT")), key=lambda one: one.order))
