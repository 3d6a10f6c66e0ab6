"""What goes wrong with a database in ways that its operator can mend."""


class StorageError(Exception):
    """The database cannot be used; the message is a sentence for the operator."""
