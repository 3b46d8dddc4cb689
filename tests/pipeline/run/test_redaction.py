"""No secret that was sent passes the last gate, in whichever form it comes back."""

from __future__ import annotations

import pickle

import pytest

from collectors.records import Page, Parsed, RawPage, Unparsed
from pipeline.run.secrets import redact_page_secrets, redact_secrets, sent_secrets
from pipeline.settings.models import Settings
from tests.conftest import MakeSettings

SECRETS = {
    "X_BEARER_TOKEN": "AAAA%2Fzx81panjang",
    "INSTAGRAM_SESSIONID": "77:sesi panjang",
    "INSTAGRAM_CSRFTOKEN": "pendek",
}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    """Settings with these secrets alone."""
    return make_settings(secrets=SECRETS)


def test_each_form_of_a_secret_is_struck_out_of_words_and_of_raw_answers(settings: Settings) -> None:
    secrets = sent_secrets(settings)
    for form in ("AAAA%2Fzx81panjang", "AAAA/zx81panjang", "77:sesi panjang", "77%3Asesi%20panjang"):
        assert redact_secrets(f"Bearer {form}!", secrets) == "Bearer [secret]!"
        page = Page(RawPage("lookup", "https://x", f'{{"errors": "{form}"}}'.encode()), Parsed())
        assert redact_page_secrets(page, secrets).raw.body == b'{"errors": "[secret]"}'


def test_what_is_short_or_never_sent_stays_because_it_may_be_a_word(settings: Settings) -> None:
    words = "pantau wake x; pendek"
    assert redact_secrets(words, sent_secrets(settings)) == words
    page = Page(RawPage("lookup", "https://x", b"pantau"), Parsed())
    assert redact_page_secrets(page, sent_secrets(settings)) is page


def test_what_a_session_file_holds_is_struck_out_too(make_settings: MakeSettings) -> None:
    settings = make_settings(secrets={"INSTAGRAM_USERNAME": "petugas", "INSTAGRAM_SESSION_FILE": "sesi"})
    assert sent_secrets(settings) == ()  # it is not there
    cookies = {"sessionid": "77%3Asesi-panjang", "csrftoken": "csrfPanjang", "ds_user_id": "777777777"}
    (settings.folder / "sesi").write_bytes(pickle.dumps(cookies))
    told = redact_secrets("77:sesi-panjang 77%3Asesi-panjang csrfPanjang 777777777", sent_secrets(settings))
    assert told == "[secret] [secret] [secret] 777777777"


def test_why_a_post_could_not_be_read_repeats_no_secret(settings: Settings) -> None:
    parsed = Parsed(unreadable=(Unparsed("ValueError: 'AAAA%2Fzx81panjang' is no count", "x:1"),))
    page = redact_page_secrets(
        Page(RawPage("timeline", "https://x", b"AAAA\\u00252Fzx81panjang"), parsed), sent_secrets(settings)
    )
    assert page.parsed.unreadable == (Unparsed("ValueError: '[secret]' is no count", "x:1"),)
