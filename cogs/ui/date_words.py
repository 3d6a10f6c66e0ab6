"""Words for days that dateparser does not know, or misunderstands."""

PHRASES = {
    "today": ("astăzi", "きょう"),
    # The Hindi word is tomorrow as well, which nothing on a list can be.
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
"""What people write, by what it is in English."""

REPLACEMENTS = {
    # March, which it takes for January.
    "มี.ค.": "มีนาคม",
    "มีค": "มีนาคม",
    "अक्टू॰": "अक्टूबर",
    # The era, `day`, and a Monday that begins with the sign for months.
    "ค.ศ.": "",
    "พ.ศ.": "",
    " d.": "",
    "月曜日": "",
}
"""What takes the place of parts of a date that has its year."""

LAST = (
    *("sidste", "forrige", "letzten", "letzter", "el", "pasado", "dernier", "prošli", "prošle", "scorso", "scorsa"),
    *("praėjusį", "múlt", "vorige", "afgelopen", "w", "zeszły", "zeszłą", "passado", "passada", "trecută", "viime"),
    *("geçen", "minulé", "minulý", "την", "τον", "περασμένη", "περασμένο", "миналия", "миналата", "в", "прошлый"),
    *("прошлую", "минулого", "минулий", "минулої", "पिछला", "पिछले", "lalu", "hari", "지난"),
)
"""What makes a weekday the last one, and so says nothing that the weekday alone does not."""

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
"""What takes a date away."""
