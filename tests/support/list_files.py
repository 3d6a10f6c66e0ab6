"""Lists as the sites themselves export them, and what people are told about a file."""

import re
from typing import Any

from cogs.lists.formats.remarks import describe_remark
from cogs.lists.formats.rows import ReadList

MAL_HEAD = """\
<?xml version="1.0" encoding="UTF-8" ?>
<!--
 An export of a list of anime
 Last updated 5/27/2008
-->

<myanimelist>
	<myinfo>
		<user_id>4321098</user_id>
		<user_name>lantern_keeper</user_name>
		<user_export_type>1</user_export_type>
		<user_total_anime>1</user_total_anime>
		<user_total_watching>0</user_total_watching>
		<user_total_completed>1</user_total_completed>
		<user_total_onhold>0</user_total_onhold>
		<user_total_dropped>0</user_total_dropped>
		<user_total_plantowatch>0</user_total_plantowatch>
	</myinfo>

"""

MAL_ROW = """\
		<anime>
					<series_animedb_id>52991</series_animedb_id>
					<series_title><![CDATA[Sousou no Frieren]]></series_title>
					<series_type>TV</series_type>
					<series_episodes>28</series_episodes>
					<my_id>0</my_id>
					<my_watched_episodes>28</my_watched_episodes>
					<my_start_date>2023-09-29</my_start_date>
					<my_finish_date>2024-03-22</my_finish_date>
					<my_rated></my_rated>
					<my_score>10</my_score>
					<my_storage></my_storage>
					<my_storage_value>0.00</my_storage_value>
					<my_status>Completed</my_status>
					<my_comments><![CDATA[Slow, & <b>kind</b>.]]></my_comments>
					<my_times_watched>1</my_times_watched>
					<my_rewatch_value></my_rewatch_value>
					<my_priority>HIGH</my_priority>
					<my_tags><![CDATA[quiet, elves,quiet]]></my_tags>
					<my_rewatching>0</my_rewatching>
					<my_rewatching_ep>0</my_rewatching_ep>
					<my_discuss>1</my_discuss>
					<my_sns>default</my_sns>
					<update_on_import>0</update_on_import>
				</anime>

"""
"""A title in an export of MyAnimeList."""

ANILIST_ROW = {
    "id": 398_201_776,
    "user_id": 5_512_340,
    "series_type": 0,
    "series_id": 154_587,
    "score": 95,
    "score_raw": 95,
    "status": 2,
    "progress": 28,
    "progress_volume": 0,
    "repeat": 1,
    "priority": 0,
    "private": False,
    "notes": "Slow, and kind.\nAgain!",
    "hidden_default": False,
    "custom_lists": None,
    "advanced_scores": None,
    "started_on": 20230929,
    "finished_on": 20240322,
    "created_at": "2023-09-29 18:02:11",
    "updated_at": "2024-03-22 20:40:00",
}
"""A row in an export of AniList."""


def make_mal_file(*rows: str) -> bytes:
    """An export with these rows."""
    return f"{MAL_HEAD}{''.join(rows)}</myanimelist>\n".encode()


def make_mal_row(**values: str) -> str:
    """A row for `make_mal_file`, with other texts in some of its elements."""
    row = MAL_ROW
    for tag, text in values.items():
        assert f"<{tag}>" in row
        row = re.sub(f"(<{tag}>).*?(</{tag}>)", lambda match, text=text: f"{match[1]}{text}{match[2]}", row)
    return row


def make_anilist_file(*rows: dict[str, Any]) -> dict[str, Any]:
    """An export with these rows, decoded."""
    return {
        "user": {"id": 5_512_340, "display_name": "lantern_keeper", "title_language": "ROMAJI"},
        "lists": list(rows),
        "activity": [],
        "reviews": [],
        "favourites": [],
    }


def list_remarks(read: ReadList) -> list[str]:
    """The sentences about a file that was read."""
    return [describe_remark(remark) for remark in read.remarks]
