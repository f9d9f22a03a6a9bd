-- +goose Up
-- create "account_keys" table
CREATE TABLE `account_keys` (`id` uuid NOT NULL, `wrapped` blob NOT NULL, PRIMARY KEY (`id`));
-- create "day_keys" table
CREATE TABLE `day_keys` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `account_id` uuid NOT NULL, `day` integer NOT NULL, `wrapped` blob NOT NULL);
-- create index "daykey_account_id_day" to table: "day_keys"
CREATE UNIQUE INDEX `daykey_account_id_day` ON `day_keys` (`account_id`, `day`);
-- create "installation_keys" table
CREATE TABLE `installation_keys` (`id` text NOT NULL, `wrapped` blob NOT NULL, PRIMARY KEY (`id`));

-- +goose Down
-- reverse: create "installation_keys" table
DROP TABLE `installation_keys`;
-- reverse: create index "daykey_account_id_day" to table: "day_keys"
DROP INDEX `daykey_account_id_day`;
-- reverse: create "day_keys" table
DROP TABLE `day_keys`;
-- reverse: create "account_keys" table
DROP TABLE `account_keys`;
