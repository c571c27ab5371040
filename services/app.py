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
from services.reporting.gathering import Gatherer
from services.reporting.tuned import TuningFacts
from services.reporting.use_cases import Reports
from services.settings import Folders, SettingsFile
from services.storage.effects import all_effects
from services.storage.glance import glance
from services.storage.project_file import ProjectFile
from services.storage.project_table import ProjectTable
from services.storage.tables import Tables
from services.tuning.following import Following
from services.tuning.models import TunedModels
from services.tuning.outlook import Outlooks
from services.tuning.successors import Successors
from services.tuning.sweeps import Sweeps
from services.tuning.use_cases import Tuning

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.catalogue import Price
    from services.domain.changes import Changes
    from services.domain.glance import ProjectGlance
    from services.domain.task import Task
    from services.jobs import JobContext
    from services.ports import Clock
    from services.settings import Settings


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
            workspace._tables.imports.discard_unfinished()
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
        return self._tables.project.record().id

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
        return self._tables.project.task()

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
        self._tables = Tables(self._file.database)
        self._child = Child()
        self._build_data(self._tables)
        self._build_models(self._tables)
        self._build_evaluation(self._tables)
        self._build_reports(self._tables)
        self._build_labeling(self._tables)

    def _build_data(self, tables: Tables) -> None:
        database = self._file.database
        likenesses = ExampleLikenesses(database, tables.examples, self._child)
        self.prompts = Prompts(
            database, tables.prompts, tables.project, tables.examples, self._clock, self._child
        )
        self.datasets = Datasets(
            self.settings.author,
            tables.project,
            tables.examples,
            tables.imports,
            Splits(tables.project, tables.splits, likenesses, self._clock),
            tables.snapshots,
            self._clock,
            self.prompts,
        )
        self.checks = Checks(
            database, tables.project, tables.examples, self.prompts, likenesses, self._child
        )
        self.history = History(
            database,
            tables.examples,
            tables.answers,
            tables.deeds,
            all_effects(tables.answers, self._clock),
            self._clock,
        )

    def _build_models(self, tables: Tables) -> None:
        connection, clock, jobs = self.connection, self._clock, tables.jobs
        self.tuning = Tuning(
            Outlooks(
                self._file.database,
                jobs,
                tables.project,
                tables.examples,
                self.prompts,
                connection,
                clock,
            ),
            jobs,
            tables.sweeps,
            tables.examples,
            self.datasets,
            self.prompts,
            connection,
            clock,
        )
        self.following = Following(self.tuning, jobs, tables.curves, connection, clock)
        self.tuned_models = TunedModels(
            self.tuning, jobs, tables.project, tables.snapshots, self.datasets, connection
        )
        requests = Requests(tables.project, tables.examples, self.prompts)
        self._engine = Engine(connection.text_model, limit=self.settings.calls_at_once)
        self.trials = Trials(
            requests, self.prompts, connection, self._engine, TokenCounts(tables.runs.token_sums)
        )
        self.prediction = Predictions(
            tables.runs,
            requests,
            self.prompts,
            self.datasets,
            connection,
            self._engine,
            self.tuning.models,
            clock,
        )
        self.successors = Successors(
            self.tuning,
            self.tuned_models,
            jobs,
            self.datasets,
            self.prompts,
            self.prediction,
            connection,
            clock,
        )

    def _build_evaluation(self, tables: Tables) -> None:
        database, runs = self._file.database, tables.runs
        self._scorer = Scorer(database, self._child)
        self.evaluation = Evaluation(
            tables.project,
            self.datasets,
            runs,
            tables.evaluation,
            self._scorer,
            Spending(tables.jobs, self.prediction.dollars),
            PredictionImport(tables.project, self.datasets, runs, tables.scoring, self._clock),
            self._clock,
        )
        votes = RunVotes(database, tables.project, runs, self.evaluation)
        self.judges = Judges(
            JudgeCases(tables.project, tables.examples, self.prompts),
            self.datasets,
            runs,
            tables.judgements,
            votes,
            self.connection,
            self._engine,
            self._clock,
        )
        self.confidence = Confidence(self.datasets, runs, tables.judgements, votes, self.judges)
        self.side_by_side = SideBySide(tables.project, self.datasets, runs)
        self.verification = Verification(tables.project, self.evaluation, self.connection)
        self.sweeps = Sweeps(
            tables.sweeps,
            self.tuning,
            self.prediction,
            self.evaluation,
            self.datasets,
            self.prompts,
            self.connection,
        )
        surveyor = Surveyor(
            tables.project,
            self.datasets,
            self.prediction,
            self.evaluation,
            self.tuning,
            self.tuned_models,
            self.connection,
        )
        self.adviser = Adviser(surveyor, tables.advice, self._clock)

    def _build_labeling(self, tables: Tables) -> None:
        author, project, examples = self.settings.author, tables.project, tables.examples
        self.labels = Labels(author, project, tables.label_use, self.history)
        self.bulk = Bulk(author, project, examples, tables.splits, self.history)
        self.suggestions = Suggestions(project, examples, tables.runs, self._child)
        self.labeling = Labeling(
            author,
            project,
            examples,
            tables.answers,
            self.history,
            self.labels,
            self.suggestions,
        )
        self.label_keys = LabelKeys(project, tables.label_keys)
        self.notes = Notes(author, examples, tables.notes, self._clock)
        self.merging = Merging(self.path, project, tables.merges, self._clock)
        self.agreement = Agreement(project, tables.independent_answers)
        self.settling = Settling(project, examples, tables.answers)
        self.review = Review(
            project,
            self.datasets,
            tables.runs,
            tables.evaluation,
            self.evaluation,
            self._scorer,
            self.labeling,
            self.history,
        )
        self.similar_rows = SimilarRows(examples, self._child)

    def _build_reports(self, tables: Tables) -> None:
        def price(base: str) -> Price:
            return self.connection.catalogue.price(base)

        gatherer = Gatherer(
            tables.project,
            tables.imports,
            self.datasets,
            self.prompts,
            self.prediction,
            self.evaluation,
            TuningFacts(tables.jobs, tables.curves, price),
            self._clock,
        )
        self.reports = Reports(gatherer, self.prompts)
