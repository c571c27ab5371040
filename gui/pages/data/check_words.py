"""Findings and differences in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.pages.data.words import rows
from gui.translation import tr
from services.datasets.checks import FEWEST_OF_LABEL, Subject
from services.learning.text_profile import Tongue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.datasets.checks import Finding
    from services.learning.text_differences import TextDifferences, TongueShare

MOST_NAMES = 3


def finding_text(finding: Finding) -> str:
    """What was found, with its count."""
    text = {
        Subject.LEAKS: tr("{rows} with nearly the same text in another split."),
        Subject.SHOTS: tr("{rows}: shots of a prompt and nearly the same held-out rows."),
        Subject.CONFLICTS: tr("{rows} of the same text with different answers."),
        Subject.LABEL_ERRORS: tr(
            "{rows} with a likely wrong answer; the first is rather “{likelier}” than “{given}”."
        ),
        Subject.FEW: tr("Under {least} labelled rows to learn from: {names}."),
        Subject.IMBALANCE: tr("Far more rows than other labels ({rows}): {names}."),
        Subject.EMPTY: tr("{rows} with nothing to read."),
        Subject.LONG: tr("{rows} too long for a model that is tuned."),
        Subject.ODD_SCRIPT: tr("{rows} in a script that hardly another row has."),
        Subject.ODD_LENGTH: tr("{rows} far longer or shorter than the rest."),
        Subject.ODD_WORDS: tr("{rows} of letters and words that no other row has."),
    }[finding.subject]
    count, names = rows(len(finding.ids)), names_of(finding.labels)
    given, likelier = (*finding.labels, "", "")[:2]
    return text.format(
        rows=count, names=names, least=FEWEST_OF_LABEL, given=given, likelier=likelier
    )


def in_order_text(subjects: Sequence[Subject]) -> str:
    """What was looked at and is fine, in one line."""
    return tr("In order: {what}.").format(what=", ".join(map(subject_name, subjects)))


def subject_name(subject: Subject) -> str:
    """What is looked at, as part of a list."""
    return {
        Subject.LEAKS: tr("no copies across splits"),
        Subject.SHOTS: tr("shots unlike test rows"),
        Subject.CONFLICTS: tr("same texts answered the same"),
        Subject.LABEL_ERRORS: tr("no likely wrong answers"),
        Subject.FEW: tr("enough rows of each label"),
        Subject.IMBALANCE: tr("labels in balance"),
        Subject.EMPTY: tr("no empty rows"),
        Subject.LONG: tr("no row too long"),
        Subject.ODD_SCRIPT: tr("no rare scripts"),
        Subject.ODD_LENGTH: tr("no odd lengths"),
        Subject.ODD_WORDS: tr("no odd words"),
    }[subject]


def names_of(names: Sequence[str]) -> str:
    """A few names, and how many more there are."""
    shown = ", ".join(f"“{name}”" for name in names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return tr("{names} and {n} more").format(names=shown, n=more) if more > 0 else shown


def texts(count: int) -> str:
    """Such as “3 texts”."""
    return tr("1 text") if count == 1 else tr("{n} texts").format(n=f"{count:,}")


def difference_lines(found: TextDifferences) -> list[tuple[str, tuple[int, ...]]]:
    """How production differs, a sentence and the texts for each; none where it does not."""
    lines = [(_tongue_text(share), share.places) for share in found.tongues]
    usual = tr("Half of the labelled ones have up to {labelled}, half of these up to {here}.")
    lengths = usual.format(
        labelled=characters(found.labelled_length), here=characters(found.length)
    )
    for places, text in (
        (found.longer, tr("{texts} longer than nearly all labelled ones.")),
        (found.shorter, tr("{texts} shorter than nearly all labelled ones.")),
    ):
        if places:
            lines.append((f"{text.format(texts=texts(len(places)))} {lengths}", places))
    if found.words:
        words = ", ".join(f"“{word}”" for word in found.words)
        text = tr("{texts} with words that labelled ones hardly have: {words}.")
        lines.append(
            (text.format(texts=texts(len(found.with_words)), words=words), found.with_words)
        )
    if found.strange:
        text = tr("{texts} unlike anything that is labelled.")
        lines.append((text.format(texts=texts(len(found.strange))), found.strange))
    return lines


def characters(count: float) -> str:
    """A length."""
    return tr("1 character") if count == 1 else tr("{n} characters").format(n=f"{count:,.0f}")


def _tongue_text(share: TongueShare) -> str:
    text = tr("{texts} in {tongue}: {here} where it can be told, {labelled} of the labelled ones.")
    return text.format(
        texts=texts(len(share.places)),
        tongue=tongue_name(share.tongue),
        here=percent(share.production),
        labelled=percent(share.labelled) if share.labelled else tr("none"),
    )


def percent(share: float) -> str:
    """A share; one that rounds to nothing is said to be small."""
    rounded = round(100 * share)
    return tr("{n} %").format(n=rounded) if rounded else tr("under 1 %")


def tongue_name(tongue: Tongue) -> str:
    """A language, or a script."""
    return {
        Tongue.LATIN: tr("Latin letters"),
        Tongue.ENGLISH: tr("English"),
        Tongue.GERMAN: tr("German"),
        Tongue.FRENCH: tr("French"),
        Tongue.SPANISH: tr("Spanish"),
        Tongue.ITALIAN: tr("Italian"),
        Tongue.PORTUGUESE: tr("Portuguese"),
        Tongue.DUTCH: tr("Dutch"),
        Tongue.KOREAN: tr("Korean"),
        Tongue.JAPANESE: tr("Japanese"),
        Tongue.CHINESE: tr("Chinese"),
        Tongue.CYRILLIC: tr("Cyrillic letters"),
        Tongue.GREEK: tr("Greek"),
        Tongue.ARABIC: tr("Arabic letters"),
        Tongue.HEBREW: tr("Hebrew"),
        Tongue.DEVANAGARI: tr("Devanagari"),
        Tongue.THAI: tr("Thai"),
        Tongue.OTHER: tr("another script"),
        Tongue.NONE: tr("no letters"),
    }[tongue]
