"""The shop's customers: invented, in the address ranges reserved for documentation
(RFC 2606, RFC 5737), the same people as in the checkout and storefront samples."""

FIRST = ["ada", "bela", "chidi", "dana", "emil", "farah", "goran", "hana", "ivo", "jun", "kofi", "lena"]
LAST = ["arno", "brandt", "costa", "diaz", "eder", "fofana", "grau", "hoang"]
NETWORKS = ["192.0.2", "198.51.100", "203.0.113"]


def customer(number):
    """Returns customer number (they wrap around at 96) as Sentry's user object."""
    number %= len(FIRST) * len(LAST)
    name = FIRST[number % len(FIRST)] + "." + LAST[number // len(FIRST)]
    return {
        "id": "cust-%04d" % (1000 + number),
        "username": name,
        "email": name + "@example.com",
        "ip_address": "%s.%d" % (NETWORKS[number % 3], 10 + number),
    }
