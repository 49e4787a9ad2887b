package main

import (
	"context"
	"fmt"
	"time"

	"github.com/getsentry/sentry-go"
)

// DeadlockError says that the database gave up one of two transactions that
// waited for each other.
type DeadlockError struct {
	callers
	Statement string
}

func (e *DeadlockError) Error() string {
	return fmt.Sprintf("deadlock detected (SQLSTATE 40P01) in %s", e.Statement)
}

// query stands for a database call: it takes its time and leaves a span.
func query(ctx context.Context, statement string, takes time.Duration) {
	span := sentry.StartSpan(ctx, "db.sql.query", sentry.WithDescription(statement))
	span.SetData("db.system", "postgresql")
	span.SetData("server.address", "orders-db.example.com")
	defer span.Finish()
	time.Sleep(takes)
}

// saveOrder writes the order. Bulk orders lock so many stock rows that they
// meet each other in the database.
func saveOrder(ctx context.Context, o order) error {
	const insert = "INSERT INTO orders (customer_id, sku, quantity) VALUES ($1, $2, $3)"
	query(ctx, "UPDATE stock SET reserved = reserved + $1 WHERE sku = $2", 3*time.Millisecond)
	query(ctx, insert, 2*time.Millisecond)
	if o.Quantity >= 50 {
		return fmt.Errorf("save order: %w", &DeadlockError{here(), insert})
	}
	return nil
}
