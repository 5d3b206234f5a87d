-- Sources that the guard shuts out, and those it did of late: the next block of such a one is longer. Written behind the signalling.

CREATE TABLE guard_blocks (
    source         VARCHAR(64)  PRIMARY KEY, -- IPv4 address, or IPv6 network
    reason         VARCHAR(32)  NOT NULL,
    datagrams_only BOOLEAN      NOT NULL,
    since          BIGINT       NOT NULL, -- milliseconds since 1970
    ends_at        BIGINT       NOT NULL, -- likewise
    times          INTEGER      NOT NULL,
    note           TEXT         NOT NULL
);
