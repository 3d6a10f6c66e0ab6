"""The words that stand in MyAnimeList's XML. They are data, so they are the same in every language."""

from db.lists.models import ListStatus, Priority

STATUSES = {
    ListStatus.WATCHING: "Watching",
    ListStatus.COMPLETED: "Completed",
    ListStatus.ON_HOLD: "On-Hold",
    ListStatus.DROPPED: "Dropped",
    ListStatus.PLAN_TO_WATCH: "Plan to Watch",
}
"""In the order in which `myinfo` counts them."""

STATUS_NUMBERS = {
    "1": ListStatus.WATCHING,
    "2": ListStatus.COMPLETED,
    "3": ListStatus.ON_HOLD,
    "4": ListStatus.DROPPED,
    "6": ListStatus.PLAN_TO_WATCH,
}
"""What old files have in place of the words."""

PRIORITIES = {priority.value.lower(): priority for priority in Priority} | {
    "0": Priority.LOW,
    "1": Priority.MEDIUM,
    "2": Priority.HIGH,
}

BEGINNING = """\
<?xml version="1.0" encoding="UTF-8" ?>
<!-- An anime list exported by Kanso -->

<myanimelist>
"""
