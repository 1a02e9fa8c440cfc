"""The 200 texts whose vectors are kept as the reference: short and long, in many scripts."""

import base64
import hashlib
import json
from random import Random

TOTAL = 200

PLAIN = [
    "",
    " ",
    "\n\t  \r\n",
    "a",
    "?",
    "...!!!???",
    "0",
    "3.14159",
    "2026-11-21T09:15:00Z",
    "ok",
    "HELP",
    "That is a happy person",
    "That is a happy dog",
    "Today is a sunny day",
    "I am still waiting on my card?",
    "My laptop won't turn on since this morning's update.",
    "VPN drops every 10 minutes; error 0x80072746 (10054).",
    "Please reset my password. I've tried 3x.",
    "Invoice #4711 was charged twice: €49.90 + £12.",
    "unaffable antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "https://example.com/a/b?c=d&e=%20f#g",
    "someone@example.com wrote to no-reply@example.org",
    "C:\\Users\\anna\\AppData\\Local\\Temp\\~tmp.log",
    "don't can't won't shouldn't've y'all'd",
    "UPPER lower MiXeD cAsE",
    "tabs\tand\nnew\r\nlines\u2028and\u2029separators\u00a0and\u3000spaces",
    "[CLS] [SEP] [MASK] [PAD] [UNK] ##ing",
]
SCRIPTS = [
    "我的电脑坏了，无法连接到公司的网络。",
    "請幫我重設密碼，謝謝！",
    "パソコンが起動しません。再起動しても同じです。",
    "노트북이 켜지지 않습니다. 도와주세요.",
    "لا أستطيع تسجيل الدخول إلى حسابي منذ الأمس",
    "המחשב שלי לא נדלק מאז העדכון",
    "مرحبا VPN لا يعمل (error 691) منذ 3 أيام",
    "\u202bטקסט מימין\u202c left \u200fright\u200e",
    "کارت من هنوز نرسیده است",
    "मेरा पासवर्ड काम नहीं कर रहा है",
    "คอมพิวเตอร์ของฉันเปิดไม่ติด",
    "Не могу войти в систему, пароль не подходит",
    "Δεν μπορώ να συνδεθώ στο λογαριασμό μου",
    "Το ΣΊΣΥΦΟΣ τελειώνει σε ς",
    "Máy tính của tôi không khởi động được",
    "Ma\u0301y ti\u0301nh cu\u0309a to\u0302i",
    "İstanbul'da yazıcı çalışmıyor, IĞDIR ılık",
    "Größe, Straße, Übermaß: der Drucker druckt nicht",
    "L'écran est cassé où ça déjà naïve cœur",
    "La impresora no imprime: ¿qué hago? ¡Ayúdenme!",
    "Ẑ̴͓a̵̛l̶̈́g̷͝ö̸ ̵t̶e̸x̷t̴",
    "ﬁne ﬂow ½ ² ① Ⅳ ㎏ ｆｕｌｌｗｉｄｔｈ",
    "\U00020000\U00020001 rare 𠮷野家",
    "ქართული, Հայերեն, ไทย, ລາວ, አማርኛ",
]
SYMBOLS = [
    "😀",
    "😀😃😄😁",
    "my screen is 💥 please help 🙏🏽🙏🏽",
    "👩‍💻👨‍👩‍👧‍👦🏳️‍🌈🇩🇪🇫🇷",
    "☎️ ✅ ❌ ⚠️ → ← ↔",
    "price: ₹500 ₿0.01 ¥900 ₽70",
    "∑∫√≈≠∞ αβγ x² + y² = z²",
    "a\u200bb\u200cc\u200dd\ufeffe",
    "\x00nul\x01 and \x07bell\x1b[31m escape\x7f",
    "replacement \ufffd here",
    "soft\u00adhyphen non\u2011breaking ‘quotes’ “double” – — …",
    "═══════ ░▒▓ │ table │",
]
CODE = [
    "def f(x: int) -> int:\n    return x ** 2  # square\n",
    "SELECT t.id, count(*) FROM tickets t WHERE t.status <> 'closed' GROUP BY 1 HAVING 2 > 1;",
    "Traceback (most recent call last):\n  File \"a.py\", line 3, in <module>\nKeyError: 'id'",
    '{"error": {"code": 500, "message": "upstream timed out", "retry": null}}',
    "<div class='x'><script>alert(1)</script>&nbsp;&lt;b&gt;</div>",
    "kubectl get pods -n prod | grep -v Running && echo $?",
    "for (int i = 0; i < n; ++i) { a[i] += b[i] * c[i]; }",
    "2026-11-21 08:00:01,123 ERROR [main] o.a.k.Client - connect refused: 10.0.0.7:9092",
    "^(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]+)@\\S+$",
    "+-----+\n| id  |\n+-----+\n| 42  |\n+-----+",
    base64.b64encode(hashlib.sha512(b"ticket").digest() * 4).decode(),
    hashlib.sha256(b"ticket").hexdigest(),
]
WORDS = (  # noqa: SIM905 - a list of 90 strings reads worse
    "the card payment was declined at a shop yesterday and I cannot log in to my account "
    "laptop printer network password reset email outlook calendar screen keyboard slow broken "
    "please help urgent since monday after update error message shows invoice refund transfer "
    "pending exchange rate top-up cash machine abroad verify identity contract holiday salary "
    "software licence install permission denied folder share drive backup server down again "
    "authentication synchronisation unrecognisable misconfiguration"
).split()


def build_texts() -> list[str]:
    """Always the same 200 texts, in the same order."""
    listed = PLAIN + SCRIPTS + SYMBOLS + CODE + _build_long_texts()
    random = Random(20261121)
    return listed + [_draw_sentence(random) for _ in range(TOTAL - len(listed))]


def render_jsonl() -> str:
    """The texts as they are kept: one JSON string a line, ASCII only."""
    return "".join(f"{json.dumps(text)}\n" for text in build_texts())


def _build_long_texts() -> list[str]:
    """Around the limit of 256 tokens, far over it, and with the separators in odd places."""
    random = Random(5000)
    lengths = [60, 100, 150, 200, 230, 254, 255, 300, 500, 1000, 5000]
    return [
        *(_draw_words(random, length) for length in lengths),
        _draw_words(random, 1000, "\n"),
        _draw_words(random, 1000, "\t\t"),
        "x" * 5000,
        "ab " * 2000,
        " " * 5000 + "a word after five thousand spaces",
        "word" + " " * 5000 + "another",
        "电脑坏了。" * 300,
        "好 " * 3000,
        "٣" * 99 + " " + "مرحبا بالعالم " * 400,
        "😀 " * 2500,
        ("y" * 120 + " ") * 300,
        "." * 4500,
    ]


def _draw_words(random: Random, count: int, separator: str = " ") -> str:
    return separator.join(random.choice(WORDS) for _ in range(count))


def _draw_sentence(random: Random) -> str:
    ends = [".", "!", "?", "", " :(", "..."]
    sentences = [
        _draw_words(random, random.randint(3, 25)).capitalize() + random.choice(ends)
        for _ in range(random.randint(1, 4))
    ]
    return " ".join(sentences)
