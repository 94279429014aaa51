"""Asking many questions at once: tries, pauses, weaker requests for weaker endpoints, and what came of each question."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import numpy as np

from lifeworld.kit.streams import stream_keys, uniforms
from lifeworld.voices.core.llm.answers import checked_answer
from lifeworld.voices.core.llm.exchange import FILTERED, TOO_LONG, Shape, Unreadable, complaint_of, reply_of, request, weaker
from lifeworld.voices.core.llm.retry import AGAIN, RETRY_AFTER_MAX_S, SHAPE, STOP, TRIES_MAX, delay_s
from lifeworld.voices.core.llm.values import Failure, Prompt, Question, Settings, Usage
from lifeworld.voices.files.llm.client import Client, Response, Unreached
from lifeworld.voices.files.llm.pace import Pace, Stopped
from lifeworld.voices.files.llm.store import Line, Store

UNREADABLE_MAX = 3
"""Answers that nobody can read, on one question: each may have been paid for."""
IN_A_ROW_MAX = 8
"""Questions in a row without any answer after which the run ends: the endpoint is down."""
COMPLAINT_CHARS_MAX = 200
SEED_STEP = 10_000
"""How far the seed moves after an answer that nobody can read: the same seed would bring the same answer."""
_NO_MONEY = b"insufficient_quota"
_NO_ROOM = b"context_length_exceeded"


@dataclass(frozen=True)
class Ask:
    """One question in one wording and run; ``key`` is what its answer is found by."""

    key: str
    prompt: Prompt
    question: Question
    run: int


class _NoAnswer(Exception):
    """A question that stays without an answer, and why."""


class Asker:
    """Asks one endpoint. ``shape`` is what the endpoint was found to understand so far."""

    def __init__(self, client: Client, store: Store, settings: Settings, pace: Pace) -> None:
        self.client, self.store, self.settings, self.pace = client, store, settings, pace
        self.shape = Shape()
        self.failed: list[Failure] = []
        self._in_a_row = 0
        self._lock = threading.Lock()

    def ask_all(self, asks: Sequence[Ask], at_once: int, done: Callable[[int], None]) -> list[Failure]:
        """Ask every question, ``at_once`` at a time; answers go to the store, and what failed is returned in the order of ``asks``.

        Ctrl-C ends the run for all threads and is passed on. Errors: Stopped where no question will be answered any more.
        """
        failed: dict[str, Failure] = {}
        with ThreadPoolExecutor(at_once, thread_name_prefix="ask") as pool:
            running: dict[Future[Failure | None], Ask] = {}
            waiting = iter(asks)
            try:
                while True:
                    for ask in waiting:
                        running[pool.submit(self.ask, ask)] = ask
                        if len(running) >= 2 * at_once:
                            break
                    if not running:
                        break
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        ask = running.pop(future)
                        if (failure := future.result()) is not None:
                            failed[ask.key] = failure
                            self.failed.append(failure)
                        done(1)
            except BaseException as error:
                self.pace.stop(str(error) if isinstance(error, Stopped) else "")
                self.client.close()
                pool.shutdown(cancel_futures=True)
                raise
        return [failed[ask.key] for ask in asks if ask.key in failed]

    def ask(self, ask: Ask) -> Failure | None:
        """Ask one question until it is answered (None) or given up; what ends the run ends it for all threads. Errors: Stopped."""
        try:
            return self._asked(ask)
        except Stopped as error:
            self.pace.stop(str(error))
            raise

    def _asked(self, ask: Ask) -> Failure | None:
        spent, tries, unreadable, reason = Usage(), 0, 0, ""
        shape, tokens_max = self.shape, self.settings.answer_tokens_max
        down = True
        while tries < TRIES_MAX and unreadable < UNREADABLE_MAX:
            tries += 1
            seed = self.settings.seed + ask.run - 1 + SEED_STEP * unreadable
            self.pace.turn()
            after: float | None = None
            try:
                response = self.client.post(request(shape, ask.prompt, ask.question, self.settings, seed, tokens_max))
                if response.status in SHAPE and _NO_ROOM not in response.body:
                    complaint = self._complaint(response)
                    less = weaker(shape, complaint)
                    if less is None:
                        raise _NoAnswer(f"the endpoint refuses the question ({response.status}) {complaint}".strip())
                    shape, tries = less, tries - 1
                    continue
                if response.status == 200:
                    usage, cut = self._read(response, ask, shape, spent, tries)
                    spent += usage
                    if cut is None:
                        return None
                    unreadable, reason = unreadable + 1, cut
                    tokens_max = tokens_max * 2 if cut == _CUT else tokens_max
                    continue
                after, reason = response.retry_after_s, self._refusal(response)
            except Unreached as error:
                reason = error.reason
                if error.fatal:
                    raise Stopped(reason) from error
            except _NoAnswer as error:
                reason, down = str(error), False
                break
            if tries < TRIES_MAX:
                self._pause(ask, tries, after)
        return self._given_up(ask, Failure(ask.question.statement, ask.run, ask.prompt.wording, reason, tries), spent, down=down)

    def _read(self, response: Response, ask: Ask, shape: Shape, spent: Usage, tries: int) -> tuple[Usage, str | None]:
        """Tokens of a reply, and why it is of no use (None where its answer was kept). Errors: _NoAnswer where it was withheld."""
        try:
            said = reply_of(response.body)
            key = self.client.endpoint.key
            reply = replace(said, content=_scrubbed(said.content, key), model=_scrubbed(said.model, key))
        except Unreadable as error:
            return Usage(), str(error)
        try:
            checked_answer(reply.content, ask.question.sent, ask.prompt.codes)
        except Unreadable as error:
            if reply.finish in FILTERED:
                self.store.add(Line(ask.key, "", reply.model, shape.format, 0, reply.usage, "withheld"))
                raise _NoAnswer("the model or its filter refused to answer") from error
            return reply.usage, _CUT if reply.finish == TOO_LONG else str(error)
        self.store.add(Line(ask.key, reply.content, reply.model, shape.format, tries, spent + reply.usage))
        with self._lock:
            self.shape, self._in_a_row = shape, 0
        return reply.usage, None

    def _refusal(self, response: Response) -> str:
        """Why a status is no answer. Errors: Stopped or _NoAnswer where another try is of no use."""
        status, said = response.status, self._complaint(response)
        if status in STOP or _NO_MONEY in response.body:
            why = STOP.get(status, STOP[402])
            # What a server says about a key may repeat it.
            raise Stopped(f"{why} ({status})" + (f": {said}" if said and status not in (401, 403) else ""))
        if 300 <= status < 400:
            raise Stopped(f"sends questions on to another address ({status}), which is not followed because the key would go along")
        if status not in AGAIN:
            raise _NoAnswer(f"the endpoint refuses the question ({status}) {said}".strip())
        return f"the endpoint answered with {status} {said}".strip()

    def _complaint(self, response: Response) -> str:
        """What a refusal says, without the key, should the server repeat it."""
        return _scrubbed(complaint_of(response.body, limit=10_000), self.client.endpoint.key)[:COMPLAINT_CHARS_MAX]

    def _pause(self, ask: Ask, tries: int, after: float | None) -> None:
        """Wait before another try; where the endpoint asks for a pause, everybody takes it."""
        if after is not None:
            self.pace.hold(min(after, RETRY_AFTER_MAX_S))
        key = np.array([int(ask.key[:16], 16)], np.uint64)
        self.pace.rest(delay_s(tries, float(uniforms(stream_keys(self.settings.seed, key, tries), 1)[0, 0]), after))

    def _given_up(self, ask: Ask, failure: Failure, spent: Usage, *, down: bool) -> Failure:
        """The failure, its cost kept; ends the run after too many in a row that look as if the endpoint is ``down``. Errors: Stopped."""
        self.store.add(Line(ask.key, "", "", self.shape.format, failure.tries, spent, failure.reason))
        with self._lock:
            self._in_a_row = self._in_a_row + 1 if down else 0
            ended = self._in_a_row >= IN_A_ROW_MAX
        if ended:
            raise Stopped(f"has not answered {IN_A_ROW_MAX} questions in a row; of the last one it was said that {failure.reason}")
        return failure


_CUT = "the answer was cut off"


def _scrubbed(text: str, key: str) -> str:
    """The text without the key, should a server repeat it."""
    return text.replace(key, "\u2022\u2022\u2022") if key else text
