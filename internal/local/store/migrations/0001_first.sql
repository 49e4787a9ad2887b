-- Times are microseconds since 1970 in UTC, 0 for none. Texts are as sent.

CREATE TABLE project (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  slug        TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  platform    TEXT NOT NULL DEFAULT '',
  public_key  TEXT NOT NULL,
  created     INTEGER NOT NULL,
  first_event INTEGER NOT NULL DEFAULT 0,
  issues      INTEGER NOT NULL DEFAULT 0 -- how many short ids were given out
);

-- Accepted envelopes that wait to be digested. AUTOINCREMENT: an id is never
-- used again, so that a watermark on it is safe.
CREATE TABLE intake (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  received   INTEGER NOT NULL,
  event_id   TEXT NOT NULL, -- that the sender was told
  encoding   TEXT NOT NULL,
  body       BLOB NOT NULL
);

CREATE TABLE issue (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id       INTEGER NOT NULL REFERENCES project(id),
  short_id         TEXT NOT NULL UNIQUE,
  title            TEXT NOT NULL,
  culprit          TEXT NOT NULL,
  level            TEXT NOT NULL,
  type             TEXT NOT NULL,
  platform         TEXT NOT NULL,
  logger           TEXT NOT NULL,
  meta_type        TEXT NOT NULL,
  meta_value       TEXT NOT NULL,
  meta_title       TEXT NOT NULL,
  meta_filename    TEXT NOT NULL,
  meta_function    TEXT NOT NULL,
  search_text      TEXT NOT NULL, -- what free text looks in
  status           TEXT NOT NULL DEFAULT 'unresolved',
  substatus        TEXT NOT NULL DEFAULT 'new',
  substatus_at     INTEGER NOT NULL,
  priority         TEXT NOT NULL,
  initial_priority TEXT NOT NULL,
  priority_locked  INTEGER NOT NULL DEFAULT 0,
  assignee_type    TEXT NOT NULL DEFAULT '',
  assignee_id      TEXT NOT NULL DEFAULT '',
  first_seen       INTEGER NOT NULL,
  last_seen        INTEGER NOT NULL,
  count            INTEGER NOT NULL DEFAULT 0,
  user_count       INTEGER NOT NULL DEFAULT 0,
  num_comments     INTEGER NOT NULL DEFAULT 0,
  unhandled        INTEGER NOT NULL DEFAULT 0,
  bookmarked       INTEGER NOT NULL DEFAULT 0,
  subscribed       INTEGER NOT NULL DEFAULT 0,
  has_seen         INTEGER NOT NULL DEFAULT 0,
  inbox_at         INTEGER NOT NULL DEFAULT 0, -- since when it waits for review; 0: it does not
  first_release    TEXT NOT NULL DEFAULT '',
  last_release     TEXT NOT NULL DEFAULT '',
  status_at        INTEGER NOT NULL,           -- when it was resolved, archived...
  in_next_release  INTEGER NOT NULL DEFAULT 0,
  in_release       TEXT NOT NULL DEFAULT '',
  ignore_until     INTEGER NOT NULL DEFAULT 0,
  ignore_count     INTEGER NOT NULL DEFAULT 0,
  ignore_window    INTEGER NOT NULL DEFAULT 0,
  ignore_users     INTEGER NOT NULL DEFAULT 0,
  ignore_users_window INTEGER NOT NULL DEFAULT 0,
  escalates_at     INTEGER NOT NULL DEFAULT 0, -- more events than this in a day end "until escalating"
  base_count       INTEGER NOT NULL DEFAULT 0, -- count and user_count when it was archived
  base_users       INTEGER NOT NULL DEFAULT 0
);
-- The covering columns let a list be filtered, counted and ordered in the index alone.
CREATE INDEX issue_by_last_seen ON issue(status, last_seen DESC, project_id, first_seen);
CREATE INDEX issue_by_first_seen ON issue(status, first_seen DESC, project_id);
CREATE INDEX issue_snoozed ON issue(ignore_until) WHERE ignore_until > 0;
CREATE INDEX issue_in_next_release ON issue(project_id) WHERE in_next_release > 0;
CREATE INDEX issue_by_type ON issue(meta_type);
CREATE INDEX issue_by_place ON issue(meta_filename, meta_function);
CREATE INDEX issue_by_culprit ON issue(culprit);

CREATE TABLE issue_hash (
  project_id INTEGER NOT NULL,
  hash       TEXT NOT NULL,
  issue_id   INTEGER NOT NULL REFERENCES issue(id) ON DELETE CASCADE,
  PRIMARY KEY (project_id, hash)
) WITHOUT ROWID;
CREATE INDEX issue_hash_by_issue ON issue_hash(issue_id);

CREATE TABLE issue_user (
  issue_id  INTEGER NOT NULL REFERENCES issue(id) ON DELETE CASCADE,
  user_hash INTEGER NOT NULL,
  user_id   TEXT NOT NULL,
  email     TEXT NOT NULL,
  username  TEXT NOT NULL,
  ip        TEXT NOT NULL,
  PRIMARY KEY (issue_id, user_hash)
) WITHOUT ROWID;

