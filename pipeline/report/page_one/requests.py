"""The decisions of page one in sentences, and what became of last week's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.report.content.data import PastDecision
    from pipeline.report.content.decision import Decision
    from pipeline.report.content.wording import Wording

OTHERS = {"decide_late": "and_late"}


def request(asked: Decision, wording: Wording) -> str:
    """Say one decision: the finding, then what is asked for."""
    return wording.text(
        asked.key,
        platform=wording.term("platform", asked.platform),
        account=asked.account,
        others=wording.text(OTHERS.get(asked.key, "and_channels"), n=wording.number(asked.n)) if asked.n else "",
        since=wording.day(asked.since) if asked.since else "",
        reason=wording.term("outcome", asked.reason).lower() if asked.reason else wording.text("no_data").lower(),
        topic=wording.term("topic", asked.topic),
        campaign=asked.campaign,
        obstacle=wording.term("obstacle", asked.obstacle).lower(),
        questions=wording.counted(asked.n, "questions"),
        responses=wording.counted(asked.n, "responses"),
        done=wording.number(asked.n),
        planned=wording.number(asked.planned),
        places=", ".join(
            wording.text("place_questions", platform=wording.term("platform", platform), n=wording.number(n))
            for platform, n in asked.places
        ),
        oldest=wording.text("oldest_since", day=wording.day(asked.since)) if asked.since else "",
    )


def outcome_of(past: PastDecision, wording: Wording) -> str:
    """Say what became of an earlier decision, with the note that a person left."""
    key = {True: "decision_done", False: "decision_refused", None: "decision_open"}[past.done]
    note = f" ({past.note})" if past.note else ""
    return f"“{past.decision}” → {wording.text(key)}{note}"
