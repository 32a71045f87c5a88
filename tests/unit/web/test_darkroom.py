"""Previews, the cost meter, gated edits that make takes, and their history."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from catchlight.critique.gate import GateVerdict, gate
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.kinds import EDIT_KINDS
from catchlight.web.pictures import Pictures
from catchlight.web.table import Table
from catchlight.web.views.catalog import FILE_OPTIONS

API = "/api/v1"
BRIGHTER = {"edit": "exposure", "strength": 0.4, "options": {"stops": 0.8}}


def pixels_of(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.int16)


def preview(client: TestClient, address: str, edits: list[object], **more: object) -> np.ndarray:
    answer = client.post(f"{API}/{address}/preview", json={"edits": edits, **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/jpeg"
    return pixels_of(answer.content)


def edited(client: TestClient, address: str, edits: list[object], **more: object) -> dict:
    answer = client.post(f"{API}/{address}/edits", json={"edits": edits, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_slider_at_zero_changes_nothing(client: TestClient, photo_id: str) -> None:
    """The very same picture."""
    plain = preview(client, f"photos/{photo_id}", [])
    zero = preview(client, f"photos/{photo_id}", [{"edit": "exposure", "strength": 0}])

    assert np.array_equal(plain, zero)


def test_a_preview_shows_the_edit_and_keeps_nothing(
    client: TestClient, project_id: str, photo_id: str
) -> None:
    """Brighter by the slider, at the size asked for; no take is made."""
    plain = preview(client, f"photos/{photo_id}", [], side_px=200)
    bright = preview(client, f"photos/{photo_id}", [BRIGHTER], side_px=200)

    assert max(bright.shape) == 200
    assert bright.mean() > plain.mean() + 5
    assert client.get(f"{API}/projects/{project_id}/takes").json()["total"] == 0


@pytest.mark.parametrize(
    ("edit", "status", "kind"),
    [
        ({"edit": "exposure", "strength": 1.2}, 422, "invalid"),
        ({"edit": "nope", "strength": 0.5}, 422, "unknown-name"),
        ({"edit": "exposure", "strength": 0.5, "options": {"nope": 1}}, 422, "edit"),
        ({"edit": "exposure", "strength": 0.5, "options": {"stops": 99}}, 422, "edit-beyond-limit"),
        ({"edit": "backdrop", "strength": 1}, 422, "edit"),
    ],
)
def test_an_edit_that_cannot_be_made_is_said(
    client: TestClient, photo_id: str, edit: dict[str, object], status: int, kind: str
) -> None:
    """In preview, cost and for good alike."""
    for verb in ("preview", "cost", "edits"):
        answer = client.post(f"{API}/photos/{photo_id}/{verb}", json={"edits": [edit]})
        assert (answer.status_code, answer.json()["type"]) == (status, kind), verb


@pytest.mark.parametrize("path", ["/etc/passwd", "sample:astronaut", "https://evil.example/x.jpg"])
def test_no_request_can_name_a_file_of_the_machine(
    client: TestClient, photo_id: str, path: str
) -> None:
    """Not even to learn whether it is there; and no such option is offered."""
    edit = {"edit": "backdrop", "strength": 1, "options": {"picture": path}}
    for verb in ("preview", "cost", "edits"):
        answer = client.post(f"{API}/photos/{photo_id}/{verb}", json={"edits": [edit]})
        assert (answer.status_code, answer.json()["type"]) == (422, "edit"), verb
        assert "names a file" in answer.json()["detail"]
    cards = client.get(f"{API}/edits").json()
    options = {option["name"] for card in cards for option in card["options"]}
    assert "picture" not in options


def test_every_option_that_opens_a_file_is_known_to_the_page() -> None:
    """A new edit with a path among its options must be held back too."""
    paths = {
        name
        for kind in EDIT_KINDS.values()
        for name, about in kind.options.items()
        if any(word in about.lower() for word in ("path", "file"))
    }
    assert paths <= FILE_OPTIONS


def test_the_cost_meter_says_what_edits_cost_and_gain(client: TestClient, photo_id: str) -> None:
    """Likeness as a share and in words; job fit before and after; the gate's sentence."""
    answer = client.post(f"{API}/photos/{photo_id}/cost", json={"edits": [BRIGHTER]})

    meter = answer.json()
    assert 0 < meter["costs"]["likeness_share"] <= 1
    assert meter["costs"]["likeness_words"]
    assert 0 <= meter["job_fit_after"] <= 1
    assert meter["said"]


