-- +goose Up
-- create "grants" table
CREATE TABLE `grants` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `order_id` uuid NOT NULL, `order_number` text NOT NULL, `subject` text NOT NULL, `role` text NOT NULL, `categories` integer NOT NULL, `purpose` text NOT NULL, `ticket` text NOT NULL, `reason` blob NULL, `emergency` bool NOT NULL DEFAULT (false), `minutes` integer NOT NULL, `state` text NOT NULL, `requested_at` datetime NOT NULL, `decided_at` datetime NULL, `decided_by` text NULL, `ends_at` datetime NOT NULL, `ended_at` datetime NULL, `ended_by` text NULL, PRIMARY KEY (`id`));
-- create index "grant_account_id" to table: "grants"
CREATE INDEX `grant_account_id` ON `grants` (`account_id`);
-- create index "grant_subject_requested_at" to table: "grants"
CREATE INDEX `grant_subject_requested_at` ON `grants` (`subject`, `requested_at`);
-- create index "grant_order_id_subject" to table: "grants"
CREATE INDEX `grant_order_id_subject` ON `grants` (`order_id`, `subject`);

-- +goose Down
-- reverse: create index "grant_order_id_subject" to table: "grants"
DROP INDEX `grant_order_id_subject`;
-- reverse: create index "grant_subject_requested_at" to table: "grants"
DROP INDEX `grant_subject_requested_at`;
-- reverse: create index "grant_account_id" to table: "grants"
DROP INDEX `grant_account_id`;
-- reverse: create "grants" table
DROP TABLE `grants`;
