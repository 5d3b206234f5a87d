-- Alarms that go on, and those of the past. Each node's own: they lie in the SQLite file, with PostgreSQL too.

CREATE TABLE alarms (
    id             BIGINT       PRIMARY KEY,
    kind           VARCHAR(64)  NOT NULL,
    severity       VARCHAR(16)  NOT NULL,
    subject        TEXT         NOT NULL,
    text           TEXT         NOT NULL,
    since_millis   BIGINT       NOT NULL, -- since 1970, as all of these
    times          INTEGER      NOT NULL,
    seen_millis    BIGINT       NOT NULL,
    cleared_millis BIGINT,
    ack_by         TEXT,
    ack_millis     BIGINT,
    ack_note       TEXT
);

CREATE INDEX alarms_cleared ON alarms (cleared_millis);

-- The last id that was given, and where it is tried whether the disk takes a write.
CREATE TABLE alarm_state (
    id      INTEGER PRIMARY KEY,
    last_id BIGINT NOT NULL,
    probe   BIGINT NOT NULL
);

INSERT INTO alarm_state (id, last_id, probe) VALUES (1, 0, 0);
