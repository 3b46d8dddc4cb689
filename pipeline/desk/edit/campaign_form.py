"""A campaign and an activity as a person fills them in: the values, and what is wrong with each field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from pydantic import ValidationError
from starlette.datastructures import FormData

from pipeline.analysis.known_campaigns import folded_name
from pipeline.files.cells import whole_number
from pipeline.settings.sections import FIRST_DAY, LAST_DAY, Campaign
from pipeline.transform.text.media_kinds import ADDRESS, medium_of, topic_of
from pipeline.transform.text.taxonomy import DIMENSIONS
from pipeline.transform.text.text import tokens

LONGEST, LONGEST_LIST, MOST = 120, 2_000, 2**53
PLANNED: Final = ("posts", "interactions", "views")
LISTS: Final = ("topics", "sources")
TEXTS: Final = ("district", "proof", "note", "title", "url")
Told = Mapping[str, Any]


async def posted_fields(request: Request) -> FormData:
    """Return the fields of a form whose names are not fixed."""
    return await request.form()


Fields = Annotated[FormData, Depends(posted_fields)]


def read_campaign(form: FormData) -> dict[str, Any]:
    """Return what was filled in, as the form shows it again; files and double fields do not count."""
    told: dict[str, Any] = {
        name: value.strip() for name, value in form.multi_items() if isinstance(value, str) and name not in LISTS
    }
    return told | {name: [one for one in form.getlist(name) if isinstance(one, str)] for name in LISTS}


def empty_campaign() -> dict[str, Any]:
    """Return a form that nobody filled in yet."""
    return {"name": "", "starts_on": "", "ends_on": "", "hashtags": "", "phrases": "", "topics": [], "sources": []}


def shown_campaign(campaign: Campaign) -> dict[str, Any]:
    """Return a campaign as the form shows it."""
    plan = {
        f"plan_{platform}_{what}": str(getattr(one, what))
        for platform, one in campaign.plan.items()
        for what in PLANNED
        if getattr(one, what) is not None
    }
    return plan | {
        "name": campaign.name,
        "starts_on": str(campaign.starts_on),
        "ends_on": str(campaign.ends_on),
        "hashtags": " ".join(f"#{tag.removeprefix('#')}" for tag in campaign.hashtags),
        "phrases": "\n".join(campaign.phrases),
        "topics": list(campaign.topics),
        "sources": list(campaign.sources),
    }


def definition_of(told: Told, platforms: Sequence[str]) -> dict[str, Any]:
    """Return the campaign as config.yaml would say it; days and numbers that cannot be read stay as they are."""
    plan = {
        platform: wanted
        for platform in platforms
        if (wanted := {what: _number(told, platform, what) for what in PLANNED if _number(told, platform, what)})
    }
    return {
        "name": " ".join(told.get("name", "").split()),
        "starts_on": told.get("starts_on", ""),
        "ends_on": told.get("ends_on", ""),
        "hashtags": re.findall(r"[^\s,;#]+", told.get("hashtags", "")),
        "phrases": [line.strip() for line in told.get("phrases", "").splitlines() if line.strip()],
        "topics": told.get("topics", []),
        "sources": told.get("sources", []),
        "plan": plan,
    }


def _number(told: Told, platform: str, what: str) -> int | str | None:
    given = told.get(f"plan_{platform}_{what}", "")
    return (whole_number(given) or given) if given else None


def campaign_mistakes(
    made: Told, taken: Collection[str], sources: Collection[str], platforms: Sequence[str]
) -> dict[str, str]:
    """Return field → key of the words that say what is wrong with it; *taken* are the names of others, folded."""
    wrong = _wrong_days(made["starts_on"], made["ends_on"])
    wrong |= _wrong_name(made["name"], taken) | _wrong_matching(made) | _wrong_plan(made, platforms)
    wrong |= {name: "wrong_too_long" for name in ("hashtags", "phrases") if len("".join(made[name])) > LONGEST_LIST}
    if not set(made["sources"]) <= set(sources):
        wrong["sources"] = "wrong_source"
    return wrong or _wrong_for_config(made)


def _wrong_name(name: str, taken: Collection[str]) -> dict[str, str]:
    if not name:
        return {"name": "wrong_missing"}
    if len(name) > LONGEST or not name.isprintable():
        return {"name": "wrong_long"}
    return {"name": "wrong_taken"} if folded_name(name) in taken else {}


def _wrong_matching(made: Told) -> dict[str, str]:
    wrong = {}
    if not (made["hashtags"] or made["phrases"] or made["topics"]):
        wrong["hashtags"] = "wrong_nothing_matches"
    if any(not any(tokens(phrase)) for phrase in made["phrases"]):
        wrong["phrases"] = "wrong_wordless"
    if not set(made["topics"]) <= set(DIMENSIONS):
        wrong["topics"] = "wrong_value"
    return wrong


def _wrong_plan(made: Told, platforms: Sequence[str]) -> dict[str, str]:
    return {
        f"plan_{platform}_{what}": "wrong_number"
        for platform in platforms
        for what, value in made["plan"].get(platform, {}).items()
        if not isinstance(value, int) or not 0 < value < MOST
    }


def _wrong_for_config(made: Told) -> dict[str, str]:
    """Ask config.yaml's own rules last: what they refuse must not be kept."""
    try:
        Campaign.model_validate(made)
    except ValidationError as error:
        return {str(one["loc"][0]) if one["loc"] else "name": "wrong_value" for one in error.errors()}
    return {}


