-- Keys that were deleted stay, so that intake goes on refusing them.
CREATE TABLE project_key (
  id           INTEGER PRIMARY KEY,
  public_key   TEXT NOT NULL UNIQUE,
  project_id   INTEGER NOT NULL,
  name         TEXT NOT NULL,
  active       INTEGER NOT NULL DEFAULT 1,
  deleted      INTEGER NOT NULL DEFAULT 0,
  limit_count  INTEGER NOT NULL DEFAULT 0,
  limit_window INTEGER NOT NULL DEFAULT 0, -- seconds; 0: no limit
  created      INTEGER NOT NULL
);
INSERT INTO project_key(public_key, project_id, name, created) SELECT public_key, id, 'Default', created FROM project ORDER BY id;
ALTER TABLE project DROP COLUMN public_key;

CREATE TABLE team (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  slug    TEXT NOT NULL UNIQUE,
  name    TEXT NOT NULL,
  created INTEGER NOT NULL
);
INSERT INTO team(slug, name, created) SELECT 'local', 'Local', coalesce(min(created), 0) FROM project;
CREATE TABLE team_project (
  team_id    INTEGER NOT NULL REFERENCES team(id) ON DELETE CASCADE,
  project_id INTEGER NOT NULL REFERENCES project(id) ON DELETE CASCADE,
  PRIMARY KEY (team_id, project_id)
) WITHOUT ROWID;
INSERT INTO team_project SELECT 1, id FROM project;

ALTER TABLE project_environment ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;

CREATE TABLE ownership (
  project_id  INTEGER PRIMARY KEY REFERENCES project(id) ON DELETE CASCADE,
  raw         TEXT NOT NULL,
  rules       TEXT NOT NULL, -- JSON, read from raw
  fallthrough INTEGER NOT NULL,
  auto_assign INTEGER NOT NULL,
  auto_sync   INTEGER NOT NULL,
  created     INTEGER NOT NULL,
  updated     INTEGER NOT NULL
);
-- Whom the rules of its project name for an issue, as of its latest event.
CREATE TABLE issue_owner (
  issue_id INTEGER NOT NULL REFERENCES issue(id) ON DELETE CASCADE,
  position INTEGER NOT NULL, -- 0: of the rule that matched last
  kind     TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  rule     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (issue_id, position)
) WITHOUT ROWID;
