"""Erasing a person everywhere on this machine, this server's memory included."""

from __future__ import annotations

from ...people.deletion import DeletionReceipt, Gone, Person
from ...settings import data_folder
from ...sitters.erasing import erase_person as erase_everywhere
from ...store import PersonRecord
from ..state import Server


class MemoryHolder:
    """Pictures and readings that the server remembers. They name nobody, so all go. A Holder."""

    name = "Memory of the studio"

    def __init__(self, server: Server) -> None:
        self._server = server

    def forget(self, person: Person) -> Gone:
        """As Holder says."""
        self._server.forget_pictures()
        return Gone(self.name)

    def still_holds(self, person: Person) -> bool:
        """As Holder says: it was emptied, and whatever came since is not of kept photos."""
        return False


def erase_person(server: Server, person: PersonRecord) -> DeletionReceipt:
    """Stop what is being worked on for them, then have every holder forget them.

    Raises NotFullyErased; erasing again goes on.
    """
    for task in server.store.tasks.open():
        project_id = task.project_id
        if project_id and server.store.projects.get(project_id).person_id == person.id:
            server.store.tasks.become(task.id, "cancelled")
    receipt = erase_everywhere(server.store, person, data_folder(), (MemoryHolder(server),))
    server.forget_pictures()  # a preview may have been made meanwhile
    return receipt
