"""Every service, by one contract, against recorded shapes on a local server."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import replace
from pathlib import Path

import pytest

from catchlight.backends.base import MASK, Run
from catchlight.backends.pending import PendingFile
from catchlight.backends.registry import find_backend
from catchlight.backends.spending import Ledger
from catchlight.errors import (
    BackendCancelled,
    BackendError,
    BackendMissing,
    BackendRefused,
    BackendTimeout,
    ConsentMissing,
    SpendLimit,
)
from catchlight.geometry import Extent
from catchlight.provenance.metadata import inspect_metadata
from catchlight.settings import default_settings
from catchlight.shot import Reference

from .conftest import KEY, Make, png, words_shot
from .fake_server import FakeServer, Reply
from .service_cases import CASES, ServiceCase, b64

pytestmark = pytest.mark.usefixtures("unobserved")

every_service = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_queue = pytest.mark.parametrize(
    "case", [case for case in CASES if case.queued], ids=lambda case: case.name
)
every_direct = pytest.mark.parametrize(
    "case", [case for case in CASES if not case.queued], ids=lambda case: case.name
)


@every_service
def test_takes_come_from_words_with_their_seed_model_prompt_and_cost(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """Two takes, counted from the shot's seed, each saying where it came from."""
    case.install(server, picture)
    backend = backend_of(case)
    takes = list(backend.generate(words_shot(takes=2), run))
    assert [take.seed for take in takes] == [7, 8]
    assert [take.id for take in takes] == [f"take-01-{case.name}-7", f"take-02-{case.name}-8"]
    assert takes[0].portrait.extent == Extent(512, 640)
    assert takes[0].prompt == "a calm founder in a café"
    assert takes[0].model and takes[0].terms
    assert all(take.cost_usd > 0 for take in takes)


