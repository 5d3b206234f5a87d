-- Imports and other work that takes longer than a request. The last ones are kept, with what became of each row.

CREATE TABLE jobs (
    id      VARCHAR(32)  PRIMARY KEY,
    kind    VARCHAR(32)  NOT NULL,
    author  TEXT         NOT NULL,
    node    VARCHAR(64)  NOT NULL, -- where it runs or ran
    state   VARCHAR(16)  NOT NULL, -- applied: set in the transaction that writes what the job is for
    created BIGINT       NOT NULL, -- milliseconds since 1970
    started BIGINT,
    ended   BIGINT,
    total   INTEGER      NOT NULL,
    done    INTEGER      NOT NULL,
    summary TEXT         NOT NULL,
    report  TEXT         NOT NULL  -- one row a line: number, key, verdict and reason with tabs between them
);
