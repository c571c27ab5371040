"""Many calls at once: one asyncio loop in one thread, shared by all runs."""

from __future__ import annotations

import asyncio
import queue
import random
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from services.jobs import JobCancelled, JobContext
from services.ports import CallError
from services.prediction.governor import FIRST, Governor
from services.prediction.retries import TOO_MANY, UNAUTHORIZED, RetryPolicy
from services.settings import CALLS_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator

    from services.domain.prediction import Model
    from services.ports import ModelRequest, Reply, TextModel

IDLE_SECONDS = 0.1
BUNCH_SECONDS = 0.02

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Call:
    """One request to be sent, for sample number `sample` of an example."""

    example_id: str
    sample: int
    request: ModelRequest


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call: a `reply`, or the `error` that stood after the last attempt.

    `milliseconds` is the time of the last attempt.
    """

    call: Call
    reply: Reply | None
    error: CallError | None
    milliseconds: float


class Engine:
    """Sends calls, as many at once as the service allows, and sends failed ones again.

    Never more than `limit` at once for one model. `text_model` is called before each piece of
    work, on the caller's thread, and may wait until the connection is ready.
    """

    def __init__(
        self,
        text_model: Callable[[], TextModel],
        policy: RetryPolicy | None = None,
        limit: int = CALLS_AT_ONCE,
    ) -> None:
        self._text_model = text_model
        self._policy = policy or RetryPolicy()
        self.limit = limit
        self._governors: dict[tuple[str, str], Governor] = {}
        self._under_way: set[_Traffic] = set()
        self._used: list[TextModel] = []
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def answers(
        self,
        model: Model,
        calls: Iterable[Call],
        context: JobContext,
        heard: Callable[[str], None] | None = None,
        *,
        carefully: bool = False,
        idle: Callable[[], None] | None = None,
    ) -> Generator[Outcome]:
        """Send the calls and yield what becomes of each, in the order in which they end.

        Calls are taken from the iterable as slots come free; `carefully`: only one before the
        first has ended, so that it is known what a call costs before many are under way. After a
        stop what was answered is still yielded, then JobCancelled is raised; closing the iterator
        drops the calls in flight. `idle` is called when nothing has ended for a moment.
        """
        traffic = _Traffic(self._running_loop(), self._sender(model, heard), idle)
        self._under_way.add(traffic)
        try:
            with context.on_stop(traffic.stop):
                yield from traffic.through(calls, self.limit, 1 if carefully else FIRST)
        finally:
            self._under_way.discard(traffic)
            traffic.stop()

    def answer(self, model: Model, call: Call, context: JobContext) -> Outcome:
        """Send one call and wait for what becomes of it."""
        return next(iter(self.answers(model, [call], context)))

    def hear(
        self, model: Model, call: Call, context: JobContext, heard: Callable[[str], None]
    ) -> Outcome:
        """Like `answer`, streamed: `heard` is told the text so far, on the thread of the calls.

        Where a call is sent again, the text begins anew.
        """
        return next(iter(self.answers(model, [call], context, heard)))

    def count_tokens(self, model: Model, request: ModelRequest, context: JobContext) -> int:
        """Tokens of a request, as the service counts them. Raises CallError."""
        text_model = self._connected()
        return self._wait_for(text_model.count_tokens(model, request), context)

    def close(self) -> None:
        """End the thread; calls in flight are dropped, and whoever waits for them is told."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        for traffic in tuple(self._under_way):
            traffic.stop()
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.run_until_complete(_finish(loop, self._used))
            loop.close()
            self._used = []

    def _wait_for(self, work: Coroutine[object, object, Result], context: JobContext) -> Result:
        future = asyncio.run_coroutine_threadsafe(work, self._running_loop())

        def stop() -> None:
            future.cancel()

        with context.on_stop(stop):
            try:
                return future.result()
            except asyncio.CancelledError as error:
                raise JobCancelled from error

    def _sender(self, model: Model, heard: Callable[[str], None] | None) -> _Sender:
        place = (model.location, model.resource)
        governor = self._governors.setdefault(place, Governor(self.limit))
        return _Sender(self._connected(), model, governor, self._policy, heard)

    def _connected(self) -> TextModel:
        text_model = self._text_model()
        if text_model not in self._used:
            self._used.append(text_model)
        return text_model

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._governors = {}
                self._thread = threading.Thread(
                    target=self._loop.run_forever, name="model-calls", daemon=True
                )
                self._thread.start()
            return self._loop


