"""The errors of X API v2: those with a status of their own, and those that come with a 200."""

from __future__ import annotations

from typing import Any

from pipeline.demo.world.exchange import Answer, Refused
from pipeline.demo.world.world import Account, World, XPost

PROBLEM = "https://api.twitter.com/2/problems/"


def problem(status: int, title: str, kind: str = "about:blank", **more: str) -> Answer:
    """Make an error answer in the shape that X uses."""
    kind = kind if kind == "about:blank" else PROBLEM + kind
    return Answer(status, {"title": title, "type": kind, "status": status, "detail": title} | more)


def failure(name: str, world: World) -> Answer | None:
    """Return the answer of the fault *name*, or None if it is not one of X's own."""
    reset = str(int(world.now.timestamp()) + 900)
    limited = problem(429, "Too Many Requests")
    known = {
        "unauthorized": problem(401, "Unauthorized"),
        "not_enrolled": problem(
            403,
            "Client Forbidden",
            "client-forbidden",
            reason="client-not-enrolled",
            required_enrollment="Appropriate Level of API Access",
        ),
        "credits_depleted": problem(
            402, "CreditsDepleted", "credits", detail="The account has no credits left for this request."
        ),
        "usage_capped": problem(
            429,
            "UsageCapExceeded",
            "usage-capped",
            period="Monthly",
            scope="Product",
            detail="Usage cap exceeded: Monthly product cap",
        ),
        "rate_limited": limited,
        "rate_limited_no_reset": problem(429, "Too Many Requests"),
        "token_revoked": Answer(400, {"error": "invalid_request", "error_description": "Value passed was invalid."}),
        "scope_missing": problem(403, "Forbidden", detail="Missing required scope"),
        "over_capacity": problem(503, "Service Unavailable"),
        "not_found": problem(404, "Not Found"),
        "gateway_html": Answer(502, "<html><head><title>502 Bad Gateway</title></head></html>"),
    }
    limited.headers |= {
        "x-rate-limit-limit": "900",
        "x-rate-limit-remaining": "0",
        "x-rate-limit-reset": reset,
    }
    return known.get(name)


def bad(name: str, value: str) -> Refused:
    """Make the refusal of a query parameter that X does not take like this."""
    message = f"The `{name}` query parameter value [{value}] is not valid"
    errors = [{"parameters": {name: [value]}, "message": message}]
    answer = problem(400, "Invalid Request", "invalid-request", detail="A parameter of your request was invalid.")
    answer.body["errors"] = errors
    return Refused(answer)


def not_found(kind: str, value: str, parameter: str) -> dict[str, Any]:
    """Build the error that stands for something that is gone."""
    return {
        "value": value,
        "resource_id": value,
        "resource_type": kind,
        "parameter": parameter,
        "title": "Not Found Error",
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "type": PROBLEM + "resource-not-found",
    }


def not_authorized(kind: str, value: str, parameter: str) -> dict[str, Any]:
    """Build the error that stands for something that only followers may see."""
    return not_found(kind, value, parameter) | {
        "title": "Authorization Error",
        "detail": f"Sorry, you are not authorized to see the {kind} with {parameter}: [{value}].",
        "type": PROBLEM + "not-authorized-for-resource",
    }


def account_error(account: Account, asked_for: str, parameter: str) -> dict[str, Any] | None:
    """Build the error for an account that cannot be read by its id or username, or None."""
    name = account.native_id if parameter == "id" else account.name
    if name.lower() != asked_for.lower() or account.state == "missing":
        return not_found("user", asked_for, parameter)
    if account.state == "suspended":
        told = {"title": "Forbidden", "detail": f"User has been suspended: [{asked_for}]."}
        return not_found("user", asked_for, parameter) | told
    if account.state in ("protected", "private") and parameter == "id":
        return not_authorized("user", asked_for, parameter)
    return None


def field_errors(names: list[str], posts: list[XPost]) -> list[dict[str, Any]]:
    """Build an error for each field that only the account itself may read, for each post."""
    return [
        {
            "resource_type": "tweet",
            "field": name,
            "section": "data",
            "title": "Field Authorization Error",
            "detail": f"Sorry, you are not authorized to access '{name}' on the Tweet [{post.id}].",
            "type": PROBLEM + "not-authorized-for-field",
        }
        for name in names
        for post in posts
    ]
