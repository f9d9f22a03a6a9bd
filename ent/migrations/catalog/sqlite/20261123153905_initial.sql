-- +goose Up
-- create "accounts" table
CREATE TABLE `accounts` (`id` uuid NOT NULL, `number` integer NOT NULL, `state` text NOT NULL, `database` text NOT NULL, `password` blob NULL, `schema_version` integer NOT NULL DEFAULT (0), `outbox_due_at` datetime NULL, `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- create index "accounts_number_key" to table: "accounts"
CREATE UNIQUE INDEX `accounts_number_key` ON `accounts` (`number`);
-- create index "accounts_database_key" to table: "accounts"
CREATE UNIQUE INDEX `accounts_database_key` ON `accounts` (`database`);
-- create index "account_outbox_due_at" to table: "accounts"
CREATE INDEX `account_outbox_due_at` ON `accounts` (`outbox_due_at`);
-- create "locators" table
CREATE TABLE `locators` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `hash` blob NOT NULL, `account_id` uuid NOT NULL, `order_id` uuid NOT NULL);
-- create index "locator_hash_order_id" to table: "locators"
CREATE UNIQUE INDEX `locator_hash_order_id` ON `locators` (`hash`, `order_id`);
-- create index "locator_account_id" to table: "locators"
CREATE INDEX `locator_account_id` ON `locators` (`account_id`);
-- create "schedules" table
CREATE TABLE `schedules` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `every_seconds` integer NOT NULL, `next_run_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- create index "schedule_next_run_at" to table: "schedules"
CREATE INDEX `schedule_next_run_at` ON `schedules` (`next_run_at`);

-- +goose Down
-- reverse: create index "schedule_next_run_at" to table: "schedules"
DROP INDEX `schedule_next_run_at`;
-- reverse: create "schedules" table
DROP TABLE `schedules`;
-- reverse: create index "locator_account_id" to table: "locators"
DROP INDEX `locator_account_id`;
-- reverse: create index "locator_hash_order_id" to table: "locators"
DROP INDEX `locator_hash_order_id`;
-- reverse: create "locators" table
DROP TABLE `locators`;
-- reverse: create index "account_outbox_due_at" to table: "accounts"
DROP INDEX `account_outbox_due_at`;
-- reverse: create index "accounts_database_key" to table: "accounts"
DROP INDEX `accounts_database_key`;
-- reverse: create index "accounts_number_key" to table: "accounts"
DROP INDEX `accounts_number_key`;
-- reverse: create "accounts" table
DROP TABLE `accounts`;
