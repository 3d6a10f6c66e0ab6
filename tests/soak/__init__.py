"""The soak: people react at random while everything goes wrong, and after each round all must agree.

people.py      what people do
expected.py    what must be true then, and whether it is
run.py         the bot, what goes wrong, and the rounds
"""

from tests.soak.run import DifferenceError, Figures, Soak

__all__ = ["DifferenceError", "Figures", "Soak"]
