"""Files on their way out: packed the same each time, delivered whole or not at all."""

import io
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from catchlight.errors import ExportError
from catchlight.exports.parcel import deliver, files_of, write_zip, zip_bytes
from catchlight.outbound import object_store
from catchlight.outbound.calls import find_call
from catchlight.outbound.object_store import open_store, put_all, scheme_of

FILES = {"ana-x.jpg": b"\xff\xd8picture", "takes/one.json": b"{}" * 400}


def test_a_zip_holds_every_file_and_is_the_same_each_time(tmp_path):
    """Names with their folders, bytes as they were, no clock reading."""
    assert zip_bytes(FILES) == zip_bytes(dict(reversed(FILES.items())))
    write_zip(FILES, tmp_path / "deep" / "kit.zip")
    with zipfile.ZipFile(tmp_path / "deep" / "kit.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert archive.testzip() is None
        assert archive.getinfo("takes/one.json").compress_size < 100


def test_an_empty_zip_is_not_written(tmp_path):
    """Nothing to pack is an error."""
    with pytest.raises(ExportError, match="no file to pack"):
        write_zip({}, tmp_path / "kit.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_taken_with_what_is_below_it(tmp_path):
    """Names are relative, with forward slashes."""
    (tmp_path / "takes").mkdir()
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    assert files_of(tmp_path) == FILES


def test_files_go_into_a_local_object_store(tmp_path):
    """file:// needs no network; the addresses come back."""
    address = f"file://{tmp_path}/store/press"
    assert deliver(FILES, address) == (f"{address}/ana-x.jpg", f"{address}/takes/one.json")
    assert (tmp_path / "store/press/takes/one.json").read_bytes() == FILES["takes/one.json"]


def test_files_go_into_a_store_in_memory():
    """The same call for every kind of store."""
    obstore = pytest.importorskip("obstore")
    store = open_store("memory://")
    put_all(store, FILES, "memory://")
    assert bytes(obstore.get(store, "ana-x.jpg").bytes()) == FILES["ana-x.jpg"]


def test_when_one_file_is_refused_nothing_stays(tmp_path):
    """What was put before is taken away, and the error says so."""
    (tmp_path / "store" / "b.jpg").mkdir(parents=True)
    (tmp_path / "store" / "b.jpg" / "in the way").write_bytes(b"")
    with pytest.raises(ExportError, match=r"did not take b\.jpg .*Nothing was left there"):
        deliver({"a.jpg": b"a", "b.jpg": b"b"}, f"file://{tmp_path}/store")
    assert not (tmp_path / "store" / "a.jpg").exists()


@pytest.mark.parametrize("address", ["ftp://host/x", "bucket/x", "", "https://host/x"])
def test_an_address_that_is_no_store_is_refused_at_once(address):
    """Before anything is made."""
    with pytest.raises(ExportError, match="no address of an object store"):
        scheme_of(address)


def test_a_missing_library_says_what_to_install(monkeypatch):
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "obstore.exceptions", None)
    with pytest.raises(ExportError, match=r"catchlight\[objects\]"):
        open_store("file:///tmp/x")


def test_the_call_stands_in_the_list_of_outbound_calls():
    """Delivering leaves the machine: it is listed, and its files may show a face."""
    assert find_call(object_store.CALL).face


def test_zip_bytes_are_a_zip():
    """Any reader opens them."""
    assert zipfile.is_zipfile(io.BytesIO(zip_bytes(FILES)))


@pytest.fixture
def s3_server(monkeypatch):
    """A server on this machine that takes what an S3 client puts and deletes."""
    kept: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if "refused" in self.path:
                self.send_error(403, "AccessDenied")
                return
            kept[self.path] = body
            self.send_response(200)
            self.send_header("ETag", '"0"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_DELETE(self):
            kept.pop(self.path, None)
            self.send_response(204)
            self.end_headers()

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            kept.clear()
            answer = b"<DeleteResult/>"
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    for name, value in {
        "AWS_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "very-secret-key",
        "AWS_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()


def test_files_go_to_s3_below_the_folder_that_is_named(s3_server):
    """Bucket, prefix and bytes are right, with keys from the environment."""
    addresses = deliver(FILES, "s3://press/zoe")
    assert addresses == ("s3://press/zoe/ana-x.jpg", "s3://press/zoe/takes/one.json")
    assert s3_server == {f"/press/zoe/{name}": data for name, data in FILES.items()}


def test_a_store_that_refuses_is_said_without_any_key(s3_server):
    """The message names the file; no secret stands in it, and nothing is left there."""
    with pytest.raises(ExportError, match=r"did not take refused\.jpg") as caught:
        deliver({"a.jpg": b"a", "refused.jpg": b"b"}, "s3://press/zoe")
    assert "very-secret-key" not in str(caught.value)
    assert s3_server == {}
