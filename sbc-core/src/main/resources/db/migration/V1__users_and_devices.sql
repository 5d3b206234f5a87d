-- SQL that SQLite and PostgreSQL both take. Identifiers are given by the store, from counters.last_id, and never reused.

CREATE TABLE counters (
    name  VARCHAR(64) PRIMARY KEY,
    value BIGINT NOT NULL
);
-- directory: one more with each change of users or devices; who watches it knows when to read again.
INSERT INTO counters (name, value) VALUES ('directory', 0);
INSERT INTO counters (name, value) VALUES ('last_id', 0);

CREATE TABLE properties (
    name  VARCHAR(64) PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE users (
    id    BIGINT PRIMARY KEY,
    email VARCHAR(320) NOT NULL UNIQUE
);

CREATE TABLE devices (
    id            BIGINT PRIMARY KEY,
    user_id       BIGINT       NOT NULL REFERENCES users (id),
    kind          VARCHAR(16)  NOT NULL CHECK (kind IN ('desktop', 'mobile')),
    set_user      VARCHAR(255) NOT NULL UNIQUE,
    ha1_realm     VARCHAR(64)  NOT NULL,
    ha1_md5       CHAR(32)     NOT NULL,
    ha1_sha256    CHAR(64)     NOT NULL,
    icp           VARCHAR(64)  NOT NULL,
    icp_user      VARCHAR(255) NOT NULL,
    icp_auth_user VARCHAR(255) NOT NULL,
    icp_secret    TEXT         NOT NULL, -- sealed by SecretBox for this row
    enabled       BOOLEAN      NOT NULL,
    UNIQUE (user_id, kind),
    UNIQUE (icp, icp_user)
);
