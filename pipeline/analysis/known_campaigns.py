"""All campaigns: those of config.yaml, and those of the desk; where both name one, config.yaml counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from pipeline.settings.models import Config
from pipeline.settings.sections import Campaign
from storage.analysis.campaigns import load_definitions

if TYPE_CHECKING:
    from sqlalchemy import Connection


class KnownCampaigns(NamedTuple):
    """The campaigns that count, the names of those of the desk, and the faults of those that do not count, by name."""

    campaigns: tuple[Campaign, ...]
    of_desk: frozenset[str]
    faults: Mapping[str, str]

    @property
    def names(self) -> list[str]:
        """The names of all campaigns that count."""
        return [campaign.name for campaign in self.campaigns]


def known_campaigns(config: Config, connection: Connection) -> KnownCampaigns:
    """Read those of the desk, and join both kinds."""
    return join_campaigns(config, load_definitions(connection))


def join_campaigns(config: Config, of_desk: Iterable[Mapping[str, Any]]) -> KnownCampaigns:
    """Join both kinds; one of the desk that config.yaml names too, or that cannot be read, is left out and told."""
    made, faults = list[Campaign](), dict[str, str]()
    configured = {folded_name(campaign.name): campaign.name for campaign in config.campaigns}
    for told in of_desk:
        name = str(told.get("name"))
        if folded_name(name) in configured:
            faults[name] = (
                f"campaign {name}: config.yaml names it too, and counts; remove it there or at the desk (Kampanye)"
            )
            continue
        try:
            made.append(_without_unknown(Campaign.model_validate(told), config, faults))
        except ValidationError as error:
            told_why = f"{_first(error)}; remove it at the desk (Kampanye) and make it anew"
            faults[name] = f"campaign {name} of the desk is left out: {told_why}"
    names = frozenset(campaign.name for campaign in made)
    return KnownCampaigns((*config.campaigns, *made), names, faults)


def _without_unknown(campaign: Campaign, config: Config, faults: dict[str, str]) -> Campaign:
    """Leave out sources that config.yaml no longer has; where none is left, all own ones take part."""
    known = {source.id for source in config.sources}
    if lost := [source for source in campaign.sources if source not in known]:
        lost_names = ", ".join(lost)
        faults[campaign.name] = f"campaign {campaign.name} names {lost_names}, which config.yaml does not have any more"
    return campaign.model_copy(update={"sources": tuple(source for source in campaign.sources if source in known)})


def _first(error: ValidationError) -> str:
    told: Sequence[object] = [one["msg"] for one in error.errors()]
    return str(told[0]).removeprefix("Value error, ")  # as pydantic begins the words of our own rules


def folded_name(name: str) -> str:
    """Return a name as names are compared: upper case and spaces make no difference."""
    return " ".join(name.split()).casefold()
