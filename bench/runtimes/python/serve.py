"""One side of the runtimes bench in Python: builds a network, then takes as many steps as each line on standard input asks for.

Run: python serve.py keras|torch|torch-channels-last PROBLEM   (PROBLEM is problem.ts' Problem as JSON)
Replies on standard output, one JSON object a line: what was built or why nothing could be, then for each request {"steps": n} the
milliseconds that the n steps took together, until the last one's result was read, or why they failed.
"""

import json
import os
import sys
import time

# Libraries may print to standard output; the replies have it to themselves.
REPLIES = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def reply(**values):
    REPLIES.write(json.dumps(values) + "\n")
    REPLIES.flush()


def open_side(name, problem):
    if name == "keras":
        from keras_side import KerasSide

        return KerasSide(problem)
    from torch_side import TorchSide

    return TorchSide(problem, channels_last=name == "torch-channels-last")


def main():
    try:
        side = open_side(sys.argv[1], json.loads(sys.argv[2]))
    except ImportError as error:
        reply(unavailable=f"{error} in {sys.executable}.")
        return
    reply(device=side.device, version=side.version, parameters=side.parameters)
    for line in sys.stdin:
        steps = json.loads(line)["steps"]
        try:
            reply(milliseconds=turn(side, steps))
        except Exception as error:
            reply(failed=f"{type(error).__name__}: {error}")


def turn(side, steps):
    start = time.perf_counter()
    for _ in range(steps):
        result = side.step()
    side.read(result)
    return (time.perf_counter() - start) * 1000


main()
