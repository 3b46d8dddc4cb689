"""Read the newest exports of Instagram: posts whose text, link and time stand behind labels in any language. Pure.

An item is ``{"timestamp": 1763264000, "media": [{"uri"}], "label_values": [{"label": "Caption", "value": …}, {"label":
"URL", "value": …}, {"title": "Owner", "dict": [{"dict": [{"label": "Username", "value": …}]}]}]}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.instagram.archives.owner import LABELS, plain_label
from collectors.side_values import SideValues

Item = Mapping[str, Any]

ADDRESS = re.compile(r"https?://\S+")
POST = re.compile(r"https?://(?:www\.)?instagram\.com/(?:[\w.]+/)?(?:p|reels?|tv)/[\w-]{5,}/?", re.ASCII)
CAPTIONS = frozenset({
    "caption", "captions", "post caption", "keterangan", "teks", "takarir", "kapsi", "legenda", "légende", "texte",
    "bildunterschrift", "beschriftung", "bildtext", "pie de foto", "descripción", "texto", "legenda da publicação",
    "didascalia", "bijschrift", "onderschrift", "açıklama", "podpis", "opis", "подпись", "підпис", "описание",
    "キャプション", "캡션", "문구", "说明", "說明", "說明文字", "配文",
    "标题", "التسمية التوضيحية", "شرح", "התיאור", "כיתוב",
    "คำบรรยาย", "คำบรรยายภาพ", "chú thích", "bildtexter", "billedtekst", "bildetekst", "kuvateksti", "popisek",
    "felirat", "képaláírás", "λεζάντα", "descriere", "कैप्शन", "ক্যাপশন", "kapsyen",
})  # fmt: skip
NO_CAPTIONS = frozenset({
    "url", "link", "tautan", "location", "lokasi", "name", "nama", "hashtags", "tagar", "alt text", "teks alternatif",
    "accessibility caption", "type", "jenis", "media type", "audience", "music", "musik", "owner", "pemilik",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """The contents of an item's labels."""

    text: str | None
    url: str | None
    moments: tuple[Any, ...]
    media: tuple[Item | str, ...]
    owner: str | None


def read_labels(item: Item, side: SideValues) -> Labelled:
    """Read the labels of an item; where none names its text and several may be it, that is noted in *side*."""
    told = list(_labels(item.get("label_values")))
    values = [(plain_label(label), value) for one in told if (label := _text(one, "label")) and (value := _value(one))]
    outermost = item.get("label_values")
    is_textless = any(_names_text(one) for one in (outermost if isinstance(outermost, list) else [outermost]))
    return Labelled(
        text=_told_caption(values) or (None if is_textless else _likely_caption(values, side)),
        url=next((found[0] for _, value in values if (found := POST.match(value))), None),
        moments=tuple(one["timestamp_value"] for one in told if one.get("timestamp_value")),
        media=tuple(medium for one in told for medium in _media(one)),
        owner=next((value.removeprefix("@") for label, value in values if label in LABELS), None),
    )


def _names_text(label: Any) -> bool:
    """Tell whether an outermost label names the text beside a value, be it an empty one.

    A label around others, or an empty one within another, does not tell that the post has no text.
    """
    if not isinstance(label, dict) or label.keys() & {"dict", "vec"} or not label.keys() & {"value", "href"}:
        return False
    return plain_label(_text(label, "label") or "") in CAPTIONS


def _told_caption(values: list[tuple[str, str]]) -> str | None:
    """Return the text that its label names."""
    return next((value for label, value in values if label in CAPTIONS), None)


def _likely_caption(values: list[tuple[str, str]], side: SideValues) -> str | None:
    """Choose the text among the values that can be one: the longest."""
    others = NO_CAPTIONS | LABELS
    may_be = [value for label, value in values if label not in others and not ADDRESS.fullmatch(value)]
    if len(may_be) > 1:
        side.note("label_values")
    return max(may_be, key=len, default=None)


def _labels(told: Any) -> Iterator[Item]:
    """Yield the labels, outer ones before those within them."""
    level = told if isinstance(told, list) else [told]
    while level:
        found = [one for one in level if isinstance(one, dict)]
        yield from found
        inner = [one[name] for one in found for name in ("dict", "vec") if one.get(name)]
        level = [one for part in inner for one in (part if isinstance(part, list) else [part])]


def _media(label: Item) -> list[Item | str]:
    told = label.get("media")
    return [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, (dict, str))]


def _value(label: Item) -> str | None:
    return _text(label, "value") or _text(label, "href")


def _text(of: Item, name: str) -> str | None:
    value = of.get(name)
    return value if isinstance(value, str) and value.strip() else None
