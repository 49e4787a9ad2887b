// Client of the checkout sample. Node's fetch is instrumented by the SDK, which adds the
// sentry-trace and baggage headers: the trace goes on in the Go service.

export class CheckoutError extends Error {
  name = 'CheckoutError'
}

export class CheckoutUnavailableError extends Error {
  name = 'CheckoutUnavailableError'
}

export class CheckoutClient {
  constructor(base) {
    this.base = base
  }

  /** Sends the order; rejects with a CheckoutError that has the service's answer as its cause. */
  async placeOrder(customer, order) {
    const response = await this.call('/orders', customer, { method: 'POST', body: JSON.stringify(order) })
    if (response.status !== 201) {
      const { error } = await response.json()
      throw new CheckoutError(`order was refused with status ${response.status}`, { cause: new Error(error) })
    }
    return response.json()
  }

  /** Prices one product. */
  async quote(customer, query) {
    const response = await this.call(`/quote?${new URLSearchParams(query)}`, customer)
    if (!response.ok) {
      throw new CheckoutError('no price for this cart', { cause: new Error(`checkout answered ${response.status}`) })
    }
    return response.json()
  }

  async history(customer) {
    return (await this.call('/customers/me/orders', customer)).json()
  }

  async call(path, customer, init = {}) {
    const headers = { 'content-type': 'application/json', 'x-customer': String(customer.number) }
    try {
      return await fetch(this.base + path, { ...init, headers })
    } catch (cause) {
      throw new CheckoutUnavailableError('checkout cannot be reached', { cause })
    }
  }
}
