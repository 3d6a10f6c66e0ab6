"""Plain text, as people keep their lists: one title per line, with anything they write next to it."""

from cogs.core.files import with_plain_newlines
from cogs.lists.formats.format import Format
from cogs.lists.formats.text.reader import read

FORMAT = Format(
    order=5,
    recognises=lambda content: content.text is not None,
    read=lambda content: read(with_plain_newlines(content.text or "")),
)
