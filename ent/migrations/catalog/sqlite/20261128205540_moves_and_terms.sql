-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_accounts" table
CREATE TABLE `new_accounts` (`id` uuid NOT NULL, `number` integer NOT NULL, `state` text NOT NULL, `database` text NOT NULL, `password` blob NULL, `server` text NOT NULL DEFAULT ('default'), `move_from` text NULL, `move_to` text NULL, `moves` integer NOT NULL DEFAULT (0), `schema_version` integer NOT NULL DEFAULT (0), `outbox_due_at` datetime NULL, `forget_due_at` datetime NULL, `swept_to` integer NULL, `retention_terms` text NOT NULL DEFAULT (''), `suspended_at` datetime NULL, `sandbox` bool NOT NULL DEFAULT (false), `networks` json NULL, `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- copy rows from old table "accounts" to new temporary table "new_accounts"
INSERT INTO `new_accounts` (`id`, `number`, `state`, `database`, `password`, `server`, `move_from`, `move_to`, `schema_version`, `outbox_due_at`, `forget_due_at`, `swept_to`, `suspended_at`, `sandbox`, `networks`, `created_at`) SELECT `id`, `number`, `state`, `database`, `password`, `server`, `move_from`, `move_to`, `schema_version`, `outbox_due_at`, `forget_due_at`, `swept_to`, `suspended_at`, `sandbox`, `networks`, `created_at` FROM `accounts`;
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
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

-- +goose Down
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
