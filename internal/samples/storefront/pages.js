// The storefront's pages. Most have a bug; `about` says what goes wrong.
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import * as Sentry from '@sentry/node'

export class SessionExpiredError extends Error {
  name = 'SessionExpiredError'
}

export class RecommendationTimeout extends Error {
  name = 'RecommendationTimeout'
}

const PRODUCTS = new Map([
  ['teapot', { name: 'Teapot', price: { cents: 4900 }, tags: ['tea'] }],
  ['mug-blue', { name: 'Blue mug', price: { cents: 1250 }, tags: ['tea', 'coffee'] }],
  ['gift-wrap', { name: 'Gift wrap', tags: [] }],
])

async function loadProduct(sku) {
  return Sentry.startSpan({ name: 'SELECT * FROM products WHERE sku = $1', op: 'db.query' }, async () => {
    await sleep(3)
    return PRODUCTS.get(sku)
  })
}

function priceLabel(product) {
  return `${(product.price.cents / 100).toFixed(2)} EUR`
}

async function home({ customer }) {
  Sentry.addBreadcrumb({ category: 'navigation', message: '/ -> /products/teapot' })
  Sentry.logger.info('home page rendered', { products: PRODUCTS.size, customer: customer.user.id })
  Sentry.metrics.count('page.views', 1, { attributes: { page: 'home' } })
  return priceLabel(await loadProduct('teapot'))
}

async function giftWrap() {
  return priceLabel(await loadProduct('gift-wrap'))
}

async function recommendations() {
  async function ask() {
    await sleep(2)
    throw new RecommendationTimeout('recommendations took longer than 2 ms')
  }
  ask() // nobody waits for the answer
  await sleep(6)
}

function parseCart(cookie) {
  return JSON.parse(cookie)
}

async function brokenCookie() {
  return parseCart('{"items":[{"sku":"teapot","qty":1}')
}

function cartTotal(cart) {
  let cents = 0
  for (const item of cart.items) cents += item.cents
  return cents
}

async function emptyCart() {
  return cartTotal({ items: null })
}

function formatWeight(grams, digits) {
  return `${(grams / 1000).toFixed(digits)} kg`
}

async function weight() {
  return formatWeight(450, 450)
}

async function searchPage() {
  Sentry.addBreadcrumb({ category: 'ui.input', message: 'search box' })
  return decodeURIComponent('100%25 %tea')
}

async function terms() {
  return readFile('pages/terms-fr.html', 'utf8')
}

function depth(category) {
  return 1 + depth(category.parent)
}

async function categoryTree() {
  const tea = { name: 'Tea' }
  tea.parent = { name: 'Drinks', parent: tea }
  return depth(tea)
}

async function mirrors() {
  const from = async (host) => {
    throw new Error(`${host} has no such image`)
  }
  return Promise.any([from('img1.example.com'), from('img2.example.com')])
}

function discount(customer) {
  return loyaltyTier === 'gold' ? 0.1 : 0 // eslint-disable-line no-undef
}

async function loyalty({ customer }) {
  return discount(customer)
}

async function expiredSession({ customer }) {
  Sentry.captureException(new SessionExpiredError('session is older than 30 days'), {
    level: 'warning',
    tags: { 'session.age': '31d' },
    extra: { customer: customer.user.id },
  })
}

async function missingImage() {
  Sentry.captureMessage('Image missing for product 4711', 'warning')
}

async function promoBanner() {
  Sentry.captureMessage('Promo banner rendered without a campaign', 'info')
}

async function buy({ customer, checkout }) {
  Sentry.logger.info('checkout started', { sku: 'teapot' })
  const answer = await checkout.placeOrder(customer, { sku: 'teapot', quantity: 1, cents: 4900, card: '4242424242424242' })
  Sentry.logger.info('order placed', answer)
}

async function buyDeclined({ customer, checkout }) {
  await checkout.placeOrder(customer, { sku: 'mug-blue', quantity: 1, cents: 1250, card: '4000000000009995' })
}

async function quoteCoupon({ customer, checkout }) {
  await checkout.quote(customer, { sku: 'teapot', postcode: '10115', coupon: 'SPRING24' })
}

async function orderHistory({ customer, checkout }) {
  await checkout.history(customer)
}

const COMPLAINTS = [
  'The total changed after I entered my postcode, and I cannot see why.',
  'My card was declined, but the bank says that nobody asked.',
  'The page of the gift wrap stays empty.',
]

async function feedback({ customer }) {
  Sentry.captureFeedback({
    message: COMPLAINTS[customer.number % COMPLAINTS.length],
    name: customer.user.username,
    email: customer.user.email,
    url: 'https://shop.example.com/cart',
  })
}

async function sitemap() {
  const monitor = { schedule: { type: 'crontab', value: '15 * * * *' }, checkinMargin: 5, maxRuntime: 10, timezone: 'UTC' }
  await Sentry.withMonitor('sitemap', () => sleep(4), monitor)
}

const page = (route, handler, about) => ({ route, handler, about })

/** Scenario name -> the page it visits, in the order in which they are played. */
export const PAGES = {
  home: page('GET /', home, 'no bug: spans, a log, a metric'),
  buy: page('POST /checkout', buy, 'no bug: a trace through checkout'),
  history: page('GET /account/orders', orderHistory, 'no bug, but slow in checkout'),
  feedback: page('POST /feedback', feedback, 'a customer writes feedback'),
  sitemap: page('CRON sitemap', sitemap, 'a cron job checks in'),
  gift_wrap: page('GET /products/[sku]', giftWrap, 'TypeError: property of undefined'),
  recommendations: page('GET /recommendations', recommendations, 'unhandled rejection'),
  declined: page('POST /checkout', buyDeclined, 'error with a cause, after a call of checkout'),
  coupon: page('GET /cart', quoteCoupon, 'error with a cause, after checkout panicked'),
  broken_cookie: page('GET /cart', brokenCookie, 'SyntaxError from JSON.parse'),
  empty_cart: page('GET /cart/total', emptyCart, 'TypeError: not iterable'),
  weight: page('GET /products/[sku]/shipping', weight, 'RangeError from toFixed'),
  search: page('GET /search', searchPage, 'URIError: malformed query'),
  terms: page('GET /terms', terms, 'ENOENT from the file system'),
  category: page('GET /categories/[id]', categoryTree, 'RangeError: stack overflow'),
  mirrors: page('GET /images/[id]', mirrors, 'AggregateError of two errors'),
  loyalty: page('GET /account', loyalty, 'ReferenceError'),
  session: page('GET /account', expiredSession, 'custom error, level warning'),
  image: page('GET /products/[sku]', missingImage, 'message, level warning'),
  promo: page('GET /', promoBanner, 'message, level info'),
}
