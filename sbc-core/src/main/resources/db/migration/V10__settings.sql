-- What was set by API, over the configuration file. The highest version holds; the last 50 are kept.

CREATE TABLE settings_versions (
    version     BIGINT PRIMARY KEY,
    time_millis BIGINT NOT NULL, -- since 1970
    author      TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    overlay     TEXT   NOT NULL  -- a JSON object in the form of the configuration file
);
