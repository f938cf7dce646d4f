/** The version of the tables, kept as the `user_version` of the file. */
export const VERSION = 2

/**
 * `seq`: order of acceptance. `turn`: order in the lane, greater than `seq` where the job went to the end of its lane again.
 * `place`: 0 outside its lane (delayed, or ended), 1 in line, 2 head of the lane, since `head_at`. `stalled`: 1 for a head that is neither ready nor active.
 * `granted`: attempts used up before new ones were allowed. `wish`: what an operator asked of an active job. Keys, bodies and results are sealed, and NULL,
 * gone or empty where they are destroyed. Bodies stand apart, so that their pages are used again when they are gone.
 */
export const TABLES = `
  CREATE TABLE job (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tag TEXT NOT NULL,
    lane TEXT NOT NULL,
    flow TEXT NOT NULL,
    flow_version INTEGER NOT NULL,
    state TEXT NOT NULL,
    place INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    stalled INTEGER NOT NULL DEFAULT 0,
    attempt INTEGER NOT NULL DEFAULT 0,
    granted INTEGER NOT NULL DEFAULT 0,
    accepted_at INTEGER NOT NULL,
    due_at INTEGER,
    expires_at INTEGER,
    ended_at INTEGER,
    head_at INTEGER,
    problem TEXT,
    wish TEXT,
    key BLOB
  ) STRICT;
  CREATE TABLE body (
    job INTEGER PRIMARY KEY REFERENCES job (seq) ON DELETE CASCADE,
    body BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX job_head ON job (lane) WHERE place = 2;
  CREATE INDEX job_in_line ON job (lane, turn) WHERE place = 1;
  CREATE INDEX job_ready ON job (turn) WHERE place = 2 AND stalled = 0 AND state = 'queued';
  CREATE INDEX job_stalled ON job (head_at) WHERE stalled = 1;
  CREATE INDEX job_moved ON job (turn) WHERE turn <> seq;
  CREATE INDEX job_oldest ON job (accepted_at) WHERE place > 0;
  CREATE INDEX job_due ON job (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX job_expiry ON job (expires_at) WHERE expires_at IS NOT NULL AND key IS NOT NULL;
  CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX job_by_state ON job (state, seq);
  CREATE TABLE step (
    job INTEGER NOT NULL REFERENCES job (seq) ON DELETE CASCADE,
    node TEXT NOT NULL,
    result BLOB NOT NULL,
    PRIMARY KEY (job, node)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};
`

/** From the tables of version 1, whose bodies cannot be opened any more: what has not ended is expired; the names of recorded steps stay. */
export const FROM_1 = `
  ALTER TABLE step RENAME TO step_1;
  ALTER TABLE job RENAME TO job_1;
  DROP INDEX job_head; DROP INDEX job_in_line; DROP INDEX job_ready; DROP INDEX job_due; DROP INDEX job_ended; DROP INDEX job_by_state;
  ${TABLES}
  INSERT INTO job (seq, id, tag, lane, flow, flow_version, state, place, turn, stalled, attempt, granted, accepted_at, ended_at, head_at, problem)
    SELECT seq, id, '', lane, flow, flow_version, CASE WHEN ended_at IS NULL THEN 'expired' ELSE state END, place, seq, place = 2, attempt, granted, accepted_at,
      CASE WHEN place = 0 THEN COALESCE(ended_at, due_at, accepted_at) END, CASE WHEN place = 2 THEN accepted_at END, problem
    FROM job_1;
  INSERT INTO step SELECT job, node, x'' FROM step_1;
  DROP TABLE step_1;
  DROP TABLE job_1;
`
