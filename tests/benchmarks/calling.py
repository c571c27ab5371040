"""How fast many model calls go, what they leave in memory, and what becomes of those that fail."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.app import Workspace
from services.connection import Connection
from services.domain.example import ExampleFilter
from services.domain.prediction import PredictionState
from services.domain.task import Task
from services.jobs import JobContext
from services.settings import Folders, Settings
from tests.benchmarks.figures import figure, percentile
from tests.benchmarks.model_server import ROW, model_server
from tests.benchmarks.ticks import gaps
from tests.benchmarks.window import page_context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from services.domain.prediction import Model
    from services.domain.prompt import Prompt
    from services.domain.snapshot import Snapshot
    from services.jobs import Progress
    from services.vertex.adapters import Adapters
    from tests.benchmarks.figures import Figure

CALLS = 10_000
AT_ONCE = 64
DELAY = 0.2
FAULTS = 0.05
LABELS = ("refund", "card", "delivery")
STATES = {
    "ok": PredictionState.ANSWERED,
    "slow": PredictionState.ANSWERED,
    "blocked": PredictionState.REFUSED,
    "max_tokens": PredictionState.UNPARSABLE,
    "text": PredictionState.UNPARSABLE,
    "other_label": PredictionState.UNPARSABLE,
}
"""The right state of a row by the last answer it got; any other answer is a failed call."""
FAILED = PredictionState.FAILED


class ServedConnection(Connection):
    """A connection whose model is the server of the bench, over the real clients."""

    def __init__(self, folder: Path, base_url: str) -> None:
        super().__init__(Settings(author="me"), Folders.below(folder))
        self.adapters = _adapters(folder, base_url)

    def text_model(self) -> Any:
        return self.adapters.text_model


def _adapters(folder: Path, base_url: str) -> Adapters:
    from services.sandbox.keys import ensure_key
    from services.vertex.adapters import Adapters
    from services.vertex.address import ServiceAddress
    from services.vertex.credentials import from_key_file_on_this_machine
    from services.vertex.request_body import Abilities

    folder.mkdir(parents=True, exist_ok=True)
    key = ensure_key(folder, "bench", f"{base_url}/token")
    address = ServiceAddress("bench", "bucket", "us-central1", base_url)
    abilities = Abilities({}, frozenset())
    return Adapters.over(address, from_key_file_on_this_machine(key), abilities)


class Bench:
    """A project with as many rows as calls, a prompt and a model that the server plays."""

    def __init__(self, folder: Path, base_url: str, calls: int) -> None:
        self.connection = ServedConnection(folder / "connection", base_url)
        self.workspace = Workspace.create(
            folder / "bench.tunesmith",
            Task.classification("Bench", LABELS),
            settings=Settings(author="me"),
            connection=self.connection,
        )
        source = folder / "rows.jsonl"
        rows = (f"row {number}: my parcel never came, and I wait" for number in range(calls))
        source.write_text("".join(json.dumps({"text": row}) + "\n" for row in rows), "utf-8")
        self.workspace.datasets.import_file(source)
        self.prompt: Prompt = self.workspace.prompts.create("Plain")
        self.model: Model = self.connection.base_models()[0]
        self.snapshot: Snapshot = self.workspace.datasets.snapshot("all")

    def run(self, context: JobContext | None = None) -> Any:
        """Ask for each row, parse and store; nothing is taken from what was asked before."""
        work = self.workspace.prediction.run
        return work(self.model, self.prompt, self.snapshot, 1, context, ask_again=True)

    def texts(self) -> list[tuple[str, str]]:
        """System instruction and user turn of each call."""
        prompts = self.workspace.prompts
        renderer = prompts.renderer(self.prompt)
        rows = self.workspace.datasets.rows(ExampleFilter())
        examples = self.workspace.datasets.examples(rows)
        rendered = [renderer.render(prompts.row(example)) for example in examples]
        return [(each.system, each.turns[0].text) for each in rendered]

    def close(self) -> None:
        self.workspace.close()
        self.connection.close()


def engine(folder: Path, calls: int = CALLS) -> Figure:
    """Seconds for all calls, each reply parsed and stored; beside it calls and nothing more."""
    with model_server(DELAY) as base_url, a_bench(folder, base_url, calls) as bench:
        texts = bench.texts()
        bare = asyncio.run(_bare_genai(bench, texts))
        http = asyncio.run(_bare_http(bench, texts))
        began = time.perf_counter()
        bench.run()
        ours = time.perf_counter() - began
    ideal = calls / AT_ONCE * DELAY
    sys.stdout.write(f"engine: ideal {ideal:.2f} s, bare aiohttp {http:.2f} s\n")
    return figure("engine", ours, "s", bare)


def engine_gap(folder: Path, calls: int = CALLS) -> Figure:
    """The gaps of the window's event loop meanwhile, with the Evaluate page and the job strip."""
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from gui.pages.evaluate.page import EvaluatePage
    from gui.widgets.job_strip import JobStrip

    with (
        model_server(DELAY) as base_url,
        a_bench(folder, base_url, calls) as bench,
        page_context(bench.workspace) as context,
    ):
        window = QWidget()
        layout = QVBoxLayout(window)
        page = EvaluatePage(context)
        layout.addWidget(page)
        layout.addWidget(JobStrip(context.background, context.theme))
        window.resize(1244, 900)
        window.show()
        page.opened(None)
        idle = gaps(context, None)
        busy = gaps(context, bench.run)
        window.hide()
    return figure("engine_gap", percentile(busy, 99), "ms", percentile(idle, 99))


