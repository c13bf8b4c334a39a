"""A stand-in for DingTalk's custom robot, and its back door for the suite that verifies who talks to it."""

import json
import os
import sys
from http.server import ThreadingHTTPServer
from socketserver import TCPServer

from bots import Bots
from handler import Handler

SECRETS = '/run/secrets/robot.json'


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def server_bind(self):
        # HTTPServer's own asks the DNS for our name first, and waits.
        TCPServer.server_bind(self)


def main() -> None:
    try:
        with open(SECRETS) as file:
            given = json.load(file)
        Handler.admin, Handler.bots = given['admin'], Bots(given.get('bots', []))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.exit(f'robot: cannot use {SECRETS}: {type(error).__name__}: expected {{"admin": ..., "bots": [...]}}')
    server = Server(('', 8080), Handler)
    # Root was needed to read the secrets, nothing else.
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    server.serve_forever()


main()
