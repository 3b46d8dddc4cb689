"""The least that a downloader does: the same pages by ``requests``, each post as a line of JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import requests

FIELDS = {
    "max_results": "100",
    "expansions": "referenced_tweets.id",
    "tweet.fields": "attachments,conversation_id,created_at,edit_history_tweet_ids,entities,lang,note_tweet,"
    "public_metrics,referenced_tweets",
}


def main() -> None:
    """Fetch the timeline of the account at an address, with a token, into a file."""
    url, account, token, file = sys.argv[1:]
    session = requests.Session()
    session.headers.update({"Host": "api.twitter.com", "Authorization": f"Bearer {token}"})
    query = dict(FIELDS)
    with Path(file).open("w", encoding="utf-8") as out:
        while True:
            answer = session.get(f"{url}/2/users/{account}/tweets", params=query, timeout=30).json()
            out.writelines(json.dumps(post, ensure_ascii=False) + "\n" for post in answer["data"])
            if "next_token" not in answer["meta"]:
                return
            query["pagination_token"] = answer["meta"]["next_token"]


if __name__ == "__main__":
    main()
