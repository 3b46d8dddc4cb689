"""pantau doctor: what is wrong, and what to do. Without ``--online`` it asks nothing of the platforms."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import chain
from pathlib import Path
from urllib.request import getproxies_environment

from collectors.errors import CollectorError, ConfigError, PantauError
from collectors.http.dates import dates_told_to
from collectors.http.reasons import NO_SOCKS, SOCKS
from collectors.request import Request
from collectors.wording import counted, duration
from pipeline.analysis.activities import configured_activities
from pipeline.analysis.issues import configured_agencies
from pipeline.analysis.known_campaigns import known_campaigns
from pipeline.harvest.backoff import find_rest
from pipeline.harvest.budget import Ledger
from pipeline.harvest.limits import SourceLimits
from pipeline.label.posts import configured_addressing, configured_post_labeller
from pipeline.label.responses import configured_response_labeller
from pipeline.notify.addresses import holds_password, monitor_of, recipients_of
from pipeline.notify.send import is_readable, require_apprise
from pipeline.operate.checks.collisions import find_collisions
from pipeline.operate.checks.files import BAD, GOOD, Finding, examine_backup, examine_rights
from pipeline.operate.checks.stored_state import SKEW, examine_database, examine_disks
from pipeline.platforms import registry
from pipeline.platforms.platform import Skipped
from pipeline.platforms.registry import platform_of
from pipeline.platforms.source import SourceBase
from pipeline.reader.posts import missing_for_reader
from pipeline.run.context import RunContext, open_run
from pipeline.run.secrets import redact_secrets, sent_secrets
from pipeline.run.sources import make_collector, make_responses_collector
from pipeline.settings.groups import listed
from pipeline.settings.models import Settings, load_settings
from pipeline.transform.text.gazetteer import PACKAGED, load_gazetteer
from storage.db.engine import reading, transaction
from storage.runs.ledger import settle
from storage.schema.versions import open_store

MOST_FAULTS = 10
SERVED = "has what it needs"
TOLD_BY_NAME = 20  # sources that have it: of more, those that lack something could not be seen
INCOMPLETE, USAGE = 1, 2


def examine(path: Path, environment: Mapping[str, str], *, online: bool = False) -> int:
    """Print one line per thing examined.

    Returns 0 when all is well, 1 when something is to be mended, 2 when the configuration is.
    """
    try:
        settings = load_settings(path, environment)
    except ConfigError as error:
        _show((BAD, "configuration", str(error)))
        return USAGE
    _show((GOOD, "configuration", f"{path}, {counted(len(settings.config.sources), 'source')}"))
    findings = [
        *((BAD, "packages", words) for words in find_collisions()),
        *_proxies(),
        *_roles(settings),
        *_activities(settings),
        *_lists_of_another_city(settings),
        *_label_files(settings),
        *_credentials(settings),
        *_secret_files(settings),
        *_reader(settings),
        *_notify(settings),
        *examine_database(settings),
        *examine_rights(settings),
        *examine_backup(settings),
        *examine_disks(settings),
    ]
    verdicts = [_show(finding) for finding in findings]
    no_run = {(BAD, "database"), (BAD, "sources")} & {finding[:2] for finding in findings}
    if online and not no_run:  # what is asked is noted in the store
        with open_run(settings, "doctor") as run:
            verdicts += [_show(finding) for finding in _online(run)]
    return INCOMPLETE if BAD in verdicts else 0


def _show(finding: Finding) -> str:
    verdict, what, words = finding
    sys.stdout.write(f"{verdict:4}  {what}: {words}\n")
    sys.stdout.flush()
    return verdict


def _proxies() -> Iterator[Finding]:
    """Say which variables name a proxy that no platform is asked through; its address may hold a password."""
    told = getproxies_environment()
    asked = ("http", "https") if {"http", "https"} <= told.keys() else ("http", "https", "all")
    for scheme in asked:
        if told.get(scheme, "").lower().startswith("socks"):
            yield BAD, f"{scheme.upper()}_PROXY", f"{SOCKS}; {NO_SOCKS}"


def _roles(settings: Settings) -> Iterator[Finding]:
    """Say which sources count as whose without having been told: only ``own`` ones enter the office's figures."""
    config = settings.config
    unsaid = [source for source in config.sources if source.role is None]
    words = []
    for role in ("own", "peer"):
        if names := [source.id for source in unsaid if config.role_of(source) == role]:
            why = f" (not of {config.office.city})" if role == "peer" else ""
            words.append(f"{listed(names)} as {role}{why}")
    if words:
        yield GOOD, "roles", f"not told, so counted: {'; '.join(words)}; set role: own, agency, media or peer"


