"""Updates: builds a catalogue of the titles in an operator's file and the bundled ones."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.titles.catalogue.build import CatalogueBuilder, CatalogueChanges, Merges
from db.titles.catalogue.manami import DroppedLine, Metadata, open_source
from db.titles.catalogue.reader import check_replaceable, is_current
from db.titles.catalogue.records import TitleRecord
from db.titles.catalogue.seed import add_bundled, read_metadata

_STEP = 200
"""How many titles pass between two reports of progress."""

_MAX_EXAMPLES = 3
_MAX_TITLE_LENGTH = 60

Advance = Callable[[str, int, int], None]
"""Called with the name of the step, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of an update."""

    source: Metadata
    total: int
    """How many titles the catalogue has now."""
    changes: CatalogueChanges | None
    """None if no earlier catalogue could be read."""
    merged_lines: int
    """How many titles of the file turned out to repeat another title of the file."""
    merges: Merges
    """Those titles, and the bundled titles that the file has too."""
    reasons: Counter[str]
    """How many lines of the file were dropped, by reason."""
    examples: dict[str, list[DroppedLine]]
    """The first few of each reason."""


def update(source: Path, path: Path, *, advance: Advance) -> Report:
    """Rebuilds the catalogue at `path` from a JSONL file of the anime-offline-database and the bundled titles.

    The earlier catalogue stays in place until everything is done, and on any error. Raises SourceError if the source
    cannot be used, StorageError if `path` is not a catalogue, and OSError or sqlite3.OperationalError
    if the folder or the disk cannot be used.
    """
    check_replaceable(path)
    reasons: Counter[str] = Counter()
    examples: dict[str, list[DroppedLine]] = defaultdict(list)
    with CatalogueBuilder(path) as builder:
        with open_source(source) as titles:
            for number, title in enumerate(titles):
                if number % _STEP == 0:
                    advance("Reading", titles.position, titles.size)
                if isinstance(title, TitleRecord):
                    builder.add(title)
                    continue
                reasons[title.reason] += 1
                if len(examples[title.reason]) < _MAX_EXAMPLES:
                    examples[title.reason].append(title)
            advance("Reading", titles.size, titles.size)
            metadata = titles.metadata
        merged_lines = builder.merges.count
        add_bundled(builder)
        bundled = read_metadata()
        about = {
            "source": f"{metadata.repository}, {bundled['source']}",
            "version": f"{metadata.last_update}, {bundled['version']}",
            "licence": f"{metadata.licence}, {bundled['licence']}",
        }
        builder.finish(about, advance=lambda done, total: advance("Indexing", done, total))
        changes = builder.compare(path) if is_current(path) else None
        builder.publish()
    return Report(
        source=metadata,
        total=builder.count,
        changes=changes,
        merged_lines=merged_lines,
        merges=builder.merges,
        reasons=reasons,
        examples=examples,
    )


def describe(report: Report) -> str:
    """A report as lines of text."""
    lines = [
        f"The catalogue has {report.total:,} titles, from {report.source.repository} of {report.source.last_update} "
        f"({report.source.licence}) and the bundled ones."
    ]
    if report.changes is not None:
        new, gone, merged = report.changes
        changes = f"{new:,} added, {gone:,} gone, {merged:,} merged into others"
        lines.append(f"Compared with the earlier catalogue: {changes}.")
    bundled = report.merges.count - report.merged_lines
    lines.append(
        f"Merged: {bundled:,} bundled titles with the file's, {report.merged_lines:,} of the file's with each other."
    )
    if disputed := report.merges.disputed:
        names = ", ".join(disputed[:_MAX_EXAMPLES]) + " …" * (len(disputed) > _MAX_EXAMPLES)
        lines.append(f"{len(disputed):,} had keys of several titles and joined the one with the most: {names}")
    lines.append(f"Dropped: {report.reasons.total():,} lines.")
    for reason, number in report.reasons.most_common():
        examples = [
            f"line {dropped.line}" + (f", {dropped.title[:_MAX_TITLE_LENGTH]}" if dropped.title else "")
            for dropped in report.examples[reason]
        ]
        lines.append(f"  {number:,} × {reason}: {'; '.join(examples)}{' …' if number > _MAX_EXAMPLES else ''}")
    return "\n".join(lines)
