"""By what reviews are ranked, apart from plain counts."""

from math import log, sqrt

_CONFIDENCE = 0.75
"""How surely the true share lies below the bound. With more, what hardly anybody has seen would always come first."""


def get_freshness(likes: int, seen: int) -> float:
    """How large a share of all readers may come to like a review that `likes` of the `seen` so far do, at most.

    It is the upper bound that Hoeffding's inequality gives for that share (Hoeffding, W., 1963, "Probability
    inequalities for sums of bounded random variables", Journal of the American Statistical Association 58, 13–30):

        likes / seen + √(ln(1 / (1 − 0.75)) / (2 · seen))

    The less is known of a review the further up the bound lies, as in UCB1 (Auer, P., Cesa-Bianchi, N. and Fischer, P.,
    2002, "Finite-time analysis of the multiarmed bandit problem", Machine Learning 47, 235–256). So one that is liked
    by most of the few who have seen it comes before an old favourite of many, until enough have seen it to know better.
    It is not cut off at 1, or all that everybody likes would be equal for good. One that nobody likes yet has 0.
    `seen` must not be less than `likes`; who has only seen a card is not counted.
    """
    if likes == 0:
        return 0.0
    return likes / seen + sqrt(log(1 / (1 - _CONFIDENCE)) / (2 * seen))
