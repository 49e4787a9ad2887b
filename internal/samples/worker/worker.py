"""A sample program: the background worker of a small shop.

It runs the jobs in jobs.py under sentry-sdk, each as a transaction of its own,
so that the local backend and the demo are fed by a real Python SDK, and so that
readers have a Python example they can run.

Without flags it runs every job once and exits. With --queue it runs the jobs
that the checkout sample left in that file instead, continuing their traces.

    SENTRY_DSN=... /usr/bin/python3 worker.py [--scenarios a,b] [--seed 7] [--list]
"""

import argparse
import json
import logging
import os
import random
import sys
import urllib.parse

import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.scope import add_global_event_processor
from sentry_sdk.sessions import auto_session_tracking
from sentry_sdk.tracing import Transaction

import jobs
import monitors
from customers import customer

log = logging.getLogger("worker")


def run(name, who, order=None, headers=None):
    """Runs one job in a scope and transaction of its own; a job that fails is
    reported and does not stop the worker."""
    with sentry_sdk.Hub(sentry_sdk.Hub.current) as hub:
        hub.scope.set_user(who)
        hub.scope.set_tag("queue", "default")
        hub.scope.set_context("job", {"name": name, "attempt": 1, "order": order})
        transaction = Transaction.continue_from_headers(headers or {}, op="queue.process", name="job." + name)
        with monitors.watch(name), hub.start_transaction(transaction):
            log.info("job %s started", name)
            try:
                jobs.JOBS[name](jobs.Job(who, order))
                log.info("job %s done", name)
            except Exception as error:
                transaction.set_status("internal_error")
                hub.capture_exception(error)
                monitors.failed(name)


def without_own_requests(event, hint):
    """Drops the spans of the SDK's own requests, which this version traces."""
    if event.get("type") == "transaction":
        event["spans"] = [span for span in event["spans"] if not is_own_request(span.get("data"))]
    return event


def without_own_breadcrumbs(crumb, hint):
    """Drops the breadcrumbs of the SDK's own requests."""
    return None if is_own_request(crumb.get("data")) else crumb


def is_own_request(data):
    host = urllib.parse.urlsplit(os.environ.get("SENTRY_DSN", "")).hostname
    return bool(host) and urllib.parse.urlsplit((data or {}).get("url", "")).hostname == host


def read_queue(path):
    """Yields the jobs in the file and empties it."""
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8") as lines:
        waiting = [json.loads(line) for line in lines]
    os.remove(path)
    yield from waiting


def main():
    parser = argparse.ArgumentParser(description="sample worker: runs jobs that fail")
    parser.add_argument("--scenarios", default=",".join(jobs.JOBS), help="comma-separated jobs (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="chooses the customers")
    parser.add_argument("--queue", help="run the jobs in this file instead")
    parser.add_argument("--list", action="store_true", help="list the jobs and exit")
    args = parser.parse_args()
    if args.list:
        for name, job in jobs.JOBS.items():
            print("%-18s %s" % (name, job.__doc__.split("\n")[0]))
        return
    unknown = [name for name in args.scenarios.split(",") if name not in jobs.JOBS]
    if unknown:
        sys.exit("worker: no scenario %s; see --list" % ", ".join(unknown))

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    # SENTRY_DSN, SENTRY_RELEASE and SENTRY_ENVIRONMENT are read by the SDK itself.
    sentry_sdk.init(
        traces_sample_rate=1.0,
        server_name=os.environ.get("SERVER_NAME"),
        in_app_include=["__main__", "jobs", "monitors"],
        integrations=[LoggingIntegration(level=logging.INFO, event_level=logging.ERROR)],
        before_breadcrumb=without_own_breadcrumbs,
        auto_session_tracking=True,
    )
    add_global_event_processor(without_own_requests)
    sentry_sdk.set_tag("service", "worker")
    with auto_session_tracking(session_mode="application"):
        if args.queue:
            for waiting in read_queue(args.queue):
                run(waiting["name"], customer(waiting["customer"]), waiting["order"], waiting["headers"])
        else:
            chance = random.Random(args.seed)
            for name in args.scenarios.split(","):
                run(name, customer(chance.randrange(96)), "o-%d" % chance.randrange(1000, 9999))
    sentry_sdk.flush(timeout=5)


if __name__ == "__main__":
    main()
