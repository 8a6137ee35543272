"""The demonstration by voice: a WAV file or a microphone in, the spoken reply out."""

import argparse
import asyncio
from array import array
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from rich.console import Console
from rich.status import Status
from rich.text import Text

from house.changes import Difference, differences
from house.core import async_add_steward, running_home
from house.show import greeting, turn_view
from house.sound_card import async_play, microphone
from house.speech import Turn
from house.spoken import Spoken, async_speak_to, wav_pieces, with_its_length
from house.trial import snapshot
from house.virtual_home.models import HomeSpec

_LEVELS = " ▁▂▃▄▅▆▇█"
_WIDTH = 20
# Of 32,767: what speech beside a microphone comes near to, and what a muted one stays below.
_FULL, _MUTED = 12_000, 30
_NO_WORDS = "stt-no-text-recognized"


async def async_demonstrate(options: argparse.Namespace, console: Console, home: HomeSpec) -> None:
    """Speak to Steward, once by a file or for a while by microphone; show and keep what comes of it.

    Raises:
        HomeAssistantError: The file cannot be read, or there is no microphone.
    """
    pieces = None if options.mic else wav_pieces(options.voice)
    if options.mic:
        await _async_try_microphone()
    begin = perf_counter()
    with console.status("Starting Home Assistant and Steward") as status:
        async with running_home(home, with_speech=True) as hass:
            await async_add_steward(hass, pipeline="create")
            await hass.async_block_till_done(wait_background_tasks=True)
            status.stop()
            console.print(greeting(hass, perf_counter() - begin), "")
            demonstration = _Demonstration(hass, console, options)
            if pieces is None:
                await demonstration.async_converse()
            else:
                await demonstration.async_hear(_as_stream(pieces))


async def _async_try_microphone() -> None:
    """Raise where there is none: better now than after the house has started."""
    try:
        async with microphone():
            pass
    except HomeAssistantError as err:
        raise HomeAssistantError(f"{err} A recording does, too: --voice FILE.wav") from err


@dataclass(slots=True)
class _Demonstration:
    """One person who speaks to one home."""

    hass: HomeAssistant
    console: Console
    options: argparse.Namespace
    conversation_id: str | None = None

    async def async_converse(self) -> None:
        """Listen to the microphone, reply, and listen again, until nobody says anything."""
        while (spoken := await self._async_listen()).transcript:
            if spoken.audio:
                await self._async_play()

    async def async_hear(
        self, pieces: AsyncIterable[bytes], status: Status | None = None
    ) -> Spoken:
        """Put an utterance through, and show and keep what comes of it."""
        before = snapshot(self.hass)
        spoken = await async_speak_to(
            self.hass,
            pieces,
            satellite=self.options.satellite,
            conversation_id=self.conversation_id,
            on_silence=None if status is None else lambda: status.update("Thinking"),
        )
        if status is not None:
            status.stop()
        self.conversation_id = spoken.conversation_id
        self._show(spoken, list(differences(before, snapshot(self.hass))))
        if spoken.audio:
            self.options.out.write_bytes(with_its_length(spoken.audio))
            self.console.print(f"[dim]The reply is in {self.options.out}[/dim]")
        return spoken

    async def _async_listen(self) -> Spoken:
        """Put what the microphone hears through."""
        async with microphone() as pieces:
            self.console.print("[bold]Speak now[/bold] [dim](silence or Ctrl-C ends)[/dim]")
            ear = _Ear()
            with self.console.status("Listening") as status:
                spoken = await self.async_hear(ear.hear(pieces, status), status)
        if not spoken.transcript and ear.loudest < _MUTED:
            self.console.print("The microphone gives no sound. Is it muted?")
        return spoken

    async def _async_play(self) -> None:
        """Let the reply be heard; where it cannot be, it is in its file."""
        try:
            await async_play(self.options.out)
        except HomeAssistantError as err:
            self.console.print(Text(str(err), "dim"))

    def _show(self, spoken: Spoken, changes: Sequence[Difference]) -> None:
        """Print what was heard, done and said, and how long each stage took."""
        if spoken.error.startswith(_NO_WORDS):
            self.console.print("No words were heard.")
        elif spoken.error:
            raise HomeAssistantError(f"The Assist pipeline stopped: {spoken.error}")
        else:
            explain = self.options.explain
            self.console.print(turn_view(self.hass, _turn(spoken), changes, explain=explain))
            self.console.print(_stages(spoken))


@dataclass(slots=True)
class _Ear:
    """Shows that the microphone hears."""

    loudest: int = 0
    """The largest sample so far, of 32,767."""

    async def hear(self, pieces: AsyncIterable[bytes], status: Status) -> AsyncGenerator[bytes]:
        """Pass audio on, and draw how loud it is."""
        levels: deque[str] = deque(_LEVELS[0] * _WIDTH, _WIDTH)
        async for piece in pieces:
            peak = max(map(abs, array("h", piece)))
            self.loudest = max(self.loudest, peak)
            levels.append(_LEVELS[min(len(_LEVELS) * peak // _FULL, len(_LEVELS) - 1)])
            status.update(f"Listening [green]{''.join(levels)}[/green]")
            yield piece


def _turn(spoken: Spoken) -> Turn:
    """Return an utterance as the typed sentence that it was taken for."""
    return Turn(
        sentence=spoken.transcript,
        speech=spoken.reply,
        conversation_id=spoken.conversation_id,
        continue_conversation=spoken.asks,
        outcome=spoken.outcome,
        services=[],
        milliseconds=spoken.milliseconds.get("understand", 0.0),
        steward=spoken.steward,
    )


def _stages(spoken: Spoken) -> Text:
    """Return how long each stage took."""
    stages = "  ".join(f"{stage} {value:.0f} ms" for stage, value in spoken.milliseconds.items())
    return Text(f"  {stages}", "dim")


async def _as_stream(pieces: list[bytes]) -> AsyncGenerator[bytes]:
    """Yield pieces of audio as fast as they are taken."""
    for piece in pieces:
        yield piece
        await asyncio.sleep(0)
