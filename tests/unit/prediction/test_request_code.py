"""The code that is shown for a call does what the call did."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.prediction import ConnectionKind, Model
from services.domain.prompt import Role, Turn
from services.ports import ModelRequest, WireCall
from services.prediction.request_code import python_code, request_code

if TYPE_CHECKING:
    from services.connection import Connection

NAME = "gemini-3.1-flash-lite"
MODEL = Model(NAME, NAME, "global", ConnectionKind.SANDBOX, NAME)
REQUEST = ModelRequest(
    'Say "refund" or "delivery".\nNothing else, $HOME and `id` neither.',
    (Turn(Role.USER, "Message: Wo ist mein Paket?\n환불 🎁\\n\nCategory:"),),
    choices=("refund", "delivery"),
)
VERTEX = WireCall("https://host/x:generateContent", {"contents": []}, MODEL, "my-project")


@pytest.fixture
def call(connection: Connection) -> WireCall:
    return connection.text_model().wire_call(MODEL, REQUEST)


def test_the_python_that_is_shown_runs(call: WireCall) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(python_code(call), "shown", "exec"), {})
    assert said.getvalue().strip() in REQUEST.choices


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
def test_the_curl_that_is_shown_runs(call: WireCall) -> None:
    code = request_code(call).curl.replace("curl -", "curl --noproxy '*' -")
    done = subprocess.run(["sh", "-c", code], capture_output=True, timeout=30, check=True)
    parts = json.loads(done.stdout)["candidates"][0]["content"]["parts"]
    assert parts[0]["text"] in REQUEST.choices


def test_what_is_shown_is_what_is_sent(call: WireCall) -> None:
    assert json.loads(request_code(call).request) == call.body
    assert REQUEST.system in call.body["systemInstruction"]["parts"][0]["text"]


def test_no_token_is_shown_but_a_way_to_one() -> None:
    code = request_code(VERTEX)
    assert "Bearer $(gcloud auth print-access-token)" in code.curl
    assert 'genai.Client(enterprise=True, project="my-project", location="global")' in code.python
    assert "ya29" not in code.python + code.curl + code.request


texts = st.text() | st.text(alphabet="a\"'\\\n\r\t\u2028\u202e{}한")


@given(texts, texts)
def test_texts_of_all_kinds_come_through(system: str, text: str) -> None:
    body: dict[str, Any] = {
        "contents": [{"role": "user", "parts": [{"text": text}]}],
        "systemInstruction": {"parts": [{"text": system}]},
    }
    code = python_code(WireCall("", body, MODEL, "p"))
    asked = next(
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and any(each.arg == "contents" for each in node.keywords)
    )
    said = {each.arg: ast.literal_eval(each.value) for each in asked.keywords}
    assert said["contents"] == body["contents"]
    assert said["config"]["system_instruction"] == system
