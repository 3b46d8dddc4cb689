"""The views of the press: its articles with issue and agency, and its issues with a tone that no outlet bears."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from storage.schema.selects.fragments import shown_agency

CARRIED = """FROM message_posts a
                   JOIN message_posts c ON c.message_id = a.message_id
                   JOIN posts b ON b.post_id = a.post_id
                   JOIN posts q ON q.post_id = c.post_id
                        AND (q.published_at <= b.published_at
                             OR b.published_precision = 'day' AND q.published_date = b.published_date)
                   JOIN sources k ON k.source_id = q.source_id AND k.role IN ('own', 'agency')"""
"""Articles (alias a) that carry a message of the office or an agency (alias c).

One that stood before the office's post carries none of it; without an hour, the day decides.
"""
_ARTICLES = f"""
        SELECT p.post_id, p.source_id, o.account AS outlet, o.city, p.published_at, p.published_date, p.iso_week,
               p.month, p.title, p.text AS excerpt, p.url, l.topic, l.subtopic, l.programme_level, l.places,
               own.message_id, own.post_id AS own_post_id, own.agency, own.post_id IS NOT NULL AS own_message,
               a.issue, {shown_agency("a", "concerned_agency", "concerned_origin")},
               i.articles AS issue_articles, i.outlets AS issue_outlets, i.positive AS issue_positive,
               i.neutral AS issue_neutral, i.negative AS issue_negative
        FROM posts p
        JOIN sources o ON o.source_id = p.source_id
        LEFT JOIN labels l ON l.label_id = p.label_id
        LEFT JOIN press_articles a ON a.post_id = p.post_id
        LEFT JOIN press_issues i ON i.period_type = 'month' AND i.period = p.month AND i.issue = a.issue
        LEFT JOIN (SELECT a.post_id AS article, a.message_id, c.post_id, k.agency,
                          row_number() OVER (PARTITION BY a.post_id ORDER BY q.published_at, c.post_id) AS place
                   {CARRIED}) own
               ON own.article = p.post_id AND own.place = 1
        WHERE o.role = 'media' AND p.kind = 'article'"""
_COUNTED = """
               i.articles, i.outlets, i.earlier AS previous_articles, i.articles - i.earlier AS change,
               i.own_messages, i.positive, i.neutral, i.negative"""


def definitions(_dialect: str) -> dict[str, str]:
    """Return the views' SELECTs by name; both databases take the same words."""
    return {
        "v_press": _ARTICLES,
        "v_press_issues": f"""
        SELECT i.period_type, i.period, i.issue, {_COUNTED}, i.first_seen, {shown_agency("i")}
        FROM press_issues i
        WHERE i.issue <> ''""",
        "v_press_periods": f"""
        SELECT i.period_type, i.period, {_COUNTED}
        FROM press_issues i
        WHERE i.issue = ''""",
    }
