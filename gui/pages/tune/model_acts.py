"""What can be done with a tuned model, each after the question that it deserves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.background import Lane
from gui.message_dialog import MessageDialog
from gui.pages.tune.delete_model_dialog import DeleteModelDialog
from gui.pages.tune.successor_card import offer_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gui.page_context import PageContext
    from services.catalogue import BaseModel
    from services.domain.tuning import TuningJob
    from services.jobs import JobContext


class ModelActs(QObject):
    """Runs in the background; who shows the model hears of the outcome from the project."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._owner = owner
        self._models = context.project.tuned_models
        self._successors = context.project.successors

    def choose_default(self, job: TuningJob, checkpoint: str) -> None:
        """Make another checkpoint the default one."""
        title = self.tr("Changing the default checkpoint")
        self._run(title, lambda _: self._models.choose_default(job, checkpoint))

    def deploy(self, job: TuningJob) -> None:
        """Bring an undeployed model back."""
        self._run(self.tr("Deploying a model"), lambda _: self._models.deploy(job))

    def delete_files(self, job: TuningJob) -> None:
        """Delete what was uploaded for the job."""
        tuning = self._context.project.tuning
        self._run(self.tr("Deleting uploaded files"), lambda _: tuning.delete_uploaded(job))

    def ask_undeploy(self, job: TuningJob) -> None:
        """Take the model off its endpoints, after a question."""
        dialog = MessageDialog(
            self.tr("Undeploy this model?"),
            self.tr(
                "It and its checkpoints answer no more until you deploy them again. A deployed "
                "model costs nothing while it is not called."
            ),
            self._owner.window(),
        )
        title = self.tr("Undeploying a model")
        dialog.add_button(
            self.tr("Undeploy"),
            "danger",
            lambda: self._run(title, lambda _: self._models.undeploy(job)),
        )
        dialog.set_default(dialog.add_button(self.tr("Leave it"), "primary"))
        dialog.open()

    def ask_delete(self, job: TuningJob) -> None:
        """Delete the model for good, once its name was typed."""
        name = self._models.name(job)
        dialog = DeleteModelDialog(self._context.theme, name, self._owner.window())
        title = self.tr("Deleting a model")
        dialog.confirmed.connect(lambda: self._run(title, lambda _: self._models.delete(job)))
        dialog.open()

    def ask_successor(self, job: TuningJob, base: BaseModel) -> None:
        """Tune the same rows on another base model, after what it will take was said."""
        offer = self._successors.offer(job, base)
        words = self.tr(
            "The same frozen rows, answers and prompt, with the recipe of this model: {what}. The "
            "epochs and rate that suited {old} need not be the best for {new}."
        ).format(what=offer_words(offer), old=job.base_model, new=base.name)
        dialog = MessageDialog(
            self.tr("Tune the same rows on {base}?").format(base=base.name),
            words,
            self._owner.window(),
        )
        title = self.tr("Starting to tune {model}").format(model=base.name)
        dialog.add_button(self.tr("Not now"))
        start = dialog.add_button(
            self.tr("Tune {base}").format(base=base.name),
            "primary",
            lambda: self._run(title, lambda context: self._successors.tune(job, base, context)),
        )
        dialog.set_default(start)
        dialog.open()

    def ask_runs(self, job: TuningJob) -> None:
        """Run the model over the rows of its predecessor, after the calls were counted."""
        datasets = self._context.project.datasets
        calls = sum(
            datasets.snapshot_with_id(run.snapshot_id).size * run.samples
            for run in self._successors.missing_runs(job)
        )
        dialog = MessageDialog(
            self.tr("Evaluate it on the same rows?"),
            self.tr(
                "The rows on which its predecessor was measured: {n} calls with the prompt that it "
                "was tuned with."
            ).format(n=f"{calls:,}"),
            self._owner.window(),
        )
        title = self.tr("Running {model}").format(model=self._models.name(job))
        dialog.add_button(self.tr("Not now"))
        run = dialog.add_button(
            self.tr("Run it"),
            "primary",
            lambda: self._run(title, lambda context: self._successors.run(job, context)),
        )
        dialog.set_default(run)
        dialog.open()

    def _run(self, title: str, work: Callable[[JobContext], object]) -> None:
        self._context.background.run(
            title,
            work,
            owner=self,
            failed=lambda error: self._context.errors.show(error, self._owner),
            lane=Lane.NETWORK,
        )
