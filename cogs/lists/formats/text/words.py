"""Statuses, scores and addresses, as people and sites write them."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from unicodedata import normalize

from db.lists.models import ListStatus

_REWATCHING = ("rewatching", "re watching", "currently rewatching", "watching again", "repeating")
_STATUSES = {
    ListStatus.WATCHING: (
        "watching", "currently watching", "current", "currently", "in progress", "ongoing", "started", "cw",
        "am schauen", "schaue", "schaue gerade", "gucke", "gucke gerade", "aktuell", "laufend",
        "en cours", "en cours de visionnage", "je regarde",
        "viendo", "en curso", "en progreso", "assistindo", "vendo", "em andamento",
        "guardando", "sto guardando", "in corso", "in visione",
        "смотрю", "сейчас смотрю", "в процессе",
        "見てる", "見ている", "観てる", "観ている", "視聴中",
        "在看", "正在看", "追番", "追番中", "在追", "보는", "보는 중", "보는중", "보고 있는", "시청 중", "시청중",
    ),
    ListStatus.COMPLETED: (
        "completed", "complete", "finished", "watched", "seen", "done", "already watched", "already seen", *_REWATCHING,
        "gesehen", "geschaut", "geguckt", "abgeschlossen", "fertig", "beendet",
        "vu", "vus", "vue", "vues", "terminé", "terminés", "terminée", "terminées", "fini", "finis",
        "visto", "vistos", "vista", "vistas", "completado", "completados", "completada", "completadas", "terminado",
        "terminados", "terminada", "terminadas", "finalizado", "finalizados",
        "assistido", "assistidos", "assistida", "assistidas", "completo", "completos", "concluído", "concluídos",
        "visti", "viste", "completato", "completati", "completate", "finito", "finiti", "terminati", "terminato",
        "просмотрено", "просмотренное", "просмотренные", "посмотрено", "посмотрел", "посмотрела", "завершено",
        "見た", "観た", "視聴済", "視聴済み", "視聴完了", "見終わった", "観終わった", "完走", "完了",
        "看过", "看過", "看完", "看完了", "已看", "已看完", "본", "봤음", "다 봤음", "다 본", "완료", "시청 완료",
        "시청완료",
    ),
    ListStatus.ON_HOLD: (
        "on hold", "onhold", "hold", "paused", "pause", "stalled", "on pause", "unfinished", "not finished",
        "pausiert", "unterbrochen", "en pause", "en attente", "mis en pause",
        "en pausa", "en espera", "pausado", "pausados", "em pausa", "em espera", "in pausa", "in attesa", "sospeso",
        "sospesi", "отложено", "отложенное", "на паузе", "一時中断", "中断", "保留", "搁置", "擱置", "暂停", "暫停",
        "보류", "일시정지", "일시 정지",
    ),
    ListStatus.DROPPED: (
        "dropped", "drop", "discontinued", "abandoned", "gave up", "gave up on",
        "abgebrochen", "abandonné", "abandonnés", "abandonnée", "abandonnées", "abandonado", "abandonados",
        "abandonada", "abandonadas", "dejado", "dejados", "dropeado", "dropeados", "dropado", "dropados", "largado",
        "largados", "abbandonato", "abbandonati", "droppato", "droppati", "interrotto", "interrotti",
        "брошено", "брошенное", "бросил", "бросила", "заброшено",
        "視聴中止", "切った", "断念", "抛弃", "拋棄", "弃番", "棄番", "하차", "중도 하차", "포기",
    ),
    ListStatus.PLAN_TO_WATCH: (
        "plan to watch", "plantowatch", "plans to watch", "planned", "planned to watch", "planning",
        "planning to watch", "ptw", "to watch", "want to watch", "wanna watch", "will watch", "might watch",
        "wish", "wishlist",
        "watchlist", "watch list", "backlog", "watch later", "not started", "unwatched", "to see", "want to see",
        "later", "maybe", "maybe later", "next", "next up", "up next", "watch next", "to watch next",
        "haven't watched", "havent watched", "haven't seen", "not watched", "not seen",
        "geplant", "will sehen", "will schauen", "sehen will", "schauen will", "gucken will", "noch sehen",
        "noch schauen", "noch gucken", "merkliste",
        "à voir", "à regarder", "veux voir", "prévu", "prévus", "planifié", "planifiés",
        "por ver", "para ver", "quiero ver", "pendiente", "pendientes", "planeado", "planeados",
        "quero ver", "quero assistir", "para assistir", "planejado", "planejados", "planejo assistir",
        "da vedere", "da guardare", "pianificato", "pianificati", "in programma",
        "в планах", "запланировано", "запланированное", "буду смотреть", "хочу посмотреть", "посмотреть", "планирую",
        "見たい", "観たい", "視聴予定", "未視聴", "これから見る", "後で見る", "あとで見る",
        "想看", "待看", "计划", "計劃", "볼", "볼 예정", "보고 싶은", "보고싶은", "예정",
    ),
}  # fmt: skip
_ACCENTS = re.compile("[\u0300-\u036f]")

_PAGES = {
    "mal": r"myanimelist\.net/anime/(?P<mal>\d{1,9})(?:/(?P<mal_name>[^\s/?#)>]*))?",
    "anilist": r"anilist\.co/anime/(?P<anilist>\d{1,9})(?:/(?P<anilist_name>[^\s/?#)>]*))?",
}
PAGE = re.compile(rf"(?:https?://)?(?:www\.)?(?:{'|'.join(_PAGES.values())})(?:[/?#][^\s)>]*)?", re.ASCII)
"""The address of a title's page at MyAnimeList or AniList."""


