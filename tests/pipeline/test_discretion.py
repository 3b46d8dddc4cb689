"""No secret that was sent passes the last gate, in whichever form it comes back."""

from __future__ import annotations

from collectors.records import Page, Parsed, RawPage
from pipeline.config import Secrets
from pipeline.discretion import discreet, discreet_page, sent_secrets

SECRETS = Secrets.model_validate(
    {
        "X_BEARER_TOKEN": "AAAA%2Fzx81panjang",
        "INSTAGRAM_SESSIONID": "77:sesi panjang",
        "INSTAGRAM_CSRFTOKEN": "pendek",
        "PANTAU_DATABASE_URL": "postgresql://pantau:pantau@localhost/pantau",
    }
)


def test_each_form_of_a_secret_is_struck_out_of_words_and_of_raw_answers() -> None:
    secrets = sent_secrets(SECRETS)
    for form in ("AAAA%2Fzx81panjang", "AAAA/zx81panjang", "77:sesi panjang", "77%3Asesi%20panjang"):
        assert discreet(f"Bearer {form}!", secrets) == "Bearer [secret]!"
        page = Page(RawPage("lookup", "https://x", f'{{"errors": "{form}"}}'.encode()), Parsed())
        assert discreet_page(page, secrets).raw.body == b'{"errors": "[secret]"}'


def test_what_is_short_or_never_sent_stays_because_it_may_be_a_word() -> None:
    words = "pantau wake x; pendek"
    assert discreet(words, sent_secrets(SECRETS)) == words
    page = Page(RawPage("lookup", "https://x", b"pantau"), Parsed())
    assert discreet_page(page, sent_secrets(SECRETS)) is page
