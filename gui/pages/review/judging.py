"""Verdicts on mistakes, and taking them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.domain.prediction import Verdict

if TYPE_CHECKING:
    from gui.pages.review.session import Session
    from services.app import Workspace
    from services.domain.example import Value
    from services.domain.prompt import Prompt


@dataclass(frozen=True, slots=True)
class _Done:
    """A verdict that was given, and whether the history has a deed for it."""

    example_id: str
    before: Verdict | None
    after: Verdict
    deed: bool


class Judge:
    """Gives verdicts. Corrections and flags can be undone through the history at any time, bare
    verdicts while the page stays open."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._done: list[_Done] = []
        self._undone: list[_Done] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._done) or self._workspace.history.undo_title is not None

    def say(self, session: Session, verdict: Verdict) -> None:
        """Keep a verdict on the current row."""
        self._keep(session, verdict, deed=False)

    def correct(self, session: Session, value: Value) -> None:
        """Fix the gold answer of the current row. Raises AppError for no possible answer."""
        labeling, example_id = self._workspace.labeling, session.current.example_id
        before = labeling.mark(example_id)
        labeling.correct(example_id, value)
        self._keep(session, Verdict.GOLD_WRONG, deed=labeling.mark(example_id) != before)

    def flag(self, session: Session, reason: str) -> None:
        """Flag the current row as ambiguous. Raises AppError when it was deleted."""
        labeling, example_id = self._workspace.labeling, session.current.example_id
        before = labeling.mark(example_id)
        labeling.flag(example_id, reason=reason or "ambiguous")
        self._keep(session, Verdict.AMBIGUOUS, deed=labeling.mark(example_id) != before)

    def add_shot(self, session: Session) -> Prompt:
        """Show the current row in the newest version of the run's prompt.

        Raises AppError when it may not be shown: only training rows may.
        """
        prompts = self._workspace.prompts
        run = session.run
        newest = next(iter(prompts.versions(run.prompt_id)), None)
        prompt = newest or prompts.version(run.prompt_id, run.prompt_version)
        return prompts.add_shot(prompt, session.current.example_id)

    def undo(self, session: Session) -> str | None:
        """Take back the newest verdict, else the newest deed of the history; gives its example."""
        if not self._done:
            return self._undo_deed(session)
        done = self._done.pop()
        if done.deed:
            self._workspace.history.undo()
        self._put(session, done.example_id, done.before)
        self._undone.append(done)
        return done.example_id

    def redo(self, session: Session) -> str | None:
        """Do again what was taken back last; gives its example."""
        if not self._undone:
            redone = self._workspace.history.redo()
            return redone.example_id if redone else None
        done = self._undone.pop()
        if done.deed:
            self._workspace.history.redo()
        self._put(session, done.example_id, done.after)
        self._done.append(done)
        return done.example_id

    def forget(self) -> None:
        """From here on only the history can undo."""
        self._done.clear()
        self._undone.clear()

    def _keep(self, session: Session, verdict: Verdict, *, deed: bool) -> None:
        example_id = session.current.example_id
        self._done.append(_Done(example_id, session.verdict, verdict, deed))
        self._undone.clear()
        self._put(session, example_id, verdict)

    def _undo_deed(self, session: Session) -> str | None:
        """A correction or a flag that is taken back takes its verdict along."""
        undone = self._workspace.history.undo()
        if undone is None:
            return None
        example_id = undone.example_id
        if example_id is None:
            return None
        if session.verdicts.get(example_id) in {Verdict.GOLD_WRONG, Verdict.AMBIGUOUS}:
            self._put(session, example_id, None)
        return example_id

    def _put(self, session: Session, example_id: str, verdict: Verdict | None) -> None:
        self._workspace.evaluation.judge(session.run, example_id, verdict)
        session.note(example_id, verdict)
