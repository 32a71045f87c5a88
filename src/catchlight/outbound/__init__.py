"""The only package that opens network connections, and the list of every call it can make.

`CALLS` is data: the privacy page, `catchlight backends` and the tests read the same list. A
`Client` reaches the hosts of one call and no others, beside an address that the user set. No other
module of Catchlight imports a network library: a test holds that.
"""

from .address import is_loopback, origin_of
from .calls import CALLS, OutboundCall, find_call
from .client import BUSY, Answer, Client
from .patience import Patience
from .websocket import Socket

__all__ = [
    "BUSY",
    "CALLS",
    "Answer",
    "Client",
    "OutboundCall",
    "Patience",
    "Socket",
    "find_call",
    "is_loopback",
    "origin_of",
]
