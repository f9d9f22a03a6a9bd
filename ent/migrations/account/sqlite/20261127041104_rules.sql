-- +goose Up
-- add column "withhold" to table: "connections"
ALTER TABLE `connections` ADD COLUMN `withhold` integer NULL;
-- add column "shipping_method" to table: "orders"
ALTER TABLE `orders` ADD COLUMN `shipping_method` text NULL;
-- create "order_tags" table
CREATE TABLE `order_tags` (`id` uuid NOT NULL, `tag` text NOT NULL, `order_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `order_tags_orders_tags` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE NO ACTION);
-- create index "ordertag_order_id" to table: "order_tags"
CREATE INDEX `ordertag_order_id` ON `order_tags` (`order_id`);
-- create index "ordertag_tag_order_id" to table: "order_tags"
CREATE INDEX `ordertag_tag_order_id` ON `order_tags` (`tag`, `order_id`);
-- create "rules" table
CREATE TABLE `rules` (`id` uuid NOT NULL, `name` text NOT NULL, `position` integer NOT NULL, `state` text NOT NULL, `conditions` json NOT NULL, `action` text NOT NULL, `tag` text NOT NULL DEFAULT (''), `routes` json NULL, `version` integer NOT NULL DEFAULT (1), `tried` integer NOT NULL DEFAULT (0), `tried_at` datetime NULL, `created_at` datetime NOT NULL, `created_by` text NOT NULL, `changed_at` datetime NOT NULL, `changed_by` text NOT NULL, PRIMARY KEY (`id`));

-- +goose Down
-- reverse: create "rules" table
DROP TABLE `rules`;
-- reverse: create index "ordertag_tag_order_id" to table: "order_tags"
DROP INDEX `ordertag_tag_order_id`;
-- reverse: create index "ordertag_order_id" to table: "order_tags"
DROP INDEX `ordertag_order_id`;
-- reverse: create "order_tags" table
DROP TABLE `order_tags`;
-- reverse: add column "shipping_method" to table: "orders"
ALTER TABLE `orders` DROP COLUMN `shipping_method`;
-- reverse: add column "withhold" to table: "connections"
ALTER TABLE `connections` DROP COLUMN `withhold`;
