-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_accounts" table
CREATE TABLE `new_accounts` (`id` uuid NOT NULL, `number` integer NOT NULL, `state` text NOT NULL, `database` text NOT NULL, `password` blob NULL, `schema_version` integer NOT NULL DEFAULT (0), `outbox_due_at` datetime NULL, `forget_due_at` datetime NULL, `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- copy rows from old table "accounts" to new temporary table "new_accounts"
INSERT INTO `new_accounts` (`id`, `number`, `state`, `database`, `password`, `schema_version`, `outbox_due_at`, `created_at`) SELECT `id`, `number`, `state`, `database`, `password`, `schema_version`, `outbox_due_at`, `created_at` FROM `accounts`;
-- drop "accounts" table after copying rows
DROP TABLE `accounts`;
-- rename temporary table "new_accounts" to "accounts"
ALTER TABLE `new_accounts` RENAME TO `accounts`;
-- create index "accounts_number_key" to table: "accounts"
CREATE UNIQUE INDEX `accounts_number_key` ON `accounts` (`number`);
-- create index "accounts_database_key" to table: "accounts"
CREATE UNIQUE INDEX `accounts_database_key` ON `accounts` (`database`);
-- create index "account_outbox_due_at" to table: "accounts"
CREATE INDEX `account_outbox_due_at` ON `accounts` (`outbox_due_at`);
-- create index "account_forget_due_at" to table: "accounts"
CREATE INDEX `account_forget_due_at` ON `accounts` (`forget_due_at`);
-- create "alarms" table
CREATE TABLE `alarms` (`id` uuid NOT NULL, `kind` text NOT NULL, `account_id` uuid NOT NULL, `order_id` uuid NOT NULL, `subject` text NOT NULL, `role` text NOT NULL, `request_id` text NOT NULL DEFAULT (''), `at` datetime NOT NULL, `attempts` integer NOT NULL DEFAULT (0), `next_attempt_at` datetime NULL, `sent_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "alarm_next_attempt_at" to table: "alarms"
CREATE INDEX `alarm_next_attempt_at` ON `alarms` (`next_attempt_at`);
-- create "canaries" table
CREATE TABLE `canaries` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `planted_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- create index "canary_account_id" to table: "canaries"
CREATE INDEX `canary_account_id` ON `canaries` (`account_id`);
-- create "closures" table
CREATE TABLE `closures` (`id` uuid NOT NULL, `number` integer NOT NULL, `mode` text NOT NULL, `state` text NOT NULL, `requested_at` datetime NOT NULL, `requested_by` text NOT NULL, `due_at` datetime NOT NULL, `claimed_until` datetime NULL, `export_recipient` text NOT NULL DEFAULT (''), `export_file` text NOT NULL DEFAULT (''), `export_digest` blob NULL, `facts` json NULL, `certificate` blob NULL, `closed_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "closure_state_due_at" to table: "closures"
CREATE INDEX `closure_state_due_at` ON `closures` (`state`, `due_at`);
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

-- +goose Down
-- reverse: create index "closure_state_due_at" to table: "closures"
DROP INDEX `closure_state_due_at`;
-- reverse: create "closures" table
DROP TABLE `closures`;
-- reverse: create index "canary_account_id" to table: "canaries"
DROP INDEX `canary_account_id`;
-- reverse: create "canaries" table
DROP TABLE `canaries`;
-- reverse: create index "alarm_next_attempt_at" to table: "alarms"
DROP INDEX `alarm_next_attempt_at`;
-- reverse: create "alarms" table
DROP TABLE `alarms`;
-- reverse: create index "account_forget_due_at" to table: "accounts"
DROP INDEX `account_forget_due_at`;
-- reverse: create index "account_outbox_due_at" to table: "accounts"
DROP INDEX `account_outbox_due_at`;
-- reverse: create index "accounts_database_key" to table: "accounts"
DROP INDEX `accounts_database_key`;
-- reverse: create index "accounts_number_key" to table: "accounts"
DROP INDEX `accounts_number_key`;
-- reverse: create "new_accounts" table
DROP TABLE `new_accounts`;
