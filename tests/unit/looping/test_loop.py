"""The loop on a backend: kept take by take, continued after anything, paid once, agreed first."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catchlight.brief import Brief
from catchlight.errors import (
    BackendCancelled,
    BackendMissing,
    BackendRefused,
    BackendTimeout,
    BriefError,
    ConsentMissing,
    ExportError,
    SpendLimit,
    UsageError,
)
from catchlight.image import Pixels
from catchlight.jobs import find_job
from catchlight.judged import JudgedTake
from catchlight.looping.loop import Looped, LoopRequest, direct_loop
from catchlight.looping.rounds import Limits, Stop
from catchlight.people.consent import Consent
from catchlight.people.deletion import Person
from catchlight.shot import Take
from catchlight.sitters.holders import KitsHolder
from catchlight.testing import GENERATOR, ScriptedBackend
from tests.unit.looping.conftest import AGREED, TODAY

Asking = Callable[..., LoopRequest]
GENERATOR_AWAY = replace(GENERATOR, sends_away=True, sends_to="api.example.com")


def quiet(what: str, done: int, total: int) -> None:
    """Nobody listens."""


def run(request: LoopRequest, **options: Any) -> Looped:
    return direct_loop(request, quiet, **options)


def files(request: LoopRequest, pattern: str) -> list[str]:
    folder = request.folder.folder
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))


def kept(request: LoopRequest, name: str) -> dict[str, Any]:
    return json.loads((request.folder.folder / name).read_text("utf-8"))


@pytest.fixture
def four(picture: Pixels, flipped: Pixels) -> list[Pixels]:
    return [picture, flipped, picture, flipped]


def test_every_round_is_kept_with_its_words_takes_and_findings(
    ask_for: Asking, four: list[Pixels]
) -> None:
    """Two rounds of two takes leave their pictures, prompts, readings and what changed."""
    request = ask_for(ScriptedBackend(four, cost_usd=0.04))
    done = run(request)
    assert done.loop.stop is Stop.ROUNDS
    assert files(request, "rounds/*/take-*.png") == [
        "rounds/01/take-01.png",
        "rounds/01/take-02.png",
        "rounds/02/take-01.png",
        "rounds/02/take-02.png",
    ]
    first, second = (kept(request, f"rounds/0{n}/round.json") for n in (1, 2))
    assert first["changes"] == []
    assert second["base"] in ("round-01-take-01", "round-01-take-02")
    assert {change["rule"] for change in second["changes"]} <= {
        lack["rule"] for lack in kept(request, "rounds/01/outcome.json")["lacks"]
    }
    seen = kept(request, "rounds/01/take-01.seen.json")
    assert {"reading", "critique", "likeness", "stiffness"} <= set(seen)
    assert kept(request, "loop.json")["stopped"] == "rounds"
    assert done.note.cost_usd == pytest.approx(0.16)
    assert list(done.judged) == [take.name for one in done.loop.rounds for take in one.takes]


def test_a_copy_of_the_photo_is_like_the_sitter_and_stiff(ask_for: Asking, picture: Pixels) -> None:
    """Likeness and stiffness are told apart: the photo again has both in full."""
    done = run(ask_for(ScriptedBackend([picture]), limits=Limits(1, 1)))
    (judged,) = done.judged.values()
    assert judged.likeness.share == 1.0
    assert judged.stiffness is not None and judged.stiffness.copy is not None
    assert judged.stiffness.copy > 0.98
    assert judged.stiffness.in_words.startswith("nearly the same moment as sample:astronaut")


def test_a_failure_half_way_loses_nothing_and_resumes(ask_for: Asking, four: list[Pixels]) -> None:
    """The second take times out: one is kept; continuing orders only the three that are missing."""
    backend = ScriptedBackend(
        [four[0], BackendTimeout("It did not answer in time."), *four[1:]], cost_usd=0.1
    )
    request = ask_for(backend)
    broken = run(request)
    assert broken.loop.stop is Stop.FAILED
    assert "did not answer in time" in broken.loop.said
    assert "--resume" in " ".join(broken.note.remarks)
    assert (len(broken.judged), broken.note.cost_usd) == (1, 0.1)
    whole = run(ask_for(backend, resume=True))
    assert whole.loop.stop is Stop.ROUNDS
    assert (len(whole.judged), whole.note.cost_usd) == (4, 0.4)
    assert len(backend.orders) == 5  # four takes and the one that failed
    assert len({order.seed for order in backend.orders}) == 4  # its seed was asked for again


def test_what_is_finished_is_not_ordered_again(ask_for: Asking, four: list[Pixels]) -> None:
    """Continuing a loop that has ended gives the same takes and orders nothing."""
    backend = ScriptedBackend(four)
    first = run(ask_for(backend, limits=Limits(1, 2)))
    again = run(ask_for(backend, limits=Limits(1, 2), resume=True))
    assert len(backend.orders) == 2
    assert list(first.judged) == list(again.judged)
    for name, judged in first.judged.items():
        assert judged.reading.cues == again.judged[name].reading.cues


def test_more_rounds_can_be_asked_for_later(ask_for: Asking, four: list[Pixels]) -> None:
    """Limits may change when a loop is continued."""
    backend = ScriptedBackend(four)
    run(ask_for(backend, limits=Limits(1, 1)))
    assert len(backend.orders) == 1
    assert len(run(ask_for(backend, limits=Limits(2, 1), resume=True)).judged) == 2
    assert len(backend.orders) == 2


KILLED = """
import os, signal, sys
from pathlib import Path
from catchlight.brief import Brief
from catchlight.image import shrunk
from catchlight.image import find_photo, open_photo
from catchlight.jobs import find_job
from catchlight.looping.folder import RoundsFolder
from catchlight.looping.loop import LoopRequest, direct_loop
from catchlight.looping.rounds import Limits
from catchlight.cues.reader import read_portrait
from catchlight.shot import Reference
from catchlight.testing import ScriptedBackend
from catchlight.vision.observe import observe
from tests.unit.looping.conftest import AGREED, TODAY

