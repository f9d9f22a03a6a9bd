-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_alarms" table
CREATE TABLE `new_alarms` (`id` uuid NOT NULL, `kind` text NOT NULL, `account_id` uuid NOT NULL, `order_id` uuid NULL, `connection_id` uuid NULL, `subject` text NOT NULL, `role` text NOT NULL, `request_id` text NOT NULL DEFAULT (''), `at` datetime NOT NULL, `attempts` integer NOT NULL DEFAULT (0), `next_attempt_at` datetime NULL, `sent_at` datetime NULL, PRIMARY KEY (`id`));
-- copy rows from old table "alarms" to new temporary table "new_alarms"
INSERT INTO `new_alarms` (`id`, `kind`, `account_id`, `order_id`, `subject`, `role`, `request_id`, `at`, `attempts`, `next_attempt_at`, `sent_at`) SELECT `id`, `kind`, `account_id`, `order_id`, `subject`, `role`, `request_id`, `at`, `attempts`, `next_attempt_at`, `sent_at` FROM `alarms`;
-- drop "alarms" table after copying rows
DROP TABLE `alarms`;
-- rename temporary table "new_alarms" to "alarms"
ALTER TABLE `new_alarms` RENAME TO `alarms`;
-- create index "alarm_next_attempt_at" to table: "alarms"
CREATE INDEX `alarm_next_attempt_at` ON `alarms` (`next_attempt_at`);
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

-- +goose Down
-- reverse: create index "alarm_next_attempt_at" to table: "alarms"
DROP INDEX `alarm_next_attempt_at`;
-- reverse: create "new_alarms" table
DROP TABLE `new_alarms`;
