-- +goose Up
-- add column "suspended_at" to table: "accounts"
ALTER TABLE `accounts` ADD COLUMN `suspended_at` datetime NULL;
-- create "hours" table
CREATE TABLE `hours` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `at` datetime NOT NULL, `what` text NOT NULL, `count` integer NOT NULL DEFAULT (0));
-- create index "hour_at_what" to table: "hours"
CREATE UNIQUE INDEX `hour_at_what` ON `hours` (`at`, `what`);
-- create "workers" table
CREATE TABLE `workers` (`id` uuid NOT NULL, `machine` text NOT NULL, `started_at` datetime NOT NULL, `seen_at` datetime NOT NULL, PRIMARY KEY (`id`));

-- +goose Down
-- reverse: create "workers" table
DROP TABLE `workers`;
-- reverse: create index "hour_at_what" to table: "hours"
DROP INDEX `hour_at_what`;
-- reverse: create "hours" table
DROP TABLE `hours`;
-- reverse: add column "suspended_at" to table: "accounts"
ALTER TABLE `accounts` DROP COLUMN `suspended_at`;
