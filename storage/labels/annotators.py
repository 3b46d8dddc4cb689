"""List the machines that gave the current labels, and know the people who gave others."""

from __future__ import annotations

from sqlalchemy import Connection, literal, select, union

from storage.labels.methods import HUMAN
from storage.schema.tables import labels, posts, response_labels, response_reviews, responses


def labelling_machines(conn: Connection, week: str | None = None) -> list[str]:
    """List the models of posts and of responses by version, and the language models by name.

    Of a *week*, those that labelled what was published in it; without one, all, which reads every label.
    """
    of_posts = select(labels.c.method, labels.c.version, labels.c.annotator).where(labels.c.method != HUMAN).distinct()
    of_responses = select(response_labels.c.version).where(response_labels.c.method != HUMAN).distinct()
    if week:
        of_posts = of_posts.join(posts, posts.c.label_id == labels.c.label_id).where(posts.c.iso_week == week)
        own = responses.c.response_id == response_labels.c.response_id
        of_responses = of_responses.join(responses, own).where(responses.c.iso_week == week)
    else:
        of_posts = of_posts.where(labels.c.current)
    named = {row.annotator or f"{row.method} {row.version}" for row in conn.execute(of_posts)}
    return sorted(named | {f"responses {version}" for version in conn.scalars(of_responses)})


def known_annotator(conn: Connection, name: str) -> str:
    """Return the name of an annotator as the store spells it: capitals make no second person, who would agree."""
    by_people = labels.c.method == literal(HUMAN, literal_execute=True)  # as the index has it
    of_posts = select(labels.c.annotator).where(by_people, labels.c.annotator.is_not(None))
    known = conn.scalars(union(of_posts, select(response_reviews.c.annotator)))
    return next((one for one in sorted(known) if one.casefold() == name.casefold()), name)
