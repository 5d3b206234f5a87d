-- What the registrar takes up again after a restart. Written behind the signalling: the last moment before a kill is missing.
-- No foreign key: devices are replaced by deleting and inserting them, and the registrar drops what has no device any more.

CREATE TABLE registrations (
    device_id       BIGINT       PRIMARY KEY,
    icp             VARCHAR(64)  NOT NULL,
    icp_user        VARCHAR(255) NOT NULL,
    contact         TEXT         NOT NULL, -- what the PBX holds
    call_id         VARCHAR(255) NOT NULL,
    cseq            BIGINT       NOT NULL,
    granted_seconds BIGINT       NOT NULL,
    expires_at      BIGINT       NOT NULL, -- milliseconds since 1970
    service_route   TEXT         NOT NULL  -- RFC 3608; empty for none
);

CREATE TABLE registered_phones (
    device_id  BIGINT  NOT NULL,
    place      INTEGER NOT NULL, -- the newest is 0
    contact    TEXT    NOT NULL,
    call_id    TEXT    NOT NULL,
    cseq       BIGINT  NOT NULL,
    reg_id     INTEGER NOT NULL, -- RFC 5626; 0 for none
    expires_at BIGINT  NOT NULL,
    PRIMARY KEY (device_id, place)
);
