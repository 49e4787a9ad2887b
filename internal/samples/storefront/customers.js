// The shop's customers: invented, in the address ranges reserved for documentation
// (RFC 2606, RFC 5737), the same people as in the checkout and worker samples.
const FIRST = ['ada', 'bela', 'chidi', 'dana', 'emil', 'farah', 'goran', 'hana', 'ivo', 'jun', 'kofi', 'lena']
const LAST = ['arno', 'brandt', 'costa', 'diaz', 'eder', 'fofana', 'grau', 'hoang']
const NETWORKS = ['192.0.2', '198.51.100', '203.0.113']

/** Returns customer n (they wrap around at 96): n and Sentry's user object. */
export function customer(n) {
  const number = n % (FIRST.length * LAST.length)
  const username = `${FIRST[number % FIRST.length]}.${LAST[Math.floor(number / FIRST.length)]}`
  return {
    number,
    user: {
      id: `cust-${1000 + number}`,
      username,
      email: `${username}@example.com`,
      ip_address: `${NETWORKS[number % 3]}.${10 + number}`,
    },
  }
}
