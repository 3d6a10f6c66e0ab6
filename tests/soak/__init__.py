"""The soak test: people react at random while everything goes wrong. After each round all counts must agree.

people.py      what people do
expected.py    what must be true after a round, and whether it is
run.py         the bot, what goes wrong, and the rounds
cards.py       another soak: reviews are posted, edited, deleted and restored
"""

from tests.soak.cards import CardSoak
from tests.soak.run import DifferenceError, Figures, Soak

__all__ = ["CardSoak", "DifferenceError", "Figures", "Soak"]
