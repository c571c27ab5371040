"""The whole program for a window, a script or a notebook: an open project and its use cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from services.adviser.survey import Surveyor
from services.adviser.use_cases import Adviser
from services.connection import Connection
from services.datasets.checking import Checks
from services.datasets.likeness import ExampleLikenesses
from services.datasets.samples import sample
from services.datasets.splits import Splits
from services.datasets.use_cases import Datasets
from services.evaluation.confidence import Confidence
from services.evaluation.importing import PredictionImport
from services.evaluation.judges import Judges
from services.evaluation.judging import JudgeCases
from services.evaluation.review import Review
from services.evaluation.run_votes import RunVotes
from services.evaluation.scorer import Scorer
from services.evaluation.side_by_side import SideBySide
from services.evaluation.similar_rows import SimilarRows
from services.evaluation.spending import Spending
from services.evaluation.use_cases import Evaluation
from services.evaluation.verifying import Verification
from services.history.use_cases import History
from services.labeling.agreement import Agreement
from services.labeling.bulk import Bulk
from services.labeling.keys import LabelKeys
from services.labeling.labels import Labels
from services.labeling.merging import Merging
from services.labeling.notes import Notes
from services.labeling.settling import Settling
from services.labeling.suggestions import Suggestions
from services.labeling.use_cases import Labeling
from services.learning.child import Child
from services.ports import SystemClock
from services.prediction.engine import Engine
from services.prediction.requests import Requests
from services.prediction.token_counts import TokenCounts
from services.prediction.trials import Trials
from services.prediction.use_cases import Predictions
from services.prompts.use_cases import Prompts
from services.settings import Folders, SettingsFile
from services.storage.advice import AdviceTable
from services.storage.answers import AnswerTable
from services.storage.curves import CurveTable
from services.storage.effects import all_effects
from services.storage.evaluation import EvaluationTable
from services.storage.examples import ExampleTable
from services.storage.glance import glance
from services.storage.history import HistoryTable
from services.storage.imports import ImportTable
from services.storage.independent_answers import IndependentAnswers
from services.storage.judgements import JudgementTable
from services.storage.label_keys import LabelKeyTable
from services.storage.label_use import LabelUseTable
from services.storage.merging import MergeTable
from services.storage.notes import NoteTable
from services.storage.project_file import ProjectFile
from services.storage.project_table import ProjectTable
from services.storage.prompts import PromptTable
from services.storage.runs import RunTable
from services.storage.scoring import ScoringTable
from services.storage.snapshots import SnapshotTable
from services.storage.splits import SplitTable
from services.storage.sweeps import SweepTable
from services.storage.tuning_jobs import TuningJobTable
from services.tuning.following import Following
from services.tuning.models import TunedModels
from services.tuning.outlook import Outlooks
from services.tuning.successors import Successors
from services.tuning.sweeps import Sweeps
from services.tuning.use_cases import Tuning

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.domain.changes import Changes
    from services.domain.glance import ProjectGlance
    from services.domain.task import Task
    from services.jobs import JobContext
    from services.ports import Clock
    from services.settings import Settings
    from services.storage.database import Database


class Workspace:
    """An open project. Each area of use cases is one attribute, named like its package.

    Use it as a context manager, or call `close`. `settings` default to the user's saved ones;
    `connection` defaults to one made from them (started on first use) and closed with the
    workspace; one that is handed in stays open.
    """

    def __init__(
        self,
        file: ProjectFile,
        *,
        settings: Settings | None = None,
        connection: Connection | None = None,
        clock: Clock | None = None,
    ) -> None:
        folders = Folders.of_user()
        self.settings = settings or SettingsFile(folders.config / "settings.toml").load()
        self._file = file
        self._clock = clock or SystemClock()
        self.connection = connection or Connection(self.settings, folders)
        self._owns_connection = connection is None
        self._build()

    @classmethod
    def create(
        cls,
        path: Path | str,
        task: Task,
        *,
        settings: Settings | None = None,
        connection: Connection | None = None,
        clock: Clock | None = None,
    ) -> Workspace:
        """A new project. Raises AppError when the file is there already or cannot be written."""
        clock = clock or SystemClock()
        file = ProjectFile.create(Path(path))
        try:
            ProjectTable(file.database).begin(task, clock.now())
            return cls(file, settings=settings, connection=connection, clock=clock)
        except BaseException:
            file.close()
            Path(path).unlink(missing_ok=True)
            raise

    @classmethod
    def from_sample(
        cls,
        name: str,
        path: Path | str,
        *,
        settings: Settings | None = None,
        connection: Connection | None = None,
        context: JobContext | None = None,
    ) -> Workspace:
        """A new project with a sample's rows: "banking", "film_reviews" or "extraction".

        Raises AppError for another name, or when the file cannot be written; then, or when it is
        stopped, no file is left.
        """
        chosen = sample(name)
        workspace = cls.create(path, chosen.task, settings=settings, connection=connection)
        try:
            chosen.fill(workspace.datasets, context)
            workspace.history.forget()
        except BaseException:
            workspace.close()
            Path(path).unlink(missing_ok=True)
            raise
        return workspace

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        settings: Settings | None = None,
        connection: Connection | None = None,
        clock: Clock | None = None,
    ) -> Workspace:
        """Open a project; what an interrupted import left behind is removed.

        Raises AppError, leaving the file untouched, when it is no project, damaged, newer than
        this program, or open in another window.
        """
        file = ProjectFile.open(Path(path))
        try:
            workspace = cls(file, settings=settings, connection=connection, clock=clock)
            workspace._imports.discard_unfinished()
        except BaseException:
            file.close()
            raise
        return workspace

    @staticmethod
    def glance(path: Path) -> ProjectGlance | None:
        """What a project file holds, without opening it; None when it is no readable project."""
        return glance(path)

    @property
    def id(self) -> str:
        """The project's UUID, the same in every copy of the file."""
        return self._project.record().id

    @property
    def path(self) -> Path:
        return self._file.database.path

    @property
    def on_shared_disk(self) -> bool:
        """Whether the file lies on a network share or in a synced folder: safe, but slower."""
        return self._file.on_shared_disk

    @property
    def task(self) -> Task:
        """What is asked of each text, as it is now."""
        return self._project.task()

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` after each change, on the changing thread; returns its removal."""
        return self._file.database.subscribe(listener)

    def save_copy(self, target: Path | str) -> None:
        """Write a whole copy of the project. Raises AppError when it cannot be written."""
        self._file.save_copy(Path(target))

    def close(self) -> None:
        """Stop what is under way; close the file, and the connection if it was made here."""
        self.prediction.close()
        self._child.close()
        self._file.close()
        if self._owns_connection:
            self.connection.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _build(self) -> None:
        database = self._file.database
        self._project = ProjectTable(database)
        self._examples = ExampleTable(database, self._project)
        self._answers = AnswerTable(database, self._project)
        self._deeds = HistoryTable(database)
        self._imports = ImportTable(database, self._project, self._answers, HistoryTable(database))
        self._child = Child()
        author = self.settings.author
        splits = SplitTable(database, self._deeds)
        likenesses = ExampleLikenesses(database, self._examples, self._child)
        drawn = Splits(self._project, splits, likenesses, self._clock)
        runs = RunTable(database)
        self.prompts = Prompts(
            database,
            PromptTable(database),
            self._project,
            self._examples,
            self._clock,
            self._child,
        )
        self.datasets = Datasets(
            author,
            self._project,
            self._examples,
            self._imports,
            drawn,
            SnapshotTable(database, self._project),
            self._clock,
            self.prompts,
        )
        self.checks = Checks(
            database, self._project, self._examples, self.prompts, likenesses, self._child
        )
        jobs, sweeps = TuningJobTable(database), SweepTable(database)
        self.tuning = Tuning(
            Outlooks(
                database,
                jobs,
                self._project,
                self._examples,
                self.prompts,
                self.connection,
                self._clock,
            ),
            jobs,
            sweeps,
            self._examples,
            self.datasets,
            self.prompts,
            self.connection,
            self._clock,
        )
        self.following = Following(
            self.tuning, jobs, CurveTable(database), self.connection, self._clock
        )
        requests = Requests(self._project, self._examples, self.prompts)
        engine = Engine(self.connection.text_model, limit=self.settings.calls_at_once)
        self.trials = Trials(
            requests, self.prompts, self.connection, engine, TokenCounts(runs.token_sums)
        )
        self.prediction = Predictions(
            runs,
            requests,
            self.prompts,
            self.datasets,
            self.connection,
            engine,
            self.tuning.models,
            self._clock,
        )
        self.tuned_models = TunedModels(
            self.tuning,
            jobs,
            self._project,
            SnapshotTable(database, self._project),
            self.datasets,
            self.connection,
        )
        self.successors = Successors(
            self.tuning,
            self.tuned_models,
            jobs,
            self.datasets,
            self.prompts,
            self.prediction,
            self.connection,
            self._clock,
        )
        self.side_by_side = SideBySide(self._project, self.datasets, runs)
        self._build_evaluation(database, runs, engine)
        self.sweeps = Sweeps(
            sweeps,
            self.tuning,
            self.prediction,
            self.evaluation,
            self.datasets,
            self.prompts,
            self.connection,
        )
        self.verification = Verification(self._project, self.evaluation, self.connection)
        self.history = History(
            database,
            self._examples,
            self._answers,
            self._deeds,
            all_effects(self._answers, self._clock),
            self._clock,
        )
        self.labels = Labels(author, self._project, LabelUseTable(database), self.history)
        self.bulk = Bulk(author, self._project, self._examples, splits, self.history)
        self.suggestions = Suggestions(self._project, self._examples, runs, self._child)
        self.labeling = Labeling(
            author,
            self._project,
            self._examples,
            self._answers,
            self.history,
            self.labels,
            self.suggestions,
        )
        self.label_keys = LabelKeys(self._project, LabelKeyTable(database))
        self.notes = Notes(author, self._examples, NoteTable(database), self._clock)
        self.merging = Merging(
            self.path, self._project, MergeTable(database, self._deeds), self._clock
        )
        self.agreement = Agreement(self._project, IndependentAnswers(database, self._project))
        self.settling = Settling(self._project, self._examples, self._answers)
        self.review = Review(
            self._project,
            self.datasets,
            runs,
            EvaluationTable(database),
            self.evaluation,
            self._scorer,
            self.labeling,
            self.history,
        )
        self.similar_rows = SimilarRows(self._examples, self._child)

    def _build_evaluation(self, database: Database, runs: RunTable, engine: Engine) -> None:
        self._scorer = Scorer(database, self._child)
        self.evaluation = Evaluation(
            self._project,
            self.datasets,
            runs,
            EvaluationTable(database),
            self._scorer,
            Spending(TuningJobTable(database), self.prediction.dollars),
            PredictionImport(
                self._project, self.datasets, runs, ScoringTable(database), self._clock
            ),
            self._clock,
        )
        judgements = JudgementTable(database)
        votes = RunVotes(database, self._project, runs, self.evaluation)
        self.judges = Judges(
            JudgeCases(self._project, self._examples, self.prompts),
            self.datasets,
            runs,
            judgements,
            votes,
            self.connection,
            engine,
            self._clock,
        )
        self.confidence = Confidence(self.datasets, runs, judgements, votes, self.judges)
        surveyor = Surveyor(
            self._project,
            self.datasets,
            self.prediction,
            self.evaluation,
            self.tuning,
            self.tuned_models,
            self.connection,
        )
        self.adviser = Adviser(surveyor, AdviceTable(database), self._clock)
