"""Suggestions for the rows at hand: fetched ahead, and learned anew as answers come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.background import Lane
from gui.latest import Latest

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from services.domain.example import Example
    from services.domain.prediction import Run
    from services.jobs import JobContext
    from services.labeling.session import Session
    from services.labeling.suggestions import Suggestion

AHEAD = 12
ANSWERS_BETWEEN = 10
"""After how many new answers the local model learns again."""
MOST_KEPT = 500


class Suggesting(QObject):
    """`changed` says that more is known, `failed` why learning did not come about.

    Nothing is learned before suggestions are wanted.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._service = context.project.suggestions
        self._run: Run | None = None
        self._session: Session | None = None
        self._known: dict[str, Suggestion | None] = {}
        self._wanted = False
        self._learned = False
        self._learning = False
        self._new_answers = 0
        self._fetching = Latest(
            context.background, self, self.tr("Looking for suggestions"), pause_ms=0
        )

    @property
    def run(self) -> Run | None:
        """The stored run that suggests; None: the local model does."""
        return self._run

    @property
    def possible(self) -> bool:
        """Whether there is anything that could suggest."""
        return self._run is not None or self._context.project.task.kind.has_labels

    @property
    def busy(self) -> bool:
        return self._learning or self._fetching.busy

    def take_from(self, run: Run | None) -> None:
        """Let a stored run suggest, or with None the local model."""
        self._run = run
        self.forget()

    def forget(self) -> None:
        """What was suggested may not hold any more, such as after a change of the labels."""
        self._fetching.drop()
        self._known.clear()
        self.changed.emit()

    def of(self, example: Example) -> Suggestion | None:
        """What is suggested for an example, as far as it is known yet."""
        return self._known.get(example.id)

    def knows(self, example: Example) -> bool:
        """Whether it is known what is suggested, even if that is nothing."""
        return example.id in self._known

    def want(self, session: Session) -> None:
        """Have suggestions for the rows from here on; `changed` follows if that takes a while."""
        self._wanted = True
        self.prepare(session)

    def prepare(self, session: Session) -> None:
        """Fetch ahead for the rows from here on, if suggestions are wanted at all."""
        self._session = session
        if not self._wanted or not self.possible or self._learning:
            return
        if self._run is None and (not self._learned or self._new_answers >= ANSWERS_BETWEEN):
            self._learn()
            return
        rows = session.upcoming(AHEAD)
        if rows and rows[0].id not in self._known:
            self._fetching.ask(lambda context: self._said(rows, context), self._keep)

    def count_answer(self) -> None:
        """One more answer from which the local model can learn."""
        self._new_answers += 1

    def _learn(self) -> None:
        self._learning, self._new_answers = True, 0
        self._context.background.run(
            self.tr("Learning from the answers"),
            self._service.learn,
            owner=self,
            done=lambda _: self._end_learning(),
            failed=self._fail,
            cancelled=self._end_learning,
            lane=Lane.READ,
            quiet=True,
        )

    def _fail(self, error: BaseException) -> None:
        self._end_learning()
        self.failed.emit(error)

    def _end_learning(self) -> None:
        self._learning, self._learned = False, True
        self._known.clear()
        if self._session is not None:
            self.prepare(self._session)

    def _said(self, rows: list[Example], context: JobContext) -> dict[str, Suggestion | None]:
        ids = [example.id for example in rows]
        run = self._run
        found = self._service.of_run(run, ids) if run else self._service.local(rows, context)
        return {example_id: found.get(example_id) for example_id in ids}

    def _keep(self, said: dict[str, Suggestion | None]) -> None:
        if len(self._known) > MOST_KEPT:
            self._known.clear()
        self._known |= said
        self.changed.emit()
