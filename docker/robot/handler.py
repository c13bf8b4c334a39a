"""HTTP: DingTalk's `POST /robot/send`, and behind a bearer token what the suite asks and orders."""

import hmac
import json
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, unquote, urlsplit

from bots import NOT_POST, TOO_LONG, Bots, now

LONGEST_BODY = 64 * 1024


class Refused(Exception):
    """An answer to the suite that is not a success: status, then one sentence."""


class Handler(BaseHTTPRequestHandler):
    admin: str
    bots: Bots
    protocol_version = 'HTTP/1.1'
    server_version = 'robot'
    sys_version = ''
    timeout = 10

    def do_POST(self):
        url = urlsplit(self.path)
        if url.path == '/robot/send':
            self.send_message(dict(parse_qsl(url.query)))
        else:
            self.answer_suite()

    def do_GET(self):
        if urlsplit(self.path).path == '/robot/send':
            self.tell(NOT_POST)
        else:
            self.answer_suite()

    def send_message(self, query: dict[str, str]) -> None:
        body = self.body()
        self.tell(TOO_LONG if body is None else self.bots.send(query, self.headers.get('Content-Type', ''), body))

    def tell(self, answer: tuple[int, str]) -> None:
        """DingTalk says 200 to everything: the status is not the answer."""
        self.reply(200, dict(zip(('errcode', 'errmsg'), answer)))

    def answer_suite(self) -> None:
        body = self.body()
        try:
            self.reply(200, self.order(urlsplit(self.path).path.strip('/').split('/'), body))
        except Refused as refusal:
            self.reply(refusal.args[0], {'error': refusal.args[1]})

    def order(self, path: list[str], body: bytes | None) -> dict:
        given = self.headers.get('Authorization', '')
        if not hmac.compare_digest(given.encode(), f'Bearer {self.admin}'.encode()):
            raise Refused(401, 'this needs the bearer token of the robot')
        match self.command, *map(unquote, path):
            case 'GET', 'received', name:
                return {'bot': name, 'now': now(), 'received': self.known(lambda: self.bots.received(name))}
            case 'POST', 'bots':
                self.known(lambda: self.bots.add(parse(body)))
                return {}
            case 'POST', 'bots', name, 'fail':
                errcode = parse(body).get('errcode')
                if errcode is not None and type(errcode) is not int:
                    raise Refused(400, 'errcode is a number or null')
                self.known(lambda: self.bots.fail(name, errcode))
                return {}
        raise Refused(404, 'there is no such thing here')

    @staticmethod
    def known(act):
        try:
            return act()
        except KeyError as error:
            raise Refused(404, f'there is no bot {error}') from None
        except TypeError as error:
            raise Refused(400, str(error)) from None

    def body(self) -> bytes | None:
        """None when it is too long to be read: then the connection ends with the answer."""
        length = self.headers.get('Content-Length', '0')
        if not length.isdigit() or int(length) > LONGEST_BODY:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def reply(self, status: int, value: dict) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json; charset=utf-8')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing: the request line holds the token."""


def parse(body: bytes | None) -> dict:
    try:
        value = json.loads(body or b'')
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Refused(400, 'the body is to be a JSON object')
    return value