class _Sender:
    """Sends the calls of one model, each until it is answered or given up; runs on the loop."""

    def __init__(
        self,
        text_model: TextModel,
        model: Model,
        governor: Governor,
        policy: RetryPolicy,
        heard: Callable[[str], None] | None,
    ) -> None:
        self._text_model = text_model
        self._model = model
        self._governor = governor
        self._policy = policy
        self._heard = heard
        self._renewal: asyncio.Task[None] | None = None
        self._renewed_at = float("-inf")

    async def send(self, call: Call) -> Outcome:
        loop = asyncio.get_running_loop()
        attempt, renewed = 0, False
        while True:
            attempt += 1
            async with self._governor:
                started = loop.time()
                reply, error = await self._attempt(call)
                now = loop.time()
            outcome = Outcome(call, reply, error, (now - started) * 1000)
            if error is None:
                self._governor.succeeded()
                return outcome
            if error.code == TOO_MANY:
                self._governor.throttled(started, now, error.retry_after)
            if error.code == UNAUTHORIZED and not renewed:
                renewed = True
                if await self._renew(started):
                    continue
            wait = self._policy.wait(attempt, error, random.random())
            if wait is None:
                return outcome
            await asyncio.sleep(wait)

    async def _attempt(self, call: Call) -> tuple[Reply | None, CallError | None]:
        try:
            async with asyncio.timeout(self._policy.timeout):
                return await self._ask(call.request), None
        except TimeoutError:
            return None, _too_slow(self._policy.timeout)
        except CallError as error:
            return None, error

    async def _ask(self, request: ModelRequest) -> Reply:
        if self._heard is None:
            return await self._text_model.generate(self._model, request)
        return await self._text_model.stream(self._model, request, self._heard)

    async def _renew(self, refused_at: float) -> bool:
        """Renew the credentials, once for all calls that were refused together."""
        if refused_at >= self._renewed_at:
            if self._renewal is None:
                self._renewal = asyncio.create_task(self._text_model.refresh_credentials())
            try:
                await asyncio.shield(self._renewal)
            except CallError:
                return False
            finally:
                self._renewal = None
            self._renewed_at = asyncio.get_running_loop().time()
        return True


class _Traffic:
    """The calls of one piece of work: sent on the loop, awaited on the caller's thread."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        sender: _Sender,
        idle: Callable[[], None] | None,
    ) -> None:
        self._loop = loop
        self._sender = sender
        self._idle = idle
        self._fresh: list[Outcome | BaseException] = []
        self._ended: queue.SimpleQueue[list[Outcome | BaseException]] = queue.SimpleQueue()
        self._arrived: list[Outcome | BaseException] = []
        self._tasks: set[asyncio.Task[Outcome]] = set()
        self._waiting: list[Call] = []
        self._stopped = False

    def through(self, calls: Iterable[Call], limit: int, first: int) -> Iterator[Outcome]:
        """Send all calls; `first` of them are handed to the loop at first, then ever more.

        So many in the end that none of at most `limit` slots stays empty.
        """
        waiting, window = 0, first
        for call in calls:
            self._waiting.append(call)
            waiting += 1
            if waiting >= window:
                yield self._next()
                waiting -= 1
                window = min(2 * limit, window + 2)
        for _ in range(waiting):
            yield self._next()

    def stop(self) -> None:
        """Drop what is in flight; safe from any thread, and more than once."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop)

    def _next(self) -> Outcome:
        if not self._arrived:
            self._arrived.extend(reversed(self._take()))
        ended = self._arrived.pop()
        if isinstance(ended, BaseException):
            raise ended
        return ended

    def _take(self) -> list[Outcome | BaseException]:
        """What has ended already, else what ends next: only then is the loop woken.

        To wake it costs a switch of threads; calls wait for their slots on its side too.
        """
        with suppress(queue.Empty):
            return self._ended.get_nowait()
        self._hand_over()
        if self._idle is not None:
            with suppress(queue.Empty):
                return self._ended.get(timeout=IDLE_SECONDS)
            self._idle()
        return self._ended.get()

    def _hand_over(self) -> None:
        calls, self._waiting = self._waiting, []
        if calls:
            self._loop.call_soon_threadsafe(self._start, calls)

    def _start(self, calls: list[Call]) -> None:
        for call in calls:
            if not self._stopped:
                task = self._loop.create_task(self._sender.send(call))
                self._tasks.add(task)
                task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[Outcome]) -> None:
        """Tell in bunches: who waits takes time from this thread each time that it wakes up."""
        self._tasks.discard(task)
        if task.cancelled():
            return
        self._fresh.append(task.exception() or task.result())
        if not self._tasks:
            self._deliver()
        elif len(self._fresh) == 1:
            self._loop.call_later(BUNCH_SECONDS, self._deliver)

    def _deliver(self) -> None:
        fresh, self._fresh = self._fresh, []
        if fresh:
            self._ended.put(fresh)

    def _stop(self) -> None:
        if not self._stopped:
            self._stopped = True
            for task in tuple(self._tasks):
                task.cancel()
            self._fresh.append(JobCancelled())
            self._deliver()


def _too_slow(seconds: float) -> CallError:
    return CallError(
        f"The model did not answer within {seconds:g} seconds.",
        "Run the failed rows again later.",
        retryable=True,
        may_have_arrived=True,
    )


async def _finish(loop: asyncio.AbstractEventLoop, text_models: Iterable[TextModel]) -> None:
    """End what is left on a loop that was stopped, and close what was used on it."""
    tasks = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
    for task in tasks:
        task.cancel()
    closing = [text_model.close() for text_model in text_models]
    await asyncio.gather(*tasks, *closing, return_exceptions=True)
    await loop.shutdown_asyncgens()
