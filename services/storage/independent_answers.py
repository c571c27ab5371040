"""What several authors said of the same examples, before anybody settled it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.domain.example import Source
from services.storage.examples import gold_value

if TYPE_CHECKING:
    from services.domain.example import Value
    from services.jobs import JobContext
    from services.storage.database import Database
    from services.storage.project_table import ProjectTable

SEVERAL = """
    SELECT row FROM current_answers WHERE adjudicated = 0 AND skipped = 0
    GROUP BY row HAVING count(*) > 1
"""


class IndependentAnswers:
    """Reads the log: who corrected an answer in a review had seen those of the others."""

    def __init__(self, database: Database, project: ProjectTable) -> None:
        self._database = database
        self._project = project

    def by_example(self, context: JobContext | None = None) -> dict[str, dict[str, Value]]:
        """By example id and author, the examples that two or more authors answered."""
        labels = self._project.label_numbers().id_of
        found: dict[str, dict[str, Value]] = {}
        with self._database.interruptible(context) as connection:
            for example_id, author, act, label, record in connection.execute(
                "SELECT e.id, l.author, l.act, l.label, l.record"
                f" FROM ({SEVERAL}) several JOIN answer_log l ON l.row = several.row"
                " JOIN examples e ON e.row = l.row JOIN example_states s ON s.row = l.row"
                " WHERE s.hidden = 0 AND s.row <= (SELECT last_row FROM project)"
                " AND l.act IN ('answer', 'skip', 'withdraw') AND l.source <> ?"
                " ORDER BY l.row, l.seq",
                (Source.REVIEWED,),
            ):
                said = found.setdefault(example_id, {})
                said.pop(author, None)
                value = gold_value(label, record, labels)
                if act == "answer" and value is not None:
                    said[author] = value
        return {example_id: said for example_id, said in found.items() if len(said) > 1}

    def by_author(self) -> dict[str, int]:
        """How many examples each author has answered, whoever else did."""
        counted = self._database.read().execute(
            "SELECT c.author, count(*) FROM current_answers c JOIN example_states s"
            " ON s.row = c.row WHERE c.adjudicated = 0 AND c.skipped = 0 AND s.hidden = 0"
            " AND s.row <= (SELECT last_row FROM project) GROUP BY c.author ORDER BY 2 DESC, 1"
        )
        return dict(counted)
