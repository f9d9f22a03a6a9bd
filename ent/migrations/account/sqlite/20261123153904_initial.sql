-- +goose Up
-- create "connections" table
CREATE TABLE `connections` (`id` uuid NOT NULL, `problem_code` text NOT NULL DEFAULT (''), `problem_cause` text NOT NULL DEFAULT (''), `problem_owner` text NOT NULL DEFAULT (''), `problem_next_step` text NOT NULL DEFAULT (''), `problem_at` datetime NULL, `kind` text NOT NULL, `code` text NOT NULL, `label` text NOT NULL, `state` text NOT NULL, `settings` json NOT NULL, `credentials` blob NULL, `every_seconds` integer NOT NULL, `turns` integer NOT NULL DEFAULT (0), `watermark` datetime NULL, `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- create "deliveries" table
CREATE TABLE `deliveries` (`id` uuid NOT NULL, `problem_code` text NOT NULL DEFAULT (''), `problem_cause` text NOT NULL DEFAULT (''), `problem_owner` text NOT NULL DEFAULT (''), `problem_next_step` text NOT NULL DEFAULT (''), `problem_at` datetime NULL, `state` text NOT NULL, `number` text NOT NULL DEFAULT (''), `attempts` integer NOT NULL DEFAULT (0), `ask_first` bool NOT NULL DEFAULT (false), `last_attempt_at` datetime NULL, `next_attempt_at` datetime NULL, `connection_id` uuid NOT NULL, `order_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `deliveries_connections_deliveries` FOREIGN KEY (`connection_id`) REFERENCES `connections` (`id`) ON DELETE NO ACTION, CONSTRAINT `deliveries_orders_deliveries` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE NO ACTION);
-- create index "delivery_order_id" to table: "deliveries"
CREATE INDEX `delivery_order_id` ON `deliveries` (`order_id`);
-- create index "delivery_next_attempt_at" to table: "deliveries"
CREATE INDEX `delivery_next_attempt_at` ON `deliveries` (`next_attempt_at`);
-- create "events" table
CREATE TABLE `events` (`id` uuid NOT NULL, `at` datetime NOT NULL, `kind` text NOT NULL, `detail` text NOT NULL DEFAULT (''), `note` blob NULL, `actor` text NOT NULL DEFAULT (''), `order_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `events_orders_events` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE NO ACTION);
-- create index "event_order_id_id" to table: "events"
CREATE INDEX `event_order_id_id` ON `events` (`order_id`, `id`);
-- create "orders" table
CREATE TABLE `orders` (`id` uuid NOT NULL, `number` text NOT NULL, `hub_number` text NOT NULL, `revision` text NOT NULL, `changed_at` datetime NOT NULL, `placed_at` datetime NOT NULL, `handled_at` datetime NULL, `status` text NOT NULL, `fulfilment` text NOT NULL, `total` text NOT NULL, `currency` text NOT NULL, `tax` text NULL, `forget_on` integer NOT NULL, `forget_rule` text NOT NULL, `forgotten_at` datetime NULL, `pseudonym` uuid NULL, `imported_at` datetime NOT NULL, `updated_at` datetime NOT NULL, `connection_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `orders_connections_orders` FOREIGN KEY (`connection_id`) REFERENCES `connections` (`id`) ON DELETE NO ACTION);
-- create index "order_connection_id_number" to table: "orders"
CREATE UNIQUE INDEX `order_connection_id_number` ON `orders` (`connection_id`, `number`);
-- create index "order_placed_at_id" to table: "orders"
CREATE INDEX `order_placed_at_id` ON `orders` (`placed_at`, `id`);
-- create index "order_forget_on" to table: "orders"
CREATE INDEX `order_forget_on` ON `orders` (`forget_on`);
-- create "order_lines" table
CREATE TABLE `order_lines` (`id` uuid NOT NULL, `position` integer NOT NULL, `marketplace_id` text NOT NULL, `sku` text NOT NULL, `ean` text NOT NULL, `title` text NOT NULL, `quantity` integer NOT NULL, `quantity_shipped` integer NOT NULL, `quantity_cancelled` integer NOT NULL, `unit_price` text NOT NULL, `total` text NOT NULL, `cancellation_requested` bool NOT NULL, `latest_delivery` datetime NULL, `order_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `order_lines_orders_lines` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE NO ACTION);
-- create index "orderline_order_id_position" to table: "order_lines"
CREATE INDEX `orderline_order_id_position` ON `order_lines` (`order_id`, `position`);
-- create "parties" table
CREATE TABLE `parties` (`id` uuid NOT NULL, `kind` text NOT NULL, `country` text NOT NULL, `name` blob NULL, `address` blob NULL, `email` blob NULL, `phone` blob NULL, `tax_id` blob NULL, `pickup` blob NULL, `note` blob NULL, `email_index` blob NULL, `phone_index` blob NULL, `postcode_index` blob NULL, `address_index` blob NULL, `order_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `parties_orders_parties` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE NO ACTION);
-- create index "party_order_id_kind" to table: "parties"
CREATE UNIQUE INDEX `party_order_id_kind` ON `parties` (`order_id`, `kind`);
-- create index "party_email_index" to table: "parties"
CREATE INDEX `party_email_index` ON `parties` (`email_index`);
-- create index "party_phone_index" to table: "parties"
CREATE INDEX `party_phone_index` ON `parties` (`phone_index`);
-- create index "party_postcode_index" to table: "parties"
CREATE INDEX `party_postcode_index` ON `parties` (`postcode_index`);
-- create index "party_address_index" to table: "parties"
CREATE INDEX `party_address_index` ON `parties` (`address_index`);
-- create "refusals" table
CREATE TABLE `refusals` (`id` uuid NOT NULL, `problem_code` text NOT NULL DEFAULT (''), `problem_cause` text NOT NULL DEFAULT (''), `problem_owner` text NOT NULL DEFAULT (''), `problem_next_step` text NOT NULL DEFAULT (''), `problem_at` datetime NULL, `connection_id` uuid NOT NULL, `number` text NOT NULL, `attempts` integer NOT NULL DEFAULT (1), `next_attempt_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- create index "refusal_connection_id_next_attempt_at" to table: "refusals"
CREATE INDEX `refusal_connection_id_next_attempt_at` ON `refusals` (`connection_id`, `next_attempt_at`);
-- create "shipments" table
CREATE TABLE `shipments` (`id` uuid NOT NULL, `marketplace_id` text NOT NULL, `carrier` text NOT NULL, `tracking` blob NULL, `shipped_at` datetime NOT NULL, `reported_at` datetime NULL, `order_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `shipments_orders_shipments` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE NO ACTION);
-- create index "shipment_order_id" to table: "shipments"
CREATE INDEX `shipment_order_id` ON `shipments` (`order_id`);
-- create "sync_runs" table
CREATE TABLE `sync_runs` (`id` uuid NOT NULL, `problem_code` text NOT NULL DEFAULT (''), `problem_cause` text NOT NULL DEFAULT (''), `problem_owner` text NOT NULL DEFAULT (''), `problem_next_step` text NOT NULL DEFAULT (''), `problem_at` datetime NULL, `state` text NOT NULL, `queued_at` datetime NOT NULL, `started_at` datetime NULL, `finished_at` datetime NULL, `claimed_until` datetime NULL, `listed` integer NOT NULL DEFAULT (0), `imported` integer NOT NULL DEFAULT (0), `refused` integer NOT NULL DEFAULT (0), `connection_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `sync_runs_connections_runs` FOREIGN KEY (`connection_id`) REFERENCES `connections` (`id`) ON DELETE NO ACTION);
-- create index "syncrun_connection_id_queued_at" to table: "sync_runs"
CREATE INDEX `syncrun_connection_id_queued_at` ON `sync_runs` (`connection_id`, `queued_at`);

-- +goose Down
-- reverse: create index "syncrun_connection_id_queued_at" to table: "sync_runs"
DROP INDEX `syncrun_connection_id_queued_at`;
-- reverse: create "sync_runs" table
DROP TABLE `sync_runs`;
-- reverse: create index "shipment_order_id" to table: "shipments"
DROP INDEX `shipment_order_id`;
-- reverse: create "shipments" table
DROP TABLE `shipments`;
-- reverse: create index "refusal_connection_id_next_attempt_at" to table: "refusals"
DROP INDEX `refusal_connection_id_next_attempt_at`;
-- reverse: create "refusals" table
DROP TABLE `refusals`;
-- reverse: create index "party_address_index" to table: "parties"
DROP INDEX `party_address_index`;
-- reverse: create index "party_postcode_index" to table: "parties"
DROP INDEX `party_postcode_index`;
-- reverse: create index "party_phone_index" to table: "parties"
DROP INDEX `party_phone_index`;
-- reverse: create index "party_email_index" to table: "parties"
DROP INDEX `party_email_index`;
-- reverse: create index "party_order_id_kind" to table: "parties"
DROP INDEX `party_order_id_kind`;
-- reverse: create "parties" table
DROP TABLE `parties`;
-- reverse: create index "orderline_order_id_position" to table: "order_lines"
DROP INDEX `orderline_order_id_position`;
-- reverse: create "order_lines" table
DROP TABLE `order_lines`;
-- reverse: create index "order_forget_on" to table: "orders"
DROP INDEX `order_forget_on`;
-- reverse: create index "order_placed_at_id" to table: "orders"
DROP INDEX `order_placed_at_id`;
-- reverse: create index "order_connection_id_number" to table: "orders"
DROP INDEX `order_connection_id_number`;
-- reverse: create "orders" table
DROP TABLE `orders`;
-- reverse: create index "event_order_id_id" to table: "events"
DROP INDEX `event_order_id_id`;
-- reverse: create "events" table
DROP TABLE `events`;
-- reverse: create index "delivery_next_attempt_at" to table: "deliveries"
DROP INDEX `delivery_next_attempt_at`;
-- reverse: create index "delivery_order_id" to table: "deliveries"
DROP INDEX `delivery_order_id`;
-- reverse: create "deliveries" table
DROP TABLE `deliveries`;
-- reverse: create "connections" table
DROP TABLE `connections`;
