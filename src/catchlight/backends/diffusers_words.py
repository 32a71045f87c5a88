"""A prompt as a pipeline reads it: whole CLIP chunks with weights, and what a reader cuts off.

An SDXL pipeline by itself reads 77 tokens and ignores weights. Here a prompt in the clip dialect is
read as A1111 and ComfyUI read it: every chunk of 75 tokens on its own, `BREAK` begins a new one,
the chunks side by side. `(words:1.2)` moves those tokens away from what an empty prompt gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CHUNK_TOKENS = 75  # of the reader's 77, two are its marks of start and end
_PART = re.compile(r"\bBREAK\b|(?<!\\)\((?P<text>(?:\\.|[^()\\])+):(?P<weight>\d*\.?\d+)(?<!\\)\)")
_ESCAPED = re.compile(r"\\([()\[\]\\])")
# The dialect's weights are A1111's, which evens the whole text out again; the way used here does
# not, so the same emphasis needs a smaller number (as in the ComfyUI dialect).
_EMPHASIS_SHARE = 0.7
_MOST_CUT_WORDS = 12  # of what was cut, in a note

Piece = tuple[str, float]
Chunk = list[tuple[int, float]]  # tokens with their weights


@dataclass(frozen=True, eq=False)
class Read:
    """What a pipeline is handed for its prompt, and remarks for the user."""

    arguments: dict[str, Any]
    notes: tuple[str, ...] = ()


def pieces_of(prompt: str) -> list[list[Piece]]:
    """The prompt's parts between BREAKs, each as texts with weights.

    pieces_of("a (b:1.2) BREAK c") == [[("a ", 1.0), ("b", 1.2)], [(" c", 1.0)]]
    """
    parts: list[list[Piece]] = [[]]
    at = 0
    for found in _PART.finditer(prompt):
        parts[-1].append((_plain(prompt[at : found.start()]), 1.0))
        if found["text"] is None:
            parts.append([])
        else:
            parts[-1].append((_plain(found["text"]), float(found["weight"])))
        at = found.end()
    parts[-1].append((_plain(prompt[at:]), 1.0))
    return [[piece for piece in part if piece[0].strip()] for part in parts]


def chunks_of(prompt: str, tokenizer: Any) -> list[Chunk]:
    """The prompt's tokens in chunks of at most 75; at least one chunk, which may be empty."""
    chunks: list[Chunk] = []
    for part in pieces_of(prompt):
        tokens = [
            (token, weight)
            for text, weight in part
            for token in tokenizer(text, add_special_tokens=False, verbose=False).input_ids
        ]
        chunks += [
            tokens[start : start + CHUNK_TOKENS] for start in range(0, len(tokens), CHUNK_TOKENS)
        ]
    return chunks or [[]]


def read_clip(pipe: Any, prompt: str, negative: str) -> Read:
    """A prompt and what it is not, for a pipeline with two CLIP readers (SDXL)."""
    readers = (
        (pipe.tokenizer, pipe.text_encoder),
        (pipe.tokenizer_2, pipe.text_encoder_2),
    )
    wanted = [chunks_of(prompt, tokenizer) for tokenizer, _ in readers]
    unwanted = [chunks_of(negative, tokenizer) for tokenizer, _ in readers]
    count = max(len(one) for one in (*wanted, *unwanted))
    states, pooled = _read_by_both(pipe, readers, wanted, count)
    other_states, other_pooled = _read_by_both(pipe, readers, unwanted, count)
    return Read(
        {
            "prompt_embeds": states,
            "pooled_prompt_embeds": pooled,
            "negative_prompt_embeds": other_states,
            "negative_pooled_prompt_embeds": other_pooled,
        }
    )


def read_plain(pipe: Any, prompt: str, negative: str, limit: int, reader: str) -> Read:
    """A prompt for a pipeline that reads it itself, with a note on what it does not read."""
    arguments = {"prompt": prompt} | ({"negative_prompt": negative} if negative else {})
    tokenizer = getattr(pipe, reader, None)
    if not limit or tokenizer is None:
        return Read(arguments)
    return Read(arguments, cut_note(tokenizer, prompt, limit))


def cut_note(tokenizer: Any, prompt: str, limit: int) -> tuple[str, ...]:
    """What of a prompt lies beyond the tokens that are read; empty when nothing does."""
    tokens = tokenizer(prompt, truncation=False, verbose=False).input_ids
    if len(tokens) <= limit:
        return ()
    left = tokenizer.decode(tokens[limit:], skip_special_tokens=True).split()
    shown = " ".join(left[:_MOST_CUT_WORDS]) + (" …" if len(left) > _MOST_CUT_WORDS else "")
    return (f"The model reads {limit} tokens of a prompt; this was cut off: “{shown}”.",)


def _read_by_both(
    pipe: Any, readers: Sequence[tuple[Any, Any]], chunks: Sequence[list[Chunk]], count: int
) -> tuple[Any, Any]:
    import torch

    states, pooled = [], None
    with torch.no_grad():
        for (tokenizer, encoder), own in zip(readers, chunks, strict=True):
            filled = [*own, *([[]] * (count - len(own)))]
            read = [_read_chunk(pipe, tokenizer, encoder, chunk) for chunk in filled]
            states.append(torch.cat([state for state, _ in read], dim=1))
            pooled = read[0][1]  # of the second reader's first chunk
    return torch.cat(states, dim=-1).to(pipe.unet.dtype), pooled


def _read_chunk(pipe: Any, tokenizer: Any, encoder: Any, chunk: Chunk) -> tuple[Any, Any]:
    """One chunk's states before the last layer (1 × 77 × width), and what it comes to in all."""
    import torch

    state, pooled = _encoded(pipe, tokenizer, encoder, [token for token, _ in chunk])
    weights = [1.0, *(weight for _, weight in chunk)]
    if all(weight == 1.0 for weight in weights):
        return state, pooled
    empty, _ = _encoded(pipe, tokenizer, encoder, [])
    weights += [1.0] * (state.shape[1] - len(weights))
    factors = torch.tensor(weights, dtype=state.dtype, device=state.device)[None, :, None]
    return empty + (state - empty) * (1 + _EMPHASIS_SHARE * (factors - 1)), pooled


def _encoded(pipe: Any, tokenizer: Any, encoder: Any, tokens: Sequence[int]) -> tuple[Any, Any]:
    import torch

    filler = [tokenizer.pad_token_id] * (CHUNK_TOKENS - len(tokens))
    ids = [tokenizer.bos_token_id, *tokens, tokenizer.eos_token_id, *filler]
    answer = encoder(torch.tensor([ids], device=pipe._execution_device), output_hidden_states=True)
    return answer.hidden_states[-2], answer[0]


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
