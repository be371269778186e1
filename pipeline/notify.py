"""Telling somebody: a command or a web hook that an operator has set, on failure and on recovery."""

from __future__ import annotations

import json
import logging
import os
import platform
import shlex
import subprocess
from typing import TYPE_CHECKING, Any, Literal

from warehouse.plain import visible

if TYPE_CHECKING:
    from pipeline.policies import NotifyPolicy

Event = Literal["failure", "recovery", "test"]
_LOG = logging.getLogger(__name__)


def notice(event: Event, home: str, text: str, **details: Any) -> dict[str, Any]:
    """Return what is told: the event, a line of text (which chat services show), host, home and details."""
    subject = {"failure": "the night was no success", "recovery": "nights are good again", "test": "a test"}[event]
    host = platform.node()
    return {
        "event": event,
        "text": visible(" ".join(f"compromiso on {host}: {subject}: {text}".split())),
        "host": host,
        "home": home,
        "subject": subject,
        **details,
    }


def tell(policy: NotifyPolicy, told: dict[str, Any]) -> list[str]:
    """Tell it in every way that is set; return what went wrong, never raise for it.

    The command gets the JSON on its standard input and the event and the line of text as
    ``COMPROMISO_EVENT`` and ``COMPROMISO_TEXT`` in its environment. The web hook gets a POST.
    """
    body = json.dumps(told, ensure_ascii=False, default=str)
    wrong = []
    if policy.command and (said := _run(policy, told, body)):
        wrong.append(f"notify.command: {said}")
    if policy.webhook and (said := _post(policy, body)):
        wrong.append(f"notify.webhook: {said}")
    for line in wrong:
        _LOG.error("nobody could be told: %s", line)
    return wrong


def _run(policy: NotifyPolicy, told: dict[str, Any], body: str) -> str | None:
    env = os.environ | {"COMPROMISO_EVENT": told["event"], "COMPROMISO_TEXT": told["text"]}
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command
            shlex.split(policy.command),
            input=body.encode(),
            env=env,
            capture_output=True,
            timeout=policy.seconds,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()[-300:]
        return f"exit status {done.returncode}" + (f": {said}" if said else "")
    return None


def _post(policy: NotifyPolicy, body: str) -> str | None:
    import httpx

    from pipeline._fetch.policy import FetchPolicy

    headers = {"Content-Type": "application/json", "User-Agent": FetchPolicy().user_agent}
    try:
        answer = httpx.post(policy.webhook, content=body.encode(), headers=headers, timeout=policy.seconds)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{type(error).__name__}: {error}"
    return None if answer.is_success else f"it answered {answer.status_code}"