CREATE TABLE issue_hour (
  issue_id INTEGER NOT NULL REFERENCES issue(id) ON DELETE CASCADE,
  hour     INTEGER NOT NULL, -- since 1970
  n        INTEGER NOT NULL,
  PRIMARY KEY (issue_id, hour)
) WITHOUT ROWID;

CREATE TABLE environment (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
CREATE TABLE project_environment (
  project_id     INTEGER NOT NULL REFERENCES project(id),
  environment_id INTEGER NOT NULL,
  PRIMARY KEY (project_id, environment_id)
) WITHOUT ROWID;

-- field = 1: a property of events that is searched by like a tag but not shown as one.
CREATE TABLE tag (
  id    INTEGER PRIMARY KEY,
  key   TEXT NOT NULL,
  value TEXT NOT NULL,
  field INTEGER NOT NULL,
  UNIQUE (key, value, field)
);
CREATE TABLE issue_tag (
  issue_id       INTEGER NOT NULL REFERENCES issue(id) ON DELETE CASCADE,
  tag_id         INTEGER NOT NULL,
  environment_id INTEGER NOT NULL, -- 0: none
  n              INTEGER NOT NULL,
  first          INTEGER NOT NULL,
  last           INTEGER NOT NULL,
  PRIMARY KEY (issue_id, tag_id, environment_id)
) WITHOUT ROWID;
CREATE INDEX issue_tag_by_tag ON issue_tag(tag_id, issue_id);
CREATE TABLE project_tag (
  project_id INTEGER NOT NULL REFERENCES project(id),
  tag_id     INTEGER NOT NULL,
  n          INTEGER NOT NULL,
  first      INTEGER NOT NULL,
  last       INTEGER NOT NULL,
  PRIMARY KEY (project_id, tag_id)
) WITHOUT ROWID;

CREATE TABLE event (
  id          INTEGER PRIMARY KEY,
  project_id  INTEGER NOT NULL,
  event_id    TEXT NOT NULL,
  issue_id    INTEGER NOT NULL, -- 0: a transaction
  time        INTEGER NOT NULL,
  received    INTEGER NOT NULL,
  type        TEXT NOT NULL,
  level       TEXT NOT NULL,
  platform    TEXT NOT NULL,
  title       TEXT NOT NULL,
  culprit     TEXT NOT NULL,
  message     TEXT NOT NULL,
  release     TEXT NOT NULL,
  dist        TEXT NOT NULL,
  environment TEXT NOT NULL,
  transaction_name TEXT NOT NULL,
  trace_id    TEXT NOT NULL,
  span_id     TEXT NOT NULL,
  user_id     TEXT NOT NULL,
  email       TEXT NOT NULL,
  username    TEXT NOT NULL,
  user_name   TEXT NOT NULL,
  ip          TEXT NOT NULL,
  user_hash   INTEGER NOT NULL, -- 0: unknown
  context     INTEGER NOT NULL, -- how much it explains
  tags        TEXT NOT NULL,    -- JSON object, keys sorted
  size        INTEGER NOT NULL,
  UNIQUE (event_id, project_id)
);
CREATE INDEX event_by_issue ON event(issue_id, time);
CREATE INDEX event_by_time ON event(project_id, time);
CREATE INDEX event_by_trace ON event(trace_id) WHERE trace_id <> '';
-- Apart from its event, so that lists need not step over it.
CREATE TABLE event_payload (
  event INTEGER PRIMARY KEY,
  body  BLOB NOT NULL
);

CREATE TABLE span (
  id          INTEGER PRIMARY KEY,
  project_id  INTEGER NOT NULL,
  trace_id    TEXT NOT NULL,
  span_id     TEXT NOT NULL,
  parent      TEXT NOT NULL,
  event_id    TEXT NOT NULL,
  op          TEXT NOT NULL,
  name        TEXT NOT NULL,
  status      TEXT NOT NULL,
  start       INTEGER NOT NULL,
  duration    INTEGER NOT NULL, -- microseconds
  segment     INTEGER NOT NULL,
  environment TEXT NOT NULL,
  release     TEXT NOT NULL,
  attributes  TEXT NOT NULL
);
CREATE INDEX span_by_trace ON span(trace_id);
CREATE INDEX span_by_time ON span(project_id, start);

CREATE TABLE log (
  id          INTEGER PRIMARY KEY,
  project_id  INTEGER NOT NULL,
  time        INTEGER NOT NULL,
  trace_id    TEXT NOT NULL,
  span_id     TEXT NOT NULL,
  level       TEXT NOT NULL,
  body        TEXT NOT NULL,
  environment TEXT NOT NULL,
  release     TEXT NOT NULL,
  attributes  TEXT NOT NULL
);
CREATE INDEX log_by_time ON log(project_id, time);
CREATE INDEX log_by_trace ON log(trace_id) WHERE trace_id <> '';

CREATE TABLE metric (
  id         INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  time       INTEGER NOT NULL,
  trace_id   TEXT NOT NULL,
  span_id    TEXT NOT NULL,
  name       TEXT NOT NULL,
  type       TEXT NOT NULL,
  value      REAL NOT NULL,
  unit       TEXT NOT NULL,
  attributes TEXT NOT NULL
);
CREATE INDEX metric_by_name ON metric(project_id, name, time);

CREATE TABLE release (
  id      INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of first appearance
  version TEXT NOT NULL UNIQUE,
  created INTEGER NOT NULL
);
CREATE TABLE release_project (
  release_id  INTEGER NOT NULL REFERENCES release(id),
  project_id  INTEGER NOT NULL REFERENCES project(id),
  first_event INTEGER NOT NULL DEFAULT 0,
  last_event  INTEGER NOT NULL DEFAULT 0,
  new_groups  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (release_id, project_id)
) WITHOUT ROWID;
CREATE INDEX release_by_project ON release_project(project_id, release_id);

-- One row per session (sid) that SDKs report in updates...
CREATE TABLE session (
  project_id  INTEGER NOT NULL,
  sid         TEXT NOT NULL,
  release     TEXT NOT NULL,
  environment TEXT NOT NULL,
  did         TEXT NOT NULL,
  status      TEXT NOT NULL,
  errors      INTEGER NOT NULL,
  started     INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (project_id, sid)
) WITHOUT ROWID;
CREATE INDEX session_by_release ON session(release);
-- ... and one per hour for those that they count themselves.
CREATE TABLE session_count (
  project_id  INTEGER NOT NULL,
  release     TEXT NOT NULL,
  environment TEXT NOT NULL,
  did         TEXT NOT NULL,
  hour        INTEGER NOT NULL,
  exited      INTEGER NOT NULL,
  errored     INTEGER NOT NULL,
  crashed     INTEGER NOT NULL,
  abnormal    INTEGER NOT NULL,
  PRIMARY KEY (release, project_id, environment, did, hour)
) WITHOUT ROWID;

CREATE TABLE check_in (
  id          INTEGER PRIMARY KEY,
  project_id  INTEGER NOT NULL,
  check_in_id TEXT NOT NULL,
  monitor     TEXT NOT NULL,
  status      TEXT NOT NULL,
  duration    INTEGER NOT NULL, -- microseconds
  environment TEXT NOT NULL,
  release     TEXT NOT NULL,
  trace_id    TEXT NOT NULL,
  started     INTEGER NOT NULL,
  updated     INTEGER NOT NULL
);
CREATE INDEX check_in_by_monitor ON check_in(project_id, monitor, started);
CREATE UNIQUE INDEX check_in_by_id ON check_in(project_id, check_in_id) WHERE check_in_id <> '';
CREATE TABLE monitor (
  project_id INTEGER NOT NULL,
  slug       TEXT NOT NULL,
  config     TEXT NOT NULL, -- JSON
  PRIMARY KEY (project_id, slug)
) WITHOUT ROWID;

CREATE TABLE user_report (
  id         INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  event_id   TEXT NOT NULL,
  name       TEXT NOT NULL,
  email      TEXT NOT NULL,
  text       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  UNIQUE (event_id, project_id)
);

CREATE TABLE attachment (
  id           INTEGER PRIMARY KEY,
  project_id   INTEGER NOT NULL,
  event_id     TEXT NOT NULL,
  name         TEXT NOT NULL,
  content_type TEXT NOT NULL,
  type         TEXT NOT NULL,
  size         INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  body         BLOB NOT NULL
);
CREATE INDEX attachment_by_event ON attachment(event_id, project_id);

-- Items without a meaning to us, and those that could not be used.
CREATE TABLE raw_item (
  id         INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL,
  type       TEXT NOT NULL,
  reason     TEXT NOT NULL, -- why it was dropped; empty: merely unknown
  at         INTEGER NOT NULL,
  body       BLOB NOT NULL
);

CREATE TABLE activity (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  issue_id INTEGER NOT NULL REFERENCES issue(id) ON DELETE CASCADE,
  type     TEXT NOT NULL,
  user_id  INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  data     TEXT NOT NULL
);
CREATE INDEX activity_by_issue ON activity(issue_id, id);

CREATE TABLE run (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid     TEXT NOT NULL,
  issue_id INTEGER NOT NULL REFERENCES issue(id) ON DELETE CASCADE,
  state    TEXT NOT NULL,
  updated  INTEGER NOT NULL
);
CREATE INDEX run_by_issue ON run(issue_id, id);

CREATE TABLE counter (
  project_id INTEGER NOT NULL,
  item_type  TEXT NOT NULL,
  outcome    TEXT NOT NULL,
  reason     TEXT NOT NULL,
  n          INTEGER NOT NULL,
  PRIMARY KEY (project_id, item_type, outcome, reason)
) WITHOUT ROWID;
