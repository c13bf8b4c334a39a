"""The bots of this robot: their keys, what they received, and DingTalk's rules in its order."""

import base64
import binascii
import hashlib
import hmac
import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timezone

KEPT = 200
LONGEST_MESSAGE = 20_000
WINDOW_MS = 3_600_000
PER_MINUTE = 20

# errcode and errmsg as DingTalk has them; callers match the code, the wording changes.
OK = (0, 'ok')
NOT_POST = (43002, '需要POST请求')
NO_TOKEN = (300001, 'token is not exist')
TOO_FAST = (130101, 'send too fast, exceed 20 times per minute')
BAD_TYPE = (43004, '无效的HTTP HEADER Content-Type')
NO_JSON = (40035, '缺少参数 json')
TOO_LONG = (460101, 'message too long, exceed 20000 bytes')
NO_TITLE = (400402, '缺少参数 title')
NO_TEXT = (400403, '缺少参数 text')
BAD_TIME = (310000, 'invalid timestamp')
BAD_SIGN = (310000, 'sign not match')
NO_KEYWORD = (310000, 'keywords not in content')


@dataclass
class Bot:
    name: str
    token: str
    secret: str
    keyword: str
    failing: int | None = None
    accepted: deque = field(default_factory=lambda: deque(maxlen=PER_MINUTE))
    received: deque = field(default_factory=lambda: deque(maxlen=KEPT))


class Bots:
    def __init__(self, given: list):
        self._lock = threading.Lock()
        self._bots: dict[str, Bot] = {}
        for bot in given:
            self.add(bot)

    def add(self, given: dict) -> None:
        """Adds a bot, or replaces the one of that name. Raises TypeError when it is not one."""
        values = {key: given.get(key) for key in ('name', 'token', 'secret', 'keyword')}
        if not all(isinstance(value, str) and value for value in values.values()):
            raise TypeError('name, token, secret and keyword are to be texts')
        with self._lock:
            self._bots[values['name']] = Bot(**values)

    def fail(self, name: str, errcode: int | None) -> None:
        """From now on answers every message to that bot with the code; None ends it. Raises KeyError for a stranger."""
        self._bots[name].failing = errcode

    def received(self, name: str) -> list[dict]:
        """Newest last. Raises KeyError for a stranger."""
        with self._lock:
            return list(self._bots[name].received)

    def send(self, query: dict[str, str], content_type: str, body: bytes) -> tuple[int, str]:
        """Judges a message and keeps it, accepted or not."""
        token = query.get('access_token', '').encode()
        with self._lock:
            bot = next((bot for bot in self._bots.values() if hmac.compare_digest(bot.token.encode(), token)), None)
            if bot is None:
                return NO_TOKEN
            errcode, errmsg = judge(bot, query, content_type, body)
            if errcode == 0:
                bot.accepted.append(time.monotonic())
            bot.received.append(
                {
                    'at': now(),
                    'errcode': errcode,
                    'errmsg': errmsg,
                    'query': {name: '***' if name in ('access_token', 'sign') else value for name, value in query.items()},
                    'contentType': content_type,
                    'body': body[:LONGEST_MESSAGE].decode('utf-8', 'replace'),
                }
            )
            return errcode, errmsg


def judge(bot: Bot, query: dict[str, str], content_type: str, body: bytes) -> tuple[int, str]:
    if bot.failing is not None:
        return bot.failing, 'failing on request'
    if len(bot.accepted) == PER_MINUTE and time.monotonic() - bot.accepted[0] < 60:
        return TOO_FAST
    if content_type.split(';')[0].strip().lower() != 'application/json':
        return BAD_TYPE
    if len(body) > LONGEST_MESSAGE:
        return TOO_LONG
    content = content_of(body)
    if isinstance(content, tuple):
        return content
    return security(bot, query) or (OK if bot.keyword in content else NO_KEYWORD)


def content_of(body: bytes) -> str | tuple[int, str]:
    """The words of a text or markdown message, or what is wrong with its shape."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return NO_JSON
    kind = message.get('msgtype') if isinstance(message, dict) else None
    part = message.get(kind) if kind in ('text', 'markdown') else None
    if not isinstance(part, dict):
        return NO_JSON
    wanted = (('content', NO_JSON),) if kind == 'text' else (('title', NO_TITLE), ('text', NO_TEXT))
    for name, missing in wanted:
        if not isinstance(part.get(name), str) or not part[name].strip():
            return missing
    return '\n'.join(part[name] for name, _ in wanted)


def security(bot: Bot, query: dict[str, str]) -> tuple[int, str] | None:
    stamp = query.get('timestamp', '')
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 16) or abs(time.time() * 1000 - int(stamp)) > WINDOW_MS:
        return BAD_TIME
    right = hmac.digest(bot.secret.encode(), f'{stamp}\n{bot.secret}'.encode(), hashlib.sha256)
    try:
        given = base64.b64decode(query.get('sign', ''), validate=True)
    except (binascii.Error, ValueError):
        return BAD_SIGN
    return None if hmac.compare_digest(right, given) else BAD_SIGN


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec='milliseconds').replace('+00:00', 'Z')
