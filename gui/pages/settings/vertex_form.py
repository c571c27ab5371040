"""What Vertex AI needs: project, bucket, locations and credentials."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui.pages.settings.key_field import KeyField
from gui.pages.settings.sign_in_field import SignInField
from gui.widgets.form import FormRow
from gui.widgets.segmented import Segmented
from services.settings import CredentialsKind

if TYPE_CHECKING:
    from gui.page_context import PageContext
    from services.settings import VertexSettings

INFERENCE_LOCATIONS = ("global", "us", "eu", "us-central1", "europe-west4")
TUNING_LOCATIONS = ("us-central1", "europe-west4")


class VertexForm(QWidget):
    """Fields that say when the user is done with one; nothing is sent from here."""

    edited = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._value = context.settings.value.vertex
        self.project = QLineEdit(placeholderText="my-project-123")
        self.bucket = QLineEdit(placeholderText="my-tuning-files")
        self.inference = _locations(INFERENCE_LOCATIONS)
        self.tuning = _locations(TUNING_LOCATIONS)
        self.serving = QLineEdit(self.tr("us or eu"), readOnly=True)
        self.credentials = Segmented(
            self.tr("Credentials"),
            (
                (self.tr("Application default"), CredentialsKind.APPLICATION_DEFAULT),
                (self.tr("Service-account key"), CredentialsKind.SERVICE_ACCOUNT),
                (self.tr("Sign in with Google"), CredentialsKind.SIGN_IN),
            ),
        )
        self.key = KeyField(context)
        self.sign_in = SignInField(context)
        self._build()
        self.show_value(self._value)
        for field in (self.project, self.bucket):
            field.editingFinished.connect(self._tell)
        for choice in (self.inference, self.tuning):
            choice.activated.connect(lambda _index: self._tell())
            field = choice.lineEdit()
            assert field is not None
            field.editingFinished.connect(self._tell)
        self.credentials.chosen.connect(lambda _kind: self._tell())

    def show_value(self, value: VertexSettings) -> None:
        """Show settings without telling."""
        self._value = value
        self.project.setText(value.project)
        self.bucket.setText(value.bucket)
        self.inference.setCurrentText(value.inference_location)
        self.tuning.setCurrentText(value.tuning_location)
        self.credentials.choose(value.credentials)
        self._show_problems()

    def _build(self) -> None:
        self._project_row = FormRow(
            self.tr("Project"), self.project, self.tr("Its id, not its name.")
        )
        self._bucket_row = FormRow(
            self.tr("Bucket"), self.bucket, self.tr("For training files; in the tuning location.")
        )
        self._credentials_row = FormRow(self.tr("Credentials"), self.credentials)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addLayout(_side_by_side(self._project_row, self._bucket_row))
        layout.addLayout(
            _side_by_side(
                FormRow(self.tr("Models answer in"), self.inference),
                FormRow(self.tr("Tuning runs in"), self.tuning),
                FormRow(self.tr("Tuned models answer in"), self.serving),
            )
        )
        layout.addWidget(self._credentials_row)
        layout.addWidget(self.key)
        layout.addWidget(self.sign_in)

    def _tell(self) -> None:
        value = replace(
            self._value,
            project=self.project.text().strip(),
            bucket=self.bucket.text().strip().removeprefix("gs://").rstrip("/"),
            inference_location=self.inference.currentText().strip() or INFERENCE_LOCATIONS[0],
            tuning_location=self.tuning.currentText().strip() or TUNING_LOCATIONS[0],
            credentials=self.credentials.value,
        )
        if value != self._value:
            self.show_value(value)
            self.edited.emit(value)

    def _show_problems(self) -> None:
        value = self._value
        self._project_row.set_problem("" if value.project else self.tr("Still needed."))
        self._bucket_row.set_problem("" if value.bucket else self.tr("Still needed."))
        self.key.setVisible(value.credentials is CredentialsKind.SERVICE_ACCOUNT)
        self.sign_in.setVisible(value.credentials is CredentialsKind.SIGN_IN)
        login = self.tr("Run “gcloud auth application-default login” once in a terminal.")
        by_default = value.credentials is CredentialsKind.APPLICATION_DEFAULT
        self._credentials_row.set_help(login if by_default else "")


def _locations(known: tuple[str, ...]) -> QComboBox:
    made = QComboBox(editable=True)
    made.addItems(known)
    return made


def _side_by_side(*rows: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(12)
    for row in rows:
        line.addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
    return line
