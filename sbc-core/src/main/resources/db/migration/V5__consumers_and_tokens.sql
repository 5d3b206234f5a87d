-- Who may provision (RFC 5849). Times are milliseconds since 1970; secrets are sealed by SecretBox for their row.

CREATE TABLE consumers (
    id           VARCHAR(64)  PRIMARY KEY,
    name         VARCHAR(128) NOT NULL,
    secret       TEXT         NOT NULL,
    permissions  TEXT         NOT NULL, -- wire names, with commas between them
    active       BOOLEAN      NOT NULL,
    created      BIGINT       NOT NULL,
    signed_until BIGINT       NOT NULL  -- the newest second that a signed request may have carried
);

CREATE TABLE temporary_tokens (
    value           VARCHAR(64) PRIMARY KEY,
    consumer_id     VARCHAR(64) NOT NULL REFERENCES consumers (id) ON DELETE CASCADE,
    secret          TEXT        NOT NULL,
    verifier        TEXT,
    wrong_verifiers INTEGER     NOT NULL,
    created         BIGINT      NOT NULL,
    expires         BIGINT      NOT NULL
);

CREATE TABLE access_tokens (
    value       VARCHAR(64) PRIMARY KEY,
    consumer_id VARCHAR(64) NOT NULL REFERENCES consumers (id) ON DELETE CASCADE,
    secret      TEXT        NOT NULL,
    created     BIGINT      NOT NULL,
    expires     BIGINT      NOT NULL
);
