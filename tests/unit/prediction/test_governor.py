from __future__ import annotations

import asyncio

from services.prediction.governor import CAUTION, Governor


def test_slots_double_with_success_up_to_the_limit() -> None:
    governor = Governor(limit=10, first=2)
    seen = [governor.allowed]
    for _ in range(20):
        governor.succeeded()
        if governor.allowed != seen[-1]:
            seen.append(governor.allowed)
    assert seen == [2, 4, 8, 10]


def test_slots_are_halved_once_for_calls_that_were_in_flight_together() -> None:
    governor = Governor(limit=16, first=16)
    governor.throttled(started=1.0, now=2.0, retry_after=None)
    governor.throttled(started=1.5, now=2.1, retry_after=None)
    assert governor.allowed == 8
    governor.throttled(started=2.5, now=3.0, retry_after=None)
    assert governor.allowed == 4


def test_there_is_always_one_slot() -> None:
    governor = Governor(limit=4, first=1)
    governor.throttled(started=1.0, now=2.0, retry_after=None)
    assert governor.allowed == 1


def test_after_a_halving_slots_grow_with_caution() -> None:
    governor = Governor(limit=8, first=8)
    governor.throttled(started=1.0, now=2.0, retry_after=None)
    for _ in range(4 * CAUTION - 1):
        governor.succeeded()
    assert governor.allowed == 4
    governor.succeeded()
    assert governor.allowed == 8


def test_no_more_calls_enter_than_there_are_slots() -> None:
    async def scenario() -> int:
        governor, inside, most = Governor(limit=3, first=3), 0, 0

        async def call() -> None:
            nonlocal inside, most
            async with governor:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*(call() for _ in range(50)))
        return most

    assert asyncio.run(scenario()) == 3


def test_a_cancelled_call_gives_its_turn_to_the_next() -> None:
    async def scenario() -> None:
        governor = Governor(limit=1, first=1)
        async with governor:
            first, second = (asyncio.create_task(governor.__aenter__()) for _ in range(2))
            await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait_for(second, 5)

    asyncio.run(scenario())


def test_calls_wait_as_long_as_the_service_asks() -> None:
    async def scenario() -> float:
        loop = asyncio.get_running_loop()
        governor, began = Governor(limit=4), loop.time()
        governor.throttled(began, began, retry_after=0.05)
        async with governor:
            return loop.time() - began

    assert asyncio.run(scenario()) >= 0.05
