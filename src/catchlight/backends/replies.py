"""What a service's answer means: one table a service, from status and words to our errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..errors import BackendError, BackendMissing, BackendRefused, BackendTimeout
from ..outbound import Answer


@dataclass(frozen=True)
class Reply:
    """One row: an answer with one of these statuses, and one of these words in it (in lower case).

    Empty `statuses` or `words` match any. `said` is the message, in three parts; it may name
    {service}, {key}, {model}, {wait} and the service's own {words}.
    """

    statuses: tuple[int, ...]
    words: tuple[str, ...]
    error: type[BackendError]
    said: str

    def matches(self, status: int, text: str) -> bool:
        """Whether it is about this answer."""
        return (not self.statuses or status in self.statuses) and (
            not self.words or any(word in text for word in self.words)
        )


_KEY = (
    "{service} did not accept the key from {key}. Expected a valid one. Make a new one or copy it "
    "again."
)
RULES = (  # a refusal by content; {service} and {words}
    "{service} refused to make this picture: it falls under the service's rules on content. "
    "Expected a prompt and photos that they allow. Change the wording (`catchlight lint-prompt` "
    "helps), or use another backend. It said: {words}"
)
_MONEY = (
    "{service} says that the account has no credit left. Expected a balance. Top it up there; "
    "nothing was made."
)

# What all services share. A service's own rows come before these.
COMMON: tuple[Reply, ...] = (
    Reply((401,), (), BackendMissing, _KEY),
    Reply((402,), (), BackendRefused, _MONEY),
    Reply(
        (403,),
        (),
        BackendMissing,
        "{service} does not allow this with the key from {key}: {words} Expected a key with "
        "access to the model {model}. Ask for access there, or choose another model.",
    ),
    Reply(
        (404, 410),
        (),
        BackendMissing,
        "{service} does not know {model}: {words} Expected a model that it still offers. "
        "`catchlight backends` lists some; models end, and the setting may name an old one.",
    ),
    Reply(
        (413,),
        (),
        BackendRefused,
        "{service} finds the photos too large. Expected fewer or smaller ones. Use fewer photos.",
    ),
    Reply(
        (429,),
        (),
        BackendTimeout,
        "{service} is asked too often{wait}. Expected room for one more. Run it again later; the "
        "takes made so far are kept.",
    ),
    Reply(
        (408, 425, 500, 502, 503, 504, 529),
        (),
        BackendError,
        "{service} has trouble of its own (status {status}), also after several tries. Expected an "
        "answer. Run it again later; the takes made so far are kept.",
    ),
    Reply(
        (),
        (),
        BackendRefused,
        "{service} did not take the request (status {status}): {words} Expected it to be in "
        "order for {model}. Check the model and its settings.",
    ),
)


def content_rules(statuses: tuple[int, ...], *words: str) -> Reply:
    """The row for a refusal by content, known by these words."""
    return Reply(statuses, words, BackendRefused, RULES)


def no_credit(statuses: tuple[int, ...], *words: str) -> Reply:
    """The row for an account without credit, known by these words."""
    return Reply(statuses, words, BackendRefused, _MONEY)


def bad_key(statuses: tuple[int, ...], *words: str) -> Reply:
    """The row for a key that is not accepted, known by these words."""
    return Reply(statuses, words, BackendMissing, _KEY)


@contextmanager
def in_known_form(service: str) -> Iterator[None]:
    """Around the reading of answers: one of another form is a BackendError in words."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise BackendError(
            f"{service} answered in a form that is not known ({type(error).__name__}). "
            "Expected its usual one. It may have changed: look for a newer Catchlight."
        ) from error


def error_for(
    answer: Answer,
    rows: Sequence[Reply],
    *,
    service: str,
    key: str,
    model: str,
    words: str,
) -> BackendError:
    """The error that an answer stands for. `words` are the service's own, already made safe."""
    text = answer.body[:20_000].decode("utf-8", "replace").lower()
    row = next(row for row in (*rows, *COMMON) if row.matches(answer.status, text))
    wait = f"; it asks to wait {answer.retry_after_s:.0f} s" if answer.retry_after_s else ""
    own = words.rstrip(". ") + "." if words else "no reason given."
    return row.error(
        row.said.format(
            service=service,
            key=key,
            model=repr(model),
            wait=wait,
            words=own,
            status=answer.status,
        )
    )
