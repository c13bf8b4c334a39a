"""Health check of the dashboard, with a heartbeat to DingTalk.

Exit code: 1 DEGRADED, whatever became of the heartbeat; 2 HEALTHY, but the heartbeat was not accepted; 0 HEALTHY and told.
"""

import base64
import glob
import hashlib
import hmac
import http.client
import json
import logging
import os
import signal
import ssl
import sys
import threading
import time
from datetime import datetime
from urllib.parse import urlencode, urlsplit

LOG_FILE = '/var/log/mt5-crs/health_check.log'
ROOT_CERTIFICATE = '/etc/ssl/stack/root.pem'
PASSWORD_FILE = '/run/secrets/dashboard-password'
WEBHOOK_FILE = '/run/secrets/dingtalk-webhook'
SECRET_FILE = '/run/secrets/dingtalk-secret'
USER = os.environ.get('DASHBOARD_USER', 'admin')
KEYWORD = os.environ.get('DINGTALK_KEYWORD', 'MT5-CRS')
# A verifier's challenge: it must come back in every log that this run leaves behind.
NONCE = os.environ.get('EVIDENCE_NONCE', '')
# Seconds. nginx gives up on a hanging backend after 2.5.
HTTPS_TIMEOUT = 3.0
DINGTALK_TIMEOUT = 2.0

health = logging.getLogger('HealthCheck')
dingtalk = logging.getLogger('DingTalkNotifier')


class NumericOffset(logging.Formatter):
    """`2026-01-06 00:36:05,392+0800`: an abbreviation such as CST would be UTC+8, -6 or -5."""

    def formatTime(self, record, datefmt=None):
        at = datetime.fromtimestamp(record.created).astimezone()
        return f'{at:%Y-%m-%d %H:%M:%S},{int(record.msecs):03d}{at:%z}'


def commands_listening(port: int) -> list[str]:
    """Command lines of the processes that own a socket listening on the port: by its inode, because a name proves nothing."""
    sockets = set()
    for path in glob.glob('/proc/net/tcp*'):
        with open(path) as table:
            rows = [line.split() for line in table][1:]
        sockets |= {f'socket:[{row[9]}]' for row in rows if row[1].endswith(f':{port:04X}') and row[3] == '0A'}
    owners = set()
    for descriptor in glob.iglob('/proc/[0-9]*/fd/*'):
        try:
            if os.readlink(descriptor) in sockets:
                owners.add(descriptor.split('/')[2])
        except OSError:
            continue  # Ended meanwhile, or another user's.
    commands = []
    for pid in owners:
        try:
            with open(f'/proc/{pid}/cmdline') as command:
                commands.append(command.read().replace('\0', ' ').strip())
        except OSError:
            continue
    return commands


def ask(path: str, login: bool = False) -> tuple[int | None, str, bytes]:
    """Status, media type and start of the body from the front door, its certificate verified. Status None: no answer."""
    headers = {'X-Evidence-Nonce': NONCE} if NONCE else {}
    try:
        if login:
            headers['Authorization'] = 'Basic ' + base64.b64encode(f'{USER}:{read(PASSWORD_FILE)}'.encode()).decode()
        context = ssl.create_default_context(cafile=ROOT_CERTIFICATE)
        connection = http.client.HTTPSConnection('localhost', timeout=HTTPS_TIMEOUT, context=context)
        connection.request('GET', path, headers=headers)
        response = connection.getresponse()
        body = response.read(64)
        connection.close()
        return response.status, response.headers.get_content_type(), body
    except (OSError, http.client.HTTPException):
        return None, '', b''


def ask_all(*requests: tuple) -> list[tuple[int | None, str, bytes]]:
    """Side by side, so that a hanging backend costs its time once; one that drips its answer is cut off."""
    answers = [(None, '', b'')] * len(requests)

    def fill(index):
        answers[index] = ask(*requests[index])

    threads = [threading.Thread(target=fill, args=(index,), daemon=True) for index in range(len(requests))]
    for thread in threads:
        thread.start()
    end = time.monotonic() + HTTPS_TIMEOUT
    for thread in threads:
        thread.join(max(0, end - time.monotonic()))
    return list(answers)


