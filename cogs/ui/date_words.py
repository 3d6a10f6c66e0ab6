"""Words for dates that dateparser doesn't know or misreads."""

PHRASES = {
    "today": ("astăzi", "きょう"),
    # The Hindi word also means tomorrow, but no date on a list is in the future.
    "yesterday": ("χτες", "きのう", "कल"),
    "day before yesterday": (
        *("i forgårs", "antier", "l'altro ieri", "užvakar", "alaltăieri", "toissapäivänä", "i förrgår", "hôm kia"),
        *("evvelsi gün", "önceki gün", "προχθές", "προχτές", "завчера", "เมื่อวานซืนนี้", "おととい", "그저께", "그제"),
        "kemarin dulu",
    ),
    "last week": (
        *("semaine dernière", "la settimana scorsa", "múlt hét", "múlt héten", "zeszły tydzień"),
        *("την προηγούμενη εβδομάδα", "прошлая неделя", "पिछले हफ़्ते", "อาทิตย์ที่แล้ว", "上個星期", "minggu lalu"),
        "minggu kemarin",
    ),
    "last month": (
        *("letzter monat", "mois dernier", "il mese scorso", "múlt hónap", "múlt hónapban", "zeszły miesiąc"),
        *("τον προηγούμενο μήνα", "προηγούμενο μήνα", "миналия месец", "миналият месец", "прошлый месяц"),
        *("पिछले महीने", "上月", "bulan kemarin"),
    ),
    "last year": (
        *("l'an dernier", "l'anno scorso", "pernai", "tavaly", "múlt évben", "zeszły rok", "năm trước", "πέρυσι"),
        *("прошлый год", "지난해"),
    ),
}
"""What people write, by the English words that dateparser reads instead."""

REPLACEMENTS = {
    # March, which dateparser reads as January.
    "มี.ค.": "มีนาคม",
    "มีค": "มีนาคม",
    "अक्टू॰": "अक्टूबर",
    # The era, the word for day, and a Monday that begins with the sign for months.
    "ค.ศ.": "",
    "พ.ศ.": "",
    " d.": "",
    "月曜日": "",
}
"""Replacements for parts of a date that has a year."""

LAST = (
    *("sidste", "forrige", "letzten", "letzter", "el", "pasado", "dernier", "prošli", "prošle", "scorso", "scorsa"),
    *("praėjusį", "múlt", "vorige", "afgelopen", "w", "zeszły", "zeszłą", "passado", "passada", "trecută", "viime"),
    *("geçen", "minulé", "minulý", "την", "τον", "περασμένη", "περασμένο", "миналия", "миналата", "в", "прошлый"),
    *("прошлую", "минулого", "минулий", "минулої", "पिछला", "पिछले", "lalu", "hari", "지난"),
)
"""Words for *last* before a weekday. The weekday alone means the same."""

NOTHING = (
    *("", "none", "ingen", "inget", "keins", "keine", "ninguna", "ninguno", "aucun", "aucune", "nema", "nessuna"),
    *("nessuno", "nėra", "nincs", "geen", "brak", "nenhuma", "nenhum", "niciuna", "ei mitään", "không", "yok", "žádné"),
    *(
        "καμία",
        "κανένα",
        "няма",
        "нет",
        "немає",
        "कोई नहीं",
        "ไม่มี",
        "无",
        "無",
        "沒有",
        "没有",
        "なし",
        "없음",
        "tidak ada",
    ),
)
"""What people write to remove a date."""
