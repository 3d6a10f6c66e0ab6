"""The words of a MyAnimeList review page, which is in English for everybody."""

import re

from db.reviews.models import Verdict

PRELIMINARY = "Preliminary"
SPOILER = "Spoiler"
VERDICTS = {
    "Recommended": Verdict.RECOMMENDED,
    "Mixed Feelings": Verdict.MIXED_FEELINGS,
    "Not Recommended": Verdict.NOT_RECOMMENDED,
}
OTHER_TAGS = ("Love it", "Funny", "Confusing", "Informative", "Well-written", "Creative")
TAG = "|".join((PRELIMINARY, SPOILER, *VERDICTS, *OTHER_TAGS))
EPISODES = r"\( ?([0-9]{1,4}) ?/ ?([0-9]{1,4}|\?) ?eps? ?\)"
TAG_LINE = re.compile(rf"(?:(?:{TAG}|{EPISODES})[ ,·|]*)+")
DOUBLED_TAG = re.compile(rf"({TAG})\1")

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME = r"[0-9]{1,2}:[0-9]{2} ?[AP]M"
DATE = re.compile(rf"({'|'.join(MONTHS)})[a-z]* ([0-9]{{1,2}}), (20[0-9]{{2}})(?:,? {_TIME})?")
BYLINE = re.compile(r"[\w-]{2,16}|[0-9,]+ reviews?", re.IGNORECASE)
"""A member's name or number of reviews, which can stand between the date and the tags."""

RATING = re.compile(r"Reviewer['’‘ʼ`´]s Rating ?: ?([0-9]{1,9})(?: ?/ ?10)?")
LINKS = re.compile(r"(?:(?:Read more|Show all|Show less|Reply|Permalink|Report)[ ·|]*)+", re.IGNORECASE)
_REACTION = "|".join(("Nice", *OTHER_TAGS))
AFTER_RATING = re.compile(
    rf"What did you think of this review\?|({_REACTION}) ?\1 ?[0-9][0-9,]*|{LINKS.pattern}", re.IGNORECASE
)