def engine_memory(folder: Path, calls: int = CALLS) -> Figure:
    """Megabytes that the process grows by from call 1,000 to the last."""
    sizes: dict[int, float] = {}

    def look(progress: Progress) -> None:
        if progress.done in {min(1000, calls // 10), calls}:
            sizes[progress.done] = _megabytes()

    with model_server(DELAY) as base_url, a_bench(folder, base_url, calls) as bench:
        bench.run(JobContext(look))
    return figure("engine_memory", sizes[max(sizes)] - sizes[min(sizes)], "MB")


def faults(folder: Path, calls: int = CALLS) -> Figure:
    """Rows in a wrong state, and rows sent again after an answer, when much goes wrong."""
    with model_server(0.0, FAULTS) as base_url, a_bench(folder, base_url, calls) as bench:
        run = bench.run()
        report = _report(base_url)
        states = {
            each.example_id: each.state for each in bench.workspace.prediction.predictions(run)
        }
        rows = bench.workspace.datasets.snapshot_rows(bench.snapshot)
        wrong = sum(
            states.get(row.example_id) is not STATES.get(report["last"][number], FAILED)
            or report["answered"].get(number, 0) > 1
            for row in rows
            for number in ROW.findall(row.text)
        )
    sys.stdout.write(f"faults: {Counter(report['last'].values())}\n")
    return figure("faults", wrong, "")


@contextmanager
def a_bench(folder: Path, base_url: str, calls: int) -> Generator[Bench]:
    """A bench that is closed in the end."""
    bench = Bench(folder, base_url, calls)
    try:
        yield bench
    finally:
        bench.close()


async def _bare_genai(bench: Bench, texts: list[tuple[str, str]]) -> float:
    """Seconds of the same calls by google.genai, with nothing around them."""
    from google.genai import types

    client = bench.connection.adapters.clients.asynchronous(bench.model.location)

    async def call(text: tuple[str, str]) -> None:
        await client.aio.models.generate_content(
            model=bench.model.resource,
            contents=text[1],
            config=types.GenerateContentConfig(
                system_instruction=text[0],
                response_mime_type="text/x.enum",
                response_schema={"type": "STRING", "enum": list(LABELS)},
            ),
        )

    seconds = await _all(texts, call)
    await bench.connection.adapters.clients.close_asynchronous()
    return seconds


async def _bare_http(bench: Bench, texts: list[tuple[str, str]]) -> float:
    """Seconds of the same calls by aiohttp, without Google's library."""
    import aiohttp

    url = bench.connection.adapters.address.call_url(bench.model)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def call(text: tuple[str, str]) -> None:
            turns = [{"role": "user", "parts": [{"text": text[1]}]}]
            async with session.post(url, json={"contents": turns}) as response:
                await response.json()

        return await _all(texts, call)


async def _all(
    texts: list[tuple[str, str]], call: Callable[[tuple[str, str]], Awaitable[None]]
) -> float:
    """Seconds until all are answered, AT_ONCE of them under way."""
    waiting = iter(texts)

    async def work() -> None:
        for text in waiting:
            await call(text)

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return time.perf_counter() - began


def _report(base_url: str) -> dict[str, dict[str, Any]]:
    with urllib.request.urlopen(f"{base_url}/report", timeout=10) as answer:
        return json.loads(answer.read())


def _megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