@every_service
def test_the_key_goes_into_its_header_and_nowhere_else(
    case: ServiceCase,
    backend_of: Make,
    server: FakeServer,
    picture: bytes,
    run: Run,
    home: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not into logs of any level, addresses, files, `repr`, nor to where pictures are fetched."""
    caplog.set_level(logging.DEBUG)
    case.install(server, picture)
    backend = backend_of(case)
    takes = list(backend.generate(words_shot(), run))
    order = server.asked("POST", case.order_path)[0]
    assert order.headers[case.key_in].endswith(KEY)
    assert KEY not in order.path and KEY not in order.body.decode("utf-8", "replace")
    assert all(KEY not in str(got.headers) for got in server.asked("GET", "/out.png"))
    assert KEY not in caplog.text and KEY not in repr(takes) and KEY not in repr(vars(backend))
    assert all(KEY not in file.read_text() for file in home.rglob("*") if file.is_file())


@every_service
def test_photos_are_sent_bare_and_only_after_consent(
    case: ServiceCase,
    backend_of: Make,
    server: FakeServer,
    picture: bytes,
    reference: Reference,
    run: Run,
    agreed: list[tuple[str, str]],
) -> None:
    """The sitter is asked for; no metadata and no file name goes along."""
    case.install(server, picture)
    shot = replace(words_shot(), references=(reference,))
    backend = backend_of(case)
    (take,) = backend.generate(shot, run)
    assert take.source == "me at home, 3 May.jpg"
    # A server of one's own on this machine keeps what it gets; a service's address there does not.
    away = [] if case.name == "openai_compatible" else [("send", case.name)]
    assert agreed == [("generate", case.name), *away]
    order = server.asked("POST", case.photo_path)[-1]
    assert b"at home" not in order.body
    sent = _jpeg_in(order.body)
    assert not set(inspect_metadata(sent)) & {"exif", "gps", "xmp", "iptc", "comment", "thumbnail"}


def _jpeg_in(body: bytes) -> bytes:
    """The JPEG in a request: raw in a form, or as base64 in JSON."""
    if b"\xff\xd8\xff" in body:
        return body[body.index(b"\xff\xd8\xff") :]
    import base64

    text = body.decode()
    start = text.index("/9j/")  # base64 of a JPEG's first bytes
    return base64.b64decode(text[start : text.index('"', start)])


@every_service
def test_without_consent_nothing_is_sent(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, reference: Reference
) -> None:
    """The default of a run is that nobody agreed."""
    case.install(server, picture)
    shot = replace(words_shot(), references=(reference,))
    with pytest.raises(ConsentMissing, match="Expected the sitter's consent"):
        backend_of(case).generate(shot, Run())
    assert server.received == []


def test_a_photo_leaves_this_machine_only_with_leave_to_send_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, reference: Reference
) -> None:
    """That a likeness may be generated does not mean that the photo may be sent to a service."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def generating_only(use: str, backend: str) -> None:
        if use != "generate":
            raise ConsentMissing(f"{backend} may not {use}")

    shot = replace(words_shot(), references=(reference,))
    with pytest.raises(ConsentMissing, match="openai may not send"):
        find_backend("openai", default_settings()).generate(shot, Run(clear=generating_only))


@every_service
def test_a_missing_key_names_its_variable_and_nothing_is_sent(
    case: ServiceCase, backend_of: Make, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing is known without asking the service."""
    backend = backend_of(case)
    assert backend.missing() == ""
    monkeypatch.delenv(case.variable)
    if case.name == "openai_compatible":
        assert backend.missing() == ""  # a server of one's own may need none
        return
    assert case.variable in backend.missing()
    with pytest.raises(BackendMissing, match=case.variable):
        backend.generate(words_shot())
    assert server.received == []


@every_service
def test_a_key_that_is_refused_is_not_tried_again(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """The message says where the key came from, and does not show it."""
    case.install(server, picture)
    said = {"error": {"message": f"Incorrect API key provided: {KEY}"}, "detail": f"bad {KEY}"}
    server.on("POST", case.order_path, Reply(401, said))
    with pytest.raises(BackendMissing, match=case.variable) as caught:
        list(backend_of(case).generate(words_shot(), run))
    assert KEY not in str(caught.value)
    assert len(server.asked("POST")) == 1
    assert caught.value.spent_usd == 0


@every_service
def test_a_busy_service_is_asked_again_after_the_wait_that_it_names(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """429 with Retry-After: the wait is kept, then the take comes."""
    case.install(server, picture)
    good = server.answer_for("POST", case.order_path)
    busy = Reply(429, {"error": {"message": "slow down"}}, {"retry-after": "0.3"})
    server.on("POST", case.order_path, busy, good)
    start = time.monotonic()
    assert len(list(backend_of(case).generate(words_shot(), run))) == 1
    assert time.monotonic() - start >= 0.3
    assert len(server.asked("POST", case.order_path)) == 2


@every_service
def test_a_service_that_stays_busy_ends_in_a_timeout_that_costs_nothing(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """As often as the settings say, then no more."""
    case.install(server, picture)
    server.on("POST", case.order_path, Reply(429, {"detail": "too many"}))
    with pytest.raises(BackendTimeout, match="asked too often"):
        list(backend_of(case).generate(words_shot(), run))
    assert len(server.asked("POST", case.order_path)) == 3
    assert list(Ledger().expenses()) == []


def test_a_wait_that_is_too_long_is_not_sat_out(
    backend_of: Make, server: FakeServer, run: Run
) -> None:
    """A service that asks for an hour gets an error at once, and the user the wait."""
    case = CASES[0]
    server.on("POST", case.order_path, Reply(429, {}, {"retry-after": "3600"}))
    with pytest.raises(BackendTimeout, match="3600 s"):
        list(backend_of(case).generate(words_shot(), run))


@every_service
def test_a_failing_service_is_asked_again_and_then_reported(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """One 500 does not matter; lasting ones are an error, and takes made before it are kept."""
    case.install(server, picture)
    good = server.answer_for("POST", case.order_path)
    server.on("POST", case.order_path, Reply(500, b"oops"), good, Reply(503, b"<html>"))
    takes = backend_of(case).generate(words_shot(takes=2), run)
    first = next(takes)
    with pytest.raises(BackendError, match="trouble of its own") as caught:
        next(takes)
    assert "This run has cost about $" in str(caught.value)
    assert caught.value.spent_usd == pytest.approx(first.cost_usd, abs=1e-3)


@every_service
def test_a_malformed_picture_is_an_error_and_is_paid_for(
    case: ServiceCase, backend_of: Make, server: FakeServer, run: Run
) -> None:
    """What is no picture is never a take; the money is counted all the same."""
    case.install(server, b"<html>not a picture</html>")
    with pytest.raises(BackendError, match="no picture") as caught:
        list(backend_of(case).generate(words_shot(), run))
    assert caught.value.spent_usd > 0


@every_service
def test_a_picture_in_another_shape_is_kept_with_a_note(
    case: ServiceCase, backend_of: Make, server: FakeServer, run: Run
) -> None:
    """It is paid for and good; but it is said."""
    case.install(server, png(640, 400))
    (take,) = backend_of(case).generate(words_shot(), run)
    assert any("640×400" in note for note in take.notes)


@every_service
def test_a_picture_too_small_to_be_read_is_an_error(
    case: ServiceCase, backend_of: Make, server: FakeServer, run: Run
) -> None:
    """Below 256 pixels no cue can be read."""
    case.install(server, png(64, 80))
    with pytest.raises(BackendError, match="64×80"):
        list(backend_of(case).generate(words_shot(), run))


@every_service
def test_a_refusal_by_content_is_said_in_plain_words_and_not_tried_again(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """Asking again would be refused again."""
    case.install(server, picture)
    if case.queued and case.name != "fal":
        server.on("GET", case.download, case.refusal)
    else:
        server.on("POST", case.order_path, case.refusal)
    with pytest.raises(BackendRefused, match="rules on content"):
        list(backend_of(case).generate(words_shot(), run))
    assert len(server.asked("POST", case.order_path)) == 1


@every_service
def test_a_cancelled_run_ends_within_a_moment(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes
) -> None:
    """Also while the service takes its time to answer."""
    case.install(server, picture)
    good = server.answer_for("POST", case.order_path)
    server.on("POST", case.order_path, replace(good, delay_s=3))
    start = time.monotonic()
    run = Run("run-1", cancelled=lambda: time.monotonic() - start > 0.2)
    with pytest.raises(BackendCancelled):
        list(backend_of(case).generate(words_shot(), run))
    assert time.monotonic() - start < 1.5
    assert [one.how for one in Ledger().expenses()] == ["uncertain"]


@every_queue
def test_cancelling_in_the_queue_tells_the_service(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes
) -> None:
    """Where the service has a way to stop a request, it is used."""
    case.install(server, picture)
    waiting = {"status": {"bfl": "Pending", "fal": "IN_QUEUE"}.get(case.name, "processing")}
    path = f"{case.download}/status" if case.name == "fal" else case.download
    server.on("GET", path, Reply(body=waiting))
    run = Run("run-1", cancelled=lambda: len(server.asked("GET")) > 2)
    with pytest.raises(BackendCancelled):
        list(backend_of(case).generate(words_shot(), run))
    cancelled = [r.path for r in server.received if r.path.endswith("/cancel")]
    assert len(cancelled) == (0 if case.name == "bfl" else 1)


@every_queue
def test_a_half_received_picture_is_fetched_again(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """The order is not repeated, only the fetching."""
    case.install(server, picture)
    server.on("GET", "/out.png", Reply(body=picture, cut=100), Reply(body=picture))
    (take,) = backend_of(case).generate(words_shot(), run)
    assert take.portrait.extent == Extent(512, 640)
    assert len(server.asked("POST", case.order_path)) == 1


@every_queue
def test_a_picture_that_never_comes_whole_is_collected_by_the_next_run(
    case: ServiceCase,
    backend_of: Make,
    server: FakeServer,
    picture: bytes,
    run: Run,
    tmp_path: Path,
) -> None:
    """Nothing lost, and not paid for twice: the request is found again from its file."""
    case.install(server, picture)
    server.on("GET", "/out.png", Reply(body=picture, cut=100))
    kept = tmp_path / "run" / "pending.json"
    with pytest.raises(BackendError, match="broke off"):
        list(backend_of(case).generate(words_shot(), replace(run, pending=PendingFile(kept))))
    text = kept.read_text()
    assert KEY not in text and "founder" not in text
    server.on("GET", "/out.png", Reply(body=picture))
    takes = list(backend_of(case).generate(words_shot(), replace(run, pending=PendingFile(kept))))
    assert len(takes) == 1
    assert len(server.asked("POST", case.order_path)) == 1
    assert len(list(Ledger().expenses())) == 1
    assert not kept.exists()


@every_queue
def test_a_request_that_the_service_forgot_is_made_anew(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """An old one may have expired; a new one is then the only way."""
    case.install(server, picture)
    server.on("GET", "/out.png", Reply(body=picture, cut=100))
    backend = backend_of(case)
    with pytest.raises(BackendError):
        list(backend.generate(words_shot(), run))
    server.on("GET", "/out.png", Reply(404, b""), Reply(body=picture))
    assert len(list(backend.generate(words_shot(), run))) == 1
    assert len(server.asked("POST", case.order_path)) == 2


@every_queue
def test_a_take_that_is_not_ready_in_time_can_be_collected_later(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """The wait has an end; the request is kept."""
    case.install(server, picture)
    waiting = {"status": {"bfl": "Pending", "fal": "IN_QUEUE"}.get(case.name, "processing")}
    path = f"{case.download}/status" if case.name == "fal" else case.download
    before = server.replies_for("GET", path)
    server.on("GET", path, Reply(body=waiting))
    backend = backend_of(case, network__take_timeout_s=0.2)
    with pytest.raises(BackendTimeout, match="without paying twice"):
        list(backend.generate(words_shot(), run))
    server.on("GET", path, *before)
    assert len(list(backend.generate(words_shot(), run))) == 1
    assert len(server.asked("POST", case.order_path)) == 1


@every_queue
def test_a_result_at_a_foreign_address_is_not_fetched(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """A service cannot send us elsewhere, such as into the user's own network."""
    case.install(server, picture)
    path = case.download
    *_, last = server.replies_for("GET", path)
    body = json.loads(json.dumps(last.body).replace(server.url, "http://192.168.0.1"))
    server.on("GET", path, Reply(body=body))
    with pytest.raises(BackendError, match="not one of its addresses"):
        list(backend_of(case).generate(words_shot(), run))


@every_direct
def test_an_answer_that_breaks_off_is_not_ordered_again_but_counted(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """It may have been billed: asking twice would pay twice without the user's word."""
    case.install(server, picture)
    good = server.answer_for("POST", case.order_path)
    server.on("POST", case.order_path, replace(good, cut=50))
    with pytest.raises(BackendError, match="may have been billed") as caught:
        list(backend_of(case).generate(words_shot(), run))
    assert len(server.asked("POST")) == 1
    assert caught.value.spent_usd > 0
    assert [one.how for one in Ledger().expenses()] == ["uncertain"]


@every_direct
def test_an_answer_that_does_not_come_is_a_timeout(
    case: ServiceCase,
    backend_of: Make,
    server: FakeServer,
    picture: bytes,
    run: Run,
) -> None:
    """It ends when the setting says."""
    case.install(server, picture)
    good = server.answer_for("POST", case.order_path)
    server.on("POST", case.order_path, replace(good, delay_s=2))
    with pytest.raises(BackendTimeout, match="did not answer in time"):
        list(backend_of(case, network__timeout_s=0.2).generate(words_shot(), run))


@every_service
def test_a_server_that_is_down_is_said_so(
    case: ServiceCase, backend_of: Make, run: Run, server: FakeServer
) -> None:
    """No address, no take, no money."""
    backend = backend_of(case, **{f"{case.name}__base_url": "http://127.0.0.1:9"})
    with pytest.raises(BackendError, match="could not be reached") as caught:
        list(backend.generate(words_shot(), run))
    assert caught.value.spent_usd == 0


@every_service
def test_a_run_over_its_limit_is_refused_before_anything_is_sent(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """The whole shot is reckoned, not only its first take."""
    case.install(server, picture)
    backend = backend_of(case, spend__per_run_usd=0.02)
    with pytest.raises(SpendLimit, match=r"spend\.per_run_usd"):
        backend.generate(words_shot(takes=20), run)
    assert server.received == []


@every_service
def test_what_was_spent_counts_towards_the_month(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """Over runs and restarts: the ledger is a file."""
    case.install(server, picture)
    one = backend_of(case).estimate_usd(words_shot())
    limit = round(one * 1.5, 4)
    list(backend_of(case, spend__per_month_usd=limit).generate(words_shot(), run))
    again = backend_of(case, spend__per_month_usd=limit)
    with pytest.raises(SpendLimit, match=r"spend\.per_month_usd"):
        again.generate(words_shot(seed=99), replace(run, id="run-2"))
    (expense,) = Ledger().expenses()
    assert (expense.backend, expense.run) == (case.name, "run-1")


@every_service
def test_what_a_model_cannot_do_is_refused_before_the_call(
    case: ServiceCase, backend_of: Make, server: FakeServer, reference: Reference, run: Run
) -> None:
    """No prompt, too many photos, a negative prompt, a mask: refused, not dropped in silence."""
    backend = backend_of(case)
    able = backend.capabilities
    many = (reference,) * (able.max_references + 1)
    mask = {MASK: reference.portrait.pixels[..., 0]}
    shots = [
        replace(words_shot(), prompt=" "),
        replace(words_shot(), references=many),
        replace(words_shot(), negative_prompt="blurry"),
    ]
    if not able.takes_mask:
        shots.append(replace(words_shot(), references=(reference,), options=mask))
    for shot in shots:
        with pytest.raises(BackendRefused):
            backend.generate(shot, run)
    assert server.received == []


def test_a_mask_goes_along_as_a_picture_of_the_photos_size(
    backend_of: Make, server: FakeServer, picture: bytes, reference: Reference, run: Run
) -> None:
    """Transparent where the picture is to be made anew."""
    case = CASES[0]
    case.install(server, picture)
    mask = reference.portrait.pixels[..., 0] * 0
    mask[:100] = 1
    shot = replace(words_shot(), references=(reference,), options={MASK: mask})
    list(backend_of(case).generate(shot, run))
    body = server.asked("POST", case.photo_path)[0].body
    assert b'name="mask"; filename="mask.png"' in body
    assert body.count(b"\x89PNG") == 2


def test_a_second_photo_changes_the_name_of_the_field(
    backend_of: Make, server: FakeServer, picture: bytes, reference: Reference, run: Run
) -> None:
    """OpenAI takes one photo as `image`, several as `image[]`."""
    case = CASES[0]
    case.install(server, picture)
    shot = replace(words_shot(), references=(reference, reference))
    list(backend_of(case).generate(shot, run))
    assert server.asked("POST", case.photo_path)[0].body.count(b'name="image[]"') == 2


def test_reported_tokens_are_reckoned_instead_of_the_estimate(
    backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """100 text and 100 image tokens in, 2,000 out: (100·5 + 100·8 + 2000·30) / 1e6 dollars."""
    CASES[0].install(server, picture)
    (take,) = backend_of(CASES[0]).generate(words_shot(), run)
    assert take.cost_usd == pytest.approx(0.0613)
    assert [one.how for one in Ledger().expenses()] == ["reported"]


def test_an_answer_by_address_is_fetched_from_the_same_server_only(
    backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """Old look-alike servers give an address instead of the picture."""
    case = CASES[-1]
    server.on("GET", "/files/1.png", Reply(body=picture))
    server.on("POST", case.order_path, Reply(body={"data": [{"url": "/files/1.png"}]}))
    assert len(list(backend_of(case).generate(words_shot(), run))) == 1
    server.on("POST", case.order_path, Reply(body={"data": [{"url": "https://example.com/1"}]}))
    with pytest.raises(BackendError, match="not fetched"):
        list(backend_of(case).generate(words_shot(), run))


def test_an_account_without_credit_is_told_apart_from_a_busy_service(
    backend_of: Make, server: FakeServer, run: Run
) -> None:
    """OpenAI answers both with 429."""
    body = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}
    server.on("POST", CASES[0].order_path, Reply(429, body))
    with pytest.raises(BackendRefused, match="no credit"):
        list(backend_of(CASES[0], network__retries=0).generate(words_shot(), run))


def test_a_picture_in_the_answer_of_fal_needs_no_second_call(
    backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """With sync_mode the picture comes as a data address and is not kept there."""
    case = next(case for case in CASES if case.name == "fal")
    case.install(server, picture)
    done = {"images": [{"url": f"data:image/png;base64,{b64(picture)}"}]}
    server.on("GET", case.download, Reply(body=done))
    assert len(list(backend_of(case).generate(words_shot(), run))) == 1
    assert server.asked("GET", "/out.png") == []


JUNK = (b"", b"null", b"[]", b'"x"', b"{}", b'{"data": 1}', b'{"data": ["x"], "id": 5}')
JUNK += (b'{"candidates": [7]}', b'{"status": {}, "output": [{}], "urls": [], "images": 3}')


@every_service
@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: junk.decode() or "nothing")
def test_an_answer_of_no_known_form_is_an_error_in_words(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run, junk: bytes
) -> None:
    """Wherever in the exchange it comes, and never as a crash."""
    case.install(server, picture)
    shot = words_shot()
    server.on("POST", case.order_path, Reply(body=junk))
    with pytest.raises(BackendError, match="Expected"):
        list(backend_of(case).generate(shot, run))
    if case.queued:
        case.install(server, picture)
        path = f"{case.download}/status" if case.name == "fal" else case.download
        server.on("GET", path, Reply(body=junk))
        with pytest.raises(BackendError, match="Expected"):
            list(backend_of(case, network__take_timeout_s=0.1).generate(shot, run))


def test_a_proxy_that_cannot_be_used_is_said_so(backend_of: Make, run: Run) -> None:
    """Before anything is sent."""
    backend = backend_of(CASES[0], network__proxy="nonsense")
    with pytest.raises(BackendMissing, match=r"network\.proxy"):
        list(backend.generate(words_shot(), run))


def test_a_gateway_of_ones_own_may_hand_on_what_it_gets(
    backend_of: Make, reference: Reference, run: Run, agreed: list[tuple[str, str]]
) -> None:
    """The user knows; then the photo leaves, and leave to send it is asked for."""
    case = CASES[-1]
    backend = backend_of(case, openai_compatible__hands_on=True)
    assert backend.capabilities.sends_away
    backend.generate(replace(words_shot(), references=(reference,)), run)
    assert ("send", case.name) in agreed


@every_queue
def test_what_was_paid_for_is_collected_although_the_limit_is_reached(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """The limit holds for new orders."""
    case.install(server, picture)
    server.on("GET", "/out.png", Reply(body=picture, cut=100))
    one = backend_of(case).estimate_usd(words_shot())
    backend = backend_of(case, spend__per_run_usd=round(one * 1.1, 4))
    with pytest.raises(BackendError, match="broke off"):
        list(backend.generate(words_shot(), run))
    server.on("GET", "/out.png", Reply(body=picture))
    assert len(list(backend.generate(words_shot(), run))) == 1


@every_service
def test_progress_is_told_for_every_take(
    case: ServiceCase, backend_of: Make, server: FakeServer, picture: bytes, run: Run
) -> None:
    """Each take says its number and what is being done."""
    case.install(server, picture)
    seen = []
    run = replace(run, on_progress=seen.append)
    list(backend_of(case).generate(words_shot(takes=2), run))
    assert {(p.take, p.takes) for p in seen} == {(1, 2), (2, 2)}
    assert "asking" in {p.stage for p in seen}
