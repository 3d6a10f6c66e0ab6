"""Text as people keep their lists in it: one title a line, with whatever they write beside it."""

from cogs.core.files import with_plain_newlines
from cogs.lists.formats.format import Format
from cogs.lists.formats.text.reader import read

FORMAT = Format(
    order=5,
    sample="text with one title a line",
    recognises=lambda content: content.text is not None,
    read=lambda content: read(with_plain_newlines(content.text or "")),
)