def check() -> list[str]:
    """Looks, logs what is seen, and gives what is wrong."""
    wrong = []

    def report(part, right, fine, bad):
        health.log(logging.INFO if right else logging.ERROR, '[%s] %s', part, fine if right else bad)
        if not right:
            wrong.append(f'{part}: {bad}')

    nginx = commands_listening(443)
    report('NGINX', any(command.startswith('nginx: ') for command in nginx), 'Running', 'Not running')

    own, anonymous, known = ask_all(('/health',), ('/',), ('/', True))
    streamlit = commands_listening(8501)
    # The process may hold its port and answer nothing: its own health, through nginx, has the last word.
    if not streamlit or not all('streamlit run ' in command for command in streamlit):
        report('STREAMLIT', False, '', 'Not running')
    else:
        report('STREAMLIT', own == (200, 'text/plain', b'ok'), 'Running', f'Not healthy: /health gave {own[0] or "no answer"}')

    # nginx answers 401 by itself, whatever is behind it: only with credentials does the page say anything of the dashboard.
    seen = f'Status {anonymous[0] or "none"}'
    report('HTTPS', (anonymous[0], known[0]) == (401, 200), seen, f'{seen}, with credentials {known[0] or "none"}')
    return wrong


def heartbeat(wrong: list[str]) -> bool:
    """Tells DingTalk. It answers 200 to what it rejects, so only errcode 0 is a success."""
    text = '\n'.join(
        [
            f'Dashboard {"DEGRADED" if wrong else "HEALTHY"}',
            *wrong,
            f'Time {datetime.now().astimezone().isoformat(timespec="seconds")}',
            *([f'Run {NONCE}'] if NONCE else []),
            f'-- {KEYWORD}',
        ]
    )
    try:
        url = urlsplit(read(WEBHOOK_FILE))
        secret = read(SECRET_FILE)
        stamp = str(round(time.time() * 1000))
        sign = base64.b64encode(hmac.digest(secret.encode(), f'{stamp}\n{secret}'.encode(), hashlib.sha256)).decode()
        kind = http.client.HTTPSConnection if url.scheme == 'https' else http.client.HTTPConnection
        connection = kind(url.hostname, url.port, timeout=DINGTALK_TIMEOUT)
        connection.request(
            'POST',
            f'{url.path}?{url.query}&{urlencode({"timestamp": stamp, "sign": sign})}',
            json.dumps({'msgtype': 'text', 'text': {'content': text}}),
            {'Content-Type': 'application/json; charset=utf-8'},
        )
        answer = json.loads(connection.getresponse().read(4096))
        errcode, errmsg = answer['errcode'], str(answer['errmsg'])[:200]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
        # Its text could hold the URL, and that the token.
        dingtalk.error('[DINGTALK] Message not sent: %s', type(error).__name__)
        return False
    shown = json.dumps({'errcode': errcode, 'errmsg': errmsg}, separators=(',', ':'))
    if errcode != 0:
        dingtalk.error('[DINGTALK] Message rejected: %s', shown)
        return False
    dingtalk.info('[DINGTALK] Message sent successfully: %s', shown)
    return True


def read(path: str) -> str:
    with open(path) as file:
        return file.read().strip()


def main() -> int:
    # Each wait below has its own limit; this one is for a peer that drips.
    signal.alarm(10)
    handlers = [logging.StreamHandler(sys.stdout), logging.FileHandler(LOG_FILE)]
    for handler in handlers:
        handler.setFormatter(NumericOffset('[%(asctime)s] [%(name)s] %(levelname)s: %(message)s'))
    logging.basicConfig(level=logging.INFO, handlers=handlers)
    if NONCE:
        health.info('[RUN] %s', NONCE)
    wrong = check()
    health.log(logging.ERROR if wrong else logging.INFO, '[STATUS] System: %s', 'DEGRADED' if wrong else 'HEALTHY')
    told = heartbeat(wrong)
    if wrong:
        return 1
    return 0 if told else 2


if __name__ == '__main__':
    sys.exit(main())
