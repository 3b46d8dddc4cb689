"""Two-way communication, brought into the store: which questions were answered, and how fast."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from pipeline.platforms import registry
from pipeline.run.context import RunContext
from pipeline.transform.measures.conversation import Question, conversations, judge
from storage.analysis.conversation import as_date, comments_seen, questions_asked, replace_conversation
from storage.analysis.coverage import last_complete_looks
from storage.db.engine import transaction


def measure_conversation(night: RunContext) -> None:
    """Judge every question afresh: answers come, and holidays may have been configured."""
    strategy, zone = night.settings.config.strategy, night.settings.zone
    flat = [platform.name for platform in registry.PLATFORMS if platform.responses and platform.responses.flat_threads]
    with transaction(night.engine) as connection:
        rows = {row["response_id"]: row for row in questions_asked(connection, flat)}
        looks = last_complete_looks(connection)
        looked = {source: at.astimezone(zone).date() - timedelta(days=1) for source, at in looks.items()}
        asked = [
            Question(
                row["response_id"],
                row["source_id"],
                as_date(row["asked_local"]),
                as_date(row["answered_local"]) if row["answer_id"] else None,
            )
            for row in rows.values()
        ]
        judged = judge(asked, looked, strategy.answer_working_days, strategy.holidays)
        told = [
            {
                "response_id": one.question.response_id,
                "status": one.status,
                "answer_id": rows[one.question.response_id]["answer_id"],
                "answered_at": rows[one.question.response_id]["answered_at"],
                "working_days": one.working_days,
            }
            for one in judged
        ]
        periods = [asdict(one) for one in conversations(judged, comments_seen(connection))]
        replace_conversation(connection, told, periods)
