"""A model call as a person would make it elsewhere: its JSON, Python and curl."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.ports import WireCall

    Shown = str | int | float | bool | None | list["Shown"] | dict[str, "Shown"]

_ASK_GCLOUD = "gcloud auth print-access-token"
_SANDBOX_DESK = "/sandbox/token"
_NAMES = {
    "responseMimeType": "response_mime_type",
    "responseSchema": "response_schema",
    "responseJsonSchema": "response_json_schema",
    "thinkingConfig": "thinking_config",
    "thinkingBudget": "thinking_budget",
    "thinkingLevel": "thinking_level",
}
_END = "END_OF_REQUEST"
_INDENT = " " * 4
_LONG = 60


@dataclass(frozen=True, slots=True)
class RequestCode:
    """One call, in words that can be copied: `request` is the JSON that is sent.

    `python` uses google-genai and the application default credentials; `curl` asks gcloud for a
    token when it runs. No key and no token stands in them.
    """

    request: str
    python: str
    curl: str


def request_code(call: WireCall) -> RequestCode:
    """The texts of a call; those for the Sandbox work while it runs."""
    return RequestCode(pretty(call.body), python_code(call), curl_code(call))


def pretty(value: object) -> str:
    """JSON as it is shown."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def curl_code(call: WireCall) -> str:
    """For a POSIX shell; the quoted end word keeps the shell from reading the JSON."""
    token = _ASK_GCLOUD if call.base_url is None else f"curl -s {call.base_url}{_SANDBOX_DESK}"
    return (
        f"curl -X POST \\\n"
        f'  -H "Authorization: Bearer $({token})" \\\n'
        f'  -H "Content-Type: application/json; charset=utf-8" \\\n'
        f'  "{call.url}" \\\n'
        f"  --data-binary @- <<'{_END}'\n{pretty(call.body)}\n{_END}\n"
    )


def python_code(call: WireCall) -> str:
    """google-genai; see https://googleapis.github.io/python-genai/."""
    parts = [
        _imports(call),
        _client(call),
        "response = client.models.generate_content(",
        f"    model={_quoted(call.model.resource)},",
        f"    contents={_literal(call.body['contents'], 1)},",
        *_config(call.body),
        ")",
        "print(response.text)",
    ]
    return "\n".join(parts) + "\n"


def _imports(call: WireCall) -> str:
    if call.base_url is None:
        return "from google import genai\n"
    return (
        "from urllib.request import urlopen\n\n"
        "from google import genai\n"
        "from google.oauth2.credentials import Credentials\n"
    )


def _client(call: WireCall) -> str:
    place = f'project="{call.project}", location="{call.model.location}"'
    if call.base_url is None:
        return f"client = genai.Client(enterprise=True, {place})"
    return (
        "# The Sandbox on this machine; it answers while Tunesmith is open.\n"
        f'sandbox = "{call.base_url}"\n'
        f'token = urlopen(f"{{sandbox}}{_SANDBOX_DESK}").read().decode()\n'
        "client = genai.Client(\n"
        f"    enterprise=True,\n    {place.replace(', ', f',{chr(10)}    ')},\n"
        "    credentials=Credentials(token),\n"
        '    http_options={"base_url": sandbox},\n'
        ")"
    )


def _config(body: Mapping[str, Any]) -> list[str]:
    config: dict[str, Any] = {}
    system = body.get("systemInstruction")
    if system is not None:
        config["system_instruction"] = system["parts"][0]["text"]
    for name, value in body.get("generationConfig", {}).items():
        config[_NAMES.get(name, name)] = _renamed(value) if name == "thinkingConfig" else value
    return [f"    config={_literal(config, 1)},"] if config else []


def _renamed(value: Mapping[str, Any]) -> dict[str, Any]:
    return {_NAMES.get(name, name): entry for name, entry in value.items()}


def _literal(value: Shown, depth: int) -> str:
    """A Python literal, over several lines where one would be long."""
    if isinstance(value, str):
        return _text_literal(value, depth)
    if not isinstance(value, dict | list) or not value or _is_short(repr(value)):
        return _flat(value)
    inner, outer = _INDENT * (depth + 1), _INDENT * depth
    if isinstance(value, dict):
        lines = [f"{_flat(key)}: {_literal(entry, depth + 1)}" for key, entry in value.items()]
        opening, closing = "{", "}"
    else:
        lines = [_literal(entry, depth + 1) for entry in value]
        opening, closing = "[", "]"
    body = "".join(f"{inner}{line},\n" for line in lines)
    return f"{opening}\n{body}{outer}{closing}"


def _is_short(shown: str) -> bool:
    return len(shown) <= _LONG and "\\n" not in shown


def _flat(value: Shown) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flat(k)}: {_flat(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return repr(value)


def _text_literal(text: str, depth: int) -> str:
    """One literal a line, joined by Python, so that a long text can be read as it is."""
    lines = text.splitlines(keepends=True)
    if len(lines) <= 1:
        return _quoted(text)
    inner, outer = _INDENT * (depth + 1), _INDENT * depth
    return "(\n" + "".join(f"{inner}{_quoted(line)}\n" for line in lines) + f"{outer})"


def _quoted(text: str) -> str:
    """In double quotes; what cannot be seen is escaped, letters of all scripts stay."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    shown = (each if each.isprintable() else _escape(each) for each in escaped)
    return f'"{"".join(shown)}"'


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
