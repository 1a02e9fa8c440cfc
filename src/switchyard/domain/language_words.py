"""Words that give a language away: common in it, in tickets too, and not English.

A word may stand for several languages; the others of the text decide between them. What other
languages borrow (app, pin, laptop) is no sign of English.
"""

_WORDS = {
    "da": """ikke jeg mit min hvor hvad hvorfor hvordan er og det en et kan kortet konto
        virker adgangskode overførsel penge hej tak kunne være blev har glemt skærmen printeren""",
    "de": """nicht ich und der das den dem ein eine einen mein meine meinen meiner wo warum wie
        wurde wird habe haben kann kein keine bitte für mit auf von zu zum zur ist sind bei seit
        aber noch nach über karte konto überweisung geld passwort kennwort drucker rechnung
        funktioniert geht bekomme brauche möchte vergessen sperren kaputt hilfe danke hallo""",
    "es": """el la los las una mi mis de del que por para con no está estoy es cómo dónde
        cuándo qué tarjeta cuenta transferencia dinero contraseña impresora factura funciona
        puedo quiero necesito tengo olvidado ha favor gracias hola ayuda aún todavía pero
        bloqueen bloquear pantalla imprime cobrado""",
    "fr": """le la les une des du mon mes est et pas ne je où pourquoi comment
        que qui avec sur dans votre vous carte compte virement argent passe imprimante facture
        fonctionne marche peux veux besoin oublié bonjour merci aide bloquez toujours
        encore mais répond été reçu""",
    "it": """il lo la gli una mio mia mie non è che di del della con dove perché quando
        carta conto bonifico soldi stampante fattura funziona posso voglio bisogno ho dimenticato
        ciao grazie aiuto ancora ma bloccate bloccare stampa dov sono ricevuto schermo""",
    "nl": """niet ik het een mijn de waar waarom hoe wanneer is en van voor met op aan kan
        heb hebben kaart rekening overboeking geld wachtwoord factuur werkt graag hulp
        bedankt hallo vergeten blokkeer drukt nog maar wordt naar scherm""",
    "pl": """nie jest się na mój moja moje gdzie dlaczego jak kiedy czy karta konto przelew
        pieniądze hasło hasła drukarka drukuje faktura działa mogę chcę potrzebuję proszę
        dziękuję pomoc zapomniałem zapomniałam zablokować został jeszcze ale od""",
    "pt": """o os uma meu minha meus não está estou é como onde quando quê por para com cartão
        conta transferência dinheiro senha impressora fatura funciona posso quero preciso tenho
        esqueci obrigado obrigada olá ajuda ainda mas bloqueiem bloquear imprime tela foi""",
    "sv": """inte jag mitt min mina är och det ett var varför hur när kan kortet kort konto
        överföring pengar lösenord lösenordet skrivaren faktura fungerar vill behöver glömt hej
        tack hjälp har spärra skriver ännu men skärmen till från""",
    "tr": """değil bir bu benim nerede neden nasıl kartım kartımı hesabım hesabımı havale
        havalem para şifre şifremi yazıcı fatura çalışmıyor yazdırmıyor istiyorum ihtiyacım
        unuttum lütfen teşekkürler merhaba yardım henüz ama için ile gelmedi bloke edin""",
}


_ENGLISH = """
    a about account add after again all already also am an and any anyone are at back be been
    but by can cannot card change charged check could cost declined did do does done down
    exchange fee for from get getting give got had has have hello help hi how i if in into is
    issue it just know long lost made make many me money month more most much my need needs
    never new no not now of off on one only open or order other our out paid password pay
    payment pending phone please put rate receive received refund request same screen see send
    set should show so some someone still take tell than thanks that the their them then there
    these they thing this time to today transaction try trying turn two under up use used using
    verify want was way we week were what when where which who why will with without won work
    working would wrong yes yet you your
"""


ENGLISH = frozenset(_ENGLISH.split())


def _index_by_word() -> dict[str, tuple[str, ...]]:
    languages: dict[str, tuple[str, ...]] = {}
    for language, words in _WORDS.items():
        for word in set(words.split()) - ENGLISH:
            languages[word] = (*languages.get(word, ()), language)
    return languages


LATIN = _index_by_word()
"""Languages by word, in lower case with their accents."""
