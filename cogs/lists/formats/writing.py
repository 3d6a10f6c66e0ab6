"""The formats that a list can be exported in."""

from enum import StrEnum


class ListFormat(StrEnum):
    """A format that a list can be exported in, by its name."""

    MAL_XML = "MAL XML"
    CSV = "CSV"
    JSON = "JSON"