def _wrong_days(first: str, last: str) -> dict[str, str]:
    wrong = {name: _wrong_day(day) for name, day in (("starts_on", first), ("ends_on", last)) if _wrong_day(day)}
    if not wrong and last < first:
        return {"ends_on": "wrong_order"}
    return wrong


def _wrong_day(day: str) -> str:
    if not day:
        return "wrong_missing"
    try:
        meant = date.fromisoformat(day)
    except ValueError:
        return "wrong_day"
    if f"{meant}" != day:
        return "wrong_day"
    return "" if FIRST_DAY <= meant <= LAST_DAY else "wrong_far_day"


def activity_of(told: Told) -> dict[str, Any]:
    """Return the activity that was filled in; what cannot be read is None."""
    day = told.get("held_on", "")
    counts = {name: whole_number(told.get(name, "")) for name in ("reached", "cost")}
    texts = {name: told.get(name) or None for name in TEXTS}
    return (
        texts
        | counts
        | {
            "held_on": None if _wrong_day(day) else date.fromisoformat(day),
            "kind": told.get("kind", ""),
            "campaign": told.get("campaign") or None,
        }
        | {"medium": medium_of(told.get("kind", "")), "topic": topic_of(told.get("topic", ""))}
    )


def activity_mistakes(told: Told, campaigns: Collection[str]) -> dict[str, str]:
    """Return field → key of the words that say what is wrong with it."""
    wrong = {"held_on": _wrong_day(told.get("held_on", ""))} if _wrong_day(told.get("held_on", "")) else {}
    if not told.get("kind"):
        wrong["kind"] = "wrong_missing"
    elif len(told["kind"]) > LONGEST:
        wrong["kind"] = "wrong_long"
    wrong |= {name: "wrong_too_long" for name in TEXTS if len(told.get(name, "")) > LONGEST_LIST}
    for name in ("reached", "cost"):
        given = told.get(name, "")
        number = whole_number(given)
        if given and (number is None or number >= MOST):
            wrong[name] = "wrong_number"
    if told.get("topic") and topic_of(told["topic"]) is None:
        wrong["topic"] = "wrong_value"
    if told.get("url") and not ADDRESS.fullmatch(told["url"]):
        wrong["url"] = "wrong_address"
    if told.get("campaign") and told["campaign"] not in campaigns:
        wrong["campaign"] = "wrong_campaign"
    return wrong
