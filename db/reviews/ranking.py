"""The freshness by which reviews are ranked."""

from math import log, sqrt

_CONFIDENCE = 0.75
"""How likely the true share is below the bound. If it were higher, hardly seen reviews would always come first."""


def get_freshness(likes: int, seen: int) -> float:
    """The largest share of readers that may like a review, if `likes` of the `seen` readers so far do.

    This is the upper bound from Hoeffding's inequality (Hoeffding, W., 1963, "Probability
    inequalities for sums of bounded random variables", Journal of the American Statistical Association 58, 13–30):

        likes / seen + √(ln(1 / (1 − 0.75)) / (2 · seen))

    The less is known about a review, the higher the bound is, as in UCB1 (Auer, P., Cesa-Bianchi, N. and Fischer, P.,
    2002, "Finite-time analysis of the multiarmed bandit problem", Machine Learning 47, 235–256). So a review that most
    of its few readers like comes before an old favourite of many, until enough people have read it to know better.

    The bound can be more than 1; if it were cut off there, all reviews that every reader likes would be equal forever.
    A review that nobody likes yet gets 0. `seen` must not be less than `likes`. Seeing only the card does not count.
    """
    if likes == 0:
        return 0.0
    return likes / seen + sqrt(log(1 / (1 - _CONFIDENCE)) / (2 * seen))
