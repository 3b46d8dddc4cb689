"""Posts that an account's list no longer shows where they should stand: each is looked up by itself.

That a list lacks a post proves nothing (it may be cut, or the post may have left the grid), nor does a look-up that
fails: a wall, a dead session and a changed interface fail too, and instaloader says the same of all. The answer itself
tells: Instagram serves the query, and has nothing under the post's name, while in the same session it serves a post
that the list shows. A stranger gets nothing of many posts that are there; without a session nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from instaloader import InstaloaderContext
from instaloader import Post as InstaloaderPost
from instaloader.exceptions import BadResponseException, PostChangedException

from collectors.instagram.cursor import InstagramCursor
from collectors.instagram.parser import gone_page, posts_page
from collectors.records import Page

LOOKUPS_MOST = 5  # a night
REMEMBERED = 50  # posts that are there although no list shows them
ANSWER = "xdt_api__v1__media__shortcode__web_info"  # instaloader 4.16, Post._obtain_metadata


def list_missed_codes(walk: InstagramCursor, *, newest: bool = False) -> list[str]:
    """Return the codes of held posts that a walk passed without meeting: those due for a look, then the youngest.

    With *newest* those, too, that are newer than all that is listed.
    """
    if not walk.numbers:
        return []
    high, numbers = max(walk.numbers), walk.unmet
    due = {post_id.removeprefix("instagram:") for post_id in walk.request.due}
    passed = [code for code, number in numbers.items() if number < high or newest]
    return sorted(passed, key=lambda code: (code in due, numbers[code]), reverse=True)


def missing_pages(context: InstaloaderContext, walk: InstagramCursor, account: str) -> Iterator[Page]:
    """Yield what look-ups of missing posts bring: the post, or that it is gone. At most so many requests a night.

    Raises Incomplete where another post was announced in the place of one that is gone.
    """
    cursor, proven = dict(walk.cursor), False
    unlisted = list(cursor.get("unlisted", ()))
    for code in list_missed_codes(walk)[:LOOKUPS_MOST]:
        answer, node = _looked_up(context, code)
        if node is not None:
            unlisted = [*(other for other in unlisted if other != code), code][-REMEMBERED:]
            cursor["unlisted"] = unlisted
            yield posts_page([node], account, since=None, cursor=dict(cursor))
        elif _says_gone(answer):
            proven = proven or _looked_up(context, walk.order[-1])[1] is not None
            if not proven:
                break
            cursor = dict(walk.without_one(code, cursor))
            yield gone_page(code, answer, account, cursor=dict(cursor))
    if problem := walk.yet_unfound(cursor):
        raise problem


def _says_gone(answer: Mapping[str, Any]) -> bool:
    """Whether Instagram answered the query, and has nothing there."""
    data = answer.get("data")
    return (
        answer.get("status") == "ok"
        and not answer.get("errors")
        and isinstance(data, dict)
        and ANSWER in data
        and not (data[ANSWER] or {}).get("items")
    )


def _looked_up(context: InstaloaderContext, code: str) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """Ask for one post; return the answer as it came, and the post if it holds one."""
    with _answers(context) as answers:
        try:
            node = InstaloaderPost.from_shortcode(context, code)._node  # noqa: SLF001  # raw counts
        except (BadResponseException, PostChangedException):
            return answers[-1] if answers else {}, None
    return answers[-1], node


@contextmanager
def _answers(context: InstaloaderContext) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Keep the answers of queries as they come: instaloader hands over only what it made of them."""
    answers: list[Mapping[str, Any]] = []
    ask = context.doc_id_graphql_query

    def asking(*query: Any, **options: Any) -> Any:
        answers.append(ask(*query, **options))
        return answers[-1]

    context.doc_id_graphql_query = asking  # type: ignore[method-assign]  # for this one look-up
    try:
        yield answers
    finally:
        context.doc_id_graphql_query = ask  # type: ignore[method-assign]
