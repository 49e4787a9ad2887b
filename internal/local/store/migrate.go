package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date, one transaction per numbered file.
// PRAGMA user_version is the number of files that were applied.
func migrate(ctx context.Context, path string, db *sql.Conn) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("list migrations: %w", err)
	}
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return wrapError(path, err)
	}
	if version > len(files) {
		return &Error{Kind: Newer, Path: path, Err: fmt.Errorf("schema %d, this vedette knows up to %d", version, len(files))}
	}
	for i := version; i < len(files); i++ {
		text, err := migrations.ReadFile(files[i])
		if err != nil {
			return fmt.Errorf("read migration: %w", err)
		}
		// One text, so that the new version and its tables are committed together.
		_, err = db.ExecContext(ctx, fmt.Sprintf("BEGIN IMMEDIATE;\n%s;\nPRAGMA user_version = %d;\nCOMMIT;", text, i+1))
		if err != nil {
			return fmt.Errorf("migration %s: %w", files[i], wrapError(path, err))
		}
	}
	return nil
}
