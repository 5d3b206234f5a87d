-- Devices whose calls an administrator wants ended, on whichever node they are. The last ones only: who hears of them later has no such
-- calls any more.

CREATE TABLE call_endings (
    version   BIGINT NOT NULL, -- counters.call-endings
    device_id BIGINT NOT NULL,
    PRIMARY KEY (version, device_id)
);
