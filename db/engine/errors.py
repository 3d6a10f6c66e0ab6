"""Errors of storage and of rules."""


class StorageError(Exception):
    """The database or the catalogue cannot be used: it is locked, missing, full, damaged or read-only.

    While the bot starts, the message is a sentence for the operator.
    """


class RuleError(Exception):
    """A rule forbids something. Subclasses carry the facts; the feature that talks to the person finds the words."""
