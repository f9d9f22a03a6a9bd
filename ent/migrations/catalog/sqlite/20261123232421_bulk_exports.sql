-- +goose Up
-- create "bulk_exports" table
CREATE TABLE `bulk_exports` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `subject` text NOT NULL, `role` text NOT NULL, `scopes` json NULL, `format` text NOT NULL, `filter` blob NOT NULL, `categories` integer NOT NULL, `recipient` text NOT NULL DEFAULT (''), `state` text NOT NULL, `done` integer NOT NULL DEFAULT (0), `total` integer NOT NULL DEFAULT (0), `attempts` integer NOT NULL DEFAULT (0), `due_at` datetime NULL, `digest` blob NULL, `created_at` datetime NOT NULL, `expires_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- create index "bulkexport_account_id" to table: "bulk_exports"
CREATE INDEX `bulkexport_account_id` ON `bulk_exports` (`account_id`);
-- create index "bulkexport_due_at" to table: "bulk_exports"
CREATE INDEX `bulkexport_due_at` ON `bulk_exports` (`due_at`);
-- create index "bulkexport_expires_at" to table: "bulk_exports"
CREATE INDEX `bulkexport_expires_at` ON `bulk_exports` (`expires_at`);

-- +goose Down
-- reverse: create index "bulkexport_expires_at" to table: "bulk_exports"
DROP INDEX `bulkexport_expires_at`;
-- reverse: create index "bulkexport_due_at" to table: "bulk_exports"
DROP INDEX `bulkexport_due_at`;
-- reverse: create index "bulkexport_account_id" to table: "bulk_exports"
DROP INDEX `bulkexport_account_id`;
-- reverse: create "bulk_exports" table
DROP TABLE `bulk_exports`;
