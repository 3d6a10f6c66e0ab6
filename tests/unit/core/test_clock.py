"""The time by Discord's clock, whatever the host's says."""

from hypothesis import given
from hypothesis import strategies as st

from cogs.core.clock import Clock
from db.engine.ids import get_oldest_id

NOON = 1_790_000_000
MARGIN = 5 * 60


class Host:
    """A host's count of seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def get_seconds(self) -> float:
        return self.seconds


def test_nothing_is_past_before_the_first_interaction() -> None:
    clock = Clock(Host().get_seconds)
    assert clock.get_past() is None
    clock.hear(get_oldest_id(NOON))
    assert clock.get_past() == NOON - MARGIN


def test_it_goes_on_between_interactions() -> None:
    host = Host()
    clock = Clock(host.get_seconds)
    clock.hear(get_oldest_id(NOON))
    host.seconds += 3600
    assert clock.get_past() == NOON + 3600 - MARGIN


def test_after_a_sleep_it_is_late_until_the_next_interaction() -> None:
    clock = Clock(Host().get_seconds)
    clock.hear(get_oldest_id(NOON))
    asleep = clock.get_past()
    assert asleep is not None
    clock.hear(get_oldest_id(NOON + 86_400))
    assert clock.get_past() == asleep + 86_400


@given(
    steps=st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 100), st.floats(0.999, 1.0001)), min_size=1),
    beginning=st.floats(0, 1e9),
)
def test_it_is_never_early(steps: list[tuple[float, float, float]], beginning: float) -> None:
    """Interactions arrive late, and the host's seconds are a little too long or too short."""
    host = Host()
    host.seconds = beginning
    clock = Clock(host.get_seconds)
    true = float(NOON)
    for passed, delay, pace in steps:
        clock.hear(get_oldest_id(int(true - delay)))
        true += passed
        host.seconds += passed * pace
        past = clock.get_past()
        assert past is not None
        assert past <= true
