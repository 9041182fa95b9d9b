"""What the gateway says when it can't answer: an HTTP status, a code for programs, a French sentence for people."""

from bot.settings import Settings
from bot.texts import texts


class Refusal(Exception):
    """A request that gets an error of the contract: ``{"error": code, "text": sentence}``.

    ``code`` is an entry of ``refus`` in the texts, or of ``panne`` for what stands behind the gateway (503); the
    sentence of the latter ends with the human contact.
    """

    def __init__(self, status: int, code: str, retry_after: int | None = None, said: str | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.said = said or code
        """Entry of the sentence, where one code is said in several ways."""
        self.retry_after = retry_after
        """Seconds after which a new try makes sense, or None."""


class Failure(Refusal):
    """Something behind the gateway didn't work: always 503, and the person is told whom to reach."""

    def __init__(self, code: str) -> None:
        super().__init__(503, code)


def contact_sentence(settings: Settings) -> str:
    """How to reach people, from the settings; what is unset is not said, and nothing at all gives an empty text."""
    said = texts(__file__)
    label, email = settings.contact_label.strip(), settings.contact_email.strip()
    key = {(True, True): "personne_et_adresse", (True, False): "personne", (False, True): "adresse"}.get(
        (bool(label), bool(email))
    )
    parts = [said.say(f"contact.{key}", label=label, email=email)] if key else []
    if settings.contact_url.strip():
        parts.append(said.say("contact.page", url=settings.contact_url.strip()))
    if settings.contact_delay.strip() and parts:
        parts.append(said.say("contact.delai", delay=settings.contact_delay.strip()))
    return " ".join(parts)


def sentence(refusal: Refusal, settings: Settings) -> str:
    """The French sentence of a refusal."""
    said = texts(__file__)
    if isinstance(refusal, Failure):
        return f"{said.say(f'panne.{refusal.code}')} {contact_sentence(settings)}".strip()
    return said.say(f"refus.{refusal.said}")


def say_erased() -> str:
    """What is said once a conversation is erased."""
    return texts(__file__).say("effacement")
