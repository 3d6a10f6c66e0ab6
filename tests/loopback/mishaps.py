"""Goes wrong on purpose: rate limits, failures and cut connections."""

import re
from dataclasses import dataclass
from typing import Any

from discord.utils import snowflake_time


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of `requests` to one channel in `seconds`."""

    name: str
    method: str
    path: str
    """A pattern, whose first group is the channel's id."""
    requests: int
    seconds: float
    is_old: bool = False
    """Whether it is for messages older than an hour. Their id is the second group of the path."""


LIMITS = (
    Limit("send", "POST", r"/channels/(\d+)/messages", 5, 5),
    Limit("old edit", "PATCH", r"/channels/(\d+)/messages/(\d+)", 3, 6, is_old=True),
    Limit("edit", "PATCH", r"/channels/(\d+)/messages/\d+", 5, 5),
    Limit("delete", "DELETE", r"/channels/(\d+)/messages/\d+", 5, 1),
    Limit("react", "PUT", r"/channels/(\d+)/messages/\d+/reactions/[^/]+/@me", 1, 0.25),
    # Discord publishes no limits for these; its answers name limits like these.
    Limit("channel", "GET", r"/channels/(\d+)", 5, 5),
    Limit("history", "GET", r"/channels/(\d+)/messages", 5, 5),
    Limit("message", "GET", r"/channels/(\d+)/messages/\d+", 5, 5),
    Limit("reactors", "GET", r"/channels/(\d+)/messages/\d+/reactions/[^/]+", 5, 5),
)
_OLD_SECONDS = 60 * 60
_OLD_CODE = 30046
_UNLIMITED = re.compile("/(interactions|webhooks)/.*")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a request."""

    status: int
    json: Any
    headers: dict[str, str]


@dataclass(slots=True)
class _Window:
    """How much of a limit is used, and when it starts over, in Unix seconds."""

    ends: float
    used: int = 0

    def take(self, now: float, seconds: float) -> None:
        if now >= self.ends:
            self.ends, self.used = now + seconds, 0
        self.used += 1


class RateLimits:
    """Refuses requests over a limit, and says in each answer how much is left, as Discord does."""

    def __init__(self, limits: tuple[Limit, ...] = LIMITS, *, requests_a_second: int = 50) -> None:
        """`requests_a_second` limits all requests together, except answers to interactions."""
        self.refused = 0
        """How many requests exceeded a limit."""
        self._limits = limits
        self._requests_a_second = requests_a_second
        self._windows: dict[tuple[str, str], _Window] = {}
        self._global_window = _Window(0)

    def take(self, method: str, path: str, now: float) -> tuple[dict[str, str], Answer | None]:
        """The headers for the answer to a request, and the answer itself if the request exceeds a limit.

        `now` is in Unix seconds.
        """
        if not _UNLIMITED.fullmatch(path):
            self._global_window.take(now, 1)
            if self._global_window.used > self._requests_a_second:
                self.refused += 1
                return {}, make_429(self._global_window.ends - now, scope="global")
        for limit in self._limits:
            if limit.method == method and (match := re.fullmatch(limit.path, path)):
                if limit.is_old and now - snowflake_time(int(match[2])).timestamp() < _OLD_SECONDS:
                    continue
                window = self._windows.setdefault((limit.name, match[1]), _Window(0))
                window.take(now, limit.seconds)
                headers = {
                    "X-RateLimit-Bucket": limit.name,
                    "X-RateLimit-Limit": str(limit.requests),
                    "X-RateLimit-Remaining": str(max(0, limit.requests - window.used)),
                    "X-RateLimit-Reset": f"{window.ends:.3f}",
                    "X-RateLimit-Reset-After": f"{window.ends - now:.3f}",
                }
                if window.used > limit.requests:
                    self.refused += 1
                    return {}, make_429(window.ends - now, headers=headers, code=_OLD_CODE if limit.is_old else 0)
                return headers, None
        return {}, None


@dataclass(slots=True)
class Fault:
    """What happens to the next requests of a kind."""

    method: str
    path: re.Pattern[str]
    times: int
    status: int | None = None
    """The status they get. 0 cuts the connection; None leaves the answer as it would be."""
    happens_anyway: bool = True
    """Whether they take effect all the same."""
    seconds: float = 0
    """The delay of the answer."""


class Faults:
    """Makes good requests fail or take long."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self.statuses: list[int] = []
        """The statuses of the requests that failed because of a fault so far; 0 for a cut connection."""

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        """Lets all further requests succeed."""
        self._faults.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for a request; None if it may succeed."""
        for fault in self._faults:
            if fault.method == method and fault.path.fullmatch(path):
                fault.times -= 1
                if not fault.times:
                    self._faults.remove(fault)
                if fault.status is not None:
                    self.statuses.append(fault.status)
                return fault
        return None


_FAULT_SECONDS = 0.1
"""How long a request waits before it tries again after a fault's 429."""


def make_fault_answer(status: int) -> Answer:
    """An error answer that has nothing to do with the request."""
    if status == 429:
        return make_429(_FAULT_SECONDS, scope="shared")
    code = {403: 50001}.get(status, 0)
    return Answer(status, {"message": f"{status}: on purpose", "code": code}, {})


def make_429(seconds: float, *, scope: str = "user", headers: dict[str, str] | None = None, code: int = 0) -> Answer:
    body: dict[str, Any] = {
        "message": "You are being rate limited.",
        "retry_after": round(seconds, 3),
        "global": scope == "global",
    }
    if code:
        body["code"] = code
    # discord.py takes a 429 without Via as one from the firewall in front of Discord, and gives up.
    own = {"Via": "1.1 loopback", "Retry-After": str(int(seconds) + 1), "X-RateLimit-Scope": scope}
    if scope == "global":
        own["X-RateLimit-Global"] = "true"
    return Answer(429, body, (headers or {}) | own)