folder, orders, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
picture = shrunk(open_photo("sample:astronaut").pixels, 512)
portrait = observe(picture)
reference = Reference("sample:astronaut", portrait, read_portrait(portrait, "sample:astronaut"))

def draw(prompt, seed):
    with orders.open("a") as file:
        file.write(f"{seed}\\n")
    if len(orders.read_text().splitlines()) == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return picture

direct_loop(
    LoopRequest(
        Brief(job="contemplation"), find_job("contemplation"), (reference,),
        ScriptedBackend(draw=draw), RoundsFolder(folder), Limits(2, 2), TODAY,
        {"sample:astronaut": find_photo("sample:astronaut")}, AGREED, folder.exists(),
    ),
    lambda *_: None,
)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_run_goes_on_and_pays_for_no_take_twice(tmp_path: Path) -> None:
    """Killed within a round and once more in the next: every take that was given is kept."""
    folder, orders = tmp_path / "kit", tmp_path / "orders.txt"
    codes = []
    for last in (2, 4, 99):  # the order at which the power fails
        command = [sys.executable, "-c", KILLED, str(folder), str(orders), str(last)]
        codes.append(subprocess.run(command, timeout=120, check=False).returncode)
    assert codes == [-9, -9, 0]
    asked = [int(line) for line in orders.read_text().splitlines()]
    # The takes in hand when it was killed (seeds 1 and 1000) were not given yet, so they are asked
    # for once more; the others are not.
    assert asked == [0, 1, 1, 1000, 1000, 1001]
    assert len(list(folder.glob("rounds/*/take-*.png"))) == 4


def test_a_damaged_take_is_ordered_again(ask_for: Asking, four: list[Pixels]) -> None:
    """A picture that does not match its record is not trusted."""
    backend = ScriptedBackend([*four, four[0]])
    request = ask_for(backend)
    run(request)
    folder = request.folder.folder / "rounds" / "02"
    (folder / "take-02.png").write_bytes(b"half a file")
    (folder / "outcome.json").unlink()
    assert len(run(ask_for(backend, resume=True)).judged) == 4
    assert len(backend.orders) == 5


def test_the_budget_is_never_overrun(ask_for: Asking, four: list[Pixels]) -> None:
    """Three takes at ten cents fit into 35 cents; the fourth is not ordered."""
    backend = ScriptedBackend(four, cost_usd=0.10)
    done = run(ask_for(backend, limits=Limits(2, 2, 0.35)))
    assert done.loop.stop is Stop.BUDGET
    assert (len(backend.orders), done.note.cost_usd) == (3, 0.3)
    more = run(ask_for(backend, limits=Limits(2, 2, 0.40), resume=True))
    assert (more.loop.stop, len(backend.orders)) == (Stop.ROUNDS, 4)


