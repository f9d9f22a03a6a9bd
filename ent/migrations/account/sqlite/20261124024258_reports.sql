-- +goose Up
-- create "reports" table
CREATE TABLE `reports` (`id` uuid NOT NULL, `problem_code` text NOT NULL DEFAULT (''), `problem_cause` text NOT NULL DEFAULT (''), `problem_owner` text NOT NULL DEFAULT (''), `problem_next_step` text NOT NULL DEFAULT (''), `problem_at` datetime NULL, `connection_id` uuid NOT NULL, `kind` text NOT NULL, `entry_key` text NOT NULL, `lines` json NOT NULL, `shipment_id` uuid NULL, `reason` text NOT NULL DEFAULT (''), `state` text NOT NULL, `attempts` integer NOT NULL DEFAULT (0), `ask_first` bool NOT NULL DEFAULT (false), `process` text NOT NULL DEFAULT (''), `created_at` datetime NOT NULL, `created_by` text NOT NULL DEFAULT (''), `last_attempt_at` datetime NULL, `next_attempt_at` datetime NULL, `done_at` datetime NULL, `order_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `reports_orders_reports` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE NO ACTION);
-- create index "report_order_id_created_at" to table: "reports"
CREATE INDEX `report_order_id_created_at` ON `reports` (`order_id`, `created_at`);
-- create index "report_next_attempt_at" to table: "reports"
CREATE INDEX `report_next_attempt_at` ON `reports` (`next_attempt_at`);

-- +goose Down
-- reverse: create index "report_next_attempt_at" to table: "reports"
DROP INDEX `report_next_attempt_at`;
-- reverse: create index "report_order_id_created_at" to table: "reports"
DROP INDEX `report_order_id_created_at`;
-- reverse: create "reports" table
DROP TABLE `reports`;