def _activities(settings: Settings) -> Iterator[Finding]:
    if settings.config.activities is None:
        return
    found = configured_activities(settings, _campaign_names(settings))
    for fault in found.faults[:MOST_FAULTS]:
        yield BAD, "activities", fault
    if len(found.faults) > MOST_FAULTS:
        yield BAD, "activities", f"and {len(found.faults) - MOST_FAULTS} more"
    if not found.faults:
        yield GOOD, "activities", counted(len(found.rows or ()), "row")


def _campaign_names(settings: Settings) -> list[str]:
    """Name the campaigns of the configuration, and those of the desk where the store can be read."""
    try:
        with open_store(settings.database_url) as engine, reading(engine) as connection:
            return known_campaigns(settings.config, connection).names
    except PantauError:  # told as a finding of its own
        return [campaign.name for campaign in settings.config.campaigns]


def _lists_of_another_city(settings: Settings) -> Iterator[Finding]:
    """Say which lists are another city's, packaged or copied: reports would count that one's services and places."""
    city, packaged = settings.config.office.city, load_gazetteer()
    lists = {"programmes": settings.config.programmes, "gazetteer": settings.config.gazetteer}
    lent = [name for name, own in lists.items() if own is None]
    if lent and not packaged.of_city(city):
        words = f"{' and '.join(lent)} are those of {packaged.city}, and the office is of {city}"
        files = " and ".join(str(PACKAGED.with_name(f"{name}.yaml")) for name in lent)
        yield (
            BAD,
            "labels",
            f"{words}; copy {files}, edit the copies and name them in config.yaml (docs/configuration.md)",
        )
    with suppress(ConfigError):  # told as a finding of its own
        told = configured_addressing(settings).gazetteer
        if settings.config.gazetteer and not told.of_city(city):
            words = f"{settings.config.gazetteer} says city: {told.city}, and the office is of {city}"
            yield BAD, "labels", f"{words}; write the office's there, or its places are taken for another city's"


def _label_files(settings: Settings) -> Iterator[Finding]:
    """Read the files of its own that the office labels with: nights go round what is wrong with them."""
    config = settings.config
    for what, own, load in (
        ("labels", (config.taxonomy, config.programmes, config.gazetteer, config.model), configured_post_labeller),
        ("response labels", (config.response_model,), configured_response_labeller),
    ):
        if not any(own):
            continue
        try:
            load(settings)
            yield GOOD, what, "the files of the office can be used"
        except ConfigError as error:
            yield BAD, what, f"{error}; until that is mended, nights use the last good version"
    if config.agencies:
        try:
            yield GOOD, "agencies", counted(len(configured_agencies(settings).listed), "agency", "agencies")
        except ConfigError as error:
            yield BAD, "agencies", f"{error}; until that is mended, issues name no agency but that of an account"


def _credentials(settings: Settings) -> Iterator[Finding]:
    """Examine each source; where many have what they need, name only those that lack something."""
    found = [list(_credentials_of_all_rungs(settings, source)) for source in settings.config.sources]
    served = [of_one for of_one in found if all(words == SERVED for _, _, words in of_one)]
    if len(served) > TOLD_BY_NAME:
        yield GOOD, "sources", f"{len(served)} have what they need"
        found = [of_one for of_one in found if of_one not in served]
    yield from chain.from_iterable(found)


def _credentials_of_all_rungs(settings: Settings, source: SourceBase) -> Iterator[Finding]:
    for rung in source.rungs:
        yield from _credentials_of(settings, rung, source.id if rung is source else f"{source.id} ({rung.way})")


def _credentials_of(settings: Settings, rung: SourceBase, name: str) -> Iterator[Finding]:
    try:
        make_collector(settings, rung)
        yield GOOD, name, SERVED
    except Skipped as reason:
        yield BAD if rung.required and not rung.by_hand else GOOD, name, f"will be skipped: {reason}"
        return
    try:
        if rung.wants_responses:
            make_responses_collector(settings, rung)
    except Skipped as reason:
        yield BAD, name, f"will be harvested without responses: {reason}"


