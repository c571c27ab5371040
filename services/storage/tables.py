"""All tables of an open project file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.storage.advice import AdviceTable
from services.storage.answers import AnswerTable
from services.storage.curves import CurveTable
from services.storage.evaluation import EvaluationTable
from services.storage.examples import ExampleTable
from services.storage.history import HistoryTable
from services.storage.imports import ImportTable
from services.storage.independent_answers import IndependentAnswers
from services.storage.judgements import JudgementTable
from services.storage.label_keys import LabelKeyTable
from services.storage.label_use import LabelUseTable
from services.storage.merging import MergeTable
from services.storage.notes import NoteTable
from services.storage.project_table import ProjectTable
from services.storage.prompts import PromptTable
from services.storage.runs import RunTable
from services.storage.scoring import ScoringTable
from services.storage.snapshots import SnapshotTable
from services.storage.splits import SplitTable
from services.storage.sweeps import SweepTable
from services.storage.tuning_jobs import TuningJobTable

if TYPE_CHECKING:
    from services.storage.database import Database


class Tables:
    """One of each; records go in and out, and SQL stays inside."""

    def __init__(self, database: Database) -> None:
        self.project = ProjectTable(database)
        self.examples = ExampleTable(database, self.project)
        self.answers = AnswerTable(database, self.project)
        self.independent_answers = IndependentAnswers(database, self.project)
        self.notes = NoteTable(database)
        self.label_keys = LabelKeyTable(database)
        self.label_use = LabelUseTable(database)
        self.deeds = HistoryTable(database)
        self.imports = ImportTable(database, self.project, self.answers, self.deeds)
        self.merges = MergeTable(database, self.deeds)
        self.splits = SplitTable(database, self.deeds)
        self.snapshots = SnapshotTable(database, self.project)
        self.prompts = PromptTable(database)
        self.runs = RunTable(database)
        self.scoring = ScoringTable(database)
        self.evaluation = EvaluationTable(database)
        self.judgements = JudgementTable(database)
        self.jobs = TuningJobTable(database)
        self.sweeps = SweepTable(database)
        self.curves = CurveTable(database)
        self.advice = AdviceTable(database)
