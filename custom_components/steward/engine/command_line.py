"""The engine's options."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from .errors import EngineError
from .readiness import LoadModel
from .server import serve
from .speech_worker import SpeechSettings

_LOGGER = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the engine as its options say, and end the process."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.DEBUG if options.debug else logging.INFO, stream=sys.stderr)
    status = _serve(options)
    sys.stderr.flush()
    # The worker may sit in native code that ends when it likes; an ordinary
    # exit would wait for it.
    os._exit(status)


def _serve(options: argparse.Namespace) -> int:
    """Serve; return the exit status."""
    try:
        asyncio.run(serve(options.uri, _model(options), _speech(options)))
    except EngineError as err:
        _LOGGER.error("%s", err)  # noqa: TRY400 - the reason says it all
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    parser = argparse.ArgumentParser(description="Steward's engine process")
    parser.add_argument(
        "--uri",
        default="stdio://",
        help="where to serve: stdio://, unix:///path or tcp://host:port",
    )
    parser.add_argument("--model", help="GGUF file of the language model")
    parser.add_argument(
        "--threads", type=int, default=0, help="0 measures whether 1 or 2 is faster"
    )
    parser.add_argument("--context", type=int, default=1024, help="tokens of prompt and answer")
    parser.add_argument(
        "--recogniser",
        type=Path,
        action="append",
        default=[],
        help="folder of a speech recogniser that clients may use; may be given again",
    )
    parser.add_argument(
        "--voice",
        type=Path,
        action="append",
        default=[],
        help="ONNX file of a voice that clients may use; may be given again",
    )
    parser.add_argument(
        "--speech-memory",
        type=int,
        default=0,
        help="MB for all recognisers and voices; 0 takes a quarter of the machine's memory",
    )
    parser.add_argument(
        "--speech-threads", type=int, default=0, help="0 takes all cores, up to four"
    )
    parser.add_argument("--beam", type=int, default=1, help="transcripts that are kept in mind")
    parser.add_argument("--debug", action="store_true", help="log more")
    return parser


def _speech(options: argparse.Namespace) -> SpeechSettings:
    """Return how to listen and speak."""
    return SpeechSettings(
        recognisers=tuple(options.recogniser),
        voices=tuple(options.voice),
        memory=options.speech_memory * 1_000_000,
        threads=options.speech_threads,
        beam=options.beam,
    )


def _model(options: argparse.Namespace) -> LoadModel | None:
    """Return the model to load at start, when the options name one."""
    if not options.model:
        return None
    return LoadModel(
        request_id="start",
        path=options.model,
        threads=options.threads,
        context=options.context,
    )
