-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_connections" table
CREATE TABLE `new_connections` (`id` uuid NOT NULL, `problem_code` text NOT NULL DEFAULT (''), `problem_cause` text NOT NULL DEFAULT (''), `problem_owner` text NOT NULL DEFAULT (''), `problem_next_step` text NOT NULL DEFAULT (''), `problem_at` datetime NULL, `kind` text NOT NULL, `code` text NOT NULL, `label` text NOT NULL, `state` text NOT NULL, `settings` json NOT NULL, `credentials` blob NULL, `every_seconds` integer NOT NULL, `turns` integer NOT NULL DEFAULT (0), `watermark` datetime NULL, `day_checked_at` datetime NULL, `month_checked_at` datetime NULL, `failures` integer NOT NULL DEFAULT (0), `rests_until` datetime NULL, `watched_at` datetime NULL, `warnings` json NULL, `created_at` datetime NOT NULL, `withhold` integer NULL, PRIMARY KEY (`id`));
-- copy rows from old table "connections" to new temporary table "new_connections"
INSERT INTO `new_connections` (`id`, `problem_code`, `problem_cause`, `problem_owner`, `problem_next_step`, `problem_at`, `kind`, `code`, `label`, `state`, `settings`, `credentials`, `every_seconds`, `turns`, `watermark`, `created_at`, `withhold`) SELECT `id`, `problem_code`, `problem_cause`, `problem_owner`, `problem_next_step`, `problem_at`, `kind`, `code`, `label`, `state`, `settings`, `credentials`, `every_seconds`, `turns`, `watermark`, `created_at`, `withhold` FROM `connections`;
-- drop "connections" table after copying rows
DROP TABLE `connections`;
-- rename temporary table "new_connections" to "connections"
ALTER TABLE `new_connections` RENAME TO `connections`;
-- create "new_deliveries" table
CREATE TABLE `new_deliveries` (`id` uuid NOT NULL, `problem_code` text NOT NULL DEFAULT (''), `problem_cause` text NOT NULL DEFAULT (''), `problem_owner` text NOT NULL DEFAULT (''), `problem_next_step` text NOT NULL DEFAULT (''), `problem_at` datetime NULL, `state` text NOT NULL, `number` text NOT NULL DEFAULT (''), `attempts` integer NOT NULL DEFAULT (0), `ask_first` bool NOT NULL DEFAULT (false), `by_hand` bool NOT NULL DEFAULT (false), `last_attempt_at` datetime NULL, `next_attempt_at` datetime NULL, `fingerprints` blob NULL, `connection_id` uuid NOT NULL, `order_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `deliveries_connections_deliveries` FOREIGN KEY (`connection_id`) REFERENCES `connections` (`id`) ON DELETE NO ACTION, CONSTRAINT `deliveries_orders_deliveries` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE NO ACTION);
-- copy rows from old table "deliveries" to new temporary table "new_deliveries"
INSERT INTO `new_deliveries` (`id`, `problem_code`, `problem_cause`, `problem_owner`, `problem_next_step`, `problem_at`, `state`, `number`, `attempts`, `ask_first`, `last_attempt_at`, `next_attempt_at`, `fingerprints`, `connection_id`, `order_id`) SELECT `id`, `problem_code`, `problem_cause`, `problem_owner`, `problem_next_step`, `problem_at`, `state`, `number`, `attempts`, `ask_first`, `last_attempt_at`, `next_attempt_at`, `fingerprints`, `connection_id`, `order_id` FROM `deliveries`;
-- drop "deliveries" table after copying rows
DROP TABLE `deliveries`;
-- rename temporary table "new_deliveries" to "deliveries"
ALTER TABLE `new_deliveries` RENAME TO `deliveries`;
-- create index "delivery_order_id" to table: "deliveries"
CREATE INDEX `delivery_order_id` ON `deliveries` (`order_id`);
-- create index "delivery_next_attempt_at" to table: "deliveries"
CREATE INDEX `delivery_next_attempt_at` ON `deliveries` (`next_attempt_at`);
-- create "new_sync_runs" table
CREATE TABLE `new_sync_runs` (`id` uuid NOT NULL, `problem_code` text NOT NULL DEFAULT (''), `problem_cause` text NOT NULL DEFAULT (''), `problem_owner` text NOT NULL DEFAULT (''), `problem_next_step` text NOT NULL DEFAULT (''), `problem_at` datetime NULL, `state` text NOT NULL, `queued_at` datetime NOT NULL, `started_at` datetime NULL, `finished_at` datetime NULL, `claimed_until` datetime NULL, `listed` integer NOT NULL DEFAULT (0), `imported` integer NOT NULL DEFAULT (0), `refused` integer NOT NULL DEFAULT (0), `gap_check` text NOT NULL DEFAULT (''), `missed` integer NOT NULL DEFAULT (0), `connection_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `sync_runs_connections_runs` FOREIGN KEY (`connection_id`) REFERENCES `connections` (`id`) ON DELETE NO ACTION);
-- copy rows from old table "sync_runs" to new temporary table "new_sync_runs"
INSERT INTO `new_sync_runs` (`id`, `problem_code`, `problem_cause`, `problem_owner`, `problem_next_step`, `problem_at`, `state`, `queued_at`, `started_at`, `finished_at`, `claimed_until`, `listed`, `imported`, `refused`, `connection_id`) SELECT `id`, `problem_code`, `problem_cause`, `problem_owner`, `problem_next_step`, `problem_at`, `state`, `queued_at`, `started_at`, `finished_at`, `claimed_until`, `listed`, `imported`, `refused`, `connection_id` FROM `sync_runs`;
-- drop "sync_runs" table after copying rows
DROP TABLE `sync_runs`;
-- rename temporary table "new_sync_runs" to "sync_runs"
ALTER TABLE `new_sync_runs` RENAME TO `sync_runs`;
-- create index "syncrun_connection_id_queued_at" to table: "sync_runs"
CREATE INDEX `syncrun_connection_id_queued_at` ON `sync_runs` (`connection_id`, `queued_at`);
-- create "hints" table
CREATE TABLE `hints` (`id` uuid NOT NULL, `connection_id` uuid NOT NULL, `number` text NOT NULL, `at` datetime NOT NULL, PRIMARY KEY (`id`));
-- create index "hint_connection_id_at" to table: "hints"
CREATE INDEX `hint_connection_id_at` ON `hints` (`connection_id`, `at`);
-- create "returns" table
CREATE TABLE `returns` (`id` uuid NOT NULL, `order_id` uuid NOT NULL, `connection_id` uuid NOT NULL, `marketplace_id` text NOT NULL, `line` text NOT NULL DEFAULT (''), `sku` text NOT NULL DEFAULT (''), `ean` text NOT NULL DEFAULT (''), `quantity` integer NOT NULL, `reason` text NOT NULL DEFAULT (''), `registered_at` datetime NOT NULL, `handled_at` datetime NULL, `result` text NOT NULL DEFAULT (''), PRIMARY KEY (`id`));
-- create index "orderreturn_order_id" to table: "returns"
CREATE INDEX `orderreturn_order_id` ON `returns` (`order_id`);
-- create index "orderreturn_registered_at_id" to table: "returns"
CREATE INDEX `orderreturn_registered_at_id` ON `returns` (`registered_at`, `id`);
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

-- +goose Down
-- reverse: create index "orderreturn_registered_at_id" to table: "returns"
DROP INDEX `orderreturn_registered_at_id`;
-- reverse: create index "orderreturn_order_id" to table: "returns"
DROP INDEX `orderreturn_order_id`;
-- reverse: create "returns" table
DROP TABLE `returns`;
-- reverse: create index "hint_connection_id_at" to table: "hints"
DROP INDEX `hint_connection_id_at`;
-- reverse: create "hints" table
DROP TABLE `hints`;
-- reverse: create index "syncrun_connection_id_queued_at" to table: "sync_runs"
DROP INDEX `syncrun_connection_id_queued_at`;
-- reverse: create "new_sync_runs" table
DROP TABLE `new_sync_runs`;
-- reverse: create index "delivery_next_attempt_at" to table: "deliveries"
DROP INDEX `delivery_next_attempt_at`;
-- reverse: create index "delivery_order_id" to table: "deliveries"
DROP INDEX `delivery_order_id`;
-- reverse: create "new_deliveries" table
DROP TABLE `new_deliveries`;
-- reverse: create "new_connections" table
DROP TABLE `new_connections`;
