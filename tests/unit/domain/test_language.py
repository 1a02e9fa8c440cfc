import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.language import detect_language

FOREIGN = {
    "ar": ["بطاقتي لا تعمل", "أين تحويلي؟"],
    "de": ["Meine Karte funktioniert nicht mehr", "Drucker druckt nicht", "Bitte Konto sperren"],
    "el": ["Η κάρτα μου δεν λειτουργεί"],
    "es": ["Mi tarjeta no funciona", "¿Dónde está mi transferencia?", "La impresora no imprime"],
    "fr": ["Ma carte ne marche plus", "Où est mon virement ?", "J'ai oublié mon mot de passe"],
    "he": ["הכרטיס שלי לא עובד"],
    "hi": ["मेरा कार्ड काम नहीं कर रहा है"],
    "it": ["La mia carta non funziona", "Dov'è il mio bonifico?", "Bloccate il mio conto"],
    "ja": ["カードが使えません", "私のカードはどこですか"],
    "ko": ["카드가 작동하지 않습니다"],
    "nl": ["Mijn kaart werkt niet", "Ik ben mijn wachtwoord vergeten"],
    "pl": ["Moja karta nie działa", "Gdzie jest mój przelew?", "Zapomniałem hasła"],
    "pt": ["Meu cartão não funciona", "Onde está minha transferência?", "Esqueci a minha senha"],
    "ru": ["Моя карта не работает", "Где мой перевод?"],
    "sv": ["Mitt kort fungerar inte", "Jag har glömt mitt lösenord"],
    "th": ["บัตรของฉันใช้งานไม่ได้"],
    "tr": ["Kartım çalışmıyor", "Şifremi unuttum"],
    "zh": ["我的卡不能用了", "VPN 连接不上,请尽快处理"],
}

ENGLISH = [
    "printer broken",
    "cant login",
    "VPN down",
    "card declined!!",
    "my acct got blocked pls help asap",
    "laptop won't boot, BSOD 0x0000007B",
    "onboarding new hire J. Müller in München",
    "SEPA payment to Deutsche Bank",
    "Bonjour, I need help with my card",
    "Error: java.lang.NullPointerException at com.foo.Bar(Bar.java:12)",
    "Re: Fwd: invoice 10293",
    "wifi",
    "La Rochelle office: no sound in Teams",
    "12345 !!! 😀",
    "My name is 王小明 and my card has not arrived yet, please check the status",
]


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in FOREIGN.items() for text in texts]
)
def test_a_short_ticket_in_another_language_is_named(language: str, text: str) -> None:
    assert detect_language(text, "en") == language


@pytest.mark.parametrize("text", ENGLISH)
def test_english_stays_english_with_foreign_names_and_words_in_it(text: str) -> None:
    assert detect_language(text, "en") == "en"


def test_a_text_with_no_sign_of_any_language_is_in_the_desks_own() -> None:
    assert detect_language("404", "de") == "de"
    assert detect_language("", "de") == "de"
    assert detect_language("zzz qqq", "de") == "de"


@pytest.mark.parametrize(
    "text",
    [
        "Outlook zeigt keine neuen Mails an.",
        "Le VPN se coupe sans arrêt",
        "Mam pęknięty ekran w laptopie",
        "Güncellemeden sonra bilgisayar açılmıyor",
    ],
)
def test_what_is_hardly_english_is_another_language_by_one_sign(text: str) -> None:
    assert detect_language(text, "en") != "en"


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert len(detect_language(text, "en")) in {2, 3}
