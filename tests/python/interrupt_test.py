"""Ctrl-C ends a run at once, and what is finished is kept."""

import _thread
import signal
import subprocess
import sys
import threading

import plimsoll
import pytest
from conftest import SMALL


# Interrupted after some replications: an exception that any loop stops for, with the results of those.
def test_what_is_finished_is_kept():
    finished = []

    def stop_after_two(now):
        if now.replications_done >= 2 and not finished:
            finished.append(now)
            _thread.interrupt_main()

    with pytest.raises(KeyboardInterrupt) as caught:
        plimsoll.run(SMALL, replications=2_000, sets={"run.duration": "200 s"}, progress=stop_after_two)
    assert isinstance(caught.value, plimsoll.Interrupted)
    results = caught.value.results
    assert results is plimsoll.last_interrupted()
    assert not results.complete and results.exit_code == 130
    assert 2 <= results.run["replications"] < 2_000
    assert results.run["replications_wanted"] == 2_000
    assert results["page"].latency.mean > 0
    assert "replications were finished" in str(caught.value)


# However long one replication is, and without progress: the run looks for Ctrl-C ten times a second.
def test_a_single_long_replication_is_left_at_once():
    # A thousand hours of simulated time would take minutes.
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    with pytest.raises(plimsoll.Interrupted) as caught:
        plimsoll.run(SMALL, replications=1, threads=1, sets={"run.duration": "1000 h"})
    timer.join()
    assert caught.value.results.run["replications"] == 0
    assert caught.value.results.run["events"] < 400_000_000


# Both sides of a comparison can be left, too.
def test_a_comparison_can_be_left():
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    with pytest.raises(plimsoll.Interrupted):
        plimsoll.compare(SMALL, {"system.app.cores": 2}, replications=100, sets={"run.duration": "20 h"})
    timer.join()


# The lock is released: another Python thread goes on counting while a model runs.
def test_other_threads_go_on():
    counted = [0]
    stop = threading.Event()

    def count():
        while not stop.is_set():
            counted[0] += 1
            stop.wait(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    plimsoll.run(SMALL, replications=2, sets={"run.duration": "2000 s"})
    during = counted[0] - before
    stop.set()
    thread.join()
    assert during > 5


# A program that is run alone and gets the signal that Ctrl-C sends, after two of its replications.
PROGRAM = """
import sys
import plimsoll

def tell(now):
    if now.replications_done >= 2:
        print("two are finished", flush=True)

try:
    plimsoll.run(sys.argv[1], replications=2_000, sets={"run.duration": "200 s"}, progress=tell)
except plimsoll.Interrupted as stop:
    run = stop.results.run
    print("kept", run["replications"], run["replications_wanted"], run["complete"], stop.results["page"].latency.mean > 0)
"""


# The same by the signal itself, in a process of its own: the exception is raised where the program can catch it, with
# what was finished, and the process ends in good order.
def test_the_signal_of_ctrl_c_in_a_process_of_its_own():
    child = subprocess.Popen([sys.executable, "-c", PROGRAM, SMALL], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline() == "two are finished\n"
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=60)
    finally:
        child.kill()
    word, finished, wanted, complete, has_mean = out.splitlines()[-1].split()
    assert (word, wanted, complete, has_mean) == ("kept", "2000", "False", "True")
    assert 2 <= int(finished) < 2_000
    assert child.returncode == 0
