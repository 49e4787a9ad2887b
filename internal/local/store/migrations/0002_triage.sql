-- What triage does to issues beyond their status, and saved searches.
ALTER TABLE issue ADD COLUMN share_id TEXT NOT NULL DEFAULT ''; -- of its public link; empty: none
ALTER TABLE issue ADD COLUMN in_commit TEXT NOT NULL DEFAULT ''; -- that resolved it
ALTER TABLE issue ADD COLUMN in_repository TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX issue_shared ON issue(share_id) WHERE share_id <> '';

-- Where the number and the short id of an issue lead that was merged into another one.
CREATE TABLE issue_redirect (
  id       INTEGER PRIMARY KEY,
  short_id TEXT NOT NULL UNIQUE,
  issue_id INTEGER NOT NULL REFERENCES issue(id) ON DELETE CASCADE
);
CREATE INDEX issue_redirect_by_issue ON issue_redirect(issue_id);

-- Hashes whose events are thrown away.
CREATE TABLE discarded_hash (
  project_id INTEGER NOT NULL,
  hash       TEXT NOT NULL,
  PRIMARY KEY (project_id, hash)
) WITHOUT ROWID;

CREATE TABLE issue_view (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT NOT NULL,
  query        TEXT NOT NULL,
  sort         TEXT NOT NULL,
  projects     TEXT NOT NULL, -- JSON list of numbers
  environments TEXT NOT NULL, -- JSON list of names
  time_filters TEXT NOT NULL, -- JSON object as sent
  starred      INTEGER NOT NULL,
  created      INTEGER NOT NULL,
  updated      INTEGER NOT NULL,
  visited      INTEGER NOT NULL DEFAULT 0
);
