-- One row per recorded session, brought together from its segments...
CREATE TABLE replay (
  project_id  INTEGER NOT NULL,
  replay_id   TEXT NOT NULL,
  started     INTEGER NOT NULL,
  finished    INTEGER NOT NULL,
  environment TEXT NOT NULL,
  body        TEXT NOT NULL, -- JSON of the rest
  PRIMARY KEY (project_id, replay_id)
) WITHOUT ROWID;
CREATE INDEX replay_by_start ON replay(started);
CREATE TABLE replay_error (
  event_id   TEXT NOT NULL,
  project_id INTEGER NOT NULL,
  replay_id  TEXT NOT NULL,
  PRIMARY KEY (event_id, project_id, replay_id)
) WITHOUT ROWID;
-- ... and what happened on the screen in each of them.
CREATE TABLE replay_segment (
  project_id INTEGER NOT NULL,
  replay_id  TEXT NOT NULL,
  segment    INTEGER NOT NULL,
  clicks     TEXT NOT NULL, -- JSON array of protocol.Click
  dead       INTEGER NOT NULL, -- clicks that nothing happened after
  rage       INTEGER NOT NULL, -- of these: in a row
  size       INTEGER NOT NULL,
  events     BLOB NOT NULL,
  UNIQUE (project_id, replay_id, segment)
);

-- Profiles of transactions, and chunks of continuous ones.
CREATE TABLE profile (
  id          INTEGER PRIMARY KEY,
  project_id  INTEGER NOT NULL,
  profile_id  TEXT NOT NULL, -- of a chunk: its own id
  profiler_id TEXT NOT NULL, -- of chunks; otherwise empty
  started     INTEGER NOT NULL,
  ended       INTEGER NOT NULL,
  transaction_name TEXT NOT NULL,
  environment TEXT NOT NULL,
  size        INTEGER NOT NULL,
  body        BLOB NOT NULL,
  UNIQUE (project_id, profile_id)
);
CREATE INDEX profile_by_start ON profile(started);
CREATE INDEX profile_by_profiler ON profile(profiler_id, started) WHERE profiler_id <> '';