def test_a_budget_below_one_take_orders_nothing(ask_for: Asking, four: list[Pixels]) -> None:
    """It is refused in words, before anything is written or announced; amounts are not rounded."""
    backend = ScriptedBackend(four, cost_usd=0.052)
    said: list[str] = []
    request = ask_for(backend, limits=Limits(2, 2, 0.05), on_notice=said.append)
    with pytest.raises(SpendLimit, match=r"about \$0.052, more than the budget of \$0.05\."):
        run(request)
    assert (backend.orders, said, request.folder.folder.exists()) == ([], [], False)
    run(replace(request, limits=Limits(1, 1, 0.06)))  # the folder is as free as before
    assert len(backend.orders) == 1


def test_a_resumed_loop_below_one_take_says_how_to_go_on(
    ask_for: Asking, four: list[Pixels]
) -> None:
    """Its folder is begun already, so that a larger budget needs --resume as well."""
    backend = ScriptedBackend([BackendTimeout("Too late."), *four], cost_usd=0.10)
    with pytest.raises(BackendTimeout):
        run(ask_for(backend))
    with pytest.raises(SpendLimit, match="Raise --budget and keep --resume"):
        run(ask_for(backend, limits=Limits(2, 2, 0.05), resume=True))


def test_no_face_leaves_without_consent(ask_for: Asking, four: list[Pixels]) -> None:
    """Without consent, or with one that does not cover it, nothing is ordered and nothing kept."""
    away = ScriptedBackend(four)
    away.capabilities = GENERATOR_AWAY
    here_only = Consent("Sam", date(2026, 1, 1), uses=("generate",), backends=("*",))
    for consent, said in (
        (None, "--agrees generate send export --backends scripted; .* --sitter NAME"),
        (here_only, "did not agree to the use “send”"),
    ):
        request = ask_for(away, consent=consent)
        with pytest.raises(ConsentMissing, match=said):
            run(request)
        assert not request.folder.folder.exists()
    assert away.orders == []


def test_what_is_sent_where_is_said_before_it_is(ask_for: Asking, four: list[Pixels]) -> None:
    """One plain sentence and the most it may cost, while nothing was ordered yet."""
    backend = ScriptedBackend(four, cost_usd=0.04)
    backend.capabilities = GENERATOR_AWAY
    said: list[tuple[str, int]] = []
    listening = ask_for(backend, on_notice=lambda text: said.append((text, len(backend.orders))))
    run(replace(listening, limits=Limits(1, 1)))
    assert said == [
        (
            "One photo of the sitter goes to A scripted backend (api.example.com) with the words "
            "of the prompt, without the file's metadata; nothing else leaves this machine.",
            0,
        ),
        ("One take at most; the cost is at most about $0.04.", 0),
    ]


def test_a_missing_key_or_package_is_said_before_anything_is_written(ask_for: Asking) -> None:
    """The backend's own words on what it lacks."""
    request = ask_for(ScriptedBackend(lacks="The key of X is missing. Set X_KEY."))
    with pytest.raises(BackendMissing, match="Set X_KEY"):
        run(request)
    assert not request.folder.folder.exists()


def test_a_failure_before_the_first_take_says_how_to_try_again(ask_for: Asking) -> None:
    """A refusal at once is raised, and the loop can be continued."""
    request = ask_for(ScriptedBackend([BackendRefused("The prompt was refused.")]))
    with pytest.raises(BackendRefused, match="No take was made; the same command with --resume"):
        run(request)
    assert kept(request, "loop.json")["stopped"] == "failed"


def test_a_cancelled_loop_keeps_its_takes(ask_for: Asking, four: list[Pixels]) -> None:
    """The caller says stop after the second order: two takes are kept, and it goes on later."""
    backend = ScriptedBackend(four)
    request = ask_for(backend, cancelled=lambda: len(backend.orders) >= 2)
    with pytest.raises(BackendCancelled):
        run(request)
    assert len(files(request, "rounds/*/take-*.png")) == 2
    assert len(run(ask_for(backend, resume=True)).judged) == 4
    assert len(backend.orders) == 4


def test_pictures_without_a_face_are_kept_and_not_used(ask_for: Asking, picture: Pixels) -> None:
    """A picture that shows nobody cannot pass a checklist on portraits."""
    wall = np.full_like(picture, 0.5)
    done = run(ask_for(ScriptedBackend([wall, picture]), limits=Limits(1, 2)))
    assert list(done.judged) == ["round-01-take-02"]
    assert "round-01-take-01 shows no face and was not used." in done.note.remarks
    with pytest.raises(BackendRefused, match="none shows a face"):
        run(ask_for(ScriptedBackend([wall]), limits=Limits(1, 1), folder=_other(ask_for)))


def _other(ask_for: Asking) -> Any:
    folder = ask_for(ScriptedBackend()).folder
    return type(folder)(folder.folder.with_name("other"))


