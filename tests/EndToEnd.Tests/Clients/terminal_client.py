"""A program in a terminal: keys come in by lines of JSON on stdin, and what its screen shows goes out whenever it has changed."""

import asyncio
import fcntl
import json
import os
import pty
import struct
import sys
import termios

import pyte

COLUMNS, ROWS = 120, 40


def write(line):
    print(json.dumps(line, ensure_ascii=False), flush=True)


def start(program):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(program[0], program)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    # It leads a session of its own, and is to be killed with us.
    write({"event": "started", "pid": pid})
    return terminal


async def main():
    terminal = start(sys.argv[1:])
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    loop = asyncio.get_running_loop()
    shown = None

    def show():
        nonlocal shown
        lines = [line.rstrip() for line in screen.display]
        if lines != shown:
            shown = lines
            write({"event": "screen", "lines": lines})

    def on_output():
        try:
            stream.feed(os.read(terminal, 65536))
        except OSError:
            loop.remove_reader(terminal)
            write({"event": "ended"})
            return
        # What is drawn in one go is shown in one go.
        loop.call_soon(show)

    loop.add_reader(terminal, on_output)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        wanted = json.loads(line)
        os.write(terminal, wanted["keys"].encode())
        write({"request": wanted["request"], "result": None})


asyncio.run(main())
