"""Under a referee every edit of a take is judged, and the search says why it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from catchlight.backends.darkroom import Darkroom
from catchlight.backends.darkroom_steps import Developed, Development, Tried, why_stopped
from catchlight.backends.looks import Look, all_looks
from catchlight.backends.referee import Advice, Ruling, State
from catchlight.portrait import Portrait
from catchlight.reading import Cue, Reading
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import apply
from catchlight.shot import Reference, Shot
from catchlight.vision.matte import with_matte

LOOK = next(look for look in all_looks() if look.id == "warm-welcome")
WARMTH, CONTRAST, SHARPEN = Edit("warmth", 0.4), Edit("contrast", 0.4), Edit("sharpen", 0.3)


class Scripted:
    """A referee that refuses the named edits and advises what its script says, line by line."""

    def __init__(
        self,
        advice: Sequence[Advice],
        refused: Sequence[str] = (),
        dear_above: float = 1.0,
    ) -> None:
        self.asked: list[tuple[str, float, bool]] = []
        self._advice = list(advice)
        self._refused = refused
        self._dear_above = dear_above

    def start(self, portrait: Portrait) -> State:
        return State(portrait, portrait, Reading("photo", 1, {}))

    def judge(
        self, first: State, before: State, after: Portrait, edit: Edit, *, must_serve: bool
    ) -> Ruling:
        self.asked.append((edit.name, edit.strength, must_serve))
        if edit.strength > self._dear_above:
            return Ruling(False, "Refused: too much.", before, too_dear=True)
        if edit.name in self._refused:
            return Ruling(False, "Refused: it does not serve.", before)
        return Ruling(True, "It serves.", replace(before, portrait=after, seen=after))

    def advise(self, state: State) -> Advice:
        return self._advice.pop(0) if len(self._advice) > 1 else self._advice[0]


NOTHING = Advice((), done=True)


def develop(referee: Scripted, photo: Portrait, *planned: Edit, look: Look = LOOK) -> Developed:
    return Development(referee, look, 0, {}).run(referee.start(photo), planned)


def test_a_refused_edit_is_left_out_with_its_reason(astronaut: Portrait) -> None:
    """The recipe holds what was kept and makes the picture; the notes say what was not."""
    done = develop(Scripted([NOTHING], refused=["contrast"]), astronaut, WARMTH, CONTRAST)
    assert done.recipe == (WARMTH,)
    assert (apply(astronaut, done.recipe).pixels == done.portrait.pixels).all()
    assert done.notes[0] == "contrast was left out: Refused: it does not serve."
    assert [one.to_dict()["kept"] for one in done.tried] == [False, True]


def test_what_costs_too_much_is_tried_weaker(astronaut: Portrait) -> None:
    """Half the strength may pass where the whole did not."""
    done = develop(Scripted([NOTHING], dear_above=0.3), astronaut, WARMTH)
    assert [edit.strength for edit in done.recipe] == [0.2]


def test_the_critique_s_remedies_are_walked_until_it_passes(astronaut: Portrait) -> None:
    """A remedy must serve; an edit of the look must only not work against the job."""
    asks = Advice((SHARPEN,), done=False, left="What is left: soft eyes.")
    referee = Scripted([NOTHING, asks, NOTHING])
    done = develop(referee, astronaut, WARMTH)
    assert referee.asked == [("warmth", 0.4, False), ("sharpen", 0.3, True)]
    assert done.recipe == (WARMTH, SHARPEN)
    assert done.stopped == "Stopped: the checklist passes."


def test_it_stops_when_nothing_helps_and_says_what_is_left(astronaut: Portrait) -> None:
    """A refused remedy is not tried for ever."""
    asks = Advice((SHARPEN,), done=False, left="What is left: soft eyes.")
    referee = Scripted([NOTHING, asks], refused=["sharpen"])
    done = develop(referee, astronaut, WARMTH)
    assert [name for name, *_ in referee.asked].count("sharpen") == 1
    assert done.stopped == (
        "Stopped: nothing that the critique still proposes helps or fits this look (sharpen). "
        "What is left: soft eyes."
    )
    assert why_stopped(Advice((), False, "Left."), []) == (
        "Stopped: no edit can mend what is left. Left."
    )


def test_a_remedy_that_fell_short_is_made_again_stronger(astronaut: Portrait) -> None:
    """One warp at the sum, never two on top of each other."""
    more = Advice((Edit("smile", 0.2),), done=False)
    done = develop(Scripted([NOTHING, more, NOTHING]), astronaut, Edit("smile", 0.3))
    assert [(edit.name, edit.strength) for edit in done.recipe] == [("smile", 0.5)]


def test_a_look_without_expression_leaves_the_face_alone(astronaut: Portrait) -> None:
    """What the critique asks of the mouth is not done there, and the take says so."""
    asks = Advice((Edit("smile", 0.4),), done=False, left="What is left: no smile.")
    honest = next(look for look in all_looks() if look.expression == 0)
    done = develop(Scripted([asks]), astronaut, SHARPEN, look=honest)
    assert done.recipe == (SHARPEN,)
    assert "(smile)" in done.stopped


def test_takes_of_one_photo_share_the_work_on_the_negative(astronaut: Portrait) -> None:
    """The same exposure is judged once, however many takes begin with it."""
    referee, memory = Scripted([NOTHING]), dict[tuple[int, str], Tried]()
    first = referee.start(astronaut)
    exposure = Edit("exposure", 0.5)
    one = Development(referee, LOOK, 0, memory).run(first, (exposure, WARMTH))
    two = Development(referee, LOOK, 0, memory).run(first, (exposure, SHARPEN))
    assert [name for name, *_ in referee.asked] == ["exposure", "warmth", "sharpen"]
    assert one.recipe[0] == two.recipe[0] == exposure


@pytest.mark.parametrize("name", ["crop", "backdrop"])
def test_a_remedy_never_replaces_the_look_s_own_frame_or_place(
    astronaut: Portrait, name: str
) -> None:
    """Framing and place belong to the look."""
    asks = Advice((Edit(name, 0.5),), done=False)
    assert develop(Scripted([asks]), astronaut, SHARPEN).recipe == (SHARPEN,)


def test_a_take_never_tells_of_a_backdrop_that_was_refused(astronaut: Portrait) -> None:
    """Title and sentence say what is there: a look that lacks what makes it is only an idea."""
    cue = Cue("background_clutter", 0.2, "", 0.1, 0.3, 0.9)
    reading = Reading("photo", 1, {"background_clutter": cue})
    reference = Reference("photo", with_matte(astronaut), reading)
    shot = Shot("trust", {}, (reference,), takes=4)
    refusing = Darkroom(lambda shot: Scripted([NOTHING], refused=["backdrop"]))
    lacking = [
        take for take in refusing.generate(shot) if any(t["edit"] == "backdrop" for t in take.tried)
    ]
    assert lacking
    for take in lacking:
        assert take.title.endswith(", before your own background")
        assert take.because.startswith("The idea: ")
    kept = [take for take in Darkroom().generate(shot) if "backdrop" in str(take.recipe)]
    assert kept
    assert not any("own background" in take.title or "idea" in take.because for take in kept)
