-- Nonces of signed requests that a node has taken, so that no other node takes them again (PostgreSQL only; ADR 0400). What is out of the time
-- window is deleted; the hash is keyed, and tells nothing of consumer or token.

CREATE TABLE signed_nonces (
    second BIGINT NOT NULL, -- oauth_timestamp
    hash   BIGINT NOT NULL,
    PRIMARY KEY (second, hash)
);
