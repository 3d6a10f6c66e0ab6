"""The sentences for titles that break a rule."""

from cogs.core.errors import Refusal, explain
from cogs.core.language import _
from db.titles.custom import MAX_PER_PERSON, TooManyCustomTitles


@explain.register
def explain_too_many_custom_titles(error: TooManyCustomTitles) -> Refusal:
    return Refusal(
        _(
            "You can have at most {most} titles that aren't in the catalogue, so nothing was added. Choose one of the "
            "suggested titles, or leave these out."
        ),
        most=MAX_PER_PERSON,
    )
