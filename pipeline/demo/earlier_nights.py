"""The demo's past: harvests of the ten weeks before its night, since a score needs looks at several ages.

Twice what citizens wrote is labelled, too: texts of responses on X are kept for 30 days only.
"""

from __future__ import annotations

from datetime import datetime

from pipeline.demo.standin.server import StandIn
from pipeline.demo.world.sample import moment, sample_world
from pipeline.demo.world.world import Fault
from pipeline.harvest.harvest import harvest
from pipeline.label.responses import configured_response_labeller, label_responses
from pipeline.run.console import keep, say
from pipeline.run.context import open_run
from pipeline.settings.models import Settings

# Days before the demo's night. Once a week sees every post between 7 and 14 days old, which is where scores are
# compared; the last three weeks are compared at 24 hours, too, and need every night.
NIGHTS = (*range(69, 21, -7), *range(20, 0, -1))
ADDED, FIRST = 3, 3
"""Days for which all channels are watched, to keep the demo short; before that, only the first of them, so many."""
SPENT = 9
"""Days before the demo's night: then Meta's quota is spent, and Instagram is read by its session in that place."""
LABELLED = (41, 13)
"""Days before the demo's night: then responses are labelled, those of X before their texts go."""
HOUR = "01:00"  # local, when cron begins; what yesterday brought is left to the demo's night


def live_through(settings: Settings, server: StandIn, now: datetime) -> int:
    """Harvest the world as it was on each of the earlier nights, up to *now*; return the worst exit code.

    Nothing is said but one line, unless a night goes wrong. The server then holds the world of the last of them.
    """
    say(f"first {len(NIGHTS)} earlier nights are harvested, so that posts can be compared at equal ages")
    return max(_night(settings, server, days, now) for days in NIGHTS)


def _night(settings: Settings, server: StandIn, days: int, anchor: datetime) -> int:
    at, sources = moment(anchor, days, HOUR), settings.config.sources
    server.world = sample_world(at, anchor=anchor)
    if days == SPENT:
        server.world.faults.append(Fault(platform="meta", do="rate_limited"))
    told: list[str] = []
    with open_run(settings, "harvest", now=lambda: at) as run:
        run.say = keep(told)
        harvest(run, sources if days <= ADDED else sources[:FIRST])
        if days in LABELLED:
            label_responses(run, configured_response_labeller(settings))
    if run.exit_code:
        say("\n".join([f"the night of {at:%Y-%m-%d} went wrong:", *told]))
    return run.exit_code