def _secret_files(settings: Settings) -> Iterator[Finding]:
    platforms = registry.PLATFORMS
    files = (f for p in platforms for f in p.secret_files(settings.credentials[p.name], settings.folder))
    for secret in (settings.folder / ".env", *files):
        if secret.is_file():
            open_to = secret.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
            advice = f"can be read by others; run: chmod 600 {secret}"
            yield (BAD, secret.name, advice) if open_to else (GOOD, secret.name, "is yours alone")


def _reader(settings: Settings) -> Iterator[Finding]:
    config = settings.config.labels.reader
    if config is None:
        return
    missing = missing_for_reader(settings, config)
    asked = f"{config.model} at {config.base_url} reads posts below a score of {config.only_below:g}"
    yield (BAD, "labels.reader", missing) if missing else (GOOD, "labels.reader", asked)


def _notify(settings: Settings) -> Iterator[Finding]:
    monitor, told = monitor_of(settings), settings.config.notify.urls
    if monitor:
        unset = f"{monitor.missing} is not set; set it in .env"
        yield (BAD, monitor.name, unset) if monitor.missing else (GOOD, monitor.name, "gets a sign of each night")
    if not told:
        return
    try:
        require_apprise()
    except ConfigError as error:
        yield BAD, "notify", str(error)
        return
    for url, recipient in zip(told, recipients_of(settings), strict=True):
        if recipient.missing:
            yield BAD, recipient.name, f"{recipient.missing} is not set; set it in .env"
        elif holds_password(url):
            yield BAD, recipient.name, "holds a secret; write it to .env and its variable, as ${NAME}, in config.yaml"
        elif not is_readable(recipient):
            yield BAD, recipient.name, "apprise cannot read the address; compare it with apprise's documentation"
        else:
            yield GOOD, recipient.name, "is told of nights; pantau notify --test tries it"


def _online(run: RunContext) -> Iterator[Finding]:
    """Ask each platform the cheapest thing there is; where that costs money, it is booked like any read."""
    for source in [rung for configured in run.settings.config.sources for rung in configured.rungs]:
        platform = platform_of(source)
        prices = run.settings.prices(platform)
        price = f" ({prices.cheapest})" if prices else ""
        if rest := find_rest(run, source):
            yield BAD, source.id, f"was not asked: {rest}"
            continue
        apart: list[timedelta] = []
        try:
            with dates_told_to(lambda _, moment, apart=apart: apart.append(abs(moment - run.now()))):  # type: ignore[misc]  # bound now
                answer = _first_answer(run, source)
            yield GOOD, source.id, f"{answer}{price}"
        except Skipped:  # that was told before anything was asked
            continue
        except CollectorError as error:
            yield BAD, source.id, redact_secrets(str(error), sent_secrets(run.settings))
        yield _skew(source, apart)


class Everything:
    """Holds whatever it is asked for: where every post is known, a website is asked for its list and no article."""

    def __contains__(self, _post_id: object) -> bool:
        """Hold it."""
        return True


def _first_answer(run: RunContext, source: SourceBase) -> str:
    platform = platform_of(source)
    prices = run.settings.prices(platform)
    ledger = Ledger(run.engine, run.run_id, source.id, platform, prices, run.now)
    limits = SourceLimits(run, source, ledger, run.now())
    try:
        page = next(iter(make_collector(run.settings, source).pages(Request(known_posts=Everything()), limits)))
    except CollectorError as error:
        ledger.close(billed=error.billed)
        raise
    if booking := ledger.take(page.reads):
        with transaction(run.engine) as connection:
            settle(connection, *booking)
    account = page.parsed.account
    return f"answers: {account.name}, {account.followers} followers" if account else "answers"


def _skew(source: SourceBase, apart: Sequence[timedelta]) -> Finding:
    """Compare the clock with what a platform's answers said that the time is."""
    if not apart:
        return GOOD, "clock", f"{source.id} tells no time to compare with"
    words = f"{duration(apart[0])} from that of {source.id}"
    return (GOOD, "clock", words) if apart[0] <= SKEW else (BAD, "clock", f"{words}; set it right (NTP)")
