"""The worker's jobs. Most of them have a bug; the first line of a job's docstring
says what goes wrong."""

import collections
import decimal
import json
import logging
import os
import time

import sentry_sdk

log = logging.getLogger("worker.jobs")

Job = collections.namedtuple("Job", "user order")


class ReportError(Exception):
    """A report could not be made."""


class MailServerUnavailable(Exception):
    """The mail server refused every attempt."""


class SupplierContractError(ValueError):
    """A supplier's file breaks the agreed form."""


def query(statement, takes=0.002):
    """Stands for a database call: takes its time, leaves a span and a breadcrumb."""
    with sentry_sdk.Hub.current.start_span(op="db", description=statement):
        time.sleep(takes)
    sentry_sdk.add_breadcrumb(category="query", message=statement, level="info")


def send_receipt(job):
    """no bug: a receipt that is sent"""
    query("SELECT email FROM customers WHERE id = %s")
    with sentry_sdk.Hub.current.start_span(op="smtp.send", description="smtp.example.com"):
        time.sleep(0.004)
    log.info("receipt of %s sent to %s", job.order, job.user["email"])


def guest_receipt(job):
    """KeyError: a guest has no e-mail address"""
    query("SELECT name FROM guests WHERE order_id = %s")
    guest = {"name": job.user["username"], "order": job.order}
    log.info("sending receipt of %s", job.order)
    address = guest["email"]
    log.info("receipt of %s sent to %s", job.order, address)


def nightly_report(job):
    """ZeroDivisionError: a region without orders"""
    orders = {"eu-central": [4900, 1250, 7900], "eu-north": []}
    for region, totals in orders.items():
        query("SELECT cents FROM orders WHERE region = '%s'" % region)
        log.info("average basket in %s: %d cents", region, average(totals))


def average(totals):
    return sum(totals) / len(totals)


def monthly_report(job):
    """ReportError from a decimal.InvalidOperation (chained)"""
    rows = ["1249.90", "310.00", "n/a"]
    try:
        total = sum_rows(rows)
    except decimal.InvalidOperation as error:
        raise ReportError("monthly report: %d rows, one is not a number" % len(rows)) from error
    log.info("month total: %s", total)


def sum_rows(rows):
    return sum(decimal.Decimal(row) for row in rows)


def newsletter(job):
    """MailServerUnavailable after three tries that each log a warning"""
    for attempt in range(1, 4):
        try:
            return deliver(job, attempt)
        except ConnectionRefusedError as error:
            log.warning("attempt %d of 3: %s", attempt, error)
            time.sleep(0.003 * attempt)
    raise MailServerUnavailable("newsletter not sent after 3 attempts")


def deliver(job, attempt):
    with sentry_sdk.Hub.current.start_span(op="smtp.send", description="smtp.example.com") as span:
        span.set_status("unavailable")
        raise ConnectionRefusedError(111, "Connection refused", "smtp.example.com:25")


def supplier_import(job):
    """UnicodeDecodeError: a supplier's file in Latin-1"""
    raw = "kettle;Bouilloire \u00e9maill\u00e9e;7900".encode("latin-1")
    log.info("importing %d bytes", len(raw))
    return [line.split(";") for line in decode_file(raw).splitlines()]


def decode_file(raw):
    return raw.decode("utf-8")


def supplier_prices(job):
    """SupplierContractError: a column is missing (level warning)"""
    header = "sku;name"
    if "price" not in header.split(";"):
        with sentry_sdk.push_scope() as scope:
            scope.set_level("warning")
            scope.set_extra("header", header)
            sentry_sdk.capture_exception(SupplierContractError("supplier file has no price column"))


def stock_sync(job):
    """TimeoutError from the warehouse"""
    query("SELECT sku, stock FROM products")
    log.info("asking the warehouse for 4 products")
    return ask_warehouse(["mug-blue", "teapot", "kettle", "tea-sencha"])


def ask_warehouse(skus):
    with sentry_sdk.Hub.current.start_span(op="http.client", description="GET https://warehouse.example.com/stock"):
        time.sleep(0.02)
        raise TimeoutError("warehouse.example.com did not answer within 20 ms")


def stock_audit(job):
    """a log record at level error becomes an event"""
    for sku, stock in [("mug-blue", 40), ("kettle", -3)]:
        query("SELECT stock FROM products WHERE sku = '%s'" % sku)
        if stock < 0:
            log.error("stock of %s is negative: %d", sku, stock)


def queue_depth(job):
    """a message at level warning"""
    sentry_sdk.capture_message("Job queue is 340 jobs deep", level="warning")


def cache_warmup(job):
    """a message at level info"""
    sentry_sdk.capture_message("Price cache rebuilt from scratch", level="info")


def loyalty_points(job):
    """TypeError: points arrive as text"""
    points = {"balance": "120"}
    return add_points(points, 15)


def add_points(points, earned):
    return points["balance"] + earned


def return_label(job):
    """AttributeError: an order without a warehouse"""
    query("SELECT warehouse FROM shipments WHERE order_id = %s")
    return label(None)


def label(shipment):
    return "Return to " + shipment.warehouse


def invoice_archive(job):
    """FileNotFoundError: last year's folder is gone"""
    with open(os.path.join("archive", "2024", "index.csv"), encoding="utf-8") as index:
        return index.read()


def payment_webhook(job):
    """json.JSONDecodeError: an empty webhook body"""
    log.info("webhook for %s", job.order)
    return parse_webhook("")


def parse_webhook(body):
    return json.loads(body)["event"]


JOBS = {
    job.__name__: job
    for job in [
        send_receipt, guest_receipt, nightly_report, monthly_report, newsletter,
        supplier_import, supplier_prices, stock_sync, stock_audit, queue_depth,
        cache_warmup, loyalty_points, return_label, invoice_archive, payment_webhook,
    ]
}
