"""A stand-in for Discord on this machine's loopback interface, for a bot in its own process.

truth.py     what exists: servers, channels, messages, reactions
gateway.py   what the bot is sent
rest.py      what the bot requests
mishaps.py   rate limits, failures and cut connections
forms.py     what people submit
server.py    everything together: what people do, and what a test waits for
"""

from tests.loopback.forms import make_review_form
from tests.loopback.gateway import TOKEN, encode
from tests.loopback.mishaps import LIMITS, Limit, RateLimits
from tests.loopback.program import CODE, PRELUDE, Program
from tests.loopback.server import INTERACTION_TOKEN, LoopbackDiscord, Request
from tests.loopback.truth import APPLICATION_ID, CHANNEL_ID, DM_ID, GUILD_ID, Channel, Message, Truth, list_components

__all__ = [
    "APPLICATION_ID",
    "CHANNEL_ID",
    "CODE",
    "DM_ID",
    "GUILD_ID",
    "INTERACTION_TOKEN",
    "LIMITS",
    "PRELUDE",
    "TOKEN",
    "Channel",
    "Limit",
    "LoopbackDiscord",
    "Message",
    "Program",
    "RateLimits",
    "Request",
    "Truth",
    "encode",
    "list_components",
    "make_review_form",
]