def test_edits_are_measured_together(
    client: TestClient, photo_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever was moved last, the gate hears of all of them."""
    heard: list[set[str]] = []

    def listening(*args: Any, along: Sequence[str] = (), **more: Any) -> GateVerdict:
        heard.append({args[3].name, *along})
        return gate(*args, along=along, **more)

    monkeypatch.setattr("catchlight.gating.gate", listening)
    edits = [{"edit": "smile", "strength": 0.3}, BRIGHTER]
    client.post(f"{API}/photos/{photo_id}/cost", json={"edits": edits})

    assert heard == [{"smile", "exposure"}]


def test_the_gate_refuses_what_does_not_serve_unless_forced(
    client: TestClient, project_id: str, photo_id: str
) -> None:
    """Refused: no take, with the reason. Forced: a take, and it says that it was forced."""
    grain = {"edit": "grain", "strength": 1.0}

    refused = edited(client, f"photos/{photo_id}", [grain])
    forced = edited(client, f"photos/{photo_id}", [grain], force=True)

    assert refused["take"] is None
    assert not refused["steps"][0]["kept"]
    assert refused["steps"][0]["said"].startswith("Refused")
    assert forced["take"]["recipe"][0]["edit"] == "grain"
    assert "Kept by force" in forced["steps"][0]["said"]
    assert client.get(f"{API}/projects/{project_id}/takes").json()["total"] == 1


def test_the_named_detail_is_watched_in_the_darkroom(
    client: TestClient, project_id: str, photo_id: str
) -> None:
    """The meter, the gate, and the finding on what was forced say that the orange suit went."""
    brief = {"job": "trust", "detail": "an orange suit"}
    client.patch(f"{API}/projects/{project_id}", json={"brief": brief})
    grey = [{"edit": "black_and_white", "strength": 1.0}]

    meter = client.post(f"{API}/photos/{photo_id}/cost", json={"edits": grey}).json()
    forced = edited(client, f"photos/{photo_id}", grey, force=True)
    later = [{"edit": "vignette", "strength": 0.2}]
    again = edited(client, f"takes/{forced['take']['id']}", later, force=True)

    for costs in (meter["costs"], forced["steps"][0]["costs"]):
        assert any("named detail is lost" in said for said in costs["details_lost"])
    for take in (forced["take"], again["take"]):
        assert "detail-lost" in take["rules"]
    assert again["steps"][0]["costs"]["details_lost"] == []  # the first edit took it


def test_edits_chain_into_a_history_that_can_be_undone_and_redone(
    client: TestClient, photo_id: str
) -> None:
    """Each edit is a take whose parent is the one before; redo leads to the child."""
    first = edited(client, f"photos/{photo_id}", [BRIGHTER], force=True)["take"]
    second = edited(
        client, f"takes/{first['id']}", [{"edit": "vignette", "strength": 0.3}], force=True
    )["take"]

    history = client.get(f"{API}/takes/{second['id']}/history").json()
    assert [one["id"] for one in history["chain"]] == [first["id"], second["id"]]
    assert [edit["edit"] for edit in second["recipe"]] == ["exposure", "vignette"]
    assert second["title"] == "As it was · vignette"
    children = client.get(f"{API}/takes/{first['id']}/history").json()["children"]
    assert [one["id"] for one in children] == [second["id"]]

    again = edited(
        client, f"takes/{first['id']}", [{"edit": "vignette", "strength": 0.3}], force=True
    )["take"]
    assert again["id"] == second["id"]


def test_replacing_the_recipe_starts_again_from_the_photo(
    client: TestClient, photo_id: str
) -> None:
    """Reset of one slider is the recipe without it; of all, the photo as it was."""
    take = edited(client, f"photos/{photo_id}", [BRIGHTER], force=True)["take"]
    plain = preview(client, f"photos/{photo_id}", [])

    reset = preview(client, f"takes/{take['id']}", [], mode="replace")
    kept = edited(client, f"takes/{take['id']}", [], mode="replace")["take"]

    assert np.array_equal(reset, plain)
    assert kept["recipe"] == []
    assert kept["parent_id"] == take["id"]


def test_a_fix_runs_the_findings_own_edit_gated(client: TestClient, photo_id: str) -> None:
    """What "Apply" on the checklist does."""
    critique = client.get(f"{API}/photos/{photo_id}/critique").json()
    finding = next(one for one in critique["findings"] if one["can_apply"])

    applied = client.post(f"{API}/photos/{photo_id}/fix", json={"rule": finding["rule"]}).json()

    assert applied["steps"][0]["edit"] == finding["remedy"]["edit"]
    assert applied["sentences"]
    if applied["take"]:
        assert applied["take"]["recipe"][-1]["because"]


def test_what_was_not_found_cannot_be_fixed(client: TestClient, photo_id: str) -> None:
    """It says so, and nothing is changed."""
    answer = client.post(f"{API}/photos/{photo_id}/fix", json={"rule": "eyes-closed"})

    assert (answer.status_code, answer.json()["type"]) == (409, "no-finding")


def test_takes_are_sorted_filtered_marked_and_compared(
    client: TestClient, project_id: str, photo_id: str
) -> None:
    """The contact sheet's work."""
    dark = {"edit": "exposure", "strength": 0.5, "options": {"stops": -1.2}}
    one = edited(client, f"photos/{photo_id}", [BRIGHTER], force=True)["take"]
    two = edited(client, f"photos/{photo_id}", [dark], force=True)["take"]
    address = f"{API}/projects/{project_id}/takes"

    def shown(**asked: object) -> list[str]:
        return [take["id"] for take in client.get(address, params=asked).json()["takes"]]

    marked = client.patch(f"{API}/takes/{two['id']}", json={"rating": 5, "flag": "pick"}).json()
    assert (marked["rating"], marked["flag"]) == (5, "pick")
    assert client.patch(f"{API}/takes/{two['id']}", json={"rating": 6}).status_code == 422
    assert shown(sort="rating")[0] == two["id"]
    assert shown(flag="pick") == shown(min_rating=4) == [two["id"]]
    assert shown(sort="newest") == [two["id"], one["id"]]
    listed = client.get(address).json()
    assert listed["total"] == 2
    assert {axis["name"] for axis in listed["axes"]} >= {"job_fit", "likeness"}
    for found in listed["findings"]:
        assert len(shown(rule=found["rule"])) == found["count"]
    said = client.get(
        f"{API}/compare", params={"before_take": one["id"], "after_take": two["id"]}
    ).json()
    assert said["sentences"][-1].startswith("Altogether")


def test_another_job_judges_the_takes_anew(
    client: TestClient, project_id: str, photo_id: str
) -> None:
    """Headline, findings and places are those of the job that the project now has."""
    take = edited(client, f"photos/{photo_id}", [BRIGHTER], force=True)["take"]
    assert "trust" in take["headline"]

    brief = {"job": "nostalgia"}
    answer = client.patch(f"{API}/projects/{project_id}", json={"brief": brief})

    assert answer.json()["job_title"] == "Nostalgia"
    again = client.get(f"{API}/takes/{take['id']}").json()
    assert "nostalgia" in again["headline"]
    assert again["place"] == 1


def test_tiles_say_what_each_platform_shows_and_what_is_disclosed(
    client: TestClient, photo_id: str
) -> None:
    """Crop, safe circle, and the file's own story."""
    take = edited(client, f"photos/{photo_id}", [BRIGHTER], force=True)["take"]

    sheet = client.get(f"{API}/takes/{take['id']}/platforms").json()

    linkedin = next(tile for tile in sheet["tiles"] if tile["platform"]["id"] == "linkedin")
    assert linkedin["safe_circle"]["radius"] < 0.5
    assert 0 <= linkedin["crop"]["left"] < linkedin["crop"]["right"] <= 1
    assert sheet["disclosure"]["source_type"].endswith("algorithmicallyEnhanced")
    picture = client.get(linkedin["image"])
    with Image.open(io.BytesIO(picture.content)) as shown:
        assert shown.size == (400, 400)
    assert client.get(f"{API}/takes/{take['id']}/platforms/nope/image").status_code == 404


def blank(side: int) -> Portrait:
    return Portrait(np.full((side, side, 3), 0.5, np.float32))


def test_the_table_stays_within_its_bounds() -> None:
    """The least recently used states go."""
    table = Table(limit_bytes=300_000)

    for number in range(50):
        table.opened(f"photo-{number}", lambda: blank(100))

    assert table.bytes <= 300_000


def test_moving_the_last_slider_develops_only_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """States before it are remembered."""
    from catchlight.web import table as module

    made: list[str] = []
    real = module.develop
    monkeypatch.setattr(module, "develop", lambda p, e: made.append(e.name) or real(p, e))
    table, first = Table(), Edit("exposure", 0.3, {"stops": 0.5})

    for strength in (0.1, 0.2, 0.3):
        table.developed("photo", lambda: blank(64), (first, Edit("contrast", strength)))

    assert made == ["exposure", "contrast", "contrast", "contrast"]


def test_remembered_pictures_stay_within_their_bounds() -> None:
    """The oldest go first, and a big one alone is still given."""
    pictures = Pictures(limit_bytes=1000)

    for number in range(20):
        assert pictures.get(str(number), lambda: b"x" * 400) == b"x" * 400

    assert len(pictures) == 2
