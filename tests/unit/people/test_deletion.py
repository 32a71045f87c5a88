"""Forgetting: every holder is asked, a failure is not hidden, and the receipt holds no content."""

import json

import pytest

from catchlight.errors import NotFullyErased, StoreError
from catchlight.people.deletion import Gone, Person, forget

ANA = Person("a1", "Ana Ruiz", ("f" * 64,))


class Shelf:
    """Keeps names of people in memory."""

    def __init__(self, name, *names, fails=False, deaf=False):
        self.name, self.names = name, set(names)
        self.fails, self.deaf = fails, deaf

    def forget(self, person):
        if self.fails:
            raise StoreError("The disk is read-only.")
        found = person.name in self.names
        if not self.deaf:
            self.names.discard(person.name)
        return Gone(self.name, {"names": int(found)}, ("ab" * 32,) if found else ())

    def still_holds(self, person):
        return person.name in self.names


def test_every_holder_forgets_and_the_receipt_counts():
    """Counts and hashes by holder, in words too; nobody else is touched."""
    shelves = (Shelf("Store", "Ana Ruiz", "Ben"), Shelf("Cache", "Ben"))
    receipt = forget(ANA, shelves)
    assert [shelf.names for shelf in shelves] == [{"Ben"}, {"Ben"}]
    assert receipt.hashes == ("ab" * 32,)
    assert receipt.sentences == ["Store: 1 names.", "Cache: nothing was there."]


def test_the_receipt_does_not_keep_the_person():
    """Neither a name nor anything but counts and hashes."""
    told = json.dumps(forget(ANA, (Shelf("Store", "Ana Ruiz"),)).to_dict())
    assert "Ana" not in told and "Ruiz" not in told
    assert json.loads(told)["files_sha256"] == ["ab" * 32]


def test_one_that_fails_does_not_stop_the_others_and_is_named():
    """The error says where something is left; a second try goes on."""
    broken, fine = Shelf("Store", "Ana Ruiz", fails=True), Shelf("Cache", "Ana Ruiz")
    with pytest.raises(NotFullyErased, match=r"Store: The disk is read-only.*erase again"):
        forget(ANA, (broken, fine))
    assert fine.names == set()
    broken.fails = False
    assert forget(ANA, (broken, fine)).hashes == ("ab" * 32,)


def test_one_that_says_it_forgot_and_did_not_is_found_out():
    """Holders are asked afterwards."""
    with pytest.raises(NotFullyErased, match="Store: something is left"):
        forget(ANA, (Shelf("Store", "Ana Ruiz", deaf=True),))
