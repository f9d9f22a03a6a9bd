-- +goose Up
-- create index "events_with_note" to table: "events"
CREATE INDEX `events_with_note` ON `events` (`order_id`) WHERE note IS NOT NULL;
-- add column "delivered_at" to table: "orders"
ALTER TABLE `orders` ADD COLUMN `delivered_at` datetime NULL;
-- add column "bill_to_country" to table: "orders"
ALTER TABLE `orders` ADD COLUMN `bill_to_country` text NULL;
-- add column "ship_to_country" to table: "orders"
ALTER TABLE `orders` ADD COLUMN `ship_to_country` text NULL;
-- add column "hold_until" to table: "orders"
ALTER TABLE `orders` ADD COLUMN `hold_until` integer NULL;
-- add column "warning_id" to table: "orders"
ALTER TABLE `orders` ADD COLUMN `warning_id` uuid NULL;
-- add column "receipt_id" to table: "orders"
ALTER TABLE `orders` ADD COLUMN `receipt_id` uuid NULL;
-- create "holds" table
CREATE TABLE `holds` (`id` uuid NOT NULL, `basis` text NOT NULL, `until` integer NOT NULL, `note` blob NULL, `placed_at` datetime NOT NULL, `placed_by` text NOT NULL, `released_at` datetime NULL, `released_by` text NOT NULL DEFAULT (''), `order_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `holds_orders_holds` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE NO ACTION);
-- create index "hold_order_id" to table: "holds"
CREATE INDEX `hold_order_id` ON `holds` (`order_id`);
-- create "looks" table
CREATE TABLE `looks` (`id` uuid NOT NULL, `at` datetime NOT NULL, `subject` text NOT NULL, `role` text NOT NULL, `via` text NOT NULL, `request_id` text NOT NULL DEFAULT (''), `orders` blob NOT NULL, PRIMARY KEY (`id`));
-- create index "look_at" to table: "looks"
CREATE INDEX `look_at` ON `looks` (`at`);
-- create "notices" table
CREATE TABLE `notices` (`id` uuid NOT NULL, `problem_code` text NOT NULL DEFAULT (''), `problem_cause` text NOT NULL DEFAULT (''), `problem_owner` text NOT NULL DEFAULT (''), `problem_next_step` text NOT NULL DEFAULT (''), `problem_at` datetime NULL, `connection_id` uuid NOT NULL, `receipt_id` uuid NULL, `kind` text NOT NULL, `orders` blob NULL, `state` text NOT NULL, `attempts` integer NOT NULL DEFAULT (0), `created_at` datetime NOT NULL, `next_attempt_at` datetime NULL, `acknowledged_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "notice_next_attempt_at" to table: "notices"
CREATE INDEX `notice_next_attempt_at` ON `notices` (`next_attempt_at`);
-- create index "notice_receipt_id" to table: "notices"
CREATE INDEX `notice_receipt_id` ON `notices` (`receipt_id`);
-- create "receipts" table
CREATE TABLE `receipts` (`id` uuid NOT NULL, `kind` text NOT NULL, `at` datetime NOT NULL, `actor` text NOT NULL DEFAULT (''), `count` integer NOT NULL, `orders` blob NOT NULL, `signature` blob NOT NULL, `told` bool NOT NULL DEFAULT (false), PRIMARY KEY (`id`));
-- create index "receipt_kind_id" to table: "receipts"
CREATE INDEX `receipt_kind_id` ON `receipts` (`kind`, `id`);
-- create index "receipts_untold" to table: "receipts"
CREATE INDEX `receipts_untold` ON `receipts` (`id`) WHERE NOT told;
-- create "retention_settings" table
CREATE TABLE `retention_settings` (`id` uuid NOT NULL, `after_handling` integer NOT NULL, `fiscal_limit` integer NOT NULL, `legal_limit` integer NOT NULL, `changed_at` datetime NOT NULL, `changed_by` text NOT NULL, `applied` bool NOT NULL DEFAULT (false), `applied_to` uuid NULL, PRIMARY KEY (`id`));
-- what an order keeps when its parties are deleted
UPDATE `orders` SET `bill_to_country` = (SELECT `country` FROM `parties` WHERE `order_id` = `orders`.`id` AND `kind` = 'BILL_TO'), `ship_to_country` = (SELECT `country` FROM `parties` WHERE `order_id` = `orders`.`id` AND `kind` = 'SHIP_TO');

-- +goose Down
-- reverse: create "retention_settings" table
DROP TABLE `retention_settings`;
-- reverse: create index "receipts_untold" to table: "receipts"
DROP INDEX `receipts_untold`;
-- reverse: create index "receipt_kind_id" to table: "receipts"
DROP INDEX `receipt_kind_id`;
-- reverse: create "receipts" table
DROP TABLE `receipts`;
-- reverse: create index "notice_receipt_id" to table: "notices"
DROP INDEX `notice_receipt_id`;
-- reverse: create index "notice_next_attempt_at" to table: "notices"
DROP INDEX `notice_next_attempt_at`;
-- reverse: create "notices" table
DROP TABLE `notices`;
-- reverse: create index "look_at" to table: "looks"
DROP INDEX `look_at`;
-- reverse: create "looks" table
DROP TABLE `looks`;
-- reverse: create index "hold_order_id" to table: "holds"
DROP INDEX `hold_order_id`;
-- reverse: create "holds" table
DROP TABLE `holds`;
-- reverse: add column "receipt_id" to table: "orders"
ALTER TABLE `orders` DROP COLUMN `receipt_id`;
-- reverse: add column "warning_id" to table: "orders"
ALTER TABLE `orders` DROP COLUMN `warning_id`;
-- reverse: add column "hold_until" to table: "orders"
ALTER TABLE `orders` DROP COLUMN `hold_until`;
-- reverse: add column "ship_to_country" to table: "orders"
ALTER TABLE `orders` DROP COLUMN `ship_to_country`;
-- reverse: add column "bill_to_country" to table: "orders"
ALTER TABLE `orders` DROP COLUMN `bill_to_country`;
-- reverse: add column "delivered_at" to table: "orders"
ALTER TABLE `orders` DROP COLUMN `delivered_at`;
-- reverse: create index "events_with_note" to table: "events"
DROP INDEX `events_with_note`;
