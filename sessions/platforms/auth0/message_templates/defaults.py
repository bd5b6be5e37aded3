"""The templates used where a tenant has none of its own: a wording for each language."""

from __future__ import annotations

from typing import Final, NamedTuple


class Wording(NamedTuple):
    """How a language says it: the two messages as SMS, and either of them read out."""

    name: str
    """The language's own name for itself."""
    enrollment: str
    verification: str
    spoken: str

    def template(self, text: str) -> str:
        """A template that says `text` in an SMS and reads out the code in a call."""
        return f'{{% if message_type == "voice" %}}{self.spoken}{{% else %}}{text}{{% endif %}}'


_CODE: Final = "{{code}}"
_TENANT: Final = "{{tenant.friendly_name}}"
_SAID: Final = "{{pause}} {{code}}"

_WORDINGS: Final[dict[str, Wording]] = {
    "en": Wording(
        "English",
        # PLATFORM.md "The MFA phone flow", to the letter
        f"{_CODE} is your verification code for {_TENANT}."
        " Please enter this code to verify your enrollment.",
        f"{_CODE} is your verification code for {_TENANT}",
        f"Hello. Your verification code for {_TENANT} is: {_SAID}. Once more: {_SAID}.",
    ),
    "ar": Wording(
        "العربية",
        f"رمز التحقق الخاص بك في {_TENANT} هو {_CODE}. يرجى إدخال هذا الرمز لتأكيد التسجيل.",
        f"رمز التحقق الخاص بك في {_TENANT} هو {_CODE}",
        f"مرحبًا. رمز التحقق الخاص بك في {_TENANT} هو: {_SAID}. مرة أخرى: {_SAID}.",
    ),
    "de": Wording(
        "Deutsch",
        f"{_CODE} ist Ihr Bestätigungscode für {_TENANT}."
        " Bitte geben Sie diesen Code ein, um Ihre Registrierung zu bestätigen.",
        f"{_CODE} ist Ihr Bestätigungscode für {_TENANT}",
        f"Guten Tag. Ihr Bestätigungscode für {_TENANT} lautet: {_SAID}. Noch einmal: {_SAID}.",
    ),
    "es": Wording(
        "Español",
        f"{_CODE} es su código de verificación de {_TENANT}."
        " Introduzca este código para confirmar su inscripción.",
        f"{_CODE} es su código de verificación de {_TENANT}",
        f"Hola. Su código de verificación de {_TENANT} es: {_SAID}. Repito: {_SAID}.",
    ),
    "fr": Wording(
        "Français",
        f"{_CODE} est votre code de vérification pour {_TENANT}."
        " Saisissez ce code pour confirmer votre inscription.",
        f"{_CODE} est votre code de vérification pour {_TENANT}",
        f"Bonjour. Votre code de vérification pour {_TENANT} est : {_SAID}. Je répète : {_SAID}.",
    ),
    "he": Wording(
        "עברית",
        f"קוד האימות שלך עבור {_TENANT} הוא {_CODE}. יש להזין את הקוד כדי לאשר את ההרשמה.",
        f"קוד האימות שלך עבור {_TENANT} הוא {_CODE}",
        f"שלום. קוד האימות שלך עבור {_TENANT} הוא: {_SAID}. שוב: {_SAID}.",
    ),
    "hi": Wording(
        "हिन्दी",
        f"{_TENANT} के लिए आपका सत्यापन कोड {_CODE} है। नामांकन की पुष्टि के लिए यह कोड दर्ज करें।",
        f"{_TENANT} के लिए आपका सत्यापन कोड {_CODE} है",
        f"नमस्ते। {_TENANT} के लिए आपका सत्यापन कोड है: {_SAID}। फिर से: {_SAID}।",
    ),
    "it": Wording(
        "Italiano",
        f"{_CODE} è il tuo codice di verifica per {_TENANT}."
        " Inserisci questo codice per confermare la registrazione.",
        f"{_CODE} è il tuo codice di verifica per {_TENANT}",
        f"Buongiorno. Il tuo codice di verifica per {_TENANT} è: {_SAID}. Ripeto: {_SAID}.",
    ),
    "ja": Wording(
        "日本語",
        f"{_TENANT} の確認コードは {_CODE} です。"
        "登録を確認するには、このコードを入力してください。",
        f"{_TENANT} の確認コードは {_CODE} です",
        f"{_TENANT} の確認コードをお知らせします。{_SAID}。繰り返します。{_SAID}。",
    ),
    "ko": Wording(
        "한국어",
        f"{_TENANT} 인증 코드는 {_CODE}입니다. 등록을 확인하려면 이 코드를 입력하세요.",
        f"{_TENANT} 인증 코드는 {_CODE}입니다",
        f"안녕하세요. {_TENANT} 인증 코드는 {_SAID}입니다. 다시 한번, {_SAID}입니다.",
    ),
    "nl": Wording(
        "Nederlands",
        f"{_CODE} is uw verificatiecode voor {_TENANT}."
        " Voer deze code in om uw registratie te bevestigen.",
        f"{_CODE} is uw verificatiecode voor {_TENANT}",
        f"Goedendag. Uw verificatiecode voor {_TENANT} is: {_SAID}. Ik herhaal: {_SAID}.",
    ),
    "pl": Wording(
        "Polski",
        f"{_CODE} to Twój kod weryfikacyjny do {_TENANT}."
        " Wpisz ten kod, aby potwierdzić rejestrację.",
        f"{_CODE} to Twój kod weryfikacyjny do {_TENANT}",
        f"Dzień dobry. Twój kod weryfikacyjny do {_TENANT} to: {_SAID}. Powtarzam: {_SAID}.",
    ),
    "pt": Wording(
        "Português",
        f"{_CODE} é o seu código de verificação para {_TENANT}."
        " Insira este código para confirmar o seu registo.",
        f"{_CODE} é o seu código de verificação para {_TENANT}",
        f"Olá. O seu código de verificação para {_TENANT} é: {_SAID}. Repito: {_SAID}.",
    ),
    "ru": Wording(
        "Русский",
        f"{_CODE} — ваш код подтверждения для {_TENANT}."
        " Введите этот код, чтобы подтвердить регистрацию.",
        f"{_CODE} — ваш код подтверждения для {_TENANT}",
        f"Здравствуйте. Ваш код подтверждения для {_TENANT}: {_SAID}. Повторяю: {_SAID}.",
    ),
    "tr": Wording(
        "Türkçe",
        f"{_TENANT} doğrulama kodunuz: {_CODE}. Kaydınızı doğrulamak için lütfen bu kodu girin.",
        f"{_TENANT} doğrulama kodunuz: {_CODE}",
        f"Merhaba. {_TENANT} doğrulama kodunuz: {_SAID}. Tekrar ediyorum: {_SAID}.",
    ),
    "zh": Wording(
        "中文",
        f"{_CODE} 是您的 {_TENANT} 验证码。请输入此验证码以确认注册。",
        f"{_CODE} 是您的 {_TENANT} 验证码",
        f"您好。您的 {_TENANT} 验证码是:{_SAID}。再说一遍:{_SAID}。",
    ),
}

LANGUAGES: Final[dict[str, str]] = {tag: wording.name for tag, wording in _WORDINGS.items()}
"""The languages that there is a wording for, by tag, with their own names; English is first."""


def wording_for(locale: str) -> Wording:
    """The wording of a tenant's locale, such as `fr-CA`; in English where there is none, or N/A."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return _WORDINGS.get(language, _WORDINGS["en"])
