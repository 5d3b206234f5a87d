-- Which devices a version of the directory changed, for whoever follows it: he reads those alone. The last versions only; who is further
-- behind, or finds a row with device 0, reads everything.

CREATE TABLE directory_changes (
    version   BIGINT NOT NULL, -- counters.directory
    device_id BIGINT NOT NULL, -- made, changed or removed; 0: too many to tell
    PRIMARY KEY (version, device_id)
);
