"""Web addresses that carry secrets: a user and password, or a query parameter that is a token.

A password is used and stored nowhere: an address that has one is refused, or taken without it where a stranger
wrote it. A token is needed to fetch, but in all that is published a digest stands in its place.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, unquote, urlsplit

LONGEST = 8000
"""The longest address that is asked for, in characters."""
ADVICE = (
    "an address with a user or password is not taken; put these into a netrc file and name it in the setting "
    "fetch.netrc, then give the address without them"
)

# Names of parameters that keep a secret, after case, and hyphens and underscores, are taken away.
_TOKENS = frozenset(
    "accesskeyid auth authkey authorization awsaccesskeyid credential credentials csrf jwt pass phpsessid pwd session "
    "sid sig sign ticket xamzcredential xgoogcredential".split()
)
# and words that such names end with: client_secret, id_token, user_password
_ENDS = ("apikey", "accesskey", "passwd", "password", "secret", "sessionid", "signature", "subscriptionkey", "token")
_KEYS = frozenset({"key", "code", "hash", "hmac"})  # these name documents, too: only a long value is a secret
_LONG = 20
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}\.")
_MASK = "masked-"
_IN_PATH = re.compile(r"(;jsessionid=)([^/?#;]*)", re.I)
_ADDRESS = re.compile(r"https?://[^\s'\"<>]+", re.I)


def has_password(url: str) -> bool:
    """Whether an address carries a user or a password."""
    try:
        return "@" in urlsplit(url.strip()).netloc
    except ValueError:  # no address at all
        return False


def without_password(url: str) -> str:
    """Return an address without user and password; what is no address comes back as it is."""
    if not has_password(url):
        return url
    netloc = urlsplit(url.strip()).netloc
    return url.strip().replace(netloc, netloc.rpartition("@")[2], 1)


def masked(url: str) -> str:
    """Return an address as it may be published: without a password, and a digest in the place of each token.

    Two tokens have two digests, so that what they lead to stays two documents. A masked address stays as it is.
    """
    url = _IN_PATH.sub(lambda found: found[1] + _hidden(found[2]), without_password(url))
    address, *parts = re.split("([?#&;])", url)
    return address + "".join(map(_parameter, parts))


def masked_text(text: str) -> str:
    """Return a message in which every address is masked."""
    return _ADDRESS.sub(lambda found: masked(found[0]), text)


def _parameter(pair: str) -> str:
    name, equals, value = pair.partition("=")
    bare = re.sub("[-_.]", "", unquote(name).rpartition("[")[2].rstrip("]")).lower()
    if not value or not equals:
        return pair
    if bare in _TOKENS or bare.endswith(_ENDS) or (bare in _KEYS and len(value) >= _LONG) or _JWT.match(value):
        return name + equals + _hidden(value)
    inner = unquote(value)
    if _ADDRESS.match(inner) and inner != value and (safe := masked(inner)) != inner:  # where it goes on to
        return name + equals + quote(safe, safe="")
    return pair


def _hidden(value: str) -> str:
    return value if value.startswith(_MASK) or not value else _MASK + hashlib.sha256(value.encode()).hexdigest()[:8]
