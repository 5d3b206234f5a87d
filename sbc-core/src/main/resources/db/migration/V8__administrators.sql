-- Who may administer. Times are milliseconds since 1970.

CREATE TABLE administrators (
    name        VARCHAR(64) PRIMARY KEY,
    role        VARCHAR(16) NOT NULL,
    password    TEXT        NOT NULL, -- Argon2id with its salt and parameters
    active      BOOLEAN     NOT NULL,
    must_change BOOLEAN     NOT NULL,
    created     BIGINT      NOT NULL
);

CREATE TABLE api_keys (
    id          VARCHAR(32)  PRIMARY KEY,
    name        VARCHAR(128) NOT NULL,
    digest      CHAR(64)     NOT NULL, -- SHA-256 of the key
    permissions TEXT         NOT NULL, -- wire names, with commas between them
    created     BIGINT       NOT NULL,
    expires     BIGINT       NOT NULL
);
