-- Who changed what. Written in the transaction of the change; each entry carries the hash of the one before (EventChain).

CREATE TABLE events (
    sequence       BIGINT PRIMARY KEY,
    time_millis    BIGINT  NOT NULL, -- since 1970
    author_kind    VARCHAR(32) NOT NULL,
    author_name    TEXT    NOT NULL,
    address        TEXT    NOT NULL,
    correlation_id TEXT    NOT NULL,
    action         VARCHAR(64) NOT NULL,
    subject_kind   TEXT    NOT NULL,
    subject_id     TEXT    NOT NULL,
    changes        TEXT    NOT NULL, -- one a line: property, before and after with tabs between them (ChangeLines)
    tags           TEXT    NOT NULL, -- with a blank before and after each of them
    previous       CHAR(64) NOT NULL,
    hash           CHAR(64) NOT NULL,
    octets         BIGINT  NOT NULL  -- what the entry counts against the limit
);
CREATE INDEX events_time ON events (time_millis);
CREATE INDEX events_subject ON events (subject_kind, subject_id);
CREATE INDEX events_author ON events (author_name);

-- The end of the chain, and the entry before its beginning. The seal is a MAC under the key file: whoever can only write the
-- database cannot make a chain of his own.
CREATE TABLE event_chain (
    id              INTEGER  PRIMARY KEY,
    sequence        BIGINT   NOT NULL,
    hash            CHAR(64) NOT NULL,
    anchor_sequence BIGINT   NOT NULL,
    anchor_hash     CHAR(64) NOT NULL,
    octets          BIGINT   NOT NULL,
    seal            TEXT     NOT NULL -- empty while there is no entry
);
INSERT INTO event_chain (id, sequence, hash, anchor_sequence, anchor_hash, octets, seal)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000',
        0, '0000000000000000000000000000000000000000000000000000000000000000', 0, '');
