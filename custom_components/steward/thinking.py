"""From a sentence to planned calls: house, shortlist, prompt, grammar, model, plan."""

from time import perf_counter

from .agent import confidence
from .agent.dialogue import Memory
from .agent.errors import SentenceError
from .agent.grammar import build
from .agent.plan import MAX_NEW_TOKENS, TRIES, parse
from .agent.prompt import CONFIRM, Waiting, render
from .agent.rivals import ALTERNATIVES, questioned, undecided, weighed
from .engine.client import EngineClient
from .home import HouseKeeper
from .models import MAX_SENTENCE_CHARS, Request, Thought

MODEL_TIMEOUT_S = 8.0


class Stopwatch:
    """Milliseconds by step."""

    def __init__(self) -> None:
        """Start the first step."""
        self.timings: dict[str, float] = {}
        self._since = perf_counter()

    def lap(self, step: str) -> None:
        """End a step; the next begins."""
        now = perf_counter()
        self.timings[step] = self.timings.get(step, 0.0) + (now - self._since) * 1000
        self._since = now


async def async_think(
    request: Request,
    keeper: HouseKeeper,
    engine: EngineClient,
    memory: Memory | None,
    *,
    waiting: Waiting,
) -> Thought:
    """Return what the model makes of a sentence.

    Raises:
        SentenceError: The sentence is empty or too long.
        PlanError: What the model wrote is not a plan.
        EngineError: The model gave no answer.
    """
    watch = Stopwatch()
    house = await keeper.async_get()
    watch.lap("home")
    sentence = _checked(request.sentence)
    pinned = memory.pinned() if memory else ()
    shortlist = house.index.find(sentence, here=request.area_id, pinned=pinned)
    if not shortlist.words:
        raise SentenceError("empty")
    watch.lap("shortlist")
    before = memory.recalled(shortlist) if memory else None
    prompt = render(shortlist, house.home, before=before, waiting=waiting)
    watch.lap("prompt")
    confirming = memory is not None and memory.state == CONFIRM
    was_wide = memory is not None and memory.is_wide
    grammar = build(
        shortlist,
        house.home,
        confirming=confirming,
        later=waiting.later,
        was_wide=was_wide,
        before=before.words if before else (),
    )
    watch.lap("grammar")
    completed = await engine.complete(
        prompt,
        grammar,
        max_tokens=MAX_NEW_TOKENS,
        timeout_s=MODEL_TIMEOUT_S,
        tries=TRIES,
        top_logprobs=ALTERNATIVES,
    )
    watch.lap("model")
    labels = undecided(weighed((token.text, token.top) for token in completed.tokens))
    calls = questioned(parse(completed.text), labels, shortlist)
    calibration = confidence.parse(engine.model.calibration if engine.model else "")
    tokens = ((token.text, token.logprob) for token in completed.tokens)
    watch.lap("plan")
    return Thought(
        home=house.home,
        shortlist=shortlist,
        calls=calls,
        prompt=prompt,
        grammar=grammar,
        output=completed.text,
        confidence=confidence.confidence(tokens, calibration),
        timings=watch.timings,
    )


def _checked(sentence: str) -> str:
    """Return a sentence that can be taken."""
    if len(sentence) > MAX_SENTENCE_CHARS:
        raise SentenceError("too_long")
    if not sentence.strip():
        raise SentenceError("empty")
    return sentence