class Score(NamedTuple):
    """A score as it is written in a file."""

    value: Decimal
    out_of: int | None
    """The best possible score; None if the file doesn't say."""

    def round(self, out_of: int) -> int:
        """The nearest whole score from 0 to 10, halves up; only 0 becomes 0. `out_of` replaces a missing best score."""
        of_ten = self.value * 10 / (self.out_of or out_of)
        return max(int(of_ten.quantize(Decimal(1), ROUND_HALF_UP)), 1 if self.value else 0)

    def is_whole(self, out_of: int) -> bool:
        """Whether `round` changes nothing."""
        return self.round(out_of) * (self.out_of or out_of) == self.value * 10


_SCORE = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)(?: ?(?:/|out of) ?(5|10|100)|(?P<percent> ?%))?", re.ASCII)


def read_score(text: str) -> Score | None:
    """Reads `8`, `8.5`, `8,5`, `8/10`, `85/100`, `4/5` and `85 %`; None for anything else, or above the best score."""
    match = _SCORE.fullmatch(text.strip())
    if match is None:
        return None
    out_of = 100 if match["percent"] else int(match[2]) if match[2] else None
    score = Score(Decimal(match[1].replace(",", ".")), out_of)
    return score if score.value <= (out_of or 100) else None


def read_status(text: str) -> ListStatus | None:
    """Reads `Completed`, `PLAN_TO_WATCH`, `On-Hold`, `PTW`, `Terminés` and the like; None for anything else."""
    return _WORDS.get(_fold(text))


def is_rewatching(text: str) -> bool:
    """Whether a status says that a title is being watched again. `read_status` reads it as completed."""
    return _fold(text) in _REWATCHING


def _fold(text: str) -> str:
    plain = text if text.isascii() else normalize("NFC", _ACCENTS.sub("", normalize("NFKD", text)))
    return " ".join(re.split(r"[\s_-]+", plain.strip().lower()))


_WORDS = {_fold(word): status for status, words in _STATUSES.items() for word in words}


def read_page(match: re.Match[str]) -> tuple[str, str]:
    """The key in an address that `PAGE` matched, and the name in it, which can be empty."""
    site = "mal" if match["mal"] else "anilist"
    name = match[f"{site}_name"] or ""
    return f"{site}/{int(match[site])}", " ".join(re.split("[_-]+", name)).strip()
