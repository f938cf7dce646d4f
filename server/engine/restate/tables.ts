/** The version of the tables, kept in `engine.version`. */
export const VERSION = 1

/**
 * `seq`: order of acceptance. `turn`: order in the lane, new where the job goes to the end of its lane again.
 * `place`: 0 outside its lane (delayed, or ended), 1 in line, 2 head of the lane, since `head_at`. `overdue_at`: when a ready head that nobody has begun is taken care of.
 * `granted`: attempts used up before new ones were allowed. `wish`: what an operator asked of an active job. `kept`: 1 where there is a row in `body`.
 * `fence`: counts the claims; what an attempt writes names its own. `owner`: the replica of the last claim, alive while it has a fresh row in `replica`.
 * Keys, bodies and results are sealed; results are empty where they are destroyed. Times in milliseconds since 1970 by the clock of the engine, except that of
 * `replica`, which is PostgreSQL's. A job, its body and its steps are written under the lock of its lane only, and so need no foreign keys.
 */
export const TABLES = `
  CREATE SEQUENCE engine.turn;
  CREATE TABLE engine.job (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    tag text NOT NULL,
    lane text NOT NULL,
    flow text NOT NULL,
    flow_version integer NOT NULL,
    state text NOT NULL,
    place smallint NOT NULL,
    turn bigint NOT NULL DEFAULT nextval('engine.turn'),
    attempt integer NOT NULL DEFAULT 0,
    granted integer NOT NULL DEFAULT 0,
    fence integer NOT NULL DEFAULT 0,
    kept smallint NOT NULL DEFAULT 1,
    accepted_at bigint NOT NULL,
    due_at bigint,
    expires_at bigint,
    ended_at bigint,
    head_at bigint,
    overdue_at bigint,
    problem text,
    wish text,
    owner uuid
  ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
  CREATE UNIQUE INDEX job_head ON engine.job (lane) WHERE place = 2;
  CREATE INDEX job_in_line ON engine.job (lane, turn) WHERE place = 1;
  CREATE INDEX job_ready ON engine.job (flow, head_at) WHERE place = 2 AND state = 'queued';
  CREATE INDEX job_overdue ON engine.job (overdue_at) WHERE place = 2 AND state = 'queued';
  CREATE INDEX job_stalled ON engine.job (head_at) WHERE place = 2 AND state IN ('waiting', 'blocked', 'paused', 'expired');
  CREATE INDEX job_active ON engine.job (owner) WHERE state = 'active';
  CREATE INDEX job_oldest ON engine.job (accepted_at) WHERE place > 0;
  CREATE INDEX job_due ON engine.job (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX job_expiry ON engine.job (expires_at) WHERE kept = 1 AND expires_at IS NOT NULL;
  CREATE INDEX job_ended ON engine.job (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX job_by_state ON engine.job (state, seq);
  CREATE TABLE engine.body (
    job bigint PRIMARY KEY,
    key bytea NOT NULL,
    body bytea NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
  ALTER TABLE engine.body ALTER COLUMN body SET STORAGE EXTERNAL;
  CREATE TABLE engine.step (
    job bigint NOT NULL,
    node text NOT NULL,
    result bytea NOT NULL,
    PRIMARY KEY (job, node)
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
  ALTER TABLE engine.step ALTER COLUMN result SET STORAGE EXTERNAL;
  CREATE TABLE engine.replica (
    id uuid PRIMARY KEY,
    seen_at timestamptz NOT NULL
  );
`
