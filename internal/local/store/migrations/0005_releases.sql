-- What people and pipelines say of a release.
ALTER TABLE release ADD COLUMN ref TEXT NOT NULL DEFAULT '';
ALTER TABLE release ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE release ADD COLUMN status TEXT NOT NULL DEFAULT 'open'; -- or archived
ALTER TABLE release ADD COLUMN released INTEGER NOT NULL DEFAULT 0; -- when it was finalized

CREATE TABLE release_commit (
  release_id   INTEGER NOT NULL REFERENCES release(id) ON DELETE CASCADE,
  position     INTEGER NOT NULL, -- the newest commit first
  sha          TEXT NOT NULL,
  repository   TEXT NOT NULL,
  message      TEXT NOT NULL,
  author_name  TEXT NOT NULL,
  author_email TEXT NOT NULL,
  at           INTEGER NOT NULL,
  files        TEXT NOT NULL, -- JSON array of {path, type}
  PRIMARY KEY (release_id, position)
) WITHOUT ROWID;
CREATE TABLE deploy (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  release_id  INTEGER NOT NULL REFERENCES release(id) ON DELETE CASCADE,
  environment TEXT NOT NULL,
  name        TEXT NOT NULL,
  url         TEXT NOT NULL,
  started     INTEGER NOT NULL,
  finished    INTEGER NOT NULL
);
CREATE INDEX deploy_by_release ON deploy(release_id, finished);

ALTER TABLE session ADD COLUMN duration INTEGER NOT NULL DEFAULT 0; -- microseconds, 0 while unknown
CREATE INDEX session_by_start ON session(started);
CREATE INDEX session_count_by_hour ON session_count(hour);

UPDATE check_in SET environment = 'production' WHERE environment = '';
-- Monitors with a number, so that they can be muted, disabled and deleted; also those that only check in.
CREATE TABLE monitor_2 (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  slug       TEXT NOT NULL,
  name       TEXT NOT NULL,
  config     TEXT NOT NULL, -- JSON; empty while no schedule is known
  created    INTEGER NOT NULL,
  disabled   INTEGER NOT NULL DEFAULT 0,
  muted      INTEGER NOT NULL DEFAULT 0,
  owner      TEXT NOT NULL DEFAULT '', -- user:1 or team:1
  upserting  INTEGER NOT NULL DEFAULT 0, -- its SDK sends the schedule
  UNIQUE (project_id, slug)
);
INSERT INTO monitor_2(project_id, slug, name, config, created, upserting)
  SELECT c.project_id, c.monitor, c.monitor, coalesce(m.config, ''), min(c.started), m.config IS NOT NULL
  FROM check_in c LEFT JOIN monitor m ON m.project_id = c.project_id AND m.slug = c.monitor GROUP BY c.project_id, c.monitor;
DROP TABLE monitor;
ALTER TABLE monitor_2 RENAME TO monitor;

-- What became of items, by the hour of their arrival. quantity is what Sentry counts of a category: bytes of attachments, entries of
-- containers, otherwise items.
CREATE TABLE outcome_hour (
  project_id INTEGER NOT NULL,
  category   TEXT NOT NULL,
  outcome    TEXT NOT NULL,
  reason     TEXT NOT NULL,
  hour       INTEGER NOT NULL, -- since 1970
  n          INTEGER NOT NULL,
  quantity   INTEGER NOT NULL,
  PRIMARY KEY (hour, project_id, category, outcome, reason)
) WITHOUT ROWID;
