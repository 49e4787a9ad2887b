// A sample program: the storefront of a small shop, reporting through @sentry/node, so that the
// local backend and the demo are fed by a real Node SDK, and readers have a Node example to run.
//
// Without flags it visits every page once and exits.
//   SENTRY_DSN=... node storefront.js [--scenarios a,b] [--seed 7] [--checkout http://127.0.0.1:4001] [--list]
import { parseArgs } from 'node:util'
import * as Sentry from '@sentry/node'

// SENTRY_DSN, SENTRY_RELEASE and SENTRY_ENVIRONMENT are read by the SDK itself.
Sentry.init({
  tracesSampleRate: 1,
  enableLogs: true,
  attachStacktrace: false, // messages are known by their text, not by where they were sent
  serverName: process.env.SERVER_NAME,
  initialScope: { tags: { service: 'storefront' } },
  // The runtime is of interest here, the machine is not.
  integrations: [Sentry.nodeContextIntegration({ app: false, device: false, os: false })],
})

const { PAGES } = await import('./pages.js')
const { CheckoutClient } = await import('./checkout.js')
const { customer } = await import('./customers.js')

/** A small seeded generator (mulberry32): equal seeds visit with equal customers. */
function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Visits a page in a scope and trace of its own; what it throws is reported. */
async function visit(name, { route, handler }, context) {
  await Sentry.withIsolationScope(async (scope) => {
    const [method, path] = route.split(' ')
    scope.setUser(context.customer.user)
    scope.setTag('page', name)
    scope.setTransactionName(route)
    scope.addBreadcrumb({ category: 'http', type: 'http', data: { method, url: `https://shop.example.com${path}` } })
    await Sentry.startNewTrace(() =>
      Sentry.startSpan({ name: route, op: 'http.server', attributes: { 'http.request.method': method, 'sentry.source': 'route' } }, async () => {
        try {
          await handler(context)
        } catch (error) {
          Sentry.getActiveSpan().setStatus({ code: 2, message: 'internal_error' })
          Sentry.captureException(error)
          Sentry.logger.error(`${name} failed`, { page: path })
        }
      }),
    )
  })
}

const { values: flags } = parseArgs({
  options: {
    scenarios: { type: 'string', default: Object.keys(PAGES).join(',') },
    seed: { type: 'string', default: '1' },
    checkout: { type: 'string', default: 'http://127.0.0.1:4001' },
    list: { type: 'boolean', default: false },
  },
})

if (flags.list) {
  for (const [name, { about }] of Object.entries(PAGES)) console.log(name.padEnd(18), about)
} else {
  const names = flags.scenarios.split(',')
  const unknown = names.filter((name) => !PAGES[name])
  if (unknown.length > 0) {
    console.error(`storefront: no scenario ${unknown.join(', ')}; see --list`)
    process.exit(2)
  }
  const next = random(Number(flags.seed))
  const checkout = new CheckoutClient(flags.checkout)
  for (const name of names) {
    await visit(name, PAGES[name], { customer: customer(Math.floor(next() * 96)), checkout })
    console.log(name)
  }
  Sentry.endSession()
}
await Sentry.close(5000)
