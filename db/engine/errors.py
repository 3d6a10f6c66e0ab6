"""What goes wrong with a database."""


class StorageError(Exception):
    """The database or the catalogue cannot be used: it is locked, gone, full or damaged, or may not be written to.

    While the bot starts, the message is a sentence for the operator.
    """


class RuleError(Exception):
    """Something that a rule does not allow. Subclasses carry the facts; whoever talks with the person has the words."""
