"""The summary that a head of section opens on Monday: a row a channel, dimension and campaign, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from pipeline.report.content.decision import running_campaigns
from pipeline.report.content.tables import Column, Table, Value, known_count, numeric
from pipeline.report.page_one.channels import ChannelRow
from pipeline.report.page_one.lines import issue_note, known_posts, missing_line, told_at_least
from pipeline.report.words.terms import SHORT_TOPICS
from pipeline.transform.measures.change import changes_of_counts

if TYPE_CHECKING:
    from pipeline.report.content.data import Issue, WeekData
    from pipeline.report.content.tables import Record
    from pipeline.report.content.wording import Wording
    from pipeline.report.guards.attempts import Attempts
    from pipeline.report.page_one.front import Front
    from pipeline.report.page_one.page_one import PageOne

NAME = "ringkasan"
COLUMNS = {
    "id": (
        "bagian",
        "nama",
        "kanal",
        "ukuran",
        "target",
        "realisasi",
        "minggu_lalu",
        "perubahan",
        "kata",
        "keterangan",
    ),
    "en": ("part", "name", "channel", "measure", "target", "done", "week_before", "change", "word", "note"),
}
MEANINGS = {
    "id": (
        "Kanal, Dimensi, Kampanye, atau Isu",
        "Nama kanal, dimensi, kampanye, atau isu",
        "Kanal yang dihitung",
        "Yang dihitung",
        "Target untuk minggu ini atau kampanye; kosong bila tidak ditetapkan",
        "Yang dicapai; kosong bila tidak diamati",
        "Angka minggu sebelumnya; kosong bila tidak diketahui",
        "Realisasi dikurangi minggu lalu; kosong bila salah satunya tidak diketahui",
        "Arti perubahan: Lebih tinggi, Lebih rendah, Belum tampak perbedaan, atau Data terlalu sedikit",
        "Keterangan singkat",
    ),
    "en": (
        "Channel, dimension, campaign or issue",
        "Name of the channel, dimension, campaign or issue",
        "Channel that is counted",
        "The figure that is counted",
        "Target of the week or campaign; empty where none is set",
        "Figure reached; empty where not looked at",
        "Figure of the week before; empty where not known",
        "Done less the week before; empty where one of them is not known",
        "Meaning of the change: Higher, Lower, No difference visible yet, or Too few data",
        "Short note",
    ),
}
KINDS = ("string",) * 4 + ("integer",) * 4 + ("string", "string")
SHEET = ("part", "name", "platform", "measure", "target", "done", "earlier", "difference", "word", "note")
PARTS = {
    "channel": ("Kanal", "Channel"),
    "dimension": ("Dimensi", "Dimension"),
    "campaign": ("Kampanye", "Campaign"),
    "issue": ("Isu", "Issue"),
}
MEASURES = {
    "posts": ("Unggahan/berita", "Posts"),
    "done": ("Unggahan kampanye", "Posts of the campaign"),
    "responses": ("Tanggapan", "Responses"),
    "all": ("Semua kanal", "All channels"),
}
MEASURE_OF = {"channel": "posts", "dimension": "posts", "campaign": "done", "issue": "responses"}
Row = tuple[Value, ...]


class Compared(NamedTuple):
    """A figure of the week beside its target and the week before, with the word for the change."""

    done: int | None
    target: int | None = None
    before: int | None = None
    word: str | None = None
    comparable: bool = True
    """Whether both weeks were read to their end; else no difference is told."""

    @property
    def difference(self) -> int | None:
        """Return what was done less the week before."""
        if not self.comparable or self.done is None or self.before is None:
            return None
        return self.done - self.before


def summary_table(  # noqa: PLR0913, PLR0917  # all that the rows tell of
    data: WeekData, tables: Mapping[str, Table], front: Front, page: PageOne, wording: Wording, attempts: Attempts
) -> Table:
    """Make the rows of the summary, in fixed columns that are named in the reader's language.

    A part that cannot be made has no rows, and is noted in *attempts*.
    """
    parts: dict[str, Callable[[], list[Row]]] = {
        "channels": lambda: _channels(page.channels, wording),
        "dimensions": lambda: _dimensions(data, front, tables["topics"].records(), page, wording),
        "campaigns": lambda: _campaigns(
            running_campaigns(tables["campaigns"].records(), data.week.last_day), wording, front.unread
        ),
        "issues": lambda: _issues(page.issues or (), wording),
    }
    rows = list[Row]()
    for name, make in parts.items():
        rows += attempts.attempt(name, make, list[Row]())
    described = zip(COLUMNS[wording.language], KINDS, MEANINGS[wording.language], strict=True)
    return Table(NAME, tuple(Column(*one) for one in described), rows)


def _words(pairs: Sequence[tuple[int, int] | None]) -> list[str | None]:
    """Compare the rows of one part with the week before, all of them together; none for a row without numbers."""
    words = iter(changes_of_counts([pair for pair in pairs if pair is not None]))
    return [None if pair is None else next(words) for pair in pairs]


def _channels(rows: Sequence[ChannelRow], wording: Wording) -> list[Row]:
    words = _words([(row.posts or 0, row.previous or 0) if row.comparable else None for row in rows])
    return [
        _row(
            "channel",
            row.account,
            Compared(row.posts, before=row.previous, word=word, comparable=row.comparable),
            _channel_note(row, wording),
            wording,
            platform=row.platform,
        )
        for row, word in zip(rows, words, strict=True)
    ]


def _channel_note(row: ChannelRow, wording: Wording) -> str:
    parts = [wording.text("no_data")] if row.posts is None else []
    if row.word:
        parts.append(f"{wording.text('typical')}: {wording.term('change', row.word).lower()}")
    if row.unanswered:
        parts.append(f"{wording.text('unanswered')}: {wording.counted(row.unanswered, 'questions')}")
    return "; ".join(parts)


def _dimensions(data: WeekData, front: Front, topics: Sequence[Record], page: PageOne, wording: Wording) -> list[Row]:
    """Compare dimensions with the week before; in a word only where both weeks are known of all channels."""
    now, last = _counts(topics), _counts(front.previous, str(data.week.shifted(-1)))
    earlier = bool(page.channels) and all(row.previous is not None for row in page.channels)
    comparable = earlier and all(row.comparable for row in page.channels)
    words = _words([(now[topic], last[topic]) if comparable else None for topic in SHORT_TOPICS])
    rows = []
    for topic, word in zip(SHORT_TOPICS, words, strict=True):
        share = front.targets.get(topic)
        target = ceil(round(share * now.total(), 6)) if share is not None and now.total() else None  # 0.07 of 100 are 7
        before = last[topic] if earlier else None
        compared = Compared(known_posts(now[topic], front), target, before, word, comparable)
        so_far = (
            wording.text("done_so_far") if front.unread and target is not None and compared.done is not None else ""
        )
        note = missing_line(front, [topic], wording) or so_far
        rows.append(_row("dimension", wording.term("topic", topic), compared, note, wording))
    return rows


def _counts(rows: Iterable[Record], week: str | None = None) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        if row["topic"] is not None and week in {None, row["iso_week"]}:
            counts[str(row["topic"])] += int(numeric(row["posts"]) or 0)
    return counts


def _campaigns(rows: Iterable[Record], wording: Wording, unread: Collection[str]) -> list[Row]:
    return [
        _row(
            "campaign",
            str(row["campaign"]),
            Compared(known_count(row["posts"]), target=known_count(row.get("planned_posts"))),
            _campaign_note(row, wording, unread),
            wording,
            platform=str(row["platform"] or ""),
        )
        for row in rows
    ]


def _campaign_note(row: Record, wording: Wording, unread: Collection[str]) -> str:
    verdict = wording.text(f"verdict_{row.get('verdict') or 'insufficient_data'}")
    done, target = known_count(row["posts"]), known_count(row.get("planned_posts"))
    so_far = row["platform"] in unread and told_at_least(done, target)
    return f"{wording.text('done_so_far')}; {verdict}" if so_far else verdict


def _issues(issues: Sequence[Issue], wording: Wording) -> list[Row]:
    befores = [issue.responses_before for issue in issues]
    words = _words(
        [None if before is None else (issue.responses, before) for issue, before in zip(issues, befores, strict=True)]
    )
    return [
        _row(
            "issue",
            issue.name,
            Compared(issue.responses, before=before, word=word),
            f"{wording.counted(issue.people, 'people')}{issue_note(issue, wording)}",
            wording,
        )
        for issue, before, word in zip(issues, befores, words, strict=True)
    ]


def _row(part: str, name: str, compared: Compared, note: str, wording: Wording, *, platform: str = "") -> Row:  # noqa: PLR0913
    """Make a row of all channels, or of one *platform*."""
    place = 0 if wording.language == "id" else 1
    return (
        PARTS[part][place],
        name,
        wording.term("platform", platform) if platform else MEASURES["all"][place],
        MEASURES[MEASURE_OF[part]][place],
        compared.target,
        compared.done,
        compared.before,
        compared.difference,
        wording.term("change", compared.word) if compared.word else None,
        note or None,
    )


def summary_sheet(table: Table) -> Table:
    """Give the same rows under the captions of the workbook."""
    columns = tuple(replace(column, name=name) for column, name in zip(table.columns, SHEET, strict=True))
    return Table("summary", columns, table.rows)
