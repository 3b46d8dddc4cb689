"""Invent citizens' responses for the demo's world, and the office's answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from pipeline.demo.world.sample_entry import Entry
from pipeline.demo.world.world import InstagramComment, World, XPost

PEOPLE = ("sari.w", "joko_p", "tono88", "dewi.lestari.bks", "agus_jatiasih", "rina_r", "warga_bks", "ibu_nani")
NUMBERED = 23  # so many people of each name: few write twice


def add_voices(world: World, entries: Iterable[Entry]) -> None:
    """Let citizens comment on the newest post of their moment, where there is one, and the office answer some."""
    for entry in entries:
        who = f"{PEOPLE[entry.vary('who') % len(PEOPLE)]}{entry.vary('number') % NUMBERED}"
        if entry.says["platform"] == "x":
            _on_x(world, entry, who.replace(".", "_"))
        else:
            _on_instagram(world, entry, who)


def _on_x(world: World, entry: Entry, who: str) -> None:
    earlier = [post for post in world.x if post.kind in {"post", "quote"} and post.at < entry.at]
    if not earlier:
        return
    text = f"@{world.x_account.name} {entry.fill(entry.says['text'])}"
    asked = XPost(text=text, author=who, at=entry.at, kind="reply", ref=max(earlier, key=lambda post: post.at))
    world.x_others.append(asked)
    if "answer" in entry.says:
        at = entry.at + timedelta(hours=entry.says["after"])
        world.x.append(XPost(text=f"@{who} {entry.says['answer']}", at=at, kind="reply", ref=asked))


def _on_instagram(world: World, entry: Entry, who: str) -> None:
    earlier = [post for post in world.instagram if post.at < entry.at]
    if not earlier:
        return
    answers = []
    if "answer" in entry.says:
        at = entry.at + timedelta(hours=entry.says["after"])
        answers = [InstagramComment(text=entry.says["answer"], user=world.instagram_account.name, at=at)]
    post = max(earlier, key=lambda one: one.at)
    text = entry.fill(entry.says["text"])
    post.comment_list.append(InstagramComment(text=text, user=who, full_name=who, at=entry.at, answers=answers))
    said = [at for comment in post.comment_list for at in (comment.at, *(answer.at for answer in comment.answers))]
    post.comments = max(post.comments, sum(at is None or at <= world.now for at in said))