def test_the_best_take_is_retouched_where_an_edit_can_mend_it(
    ask_for: Asking, picture: Pixels, flipped: Pixels
) -> None:
    """What the finisher gives is one more take of the round, kept with its recipe, and free."""
    seen: list[str] = []

    def finish(judged: JudgedTake) -> Take:
        seen.append(judged.take.id)
        edit = {"edit": "grain", "strength": 0.1}
        return replace(judged.take, title="Retouched", recipe=(edit,), cost_usd=0.0)

    mended = {"brief": Brief(job="ambition"), "job": find_job("ambition"), "limits": Limits(1, 2)}
    backend = ScriptedBackend([picture, flipped], cost_usd=0.1)
    done = run(ask_for(backend, **mended), finish=finish)
    assert list(done.judged)[-1] == f"{seen[0]}-retouched"
    assert done.judged[f"{seen[0]}-retouched"].take.recipe[0]["edit"] == "grain"
    assert done.note.cost_usd == pytest.approx(0.2)
    again = run(ask_for(backend, resume=True, **mended), finish=finish)
    assert list(again.judged) == list(done.judged)
    assert len(seen) == 1


def test_a_folder_of_somebodys_files_is_refused(ask_for: Asking, four: list[Pixels]) -> None:
    """Nothing of the user's is replaced; an earlier loop is not begun over."""
    request = ask_for(ScriptedBackend(four), limits=Limits(1, 1))
    request.folder.folder.mkdir()
    note = request.folder.folder / "notes.txt"
    note.write_text("mine")
    with pytest.raises(ExportError, match="not empty"):
        run(request)
    note.unlink()
    run(request)
    with pytest.raises(ExportError, match="--resume"):
        run(ask_for(ScriptedBackend(four)))


def test_a_loop_is_not_continued_with_another_brief(ask_for: Asking, four: list[Pixels]) -> None:
    """Kept takes would not fit: the message names what differs."""
    run(ask_for(ScriptedBackend(four), limits=Limits(1, 1)))
    with pytest.raises(BriefError, match="another brief"):
        run(ask_for(ScriptedBackend(four), brief=Brief(job="trust"), resume=True))
    with pytest.raises(BriefError, match="another photos"):
        run(ask_for(ScriptedBackend(four), files={}, resume=True))


def test_there_must_be_something_to_continue(ask_for: Asking) -> None:
    """--resume in a new folder is a mistake, said as one."""
    with pytest.raises(UsageError, match="holds no loop"):
        run(ask_for(ScriptedBackend(), resume=True))


def test_a_backend_that_hears_no_words_gets_no_rounds(ask_for: Asking) -> None:
    """Another round would make the same takes."""
    deaf = ScriptedBackend()
    deaf.capabilities = replace(GENERATOR, dialect="")
    with pytest.raises(UsageError, match="hears no words"):
        run(ask_for(deaf))


@pytest.mark.parametrize("limits", [Limits(0, 2), Limits(2, 0), Limits(99, 2), Limits(2, 2, -1.0)])
def test_limits_that_cannot_be_meant_are_refused(ask_for: Asking, limits: Limits) -> None:
    """No rounds, no takes, far too many, or a budget below nothing."""
    with pytest.raises(UsageError):
        run(ask_for(ScriptedBackend(), limits=limits))


def test_consent_is_held_against_the_day(ask_for: Asking, four: list[Pixels]) -> None:
    """An agreement that has ended does not count; today's does."""
    ended = Consent("Sam", date(2026, 1, 1), uses=("generate",), backends=("*",),
                    until=date(2026, 11, 23))  # fmt: skip
    with pytest.raises(ConsentMissing, match="ended"):
        run(ask_for(ScriptedBackend(four), consent=ended))
    assert AGREED.refusal("generate", backend="scripted", on=TODAY) == ""


def test_erasing_the_sitter_takes_rounds_that_never_became_a_kit(
    ask_for: Asking, four: list[Pixels], tmp_path: Path
) -> None:
    """A loop that was cut off holds faces too: erasing its sitter finds and removes it."""
    request = ask_for(
        ScriptedBackend([four[0], BackendTimeout("Too late.")]),
        brief=Brief(job="contemplation", sitter="Sam Doe"),
    )
    run(request)
    folder = request.folder.folder
    kits = KitsHolder(tmp_path / "own")
    kits.note("sam", folder)
    gone = kits.forget(Person("sam", "Sam Doe"))
    assert gone.counts["folders"] == 1
    assert not folder.exists()
