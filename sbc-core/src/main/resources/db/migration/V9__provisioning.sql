-- What users are besides their devices, what new ones are made by, and how many there may be. No foreign key: a user's row may be written
-- before or behind this one in the same transaction.

CREATE TABLE user_profiles (
    email    VARCHAR(320) PRIMARY KEY,
    name     VARCHAR(255) NOT NULL,
    template VARCHAR(64)  NOT NULL -- empty for none
);

CREATE TABLE templates (
    name              VARCHAR(64)  PRIMARY KEY,
    description       VARCHAR(255) NOT NULL,
    desktop           VARCHAR(64)  NOT NULL, -- extension rules
    mobile            VARCHAR(64)  NOT NULL,
    icp               VARCHAR(64)  NOT NULL, -- empty for the first of the configuration
    enabled           BOOLEAN      NOT NULL,
    generate_password BOOLEAN      NOT NULL
);

-- Counts that were set by API: they stand before the configuration's.
CREATE TABLE licences (
    kind  VARCHAR(32) PRIMARY KEY,
    total INTEGER     NOT NULL
);
