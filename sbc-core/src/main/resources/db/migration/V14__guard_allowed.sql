-- Networks that an operator told the guard to refuse nothing to, beside those of the configuration.

CREATE TABLE guard_allowed (
    network VARCHAR(64) PRIMARY KEY -- 192.0.2.0/24
);
