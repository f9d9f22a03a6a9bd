-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_schedules" table
CREATE TABLE `new_schedules` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `every_seconds` integer NOT NULL, `next_run_at` datetime NOT NULL, `slow` bool NOT NULL DEFAULT (false), PRIMARY KEY (`id`));
-- copy rows from old table "schedules" to new temporary table "new_schedules"
INSERT INTO `new_schedules` (`id`, `account_id`, `every_seconds`, `next_run_at`) SELECT `id`, `account_id`, `every_seconds`, `next_run_at` FROM `schedules`;
-- drop "schedules" table after copying rows
DROP TABLE `schedules`;
-- rename temporary table "new_schedules" to "schedules"
ALTER TABLE `new_schedules` RENAME TO `schedules`;
-- create index "schedule_next_run_at" to table: "schedules"
CREATE INDEX `schedule_next_run_at` ON `schedules` (`next_run_at`);
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

-- +goose Down
-- reverse: create index "schedule_next_run_at" to table: "schedules"
DROP INDEX `schedule_next_run_at`;
-- reverse: create "new_schedules" table
DROP TABLE `new_schedules`;
